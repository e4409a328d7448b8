"""Invitations: codes that link a chat to a person, work once, and expire.

Staff see other people's records. To link a staff member's chat, it therefore takes two codes that
are delivered separately, or one code and the approval of another administrator.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core import base32
from core.audit.actor import Action
from core.audit.entries import record, record_each
from core.clock import Clock
from core.people.chat_links import (
    Chat,
    chats_of,
    is_identity,
    known_as,
    one_at_a_time,
    tie,
    unlink_others,
    welcome,
)
from core.people.invitation_codes import LENGTH, bare_code
from core.people.link_outcomes import Linked, LinkedToAnother, NoSuchInvitation, SecondNeeded
from core.people.link_requests import ask_administrators
from core.people.model import STAFF, Identity, Person
from core.people.person_columns import person_in
from core.storage.database import Database
from core.storage.staging import one_of
from core.storage.tables import chat_identities, invitations, people, roles

LIFETIME = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A new invitation, with its codes.

    The codes cannot be shown again, because only hashes of them are stored. `second` is set only
    for staff. `others` is the number of unused invitations that the person already had, and
    `replaced` is whether the new invitation replaces them.
    """

    person: Person
    code: str
    expires_at: datetime
    second: str = ""
    others: int = 0
    replaced: bool = False


Outcome = Linked | LinkedToAnother | NoSuchInvitation | SecondNeeded


class Invitations:
    """Makes invitations, and links chats to people with them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def invite(
        self, invited: list[Person], lifetime: timedelta = LIFETIME, *, replace: bool = False
    ) -> list[Invitation]:
        """Make an invitation for each person.

        A candidate's earlier unused invitations stay valid, so that codes already handed out still
        work. Earlier invitations of staff become invalid. With `replace`, all earlier invitations
        become invalid.
        """
        now = self._clock()
        ids = sorted(person.id for person in invited)
        async with self._database.begin() as connection:
            # the rows are locked, so that requests at the same time leave only one valid invitation
            await connection.execute(
                select(people.c.id)
                .where(one_of(connection, people.c.id, ids))
                .order_by(people.c.id)
                .with_for_update(key_share=True)
            )
            staff = await _staff_among(connection, ids)
            others = await _unused(connection, ids, now)
            ended = ids if replace else sorted(staff)
            made = [
                Invitation(
                    person,
                    _new_code(),
                    now + lifetime,
                    _new_code() if person.id in staff else "",
                    others.get(person.id, 0),
                    replaced=person.id in ended,
                )
                for person in invited
            ]
            await connection.execute(
                delete(invitations).where(
                    one_of(connection, invitations.c.person_id, ended),
                    invitations.c.used_at.is_(None),
                )
            )
            for each in made:
                await connection.execute(
                    insert(invitations).values(
                        person_id=each.person.id,
                        token_hash=_hash(each.code),
                        second_hash=_hash(each.second) if each.second else None,
                        created_at=now,
                        expires_at=each.expires_at,
                    )
                )
            await record_each(connection, Action.INVITED, ids)
        return made

    async def link(self, identity: Identity, address: str, code: str) -> Outcome:
        """Use an invitation: link the chat to its person, and release waiting notices.

        `code` may have both codes of a staff member. It may also be only the second code, if this
        chat has entered the first code. Using a code again from the same chat changes nothing,
        because platforms may deliver a message twice.
        """
        now = self._clock()
        first, second = _codes_in(code)
        async with self._database.begin() as connection:
            await one_at_a_time(connection, identity)
            row = await _good(connection, now, token_hash=_hash(first))
            if row is None and not second:
                row, second = await _waiting_for_second(connection, now, identity, first), first
            known = await known_as(connection, identity)
            if row is None:
                again = known is not None and await _has_used(connection, first, known)
                return Linked(known, already=True) if known and again else NoSuchInvitation()
            invited = person_in(row)
            if known is not None and known.id != invited.id:
                return LinkedToAnother(known)
            if known is None and await _staff_among(connection, [invited.id]):
                if second and _hash(second) != row.second_hash:
                    return NoSuchInvitation()
                if not second:
                    asked = await ask_administrators(
                        connection, now, row.invitation_id, invited, identity, address
                    )
                    return SecondNeeded(asked)
            await _use_up(connection, now, row.invitation_id)
            if known is not None:
                await tie(connection, now, identity, address, invited, new=False)
                return Linked(invited, already=True)
            return await welcome(connection, now, identity, address, invited)

    async def unlink(self, identity: Identity) -> bool:
        """Unlink this chat from its person. Return False if it is not linked."""
        async with self._database.begin() as connection:
            known = await known_as(connection, identity)
            if known is None:
                return False
            await connection.execute(delete(chat_identities).where(is_identity(identity)))
            await record(connection, Action.UNLINKED, known.id)
        return True

    async def chats_of(self, person: Person) -> list[Chat]:
        """Return a person's linked chats, oldest first."""
        async with self._database.reading() as connection:
            return await chats_of(connection, person.id)

    async def unlink_chat(self, person: Person, chat: int) -> bool:
        """Unlink a chat of this person by its number.

        Return False if the person has no chat with this number.
        """
        async with self._database.begin() as connection:
            gone = await connection.execute(
                delete(chat_identities).where(
                    chat_identities.c.person_id == person.id, chat_identities.c.id == chat
                )
            )
            if gone.rowcount:
                await record(connection, Action.UNLINKED, person.id)
        return gone.rowcount > 0

    async def unlink_others(self, identity: Identity, person: Person) -> int:
        """Unlink all of the person's chats except the current one.

        Return how many were unlinked.
        """
        async with self._database.begin() as connection:
            count = await unlink_others(connection, identity, person.id)
            if count:
                await record(connection, Action.UNLINKED, person.id, others=count)
            return count


