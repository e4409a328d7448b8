"""Vocabularies and signature suites that other issuers use, and issuers that are only a key."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.verification.trusted_issuers import Trusted, load_trusted
from core.verification.verdict import CheckName, CheckResult, Detail, VerdictKind
from tests.core.trusted_badges import (
    BADGE,
    FACTS,
    ISSUER,
    METHOD,
    VC_2,
    Signer,
    badge,
    facts,
    found,
    multibase,
    new_signer,
)

VALID, ALTERED, UNTRUSTED = VerdictKind.VALID, VerdictKind.ALTERED, VerdictKind.UNTRUSTED
OB = "https://purl.imsglobal.org/spec/ob/v3p0/"
VC_1 = "https://www.w3.org/2018/credentials/v1"
DI_1 = "https://w3id.org/security/data-integrity/v1"
ED_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"


@pytest.fixture(scope="module")
def signer() -> Signer:
    return new_signer()


def of_model_1_1(*contexts: str) -> dict[str, Any]:
    """Return the badge with the members of data model 1.1."""
    made = badge(**{"@context": [VC_1, *contexts]})
    made["issuanceDate"], made["expirationDate"] = made.pop("validFrom"), made.pop("validUntil")
    return made


@pytest.mark.parametrize(
    ("model", "context"),
    [
        ("1.1", "context.json"),
        *(("1.1", f"context-3.0.{patch}.json") for patch in range(3)),
        *(("2.0", f"context-3.0.{patch}.json") for patch in (2, 3)),
    ],
)
def test_a_badge_in_any_vocabulary_of_open_badges_3_is_verified(
    signer: Signer, model: str, context: str
) -> None:
    if model == "1.1":
        document = of_model_1_1(f"{OB}{context}", DI_1)
    else:
        document = badge(**{"@context": [VC_2, f"{OB}{context}"]})
    verdict = found(signer.prove(document), signer.trusted)
    assert (verdict.kind, facts(verdict)) == (VALID, FACTS), verdict.reason
    document["name"] = "Five-axis Milling"
    forged = {**document, "proof": signer.prove(BADGE)["proof"]}
    assert found(forged, signer.trusted).kind is ALTERED


def test_a_badge_signed_with_the_suite_of_2020_is_verified(signer: Signer) -> None:
    document = signer.prove(
        of_model_1_1(f"{OB}context-3.0.1.json", ED_2020), "Ed25519Signature2020"
    )
    verdict = found(document, signer.trusted)
    assert (verdict.kind, facts(verdict)) == (VALID, FACTS), verdict.reason
    document["credentialSubject"]["achievement"]["name"] = "Five-axis Milling"
    assert found(document, signer.trusted).kind is ALTERED


def test_the_expiry_of_a_badge_in_data_model_1_1_is_respected(signer: Signer) -> None:
    document = of_model_1_1(f"{OB}context-3.0.1.json", DI_1)
    document["expirationDate"] = "2026-10-01T00:00:00Z"
    assert found(signer.prove(document), signer.trusted).kind is VerdictKind.EXPIRED


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_for_an_issuer_that_is_a_key_the_verdict_says_whether_the_badge_is_unaltered(
    signer: Signer, suite: str
) -> None:
    name = multibase(signer.ed25519)
    did = f"did:key:{name}"
    document = badge(issuer={**BADGE["issuer"], "id": did})
    proved = signer.prove(document, suite, verificationMethod=f"{did}#{name}")
    verdict = found(proved, Trusted())
    assert (verdict.kind, verdict.detail, verdict.said) == (
        UNTRUSTED,
        Detail.UNTRUSTED_INTACT,
        None,
    )
    assert "unchanged" in str(verdict.reason)
    assert verdict.checks[CheckName.SIGNATURE][0] is CheckResult.PASSED
    assert verdict.checks[CheckName.ISSUER][0] is CheckResult.FAILED
    proved["name"] = "Five-axis Milling"
    assert found(proved, Trusted()).kind is ALTERED
    proved["proof"]["cryptosuite"] = "bbs-2023"
    assert found(proved, Trusted()).detail is Detail.OTHER_ISSUER


@pytest.mark.parametrize("did", ["did:key:z", "did:key:z0OIl", "did:key:zQ3shNotAKey", "did:web:a"])
def test_an_issuer_whose_name_is_not_a_readable_key_is_an_unknown_issuer(
    signer: Signer, did: str
) -> None:
    document = signer.prove(badge(issuer={**BADGE["issuer"], "id": did}))
    verdict = found(document, Trusted())
    assert (verdict.kind, verdict.detail) == (UNTRUSTED, Detail.OTHER_ISSUER)


def test_a_trusted_issuers_ed25519_and_p256_keys_in_multikey_form_are_used(
    signer: Signer, tmp_path: Path
) -> None:
    document = signer.controller_document()
    (tmp_path / "lakeside.json").write_text(json.dumps(document))
    trusted = load_trusted(tmp_path)
    assert found(signer.prove(BADGE), trusted).kind is VALID
    assert found(signer.prove(BADGE, "ecdsa-rdfc-2019"), trusted).kind is VALID
    assert found(signer.token(BADGE, kid=METHOD), trusted).kind is VALID
    assert trusted.knows(ISSUER)
