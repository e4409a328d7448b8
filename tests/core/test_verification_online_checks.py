"""What is checked online for issuers on trusted hosts: keys, hosted badges and revocations."""

import json
from collections.abc import AsyncIterator, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from adapters.cli.verify_command import _verdict_line
from bot.reply import Turn
from core.awards.status_lists import encode_list
from core.people.model import Identity
from core.verification.credential_checks import take_signed
from core.verification.credential_findings import Finding
from core.verification.fetching import Fetcher
from core.verification.files.found_items import FoundToken, NothingFound
from core.verification.files.worker_pool import FileReader
from core.verification.online_checks import Examination
from core.verification.trusted_issuers import Trusted, load_trusted
from core.verification.verdict import CheckName, CheckResult, Detail, VerdictKind
from tests.core.issuer_website import Website, website
from tests.core.other_badges import ASSERTION, DESCRIBED, HOSTED, assertion, profile, signed, signer
from tests.core.trusted_badges import BADGE, ISSUER, METHOD, worked_out
from tests.world import StoppedClock, open_world

VALID, REVOKED, UNCHECKED = VerdictKind.VALID, VerdictKind.REVOKED, VerdictKind.UNCHECKED
PASSED, NOT_CHECKED = CheckResult.PASSED, CheckResult.NOT_CHECKED


@pytest.fixture
async def site() -> AsyncIterator[Website]:
    async with website() as made:
        yield made


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    made = FileReader()
    yield made
    made.close()


async def examined(
    brought: Any, reader: FileReader, fetcher: Fetcher, trusted: Trusted | None = None
) -> Finding:
    held = FoundToken(brought) if isinstance(brought, str) else worked_out(brought)
    taken = take_signed(held)
    assert not isinstance(taken, NothingFound)
    examination = Examination(trusted or Trusted(), fetcher, reader)
    return await examination.examine(taken, None, StoppedClock()())


# ---- DID documents on the issuer's website


def of_site(did: str) -> dict[str, Any]:
    """Return the college's DID document with `did` as its identifier."""
    document: dict[str, Any] = json.loads(
        json.dumps(signer().controller_document()).replace(ISSUER, did)
    )
    return document


@pytest.mark.parametrize("place", ["", ":issuers:7"])
async def test_the_keys_of_an_issuer_on_a_trusted_host_are_fetched_and_used(
    site: Website, reader: FileReader, place: str
) -> None:
    did = f"did:web:localhost%3A{site.port}{place}"
    path = "/issuers/7/did.json" if place else "/.well-known/did.json"
    site.put(path, of_site(did))
    mine = {**BADGE, "issuer": {**BADGE["issuer"], "id": did}}
    proved = signer().prove(mine, verificationMethod=f"{did}#key-1")
    found = await examined(proved, reader, site.fetcher())
    assert (found.kind, found.detail) == (VALID, Detail.TRUSTED_ISSUER), found.reason
    untrusted = await examined(proved, reader, Fetcher())
    assert untrusted.detail is Detail.OTHER_ISSUER
    forged = {**proved, "name": "Five-axis Milling"}
    assert (await examined(forged, reader, site.fetcher())).kind is VerdictKind.ALTERED


@pytest.mark.parametrize("what", ["of another issuer", "no keys", "no JSON", "nothing"])
async def test_a_did_document_that_is_not_the_issuers_makes_the_credential_untrusted(
    site: Website, reader: FileReader, what: str
) -> None:
    did = f"did:web:localhost%3A{site.port}"
    content: dict[str, Any] = {
        "of another issuer": signer().controller_document(),
        "no keys": {"id": did},
        "no JSON": b"<html>",
    }
    if what in content:
        site.put("/.well-known/did.json", content[what])
    mine = {**BADGE, "issuer": {**BADGE["issuer"], "id": did}}
    found = await examined(signer().token(mine, kid=f"{did}#key-1"), reader, site.fetcher())
    assert found.kind is VerdictKind.UNTRUSTED


@pytest.mark.parametrize("did", ["did:web:", "did:web:a.example:..:x", "did:web:a.example%2Fx"])
async def test_a_did_that_names_an_untrusted_or_malformed_host_is_not_fetched(
    reader: FileReader, did: str
) -> None:
    mine = {**BADGE, "issuer": did}
    found = await examined(signer().token(mine), reader, Fetcher(["a.example"]))
    assert found.detail is Detail.OTHER_ISSUER