_INVITED = (
    *people.c,
    invitations.c.id.label("invitation_id"),
    invitations.c.second_hash,
)


async def _good(connection: AsyncConnection, now: datetime, **columns: str) -> Row[Any] | None:
    """Return the valid invitation with these column values, and its person.

    The invitation's row is locked until the transaction ends.
    """
    same = [invitations.c[name] == value for name, value in columns.items()]
    rows = await connection.execute(
        select(*_INVITED)
        .join_from(invitations, people, people.c.id == invitations.c.person_id)
        .where(*same, invitations.c.used_at.is_(None), invitations.c.expires_at > now)
        .with_for_update(of=invitations)
    )
    return rows.first()


async def _waiting_for_second(
    connection: AsyncConnection, now: datetime, identity: Identity, second: str
) -> Row[Any] | None:
    """Return the invitation with this second code, if this chat has entered the first."""
    return await _good(
        connection,
        now,
        second_hash=_hash(second),
        asked_platform=identity.platform,
        asked_external_id=identity.external_id,
    )


async def _use_up(connection: AsyncConnection, now: datetime, invitation_id: int) -> None:
    await connection.execute(
        update(invitations)
        .where(invitations.c.id == invitation_id)
        .values(used_at=now, **NOT_ASKED)
    )


NOT_ASKED: Mapping[str, None] = dict.fromkeys(
    ("asked_platform", "asked_external_id", "asked_address", "asked_token", "asked_at")
)
"""The column values of an invitation that no chat has asked to use."""


async def _unused(connection: AsyncConnection, ids: Sequence[int], now: datetime) -> dict[int, int]:
    """Return how many unused invitations each of these people has, by id."""
    rows = await connection.execute(
        select(invitations.c.person_id, func.count())
        .where(
            one_of(connection, invitations.c.person_id, ids),
            invitations.c.used_at.is_(None),
            invitations.c.expires_at > now,
        )
        .group_by(invitations.c.person_id)
    )
    return {row[0]: row[1] for row in rows}


async def _staff_among(connection: AsyncConnection, ids: Sequence[int]) -> set[int]:
    """Return which of these people are staff."""
    rows = await connection.execute(
        select(people.c.id).where(
            one_of(connection, people.c.id, ids),
            exists().where(roles.c.person_id == people.c.id, roles.c.role.in_(STAFF)),
        )
    )
    return set(rows.scalars())


async def _has_used(connection: AsyncConnection, code: str, person: Person) -> bool:
    used = await connection.execute(
        select(invitations.c.id).where(
            (invitations.c.token_hash == _hash(code)) | (invitations.c.second_hash == _hash(code)),
            invitations.c.person_id == person.id,
            invitations.c.used_at.is_not(None),
        )
    )
    return used.first() is not None


def _new_code() -> str:
    symbols = ""
    while symbols.isalpha() or not symbols:  # without a digit, a code could be taken for words
        symbols = base32.random_symbols(LENGTH)
    return "-".join(symbols[start : start + 4] for start in range(0, LENGTH, 4))


def _codes_in(typed: str) -> tuple[str, str]:
    """Split a typed text into the first code and the second.

    The second code is "" if it was not typed.
    """
    bare = bare_code(typed)
    if len(bare) == 2 * LENGTH:
        return bare[:LENGTH], bare[LENGTH:]
    return bare, ""


def _hash(code: str) -> str:
    # a fast hash is enough: nobody can guess sixty random bits
    return hashlib.sha256(bare_code(code).encode()).hexdigest()
