"""Forget a person: delete everything about them, except what has to stay.

Their awards stay without a name, so that people who check a code learn that the award is gone. A
nameless row of `people` also stays, because its id must never be reused. After a backup is
restored, that row also shows whom to forget again. Everything else is deleted in one transaction.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    Text,
    delete,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entries import record
from core.audit.forgetting import forget_details
from core.clock import Clock
from core.data_rights.personal_columns import PERSONAL, Fate
from core.memories import empty_memories
from core.outbox.enqueue import NewNotice, enqueue
from core.outbox.kinds import NoticeKind
from core.outbox.private_chats import private_chat
from core.people.model import Identity
from core.people.person_sql import written_name
from core.storage.database import Database, write_alone
from core.storage.encrypting import empty_log
from core.storage.tables import (
    awards,
    chat_identities,
    chat_memories,
    checks,
    digest_awards,
    goal_proofs,
    invitations,
    metadata,
    notice_lanes,
    notice_places,
    notices,
    opened_pages,
    people,
    results,
    roster_places,
    sign_offs,
    watches,
)


@dataclass(frozen=True, slots=True)
class WhatGoes:
    """How many rows of each kind forgetting a person deletes.

    The rows counted as `awards` and `signed_for_others` stay, but without the person's name.
    """

    results: int
    proofs: int
    chats: int
    awards: int
    signed_for_others: int


class Forgetting:
    """Forgets people: deletes what is stored about them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def preview(self, person: int) -> WhatGoes:
        """Return what forgetting this person would delete and keep."""
        counted = (
            results.c.candidate_id,
            goal_proofs.c.person_id,
            chat_identities.c.person_id,
            awards.c.candidate_id,
            sign_offs.c.signed_by,
        )
        async with self._database.reading() as connection:
            numbers = [
                int(
                    await connection.scalar(
                        select(func.count()).select_from(column.table).where(column == person)
                    )
                    or 0
                )
                for column in counted
            ]
        return WhatGoes(*numbers)

    async def forget(self, person: int, asked_from: Identity | None = None) -> WhatGoes:
        """Forget this person, and notify their chats, except the chat `asked_from`."""
        goes = await self.preview(person)
        async with self._database.begin() as connection:
            await write_alone(connection)
            await forget_and_tell(connection, person, self._clock(), asked_from)
        empty_memories()
        await empty_log(self._database)
        return goes


async def forget_and_tell(
    connection: AsyncConnection, person: int, now: datetime, asked_from: Identity | None = None
) -> None:
    """Forget a person, and notify their chats, except the chat `asked_from`."""
    told = [each for each in await _chats(connection, person) if each[0] != asked_from]
    await forget_person(connection, person, now)
    await _tell(connection, told, now)


async def forget_person(connection: AsyncConnection, person: int, now: datetime) -> None:
    """Delete everything about this person that does not have to stay."""
    chats = [identity for identity, _ in await _chats(connection, person)]
    await _forget_chats(connection, chats)
    await _forget_at_others(connection, person)
    await _forget_places(connection, person)
    await forget_details(connection, person)
    # in reverse order, so that rows are deleted before the rows that they refer to
    for table in reversed(metadata.sorted_tables):
        for column, personal in PERSONAL.items():
            if column.table is table:
                await _end(connection, table, column, personal.fate, person)
    await connection.execute(
        update(awards)
        .where(awards.c.candidate_id == person)
        .values(
            holder=None,
            named_in_previews=False,
            revoked_because=None,
            withdrawn_at=func.coalesce(awards.c.withdrawn_at, now),
        )
    )
    await connection.execute(
        update(people)
        .where(people.c.id == person)
        .values(**{column.name: None for column in people.c if column.nullable})
    )
    await connection.execute(
        update(people)
        .where(people.c.id == person)
        .values(given_name="", family_name="", sort_name="", minor=False, forgotten_at=now)
    )
    await record(connection, Action.FORGOT_PERSON)


async def _end(
    connection: AsyncConnection, table: Table, column: Any, fate: Fate, person: int
) -> None:
    if fate is Fate.DELETED:
        await connection.execute(delete(table).where(column == person))
    elif fate is Fate.EMPTIED:
        emptied: dict[str, Any] = {column.name: None}
        if column is sign_offs.c.trainer_id:
            # the row also has the trainer's name as somebody typed it
            emptied["trainer"] = None
        await connection.execute(update(table).where(column == person).values(**emptied))


