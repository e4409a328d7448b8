"""Other issuers that we trust, by their DID documents in a folder.

To trust an issuer, put its document into the folder. An issuer of Open Badges 2.0 has a profile or
a key document instead. Status lists of these issuers may be in the folder too.
"""

import base64
import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from core.awards.issuer import absolute_method, from_base58
from core.awards.jose import RS256, VerifyingKey, split_token
from core.awards.keys import Algorithm

# the multicodec prefixes of public keys, as varints:
# https://github.com/multiformats/multicodec/blob/master/table.csv
_ED25519_PUBLIC, _P256_PUBLIC = b"\xed\x01", b"\x80\x24"
_SIGNING = {("OKP", "Ed25519"): Algorithm.ED25519, ("EC", "P-256"): Algorithm.ES256}

_LEAST_RSA_BITS = 2048
_PUBLIC = ("kty", "crv", "x", "y", "n", "e")
"""The members of a public JWK that identify the key."""

PublicKey = tuple[VerifyingKey, str]


class Unusable(StrEnum):
    """The reasons why an issuer's key cannot be used."""

    UNSUPPORTED = "unsupported"
    REVOKED = "revoked"


class TrustedError(Exception):
    """Raised if a document of a trusted issuer cannot be used.

    For a document in the folder, the message names the file and how to fix it.
    """


class Trusted:
    """The keys of trusted issuers, by the identifiers of the issuer and of the key.

    `lists` has the status list credentials in the folder, by their address.
    """

    def __init__(
        self,
        issuers: dict[str, dict[str, PublicKey]] | None = None,
        names: dict[str, str] | None = None,
        lists: dict[str, bytes] | None = None,
        unusable: dict[str, dict[str, Unusable]] | None = None,
    ) -> None:
        self._issuers = issuers or {}
        self._names = names or {}
        self.lists = lists or {}
        self._unusable = unusable or {}

    def __len__(self) -> int:
        return len(self._issuers)

    def knows(self, issuer: str) -> bool:
        """Whether an issuer with this identifier is trusted."""
        return issuer in self._issuers

    def name_of(self, issuer: str) -> str:
        """Return the issuer's name in its document, or "" if it has none."""
        return self._names.get(issuer, "")

    def owner_of(self, method: str) -> str:
        """Return the issuer that has the key with this identifier, or "" if there is none."""
        return next((each for each, keys in self._issuers.items() if method in keys), "")

    def key(
        self, issuer: str, method: str, offered: dict[str, Any] | None = None
    ) -> PublicKey | None:
        """Return a usable key of a trusted issuer, or None.

        `method` is the key's identifier. `method` may be only the fragment, without the DID. If
        `method` is empty, return the key of the issuer that equals the JWK `offered`. If there is
        no `offered` either, return the issuer's key if the issuer has only one.
        """
        keys = self._issuers.get(issuer, {})
        if method:
            return keys.get(absolute_method(method, issuer))
        if offered is not None:
            same = (each for each in keys.values() if _is_same(each[0], offered))
            return next(same, None)
        return next(iter(keys.values())) if len(keys) == 1 else None

    def keys_of(self, issuer: str) -> Iterable[PublicKey]:
        """Return all usable keys of an issuer."""
        return self._issuers.get(issuer, {}).values()

    def unusable(self, issuer: str, method: str) -> Unusable | None:
        """Return why the issuer's key with this identifier cannot be used.

        Return None if the key can be used, or if the issuer has no key with this identifier.
        """
        return self._unusable.get(issuer, {}).get(absolute_method(method, issuer))

    def also(self, document: Mapping[str, Any]) -> "Trusted":
        """Return these trusted issuers and, in addition, the issuer of a DID document or profile.

        Raises TrustedError if the document is neither a DID document nor a profile.
        """
        issuers, names, unusable = dict(self._issuers), dict(self._names), dict(self._unusable)
        _take(document, issuers, names, unusable)
        return Trusted(issuers, names, self.lists, unusable)


