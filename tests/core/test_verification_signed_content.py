"""What is shown or judged about a trusted issuer's credential is what the issuer has signed."""

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest

from core.awards.canonicalization import TooMuch
from core.language.message import in_language
from core.verification.credential_checks import take_signed
from core.verification.credential_findings import Finding
from core.verification.files.file_reading import read_file
from core.verification.files.found_items import (
    TOO_LARGE,
    TOO_MUCH,
    FoundCode,
    FoundDocument,
    FoundItem,
    FoundToken,
    NothingFound,
)
from core.verification.files.worker_answers import encode_findings, items_of
from core.verification.signed_content import Refused
from core.verification.signed_data import work_out
from core.verification.verdict import CheckName, CheckResult, Detail, VerdictKind
from tests.core.trusted_badges import (
    BADGE,
    FACTS,
    ISSUER,
    METHOD,
    Signer,
    badge,
    facts,
    found,
    new_signer,
    without_end,
    worked_out,
)
from tests.world import StoppedClock

VALID, UNCHECKED, ALTERED = VerdictKind.VALID, VerdictKind.UNCHECKED, VerdictKind.ALTERED
EXPIRED, NOT_YET = VerdictKind.EXPIRED, VerdictKind.NOT_YET_VALID
SUITES = ["eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019"]


@pytest.fixture(scope="module")
def signer() -> Signer:
    return new_signer()


@pytest.mark.parametrize("suite", SUITES)
def test_a_signed_credential_is_valid_and_its_facts_are_shown(signer: Signer, suite: str) -> None:
    verdict = found(signer.prove(BADGE, suite), signer.trusted)
    assert (verdict.kind, verdict.detail) == (VALID, Detail.TRUSTED_ISSUER)
    assert facts(verdict) == FACTS
    assert {name: result for name, (result, _) in verdict.checks.items()} == {
        CheckName.FORMAT: CheckResult.PASSED,
        CheckName.SIGNATURE: CheckResult.PASSED,
        CheckName.ISSUER: CheckResult.PASSED,
        CheckName.DATES: CheckResult.PASSED,
        CheckName.REVOCATION: CheckResult.NOT_CHECKED,
        CheckName.HOLDER: CheckResult.PASSED,
    }


def alias_keywords(subject: dict[str, Any]) -> None:
    """Hide the holder from the signed hash by a context in the subject, and name another one."""
    subject["@context"] = {"hide": "@nest", "identifier": None}
    subject["identifier"][0]["identityHash"] = "Someone Else"


@pytest.mark.parametrize("suite", SUITES)
def test_a_document_with_a_context_inside_is_not_checked(signer: Signer, suite: str) -> None:
    document = signer.prove(BADGE, suite)
    alias_keywords(document["credentialSubject"])
    verdict = found(document, signer.trusted)
    assert (verdict.kind, verdict.said) == (UNCHECKED, None)
    assert "@context" in str(verdict.reason)


KEYWORDS: dict[str, Callable[[dict[str, Any]], None]] = {
    "a value object": lambda d: d.update(name={"@value": d["name"]}),
    "an identifier": lambda d: d.update({"@id": d.pop("id")}),
    "a type": lambda d: d.update({"@type": d["type"]}),
    "a graph": lambda d: d.update({"@graph": [{"name": "Someone Else"}]}),
    "reversed": lambda d: d.update({"@reverse": {}}),
    "nested": lambda d: d["credentialSubject"].update({"@nest": {}}),
    "included": lambda d: d["credentialSubject"].update({"@included": []}),
}


@pytest.mark.parametrize("how", KEYWORDS)
def test_a_document_with_a_json_ld_keyword_anywhere_is_not_checked(
    signer: Signer, how: str
) -> None:
    document = signer.prove(BADGE)
    KEYWORDS[how](document)
    verdict = found(document, signer.trusted)
    assert (verdict.kind, verdict.said) == (UNCHECKED, None)


END, START = "https://www.w3.org/2018/credentials#validUntil", "validFrom"
HIDDEN: dict[str, tuple[dict[str, Any], VerdictKind]] = {
    "an end in a list": ({"validUntil": ["2026-01-01T00:00:00Z"]}, EXPIRED),
    "an end in a list of lists": ({"validUntil": [["2026-01-01T00:00:00Z"]]}, EXPIRED),
    "an end under its full name": ({END: "2026-01-01T00:00:00Z"}, EXPIRED),
    "a start in a list": ({"validFrom": ["2027-01-01T00:00:00Z"]}, NOT_YET),
    "two ends": ({"validUntil": ["2026-01-01T00:00:00Z", "2027-05-01T00:00:00Z"]}, EXPIRED),
}


