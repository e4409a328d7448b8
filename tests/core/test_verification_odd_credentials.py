"""Odd credentials: none is wrongly called valid, altered or false."""

import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.cli.verify_command import _verdict_line
from adapters.web.page_view import Center, View
from adapters.web.public_pages import verification_page
from bot.capabilities import Capabilities
from bot.commands.verify import content_answer
from core.verification.code_verdicts import not_a_code
from core.verification.credential_checks import check, take_signed
from core.verification.credential_findings import Finding
from core.verification.fetching import Fetcher
from core.verification.files.found_items import FoundToken
from core.verification.online_checks import Examination
from core.verification.recipient_check import compare_recipient, recipients_in
from core.verification.recipients import Recipient
from core.verification.signed_content import one_line
from core.verification.trusted_issuers import Trusted
from core.verification.verdict import (
    CheckName,
    CheckResult,
    Detail,
    Verdict,
    VerdictKind,
    all_checks,
)
from tests.core.other_badges import (
    ADDRESS,
    DESCRIBED,
    HOSTED,
    PLAIN,
    Holder,
    assertion,
    college,
    sd_jwt,
    signed,
    signer,
)
from tests.core.trusted_badges import ISSUER, found, new_signer, without_end
from tests.world import StoppedClock, open_world

VALID, ALTERED, UNTRUSTED = VerdictKind.VALID, VerdictKind.ALTERED, VerdictKind.UNTRUSTED
UNCHECKED, REVOKED = VerdictKind.UNCHECKED, VerdictKind.REVOKED
HALF = "\ud800"


def holder_check(finding: Finding) -> CheckResult:
    return finding.checks[CheckName.HOLDER][0]


# ---- Open Badges 2.0


def test_a_signed_2_0_badge_that_says_that_it_is_revoked_is_reported_as_revoked() -> None:
    badge = assertion(revoked=True, revocationReason="Issued in error")
    verdict = found(signed(badge), college())
    assert (verdict.kind, verdict.reason) == (REVOKED, "Issued in error")
    assert found(signed(assertion(revoked=True)), college()).reason == "its issuer has revoked it"
    assert found(signed(assertion(revoked=False)), college()).kind is VALID
    assert found(signed(assertion(revoked="true")), college()).kind is UNCHECKED


def test_a_3_0_badge_that_also_has_the_type_of_a_2_0_badge_is_checked_as_a_3_0_badge() -> None:
    kinds = ["VerifiableCredential", "OpenBadgeCredential", "Assertion"]
    ended = {**without_end(), "type": kinds, "validUntil": "2026-06-01T00:00:00Z"}
    verdict = found(signer().token(ended), signer().trusted)
    assert verdict.kind is VerdictKind.EXPIRED


def test_a_2_0_badge_that_says_it_is_signed_and_is_not_is_untrusted() -> None:
    verdict = found(assertion(), college())
    assert (verdict.kind, verdict.detail) == (UNTRUSTED, Detail.NOT_SIGNED)
    assert found(HOSTED, college()).detail is Detail.HOSTED


def test_a_2_0_badge_whose_class_is_only_an_address_has_that_address_as_its_title() -> None:
    verdict = found(signed(assertion(badge=DESCRIBED["id"])), college())
    assert verdict.said is not None
    assert (verdict.kind, verdict.said.title) == (VALID, DESCRIBED["id"])


def test_a_learner_record_without_a_signature_is_reported_as_such() -> None:
    inner = {"name": "Five-axis Milling", "type": ["VerifiableCredential"]}
    record = {**without_end(), "type": ["VerifiableCredential", "ClrCredential"]}
    record["credentialSubject"] = {"type": ["ClrSubject"], "verifiableCredential": [inner]}
    verdict = found(record, signer().trusted)
    assert verdict.kind is UNCHECKED
    assert "which nobody has signed as a whole" in str(verdict.reason)


# the holder's e-mail address


def put_beside(address: str, **recipient: Any) -> Verdict:
    """Return the verdict on a badge with this recipient after comparing it with `address`."""
    given = {"type": "email", "hashed": True, "salt": "", **recipient}
    taken = take_signed_token(signed(assertion(recipient=given)))
    finding = check(taken, None, college(), StoppedClock()())
    verdict = Verdict(
        *(finding.kind, "badge", StoppedClock()(), "records"),
        credential_title="Surface Grinding",
        checks=all_checks(finding.checks),
    )
    return compare_recipient(verdict, recipients_in(taken, finding), address)


def take_signed_token(token: str) -> Any:
    return take_signed(FoundToken(token))


