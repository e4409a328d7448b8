"""Open Badges 2.0, SD-JWTs and plain credentials that a trusted college, Lakeside, has signed."""

import base64
import hashlib
import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.jwk import OKPKey, RSAKey

from core.awards.jose import RS256
from core.verification.trusted_issuers import Trusted
from tests.core.trusted_badges import ISSUER, VC_2, Signer, new_signer

COLLEGE = "https://lakeside.example.org/issuer"
KEY = "https://lakeside.example.org/key"
ADDRESS = "Dana@example.org"
SALT = "kosher"
DESCRIBED: dict[str, Any] = {
    "type": "BadgeClass",
    "id": "https://lakeside.example.org/badges/grinding",
    "name": "Surface Grinding",
    "description": "Grinds flat.",
    "issuer": {"type": "Issuer", "id": COLLEGE, "name": "Lakeside College"},
}
ASSERTION: dict[str, Any] = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "urn:uuid:a953081a-4bbc-4927-8653-7219bca00e3b",
    "recipient": {
        "type": "email",
        "hashed": True,
        "salt": SALT,
        "identity": f"sha256${hashlib.sha256(f'dana@example.org{SALT}'.encode()).hexdigest()}",
    },
    "badge": DESCRIBED,
    "verification": {"type": "SignedBadge", "creator": KEY},
    "issuedOn": "2026-05-01T09:00:00+0000",
    "expires": "2027-05-01T00:00:00Z",
}
HOSTED: dict[str, Any] = {
    **ASSERTION,
    "id": "https://lakeside.example.org/assertions/7",
    "verification": {"type": "HostedBadge"},
}
PLAIN: dict[str, Any] = {
    "@context": [VC_2],
    "id": "https://lakeside.example.org/permits/3",
    "type": ["VerifiableCredential"],
    "name": "Forklift permit",
    "issuer": {"id": ISSUER, "name": "Lakeside College"},
    "validFrom": "2026-05-01T00:00:00Z",
    "credentialSubject": {"name": "Dana Whitfield"},
}


@cache
def rsa_key() -> RSAKey:
    return RSAKey.generate_key(2048)


def profile() -> dict[str, Any]:
    """Return the college's Open Badges 2.0 profile, with its key."""
    key = {"type": "CryptographicKey", "id": KEY, "owner": COLLEGE, "publicKeyPem": pem()}
    return {"type": "Issuer", "id": COLLEGE, "name": "Lakeside College", "publicKey": key}


def pem() -> str:
    return rsa_key().as_pem(private=False).decode()


def college() -> Trusted:
    return Trusted().also(profile())


def assertion(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(ASSERTION), **changes}


def signed(claims: Mapping[str, Any], **header: Any) -> str:
    """Return an assertion as a JWS, signed with the college's RSA key."""
    registry = jws.JWSRegistry(algorithms=[RS256])
    payload = json.dumps(claims).encode()
    return jws.serialize_compact({"alg": RS256, **header}, payload, rsa_key(), registry=registry)


# ---- SD-JWT


@cache
def signer() -> Signer:
    return new_signer()


HIDDEN = {"name": "Dana Whitfield", "birthdate": "1990-01-01"}
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "vct": "https://lakeside.example.org/types/forklift-permit",
    "iat": 1777593600,
    "exp": 1809129600,
}


def packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def disclosure(name: str, value: Any) -> str:
    return packed(json.dumps([f"salt of {name}", name, value]).encode())


def digest(text: str) -> str:
    return packed(hashlib.sha256(text.encode()).digest())


@dataclass
class Holder:
    """The holder of an SD-JWT, with the key that the SD-JWT is bound to."""

    key: Ed25519PrivateKey

    @property
    def jwk(self) -> dict[str, Any]:
        return dict(OKPKey.import_key(self.key.public_key()).as_dict(private=False))

    def bind(self, shown: str, **changes: Any) -> str:
        """Return the SD-JWT `shown` with a proof that this holder has the key."""
        claims = {"iat": 1791800000, "aud": "x", "nonce": "1", "sd_hash": digest(shown), **changes}
        head = {"alg": "EdDSA", "typ": "kb+jwt"}
        parts = [packed(json.dumps(each).encode()) for each in (head, claims)]
        signature = self.key.sign(".".join(parts).encode())
        return f"{shown}{'.'.join([*parts, packed(signature)])}"


def sd_jwt(*shown: str, hidden: Mapping[str, Any] = HIDDEN, **claims: Any) -> str:
    """Return an SD-JWT VC that discloses only the hidden claims named in `shown`."""
    disclosures = {name: disclosure(name, value) for name, value in hidden.items()}
    made = {**CLAIMS, **claims, "_sd": sorted(digest(each) for each in disclosures.values())}
    token = signer().token(made, typ="dc+sd-jwt")
    return "~".join([token, *(disclosures[name] for name in shown), ""])