@pytest.mark.parametrize("how", HIDDEN)
def test_a_badge_whose_end_is_written_unusually_is_not_valid_after_it(
    signer: Signer, how: str
) -> None:
    changes, kind = HIDDEN[how]
    verdict = found(signer.prove(without_end(changes)), signer.trusted)
    assert verdict.kind in {kind, UNCHECKED}
    written_plainly = found(signer.token(without_end(changes)), signer.trusted)
    assert written_plainly.kind in {kind, UNCHECKED} or how == "an end under its full name"


UNREADABLE = [
    "2026-11-30T24:00:00Z",
    "2027-06-30T23:59:60Z",
    "0000-01-01T00:00:00Z",
    "-0001-01-01T00:00:00Z",
    "soon",
    "",
    "20270501",
    "2027-W18-6",
    "2027-05-01T00:00:00Z or later",
    "\uff12027-05-01T00:00:00Z",
]


@pytest.mark.parametrize("date", UNREADABLE)
@pytest.mark.parametrize("member", ["validFrom", "validUntil"])
def test_a_credential_with_a_date_that_cannot_be_read_is_not_checked(
    signer: Signer, member: str, date: str
) -> None:
    document = badge(**{member: date})
    for brought in (signer.prove(document), signer.token(document)):
        verdict = found(brought, signer.trusted)
        assert (verdict.kind, verdict.detail) == (UNCHECKED, Detail.UNREADABLE_DATE)
        assert verdict.checks[CheckName.DATES][0] is CheckResult.NOT_CHECKED


NOW = int(StoppedClock()().timestamp())


@pytest.mark.parametrize(
    ("claims", "kind"),
    [
        ({"exp": NOW - 61}, EXPIRED),
        ({"exp": NOW - 60}, EXPIRED),
        ({"exp": NOW - 59}, VALID),
        ({"nbf": NOW + 61}, NOT_YET),
        ({"nbf": NOW + 60}, VALID),
        ({"exp": "tomorrow"}, UNCHECKED),
        ({"nbf": True}, UNCHECKED),
        ({"exp": 10**400}, UNCHECKED),
        ({"exp": float("nan")}, UNCHECKED),
        ({"iat": NOW + 9999}, VALID),
    ],
)
def test_a_jwt_is_valid_only_between_the_start_and_end_in_its_claims(
    signer: Signer, claims: dict[str, Any], kind: VerdictKind
) -> None:
    assert found(signer.token(badge(**claims)), signer.trusted).kind is kind


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"expires": "2026-11-23T11:58:59Z"}, EXPIRED),
        ({"expires": "2026-11-23T11:59:30Z"}, VALID),
        ({"expires": "2027-01-01T00:00:00Z"}, VALID),
        ({"created": "2026-11-23T12:01:01Z"}, NOT_YET),
        ({"created": "2026-11-23T12:00:59Z"}, VALID),
        ({"expires": "whenever"}, UNCHECKED),
    ],
)
def test_a_proof_is_valid_only_between_its_start_and_end(
    signer: Signer, options: dict[str, str], kind: VerdictKind
) -> None:
    for suite in SUITES:
        assert found(signer.prove(BADGE, suite, **options), signer.trusted).kind is kind


def test_a_proof_whose_end_is_written_in_a_hidden_way_is_not_checked(signer: Signer) -> None:
    proved = signer.prove(BADGE, "eddsa-jcs-2022", expires="2026-01-01T00:00:00Z")
    for hidden in (["2026-01-01T00:00:00Z"], {"@value": "2026-01-01T00:00:00Z"}, None):
        proof = {**proved["proof"], "expires": hidden}
        assert found({**proved, "proof": proof}, signer.trusted).kind is UNCHECKED
    named = {**proved["proof"], "https://w3id.org/security#expiration": "2026-01-01T00:00:00Z"}
    assert found({**proved, "proof": named}, signer.trusted).kind is UNCHECKED


@pytest.mark.parametrize("kid", ["key-1", "#key-1", METHOD])
def test_a_jwt_may_name_its_key_in_three_ways(signer: Signer, kid: str) -> None:
    assert found(signer.token(BADGE, kid=kid), signer.trusted).kind is VALID


