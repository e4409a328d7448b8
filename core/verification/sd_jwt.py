"""Read SD-JWTs: JWTs whose holder discloses only a part of the content.

https://www.rfc-editor.org/rfc/rfc9901 (SD-JWT). SD-JWT VC says what the claims mean. This module
starts from the plain JWT, which `jose` has parsed.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from joserfc.errors import JoseError

from core.awards import jose
from core.language.message import Message, _
from core.verification.signed_content import OddShapeError, Refused, Statements, odd_shape
from core.verification.trusted_issuers import key_of_jwk
from core.verification.verdict import Detail

_HASHES = {"sha-256": hashlib.sha256, "sha-384": hashlib.sha384, "sha-512": hashlib.sha512}
_NEVER_HIDDEN = ("iss", "nbf", "exp", "cnf", "vct", "status")
"""The claims that must be in the JWT itself, so that the holder cannot leave them out."""
_MOST_DISCLOSURES = 200
KIND = "SD-JWT VC"


@dataclass(frozen=True, slots=True)
class SdJwt:
    """The content that an SD-JWT discloses.

    `forged`: the issuer did not sign one of the disclosures. `refused`: why the SD-JWT cannot be
    read. `is_bound`: only the holder of a key may present it. `shown_at`: when the holder proved to
    a verifier that they have this key. `is_misused`: the holder's proof does not fit.
    """

    claims: dict[str, Any]
    refused: Refused | None = None
    forged: bool = False
    is_bound: bool = False
    shown_at: datetime | None = None
    is_misused: bool = False


def split_sd_jwt(text: str) -> tuple[str, list[str], str] | None:
    """Split an SD-JWT into JWT, disclosures and key binding JWT.

    Return None if the text is not an SD-JWT.
    """
    token, mark, rest = text.partition("~")
    if not mark:
        return None
    *disclosures, binding = rest.split("~")
    return token, disclosures, binding


def disclosed_content(claims: dict[str, Any], text: str) -> SdJwt:
    """Return what the holder of an SD-JWT discloses.

    `claims` are the claims of the SD-JWT's JWT, and `text` is the whole SD-JWT.
    """
    parts = split_sd_jwt(text)
    assert parts is not None
    _token, disclosures, binding = parts
    unpacked = _Unpacking(claims, disclosures)
    try:
        whole = unpacked.run()
    except (_OddError, RecursionError):
        return SdJwt({}, refused=_ODD)
    if any(name in whole and name not in claims for name in _NEVER_HIDDEN):
        return SdJwt({}, refused=_ODD)
    confirmed = claims.get("cnf")
    proof = jose.split_token(binding) if binding else None
    if binding and proof is None:
        return SdJwt({}, refused=_CUT_OFF)
    shown_at = _shown_at(confirmed, proof, text) if proof else None
    return SdJwt(
        whole,
        forged=bool(unpacked.left),
        is_bound=confirmed is not None,
        shown_at=shown_at,
        is_misused=proof is not None and shown_at is None,
    )


class _OddError(Exception):
    """Raised if the structure of an SD-JWT differs from the specification."""


_ODD = Refused(Detail.UNSUPPORTED, _("what it discloses is written in a way that is not read here"))

_CUT_OFF = Refused(Detail.UNSUPPORTED, _("it is not complete: its end is missing or changed"))


class _Unpacking:
    """Puts the disclosures of an SD-JWT where their digests are.

    `left` are the disclosures whose digest is nowhere.
    """

    def __init__(self, claims: dict[str, Any], disclosures: list[str]) -> None:
        self._claims = claims
        maker = _HASHES.get(str(claims.get("_sd_alg", "sha-256")))
        if maker is None or len(disclosures) > _MOST_DISCLOSURES:
            self._fits = False
            self.left: dict[str, list[Any]] = {}
            return
        self._fits = True
        self.left = {
            _base64(maker(each.encode("ascii", "replace")).digest()): _disclosure(each)
            for each in disclosures
        }
        self._fits = len(self.left) == len(disclosures)
        self._seen: set[str] = set()

    def run(self) -> dict[str, Any]:
        if not self._fits or "..." in self._claims:
            raise _OddError
        told = {name: each for name, each in self._claims.items() if name != "_sd_alg"}
        whole = self._object(told)
        assert isinstance(whole, dict)
        return whole

    def _taken(self, digest: Any, length: int) -> list[Any] | None:
        """Return the disclosure with this digest, or None if the holder does not disclose it.

        Raises _OddError if the digest is not a text or occurs twice, or if the disclosure has
        another length.
        """
        if not isinstance(digest, str) or digest in self._seen:
            raise _OddError
        self._seen.add(digest)
        found = self.left.pop(digest, None)
        if found is not None and len(found) != length:
            raise _OddError
        return found

    def _value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return self._object(value)
        return self._array(value) if isinstance(value, list) else value

    def _object(self, told: Mapping[str, Any]) -> dict[str, Any]:
        digests = told.get("_sd", [])
        if not isinstance(digests, list):
            raise _OddError
        made = {name: self._value(each) for name, each in told.items() if name != "_sd"}
        for digest in digests:
            found = self._taken(digest, 3)
            if found is None:
                continue
            _salt, name, value = found
            if not isinstance(name, str) or name in {"_sd", "...", "_sd_alg"} or name in made:
                raise _OddError
            made[name] = self._value(value)
        return made

    def _array(self, told: list[Any]) -> list[Any]:
        made = []
        for each in told:
            if isinstance(each, dict) and "..." in each:
                if len(each) != 1:
                    raise _OddError
                found = self._taken(each["..."], 2)
                if found is not None:
                    made.append(self._value(found[1]))
            else:
                made.append(self._value(each))
        return made


def _disclosure(text: str) -> list[Any]:
    """Read a disclosure: salt, name and value, or salt and value.

    Return [] if the disclosure cannot be read.
    """
    try:
        told = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        return []
    return told if isinstance(told, list) else []


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _shown_at(confirmed: Any, proof: jose.Token, text: str) -> datetime | None:
    """Return when the holder proved to have the key, or None if the holder's proof is wrong."""
    jwk = confirmed.get("jwk") if isinstance(confirmed, dict) else None
    until, seconds = text[: len(text) - len(proof.text)], proof.claims.get("iat")
    if (
        not isinstance(seconds, int | float)
        or isinstance(seconds, bool)
        or proof.parts.headers().get("typ") != "kb+jwt"
        or proof.claims.get("sd_hash") != _base64(hashlib.sha256(until.encode()).digest())
    ):
        return None
    try:
        key = key_of_jwk(jwk) if isinstance(jwk, dict) else None
        fits = key is not None and jose.is_signed_by(proof, *key)
        return datetime.fromtimestamp(seconds, UTC) if fits else None
    except (JoseError, ValueError, KeyError, TypeError, OverflowError, OSError):
        return None


