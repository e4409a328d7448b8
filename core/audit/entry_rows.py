"""Rows of audit entries, made from an actor and an action.

The digest of an entry's details is salted, so once both are deleted, nobody can find out the
details by trial. The digest itself stays, so that the seals over it remain valid.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.audit.actor import Action, Actor, Look, Why
from core.json_text import json_text
from core.storage.instants import instant_text

COLUMNS = (
    "at", "action", "subject_id", "actor_id", "import_id", "details", "salt", "digest",
)  # fmt: skip
Row = tuple[datetime, str, int | None, int | None, int | None, str, str, str]


def digest_of(salt: str, details: str) -> str:
    """The digest of an entry's details, in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(salt) + details.encode()).hexdigest()


def content_of(at: datetime, action: str, import_id: int | None, digest: str) -> bytes:
    """The digest of the parts of an entry that always stay, without its number."""
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
    """A new entry."""
    said: dict[str, Any] = {
        **actor.where(),
        "why": actor.allowed_by(subject, why).value,
        **(more or {}),
    }
    if subject is not None:
        said["subject"] = subject
    if actor.person is not None:
        said["actor"] = actor.person
    details = json_text(said, sort_keys=True)
    salt = os.urandom(16).hex()
    digest = digest_of(salt, details)
    return at, action.value, subject, actor.person, import_id, details, salt, digest


def row_of_look(actor: Actor, look: Look, at: datetime, holders: dict[str, int]) -> Row | None:
    """The entry for a look; None if no award has the code."""
    subject = look.subject
    if subject is None and look.code:
        subject = holders.get(look.code)
        if subject is None:
            return None
    more = {name: said for name, said in (("code", look.code), ("note", look.note)) if said}
    return new_row(actor, at, look.action, subject, why=look.why, more=more)