def test_unknown_members_of_a_jwts_header_are_ignored_unless_it_calls_them_critical(
    signer: Signer,
) -> None:
    ignored = signer.token(BADGE, iss=ISSUER, iat=NOW, ver=2, typ=["odd"], x5c="odd", cty=7)
    assert found(ignored, signer.trusted).kind is VALID
    binding = signer.token(BADGE, crit=["ver"], ver=2)
    assert found(binding, signer.trusted).kind is UNCHECKED


def test_a_jwt_of_data_model_1_1_has_the_credential_in_one_of_its_claims(signer: Signer) -> None:
    credential = {name: value for name, value in BADGE.items() if name not in {"issuer", "id"}}
    claims = {"iss": ISSUER, "jti": BADGE["id"], "exp": NOW + 3600, "vc": credential}
    verdict = found(signer.token(claims), signer.trusted)
    assert verdict.kind is VALID
    assert verdict.said is not None
    assert (verdict.said.issuer, verdict.said.holder) == (ISSUER, "Dana Whitfield")
    assert found(signer.token({**claims, "exp": NOW - 3600}), signer.trusted).kind is EXPIRED


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ["Surface Grinding"]},
        {"name": {"en": "Surface Grinding"}},
        {"credentialSubject": [BADGE["credentialSubject"]] * 2},
        {"issuer": {**BADGE["issuer"], "name": 5}},
        {"credentialSubject": {**BADGE["credentialSubject"], "identifier": ["Dana"]}},
    ],
)
def test_a_credential_whose_members_do_not_have_the_form_of_the_schema_is_not_checked(
    signer: Signer, changes: dict[str, Any]
) -> None:
    document = badge(**changes)
    for brought in (signer.token(document), signer.prove(document, "eddsa-jcs-2022")):
        verdict = found(brought, signer.trusted)
        assert (verdict.kind, verdict.detail) == (UNCHECKED, Detail.UNSUPPORTED)


def test_a_credential_with_its_name_in_a_list_is_not_checked_although_its_signature_fits(
    signer: Signer,
) -> None:
    document = signer.prove(BADGE)
    document["name"] = [document["name"]]
    verdict = found(document, signer.trusted)
    assert (verdict.kind, verdict.detail) == (UNCHECKED, Detail.UNSUPPORTED)


@pytest.mark.parametrize("suite", SUITES)
def test_a_credential_whose_signature_does_not_fit_its_issuers_key_is_altered(
    signer: Signer, suite: str
) -> None:
    document = signer.prove(BADGE, suite)
    document["credentialSubject"]["achievement"]["name"] = "Five-axis Milling"
    verdict = found(deepcopy(document), signer.trusted)
    assert (verdict.kind, verdict.detail, verdict.said) == (ALTERED, Detail.SIGNATURE, None)
    assert verdict.checks[CheckName.SIGNATURE][0] is CheckResult.FAILED
    assert CheckName.ISSUER not in verdict.checks


def test_a_credential_with_an_unknown_suite_or_context_is_not_checked(signer: Signer) -> None:
    document = signer.prove(BADGE)
    unknown: list[dict[str, Any]] = [
        {**document, "proof": {**document["proof"], "cryptosuite": "bbs-2023"}},
        {**document, "proof": {**document["proof"], "type": "RsaSignature2018"}},
        {**document, "proof": {**document["proof"], "proofPurpose": "authentication"}},
        {**document, "proof": "unusual"},
        {**document, "@context": [*document["@context"], "https://unknown.example.org/c.json"]},
    ]
    for each in unknown:
        verdict = found(each, signer.trusted)
        assert (verdict.kind, verdict.detail) == (UNCHECKED, Detail.UNSUPPORTED)


@pytest.mark.parametrize("kind", ["Someone Else", "2020-01-01T00:00:00Z", "Diploma"])
def test_a_credential_with_a_type_that_no_context_defines_is_not_checked(
    signer: Signer, kind: str
) -> None:
    document = signer.prove(BADGE)
    document["type"].append(kind)
    verdict = found(document, signer.trusted)
    assert (verdict.kind, verdict.detail) == (UNCHECKED, Detail.NOT_COVERED)
    relative = signer.prove(BADGE)
    relative["credentialSubject"]["achievement"]["id"] = "somewhere"
    assert found(relative, signer.trusted).detail is Detail.NOT_COVERED


def test_one_proof_that_can_be_verified_among_several_is_enough(signer: Signer) -> None:
    document, stranger = signer.prove(BADGE), new_signer().prove(BADGE)
    odd = {**document["proof"], "cryptosuite": "bbs-2023"}
    for proofs in ([odd, document["proof"]], [stranger["proof"], document["proof"]]):
        assert found({**document, "proof": proofs}, signer.trusted).kind is VALID
    assert found({**document, "proof": [odd]}, signer.trusted).kind is UNCHECKED
    assert found({**document, "proof": [stranger["proof"]] * 2}, signer.trusted).kind is ALTERED


