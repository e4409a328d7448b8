"""Write notices to the outbox, in the transaction that causes them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Select, Text, cast, func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from core.outbox.kinds import NoticeKind
from core.storage.database import announce
from core.storage.tables import notices
from core.storage.types import Instant
from core.storage.upserts import lenient_insert

NOTICES_ANNOUNCED = "edgefinder_notices"
"""The PostgreSQL channel that announces new notices, so that relays look at once."""


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to write: its recipient and its subject.

    `person_id` is None if the recipient is not on record. The notice then needs a `place_id`.
    Without `place_id`, the notice goes to the person's own chats. `data` is what the notice says in
    addition to the award, as JSON. Only the data of an answer may contain names of people. `once`
    is the occasion, by default the award. For one occasion, a person gets only one notice of a kind
    in each place.
    """

    kind: NoticeKind
    person_id: int | None
    award_id: int | None = None
    data: Mapping[str, Any] | None = None
    place_id: int | None = None
    not_before: datetime | None = None
    once: str | None = None

    @property
    def key(self) -> str:
        """Return the key of the notice. Only one notice with each key is ever written.

        Raises ValueError if the notice has neither an award nor an occasion.
        """
        occasion = self.once if self.once is not None else self.award_id
        if occasion is None:
            raise ValueError("a notice without an award must name its occasion in `once`")
        key = f"{self.kind}:{occasion}:{self.person_id or ''}"
        return key if self.place_id is None else f"{key}:{self.place_id}"


async def enqueue(connection: AsyncConnection, now: datetime, *owed: NewNotice) -> None:
    """Write notices to the outbox. Skip a notice if an earlier notice has its key."""
    if not owed:
        return
    rows = [
        {
            "dedupe_key": each.key,
            "kind": each.kind.value,
            "person_id": each.person_id,
            "award_id": each.award_id,
            "data": None if each.data is None else json.dumps(each.data),
            "place_id": each.place_id,
            "created_at": now,
            "not_before": each.not_before or now,
        }
        for each in owed
    ]
    await connection.execute(lenient_insert(connection, notices), rows)
    await announce(connection, NOTICES_ANNOUNCED)


async def enqueue_each(
    connection: AsyncConnection, owed: Select[Any] | CompoundSelect[Any], now: datetime
) -> None:
    """Write a notice for each row of `owed`, in one statement.

    Skip notices already written. The rows have `kind`, `person_id` and `award_id`. They may also
    have `data`, `place_id` and `not_before`.
    """
    whole = owed.subquery()
    given = whole.c
    place = given.get("place_id")
    person = func.coalesce(cast(given.person_id, Text), "")
    key = (given.kind + ":" + cast(given.award_id, Text) + ":" + person).concat(
        func.coalesce(literal(":") + cast(place, Text), "") if place is not None else ""
    )
    moment = literal(now, Instant)
    values = {
        "dedupe_key": key,
        "kind": given.kind,
        "person_id": given.person_id,
        "award_id": given.award_id,
        "created_at": moment,
        "not_before": func.coalesce(given.not_before, moment) if "not_before" in given else moment,
        **{name: given[name] for name in ("data", "place_id") if name in given},
    }
    chosen = select(*values.values()).where(true())  # SQLite needs a WHERE before ON CONFLICT
    insert = lenient_insert(connection, notices)
    await connection.execute(insert.from_select(list(values), chosen))
    await announce(connection, NOTICES_ANNOUNCED)
