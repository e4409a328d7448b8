"""An award as an Open Badges 3.0 credential, which is a W3C Verifiable Credential 2.0.

https://www.imsglobal.org/spec/ob/v3p0/ and https://www.w3.org/TR/vc-data-model-2.0/. The credential
contains only what the award code proves: no e-mail address, no candidate number, no other exam.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from core.awards.issuer import Issuer
from core.awards.plain_meaning import exam_in_words, what_it_certifies
from core.awards.status_lists import StatusSlot
from core.catalog.model import Catalog, Credential

CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
]
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
_NIMS = "https://www.nims-skills.org/"


@dataclass(frozen=True, slots=True)
class Awarded:
    """An award and what its credential says about the holder.

    `number` is the candidate number. The credential contains only a salted hash of it.
    """

    id: int
    code: str
    credential: str
    holder: str
    number: str
    issued_on: date
    revoked_on: date | None = None
    withdrawn: bool = False
    named_in_previews: bool = False


def credential_id(issuer: Issuer, code: str) -> str:
    """Return the identifier of an award's credential, which is the address of the award's page."""
    return f"{issuer.url}/v/{code}"


def list_url(issuer: Issuer, number: int) -> str:
    """Return the address of the status list with this number."""
    return f"{issuer.url}/status/{number}"


def credential_document(
    awarded: Awarded, place: StatusSlot, status_list: str, issuer: Issuer, catalog: Catalog
) -> dict[str, Any]:
    """Build the unsigned credential of an award.

    `place` is the position of the award's status in a status list, and `status_list` is the address
    of that list.
    """
    address = credential_id(issuer, awarded.code)
    known = catalog.credential(awarded.credential)
    moment = _start_of(awarded.issued_on)
    ends_on = known.ends_on(awarded.issued_on) if known else None
    return {
        "@context": CONTEXTS,
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": catalog.title_of(awarded.credential),
        "issuer": {
            "id": issuer.did,
            "type": ["Profile"],
            "name": issuer.name,
            "url": issuer.url,
            **({"image": _image(issuer.image, issuer.name)} if issuer.image else {}),
        },
        "validFrom": moment,
        **({"validUntil": _start_of(ends_on)} if ends_on else {}),
        "awardedDate": moment,
        "credentialSubject": {
            "id": f"{address}#holder",
            "type": ["AchievementSubject"],
            "identifier": [
                _identity("name", awarded.holder),
                _identity("identifier", hashed_identifier(awarded.number, place.salt), place.salt),
            ],
            "achievement": achievement_document(awarded.credential, known, issuer.url),
        },
        "credentialStatus": {
            "id": f"{status_list}#{place.place}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(place.place),
            "statusListCredential": status_list,
        },
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def _start_of(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def hashed_identifier(identifier: str, salt: str) -> str:
    """Return OB 3.0's IdentityHash: SHA-256 of the identifier followed by the salt."""
    return "sha256$" + hashlib.sha256(f"{identifier}{salt}".encode()).hexdigest()


def claims(document: dict[str, Any]) -> dict[str, Any]:
    """Return the credential as JWT claims.

    The claims are the credential's own members plus `iss`, `jti`, `nbf`, `sub` and, if the
    credential expires, `exp`.
    https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof
    """
    registered = {
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        "nbf": _seconds(document["validFrom"]),
        "sub": document["credentialSubject"]["id"],
    }
    if until := document.get("validUntil"):
        registered["exp"] = _seconds(until)
    return {**registered, **document}


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).astimezone(UTC).timestamp())


def _identity(kind: str, value: str, salt: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "IdentityObject",
        "hashed": bool(salt),
        "identityHash": value,
        "identityType": kind,
    }
    return {**made, "salt": salt} if salt else made


def _image(address: str, caption: str) -> dict[str, Any]:
    return {"id": address, "type": "Image", "caption": caption}


def achievement_document(code: str, known: Credential | None, url: str) -> dict[str, Any]:
    """Build the achievement of a credential, which is the same for all holders.

    `url` is the root of our web pages. The achievement's `id` is the address of one of these pages.
    """
    address = f"{url}/achievements/{code}"
    if known is None:  # the catalog no longer has this credential
        narrative = "The exams that the credential needed when it was awarded."
        told: dict[str, Any] = {"name": code, "description": code}
    else:
        exams = "; ".join(exam_in_words(exam) for exam in known.exams)
        narrative = f"{what_it_certifies(known)} To earn it, pass {exams}."
        told = {
            "name": known.title,
            "description": str(what_it_certifies(known)),
            "fieldOfStudy": known.area,
            "specialization": f"Level {known.level}",
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetName": f"{known.area}, Level {known.level}",
                    "targetUrl": _NIMS,
                    "targetFramework": "NIMS credentials",
                }
            ],
        }
    return {
        "id": address,
        "type": ["Achievement"],
        "achievementType": "Certification",
        "humanCode": code,
        **told,
        **({"image": _image(f"{address}/badge.png", known.title)} if known else {}),
        "criteria": {"narrative": narrative},
    }