@pytest.mark.parametrize("disguised", ["%3Fname=7&x=", ":a%2Fb", ":up%3Fname=7", "%23", ":a%255C"])
async def test_a_did_cannot_make_the_bot_fetch_any_other_address_on_a_trusted_host(
    site: Website, reader: FileReader, disguised: str
) -> None:
    did = f"did:web:localhost%3A{site.port}{disguised}"
    plain = unquote(disguised).replace(":", "/")
    for path in (f"{plain}/did.json", f"/{plain}/did.json", "/", "/.well-known/did.json"):
        site.put(path, of_site(did))
    mine = {**BADGE, "issuer": {**BADGE["issuer"], "id": did}}
    found = await examined(signer().token(mine, kid=f"{did}#key-1"), reader, site.fetcher())
    assert (found.detail, site.asked) == (Detail.OTHER_ISSUER, [])


# ---- Open Badges 2.0 on the issuer's website


def put_badge(site: Website, **changes: Any) -> dict[str, Any]:
    """Put a hosted badge on the website. Its class and its issuer have separate addresses."""
    issuer = site.put("/issuer", {})
    site.put("/issuer", {"type": "Issuer", "id": issuer, "name": "Lakeside College"})
    badge = f"{site.url}/badge"
    site.put("/badge", {**DESCRIBED, "id": badge, "issuer": issuer})
    made = {**deepcopy(HOSTED), "id": f"{site.url}/assertions/7", "badge": badge, **changes}
    site.put("/assertions/7", made)
    return made


async def test_a_hosted_badge_is_valid_if_its_issuers_website_confirms_it(
    site: Website, reader: FileReader
) -> None:
    brought = put_badge(site)
    found = await examined(brought, reader, site.fetcher())
    assert (found.kind, found.issuer, found.reason) == (VALID, "Lakeside College", None)
    assert found.said is not None
    assert found.said.title == "Surface Grinding"
    assert {found.checks[each][0] for each in (CheckName.SIGNATURE, CheckName.REVOCATION)} == {
        PASSED
    }
    only_its_address = {"type": "Assertion", "id": brought["id"]}
    assert (await examined(only_its_address, reader, site.fetcher())).kind is VALID


async def test_the_facts_of_a_hosted_badge_are_those_on_its_issuers_website(
    site: Website, reader: FileReader
) -> None:
    brought = put_badge(site)
    recipient = {**HOSTED["recipient"], "identity": "sha256$00"}
    found = await examined({**brought, "recipient": recipient}, reader, site.fetcher())
    assert found.said is not None
    assert found.said.recipients[0].identity == HOSTED["recipient"]["identity"]
    assert "something else than its issuer's website" in str(found.reason)


@pytest.mark.parametrize("status", [200, 410])
async def test_a_hosted_badge_that_its_website_calls_revoked_is_reported_as_revoked(
    site: Website, reader: FileReader, status: int
) -> None:
    brought = put_badge(site)
    told = {"id": brought["id"], "revoked": True, "revocationReason": "Issued in error"}
    site.put("/assertions/7", told, status)
    found = await examined(brought, reader, site.fetcher())
    assert (found.kind, found.reason) == (REVOKED, "Issued in error")
    site.put("/assertions/7", b"", 410)
    found = await examined(brought, reader, site.fetcher())
    assert (found.kind, "says that it was revoked" in str(found.reason)) == (REVOKED, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"badge": {**DESCRIBED, "issuer": "https://elsewhere.example.org/issuer"}},
        {"badge": "https://elsewhere.example.org/badge"},
        {"id": "https://elsewhere.example.org/assertions/7"},
        {"type": "Thing"},
        {"issuedOn": ["2026-05-01"]},
    ],
)
async def test_a_hosted_badge_that_its_website_describes_differently_is_not_called_valid(
    site: Website, reader: FileReader, changes: dict[str, Any]
) -> None:
    brought = put_badge(site)
    put_badge(site, **changes)
    assert (await examined(brought, reader, site.fetcher())).kind is UNCHECKED


