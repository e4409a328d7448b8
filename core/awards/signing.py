"""Sign an award's credential, as a JWT or with an embedded proof, and sign the status lists."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from joserfc.jwk import OKPKey
from sqlalchemy import Text, bindparam, cast, func, select

from core.audit.actor import Action, Why, looked_at
from core.awards.credential import CONTEXTS, Awarded, claims, credential_document, list_url
from core.awards.issuer import Issuer
from core.awards.jose import sign
from core.awards.keys import SigningKey
from core.awards.status_lists import StatusSlot, encode_list, revoked_slots, status_slot_of
from core.catalog.model import Catalog
from core.clock import Clock
from core.people.person_sql import shown_to_strangers, written_name
from core.storage.database import Database
from core.storage.raw_statements import Query
from core.storage.tables import awards, people

LIST_LIFETIME = timedelta(minutes=5)
"""How long a verifier may cache a status list."""
NO_KEY = "there is no signing key: make one with 'edgefinder keys init'"

_AWARDED = Query(
    select(
        awards.c.id,
        awards.c.code,
        awards.c.credential_code,
        func.coalesce(awards.c.holder, written_name()),
        people.c.number,
        cast(awards.c.issued_on, Text),
        cast(awards.c.revoked_on, Text),
        cast(awards.c.withdrawn_at, Text),
        awards.c.named_in_previews,
    )
    .join_from(awards, people, people.c.id == awards.c.candidate_id)
    .where(awards.c.code == bindparam("code", type_=Text), shown_to_strangers())
)


@dataclass(frozen=True, slots=True)
class CannotSign:
    """The reason why there is no signed credential, and how to fix that."""

    because: str


NO_PROOF_KEY = (
    "the signing key is ES256, and a Data Integrity proof takes Ed25519: add that key with "
    "'edgefinder keys init --algorithm EdDSA'"
)


class ListForm(StrEnum):
    """The forms of a signed status list. Each form has its own address."""

    JWT = "jwt"
    PROOF = "proof"
    """A list with a Data Integrity proof, at an address that gives only this form."""
    PROOF_BY_ACCEPT = "proof by accept"
    """A list with a Data Integrity proof, at the JWT's address.

    Clients ask for this form by the header `Accept`.
    """


@dataclass(frozen=True, slots=True)
class StatusList:
    """A signed status list. A verifier compares its ETag to know whether a copy is current."""

    body: str
    tag: str


class Signing:
    """Signs as the issuer.

    If there is no public address or no key, the methods that sign return what to set up.
    """

    def __init__(
        self, database: Database, catalog: Catalog, clock: Clock, issuer: Issuer | str
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._clock = clock
        self.issuer = issuer if isinstance(issuer, Issuer) else None
        self._missing = issuer if isinstance(issuer, str) else ""
        self._lists: dict[tuple[int, ListForm], StatusList] = {}

    def ready(self) -> CannotSign | None:
        """Return the reason why nothing can be signed, or None if everything can.

        Raises KeysError if the keys cannot be read.
        """
        if self.issuer is None:
            return CannotSign(self._missing)
        return None if self.issuer.keys.current() else CannotSign(NO_KEY)

    @property
    def makes_proofs(self) -> bool:
        """Whether there is a key for credentials with a Data Integrity proof.

        Raises KeysError if the keys cannot be read.
        """
        return self.issuer is not None and self.issuer.keys.for_proofs() is not None

    async def find_award(self, code: str) -> Awarded | None:
        """Return the award with this code, even if it is revoked, or None if there is none."""
        rows = await self._database.fetch(_AWARDED, code=code)
        if not rows:
            return None
        looked_at(Action.CHECKED, code=code, why=Why.SHOWN)
        return _awarded(rows[0])

    async def token(self, awarded: Awarded) -> str | CannotSign:
        """Return the award's credential as a compact JWT."""
        ready = self._ready()
        if isinstance(ready, CannotSign):
            return ready
        issuer, key = ready
        document = await self._document(awarded, issuer, ListForm.JWT)
        return sign(claims(document), key, issuer.method(key))

    async def document(self, awarded: Awarded) -> dict[str, Any] | CannotSign:
        """Return the award's credential as JSON-LD with an `eddsa-rdfc-2022` proof.

        The proof needs an Ed25519 key.
        """
        from core.awards.data_integrity import add_proof  # noqa: PLC0415 - loads a slow JSON-LD processor

        ready = self._ready(proof=True)
        if isinstance(ready, CannotSign):
            return ready
        issuer, key = ready
        document = await self._document(awarded, issuer, ListForm.PROOF)
        return add_proof(document, _ed25519(key), issuer.multikey_method(key), self._clock())

    def _ready(self, *, proof: bool = False) -> tuple[Issuer, SigningKey] | CannotSign:
        """Return the issuer, and its key for JWTs.

        With `proof`, return its key for proofs.
        """
        if why := self.ready():
            return why
        issuer = self.issuer
        assert issuer is not None
        key = issuer.keys.for_proofs() if proof else issuer.keys.for_tokens()
        return (issuer, key) if key else CannotSign(NO_PROOF_KEY)

    async def _document(self, awarded: Awarded, issuer: Issuer, form: ListForm) -> dict[str, Any]:
        async with self._database.begin() as connection:
            place: StatusSlot = await status_slot_of(connection, awarded.id)
        status_list = _list_address(issuer, place.list, form)
        return credential_document(awarded, place, status_list, issuer, self._catalog)

    async def status_list(
        self, number: int, form: ListForm | None = None
    ) -> StatusList | CannotSign | None:
        """Return a signed status list, or None if there is no list with this number.

        The list is signed again after each change, and every hour. Its date shows verifiers when it
        was signed.
        """
        form = form or ListForm.JWT
        ready = self._ready(proof=form is not ListForm.JWT)
        if isinstance(ready, CannotSign):
            return ready
        issuer, key = ready
        places = await revoked_slots(self._database, number)
        if places is None:
            return None
        hour = self._clock().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        told = f"{issuer.did} {key.kid} {form} {hour.isoformat()} {places}"
        tag = hashlib.sha256(told.encode()).hexdigest()[:32]
        held = self._lists.get((number, form))
        if held is None or held.tag != tag:
            document = _list_document(
                issuer, _list_address(issuer, number, form), hour, encode_list(places)
            )
            held = StatusList(_signed_list(document, issuer, key, form, self._clock()), tag)
            self._lists[number, form] = held
        return held