def load_trusted(folder: Path | None) -> Trusted:
    """Read every `*.json` in the folder, and the status lists in `*.jwt`.

    Raises TrustedError if one of these files cannot be used. Other files are ignored.
    """
    issuers: dict[str, dict[str, PublicKey]] = {}
    names: dict[str, str] = {}
    lists: dict[str, bytes] = {}
    unusable: dict[str, dict[str, Unusable]] = {}
    for path in sorted((*folder.glob("*.json"), *folder.glob("*.jwt"))) if folder else ():
        try:
            content = path.read_bytes()
            document = _json_in(path, content)
            if _is_status_list(document):
                lists[str(document["id"])] = content.strip()
            else:
                _take(document, issuers, names, unusable)
        except OSError as error:
            raise TrustedError(f"{path} cannot be read: {error.strerror}") from None
        except (TrustedError, ValueError, KeyError, TypeError):
            raise TrustedError(
                f"{path} is not a DID document with usable keys (Ed25519, P-256 or RSA), an Open "
                f"Badges "
                "2.0 profile with such a key, or a status list: fetch it again from "
                "the issuer, or remove it"
            ) from None
    return Trusted(issuers, names, lists, unusable)


def _json_in(path: Path, content: bytes) -> dict[str, Any]:
    """Return the document in a JSON file, or the credential in a JWT file.

    Raises ValueError or TypeError if the file has neither.
    """
    if path.suffix == ".jwt":
        token = split_token(content.decode("ascii").strip())
        document: Any = token and token.claims.get("vc", token.claims)
    else:
        document = json.loads(content)
    if not isinstance(document, dict):
        raise TypeError(path.name)
    return document


_STATUS_LISTS = ("BitstringStatusListCredential", "StatusList2021Credential")


def _is_status_list(document: Mapping[str, Any]) -> bool:
    kinds = document.get("type")
    return isinstance(kinds, list) and any(each in _STATUS_LISTS for each in kinds)


def _take(
    document: Mapping[str, Any],
    issuers: dict[str, dict[str, PublicKey]],
    names: dict[str, str],
    unusable: dict[str, dict[str, Unusable]],
) -> None:
    """Add the issuer of a DID document, of an Open Badges 2.0 profile, or of a key document.

    Raises TrustedError for any other document.
    """
    try:
        if "publicKey" in document and "assertionMethod" not in document:
            said = document["publicKey"]
            owner, keys = document["id"], said if isinstance(said, list) else [said]
        elif "publicKeyPem" in document:
            owner, keys = document["owner"], [document]
        else:
            found = _keys_of(document)
            issuers[document["id"]], unusable[document["id"]] = _apart(found)
            return
        usable, others = _apart({each["id"]: _usable(each) for each in keys if _is_object(each)})
        issuers[owner] = {**issuers.get(owner, {}), **usable}
        unusable[owner] = {**unusable.get(owner, {}), **others}
        if isinstance(name := document.get("name"), str):
            names[owner] = name
    except (ValueError, KeyError, TypeError, AttributeError, JoseError):
        raise TrustedError("it is neither a DID document nor a profile with keys") from None


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _apart(
    found: Mapping[str, PublicKey | Unusable],
) -> tuple[dict[str, PublicKey], dict[str, Unusable]]:
    """Split keys into usable keys, and reasons why the other keys are not usable."""
    usable = {name: key for name, key in found.items() if not isinstance(key, Unusable)}
    others = {name: why for name, why in found.items() if isinstance(why, Unusable)}
    return usable, others


def _keys_of(document: Mapping[str, Any]) -> dict[str, PublicKey | Unusable]:
    methods = {
        _absolute(each["id"], document["id"]): each
        for each in (*document.get("verificationMethod", ()), *document["assertionMethod"])
        if isinstance(each, dict)
    }
    asserting = [
        _absolute(each["id"] if isinstance(each, dict) else each, document["id"])
        for each in document["assertionMethod"]
    ]
    gone = {name: Unusable.REVOKED for name, each in methods.items() if "revoked" in each}
    return {name: _usable(methods[name]) for name in asserting} | gone


