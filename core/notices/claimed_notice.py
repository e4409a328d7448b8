"""A notice that a relay has claimed: its recipient, its subject, and where it can go."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, Text, and_, cast, select
from sqlalchemy.engine import Dialect

from core.notices.preferences import quiet_of
from core.notices.schedule import existing_zone, quiet_until
from core.outbox import queues
from core.outbox.kinds import NoticeKind
from core.people.model import Person
from core.people.person_columns import PERSON_COLUMNS, stored_person
from core.records.model import Award
from core.records.revocation_reasons import reason_for_readers
from core.storage.column_keys import ColumnKeys
from core.storage.database import Database
from core.storage.raw_statements import Query
from core.storage.tables import (
    awards,
    chat_identities,
    notice_places,
    notice_settings,
    notices,
    people,
)
from core.values import value


@value
class Destination:
    """A chat to which a notice can go: a person's own chat, or a group or channel.

    The platform asked us to send nothing before `held_until`. Exactly one of `identity_id` and
    `place_id` is set.
    """

    platform: str
    address: str
    held_until: datetime | None
    identity_id: int | None = None
    place_id: int | None = None


@value
class NoticePlace:
    """A group or channel that a person chose for notices, or a stranger's private chat.

    `names_shown` is whether the person confirmed there that notices may name people.
    """

    id: int
    platform: str
    title: str
    kind: str
    names_shown: bool


@value
class DueNotice:
    """A notice that a relay has claimed.

    `award` and its `candidate` are None if the notice is not about an award. `to` is None if the
    recipient is not on record. `place` is None if the notice goes to the person's own chats.
    `attempts` is the number of failed attempts so far.
    """

    id: int
    kind: NoticeKind
    to: Person | None
    destinations: tuple[Destination, ...]
    award: Award | None
    candidate: Person | None
    attempts: int
    data: Mapping[str, Any]
    place: NoticePlace | None = None
    lane_id: int = 0


_candidate = people.alias("candidate")
_note, _award, _place = notices.c, awards.c, notice_places.c
_chat, _chosen = chat_identities.c, notice_settings.c
_PARTS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "notice": (_note.id, _note.lane_id, _note.kind, _note.attempts, _note.data),
    "to": PERSON_COLUMNS,
    "award": (
        *(_award.code, _award.credential_code, cast(_award.issued_on, Text)),
        *(cast(_award.revoked_on, Text), _award.revoked_because, _award.revoked_by),
    ),
    "candidate": (
        *(_candidate.c.id, _candidate.c.number, _candidate.c.given_name),
        *(_candidate.c.family_name, _candidate.c.family_first),
    ),
    "place": (
        *(_place.id, _place.platform, _place.title, _place.kind, _place.names_shown),
        *(_place.address, cast(_place.held_until, Text)),
    ),
    "chat": (_chat.id, _chat.platform, _chat.address, cast(_chat.held_until, Text)),
    "quiet": (_chosen.quiet_from, _chosen.quiet_until, _chosen.zone),
}


def _first_notices(dialect: Dialect) -> Select[Any]:
    """Return the query for the first due notices of each claimed queue.

    Each notice has one row for every chat that it could go to.
    """
    return (
        select(
            *(
                column.label(f"{part}{number}")
                for part, columns in _PARTS.items()
                for number, column in enumerate(columns)
            )
        )
        .select_from(notices)
        .outerjoin(people, people.c.id == _note.person_id)
        .outerjoin(awards, _award.id == _note.award_id)
        .outerjoin(_candidate, _candidate.c.id == _award.candidate_id)
        .outerjoin(notice_places, _place.id == _note.place_id)
        .outerjoin(
            chat_identities,
            and_(
                _chat.person_id == _note.person_id,
                _note.place_id.is_(None),
                _chat.unreachable_since.is_(None),
            ),
        )
        .outerjoin(
            notice_settings,
            and_(_chosen.person_id == _note.person_id, _note.place_id.is_(None)),
        )
        .where(queues.first_notices(dialect))
        .order_by(_note.not_before, _note.id, _chat.linked_at.desc(), _chat.id.desc())
    )


_FIRST_NOTICES = Query(_first_notices)
"""The query that reads the first due notices of queues."""


async def read_due(
    database: Database, queue_ids: Collection[int], now: datetime, home_zone: str
) -> tuple[list[DueNotice], dict[int, datetime]]:
    """Return the first due notices of these queues, and the queues in quiet hours.

    The notices are ordered by when they became due. Each queue in quiet hours comes with the time
    when the quiet hours end. Groups and channels have no quiet hours.
    """
    rows = await database.fetch_newest(_FIRST_NOTICES, queues=json.dumps([*queue_ids]))
    due: dict[int, DueNotice] = {}
    ends: dict[int, datetime] = {}
    keys = database.column_keys
    for row in rows:
        notice_id, queue_id, *_ = row[_NOTICE]
        start, end, zone = row[_QUIET]
        quiet = quiet_of(start, end)
        if quiet and (ends_at := quiet_until(now, existing_zone(zone) or home_zone, quiet)):
            ends[queue_id] = ends_at
        elif notice_id in due:  # the row has another chat for the same notice
            known = due[notice_id]
            several = known.destinations + _chats(row[_CHAT])
            due[notice_id] = replace(known, destinations=several)
        else:
            due[notice_id] = _due(row, keys)
    return list(due.values()), ends


def _slices() -> Iterator[slice]:
    """Yield the slice of columns that each part of a notice takes in a row."""
    start = 0
    for columns in _PARTS.values():
        yield slice(start, start + len(columns))
        start += len(columns)


_NOTICE, _TO, _AWARD, _CANDIDATE, _PLACE, _CHAT, _QUIET = _slices()


def _due(row: Any, keys: ColumnKeys) -> DueNotice:
    notice_id, queue_id, kind, attempts, data = row[_NOTICE]
    place, to, award = None, row[_TO], row[_AWARD]
    place_columns = row[_PLACE]
    if place_columns[0] is None:
        destinations = _chats(row[_CHAT])
    else:
        place_id, platform, title, place_kind, names_shown, address, held_until = place_columns
        place = NoticePlace(place_id, platform, title, place_kind, bool(names_shown))
        destinations = (Destination(platform, address, _moment(held_until), place_id=place_id),)
    is_on_award = award[0] is not None
    return DueNotice(
        id=notice_id,
        kind=NoticeKind(kind),
        to=stored_person(to, keys) if to[0] is not None else None,
        destinations=destinations,
        award=_award_of(award) if is_on_award else None,
        candidate=_candidate_of(row[_CANDIDATE]) if is_on_award else None,
        attempts=attempts,
        data=orjson.loads(data) if data else {},
        place=place,
        lane_id=queue_id,
    )


def _chats(chat: Any) -> tuple[Destination, ...]:
    """Return the chat in a row as a tuple, which is empty if the row has none."""
    chat_id, platform, address, held_until = chat
    if chat_id is None:
        return ()
    return (Destination(platform, address, _moment(held_until), identity_id=chat_id),)


def _candidate_of(columns: Any) -> Person:
    person_id, number, given, family, family_first = columns
    return Person(person_id, number, given, family, None, family_first=bool(family_first))


def _award_of(columns: Any) -> Award:
    code, credential, issued_on, revoked_on, because, by = columns
    why = reason_for_readers(because)
    return Award(code, credential, date.fromisoformat(issued_on), _day(revoked_on), why, by)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
