"""Check the signature of a Data Integrity proof with a key, by the proof's suite."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from core.awards.issuer import from_base58
from core.awards.jose import VerifyingKey

SUITE = "eddsa-rdfc-2022"
OLD_SUITE = "Ed25519Signature2020"
"""The name of a suite that is also a type of proofs. It is older than Data Integrity proofs."""
JCS_SUITES = frozenset({"eddsa-jcs-2022", "ecdsa-jcs-2019"})
_EDDSA = frozenset({SUITE, OLD_SUITE, "eddsa-jcs-2022"})
_ECDSA = frozenset({"ecdsa-rdfc-2019", "ecdsa-jcs-2019"})
SUITES = _EDDSA | _ECDSA
_P256_BYTES = 32


def is_signed_by(suite: str, signed: bytes, value: str, key: VerifyingKey) -> bool | None:
    """Whether this key made the proof's signature. `value` is the signature in base 58.

    Return None if the key is of another kind, or if `value` lacks the mark of base 58, "z".
    """
    if not value.startswith("z"):
        return None
    public: object = key.public_key
    try:
        signature = from_base58(value.removeprefix("z"))
        if isinstance(public, Ed25519PublicKey) and suite in _EDDSA:
            public.verify(signature, signed)
        elif isinstance(public, EllipticCurvePublicKey) and suite in _ECDSA:
            if len(signature) != 2 * _P256_BYTES:
                return False
            halves = (signature[:_P256_BYTES], signature[_P256_BYTES:])
            encoded = encode_dss_signature(*(int.from_bytes(half) for half in halves))
            public.verify(encoded, signed, ECDSA(SHA256()))
        else:
            return None
    except (ValueError, InvalidSignature):
        return False
    return True
