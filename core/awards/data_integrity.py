"""Data Integrity proofs: sign with the suite `eddsa-rdfc-2022`, and verify several suites.

https://www.w3.org/TR/vc-di-eddsa/ and https://www.w3.org/TR/vc-di-ecdsa/. Nothing is ever fetched.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import OKPKey

from core.awards.canonicalization import (
    CannotCanonicalize,
    Dataset,
    Loader,
    canonical_json,
    canonical_rdf,
    load_context,
)
from core.awards.issuer import base58
from core.awards.jose import VerifyingKey
from core.awards.proof_signatures import JCS_SUITES, OLD_SUITE, SUITE, SUITES, is_signed_by

_MEMBERS = frozenset(
    {
        *("id", "type", "cryptosuite", "created", "expires", "verificationMethod"),
        *("proofPurpose", "proofValue", "domain", "challenge", "nonce"),
    }
)
"""The allowed members of a proof. Each must be a string, so that it can hide no other data."""


class UnsupportedProof(Exception):  # noqa: N818 - describes a user's document, not an error of ours
    """Raised if we cannot check this kind of proof. The message names the kind."""


@dataclass(frozen=True, slots=True)
class Secured:
    """The data that a proof signs: the bytes, and the content that the bytes were made from.

    `statements` is the RDF dataset of the credential. In suites that sign JSON, it is the
    credential itself.
    """

    suite: str
    signed: bytes
    statements: Dataset | dict[str, Any]


def suite_of(proof: Mapping[str, Any]) -> str:
    """Return the suite of a proof, such as `eddsa-rdfc-2022`.

    Raises UnsupportedProof if we do not know the suite, or if the proof has unexpected members.
    """
    for name, each in proof.items():
        if name != "@context" and not isinstance(each, str):
            raise UnsupportedProof(f"'{name}'"[:60])
    kind = proof.get("type")
    suite = OLD_SUITE if kind == OLD_SUITE else proof.get("cryptosuite")
    if kind not in {OLD_SUITE, "DataIntegrityProof"} or suite not in SUITES:
        raise UnsupportedProof(str(suite or kind)[:60])
    members = _MEMBERS | ({"@context"} if suite in JCS_SUITES else set())
    if odd := sorted(set(proof) - members):
        raise UnsupportedProof(f"{suite}, '{odd[0]}'"[:60])
    if proof.get("proofPurpose") != "assertionMethod":
        raise UnsupportedProof(f"{suite}, {proof.get('proofPurpose')}"[:60])
    return str(suite)


def add_proof(
    document: Mapping[str, Any], key: OKPKey, method: str, created: datetime
) -> dict[str, Any]:
    """Return the document with a proof made by an Ed25519 key.

    `method` is the key's identifier. Raises TypeError for a key of another kind.
    """
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": f"{created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    private = key.private_key
    if not isinstance(private, Ed25519PrivateKey):
        raise TypeError("the suite signs with Ed25519")
    signature = private.sign(data_to_sign(document, proof).signed)
    return {**document, "proof": {**proof, "proofValue": f"z{base58(signature)}"}}


def data_to_sign(
    document: Mapping[str, Any], proof: Mapping[str, Any], load: Loader = load_context
) -> Secured:
    """Return the bytes that a proof signs: a hash of its options, then one of the document.

    Raises UnsupportedProof if we do not know the proof's suite or one of its members. Raises
    CannotCanonicalize if the document or the proof's options have no canonical form.
    """
    suite = suite_of(proof)
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    if suite in JCS_SUITES:
        unsecured = _with_context_of(options, unsecured)
        return Secured(suite, _hashes(canonical_json, options, unsecured), unsecured)
    config = {"@context": unsecured.get("@context"), **options}
    text, dataset = canonical_rdf(unsecured, load)
    signed = _digest(canonical_rdf(config, load)[0]) + _digest(text)
    return Secured(suite, signed, dataset)


def _with_context_of(options: Mapping[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with the JSON-LD contexts that its proof states, if any.

    Raises CannotCanonicalize if the document's own contexts do not begin with the proof's contexts.
    https://www.w3.org/TR/vc-di-eddsa/#verify-proof-eddsa-jcs-2022
    """
    said = options.get("@context")
    if said is None:
        return document
    own = document.get("@context")
    of_proof = said if isinstance(said, list) else [said]
    of_document = own if isinstance(own, list) else [own]
    if of_document[: len(of_proof)] != of_proof:
        raise CannotCanonicalize("the contexts of the proof are not those of the document")
    return {**document, "@context": said}


def _hashes(canonical: Callable[[Any], bytes], *parts: Any) -> bytes:
    return b"".join(_digest(canonical(part)) for part in parts)


def _digest(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


def is_proven_by(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    key: VerifyingKey,
    load: Loader = load_context,
) -> bool:
    """Whether this key made this proof, and the document has not changed since then.

    Raises UnsupportedProof if we do not know the proof's suite or one of its members. Raises
    CannotCanonicalize if the document or the proof's options have no canonical form.
    """
    what = data_to_sign(document, proof, load)
    return is_signed_by(what.suite, what.signed, str(proof.get("proofValue")), key) is True
