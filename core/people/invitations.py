"""Invitations: single-use, expiring codes that tie a chat identity to a person."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, and_, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clock import Clock
from core.outbox.enqueue import NOTICES_ANNOUNCED
from core.people.model import Identity, Person
from core.storage.database import Database, announce
from core.storage.tables import (
    chat_identities,
    invitations,
    notices,
    people,
)

LIFETIME = timedelta(days=14)
WAITING_NOTICES = timedelta(days=30)
"""Notices that waited for a chat no longer than this are sent once there is one."""

MOST_AT_FIRST = 2
"""Pieces of news that are told one by one to somebody who links their first chat."""

_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 12  # sixty random bits
_MISREAD = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class Invitation:
    """The code is shown once, here; only its hash is kept.

    `others`: earlier unused codes of the same person, which still work, or were ended for this one.
    """

    person: Person
    code: str
    expires_at: datetime
    others: int = 0


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat that is linked to somebody, by its number."""

    id: int
    identity: Identity
    linked_at: datetime

    @property
    def platform(self) -> str:
        return self.identity.platform


@dataclass(frozen=True, slots=True)
class Linked:
    person: Person
    already: bool = False  # the identity was theirs before
    first: bool = False  # they had no chat until now
    waited: int = 0  # news that waited for a chat, all of it told by the welcome


@dataclass(frozen=True, slots=True)
class NoSuchInvitation:
    """Mistyped, used or expired: not told apart, so that nothing can be learned by trying."""


@dataclass(frozen=True, slots=True)
class LinkedToAnother:
    """The chat is linked to somebody else; the invitation stays valid."""

    person: Person


class Invitations:
    """Makes invitations, and ties chat identities to people by them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def invite(
        self, invited: list[Person], lifetime: timedelta = LIFETIME, *, replace: bool = False
    ) -> list[Invitation]:
        """A new invitation for each person. Earlier unused ones of theirs stay good, or, to
        `replace` them, stop working.
        """
        now = self._clock()
        made = []
        async with self._database.begin() as connection:
            for person in invited:
                unused = and_(
                    invitations.c.person_id == person.id,
                    invitations.c.used_at.is_(None),
                    invitations.c.expires_at > now,
                )
                others = await connection.scalar(
                    select(func.count()).select_from(invitations).where(unused)
                )
                if replace:
                    await connection.execute(delete(invitations).where(unused))
                invitation = Invitation(person, _new_code(), now + lifetime, others or 0)
                await connection.execute(
                    insert(invitations).values(
                        person_id=person.id,
                        token_hash=_hash(invitation.code),
                        created_at=now,
                        expires_at=invitation.expires_at,
                    )
                )
                made.append(invitation)
        return made

    async def chats_of(self, person_id: int) -> list[Chat]:
        """Somebody's linked chats, the oldest first."""
        async with self._database.engine.connect() as connection:
            return await chats_of(connection, person_id)

    async def unlink_chat(self, person_id: int, chat: int) -> bool:
        """Forgets a chat of this person by its number; tells whether it was theirs."""
        async with self._database.begin() as connection:
            gone = await connection.execute(
                delete(chat_identities).where(
                    chat_identities.c.person_id == person_id, chat_identities.c.id == chat
                )
            )
        return gone.rowcount > 0

    async def link(
        self, identity: Identity, address: str, code: str
    ) -> Linked | NoSuchInvitation | LinkedToAnother:
        """Uses an invitation up to tie the identity to its person, and frees notices that waited.

        Used again by whom it has tied already, it changes nothing: platforms bring a message again.
        """
        now = self._clock()
        async with self._database.begin() as connection:
            known = await known_as(connection, identity)
            invited = await _invited(connection, code, now)
            if invited is None:
                again = known is not None and await _has_used(connection, code, known)
                return Linked(known, already=True) if known and again else NoSuchInvitation()
            if known is not None and known.id != invited.id:
                return LinkedToAnother(known)
            used = await connection.execute(
                update(invitations)
                .where(invitations.c.token_hash == _hash(code), invitations.c.used_at.is_(None))
                .values(used_at=now)
            )
            if used.rowcount != 1:  # somebody else was quicker
                return NoSuchInvitation()
            if known is not None:
                await tie(connection, now, identity, address, invited, new=False)
                return Linked(invited, already=True)
            return await welcome(connection, now, identity, address, invited)

    async def unlink(self, identity: Identity) -> bool:
        """Unlink the chat. False: it was not linked to anybody."""
        async with self._database.begin() as connection:
            gone = await connection.execute(delete(chat_identities).where(_is(identity)))
        return gone.rowcount > 0


