"""Our code passes the test vectors that were published with the standards."""

import base64
from collections.abc import Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import OKPKey
from joserfc.jws import extract_compact

from core.awards import jose
from core.awards.canonicalization import load_context
from core.awards.data_integrity import data_to_sign, is_proven_by
from core.awards.issuer import base58, from_base58, multibase_public
from core.awards.keys import Algorithm, SigningKey
from core.awards.status_lists import PLACES, encode_list, is_set
from tests.world import StoppedClock

# the key of RFC 8032, section 7.1, test 1; RFC 8037 signs with it in its appendix A
SECRET = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
# this is in RFC 8037, appendix A.4: the text "Example of Ed25519 signing"
RFC_8037_JWS = (
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)

# this example is from https://www.w3.org/TR/vc-di-eddsa/#representation-eddsa-rdfc-2022
W3C_PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
W3C_SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
W3C_CREDENTIAL = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://www.w3.org/ns/credentials/examples/v2",
    ],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
W3C_OPTIONS = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2023-02-24T23:36:38Z",
    "verificationMethod": f"https://vc.example/issuers/5678#{W3C_PUBLIC}",
    "proofPurpose": "assertionMethod",
}
W3C_HASHES = (
    "4c4d3890a157f8d611b13c265c2c22f39aa0a567c7c7dd9ba3e45cd579784eeb"
    "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017"
)
W3C_VALUE = (
    "z21EVs3eXERqTn4acNHT9viboqgzUaQ3kTmhPT3eA8qrVPE7CrQq78WkzctnMX5W4CrzcKnHw8V6dvy5pgWYCU5e9"
)

# from https://github.com/w3c/vc-di-eddsa/tree/main/TestVectors/eddsa-rdfc-2022/employ
EMPLOY_CREDENTIAL = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://w3id.org/citizenship/v4rc1"],
    "type": ["VerifiableCredential", "EmploymentAuthorizationDocumentCredential"],
    "issuer": {
        "id": "did:key:zDnaegE6RR3atJtHKwTRTWHsJ3kNHqFwv7n9YjTgmU7TyfU76",
        "image": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVQIW2"
        "NgUPr/HwADaAIhG61j/AAAAABJRU5ErkJggg==",
    },
    "credentialSubject": {
        "type": ["Person", "EmployablePerson"],
        "givenName": "JOHN",
        "additionalName": "JACOB",
        "familyName": "SMITH",
        "image": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVQIW2"
        "Ng+M/wHwAEAQH/7yMK/gAAAABJRU5ErkJggg==",
        "gender": "Male",
        "residentSince": "2015-01-01",
        "birthCountry": "Bahamas",
        "birthDate": "1999-07-17",
        "employmentAuthorizationDocument": {
            "type": "EmploymentAuthorizationDocument",
            "identifier": "83627465",
            "lprCategory": "C09",
            "lprNumber": "999-999-999",
        },
    },
    "name": "Employment Authorization Document",
    "description": "Example Country Employment Authorization Document.",
    "validFrom": "2019-12-03T00:00:00Z",
    "validUntil": "2029-12-03T00:00:00Z",
}
EMPLOY_OPTIONS = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2023-02-24T23:36:38Z",
    "verificationMethod": f"did:key:{W3C_PUBLIC}#{W3C_PUBLIC}",
    "proofPurpose": "assertionMethod",
}
EMPLOY_VALUE = (
    "z64e3a7hAtYQ3pqCdBsPLRpNqJd5YTzbMP7WrotbqY7HtANPq3ZSYoycsz3tHxzqJM5GVR5bUk7TpjoxgdUDXMQaR"
)
# these hashes were published with an earlier wording of the description
EMPLOY_HASHES = (
    "bea7b7acfbad0126b135104024a5f1733e705108f42d59668b05c0c50004c6b0"
    "03f59e5b04ab575b1172cb684f22eede72f0e9033e0b5c67d0e2506768d6ce11"
)

# example from
# https://www.w3.org/TR/vc-bitstring-status-list/#example-example-bitstringstatuslistcredential
W3C_LIST = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"


