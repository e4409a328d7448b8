"""The verdicts on Open Badges 2.0, SD-JWTs, plain credentials and learner records."""

import json
from hashlib import md5, sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.verification.credential_checks import take_signed
from core.verification.files.found_items import FoundDocument, FoundToken, NothingFound
from core.verification.files.texts import read_text
from core.verification.recipients import is_an_address
from core.verification.trusted_issuers import Trusted, TrustedError, load_trusted
from core.verification.verdict import CheckName, CheckResult, Detail, VerdictKind
from tests.core.other_badges import (
    ADDRESS,
    ASSERTION,
    CLAIMS,
    COLLEGE,
    DESCRIBED,
    HOSTED,
    KEY,
    PLAIN,
    Holder,
    assertion,
    college,
    digest,
    disclosure,
    packed,
    pem,
    profile,
    sd_jwt,
    signed,
    signer,
)
from tests.core.trusted_badges import BADGE, ISSUER, facts, found, multibase

VALID, ALTERED, UNTRUSTED = VerdictKind.VALID, VerdictKind.ALTERED, VerdictKind.UNTRUSTED
UNCHECKED = VerdictKind.UNCHECKED
OF_COLLEGE = ("", "Surface Grinding", "", "Lakeside College", "2026-05-01")


# Open Badges 2.0 that are signed


def test_a_signed_2_0_badge_is_valid_if_its_issuers_key_is_trusted() -> None:
    verdict = found(signed(ASSERTION), college())
    assert (verdict.kind, verdict.detail) == (VALID, Detail.TRUSTED_ISSUER), verdict.reason
    assert facts(verdict) == OF_COLLEGE
    assert verdict.said is not None
    assert verdict.said.recipients[0].is_address(ADDRESS)


@pytest.mark.parametrize(
    "name", ["the verification's creator", "the old member verify", "the header", "nowhere"]
)
def test_the_key_of_a_2_0_badge_may_be_named_in_any_of_these_members_or_nowhere(name: str) -> None:
    claims, header = assertion(), {}
    del claims["verification"]
    match name:
        case "the verification's creator":
            claims["verification"] = {"type": ["SignedBadge"], "creator": KEY}
        case "the old member verify":
            claims["verify"] = {"type": "signed", "url": KEY}
        case "the header":
            header = {"kid": KEY}
    assert found(signed(claims, **header), college()).kind is VALID


@pytest.mark.parametrize("place", ["name", "recipient", "issuedOn", "badge"])
def test_a_2_0_badge_with_a_changed_member_is_reported_as_altered(place: str) -> None:
    token = signed(ASSERTION).split(".")
    other = signed(assertion(**{place: "2020"})).split(".")
    forged = ".".join((token[0], other[1], token[2]))
    assert found(forged, college()).kind is ALTERED


def test_the_issuer_of_a_2_0_badge_whose_class_is_only_an_address_is_known_by_the_key() -> None:
    verdict = found(signed(assertion(badge=DESCRIBED["id"])), college())
    assert (verdict.kind, verdict.issuer) == (VALID, "Lakeside College")


def test_a_badge_of_one_issuer_signed_with_anothers_key_is_untrusted() -> None:
    badge = {**DESCRIBED, "issuer": {**DESCRIBED["issuer"], "id": "https://other.example.org"}}
    verdict = found(signed(assertion(badge=badge)), college())
    assert (verdict.kind, verdict.detail) == (UNTRUSTED, Detail.OTHER_ISSUER)
    stranger = signed(assertion(verification={"type": "SignedBadge", "creator": f"{KEY}/2"}))
    assert found(stranger, college()).detail is Detail.UNKNOWN_KEY
    assert found(signed(ASSERTION), Trusted()).detail is Detail.OTHER_ISSUER


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"expires": "2026-06-01"}, VerdictKind.EXPIRED),
        ({"issuedOn": "2030-06-01"}, VerdictKind.NOT_YET_VALID),
        ({"issuedOn": "last May"}, UNCHECKED),
        ({"issuedOn": 1777593600}, UNCHECKED),
        ({"recipient": {"identity": [], "type": "email"}}, UNCHECKED),
        ({"recipient": "dana@example.org"}, UNCHECKED),
        ({"badge": {**DESCRIBED, "name": ["Surface Grinding"]}}, UNCHECKED),
    ],
)
def test_a_2_0_badge_with_an_unclear_date_or_shape_is_never_valid(
    changes: dict[str, Any], kind: VerdictKind
) -> None:
    assert found(signed(assertion(**changes)), college()).kind is kind


