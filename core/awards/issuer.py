"""The issuer of credentials as verifiers see it: a `did:web`, and a document with its keys."""

import base64
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from core.awards.keys import Algorithm, Keys, SigningKey
from core.clock import Clock

# the multicodec prefix of ed25519-pub, as a varint:
# https://github.com/multiformats/multicodec/blob/master/table.csv
_ED25519_PUBLIC = b"\xed\x01"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class Issuer:
    """The issuer of credentials: its name, its identifier, its keys and its pages."""

    def __init__(self, name: str, url: str, keys: Keys, logo_path: str = "") -> None:
        """`logo_path` is the path of the logo on the issuer's pages, or empty if there is none."""
        self.name = name
        self.url = url.rstrip("/")
        self.keys = keys
        self.image = f"{self.url}{logo_path}" if logo_path else ""
        self.did = did_web(self.url)

    def method(self, key: SigningKey) -> str:
        """Return a key's identifier in the issuer's document, which JWTs give as `kid`."""
        return f"{self.did}#{key.kid}"

    def multikey_method(self, key: SigningKey) -> str:
        """Return an Ed25519 key's identifier in the form that Data Integrity proofs require."""
        return f"{self.did}#{multibase_public(key)}"

    def key_of(self, method: str) -> SigningKey | None:
        """Return the issuer's key with this identifier, or None.

        JWTs give the identifier as `kid`, and proofs as `verificationMethod`.
        """
        did, _, fragment = absolute_method(method, self.did).partition("#")
        if did != self.did:
            return None
        for key in self.keys.all():
            if fragment == key.kid or (
                key.algorithm is Algorithm.ED25519 and fragment == multibase_public(key)
            ):
                return key
        return None

    def document(self) -> dict[str, Any]:
        """Return the issuer's DID document.

        Revoked keys are listed with the time of their revocation, but not as keys that sign.
        https://www.w3.org/TR/cid-1.0/#verification-methods
        """
        methods: list[dict[str, Any]] = []
        for key in self.keys.all():
            revoked = {"revoked": key.revoked_at.isoformat()} if key.revoked_at else {}
            jwk = {
                "id": self.method(key),
                "type": "JsonWebKey",
                "controller": self.did,
                "publicKeyJwk": key.public,
                **revoked,
            }
            methods.append(jwk)
            if key.algorithm is Algorithm.ED25519:
                multikey = {
                    "id": self.multikey_method(key),
                    "type": "Multikey",
                    "controller": self.did,
                    "publicKeyMultibase": multibase_public(key),
                    **revoked,
                }
                methods.append(multikey)
        return {
            "@context": [
                "https://www.w3.org/ns/did/v1",
                "https://w3id.org/security/jwk/v1",
                "https://w3id.org/security/multikey/v1",
            ],
            "id": self.did,
            "verificationMethod": methods,
            "assertionMethod": [each["id"] for each in methods if "revoked" not in each],
        }


def absolute_method(method: str, issuer: str) -> str:
    """Return the full identifier of a key.

    If `method` is only a fragment such as "#key" or "key", the issuer's identifier is put in front.
    """
    if method.startswith("#"):
        return f"{issuer}{method}"
    return method if not method or "#" in method or ":" in method else f"{issuer}#{method}"


def did_web(url: str) -> str:
    """Return `did:web:HOST`, with the port and path if the address has them.

    https://w3c-ccg.github.io/did-method-web/#method-specific-identifier
    """
    parts = urlsplit(url)
    host = quote(parts.netloc.lower(), safe=".-")
    path = [quote(part) for part in parts.path.split("/") if part]
    return ":".join(("did", "web", host, *path))


def signer(
    issuer: str, public_url: str | None, keys_dir: Path | None, clock: Clock, logo_path: str = ""
) -> Issuer | str:
    """Return the issuer that signs credentials, or a text that says which settings are missing."""
    if public_url is None:
        return "set EDGEFINDER_PUBLIC_URL, then EDGEFINDER_KEYS_DIR"
    if keys_dir is None:
        return "set EDGEFINDER_KEYS_DIR"
    return Issuer(issuer, public_url, Keys(keys_dir, clock), logo_path)


def multibase_public(key: SigningKey) -> str:
    """Return the public half of an Ed25519 key in the multikey form: `z6Mk...`, in base 58."""
    raw = base64.urlsafe_b64decode(str(key.jose.as_dict(private=False)["x"]) + "=")
    return "z" + base58(_ED25519_PUBLIC + raw)


def base58(raw: bytes) -> str:
    """Encode in base 58: https://www.w3.org/TR/cid-1.0/#base-58-btc-encoding-rules"""
    number = int.from_bytes(raw)
    digits = ""
    while number:
        number, digit = divmod(number, 58)
        digits = _BASE58[digit] + digits
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + digits


def from_base58(text: str) -> bytes:
    """Decode base 58 into bytes. Raises ValueError if it is not base 58."""
    number = 0
    for symbol in text:
        number = number * 58 + _BASE58.index(symbol)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)