def from_claims(claims: Mapping[str, Any]) -> Statements | Refused:
    """Return the facts in the disclosed claims of an SD-JWT VC."""
    try:
        name = _text(claims, "name") or " ".join(
            part for each in ("given_name", "family_name") if (part := _text(claims, each))
        )
        kind = _text(claims, "vct")
        return Statements(
            address=_text(claims, "jti"),
            kinds=frozenset({KIND}),
            issuer=_text(claims, "iss"),
            issuer_name="",
            title=kind,
            achievement="",
            code="",
            holder=name,
            subject=_text(claims, "sub"),
            valid_from=_issued(claims.get("iat")),
        )
    except OddShapeError as odd:
        return odd_shape(odd)


def _issued(seconds: Any) -> tuple[str, ...]:
    if seconds is None:
        return ()
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise OddShapeError("iat")
    try:
        return (datetime.fromtimestamp(seconds, UTC).date().isoformat(),)
    except (ValueError, OverflowError, OSError):
        raise OddShapeError("iat") from None


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    if value is not None and not isinstance(value, str):
        raise OddShapeError(name)
    return value or ""


def binding_words(shown: SdJwt) -> Message | None:
    """Say to which key an SD-JWT is bound, or return None if it is not bound to a key.

    Anyone could present the holder's proof again, so a proof counts only once and for one verifier.
    """
    if not shown.is_bound:
        return None
    if shown.shown_at is not None:
        return _(
            "on %(day)s its holder proved that they have the key that it is bound to: whether the "
            "same person shows it now was not checked",
            day=shown.shown_at.date().isoformat(),
        )
    return _("it is bound to a key that nobody has proved to have: ask its holder to show it again")
