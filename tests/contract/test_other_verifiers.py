"""Third-party verifiers accept our signed credentials and reject altered ones."""

import base64
import json
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from core.awards.canonicalization import CONTEXTS
from core.awards.keys import Algorithm
from core.awards.signing import StatusList
from core.verification.credential_checks import check, take_signed
from core.verification.credential_findings import Signed as SignedCredential
from core.verification.verdict import VerdictKind
from tests.core.test_verification_of_changed_credentials import changed, signed, signer
from tests.core.trusted_badges import worked_out
from tests.servers.node import Node, find_node
from tests.world import StoppedClock, World, open_world

pytestmark = pytest.mark.slow
_SCRIPT = Path(__file__).with_name("verifiers.mjs")


@pytest.fixture(scope="module")
def node() -> Node:
    return find_node("jose", "@digitalbazaar/vc", "@digitalbazaar/vc-bitstring-status-list")


@dataclass
class Signed:
    token: str
    document: dict[str, Any]

    @property
    def place(self) -> int:
        return int(self.document["credentialStatus"]["statusListIndex"])


async def _sign(world: World, credential: str) -> tuple[str, Signed]:
    signing = world.edgefinder.signing
    code = await world.award("1001", credential, date(2026, 5, 1))
    awarded = await signing.find_award(code)
    assert awarded is not None
    token, document = await signing.token(awarded), await signing.document(awarded)
    assert isinstance(token, str)
    assert isinstance(document, dict)
    return code, Signed(token, document)


def _altered(token: str) -> str:
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    claims["name"] = "CNC Milling: Programming Setup & Operations"
    raw = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"{header}.{raw}.{signature}"


async def test_other_verifiers_accept_our_credentials_and_reject_altered_ones(
    sqlite_url: str, tmp_path: Path, node: Node
) -> None:
    world = await open_world(sqlite_url, "https://verify.example.org", tmp_path / "keys")
    signing = world.edgefinder.signing
    assert signing.issuer is not None
    signing.issuer.keys.init()
    await world.candidate("1001", "Ana Popescu")
    _, held = await _sign(world, "M1-TCH")
    code, lost = await _sign(world, "M1-MMS")
    await world.edgefinder.revocations.revoke(code, "the affidavit was withdrawn")
    # signatures by the replaced key must stay valid
    signing.issuer.keys.rotate(Algorithm.ES256)
    awarded = await signing.find_award(code)
    assert awarded is not None
    by_es256 = await signing.token(awarded)
    listed = await signing.status_list(0)
    assert isinstance(listed, StatusList)
    renamed = {**held.document, "name": "CNC Milling: Programming Setup & Operations"}
    added = {**held.document, "grade": "A+"}
    given_to_them = {
        "now": world.clock().isoformat(),
        "did": signing.issuer.document(),
        "contexts": contexts(),
        "cases": [
            {"kind": "token", "token": held.token},
            {"kind": "token", "token": by_es256},
            {"kind": "token", "token": _altered(held.token)},
            {"kind": "document", "document": held.document},
            {"kind": "document", "document": renamed},
            {"kind": "document", "document": added},
            {"kind": "status", "token": listed.body, "place": held.place},
            {"kind": "status", "token": listed.body, "place": lost.place},
            {"kind": "status", "token": _altered(listed.body), "place": held.place},
        ],
    }
    await world.edgefinder.close()
    answers = node.run(_SCRIPT, given_to_them, tmp_path)
    accepted = [answer["accepted"] for answer in answers]
    assert accepted == [True, True, False, True, False, False, True, True, False], answers
    assert answers[0]["said"]["name"] == "Turning I (Chucking Skills)"
    assert [answers[place]["said"]["revoked"] for place in (6, 7)] == [False, True]
    assert answers[6]["said"]["places"] == 131_072


def test_other_verifiers_accept_each_changed_credential_that_we_call_valid(
    tmp_path: Path, node: Node
) -> None:
    trusted, now = signer().trusted, StoppedClock()()
    called_valid: dict[str, dict[str, Any]] = {}

    @settings(max_examples=400, suppress_health_check=list(HealthCheck), database=None)
    @given(changed(signed("eddsa-rdfc-2022")))
    def collect(document: dict[str, Any]) -> None:
        taken = take_signed(worked_out(document))
        if isinstance(taken, SignedCredential):
            finding = check(taken, None, trusted, now)
            if finding.kind is VerdictKind.VALID:
                called_valid[json.dumps(document)] = document

    collect()
    assert called_valid
    cases = [{"kind": "document", "document": each} for each in called_valid.values()]
    given_to_them = {
        "now": now.isoformat(),
        "did": signer().controller_document(),
        "contexts": contexts(),
        "cases": cases,
    }
    answers = node.run(_SCRIPT, given_to_them, tmp_path)
    refused = [
        (answer["said"], case["document"])
        for answer, case in zip(answers, cases, strict=True)
        if not answer["accepted"]
    ]
    assert refused == []


def contexts() -> dict[str, Any]:
    files = resources.files("core.awards").joinpath("contexts")
    return {
        url: json.loads(files.joinpath(name).read_text("utf-8")) for url, name in CONTEXTS.items()
    }
