"""Read the content of a credential, only from what its issuer signed.

For a Data Integrity proof over RDF, the content is read from the RDF statements that were hashed:
see `rdf_content`. Otherwise it is read from the signed JSON, in the shapes of the schema. Nothing
else is ever shown or used for a verdict.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.language.message import Message, _
from core.verification.recipients import ADDRESSES, Recipient, is_a_hash
from core.verification.verdict import CheckName, Detail

_SAID = 120
"""The maximum number of letters that are quoted from a credential that a stranger sent."""
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Refused:
    """The reason why a document cannot be read as a credential, for programs and for people.

    `check` is the check that failed.
    """

    detail: Detail
    reason: str
    check: CheckName = CheckName.FORMAT


@dataclass(frozen=True, slots=True)
class Status:
    """Where a credential's status is: the list's address and purpose, and the position in it."""

    address: str
    place: str
    purpose: str


@dataclass(frozen=True, slots=True)
class StatusList:
    """The content of a status list credential: the purpose of its bits, and the bits."""

    purposes: tuple[str, ...]
    encoded: str


@dataclass(frozen=True, slots=True)
class Statements:
    """The facts about a credential, as its issuer signed them.

    A date may be given several times. All dates are kept as they were written: see `begins` and
    `ends`.
    """

    address: str
    kinds: frozenset[str]
    issuer: str
    issuer_name: str
    title: str
    achievement: str
    code: str
    holder: str
    subject: str
    valid_from: tuple[str, ...] = ()
    valid_until: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    status_list: StatusList | None = None

    def begins(self) -> datetime | None:
        """Return when the credential becomes valid: the latest of the dates that its issuer gave.

        Raises ValueError if a date is unreadable.
        """
        return max((moment(each) for each in self.valid_from), default=None)

    def ends(self) -> datetime | None:
        """Return when the credential ends: the earliest of the dates that its issuer gave.

        Raises ValueError if a date is unreadable.
        """
        return min((moment(each) for each in self.valid_until), default=None)


@dataclass(frozen=True, slots=True)
class Worked:
    """The data that one proof signs, the suite of the proof, and the facts in the data."""

    suite: str
    signed: bytes
    said: Statements | Refused


ProofWork = Worked | Refused
"""The data that one proof of a credential signs, or why nobody could work it out."""


def proofs_in(document: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the proofs in a document, whatever shape they have."""
    found = document.get("proof")
    return tuple(found) if isinstance(found, list) else () if found is None else (found,)


def moment(text: str) -> datetime:
    """Parse a date, or a date and time, as credentials write it.

    Without a zone, it is UTC. Raises ValueError for anything else, such as the hour 24, a leap
    second or the year 0.
    """
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def one_line(text: str) -> str:
    """Return a text that a stranger sent on one line, shortened if it is long."""
    text = " ".join(writable(text).split())
    return text if len(text) <= _SAID else f"{text[:_SAID]}…"


def writable(text: str) -> str:
    """Return the text with replacement characters for half surrogate pairs.

    Pages and messages cannot contain half surrogate pairs.
    """
    return text.encode("utf-8", "replace").decode()


# ---- from JSON


class OddShapeError(Exception):
    """Raised if a member of a document has another shape than in the schema."""


def from_json(credential: Mapping[str, Any]) -> Statements | Refused:
    """Return the facts in the JSON of a signed credential.

    Return Refused if a member has another shape than in the schema.
    """
    try:
        issuer, issuer_name = _issuer(credential)
        subject = _object(credential, "credentialSubject")
        achievement = _object(subject, "achievement")
        return Statements(
            address=_text(credential, "id"),
            kinds=frozenset(_texts(credential, "type")),
            issuer=issuer,
            issuer_name=issuer_name,
            title=_text(credential, "name"),
            achievement=_text(achievement, "name"),
            code=_text(achievement, "humanCode"),
            holder=_named(subject),
            subject=_text(subject, "id"),
            valid_from=_dates(credential, "validFrom", "issuanceDate"),
            valid_until=_dates(credential, "validUntil", "expirationDate"),
            statuses=tuple(
                Status(
                    _text(entry, "statusListCredential"),
                    str(entry.get("statusListIndex", "")),
                    _text(entry, "statusPurpose"),
                )
                for entry in _objects(credential, "credentialStatus")
            ),
            recipients=tuple(_recipients(subject)),
            status_list=_status_list(subject),
        )
    except OddShapeError as odd:
        return odd_shape(odd)


def _issuer(credential: Mapping[str, Any]) -> tuple[str, str]:
    """Return the identifier and name of the issuer.

    Raises OddShapeError if the issuer is neither a text nor an object with texts.
    """
    said = credential.get("issuer")
    if isinstance(said, str):
        return said, ""
    if not isinstance(said, dict):
        raise OddShapeError("issuer")
    return _text(said, "id"), _text(said, "name")


def odd_shape(odd: OddShapeError) -> Refused:
    """Return the refusal of a document with a member of another shape than in the schema."""
    return _refused(_("its member '%(name)s' has an unusual form", name=one_line(str(odd))))


def _text(holder: Any, name: str) -> str:
    value = holder.get(name)
    if value is not None and not isinstance(value, str):
        raise OddShapeError(name)
    return value or ""


def _texts(holder: Mapping[str, Any], name: str) -> list[str]:
    value = holder.get(name)
    values: list[Any] = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str) for each in values):
        raise OddShapeError(name)
    return values


def _objects(holder: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = holder.get(name)
    values = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(each, dict) for each in values):
        raise OddShapeError(name)
    return values


def _object(holder: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the object in the member `name`, or {} if there is none.

    The object may be in a list of one. Raises OddShapeError if the member is anything else.
    """
    values = _objects(holder, name)
    if len(values) > 1:
        raise OddShapeError(name)
    return values[0] if values else {}


def _dates(credential: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    return tuple(_text(credential, name) for name in names if credential.get(name) is not None)


def _recipients(subject: Mapping[str, Any]) -> Iterator[Recipient]:
    for each in _objects(subject, "identifier"):
        if _text(each, "identityType") in ADDRESSES:
            identity = _text(each, "identityHash")
            hashed = each.get("hashed") is True or is_a_hash(identity)
            yield Recipient(identity, hashed, _text(each, "salt"))


def _status_list(subject: Mapping[str, Any]) -> StatusList | None:
    if not (encoded := _text(subject, "encodedList")):
        return None
    return StatusList(tuple(_texts(subject, "statusPurpose")), encoded)


def _named(subject: Mapping[str, Any]) -> str:
    names = [
        _text(each, "identityHash")
        for each in _objects(subject, "identifier")
        if each.get("identityType") == "name"
    ]
    return min(names, default="") or _text(subject, "name")


# ---- the form of the input


def odd_form(document: Any, *, top: bool = True) -> Refused | None:
    """Return Refused if JSON has JSON-LD keywords in unusual places, else None.

    These keywords could make what we show differ from what was signed.
    """
    if isinstance(document, list):
        found = (odd_form(each, top=False) for each in document)
        return next((each for each in found if each is not None), None)
    if not isinstance(document, dict):
        return None
    for name, value in document.items():
        if name.startswith("@") and not (top and name == "@context"):
            return _refused(_("it is written in an unusual way ('%(name)s')", name=one_line(name)))
        if top and name == "@context":
            continue
        if (found_within := odd_form(value, top=False)) is not None:
            return found_within
    return None


def _refused(reason: Message) -> Refused:
    return Refused(Detail.UNSUPPORTED, reason)