@pytest.mark.parametrize("what", ["a profile", "a key alone", "a DID document", "two keys"])
def test_each_kind_of_document_of_a_2_0_issuer_can_be_put_into_the_trusted_folder(
    what: str, tmp_path: Path
) -> None:
    key = {"type": "CryptographicKey", "id": KEY, "owner": COLLEGE, "publicKeyPem": pem()}
    documents: dict[str, Any] = {
        "a profile": profile(),
        "a key alone": key,
        "a DID document": {"id": COLLEGE, "verificationMethod": [key], "assertionMethod": [KEY]},
        "two keys": {**profile(), "publicKey": [key, "https://lakeside.example.org/key/2"]},
    }
    (tmp_path / "college.json").write_text(json.dumps(documents[what]))
    assert found(signed(ASSERTION), load_trusted(tmp_path)).kind is VALID


@pytest.mark.parametrize("document", [[], {}, {"publicKey": {}}, {"publicKeyPem": "x"}, "x"])
def test_a_file_in_the_trusted_folder_that_names_no_issuer_is_reported(
    document: Any, tmp_path: Path
) -> None:
    (tmp_path / "odd.json").write_text(json.dumps(document))
    with pytest.raises(TrustedError, match=r"odd\.json is not a DID document"):
        load_trusted(tmp_path)


# ---- Open Badges 2.0 that are hosted on a website


def test_the_verdict_on_a_hosted_badge_names_the_site_that_confirms_it() -> None:
    verdict = found(HOSTED, college())
    assert (verdict.kind, verdict.detail) == (UNCHECKED, Detail.HOSTED)
    assert "lakeside.example.org" in str(verdict.reason)
    assert HOSTED["id"] in str(verdict.reason)
    assert verdict.said is None


def test_the_verdict_on_a_hosted_badge_offers_only_a_web_address_to_open() -> None:
    verdict = found({**HOSTED, "id": "urn:uuid:7"}, college())
    assert "open lakeside.example.org, and compare" in str(verdict.reason)


def test_the_verdict_on_a_hosted_badge_without_an_address_says_whom_to_ask() -> None:
    verdict = found({"type": "Assertion", "badge": {}}, college())
    assert "ask its issuer" in str(verdict.reason)


# ---- credentials that are not badges


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "a JWT"])
def test_a_signed_credential_that_is_no_badge_is_verified_and_not_called_a_badge(
    suite: str,
) -> None:
    brought: Any = signer().token(PLAIN) if suite == "a JWT" else signer().prove(PLAIN, suite)
    verdict = found(brought, signer().trusted)
    assert (verdict.kind, verdict.detail) == (VALID, Detail.NOT_A_BADGE), verdict.reason
    assert verdict.said is not None
    assert verdict.said.title == "Forklift permit"
    if suite == "a JWT":
        head, _claims, end = brought.split(".")
        brought = f"{head}.{signer().token({**PLAIN, 'name': 'X'}).split('.')[1]}.{end}"
    else:
        brought["name"] = "Crane permit"
    assert found(brought, signer().trusted).kind is ALTERED


@pytest.mark.parametrize("kind", ["OpenBadgeCredential", "AchievementCredential"])
def test_a_plain_credential_whose_type_was_changed_to_a_badge_is_not_valid(kind: str) -> None:
    proved = signer().prove(PLAIN)
    proved["type"] = [*proved["type"], kind]
    assert found(proved, signer().trusted).kind is not VALID
    badge = signer().prove(BADGE)
    badge["type"] = ["VerifiableCredential"]
    assert found(badge, signer().trusted).kind is not VALID


def test_a_plain_credential_without_a_signature_is_untrusted() -> None:
    assert found(PLAIN, signer().trusted).detail is Detail.NOT_SIGNED


# ---- badges with several proofs


