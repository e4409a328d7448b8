"""Link chats to people: find a chat's person, link a chat, and notify their other chats."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entries import record
from core.outbox.enqueue import NOTICES_ANNOUNCED, NewNotice, enqueue
from core.outbox.kinds import NoticeKind
from core.outbox.private_chats import private_chat
from core.people.link_outcomes import Linked
from core.people.model import Identity, Person
from core.people.person_columns import person_in
from core.storage.database import announce
from core.storage.tables import chat_identities, notices, people

WAITING_NOTICES = timedelta(days=30)
"""Notices that have waited longer than this are not sent when a chat is linked."""
MOST_AT_FIRST = 2
"""When a person links their first chat, up to this many waiting notices are sent one by one."""


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat that is linked to a person. `Invitations.unlink_chat` takes its number."""

    id: int
    identity: Identity
    linked_at: datetime

    @property
    def platform(self) -> str:
        return self.identity.platform


async def one_at_a_time(connection: AsyncConnection, identity: Identity) -> None:
    """Lock this chat, after waiting until no other transaction links or unlinks it.

    On SQLite only one transaction writes at a time anyway.
    """
    if connection.dialect.name != "sqlite":
        name = f"chat {identity.platform} {identity.external_id}"
        await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


async def known_as(connection: AsyncConnection, identity: Identity) -> Person | None:
    """Return the person to whom this chat is linked, or None."""
    rows = await connection.execute(
        select(people)
        .join(chat_identities, chat_identities.c.person_id == people.c.id)
        .where(is_identity(identity))
    )
    row = rows.first()
    return person_in(row) if row else None


async def welcome(
    connection: AsyncConnection, now: datetime, identity: Identity, address: str, person: Person
) -> Linked:
    """Link a new chat to a person.

    If this is the person's first chat and many notices wait, the notices are not sent one by one.
    The welcome message mentions them instead.
    """
    chats = await connection.scalar(
        select(func.count())
        .select_from(chat_identities)
        .where(chat_identities.c.person_id == person.id)
    )
    waiting = await connection.scalar(
        select(func.count()).select_from(notices).where(_waited(person, now))
    )
    told = waiting or 0 if not chats and (waiting or 0) > MOST_AT_FIRST else 0
    if told:
        await connection.execute(
            update(notices).where(_waited(person, now)).values(state="silenced", settled_at=now)
        )
    await tie(connection, now, identity, address, person, new=True)
    return Linked(person, first=not chats, waited=told)


async def chats_of(connection: AsyncConnection, person_id: int) -> list[Chat]:
    """Return the chats that are linked to a person, oldest first."""
    rows = await connection.execute(
        select(chat_identities)
        .where(chat_identities.c.person_id == person_id)
        .order_by(chat_identities.c.linked_at, chat_identities.c.id)
    )
    return [Chat(row.id, Identity(row.platform, row.external_id), row.linked_at) for row in rows]


def _waited(person: Person, now: datetime) -> ColumnElement[bool]:
    return and_(
        notices.c.person_id == person.id,
        notices.c.state == "waiting",
        notices.c.created_at >= now - WAITING_NOTICES,
    )


async def tie(
    connection: AsyncConnection,
    now: datetime,
    identity: Identity,
    address: str,
    person: Person,
    *,
    new: bool,
) -> None:
    """Link a chat to a person, notify the person's other chats, and release waiting notices.

    `new` is False if the chat is already linked to the person. Then its address is updated, and it
    counts as reachable again.
    """
    if new:
        await _notify_other_chats(connection, now, identity, person)
        await connection.execute(
            insert(chat_identities).values(
                platform=identity.platform,
                external_id=identity.external_id,
                address=address,
                person_id=person.id,
                linked_at=now,
            )
        )
        await record(connection, Action.LINKED, person.id, chat=identity.platform)
    else:
        await connection.execute(
            update(chat_identities)
            .where(is_identity(identity))
            .values(address=address, unreachable_since=None, unreachable_because=None)
        )
    await connection.execute(
        update(notices).where(_waited(person, now)).values(state="due", not_before=now)
    )
    await announce(connection, NOTICES_ANNOUNCED)


async def unlink_others(connection: AsyncConnection, identity: Identity, person_id: int) -> int:
    """Unlink all chats of the person except this one. Return how many were unlinked."""
    gone = await connection.execute(
        delete(chat_identities).where(
            chat_identities.c.person_id == person_id,
            or_(
                chat_identities.c.platform != identity.platform,
                chat_identities.c.external_id != identity.external_id,
            ),
        )
    )
    return gone.rowcount


async def notify_chat_linked(
    connection: AsyncConnection,
    now: datetime,
    person: Person,
    platform: str,
    address: str,
    linked: str,
    *,
    here: bool = False,
) -> None:
    """Tell a private chat that a chat on the platform `linked` was linked to the person.

    `here` is True if the private chat itself was linked.
    """
    place = await private_chat(connection, platform, address, now)
    data = {"platform": linked, "here": here}
    once = secrets.token_hex(8)
    notice = NewNotice(NoticeKind.CHAT_LINKED, person.id, data=data, place_id=place, once=once)
    await enqueue(connection, now, notice)


async def _notify_other_chats(
    connection: AsyncConnection, now: datetime, identity: Identity, person: Person
) -> None:
    others = await connection.execute(
        select(chat_identities.c.platform, chat_identities.c.address).where(
            chat_identities.c.person_id == person.id,
            chat_identities.c.unreachable_since.is_(None),
        )
    )
    for platform, address in others.all():
        await notify_chat_linked(connection, now, person, platform, address, identity.platform)


def is_identity(identity: Identity) -> ColumnElement[bool]:
    """Return the condition that a row of `chat_identities` is this identity."""
    return and_(
        chat_identities.c.platform == identity.platform,
        chat_identities.c.external_id == identity.external_id,
    )
