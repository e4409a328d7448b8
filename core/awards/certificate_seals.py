"""Seals on our certificates.

A sealed certificate can be checked without parsing it. Anyone can change the words and pictures in
a certificate, so a separate process parses it. A certificate that is byte for byte as we made it
needs no parsing: its attachments match what is printed on it. Any change breaks the seal. The
certificate is then parsed like any other file.
"""

import base64
import hashlib
import re
import zlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from core.awards.keys import Keys, SigningKey

_LARGEST = 1024 * 1024
_TAIL = 600
"""How many bytes at the end of a file are searched for the seal."""
_SEAL = re.compile(rb"%edgefinder-seal ([0-9a-f]{12}) ([A-Za-z0-9_-]{40,200})\n(?=startxref)")
_ATTACHED = re.compile(
    rb"/Length (\d{1,7})/Type/EmbeddedFile/Filter/FlateDecode/Subtype/application#2Fvc\+jwt"
    rb".{0,300}?>>\s{1,2}stream\r?\n",
    re.DOTALL,
)
_PURPOSE = b"a file that Edgefinder made\n"
"""These bytes are signed with the digest, so that a signature made elsewhere is no valid seal."""


def add_seal(pdf: bytes, key: SigningKey) -> bytes:
    """Add a comment to the PDF: the key's signature of all other bytes of the file.

    Return the PDF unchanged if the key is neither an Ed25519 key nor an elliptic-curve key.
    """
    place = pdf.rfind(b"startxref")
    private: object = key.jose.private_key
    signed = _signed(pdf)
    if isinstance(private, Ed25519PrivateKey):
        signature = private.sign(signed)
    elif isinstance(private, EllipticCurvePrivateKey):
        signature = private.sign(signed, ECDSA(SHA256()))
    else:
        return pdf
    written = base64.urlsafe_b64encode(signature).rstrip(b"=")
    seal = b"%%edgefinder-seal %s %s\n" % (key.kid.encode(), written)
    return pdf[:place] + seal + pdf[place:]


def attached_to(pdf: bytes, keys: Keys) -> list[str]:
    """Return the credentials attached to a PDF that is exactly as we made it.

    Return an empty list for any other file.
    """
    found = _SEAL.search(pdf, max(0, len(pdf) - _TAIL)) if len(pdf) <= _LARGEST else None
    key = keys.find(found[1].decode()) if found else None
    if found is None or key is None or key.revoked_at is not None:
        return []
    bare = pdf[: found.start()] + pdf[found.end() :]
    signature = base64.urlsafe_b64decode(found[2] + b"=" * (-len(found[2]) % 4))
    if not _fits(signature, _signed(bare), key):
        return []
    return [
        zlib.decompress(bare[each.end() : each.end() + int(each[1])]).decode("ascii")
        for each in _ATTACHED.finditer(bare)
    ]


def _signed(pdf: bytes) -> bytes:
    return _PURPOSE + hashlib.sha256(pdf).digest()


def _fits(signature: bytes, signed: bytes, key: SigningKey) -> bool:
    public: object = key.verifier.public_key
    try:
        if isinstance(public, Ed25519PublicKey):
            public.verify(signature, signed)
        elif isinstance(public, EllipticCurvePublicKey):
            public.verify(signature, signed, ECDSA(SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return True
