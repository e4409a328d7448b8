"""What people choose themselves: how to be called, and what organizations may do."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entries import record
from core.clock import Clock, DayAt
from core.people.ending_roles import leave_roster
from core.people.model import Asker, Role
from core.people.name_folding import fold
from core.people.permissions import Allowed, Organization
from core.people.roster_lookup import rosters_where
from core.people.roster_names import Roster
from core.storage.database import Database, write_alone
from core.storage.tables import (
    agreements,
    candidate_numbers,
    organisations,
    people,
    roles,
    roster_candidates,
    rosters,
)
from core.storage.upserts import lenient_insert


@dataclass(frozen=True, slots=True)
class Agreement:
    """A permission that a candidate gave an organization, and when they gave it."""

    what: Allowed
    organization: Organization
    since: date


class OwnChoices:
    """Stores what people choose themselves."""

    def __init__(self, database: Database, clock: Clock, day_at: DayAt) -> None:
        self._database = database
        self._clock = clock
        self._day_at = day_at

    async def call_them(self, person_id: int, called: str | None) -> None:
        """Set the name by which a person wants to be called.

        `called` is None for the name on record.
        """
        async with self._database.begin() as connection:
            await connection.execute(
                update(people).where(people.c.id == person_id).values(display_name=called)
            )
            await record(connection, Action.CHOSE_NAME, person_id)

    async def agreements(self, person_id: int) -> list[Agreement]:
        """Return the permissions that a candidate gave, with the organizations' names."""
        asked = (
            select(agreements, organisations.c.name)
            .join(organisations, organisations.c.id == agreements.c.organisation_id)
            .where(agreements.c.person_id == person_id)
            .order_by(organisations.c.name, agreements.c.what)
        )
        async with self._database.reading() as connection:
            return [
                Agreement(
                    Allowed(row.what),
                    Organization(row.organisation_id, row.name),
                    self._day_at(row.agreed_at),
                )
                for row in await connection.execute(asked)
            ]

    async def organization(self, named: str) -> Organization | None:
        """Return the organization with this name, or with the id in '#ID'.

        Return None if there is no such organization.
        """
        known = organisations.c
        which = known.folded == fold(named)
        if named.startswith("#") and named[1:].isdecimal():
            which = known.id == int(named[1:])
        async with self._database.reading() as connection:
            row = (await connection.execute(select(organisations).where(which))).first()
        return Organization(row.id, row.name) if row else None

    async def sharing(self, person_id: int) -> list[Organization]:
        """Return a candidate's organizations if there are several, else an empty list.

        Each organization sees only the records that it has itself submitted.
        """
        asked = (
            select(organisations)
            .where(
                organisations.c.id.in_(
                    select(candidate_numbers.c.organisation_id).where(
                        candidate_numbers.c.person_id == person_id
                    )
                )
            )
            .order_by(organisations.c.name)
        )
        async with self._database.reading() as connection:
            found = [Organization(row.id, row.name) for row in await connection.execute(asked)]
        return found if len(found) > 1 else []

    async def classes(self, person_id: int) -> list[Roster]:
        """Return the rosters that a candidate is on.

        The instructors of these rosters see the candidate's record.
        """
        theirs = select(roster_candidates.c.roster_id).where(
            roster_candidates.c.person_id == person_id
        )
        async with self._database.reading() as connection:
            return await rosters_where(connection, rosters.c.id.in_(theirs))

    async def is_their_candidate(self, administrator: Asker, person_id: int) -> bool:
        """Whether the asker administers an organization of this candidate."""
        theirs = [p.organisation_id for p in administrator.posts if p.role is Role.ADMINISTRATOR]
        async with self._database.reading() as connection:
            return await _is_candidate(connection, person_id, theirs)

    async def allow(self, person_id: int, what: Allowed, organization: int) -> None:
        """Record that a candidate gives an organization this permission."""
        async with self._database.begin() as connection:
            await connection.execute(
                lenient_insert(connection, agreements).values(
                    person_id=person_id,
                    organisation_id=organization,
                    what=what.value,
                    agreed_at=self._clock(),
                )
            )
            await record(
                connection, Action.ALLOWED, person_id, what=what.value, organization=organization
            )

    async def take_back(self, person_id: int, what: Allowed, organization: int) -> bool:
        """Revoke a permission, and take the candidate off the rosters that need it.

        Return False if the candidate had not given this permission.
        """
        async with self._database.begin() as connection:
            await write_alone(connection)
            gone = await connection.execute(
                delete(agreements).where(
                    agreements.c.person_id == person_id,
                    agreements.c.organisation_id == organization,
                    agreements.c.what == what.value,
                )
            )
            await record(
                connection, Action.TOOK_BACK, person_id, what=what.value, organization=organization
            )
            if what is Allowed.ROSTER and not await _is_candidate(
                connection, person_id, [organization]
            ):
                theirs = (
                    select(roster_candidates.c.roster_id)
                    .join(rosters, rosters.c.id == roster_candidates.c.roster_id)
                    .where(
                        roster_candidates.c.person_id == person_id,
                        rosters.c.organisation_id == organization,
                    )
                )
                for roster in (await connection.execute(theirs)).scalars().all():
                    await leave_roster(connection, roster, [person_id])
        return gone.rowcount > 0


async def _is_candidate(
    connection: AsyncConnection, person_id: int, organizations: list[int]
) -> bool:
    found = await connection.execute(
        select(roles.c.person_id).where(
            roles.c.person_id == person_id,
            roles.c.role == Role.CANDIDATE.value,
            roles.c.organisation_id.in_(organizations),
        )
    )
    return found.first() is not None