def test_a_badge_with_several_proofs_is_valid_if_one_of_them_can_be_verified() -> None:
    known = signer().prove(BADGE)
    proofs = [{"type": "DataIntegrityProof", "cryptosuite": "bbs-2023"}, known["proof"], "odd"]
    assert found({**known, "proof": proofs}, signer().trusted).kind is VALID


# ---- issuers that are only a key


@pytest.mark.parametrize("how", ["a JWT", "an SD-JWT", "a document"])
def test_if_the_issuer_is_only_a_key_the_verdict_says_whether_the_credential_is_unaltered(
    how: str,
) -> None:
    did = f"did:key:{multibase(signer().ed25519)}"
    method = f"{did}#{did.removeprefix('did:key:')}"
    mine = {**BADGE, "issuer": {**BADGE["issuer"], "id": did}}
    brought: Any = {
        "a JWT": signer().token(mine, kid=method),
        "an SD-JWT": f"{signer().token({**CLAIMS, 'iss': did}, kid=method)}~",
        "a document": signer().prove(mine, verificationMethod=method),
    }[how]
    verdict = found(brought, Trusted())
    assert (verdict.kind, verdict.detail) == (UNTRUSTED, Detail.UNTRUSTED_INTACT), verdict.reason
    if how == "a document":
        forged: Any = {**brought, "name": "Five-axis Milling"}
    else:
        forged = _resigned(brought)
    assert found(forged, Trusted()).kind is ALTERED


def _resigned(token: str) -> str:
    """Return the token with the signature of another token."""
    head, claims, _signature = token.rstrip("~").split(".")
    other = signer().token({"a": 1}).split(".")[2]
    return f"{head}.{claims}.{other}{'~' if token.endswith('~') else ''}"


def test_an_issuer_that_is_a_did_jwk_is_treated_as_a_key() -> None:
    holder = Holder(signer().ed25519)
    did = f"did:jwk:{packed(json.dumps(holder.jwk).encode())}"
    mine = {**BADGE, "issuer": {**BADGE["issuer"], "id": did}}
    verdict = found(signer().token(mine, kid=f"{did}#0"), Trusted())
    assert verdict.detail is Detail.UNTRUSTED_INTACT


# ---- SD-JWTs


def test_only_the_disclosed_claims_of_an_sd_jwt_are_shown() -> None:
    verdict = found(sd_jwt("name"), signer().trusted)
    assert (verdict.kind, verdict.detail) == (VALID, Detail.NOT_A_BADGE), verdict.reason
    assert facts(verdict)[0] == "Dana Whitfield"
    nobody = found(sd_jwt("birthdate"), signer().trusted)
    assert (nobody.kind, facts(nobody)[0]) == (VALID, "")


def test_an_sd_jwt_with_a_disclosure_that_was_not_signed_is_reported_as_altered() -> None:
    forged = f"{sd_jwt()}{disclosure('name', 'Someone Else')}~"
    assert found(forged, signer().trusted).kind is ALTERED


@pytest.mark.parametrize(
    "shown",
    [
        sd_jwt("name", "name"),
        sd_jwt("exp", hidden={"exp": 1}),
        sd_jwt("_sd", hidden={"_sd": []}),
        sd_jwt("iss", hidden={"iss": ISSUER}),
        sd_jwt(_sd_alg="md5"),
        sd_jwt(given_name=["Dana"]),
        f"{sd_jwt()}%~",
    ],
)
def test_a_malformed_sd_jwt_is_never_valid(shown: str) -> None:
    assert found(shown, signer().trusted).kind is not VALID


def test_an_sd_jwt_is_valid_only_within_its_dates() -> None:
    assert found(sd_jwt(exp=1_700_000_000), signer().trusted).kind is VerdictKind.EXPIRED
    assert found(sd_jwt(nbf=1_900_000_000), signer().trusted).kind is VerdictKind.NOT_YET_VALID


def test_the_verdict_says_whether_the_presenter_of_an_sd_jwt_has_proved_to_have_its_key() -> None:
    holder = Holder(Ed25519PrivateKey.generate())
    bound = sd_jwt("name", cnf={"jwk": holder.jwk})
    unproved = found(bound, signer().trusted)
    assert unproved.kind is VALID
    result, words = unproved.checks[CheckName.HOLDER]
    assert (result, "nobody has proved" in words) == (CheckResult.NOT_CHECKED, True)
    proved = found(holder.bind(bound), signer().trusted)
    result, words = proved.checks[CheckName.HOLDER]
    assert (result, "2026-10-12" in words) == (CheckResult.NOT_CHECKED, True)


