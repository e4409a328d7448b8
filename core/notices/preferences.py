"""Notification preferences: what people have chosen, and how to change it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entries import record
from core.clock import Clock
from core.notices.schedule import Quiet, existing_zone, next_time
from core.notices.topics import Pace, Topic
from core.people.model import Person
from core.people.roster_names import Roster
from core.storage.database import Database
from core.storage.tables import (
    digest_awards,
    notice_settings,
    organisations,
    people,
    roster_candidates,
    roster_instructors,
    roster_notices,
    rosters,
)
from core.storage.upserts import insert_into

COLUMNS = {
    Topic.RESULTS: notice_settings.c.results,
    Topic.CREDENTIALS: notice_settings.c.credentials,
    Topic.NEXT: notice_settings.c.next_steps,
    Topic.NUDGES: notice_settings.c.nudges,
    Topic.IMPORTS: notice_settings.c.imports,
}
"""Maps each topic of notices to the column that says whether a person wants it."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """A person's choices about notices.

    `zone` is None if the person chose no time zone, or one that no longer exists.
    """

    zone: str | None = None
    digest_at: time = time(8)
    weekday: int = 0
    quiet: Quiet | None = None
    off: frozenset[Topic] = frozenset()


@dataclass(frozen=True, slots=True)
class Paced:
    """A roster that a person teaches, and how often the person is notified about the roster."""

    roster: Roster
    pace: Pace


@dataclass(frozen=True, slots=True)
class Chosen:
    """All choices of a person, as set in one form. `paces` maps roster ids to paces."""

    on: bool
    preferences: Preferences
    paces: Mapping[int, Pace]


class Choices:
    """Reads and changes what people have chosen about notices.

    `home_zone` is the time zone of people who have not chosen one.
    """

    def __init__(self, database: Database, clock: Clock, home_zone: str) -> None:
        self._database = database
        self._clock = clock
        self.home_zone = home_zone

    async def of(self, person: Person) -> Preferences:
        """Return the person's choices, with defaults for what they have not chosen."""
        async with self._database.reading() as connection:
            return await preferences_of(connection, person.id)

    async def set_all(self, person: Person, *, on: bool) -> None:
        """Turn all of a person's notices on or off, without changing other choices."""
        async with self._database.begin() as connection:
            await _turn(connection, person, on=on)
            await record(connection, Action.CHOSE_NOTICES, person.id)

    async def set_everything(self, person: Person, chosen: Chosen) -> None:
        """Set all of a person's choices at once.

        Rosters that the person does not teach are left unchanged.
        """
        paced, given = await self.rosters(person), chosen.preferences
        zone = given.zone
        if zone == self.home_zone and (await self.of(person)).zone is None:
            zone = None  # a person without a zone uses the home zone
        values = {
            "zone": zone,
            "digest_at": _minutes(given.digest_at),
            "digest_weekday": given.weekday,
            **_hours(given.quiet),
            **{column.name: topic not in given.off for topic, column in COLUMNS.items()},
        }
        async with self._database.begin() as connection:
            await record(connection, Action.CHOSE_NOTICES, person.id)
            await _turn(connection, person, on=chosen.on)
            await self._set_in(connection, person, values)
            for pace in Pace:
                changed = [
                    each.roster
                    for each in paced
                    if each.pace is not pace and chosen.paces.get(each.roster.id) is pace
                ]
                await self._pace_in(connection, person, changed, pace)

    async def set_topic(self, person: Person, topic: Topic, *, on: bool) -> None:
        await self._set(person, **{COLUMNS[topic].name: on})

    async def set_zone(self, person: Person, zone: str) -> None:
        await self._set(person, zone=zone)

    async def set_digest_time(self, person: Person, at: time) -> None:
        await self._set(person, digest_at=_minutes(at))

    async def set_weekday(self, person: Person, weekday: int) -> None:
        """Set the day on which a person gets weekly digests. 0 is Monday."""
        await self._set(person, digest_weekday=weekday)

    async def set_quiet(self, person: Person, quiet: Quiet | None) -> None:
        """Set a person's quiet hours, or end them with None.

        Notices that become due in quiet hours wait until the hours end.
        """
        await self._set(person, **_hours(quiet))

    async def rosters(self, person: Person) -> list[Paced]:
        """Return the rosters that a person teaches, by name."""
        size = (
            select(func.count())
            .where(roster_candidates.c.roster_id == rosters.c.id)
            .scalar_subquery()
        )
        mine = (roster_notices.c.roster_id == rosters.c.id) & (
            roster_notices.c.person_id == person.id
        )
        taught = (
            select(
                rosters.c.id,
                rosters.c.name,
                size.label("size"),
                organisations.c.name.label("organisation"),
                roster_notices.c.pace,
            )
            .join(organisations, organisations.c.id == rosters.c.organisation_id)
            .join(roster_instructors, roster_instructors.c.roster_id == rosters.c.id)
            .outerjoin(roster_notices, mine)
            .where(roster_instructors.c.person_id == person.id)
            .order_by(rosters.c.folded, rosters.c.id)
        )
        async with self._database.reading() as connection:
            return [
                Paced(
                    Roster(row.id, row.name, row.size, row.organisation),
                    Pace(row.pace or Pace.EACH),
                )
                for row in await connection.execute(taught)
            ]

    async def set_pace(self, person: Person, chosen: Collection[Roster], pace: Pace) -> None:
        """Notify a person at this pace about these rosters from now on.

        If the new pace has no digests, the awards kept for the next digest are sent in a last
        digest, or forgotten if the notices are turned off.
        """
        async with self._database.begin() as connection:
            await self._pace_in(connection, person, chosen, pace)
            await record(connection, Action.CHOSE_NOTICES, person.id)

    async def _pace_in(
        self, connection: AsyncConnection, person: Person, chosen: Collection[Roster], pace: Pace
    ) -> None:
        now = self._clock()
        preferences = await preferences_of(connection, person.id)
        for roster in chosen:
            key = {"person_id": person.id, "roster_id": roster.id}
            pending = await _pending(connection, key, forget=pace is Pace.OFF)
            last = now if pending and pace is Pace.EACH else None
            next_at = last or self._next(preferences, pace, now)
            values = {"pace": pace.value, "next_at": next_at}
            await _keep(connection, roster_notices, key, values)

    async def _set(self, person: Person, **values: object) -> None:
        async with self._database.begin() as connection:
            await self._set_in(connection, person, values)
            await record(connection, Action.CHOSE_NOTICES, person.id)

    async def _set_in(
        self, connection: AsyncConnection, person: Person, values: dict[str, Any]
    ) -> None:
        """Store these settings of a person, and reschedule digests by the new time, day or zone."""
        now = self._clock()
        await _keep(connection, notice_settings, {"person_id": person.id}, values)
        preferences = await preferences_of(connection, person.id)
        for pace in (Pace.DAILY, Pace.WEEKLY):
            await connection.execute(
                update(roster_notices)
                .where(
                    roster_notices.c.person_id == person.id,
                    roster_notices.c.pace == pace.value,
                    roster_notices.c.next_at > now,  # a digest that is already due stays due
                )
                .values(next_at=self._next(preferences, pace, now))
            )

    def _next(self, preferences: Preferences, pace: Pace, after: datetime) -> datetime | None:
        return next_digest(preferences, self.home_zone, pace, after)


