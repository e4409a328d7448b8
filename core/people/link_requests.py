"""Requests to link a chat to a staff member. An administrator has to approve each."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action, looked_at
from core.audit.entries import record
from core.clock import Clock
from core.outbox.enqueue import NewNotice, enqueue
from core.outbox.kinds import NoticeKind
from core.people.chat_links import known_as, notify_chat_linked, one_at_a_time, tie
from core.people.model import STAFF, Identity, Person, Role
from core.people.person_columns import person_in
from core.storage.database import Database
from core.storage.tables import invitations, people, roles


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """A request to link a chat to a staff member.

    `platform` and `since` say where and when the request was made.
    """

    token: str
    person: Person
    platform: str
    since: datetime


class LinkRequests:
    """Finds and approves requests to link chats to staff."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def find(self, token: str, administrator: Person) -> LinkRequest | None:
        """Return the request with this token, if this administrator may approve it.

        Nobody may approve their own request.
        """
        async with self._database.reading() as connection:
            row = (await connection.execute(self._open(token, administrator))).first()
        if row is None:
            return None
        looked_at(Action.SAW_NAME, row.id)
        return _request(row)

    async def waiting(self, administrator: Person) -> list[LinkRequest]:
        """Return all requests that this administrator may approve, oldest first."""
        async with self._database.reading() as connection:
            asked = self._open(None, administrator).order_by(invitations.c.asked_at)
            rows = (await connection.execute(asked)).all()
        looked_at(Action.SAW_NAME, *(row.id for row in rows))
        return [_request(row) for row in rows]

    async def approve(self, token: str, administrator: Person) -> Person | None:
        """Approve a request: link its chat to the person, and tell the chat.

        Return None if the request is no longer open, or if its chat is now linked to somebody else.
        """
        now = self._clock()
        asked = self._open(token, administrator)
        async with self._database.begin() as connection:
            row = (await connection.execute(asked)).first()
            if row is None:
                return None
            identity = Identity(row.asked_platform, row.asked_external_id)
            # lock the chat first and then the invitation, in the same order as `link` does
            await one_at_a_time(connection, identity)
            row = (await connection.execute(asked.with_for_update(of=invitations))).first()
            if row is None:
                return None  # another administrator has just approved the request
            person, known = person_in(row), await known_as(connection, identity)
            if known is not None and known.id != person.id:
                return None  # the chat was linked to somebody else in the meantime
            await connection.execute(
                update(invitations)
                .where(invitations.c.id == row.invitation_id)
                .values(used_at=now, asked_token=None)
            )
            address = row.asked_address
            await tie(connection, now, identity, address, person, new=known is None)
            await notify_chat_linked(
                connection, now, person, identity.platform, address, identity.platform, here=True
            )
        return person

    def _open(self, token: str | None, administrator: Person) -> Select[tuple[object, ...]]:
        administered = select(roles.c.organisation_id).where(
            roles.c.person_id == administrator.id, roles.c.role == Role.ADMINISTRATOR.value
        )
        asked = (
            select(
                *people.c,
                invitations.c.id.label("invitation_id"),
                invitations.c.asked_platform,
                invitations.c.asked_external_id,
                invitations.c.asked_address,
                invitations.c.asked_token,
                invitations.c.asked_at,
            )
            .join_from(invitations, people, people.c.id == invitations.c.person_id)
            .where(
                invitations.c.asked_token.is_not(None),
                invitations.c.used_at.is_(None),
                invitations.c.expires_at > self._clock(),
                people.c.id != administrator.id,
                # all staff roles of the person must be at this administrator's organizations,
                # because nobody may approve other organizations' staff
                exists().where(
                    roles.c.person_id == people.c.id,
                    roles.c.role.in_(STAFF),
                    roles.c.organisation_id.in_(administered),
                ),
                ~exists().where(
                    roles.c.person_id == people.c.id,
                    roles.c.role.in_(STAFF),
                    roles.c.organisation_id.not_in(administered),
                ),
            )
        )
        return asked if token is None else asked.where(invitations.c.asked_token == token)


async def ask_administrators(
    connection: AsyncConnection,
    now: datetime,
    invitation_id: int,
    person: Person,
    identity: Identity,
    address: str,
) -> int:
    """Record that this chat has entered the first code, and ask the administrators to approve.

    Return how many were asked. If the same chat enters the code again, nobody is asked again.
    """
    row = (
        await connection.execute(select(invitations).where(invitations.c.id == invitation_id))
    ).one()
    administrators = await _administrators_of(connection, person)
    if (row.asked_platform, row.asked_external_id) == (identity.platform, identity.external_id):
        return len(administrators)
    token = secrets.token_hex(5)
    await connection.execute(
        update(invitations)
        .where(invitations.c.id == invitation_id)
        .values(
            asked_platform=identity.platform,
            asked_external_id=identity.external_id,
            asked_address=address,
            asked_token=token,
            asked_at=now,
        )
    )
    await record(connection, Action.ASKED_TO_LINK, person.id)
    asked = [
        NewNotice(NoticeKind.LINK_ASKED, each, data={"token": token}, once=token)
        for each in administrators
    ]
    await enqueue(connection, now, *asked)
    return len(asked)


async def _administrators_of(connection: AsyncConnection, person: Person) -> list[int]:
    """Return the people who administer all the organizations where this person is staff.

    The person is left out.
    """
    places = await connection.execute(
        select(roles.c.organisation_id)
        .distinct()
        .where(roles.c.person_id == person.id, roles.c.role.in_(STAFF))
    )
    rows = await connection.execute(
        select(roles.c.person_id, roles.c.organisation_id).where(
            roles.c.organisation_id.in_(found := list(places.scalars())),
            roles.c.role == Role.ADMINISTRATOR.value,
            roles.c.person_id != person.id,
        )
    )
    held: dict[int, set[int]] = {}
    for each, organization in rows:
        held.setdefault(each, set()).add(organization)
    return sorted(each for each, theirs in held.items() if theirs >= set(found))


def _request(row: Row[tuple[object, ...]]) -> LinkRequest:
    return LinkRequest(row.asked_token, person_in(row), row.asked_platform, row.asked_at)