@pytest.mark.parametrize("how", ["another key", "other disclosures", "no day"])
def test_an_sd_jwt_with_a_wrong_proof_of_its_holders_key_is_untrusted(how: str) -> None:
    holder = Holder(Ed25519PrivateKey.generate())
    bound = sd_jwt("name", cnf={"jwk": holder.jwk})
    shown = {
        "another key": lambda: Holder(Ed25519PrivateKey.generate()).bind(bound),
        "other disclosures": lambda: holder.bind(bound, sd_hash="x"),
        "no day": lambda: holder.bind(bound, iat="today"),
    }[how]()
    verdict = found(shown, signer().trusted)
    assert (verdict.kind, verdict.detail) == (UNTRUSTED, Detail.UNPROVEN_HOLDER)


def test_a_badge_inside_an_sd_jwt_is_verified_as_a_badge() -> None:
    claims = {**BADGE, "_sd": []}
    verdict = found(f"{signer().token(claims, typ='vc+sd-jwt')}~", signer().trusted)
    assert (verdict.kind, verdict.detail) == (VALID, Detail.TRUSTED_ISSUER), verdict.reason


def test_disclosed_claims_inside_others_and_in_lists_are_put_in_their_places() -> None:
    item = packed(
        json.dumps(["salt", {"identityType": "name", "identityHash": "Dana W."}]).encode()
    )
    name = disclosure("identifier", [{"...": digest(item)}, {"...": "of nothing shown"}])
    subject = {**BADGE["credentialSubject"], "_sd": [digest(name)]}
    del subject["identifier"]
    token = signer().token({**BADGE, "credentialSubject": subject}, typ="vc+sd-jwt")
    verdict = found(f"{token}~{name}~{item}~", signer().trusted)
    assert (verdict.kind, facts(verdict)[0]) == (VALID, "Dana W."), verdict.reason


# several credentials in one text


def test_every_credential_in_a_presentation_or_an_envelope_is_found() -> None:
    token, document = signer().token(BADGE), signer().prove(BADGE)
    envelope = {
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{token}",
    }
    held = [token, document, envelope, sd_jwt("name")]
    presentation = {"type": ["VerifiablePresentation"], "verifiableCredential": held}
    as_jwt = signer().token({"vp": presentation})
    enveloped = {
        "type": "EnvelopedVerifiablePresentation",
        "id": f"data:application/vp+jwt,{as_jwt}",
    }
    wanted = [FoundToken, FoundDocument, FoundToken, FoundToken]
    for text in (json.dumps(presentation), as_jwt, json.dumps(enveloped)):
        assert [type(each) for each in read_text(text)] == wanted


def record(*badges: Any) -> dict[str, Any]:
    return {
        **PLAIN,
        "type": ["VerifiableCredential", "ClrCredential"],
        "credentialSubject": {"verifiableCredential": list(badges)},
    }


def test_a_learner_record_lists_its_badges_and_each_signed_one_is_verified() -> None:
    unsigned = {**BADGE, "name": "Band Saw"}
    whole = record(signer().prove(BADGE), unsigned, signer().token(BADGE))
    listed, *badges = read_text(json.dumps(whole))
    assert [type(each) for each in badges] == [FoundDocument, FoundToken]
    assert isinstance(listed, FoundDocument)
    verdict = found(listed.document, signer().trusted)
    assert (verdict.kind, verdict.detail) == (UNCHECKED, Detail.UNSUPPORTED)
    assert "3 badges in it (Surface Grinding; Band Saw)" in str(verdict.reason)


def test_a_learner_record_in_a_jwt_is_verified_and_its_badges_are_listed() -> None:
    listed, badge = read_text(signer().token(record(signer().prove(BADGE))))
    assert isinstance(listed, FoundToken)
    assert isinstance(badge, FoundDocument)
    verdict = found(listed.text, signer().trusted)
    assert (verdict.kind, verdict.detail) == (VALID, Detail.NOT_A_BADGE)
    assert "Comprehensive Learner Record with 1 badge" in str(verdict.reason)


