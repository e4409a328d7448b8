"""Make rows of audit entries from an actor and an action.

The digest of an entry's details is salted. After the details and the salt are deleted, nobody can
find out the details by guessing. The digest itself stays, so that the seals over it remain valid.
"""

import hashlib
import json
import os
from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any

from core.audit.actor import Action, Actor, Look, Why
from core.json_text import json_text
from core.storage.instants import instant_text

COLUMNS = (
    "at", "action", "subject_id", "actor_id", "import_id", "details", "salt", "digest",
)  # fmt: skip
_SALT = 16
"""How many random bytes make the salt of an entry."""
Row = tuple[datetime, str, int | None, int | None, int | None, str, str, str]


def digest_of(salt: str, details: str) -> str:
    """Return the digest of an entry's details, in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(salt) + details.encode()).hexdigest()


def content_of(at: datetime, action: str, import_id: int | None, digest: str) -> bytes:
    """Return the digest of the parts of an entry that stay after its details are deleted.

    The digest does not cover the entry's number.
    """
    said = json.dumps([instant_text(at), action, import_id, digest], separators=(",", ":"))
    return hashlib.sha256(said.encode()).digest()


def new_row(
    actor: Actor,
    at: datetime,
    action: Action,
    subject: int | None,
    *,
    why: Why | None = None,
    import_id: int | None = None,
    more: Mapping[str, Any] | None = None,
) -> Row:
    """Return the row of a new audit entry."""
    details = json_text(_said(actor, subject, why, more or {}), sort_keys=True)
    salt = os.urandom(_SALT).hex()
    digest = digest_of(salt, details)
    return at, action.value, subject, actor.person, import_id, details, salt, digest


def _said(
    actor: Actor, subject: int | None, why: Why | None, more: Mapping[str, Any]
) -> dict[str, Any]:
    """Return an audit entry's details: the actor, the right, the person concerned, and `more`."""
    said = {**actor.where(), "why": actor.allowed_by(subject, why).value, **more}
    if subject is not None:
        said["subject"] = subject
    if actor.person is not None:
        said["actor"] = actor.person
    return said


Waiting = tuple[Actor, Look, datetime]


def rows_of_looks(looks: Sequence[Waiting], holders: Mapping[str, int]) -> list[Row]:
    """Return an audit entry for each look. Skip looks at a code that no award has.

    `holders` maps each award code to the person who holds the award. When somebody looks at a
    class, the entries differ only in the student's number. So the text around that number is made
    just once.
    """
    rows: list[Row] = []
    frames: dict[Hashable, tuple[str, str] | None] = {}
    salts = os.urandom(_SALT * len(looks))
    for place, (actor, look, at) in enumerate(looks):
        whose = look.subject
        if whose is None and look.code:
            whose = holders.get(look.code)
            if whose is None:
                continue
        alike = id(actor), whose is None, whose == actor.person, look.why, look.code, look.note
        if alike not in frames:  # the looks of one request usually differ only in the person
            frames[alike] = None
            details = _details(actor, look, whose)
        else:
            frame = frames[alike]
            if frame is None:
                frame = frames[alike] = _around_subject(actor, look, whose)
            before, after = frame
            details = before if whose is None else f"{before}{whose}{after}"
        salt = salts[place * _SALT : (place + 1) * _SALT]
        digest = hashlib.sha256(salt + details.encode()).hexdigest()
        by = actor.person
        rows.append((at, look.action.value, whose, by, None, details, salt.hex(), digest))
    return rows


def _details(actor: Actor, look: Look, whose: int | None) -> str:
    more = {name: said for name, said in (("code", look.code), ("note", look.note)) if said}
    return json_text(_said(actor, whose, look.why, more), sort_keys=True)


def _around_subject(actor: Actor, look: Look, whose: int | None) -> tuple[str, str]:
    """Return an audit entry's details as two texts: before and after the subject's number.

    The subject is the person whose record was seen. If the look has no subject, the first text is
    the whole text.
    """
    more = {name: said for name, said in (("code", look.code), ("note", look.note)) if said}
    said = _said(actor, whose, look.why, more)
    if whose is None:
        return json_text(said, sort_keys=True), ""
    first = {name: value for name, value in said.items() if name < "subject"}
    # names that come after "subject" in the alphabet, such as "surface"
    last = {name: value for name, value in said.items() if name > "subject"}
    return json_text({**first, "subject": 0}, sort_keys=True)[
        :-2
    ], f",{json_text(last, sort_keys=True)[1:]}"
