"""Sign, parse and check compact JWTs."""

import json
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError, UnsupportedHeaderError
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

from core.awards.keys import Algorithm, JoseKey, SigningKey

RS256 = "RS256"
"""Open Badges requires verifiers to accept this algorithm. We never sign with it."""
VerifyingKey = JoseKey | RSAKey

_ED25519 = "Ed25519"
"""RFC 9864's name for the algorithm that RFC 8037 calls EdDSA."""
_NAMES: dict[str, tuple[str, ...]] = {
    Algorithm.ED25519: (Algorithm.ED25519.value, _ED25519),
    Algorithm.ES256: ("ES256",),
    RS256: (RS256,),
}


class _Registry(JWSRegistry):
    """The algorithm registry of the JOSE library, changed in two ways.

    It allows EdDSA without a warning, because verifiers know that name. It also allows larger
    tokens, because tokens of other issuers may contain pictures or an RSA key.
    """

    max_header_length = 8 * 1024
    max_payload_length = 1024 * 1024

    def check_header(self, header: dict[str, Any]) -> None:
        """Check a token's header, but ignore unknown members, as VC-JOSE-COSE requires.

        Raises UnsupportedHeaderError for a header with the member `crit`, which lists extensions
        that the reader has to know. We know none.
        """
        if "crit" in header:
            raise UnsupportedHeaderError

    def get_alg(self, name: str) -> Any:
        assert self.allowed is not None
        return super().get_alg(_ED25519 if name == "EdDSA" and name in self.allowed else name)


_REGISTRY = _Registry(algorithms=["EdDSA", _ED25519, "ES256", RS256])


@dataclass(frozen=True, slots=True)
class Token:
    """A parsed compact JWT. Nothing in it has been verified yet."""

    text: str
    algorithm: str
    kid: str
    claims: dict[str, Any]
    parts: jws.CompactSignature

    @property
    def supported(self) -> bool:
        """Whether we know every extension that the token's header requires."""
        known = any(self.algorithm in names for names in _NAMES.values())
        return known and "crit" not in self.parts.headers()

    @property
    def offered_key(self) -> dict[str, Any] | None:
        """The public key in the token's header as a JWK, or None.

        This key proves nothing, because anyone could have put it in the header.
        """
        offered = self.parts.headers().get("jwk")
        return offered if isinstance(offered, dict) else None


def sign(claims: dict[str, Any], key: SigningKey, kid: str, kind: str = "JWT") -> str:
    """Sign claims as a compact JWT whose header has only what OB 3.0 allows.

    https://www.imsglobal.org/spec/ob/v3p0/#joseheader
    """
    header = {"alg": key.algorithm.value, "kid": kid, "typ": kind}
    payload = json.dumps(claims, ensure_ascii=False, separators=(",", ":")).encode()
    return jws.serialize_compact(header, payload, key.jose, registry=_REGISTRY)


def split_token(text: str) -> Token | None:
    """Parse a compact JWT. Return None if the text is not a compact JWT."""
    try:
        taken = jws.extract_compact(text.encode("ascii"), registry=_REGISTRY)
        claims = json.loads(taken.payload)
    except (JoseError, ValueError, RecursionError):
        return None
    header = taken.headers()
    if not isinstance(claims, dict):
        return None
    return Token(text, str(header.get("alg", "")), str(header.get("kid", "")), claims, taken)


def fits(token: Token, algorithm: str) -> bool:
    """Whether the token's header names this algorithm and requires no unknown extension."""
    return token.supported and token.algorithm in _NAMES[algorithm]


def is_signed_by(token: Token, key: VerifyingKey, algorithm: str) -> bool:
    """Whether this key made the token's signature.

    The check uses the key's own algorithm, not the one that the token names.
    """
    if token.algorithm not in _NAMES[algorithm]:
        return False
    if not token.supported:
        return False
    try:
        return jws.validate_compact(token.parts, key, registry=_REGISTRY)
    except (JoseError, ValueError):
        return False