@pytest.mark.parametrize("identity", ["sha3-256$" + "a" * 64, "a" * 64, "sha256$"])
def test_if_an_address_is_hashed_in_an_unknown_way_the_holder_is_not_checked(identity: str) -> None:
    verdict = put_beside(ADDRESS, identity=identity)
    assert verdict.kind is VALID
    assert "of a kind that is not known here" in str(verdict.reason)
    [check_made] = [each for each in verdict.checks if each.check is CheckName.HOLDER]
    assert check_made.result is CheckResult.NOT_CHECKED


@pytest.mark.parametrize("kind", ["sha512", "sha1", "MD5"])
def test_an_address_hashed_in_any_common_way_is_compared(kind: str) -> None:
    digest = hashlib.new(kind.lower(), ADDRESS.lower().encode()).hexdigest()
    assert put_beside(ADDRESS, identity=f"{kind}${digest}").kind is VALID
    other = put_beside("eve@example.org", identity=f"{kind}${digest}")
    assert (other.kind, other.detail) == (UNTRUSTED, Detail.OTHER_HOLDER)


def test_an_address_that_may_differ_only_in_capitals_is_not_called_wrong() -> None:
    digest = hashlib.sha256(b"Dana.W@Example.org").hexdigest()
    verdict = put_beside("dana.w@example.org", identity=f"sha256${digest}")
    assert "or to this one written with other capital letters" in str(verdict.reason)


def test_an_identifier_that_is_a_hash_is_compared_as_a_hash_although_not_declared_as_one() -> None:
    digest = "sha256$" + hashlib.sha256(b"dana@example.org").hexdigest()
    badge = without_end()
    badge["credentialSubject"]["identifier"] = [
        {"type": "IdentityObject", "identityHash": digest, "identityType": "emailAddress"}
    ]
    for brought in (signer().token(badge), signer().prove(badge)):
        verdict = found(brought, signer().trusted)
        assert verdict.said is not None
        assert verdict.said.recipients == (Recipient(digest, hashed=True),)


# ---- SD-JWTs


def bound(**changes: Any) -> tuple[str, Holder]:
    holder = Holder(Ed25519PrivateKey.generate())
    return sd_jwt("name", cnf={"jwk": holder.jwk}, **changes), holder


def test_a_key_proof_for_another_audience_does_not_show_that_the_holder_presents_it() -> None:
    shown, holder = bound()
    verdict = found(holder.bind(shown), signer().trusted)
    assert (verdict.kind, holder_check(verdict)) == (VALID, CheckResult.NOT_CHECKED)
    assert "the same person shows it now was not checked" in verdict.checks[CheckName.HOLDER][1]


@pytest.mark.parametrize("moment", [4102444800, True, "1791800000", None])
def test_an_sd_jwt_whose_key_proof_has_an_impossible_time_is_untrusted(moment: Any) -> None:
    shown, holder = bound()
    verdict = found(holder.bind(shown, iat=moment), signer().trusted)
    assert (verdict.kind, verdict.detail) == (UNTRUSTED, Detail.UNPROVEN_HOLDER)


def test_a_truncated_sd_jwt_is_reported_as_incomplete_and_not_as_altered() -> None:
    for shown in (sd_jwt("name")[:-1], sd_jwt("name") + "abc"):
        verdict = found(shown, signer().trusted)
        assert (verdict.kind, verdict.detail) == (UNCHECKED, Detail.UNSUPPORTED)
        assert "it is not complete" in str(verdict.reason)


# ---- credentials in an unusual form


@pytest.mark.parametrize("issuer", [None, [ISSUER], [{"id": ISSUER}], 5, {"name": "Lakeside"}])
def test_a_credential_whose_issuer_has_an_unusual_form_is_reported_as_not_checked(
    issuer: Any,
) -> None:
    for form in ("token", "proof"):
        if form == "token":
            brought: Any = signer().token({**without_end(), "issuer": issuer})
        else:
            brought = {**signer().prove(without_end()), "issuer": issuer}
        verdict = found(brought, signer().trusted)
        assert (verdict.kind, verdict.detail) == (UNCHECKED, Detail.UNSUPPORTED)
        assert verdict.reason == "its member 'issuer' has an unusual form"


def test_a_signature_in_an_encoding_that_we_do_not_read_is_not_reported_as_altered() -> None:
    proved = signer().prove(without_end())
    proved["proof"]["proofValue"] = "u" + "A" * 86
    assert found(proved, signer().trusted).kind is UNCHECKED
    proved["proof"]["proofValue"] = "z" + "A" * 86
    assert found(proved, signer().trusted).kind is ALTERED