def _signed_list(
    document: dict[str, Any], issuer: Issuer, key: SigningKey, form: ListForm, now: datetime
) -> str:
    if form is ListForm.JWT:
        return sign(_list_claims(document), key, issuer.method(key), "vc+jwt")
    from core.awards.data_integrity import add_proof  # noqa: PLC0415 - loads a slow JSON-LD processor

    proven = add_proof(document, _ed25519(key), issuer.multikey_method(key), now)
    return json.dumps(proven, ensure_ascii=False)


def _ed25519(key: SigningKey) -> OKPKey:
    assert isinstance(key.jose, OKPKey)
    return key.jose


def _list_address(issuer: Issuer, number: int, form: ListForm) -> str:
    """Return the address of a status list in this form.

    The list states the address as its `id`.
    """
    return list_url(issuer, number) + (".json" if form is ListForm.PROOF else "")


def _list_document(issuer: Issuer, address: str, hour: datetime, encoded: str) -> dict[str, Any]:
    """Build an unsigned status list.

    https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential
    """
    return {
        "@context": CONTEXTS[:1],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": f"{hour:%Y-%m-%dT%H:%M:%SZ}",
        "validUntil": f"{hour + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}",
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
            "ttl": int(LIST_LIFETIME.total_seconds() * 1000),
        },
    }


def _list_claims(document: dict[str, Any]) -> dict[str, Any]:
    seconds = {
        name: int(datetime.fromisoformat(document[member]).timestamp())
        for name, member in (("nbf", "validFrom"), ("exp", "validUntil"))
    }
    subject = document["credentialSubject"]["id"]
    return {"iss": document["issuer"], "jti": document["id"], "sub": subject, **seconds, **document}


def _awarded(row: Any) -> Awarded:
    number, code, credential, holder, candidate, issued_on, revoked_on, withdrawn, named = row
    return Awarded(
        number,
        code,
        credential,
        holder,
        candidate or "",
        date.fromisoformat(issued_on),
        date.fromisoformat(revoked_on) if revoked_on else None,
        withdrawn is not None,
        bool(named),
    )