def next_digest(
    preferences: Preferences, home_zone: str, pace: Pace, after: datetime
) -> datetime | None:
    """Return when the next digest at this pace is due, or None if the pace has no digests."""
    if pace in {Pace.EACH, Pace.OFF}:
        return None
    weekday = preferences.weekday if pace is Pace.WEEKLY else None
    return next_time(after, preferences.zone or home_zone, preferences.digest_at, weekday)


async def preferences_of(connection: AsyncConnection, person_id: int) -> Preferences:
    """Return the person's choices, with defaults for what they have not chosen."""
    rows = await connection.execute(
        select(notice_settings).where(notice_settings.c.person_id == person_id)
    )
    row = rows.first()
    return read_preferences(row) if row else Preferences()


def read_preferences(row: Any) -> Preferences:
    """Read preferences from a row with the columns of `notice_settings`.

    All these columns are NULL if the person has chosen nothing.
    """
    kept = row._mapping  # noqa: SLF001 - SQLAlchemy's mapping of a row's own columns
    if kept["digest_at"] is None:
        return Preferences()
    return Preferences(
        existing_zone(kept["zone"]),
        _clock_time(kept["digest_at"]),
        kept["digest_weekday"],
        quiet_of(kept["quiet_from"], kept["quiet_until"]),
        frozenset(topic for topic, column in COLUMNS.items() if not kept[column.name]),
    )


def quiet_of(start: int | None, end: int | None) -> Quiet | None:
    """Return quiet hours that start and end this many minutes after midnight.

    Return None if `start` and `end` are None, which means no quiet hours.
    """
    return None if start is None or end is None else Quiet(_clock_time(start), _clock_time(end))


def _hours(quiet: Quiet | None) -> dict[str, int | None]:
    return {
        "quiet_from": _minutes(quiet.start) if quiet else None,
        "quiet_until": _minutes(quiet.end) if quiet else None,
    }


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _clock_time(minutes: int) -> time:
    return time(*divmod(minutes, 60))


async def _turn(connection: AsyncConnection, person: Person, *, on: bool) -> None:
    await connection.execute(update(people).where(people.c.id == person.id).values(notices_on=on))


async def _pending(connection: AsyncConnection, key: dict[str, int], *, forget: bool) -> bool:
    """Whether awards are kept for the next digest with this key.

    With `forget`, delete these awards first.
    """
    theirs = [digest_awards.c[name] == value for name, value in key.items()]
    if forget:
        await connection.execute(delete(digest_awards).where(*theirs))
    found = await connection.execute(select(digest_awards.c.award_id).where(*theirs).limit(1))
    return found.first() is not None


async def _keep(
    connection: AsyncConnection, table: Table, key: dict[str, Any], values: dict[str, Any]
) -> None:
    """Set these values in the row with this key. Insert the row if it does not exist."""
    made = insert_into(connection, table).values(**key, **values)
    await connection.execute(made.on_conflict_do_update(index_elements=list(key), set_=values))