@pytest.mark.parametrize("place", ["name", "issuer", "vocabulary", "suite", "algorithm", "member"])
def test_half_a_surrogate_pair_in_a_credential_can_be_shown_to_people(place: str) -> None:
    lakeside = new_signer()
    badge = without_end()
    match place:
        case "name":
            badge["name"] = HALF
            brought: Any = lakeside.token(badge)
        case "issuer":
            brought = {**badge, "issuer": {"id": "did:web:x.example.org", "name": HALF}}
        case "vocabulary":
            proved = lakeside.prove(badge)
            brought = {**proved, "@context": [*badge["@context"], HALF]}
        case "suite":
            proved = lakeside.prove(badge)
            brought = {**proved, "proof": {**proved["proof"], "cryptosuite": HALF}}
        case "algorithm":
            brought = lakeside.token(badge, alg=HALF)
        case _:
            brought = {**lakeside.prove(badge), f"@{HALF}": 1}
    verdict = found(brought, lakeside.trusted)
    told = [verdict.reason, verdict.issuer, *(words for _result, words in verdict.checks.values())]
    title = one_line(verdict.said.title) if verdict.said else ""
    json.dumps([*told, title], ensure_ascii=False).encode()


def test_half_a_surrogate_pair_in_typed_text_can_be_shown_to_people() -> None:
    for typed in (f"EF-{HALF}", f"https://{HALF}.example.org/x"):
        verdict = not_a_code(typed, StoppedClock()(), "records")
        json.dumps(verdict.document(), ensure_ascii=False).encode()
    assert found({**HOSTED, "id": f"https://{HALF}.example.org/1"}, Trusted()).kind is UNCHECKED


# ---- other issuers' credentials that look like ours


async def test_another_issuers_badge_in_a_file_named_after_our_code_is_not_shown_as_ours(
    sqlite_url: str,
) -> None:
    world = await open_world(sqlite_url)
    await world.candidate("1001", "Ana Popescu")
    code = await world.award("1001", "M1-MMS")
    badge = without_end()
    badge["credentialSubject"]["achievement"]["humanCode"] = "M1-MMS"
    verification = world.edgefinder.verification
    signed = world.edgefinder._signed_credentials
    signed._examination = Examination(signer().trusted, Fetcher(), signed._reader)
    content = f"{signer().token(badge)}\n\n{code}\n"
    verdicts = await verification.verify_file(code, content.encode())
    assert [(each.kind, each.holder) for each in verdicts] == [
        (VALID, "Dana Whitfield"),
        (VALID, "Ana Popescu"),
    ]
    assert [each.catalog_code for each in verdicts] == ["", "M1-MMS"]
    [theirs, ours] = verdicts
    about = content_answer([theirs], world.edgefinder, Capabilities(pushes=True)).buttons
    assert "watch" not in str(about)
    assert "What it certifies" not in str(about)
    assert f"watch {code}" in str(
        content_answer([ours], world.edgefinder, Capabilities(pushes=True)).buttons
    )
    view = View(Center("Ridgeline Technical Center"))
    assert "Measurement" not in verification_page(theirs, world.edgefinder.catalog, view).text
    assert "Measurement" in verification_page(ours, world.edgefinder.catalog, view).text
    await world.edgefinder.close()


# ---- what people are told


@pytest.mark.parametrize(
    ("brought", "words"),
    [
        (
            signer().token({**without_end(), "validUntil": "2026-06-01T00:00:00Z"}),
            ("Surface Grinding", "Dana Whitfield", "Lakeside College", "it was valid until"),
        ),
        (
            signer().token(PLAIN),
            ("Forklift permit", "Dana Whitfield", "It does not prove training"),
        ),
        (json.dumps(HOSTED), ("on a site that you know to be its issuer's",)),
    ],
)
async def test_chats_and_the_command_line_show_the_title_the_holder_and_what_to_do(
    sqlite_url: str, brought: str, words: tuple[str, ...]
) -> None:
    world = await open_world(sqlite_url)
    verification = world.edgefinder.verification
    signed = world.edgefinder._signed_credentials
    signed._examination = Examination(signer().trusted, Fetcher(), signed._reader)
    [verdict] = await verification.verify_typed(brought)
    told = " ".join((await world.says("employer:Acme", f"verify {brought}")).split())
    for each in words:
        assert each in told
        assert each in _verdict_line(verdict)
    await world.edgefinder.close()
