"""A claimed notice: its recipient, its subject, and where it can go."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.outbox.kinds import NoticeKind
from core.people.chat_links import person_in
from core.people.model import Person
from core.records.model import Award
from core.storage.staging import one_of
from core.storage.tables import awards, chat_identities, notice_places, notices, people
from core.values import value


@value
class Destination:
    """Where a notice can go: a person's own chat, or a place.

    `held_until`: the platform asked us to wait until then.
    """

    platform: str
    address: str
    held_until: datetime | None
    identity_id: int | None = None
    place_id: int | None = None


@value
class NoticePlace:
    """A group or channel chosen for a person's notices, or a stranger's private chat.

    `names_shown`: they confirmed there that people may be named.
    """

    id: int
    platform: str
    title: str
    kind: str
    names_shown: bool


@value
class DueNotice:
    """A claimed notice. `award` and its `candidate` are None if it is not about an award.

    `to` is None if it goes to the chat of a person not on record. `attempts`: the number that
    failed so far; `place` is None if it goes to the person's own chat.
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


_CANDIDATES = people.alias("candidate")
_DUE = (
    select(
        notices.c.id.label("notice_id"),
        notices.c.kind,
        notices.c.attempts,
        notices.c.data,
        notices.c.lane_id,
        people,
        awards.c.code,
        awards.c.credential_code,
        awards.c.issued_on,
        awards.c.revoked_on,
        awards.c.revoked_because,
        awards.c.revoked_by,
        _CANDIDATES.c.id.label("candidate_id"),
        _CANDIDATES.c.number.label("candidate_number"),
        _CANDIDATES.c.given_name.label("candidate_given_name"),
        _CANDIDATES.c.family_name.label("candidate_family_name"),
        _CANDIDATES.c.family_first.label("candidate_family_first"),
        notice_places.c.id.label("place_id"),
        notice_places.c.platform.label("place_platform"),
        notice_places.c.address.label("place_address"),
        notice_places.c.title.label("place_title"),
        notice_places.c.kind.label("place_kind"),
        notice_places.c.names_shown.label("place_names_shown"),
        notice_places.c.held_until.label("place_held_until"),
    )
    .outerjoin_from(notices, people, people.c.id == notices.c.person_id)
    .outerjoin(awards, awards.c.id == notices.c.award_id)
    .outerjoin(_CANDIDATES, _CANDIDATES.c.id == awards.c.candidate_id)
    .outerjoin(notice_places, notice_places.c.id == notices.c.place_id)
    .order_by(notices.c.not_before, notices.c.id)
)


async def read_due(connection: AsyncConnection, ids: Collection[int]) -> list[DueNotice]:
    """The notices with these ids, in the order in which they became due."""
    if not ids:
        return []
    found = (await connection.execute(_DUE.where(one_of(connection, notices.c.id, ids)))).all()
    private = await _own_chats(connection, {row.id for row in found if row.place_id is None})
    return [_due(row, private[row.id]) for row in found]


async def _own_chats(
    connection: AsyncConnection, person_ids: Collection[int]
) -> Mapping[int, list[Destination]]:
    """The reachable chats of each person, the latest linked first."""
    chats: dict[int, list[Destination]] = defaultdict(list)
    if not person_ids:
        return chats
    rows = await connection.execute(
        select(chat_identities)
        .where(
            one_of(connection, chat_identities.c.person_id, person_ids),
            chat_identities.c.unreachable_since.is_(None),
        )
        .order_by(chat_identities.c.linked_at.desc(), chat_identities.c.id.desc())
    )
    for row in rows:
        chats[row.person_id].append(
            Destination(row.platform, row.address, row.held_until, identity_id=row.id)
        )
    return chats


def _due(row: Any, private: list[Destination]) -> DueNotice:
    place = None
    destinations = private
    if row.place_id is not None:
        place = NoticePlace(
            row.place_id,
            row.place_platform,
            row.place_title,
            row.place_kind,
            row.place_names_shown,
        )
        destinations = [
            Destination(
                row.place_platform, row.place_address, row.place_held_until, place_id=row.place_id
            )
        ]
    return DueNotice(
        id=row.notice_id,
        kind=NoticeKind(row.kind),
        to=None if row.id is None else person_in(row),
        destinations=tuple(destinations),
        award=None if row.code is None else _award(row),
        candidate=None if row.code is None else _candidate(row),
        attempts=row.attempts,
        data=json.loads(row.data) if row.data else {},
        place=place,
        lane_id=row.lane_id,
    )


def _candidate(row: Any) -> Person:
    return Person(
        row.candidate_id,
        row.candidate_number,
        row.candidate_given_name,
        row.candidate_family_name,
        None,
        family_first=bool(row.candidate_family_first),
    )


def _award(row: Any) -> Award:
    return Award(
        row.code,
        row.credential_code,
        row.issued_on,
        row.revoked_on,
        row.revoked_because,
        row.revoked_by,
    )