def rfc_key() -> SigningKey:
    private = OKPKey.import_key(
        {"kty": "OKP", "crv": "Ed25519", "d": SECRET, "x": _base64(bytes.fromhex(PUBLIC))}
    )
    return SigningKey("rfc", Algorithm.ED25519, StoppedClock()(), private)


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"
_CITIZENSHIP = "https://w3id.org/citizenship#"
_SCHEMA = "https://schema.org/"
_EXAMPLES: dict[str, dict[str, Any]] = {
    "https://www.w3.org/ns/credentials/examples/v2": {
        "@vocab": "https://www.w3.org/ns/credentials/examples#"
    },
    # the part of this context that the credential uses, from its published canonical form
    "https://w3id.org/citizenship/v4rc1": {
        "EmploymentAuthorizationDocumentCredential": (
            f"{_CITIZENSHIP}EmploymentAuthorizationDocumentCredential"
        ),
        "EmploymentAuthorizationDocument": f"{_CITIZENSHIP}EmploymentAuthorizationDocument",
        "EmployablePerson": f"{_CITIZENSHIP}EmployablePerson",
        "Person": f"{_SCHEMA}Person",
        "additionalName": f"{_SCHEMA}additionalName",
        "birthCountry": f"{_CITIZENSHIP}birthCountry",
        "birthDate": {"@id": f"{_SCHEMA}birthDate", "@type": _TIME},
        "employmentAuthorizationDocument": f"{_CITIZENSHIP}employmentAuthorizationDocument",
        "familyName": f"{_SCHEMA}familyName",
        "gender": f"{_SCHEMA}gender",
        "givenName": f"{_SCHEMA}givenName",
        "identifier": f"{_SCHEMA}identifier",
        "image": {"@id": f"{_SCHEMA}image", "@type": "@id"},
        "lprCategory": f"{_CITIZENSHIP}lprCategory",
        "lprNumber": f"{_CITIZENSHIP}lprNumber",
        "residentSince": {"@id": f"{_CITIZENSHIP}residentSince", "@type": _TIME},
    },
}


def with_examples(url: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return one of our contexts, or one that only the examples in specifications use."""
    if url not in _EXAMPLES:
        return load_context(url, options)
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": {"@context": _EXAMPLES[url]},
    }


def w3c_key() -> OKPKey:
    private = Ed25519PrivateKey.from_private_bytes(from_base58(W3C_SECRET[1:])[2:])
    public = private.public_key().public_bytes_raw()
    made = {"kty": "OKP", "crv": "Ed25519", "d": _base64(private.private_bytes_raw())}
    return OKPKey.import_key({**made, "x": _base64(public)})


def taken(text: str) -> jose.Token:
    """Parse a token whose payload is not JSON, as in RFC 8037."""
    return jose.Token(text, "EdDSA", "", {}, extract_compact(text.encode()))


def test_the_jws_in_appendix_a_of_rfc_8037_is_made_and_verified() -> None:
    key = rfc_key()
    # this is in appendix A.3
    assert key.jose.thumbprint() == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    token = taken(RFC_8037_JWS)
    assert jose.is_signed_by(token, key.jose, Algorithm.ED25519)
    altered = taken(RFC_8037_JWS.replace("RXhh", "RXhi"))
    assert not jose.is_signed_by(altered, key.jose, Algorithm.ED25519)


def test_the_signature_of_an_empty_message_in_rfc_8032_is_verified() -> None:
    private = rfc_key().jose.private_key
    assert isinstance(private, Ed25519PrivateKey)
    assert private.sign(b"").hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e397"
        "01cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )


def test_the_example_of_eddsa_rdfc_2022_gives_the_published_hashes_and_proof() -> None:
    assert data_to_sign(W3C_CREDENTIAL, W3C_OPTIONS, with_examples).signed.hex() == W3C_HASHES
    key = w3c_key()
    made = SigningKey("w3c", Algorithm.ED25519, StoppedClock()(), key)
    assert multibase_public(made) == W3C_PUBLIC
    private = key.private_key
    assert isinstance(private, Ed25519PrivateKey)
    assert f"z{base58(private.sign(bytes.fromhex(W3C_HASHES)))}" == W3C_VALUE
    proof = {**W3C_OPTIONS, "proofValue": W3C_VALUE}
    assert is_proven_by(W3C_CREDENTIAL, proof, key, with_examples)
    renamed = {**W3C_CREDENTIAL, "name": "Professor Credential"}
    assert not is_proven_by(renamed, proof, key, with_examples)


def test_the_published_credential_with_blank_nodes_is_verified() -> None:
    earlier = {
        **EMPLOY_CREDENTIAL,
        "description": "Example Employment Authorization Document.",
    }
    assert data_to_sign(earlier, EMPLOY_OPTIONS, with_examples).signed.hex() == EMPLOY_HASHES
    proof = {**EMPLOY_OPTIONS, "proofValue": EMPLOY_VALUE}
    assert is_proven_by(EMPLOY_CREDENTIAL, proof, w3c_key(), with_examples)
    assert not is_proven_by(earlier, proof, w3c_key(), with_examples)


def test_the_example_of_a_bitstring_status_list_is_read() -> None:
    assert not any(is_set(W3C_LIST, place) for place in (0, 94567, PLACES - 1))
    with pytest.raises(ValueError, match="no such place"):
        is_set(W3C_LIST, PLACES)


@pytest.mark.parametrize("places", [[], [0], [7, 8, PLACES - 1]])
def test_a_status_list_has_exactly_the_bits_that_were_set(places: list[int]) -> None:
    made = encode_list(places)
    looked_at = {*places, 1, 9, PLACES - 2}
    assert {place for place in looked_at if is_set(made, place)} == set(places)


@pytest.mark.parametrize("broken", ["", "H4sI", "u!", "uAAAA", W3C_LIST[:20]])
def test_a_status_list_that_cannot_be_unpacked_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match="status list"):
        is_set(broken, 0)