async def _chats(connection: AsyncConnection, person: int) -> list[tuple[Identity, str]]:
    rows = await connection.execute(
        select(chat_identities).where(chat_identities.c.person_id == person)
    )
    return [(Identity(row.platform, row.external_id), row.address) for row in rows]


async def _forget_chats(connection: AsyncConnection, chats: Collection[Identity]) -> None:
    """Delete the data stored under the person's chats.

    This includes data from before the chats were linked to the person.
    """
    keys = [(each.platform, each.external_id) for each in chats]
    if not keys:
        return
    for table in (chat_memories, opened_pages):
        at = tuple_(table.c.platform, table.c.external_id)
        await connection.execute(delete(table).where(at.in_(keys)))
    asked = tuple_(invitations.c.asked_platform, invitations.c.asked_external_id)
    await connection.execute(
        update(invitations)
        .where(asked.in_(keys))
        .values(
            asked_platform=None,
            asked_external_id=None,
            asked_address=None,
            asked_token=None,
            asked_at=None,
        )
    )
    of_them = [literal(each.external_id, Text).like("%:" + checks.c.asked_by) for each in chats]
    await connection.execute(delete(checks).where(or_(*of_them)))


async def _forget_at_others(connection: AsyncConnection, person: int) -> None:
    """Delete what other people's data says about the person.

    These are the checks, notices and watches of the person's awards and proofs, and the topics of
    chats that contain the person's name.
    """
    name = await connection.scalar(select(written_name()).where(people.c.id == person))
    if name:
        named = chat_memories.c.topic.contains(name, autoescape=True)
        forgotten = update(chat_memories).where(named).values(topic=None, topic_at=None)
        await connection.execute(forgotten)
    theirs = awards.c.candidate_id == person
    award_ids, codes = select(awards.c.id).where(theirs), select(awards.c.code).where(theirs)
    proof_ids = select(goal_proofs.c.id).where(goal_proofs.c.person_id == person)
    for gone in (
        delete(checks).where(checks.c.code.in_(codes)),
        delete(notices).where(notices.c.award_id.in_(award_ids)),
        delete(digest_awards).where(digest_awards.c.award_id.in_(award_ids)),
        delete(watches).where(
            or_(watches.c.award_id.in_(award_ids), watches.c.proof_id.in_(proof_ids))
        ),
    ):
        await connection.execute(gone)


async def _forget_places(connection: AsyncConnection, person: int) -> None:
    """Delete a person's private chats, and the groups and channels they chose for notices."""
    own_chats = (
        select(notice_places.c.id)
        .join(
            chat_identities,
            (chat_identities.c.platform == notice_places.c.platform)
            & (chat_identities.c.address == notice_places.c.address),
        )
        .where(chat_identities.c.person_id == person, notice_places.c.person_id.is_(None))
    )
    theirs = or_(notice_places.c.person_id == person, notice_places.c.id.in_(own_chats))
    await forget_places(connection, select(notice_places.c.id).where(theirs), person)


async def forget_places(
    connection: AsyncConnection, places: Select[Any], person: int | None = None
) -> None:
    """Delete groups, channels or chats with their notices, queues and watches.

    With `person`, also delete all notices to this person.
    """
    found = list((await connection.execute(places)).scalars())
    lanes = select(notice_lanes.c.id).where(
        _or_of(notice_lanes.c.place_id.in_(found), notice_lanes.c.person_id, person)
    )
    gone = _or_of(notices.c.place_id.in_(found), notices.c.person_id, person)
    await connection.execute(
        update(notices).where(notices.c.lane_id.in_(lanes)).values(lane_id=None)
    )
    await connection.execute(delete(notices).where(gone))
    for table in (watches, roster_places, notice_lanes):
        await connection.execute(delete(table).where(table.c.place_id.in_(found)))
    await connection.execute(delete(notice_places).where(notice_places.c.id.in_(found)))


def _or_of(
    which: ColumnElement[bool], column: ColumnElement[int], person: int | None
) -> ColumnElement[bool]:
    return which if person is None else or_(which, column == person)


async def _tell(
    connection: AsyncConnection, chats: Collection[tuple[Identity, str]], now: datetime
) -> None:
    """Notify these private chats that their person was forgotten.

    The outbox deletes each chat's address when its notice is sent or given up.
    """
    for identity, address in chats:
        place = await private_chat(connection, identity.platform, address, now)
        once = f"{place} at {now.isoformat()}"
        notice = NewNotice(NoticeKind.FORGOTTEN, None, place_id=place, once=once)
        await enqueue(connection, now, notice)
