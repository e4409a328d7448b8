"""Third-party verifiers download the status of our credentials and report it correctly."""

import asyncio
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.web.app import web_app
from core.awards.credential import SCHEMA
from tests.adapters.web_server import served
from tests.contract.test_other_verifiers import contexts
from tests.servers.node import Node, find_node
from tests.world import World, open_world

pytestmark = pytest.mark.slow
_SCRIPT = Path(__file__).with_name("status_verifiers.mjs")
_PUBLISHED = (
    Path(__file__).parents[1] / "core/awards/schemas/ob_v3p0_achievementcredential_schema.json"
)
_ROOT = "https://verify.example.org"
_SUITES = (
    *("@digitalbazaar/vc", "@digitalbazaar/vc-bitstring-status-list"),
    *("@digitalcredentials/vc-bitstring-status-list", "@digitalcredentials/verifier-core"),
)


@pytest.fixture
def node() -> Node:
    return find_node(*_SUITES)


async def _document(world: World, code: str) -> dict[str, Any]:
    awarded = await world.edgefinder.signing.find_award(code)
    assert awarded is not None
    made = await world.edgefinder.signing.document(awarded)
    assert isinstance(made, dict)
    return made


async def test_other_verifiers_fetch_our_status_list_and_see_revocations(
    sqlite_url: str, tmp_path: Path, node: Node
) -> None:
    world = await open_world(sqlite_url, _ROOT, tmp_path / "keys")
    # today's date, because the clock of the other verifier cannot be set
    world.clock.now = datetime.now(UTC)
    issuer = world.edgefinder.signing.issuer
    assert issuer is not None
    issuer.keys.init_all()
    await world.candidate("1001", "Ana Popescu")
    held = await _document(world, await world.award("1001", "M1-TCH", date(2026, 5, 1)))
    code = await world.award("1001", "M1-MMS", date(2026, 5, 1))
    lost = await _document(world, code)
    await world.edgefinder.revocations.revoke(code, "the affidavit was withdrawn")
    altered = {**held, "name": "CNC Milling: Programming Setup & Operations"}
    # older credentials have the URL of the JWT
    entry = {**held["credentialStatus"], "statusListCredential": f"{_ROOT}/status/0"}
    by_accept = {**held, "credentialStatus": entry}
    cases = [
        {"by": by, "credential": credential}
        for by in ("digitalbazaar", "dcc", "core")
        for credential in (held, lost, altered)
    ]
    cases.append({"by": "dcc", "credential": by_accept})
    async with served(web_app(world.edgefinder)) as url:
        known = {**contexts(), SCHEMA: json.loads(_PUBLISHED.read_text("utf-8"))}
        given = {"root": _ROOT, "served": url, "contexts": known, "cases": cases}
        told = await asyncio.to_thread(node.run, _SCRIPT, given, tmp_path)
    await world.edgefinder.close()
    answers = told["answers"]
    assert answers[:3] == [
        {"verified": True, "revoked": False},
        {"verified": True, "revoked": True},
        {"verified": False},
    ], answers
    # this verifier checks only the revocation and not the proof
    assert answers[3:6] == [{"verified": True}, {"verified": False}, {"verified": True}], answers
    assert answers[9] == {"verified": True}
    stands = {"valid_signature": True, "expiration": True, "schema": True}
    for answer, revoked in zip(answers[6:8], (False, True), strict=True):
        assert answer.items() >= {**stands, "revocation_status": not revoked}.items(), answer
    assert answers[8] == {"errors": ["invalid_signature"]}
    assert any(line.startswith("/status/0.json ") for line in told["asked"]), told["asked"]
    assert json.dumps(told).count("Ana") == 0
