"""Credentials of a trusted issuer, signed in each supported way."""

import base64
import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.jwk import ECKey, OKPKey

from core.awards.data_integrity import data_to_sign
from core.awards.issuer import base58
from core.verification.credential_checks import check, take_signed
from core.verification.credential_findings import Finding
from core.verification.files.found_items import FoundDocument, FoundToken, NothingFound
from core.verification.signed_data import work_out
from core.verification.trusted_issuers import Trusted
from tests.world import StoppedClock

ISSUER = "did:web:lakeside.example.org"
METHOD = f"{ISSUER}#key-1"
VC_2 = "https://www.w3.org/ns/credentials/v2"
OB_3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
BADGE: dict[str, Any] = {
    "@context": [VC_2, OB_3],
    "id": "https://lakeside.example.org/badges/1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Surface Grinding",
    "issuer": {"id": ISSUER, "type": ["Profile"], "name": "Lakeside College"},
    "validFrom": "2026-05-01T00:00:00Z",
    "validUntil": "2027-05-01T00:00:00Z",
    "credentialSubject": {
        "id": "https://lakeside.example.org/people/77",
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": "Dana Whitfield",
                "identityType": "name",
            }
        ],
        "achievement": {
            "id": "https://lakeside.example.org/achievements/grinding",
            "type": ["Achievement"],
            "name": "Surface Grinding",
            "humanCode": "LC-G1",
            "description": "Grinds flat to 5 µm.",
            "criteria": {"narrative": "Ground a block\nflat and square."},
        },
    },
}
FACTS = ("Dana Whitfield", "Surface Grinding", "LC-G1", "Lakeside College", "2026-05-01")


def without_end(changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the badge with these changes and without its last day."""
    made = deepcopy(BADGE)
    del made["validUntil"]
    return {**made, **(changes or {})}


def badge(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(BADGE), **changes}


@dataclass
class Signer:
    """Lakeside College, a trusted issuer with an Ed25519 key and a P-256 key."""

    ed25519: Ed25519PrivateKey
    p256: EllipticCurvePrivateKey

    @property
    def trusted(self) -> Trusted:
        public: dict[str, Any] = {
            METHOD: (OKPKey.import_key(self._jwk(self.ed25519)), "EdDSA"),
            f"{ISSUER}#key-2": (ECKey.import_key(self._jwk(self.p256)), "ES256"),
        }
        return Trusted({ISSUER: public})

    def controller_document(self) -> dict[str, Any]:
        """Return the college's DID document. Verifiers of Data Integrity proofs read it."""
        methods = [
            {
                "id": name,
                "type": "Multikey",
                "controller": ISSUER,
                "publicKeyMultibase": multibase(key),
            }
            for name, key in ((METHOD, self.ed25519), (f"{ISSUER}#key-2", self.p256))
        ]
        return {
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
            "id": ISSUER,
            "verificationMethod": methods,
            "assertionMethod": [each["id"] for each in methods],
        }

    def _jwk(self, key: Ed25519PrivateKey | EllipticCurvePrivateKey) -> Any:
        if isinstance(key, Ed25519PrivateKey):
            return OKPKey.import_key(key.public_key()).as_dict(private=False)
        return ECKey.import_key(key.public_key()).as_dict(private=False)

    def prove(
        self, document: Mapping[str, Any], suite: str = "eddsa-rdfc-2022", **options: Any
    ) -> dict[str, Any]:
        """Return the document with a proof of this suite.

        `options` are more members of the proof.
        """
        elliptic = suite.startswith("ecdsa")
        proof = {
            "type": "DataIntegrityProof",
            "cryptosuite": suite,
            "created": "2026-05-01T09:00:00Z",
            "verificationMethod": f"{ISSUER}#key-2" if elliptic else METHOD,
            "proofPurpose": "assertionMethod",
            **options,
        }
        if suite == "Ed25519Signature2020":
            proof |= {"type": suite}
            del proof["cryptosuite"]
        what = data_to_sign(document, proof).signed
        if elliptic:
            halves = decode_dss_signature(self.p256.sign(what, ECDSA(SHA256())))
            signature = b"".join(half.to_bytes(32) for half in halves)
        else:
            signature = self.ed25519.sign(what)
        return {
            **deepcopy(dict(document)),
            "proof": {**proof, "proofValue": f"z{base58(signature)}"},
        }

    def token(self, claims: Mapping[str, Any], **header: Any) -> str:
        """Return a JWT, signed with the Ed25519 key. `header` has additional header members."""
        head = {"alg": "EdDSA", "kid": METHOD, **header}
        parts = [_packed(json.dumps(each).encode()) for each in (head, claims)]
        signature = self.ed25519.sign(".".join(parts).encode())
        return ".".join([*parts, _packed(signature)])


def multibase(key: Ed25519PrivateKey | EllipticCurvePrivateKey) -> str:
    """Return the public half of a key in the form `z6Mk...` or `zDna...`."""
    if isinstance(key, EllipticCurvePrivateKey):
        point = key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        return f"z{base58(bytes((0x80, 0x24)) + point)}"
    return f"z{base58(bytes((0xED, 0x01)) + key.public_key().public_bytes_raw())}"


def _packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def new_signer() -> Signer:
    return Signer(Ed25519PrivateKey.generate(), generate_private_key(SECP256R1()))


def found(brought: Mapping[str, Any] | str, trusted: Trusted) -> Finding:
    """Return the finding on a document or a JWT.

    The day is that of the stopped clock.
    """
    held = FoundToken(brought) if isinstance(brought, str) else worked_out(brought)
    signed = take_signed(held)
    assert not isinstance(signed, NothingFound), signed.reason
    return check(signed, None, trusted, StoppedClock()())


def worked_out(document: Mapping[str, Any]) -> FoundDocument:
    """Return a document with the data that its proofs sign, as a worker returns it."""
    return FoundDocument(dict(document), work_out(document))


def facts(finding: Finding) -> tuple[str, ...]:
    """Return the facts shown of a credential with a valid signature."""
    said = finding.said
    assert said is not None
    begins = said.begins()
    day = begins.date().isoformat() if begins else ""
    return (said.holder, said.title, said.code, said.issuer_name, day)
