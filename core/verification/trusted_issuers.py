"""Other trusted issuers: their DID documents, as files in a folder.

Nothing is fetched: an issuer is trusted by putting its document there.
"""

import base64
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from core.awards.issuer import absolute_method, from_base58
from core.awards.jose import RS256, VerifyingKey
from core.awards.keys import Algorithm

# https://github.com/multiformats/multicodec/blob/master/table.csv, as varints
_ED25519_PUBLIC, _P256_PUBLIC = b"\xed\x01", b"\x80\x24"
_SIGNING = {("OKP", "Ed25519"): Algorithm.ED25519, ("EC", "P-256"): Algorithm.ES256}

_LEAST_RSA_BYTES = 2048 // 8
_PUBLIC = ("kty", "crv", "x", "y", "n", "e")
"""The members of a public JWK that identify the key."""

PublicKey = tuple[VerifyingKey, str]


class TrustedError(Exception):
    """A file in the folder cannot be used; the message says which one, and how to fix it."""


class Trusted:
    """The keys of trusted issuers, by the issuer's identifier and the key's name."""

    def __init__(self, issuers: dict[str, dict[str, PublicKey]] | None = None) -> None:
        self._issuers = issuers or {}

    def __len__(self) -> int:
        return len(self._issuers)

    def knows(self, issuer: str) -> bool:
        return issuer in self._issuers

    def key(
        self, issuer: str, method: str, offered: dict[str, Any] | None = None
    ) -> PublicKey | None:
        """A trusted issuer's key that may sign; `method` may be a name without the DID.

        Without a name, `offered` is a JWK that must be one of theirs.
        """
        keys = self._issuers.get(issuer, {})
        if not method and offered is not None:
            same = (each for each in keys.values() if _is_same(each[0], offered))
            return next(same, None)
        return keys.get(absolute_method(method, issuer))


def load_trusted(folder: Path | None) -> Trusted:
    """Read every `*.json` in the folder. Raises TrustedError if one is not a DID document."""
    issuers: dict[str, dict[str, PublicKey]] = {}
    for path in sorted(folder.glob("*.json")) if folder else ():
        try:
            document = json.loads(path.read_text("utf-8"))
            issuers[document["id"]] = _keys_of(document)
        except OSError as error:
            raise TrustedError(f"{path} cannot be read: {error.strerror}") from None
        except (ValueError, KeyError, TypeError, AttributeError, JoseError):
            raise TrustedError(
                f"{path} is no DID document with keys that can be used (Ed25519, P-256 or RSA): "
                "fetch it again from the issuer, or remove it"
            ) from None
    return Trusted(issuers)


def _keys_of(document: dict[str, Any]) -> dict[str, PublicKey]:
    methods = {
        _absolute(each["id"], document["id"]): each
        for each in (*document.get("verificationMethod", ()), *document["assertionMethod"])
        if isinstance(each, dict)
    }
    asserting = [
        _absolute(each["id"] if isinstance(each, dict) else each, document["id"])
        for each in document["assertionMethod"]
    ]
    keys = {name: _key(methods[name]) for name in asserting if "revoked" not in methods[name]}
    return {name: key for name, key in keys.items() if key is not None}


def _absolute(name: str, issuer: str) -> str:
    return f"{issuer}{name}" if name.startswith("#") else name


def _key(method: dict[str, Any]) -> PublicKey | None:
    """The key in a verification method; None for a kind that we cannot check."""
    jwk = method.get("publicKeyJwk")
    if multibase := method.get("publicKeyMultibase"):
        return _multikey(multibase)
    if jwk is None:
        return None
    public = {name: jwk[name] for name in _PUBLIC if name in jwk}
    if public.get("kty") == "RSA":
        long_enough = len(base64.urlsafe_b64decode(f"{public['n']}==")) >= _LEAST_RSA_BYTES
        return (RSAKey.import_key(public), RS256) if long_enough else None
    algorithm = _SIGNING.get((public["kty"], public.get("crv", "")))
    if algorithm is None:
        return None
    kind = OKPKey if algorithm is Algorithm.ED25519 else ECKey
    return kind.import_key(public), algorithm


def _multikey(multibase: str) -> PublicKey | None:
    """A multibase key: Ed25519 or P-256. https://www.w3.org/TR/cid-1.0/#Multikey"""
    raw = from_base58(multibase.removeprefix("z"))
    if raw.startswith(_ED25519_PUBLIC):
        public = Ed25519PublicKey.from_public_bytes(raw.removeprefix(_ED25519_PUBLIC))
        return OKPKey.import_key(public), Algorithm.ED25519
    if raw.startswith(_P256_PUBLIC):
        point = raw.removeprefix(_P256_PUBLIC)
        elliptic = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
        return ECKey.import_key(elliptic), Algorithm.ES256
    return None


def key_of_did(issuer: str) -> PublicKey | None:
    """The key inside a `did:key:z...`; None for other names and other kinds of keys."""
    if not issuer.startswith("did:key:z"):
        return None
    try:
        return _multikey(issuer.removeprefix("did:key:"))
    except (ValueError, JoseError):
        return None


def _is_same(key: VerifyingKey, offered: dict[str, Any]) -> bool:
    held = key.as_dict(private=False)
    return all(held.get(name) == offered.get(name) for name in _PUBLIC)