def _absolute(name: str, issuer: str) -> str:
    return f"{issuer}{name}" if name.startswith("#") else name


def _usable(method: Mapping[str, Any]) -> PublicKey | Unusable:
    return Unusable.REVOKED if "revoked" in method else _key(method) or Unusable.UNSUPPORTED


def _key(method: Mapping[str, Any]) -> PublicKey | None:
    """Return the key in a verification method, or None if we cannot check keys of its kind."""
    if multibase := method.get("publicKeyMultibase"):
        return _multikey(multibase)
    if pem := method.get("publicKeyPem"):
        return _key_of_pem(pem)
    jwk = method.get("publicKeyJwk")
    return None if jwk is None else key_of_jwk(jwk)


def _key_of_pem(pem: str) -> PublicKey | None:
    """Return a key in PEM form, as in Open Badges 2.0, or None if we cannot check its kind."""
    public = load_pem_public_key(pem.encode())
    if isinstance(public, RSAPublicKey):
        return (RSAKey.import_key(public), RS256) if public.key_size >= _LEAST_RSA_BITS else None
    if isinstance(public, Ed25519PublicKey):
        return OKPKey.import_key(public), Algorithm.ED25519
    if isinstance(public, EllipticCurvePublicKey) and isinstance(public.curve, SECP256R1):
        return ECKey.import_key(public), Algorithm.ES256
    return None


def key_of_jwk(jwk: Mapping[str, Any]) -> PublicKey | None:
    """Return the key in a JWK, or None if we cannot check keys of its kind.

    Raises ValueError, KeyError, TypeError or JoseError if `jwk` is not a JWK.
    """
    public = {name: jwk[name] for name in _PUBLIC if name in jwk}
    if public.get("kty") == "RSA":
        long_enough = len(base64.urlsafe_b64decode(f"{public['n']}==")) * 8 >= _LEAST_RSA_BITS
        return (RSAKey.import_key(public), RS256) if long_enough else None
    algorithm = _SIGNING.get((public["kty"], public.get("crv", "")))
    if algorithm is None:
        return None
    kind = OKPKey if algorithm is Algorithm.ED25519 else ECKey
    return kind.import_key(public), algorithm


def _multikey(multibase: str) -> PublicKey | None:
    """Return a key in multibase form: Ed25519 or P-256. https://www.w3.org/TR/cid-1.0/#Multikey"""
    raw = from_base58(multibase.removeprefix("z"))
    if raw.startswith(_ED25519_PUBLIC):
        public = Ed25519PublicKey.from_public_bytes(raw.removeprefix(_ED25519_PUBLIC))
        return OKPKey.import_key(public), Algorithm.ED25519
    if raw.startswith(_P256_PUBLIC):
        point = raw.removeprefix(_P256_PUBLIC)
        elliptic = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
        return ECKey.import_key(elliptic), Algorithm.ES256
    return None


def key_of_did(issuer: str) -> tuple[str, PublicKey] | None:
    """Return the key inside a `did:key:z...` or a `did:jwk:...`, and its identifier.

    Return None for other identifiers, and for keys of other kinds.
    """
    kind, _, said = issuer.removeprefix("did:").partition(":")
    try:
        if kind == "key" and said.startswith("z"):
            key = _multikey(said)
            return (f"{issuer}#{said}", key) if key else None
        if kind == "jwk":
            jwk = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
            key = key_of_jwk(jwk)
            return (f"{issuer}#0", key) if key else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, JoseError):
        return None
    return None


def _is_same(key: VerifyingKey, offered: dict[str, Any]) -> bool:
    held = key.as_dict(private=False)
    return all(held.get(name) == offered.get(name) for name in _PUBLIC)