async def test_a_hosted_badge_that_its_website_does_not_have_is_reported_as_not_checked(
    site: Website, reader: FileReader
) -> None:
    brought = {**HOSTED, "id": f"{site.url}/assertions/8"}
    found = await examined(brought, reader, site.fetcher())
    assert (found.kind, found.detail) == (UNCHECKED, Detail.HOSTED)
    assert "has no such document" in str(found.reason)


async def test_the_key_of_a_signed_2_0_badge_must_belong_to_the_badges_issuer(
    site: Website, reader: FileReader
) -> None:
    issuer, key = f"{site.url}/issuer", f"{site.url}/key"
    site.put("/issuer", {"type": "Issuer", "id": issuer, "name": "Lakeside", "publicKey": key})
    site.put("/key", {**profile()["publicKey"], "id": key, "owner": issuer})
    badge = site.put("/badge", {})
    site.put("/badge", {**DESCRIBED, "id": badge, "issuer": issuer})
    claims = assertion(badge=badge, verification={"type": "SignedBadge", "creator": key})
    found = await examined(signed(claims), reader, site.fetcher())
    assert (found.kind, found.issuer) == (VALID, "Lakeside"), found.reason
    assert found.said is not None
    assert found.said.title == "Surface Grinding"
    site.put("/key", {**profile()["publicKey"], "id": key, "owner": "https://other.example.org"})
    found = await examined(signed(claims), reader, site.fetcher())
    assert found.kind is VerdictKind.UNTRUSTED


# ---- status lists on the issuer's website

PLACE = 77


def with_status(address: str, kind: str = "BitstringStatusListEntry") -> dict[str, Any]:
    status = {
        "id": f"{address}#{PLACE}",
        "type": kind,
        "statusPurpose": "revocation",
        "statusListIndex": str(PLACE),
        "statusListCredential": address,
    }
    made: dict[str, Any] = {**deepcopy(BADGE), "credentialStatus": status}
    return made


def status_list(address: str, *places: int, **subject: Any) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": ISSUER,
        "validFrom": "2026-05-01T00:00:00Z",
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode_list(places),
            **subject,
        },
    }


@pytest.mark.parametrize("how", ["a proof", "a JWT"])
async def test_a_credential_whose_bit_is_set_in_its_issuers_status_list_is_revoked(
    site: Website, reader: FileReader, how: str
) -> None:
    address = f"{site.url}/status/1"

    def listed(*places: int) -> bytes:
        made = status_list(address, *places)
        if how == "a JWT":
            return signer().token(made, kid=METHOD).encode()
        return json.dumps(signer().prove(made)).encode()

    for brought in (signer().prove(with_status(address)), signer().token(with_status(address))):
        site.put("/status/1", listed(PLACE - 1))
        stands = await examined(brought, reader, site.fetcher(), signer().trusted)
        assert (stands.kind, stands.reason) == (VALID, None)
        assert stands.checks[CheckName.REVOCATION][0] is PASSED
        site.put("/status/1", listed(PLACE))
        gone = await examined(brought, reader, site.fetcher(), signer().trusted)
        assert (gone.kind, gone.reason) == (REVOKED, "its issuer has revoked it")
        unknown = await examined(brought, reader, Fetcher(), signer().trusted)
        assert (unknown.kind, unknown.checks[CheckName.REVOCATION][0]) == (VALID, NOT_CHECKED)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda a: signer().prove(status_list("https://other.example.org/1", PLACE)),
        lambda a: signer().prove(status_list(a, PLACE, statusPurpose="suspension")),
        lambda a: signer().prove(status_list(a, PLACE, encodedList="uAAAA")),
        lambda a: {**signer().prove(status_list(a, 1)), "validFrom": "2026-06-01T00:00:00Z"},
        lambda a: {**signer().prove(status_list(a, PLACE)), "issuer": "did:web:other.example.org"},
        lambda a: signer().prove({**status_list(a), "validUntil": "2026-06-01T00:00:00Z"}),
        lambda a: status_list(a, PLACE),
        lambda a: b"a letter",
        lambda a: {},
    ],
)
async def test_a_status_list_that_is_invalid_or_another_issuers_is_not_used(
    site: Website, reader: FileReader, wrong: Any
) -> None:
    address = f"{site.url}/status/1"
    site.put("/status/1", wrong(address))
    brought = signer().prove(with_status(address))
    found = await examined(brought, reader, site.fetcher(), signer().trusted)
    assert (found.kind, found.checks[CheckName.REVOCATION][0]) == (VALID, NOT_CHECKED)
    assert "could not be checked itself" in found.checks[CheckName.REVOCATION][1]


