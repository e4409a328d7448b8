"""The audit log as people read it, newest first, with the names of people still on record."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from core.audit.actor import Action
from core.names import full_name
from core.storage.database import Database
from core.storage.instants import instant_text
from core.storage.tables import audit_entries, people


@dataclass(frozen=True, slots=True)
class Named:
    """A person who is mentioned in an audit entry.

    The name is empty if the person is no longer on record.
    """

    id: int
    name: str
    number: str

    def document(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name or None, "number": self.number or None}


@dataclass(frozen=True, slots=True)
class Entry:
    """An audit entry. `details` is None if the details were deleted."""

    id: int
    at: datetime
    action: str
    subject: Named | None
    actor: Named | None
    import_id: int | None
    details: Mapping[str, Any] | None

    def document(self) -> dict[str, Any]:
        """Return the entry in JSON form."""
        return {
            "id": self.id,
            "at": instant_text(self.at),
            "action": self.action,
            "subject": self.subject.document() if self.subject else None,
            "actor": self.actor.document() if self.actor else None,
            "import": self.import_id,
            "forgotten": self.details is None,
            **{name: (self.details or {}).get(name) for name in _ASIDE},
            "details": {
                name: said
                for name, said in (self.details or {}).items()
                if name not in (*_ASIDE, "subject", "actor")
            },
        }


_ASIDE = ("surface", "platform", "workspace", "chat", "command", "operator", "who", "why")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter for audit entries. A criterion that is None or "" matches all entries."""

    about: int | None = None
    by: int | None = None
    action: str = ""
    import_id: int | None = None
    since: datetime | None = None
    most: int = 50


class AuditListing:
    """Lists entries of the audit log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def entries(self, wanted: Wanted) -> list[Entry]:
        """Return the newest entries that match the filter, newest first."""
        entries = audit_entries.c
        asked = (
            select(audit_entries, *_named(_SUBJECT, "subject"), *_named(_ACTOR, "actor"))
            .outerjoin(_SUBJECT, _SUBJECT.c.id == entries.subject_id)
            .outerjoin(_ACTOR, _ACTOR.c.id == entries.actor_id)
            .order_by(entries.id.desc())
            .limit(wanted.most)
        )
        for column, value in (
            (entries.subject_id, wanted.about),
            (entries.actor_id, wanted.by),
            (entries.action, wanted.action or None),
            (entries.import_id, wanted.import_id),
        ):
            if value is not None:
                asked = asked.where(column == value)
        if wanted.since is not None:
            asked = asked.where(entries.at >= wanted.since)
        async with self._database.reading() as connection:
            return [_entry(row) for row in await connection.execute(asked)]


ACTIONS = tuple(action.value for action in Action)
_SUBJECT, _ACTOR = people.alias("subject"), people.alias("actor")
_NAMES = ("given_name", "family_name", "family_first", "number", "email")


def _named(whose: Any, label: str) -> list[Any]:
    return [whose.c[name].label(f"{label}_{name}") for name in _NAMES]


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        row.id,
        row.at,
        row.action,
        _person(row, "subject"),
        _person(row, "actor"),
        row.import_id,
        json.loads(row.details) if row.details is not None else None,
    )


def _person(row: Row[Any], label: str) -> Named | None:
    number = getattr(row, f"{label}_id")
    if number is None:
        return None
    given, family, first, known_by, email = (getattr(row, f"{label}_{name}") for name in _NAMES)
    if given is None:
        return Named(number, "", "")
    return Named(
        number, full_name(given, family, family_first=bool(first)), known_by or email or ""
    )
