"""Credentials of other trusted issuers, signed in the ways that Open Badges allows."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from core.verification.files.held import HeldToken
from core.verification.finding import Finding, Signed
from core.verification.signatures import check, take_signed
from core.verification.trusted_issuers import Trusted, load_trusted
from core.verification.verdict import Detail, VerdictKind
from tests.world import StoppedClock

Key = RSAKey | ECKey | OKPKey
ISSUER = "https://lakeside.example.org/issuer"
CLAIMS = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "https://lakeside.example.org/badges/1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": ISSUER, "type": ["Profile"], "name": "Lakeside College"},
    "validFrom": "2026-05-01T00:00:00Z",
    "credentialSubject": {"type": ["AchievementSubject"]},
    "image": {"id": "data:image/png;base64," + "A" * 200_000, "type": "Image"},
}


@pytest.fixture(scope="module")
def rsa() -> RSAKey:
    return RSAKey.generate_key(2048)


@pytest.fixture
def believe(tmp_path: Path) -> Callable[[Key], Trusted]:
    def keep(key: Key) -> Trusted:
        method = {"id": "#key-1", "publicKeyJwk": key.as_dict(private=False)}
        document = {"id": ISSUER, "verificationMethod": [method], "assertionMethod": ["#key-1"]}
        (tmp_path / "lakeside.json").write_text(json.dumps(document))
        return load_trusted(tmp_path)

    return keep


def signed(key: Key, algorithm: str, **header: Any) -> str:
    registry = jws.JWSRegistry(algorithms=[algorithm])
    payload = json.dumps(CLAIMS).encode()
    return jws.serialize_compact({"alg": algorithm, **header}, payload, key, registry=registry)


def found(token: str, trusted: Trusted) -> Finding:
    taken = take_signed(HeldToken(token))
    assert isinstance(taken, Signed)
    return check(taken, None, trusted, StoppedClock()())


def public(key: Key) -> Mapping[str, Any]:
    return key.as_dict(private=False)


@pytest.mark.parametrize("named", ["by its name", "by its address", "as it is"])
def test_rsa_is_verified_however_the_key_is_told(
    rsa: RSAKey, believe: Callable[[Key], Trusted], named: str
) -> None:
    headers: dict[str, dict[str, Any]] = {
        "by its name": {"kid": "key-1"},
        "by its address": {"kid": f"{ISSUER}#key-1"},
        "as it is": {"jwk": public(rsa)},
    }
    verdict = found(signed(rsa, "RS256", **headers[named]), believe(rsa))
    assert (verdict.kind, verdict.detail) == (VerdictKind.VALID, Detail.TRUSTED_ISSUER)
    assert verdict.issuer == "Lakeside College"


@pytest.mark.parametrize("algorithm", ["Ed25519", "ES256"])
def test_a_key_that_is_told_as_it_is_may_be_of_every_kind(
    believe: Callable[[Key], Trusted], algorithm: str
) -> None:
    key: Key = (
        OKPKey.generate_key("Ed25519") if algorithm == "Ed25519" else ECKey.generate_key("P-256")
    )
    token = signed(key, algorithm, jwk=public(key))
    assert found(token, believe(key)).kind is VerdictKind.VALID


def test_a_key_that_somebody_brings_along_is_not_believed(
    rsa: RSAKey, believe: Callable[[Key], Trusted]
) -> None:
    own = RSAKey.generate_key(2048)
    trusted = believe(rsa)
    verdict = found(signed(own, "RS256", jwk=public(own)), trusted)
    assert (verdict.kind, verdict.detail) == (VerdictKind.UNTRUSTED, Detail.UNKNOWN_KEY)
    forged = found(signed(own, "RS256", jwk=public(rsa)), trusted)
    assert (forged.kind, forged.detail) == (VerdictKind.ALTERED, Detail.SIGNATURE)


def test_a_key_verifies_by_its_own_algorithm_only(
    rsa: RSAKey, believe: Callable[[Key], Trusted]
) -> None:
    for algorithm in ("PS256", "RS512"):
        verdict = found(signed(rsa, algorithm, kid="key-1"), believe(rsa))
        assert (verdict.kind, verdict.detail) == (VerdictKind.UNCHECKED, Detail.UNSUPPORTED)


@pytest.mark.filterwarnings("ignore:Key size should be")
def test_an_rsa_key_that_is_too_short_verifies_nothing(believe: Callable[[Key], Trusted]) -> None:
    short = RSAKey.generate_key(1024)
    verdict = found(signed(short, "RS256", kid="key-1"), believe(short))
    assert (verdict.kind, verdict.detail) == (VerdictKind.UNTRUSTED, Detail.UNKNOWN_KEY)