async def test_a_status_list_in_the_trusted_folder_is_used_without_fetching(
    reader: FileReader, tmp_path: Path
) -> None:
    address = "https://lakeside.example.org/status/1"
    (tmp_path / "college.json").write_text(json.dumps(signer().controller_document()))
    brought = signer().prove(with_status(address))
    for name, content in (
        ("list.json", json.dumps(signer().prove(status_list(address, PLACE)))),
        ("list.jwt", signer().token(status_list(address, PLACE), kid=METHOD)),
    ):
        (tmp_path / name).write_text(content)
        found = await examined(brought, reader, Fetcher(), load_trusted(tmp_path))
        assert found.kind is REVOKED
        (tmp_path / name).unlink()


async def test_a_status_list_of_the_2021_form_is_read_too(
    reader: FileReader, tmp_path: Path
) -> None:
    address = "https://lakeside.example.org/status/1"
    contexts = ["https://www.w3.org/2018/credentials/v1"]
    old = "https://w3id.org/vc/status-list/2021/v1"
    made = {
        **status_list(address, PLACE, type="StatusList2021"),
        "@context": [*contexts, old],
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuanceDate": "2026-05-01T00:00:00Z",
    }
    del made["validFrom"]
    made["credentialSubject"]["encodedList"] = encode_list([PLACE]).removeprefix("u")
    proof = "https://w3id.org/security/data-integrity/v1"
    made["@context"].append(proof)
    badge = with_status(address, "StatusList2021Entry")
    badge["@context"] = [
        *contexts,
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
        old,
        proof,
    ]
    badge["issuanceDate"], badge["expirationDate"] = badge.pop("validFrom"), badge.pop("validUntil")
    (tmp_path / "college.json").write_text(json.dumps(signer().controller_document()))
    (tmp_path / "list.json").write_text(json.dumps(signer().prove(made)))
    found = await examined(signer().prove(badge), reader, Fetcher(), load_trusted(tmp_path))
    assert found.kind is REVOKED, found.reason


async def test_the_reason_for_refusing_a_suspended_credential_says_it_is_suspended(
    reader: FileReader, tmp_path: Path
) -> None:
    address = "https://lakeside.example.org/status/2"
    (tmp_path / "college.json").write_text(json.dumps(signer().controller_document()))
    listed = signer().prove(status_list(address, PLACE, statusPurpose="suspension"))
    (tmp_path / "list.json").write_text(json.dumps(listed))
    badge = with_status(address)
    badge["credentialStatus"]["statusPurpose"] = "suspension"
    found = await examined(signer().prove(badge), reader, Fetcher(), load_trusted(tmp_path))
    assert (found.kind, "suspended it for now" in str(found.reason)) == (REVOKED, True)


async def test_a_revoked_badge_without_a_title_is_reported_in_chats_and_on_the_command_line(
    site: Website, reader: FileReader, sqlite_url: str
) -> None:
    brought = put_badge(site)
    site.put("/assertions/7", {"revoked": True}, 410)
    world = await open_world(sqlite_url)
    verification = world.edgefinder.verification
    signed = world.edgefinder._signed_credentials
    signed._examination = Examination(Trusted(), site.fetcher(), reader)
    [verdict] = await verification.verify_typed(json.dumps(brought))
    assert (verdict.kind, verdict.credential_title) == (REVOKED, None)
    said = await world.conversation.answer(
        Turn(Identity("telegram", "7"), f"verify {json.dumps(brought)}", address="7")
    )
    for text in (said.markdown, _verdict_line(verdict)):
        assert "None" not in text
        assert "says that it was revoked" in text
    await world.edgefinder.close()


async def test_nothing_is_fetched_for_a_credential_of_an_untrusted_issuer(
    site: Website, reader: FileReader
) -> None:
    address = site.put("/status/1", {})
    stranger = {**with_status(address), "issuer": "https://elsewhere.example.org"}
    await examined(signer().prove(stranger), reader, site.fetcher())
    await examined(signed(ASSERTION), reader, site.fetcher())
    assert site.asked == []