async def welcome(
    connection: AsyncConnection, now: datetime, identity: Identity, address: str, person: Person
) -> Linked:
    """Ties a new identity to the person. Much news that waited for their first chat is told by the
    welcome and not piece by piece.
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
    """Somebody's linked chats, the oldest first."""
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
    """Ties the identity to the person, and frees notices that waited; not `new`: it was theirs."""
    if new:
        await connection.execute(
            insert(chat_identities).values(
                platform=identity.platform,
                external_id=identity.external_id,
                address=address,
                person_id=person.id,
                linked_at=now,
            )
        )
    else:
        await connection.execute(
            update(chat_identities)
            .where(_is(identity))
            .values(address=address, unreachable_since=None, unreachable_because=None)
        )
    await connection.execute(
        update(notices).where(_waited(person, now)).values(state="due", not_before=now)
    )
    await announce(connection, NOTICES_ANNOUNCED)


def looks_like_invitation(text: str) -> bool:
    return len(_bare(text)) == _LENGTH and set(_bare(text)) <= set(_SYMBOLS)


async def _invited(connection: AsyncConnection, code: str, now: datetime) -> Person | None:
    rows = await connection.execute(
        select(people)
        .join(invitations, invitations.c.person_id == people.c.id)
        .where(
            invitations.c.token_hash == _hash(code),
            invitations.c.used_at.is_(None),
            invitations.c.expires_at > now,
        )
    )
    row = rows.first()
    return person_in(row) if row else None


async def _has_used(connection: AsyncConnection, code: str, person: Person) -> bool:
    used = await connection.execute(
        select(invitations.c.id).where(
            invitations.c.token_hash == _hash(code),
            invitations.c.person_id == person.id,
            invitations.c.used_at.is_not(None),
        )
    )
    return used.first() is not None


async def known_as(connection: AsyncConnection, identity: Identity) -> Person | None:
    """The person whose chat this is."""
    rows = await connection.execute(
        select(people)
        .join(chat_identities, chat_identities.c.person_id == people.c.id)
        .where(_is(identity))
    )
    row = rows.first()
    return person_in(row) if row else None


def _is(identity: Identity) -> ColumnElement[bool]:
    return and_(
        chat_identities.c.platform == identity.platform,
        chat_identities.c.external_id == identity.external_id,
    )


def person_in(row: Row[tuple[object, ...]]) -> Person:
    """The person that a row of the people is."""
    return Person(
        row.id,
        row.number,
        row.given_name,
        row.family_name,
        row.email,
        bool(row.notices_on),
        row.display_name,
        bool(row.family_first),
    )


def _new_code() -> str:
    symbols = "".join(secrets.choice(_SYMBOLS) for _ in range(_LENGTH))
    return "-".join(symbols[start : start + 4] for start in range(0, _LENGTH, 4))


def _bare(code: str) -> str:
    return code.strip().upper().replace("-", "").replace(" ", "").translate(_MISREAD)


def _hash(code: str) -> str:
    # sixty random bits cannot be guessed from a plain hash; a slow one would only slow us
    return hashlib.sha256(_bare(code).encode()).hexdigest()