def test_control_characters_are_signed_as_the_specification_says(signer: Signer) -> None:
    odd = 'a\x08b\x0bc\x0cd\x7fe\x00f\x1fg\th\ni\rj\\k"l\u2028m\x85n'
    verdict = found(signer.prove(badge(name=odd)), signer.trusted)
    assert verdict.kind is VALID
    assert verdict.said is not None
    assert verdict.said.title == odd


def test_if_our_own_code_fails_the_credential_is_not_reported_as_altered(
    signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise KeyError("of a cache")

    document = signer.prove(BADGE)
    monkeypatch.setattr("pyld.jsonld.JsonLdProcessor.to_rdf", fail)
    assert found(document, signer.trusted).kind is UNCHECKED


def test_json_that_only_python_accepts_raises_no_error(signer: Signer) -> None:
    for odd in ("1e309", "1" + "0" * 309, '"\\ud800"', "-0.0", "[[[]]]"):
        text = json.dumps(signer.prove(BADGE)).replace('"LC-G1"', odd)
        assert isinstance(found(json.loads(text), signer.trusted), Finding)


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Turn garbage collection off.

    Otherwise Python warns about an alarm that it drops inside a callback of the collection.
    """
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
def test_working_out_a_document_that_takes_too_long_is_given_up(signer: Signer) -> None:
    document = signer.prove(BADGE)
    document["proof"] = [document["proof"]] * 3
    [work, *others] = work_out(document, seconds=0.0001)
    assert isinstance(work, Refused)
    assert work.detail is Detail.TOO_MUCH
    assert others == [work, work]
    assert found(document, signer.trusted).kind is VALID


def test_an_alarm_dropped_by_python_is_repeated(
    signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python drops the first alarm, because a callback of the garbage collection is running."""
    dropped: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: dropped.append(lost.exc_type))
    busy: list[bool] = []  # only the collection below is long, not one that Python begins

    def collecting(_phase: str, _info: dict[str, int]) -> None:
        while busy:
            busy.pop()
            until = time.process_time() + 1
            while time.process_time() < until:
                sum(range(1000))  # the alarm counts only time in Python's own code

    def work_for_long(*_: object) -> None:
        busy.append(True)
        gc.collect()
        until = time.process_time() + 5
        while time.process_time() < until:
            pass

    work_out(signer.prove(BADGE), seconds=5)  # what the first call imports takes long
    monkeypatch.setattr("core.awards.data_integrity.data_to_sign", work_for_long)
    gc.callbacks.append(collecting)
    try:
        [work] = work_out(signer.prove(BADGE), seconds=0.2)
    finally:
        gc.callbacks.remove(collecting)
    assert set(dropped) == {TooMuch}
    assert isinstance(work, Refused)
    assert work.detail is Detail.TOO_MUCH


def test_only_the_first_ten_proofs_of_a_document_are_worked_on(signer: Signer) -> None:
    document = signer.prove(BADGE, "eddsa-jcs-2022")
    document["proof"] = [document["proof"]] * 11
    last = work_out(document)[-1]
    assert isinstance(last, Refused)
    assert last.detail is Detail.TOO_MUCH


def test_what_a_worker_found_is_the_same_after_it_was_sent_to_the_server(signer: Signer) -> None:
    other_context = badge(**{"@context": [*BADGE["@context"], "https://example.org/own"]})
    held: list[FoundItem] = [
        worked_out(signer.prove(BADGE)),
        worked_out(signer.prove(BADGE, "eddsa-jcs-2022")),
        worked_out({**signer.prove(BADGE), "@context": other_context["@context"]}),
        FoundDocument(BADGE),
        FoundCode("EF-4K7M-9Q2X-AB3D-T", "https://example.org"),
        TOO_LARGE,
    ]
    handed_on = items_of(encode_findings(held))
    assert handed_on == held
    assert isinstance(handed_on[-1], NothingFound)
    assert in_language(handed_on[-1].reason, "es") == in_language(TOO_LARGE.reason, "es")


def test_a_jwt_with_too_many_claims_is_not_checked(signer: Signer) -> None:
    token = signer.token(badge(evidence=[{"id": "urn:x"}] * 1000))
    assert take_signed(FoundToken(token)) == TOO_MUCH
    assert read_file(token.encode()) == [TOO_MUCH]
