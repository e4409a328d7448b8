"""Credentials of trusted issuers, signed in each way that Open Badges allows."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from core.verification.credential_checks import check, take_signed
from core.verification.credential_findings import Finding, Signed
from core.verification.files.found_items import FoundToken
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
def believe(tmp_path: Path) -> Callable[..., Trusted]:
    def keep(*keys: Key, **more: str) -> Trusted:
        methods = [
            {"id": f"#key-{place}", "publicKeyJwk": key.as_dict(private=False), **more}
            for place, key in enumerate(keys, 1)
        ]
        signing = [each["id"] for each in methods]
        document = {"id": ISSUER, "verificationMethod": methods, "assertionMethod": signing}
        (tmp_path / "lakeside.json").write_text(json.dumps(document))
        return load_trusted(tmp_path)

    return keep


def signed(key: Key, algorithm: str, **header: Any) -> str:
    registry = jws.JWSRegistry(algorithms=[algorithm])
    payload = json.dumps(CLAIMS).encode()
    return jws.serialize_compact({"alg": algorithm, **header}, payload, key, registry=registry)


def found(token: str, trusted: Trusted) -> Finding:
    taken = take_signed(FoundToken(token))
    assert isinstance(taken, Signed)
    return check(taken, None, trusted, StoppedClock()())


def public(key: Key) -> Mapping[str, Any]:
    return key.as_dict(private=False)


@pytest.mark.parametrize("named", ["by its name", "by its address", "as it is"])
def test_a_signature_by_an_rsa_key_is_verified_however_the_key_is_given(
    rsa: RSAKey, believe: Callable[..., Trusted], named: str
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
def test_an_ed25519_or_p256_key_given_inline_is_used_if_it_is_the_issuers(
    believe: Callable[..., Trusted], algorithm: str
) -> None:
    key: Key = (
        OKPKey.generate_key("Ed25519") if algorithm == "Ed25519" else ECKey.generate_key("P-256")
    )
    token = signed(key, algorithm, jwk=public(key))
    assert found(token, believe(key)).kind is VerdictKind.VALID


def test_a_key_that_is_given_inside_the_credential_is_not_trusted(
    rsa: RSAKey, believe: Callable[..., Trusted]
) -> None:
    own = RSAKey.generate_key(2048)
    trusted = believe(rsa)
    verdict = found(signed(own, "RS256", jwk=public(own)), trusted)
    assert (verdict.kind, verdict.detail) == (VerdictKind.UNTRUSTED, Detail.UNKNOWN_KEY)
    forged = found(signed(own, "RS256", jwk=public(rsa)), trusted)
    assert (forged.kind, forged.detail) == (VerdictKind.ALTERED, Detail.SIGNATURE)


def test_an_rsa_key_is_used_only_with_the_algorithm_rs256(
    rsa: RSAKey, believe: Callable[..., Trusted]
) -> None:
    for algorithm in ("PS256", "RS512"):
        verdict = found(signed(rsa, algorithm, kid="key-1"), believe(rsa))
        assert (verdict.kind, verdict.detail) == (VerdictKind.UNCHECKED, Detail.UNSUPPORTED)


@pytest.mark.parametrize("curve", ["P-384", "P-521", "secp256k1"])
def test_a_credential_signed_by_a_trusted_issuers_key_of_another_kind_is_not_checked(
    believe: Callable[..., Trusted], curve: str
) -> None:
    key = ECKey.generate_key(curve)
    algorithm = {"P-384": "ES384", "P-521": "ES512", "secp256k1": "ES256K"}[curve]
    verdict = found(signed(key, algorithm, kid="key-1"), believe(key))
    assert (verdict.kind, verdict.detail) == (VerdictKind.UNCHECKED, Detail.UNSUPPORTED)
    assert verdict.reason == "the issuer's key is of a kind that is not used here"


def test_a_credential_signed_by_a_key_that_its_issuer_revoked_is_reported(
    rsa: RSAKey, believe: Callable[..., Trusted]
) -> None:
    verdict = found(signed(rsa, "RS256", kid="key-1"), believe(rsa, revoked="2026-01-01T00:00:00Z"))
    assert (verdict.kind, verdict.detail) == (VerdictKind.UNTRUSTED, Detail.REVOKED_KEY)
    assert (
        verdict.reason == "its issuer has revoked the key that signed it: ask there for a new one"
    )


def test_a_token_without_a_key_name_is_checked_with_each_of_its_issuers_keys(
    rsa: RSAKey, believe: Callable[..., Trusted]
) -> None:
    other = ECKey.generate_key("P-256")
    trusted = believe(rsa, other)
    assert found(signed(rsa, "RS256"), trusted).kind is VerdictKind.VALID
    assert found(signed(other, "ES256"), trusted).kind is VerdictKind.VALID
    stranger = found(signed(ECKey.generate_key("P-256"), "ES256"), trusted)
    assert (stranger.kind, stranger.detail) == (VerdictKind.UNTRUSTED, Detail.UNKNOWN_KEY)


@pytest.mark.filterwarnings("ignore:Key size should be")
def test_a_signature_by_an_rsa_key_that_is_too_short_is_not_verified(
    believe: Callable[..., Trusted],
) -> None:
    short = RSAKey.generate_key(1024)
    verdict = found(signed(short, "RS256", kid="key-1"), believe(short))
    assert (verdict.kind, verdict.detail) == (VerdictKind.UNCHECKED, Detail.UNSUPPORTED)