# kinds that are only recognized by name

VC = ["VerifiableCredential"]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"recipient": {}, "badge": "https://a.example.org/b"}, "Open Badges 1, which only a.exam"),
        ({"recipient": {}, "badge": {}}, "Open Badges 1: ask its issuer"),
        ({"type": [*VC, "EndorsementCredential"]}, "endorsement"),
        ({"type": [*VC, "BlockcertsCredential"]}, "upload it at blockcerts.org"),
        ({"type": VC, "proof": {"type": "MerkleProof2019"}}, "upload it at blockcerts.org"),
        (
            {"type": VC, "@context": ["https://w3id.org/blockcerts/schema/3.0/context.json"]},
            "upload it at blockcerts.org",
        ),
        ({**HOSTED, "signature": {"type": ["MerkleProof2017"]}}, "upload it at blockcerts.org"),
        ({"type": [*VC, "EuropeanDigitalCredential"]}, "europa.eu/europass"),
        ({"type": VC, "@context": ["http://data.europa.eu/snb/model/context"]}, "europa.eu"),
        ({"type": [*VC, "BitstringStatusListCredential"]}, "belongs to nobody"),
        ({"type": "BadgeClass"}, "says nothing about who earned it"),
        ({"type": ["Profile"]}, "describes an issuer"),
    ],
)
def test_a_kind_of_credential_that_we_cannot_verify_is_named_with_whom_to_ask(
    document: dict[str, Any], words: str
) -> None:
    taken = take_signed(FoundDocument(document))
    assert isinstance(taken, NothingFound)
    assert (taken.detail, words in taken.reason) == (Detail.UNSUPPORTED, True), taken.reason


# ---- the holder's e-mail address


@pytest.mark.parametrize(
    ("identity", "hashed", "salt", "fits"),
    [
        ("dana@example.org", False, "", True),
        ("mailto:Dana@example.org", False, "", True),
        ("someone@example.org", False, "", False),
        (f"sha256${sha256(b'dana@example.org').hexdigest()}", True, "", True),
        (f"SHA256${sha256(b'Dana@example.orgabc').hexdigest().upper()}", True, "abc", True),
        (f"md5${md5(b'dana@example.orgabc').hexdigest()}", True, "abc", True),
        (f"sha256${sha256(b'dana@example.org').hexdigest()}", True, "other salt", False),
        (sha256(b"dana@example.org").hexdigest(), True, "", False),
        ("sha1$00", True, "", False),
        ("sha256$", True, "", False),
    ],
)
def test_the_address_of_the_presenter_is_compared_with_the_one_in_a_2_0_badge(
    identity: str, hashed: bool, salt: str, fits: bool
) -> None:
    recipient = {"type": "email", "identity": identity, "hashed": hashed, "salt": salt}
    verdict = found(signed(assertion(recipient=recipient)), college())
    assert verdict.said is not None
    [held] = verdict.said.recipients
    assert held.is_address(" Dana@example.org ") is fits


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_the_address_of_the_presenter_is_compared_with_the_one_in_a_3_0_badge(suite: str) -> None:
    identity = {
        "type": "IdentityObject",
        "hashed": True,
        "salt": "abc",
        "identityType": "emailAddress",
        "identityHash": f"sha256${sha256(b'dana@example.orgabc').hexdigest()}",
    }
    subject = {**BADGE["credentialSubject"], "identifier": [identity]}
    verdict = found(
        signer().prove({**BADGE, "credentialSubject": subject}, suite), signer().trusted
    )
    assert verdict.said is not None, verdict.reason
    [held] = verdict.said.recipients
    assert (held.is_address(ADDRESS), held.is_address("x@example.org")) == (True, False)


def test_an_e_mail_address_is_distinguished_from_other_text() -> None:
    good = ["a@example.org", " Dana.W+x@mail.example.org "]
    bad = ["", "a", "a@b", "@example.org", "a b@example.org", "<a@example.org>", "a@example.org,b"]
    assert [is_an_address(each) for each in (*good, *bad)] == [True] * 2 + [False] * 7
