"""Data Integrity proofs of the suite `eddsa-rdfc-2022`, with the contexts that come with us.

https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022. Nothing is ever fetched: a document with a
context that we do not hold cannot be checked.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc.jwk import OKPKey
from pyld.canon import URDNA2015  # type: ignore[import-untyped]  # it comes without types
from pyld.jsonld import JsonLdError, JsonLdProcessor  # type: ignore[import-untyped]  # as above

from core.awards.issuer import base58, from_base58

SUITE = "eddsa-rdfc-2022"

CONTEXTS = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://w3id.org/security/data-integrity/v2": "security-data-integrity-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "ob-v3p0-extensions.json",
}
"""The contexts that come with us, and their files in `core/awards/contexts`."""

Loader = Callable[[str, Mapping[str, Any]], dict[str, Any]]


_MOST_LOOKS = 500
"""At nodes without a name. Documents can be made that take for ever to canonize:
https://www.w3.org/TR/rdf-canon/#dataset-poisoning
"""


class CannotCanonize(Exception):  # noqa: N818 - it is a value of somebody's document, no fault
    """The document is no JSON-LD, or has a context that we do not hold."""


class _Canonical(URDNA2015):  # type: ignore[misc]  # it comes without types
    """RDFC-1.0 with SHA-256, by its earlier name; gives up where it would take too long."""

    looks = 0

    def hash_n_degree_quads(self, id_: str, issuer: Any) -> Any:
        self.looks += 1
        if self.looks > _MOST_LOOKS:
            raise CannotCanonize("too many nodes without a name")
        return super().hash_n_degree_quads(id_, issuer)


def load_context(url: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Gives the JSON-LD processor a context that comes with us, and no other."""
    if url not in CONTEXTS:
        raise JsonLdError("this context does not come with us", "edgefinder.unknown")
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": _context(url),
    }


@cache
def _context(url: str) -> Any:
    file = resources.files("core.awards").joinpath("contexts", CONTEXTS[url])
    return json.loads(file.read_text("utf-8"))


def add_proof(
    document: Mapping[str, Any], key: OKPKey, method: str, created: datetime
) -> dict[str, Any]:
    """The document with a proof by an Ed25519 key, which `method` names."""
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
    signature = private.sign(hashed(document, proof, load_context))
    return {**document, "proof": {**proof, "proofValue": f"z{base58(signature)}"}}


def is_proven_by(
    document: Mapping[str, Any], proof: Mapping[str, Any], key: OKPKey, load: Loader = load_context
) -> bool:
    """Whether the proof is this key's, of the document as it is. Raises CannotCanonize."""
    value = proof.get("proofValue")
    options = {name: each for name, each in proof.items() if name != "proofValue"}
    public = key.public_key
    if not isinstance(public, Ed25519PublicKey) or not isinstance(value, str):
        return False
    if proof.get("cryptosuite") != SUITE or proof.get("proofPurpose") != "assertionMethod":
        return False
    if not value.startswith("z"):  # base 58, which the suite prescribes
        return False
    try:
        signature = from_base58(value.removeprefix("z"))
        public.verify(signature, hashed(document, options, load))
    except (ValueError, InvalidSignature):
        return False
    return True


def hashed(document: Mapping[str, Any], options: Mapping[str, Any], load: Loader) -> bytes:
    """What is signed: the hash of the proof's own options, then that of the document."""
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    config = {"@context": unsecured.get("@context"), **options}
    return _hash(config, load) + _hash(unsecured, load)


def _refuse_dropped(name: str | None) -> None:
    # what no context explains would not be signed, and anybody could add it
    raise CannotCanonize(f"no context explains {name}")


def _hash(document: Mapping[str, Any], load: Loader) -> bytes:
    try:
        processor = JsonLdProcessor(on_property_dropped=_refuse_dropped)
        dataset = processor.to_rdf(dict(document), {"documentLoader": load})
        canonical: str = _Canonical().main(dataset, {"format": "application/n-quads"})
    except (JsonLdError, RecursionError, TypeError, ValueError, KeyError, AttributeError) as error:
        raise CannotCanonize(type(error).__name__) from None
    return hashlib.sha256(canonical.encode()).digest()
