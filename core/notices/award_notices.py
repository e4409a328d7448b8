"""Decide who is notified about a new or revoked award, by people's preferences."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Text,
    and_,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.notices.preferences import COLUMNS
from core.notices.topics import Pace, Topic
from core.outbox.enqueue import NewNotice, enqueue, enqueue_each
from core.outbox.kinds import NoticeKind
from core.people.open_pages import mark_stale
from core.people.person_sql import shown_to_strangers
from core.storage.tables import (
    awards,
    digest_awards,
    notice_places,
    notice_settings,
    notices,
    people,
    roster_candidates,
    roster_instructors,
    roster_notices,
    roster_places,
    watches,
)
from core.storage.types import Key
from core.storage.upserts import lenient_insert

_OF_REVOCATIONS = (
    NoticeKind.AWARD_REVOKED.value,
    NoticeKind.STUDENT_AWARD_REVOKED.value,
    NoticeKind.WATCHED_AWARD.value,
)


class NoticesOfAwards:
    """Writes notices about awards that were given or revoked."""

    async def notify_earned(
        self, connection: AsyncConnection, which: ColumnElement[bool], now: datetime
    ) -> None:
        """Notify the candidates, and the instructors who want a notice about each award.

        Announce the awards in groups and channels. Keep them for the digests of the other
        instructors.
        """
        await mark_stale(connection, concerned_by(which))
        await enqueue_each(connection, private_notices(which), now)
        await enqueue_each(connection, place_notices(which), now)
        await self.keep_for_digests(connection, which, now)

    async def keep_for_digests(
        self, connection: AsyncConnection, which: ColumnElement[bool], now: datetime
    ) -> None:
        """Keep awards for the next digests, and announce their number in places without names.

        A place without names is a group or channel whose instructor chose not to show names.
        """
        in_digests = _instructors(
            select(roster_instructors.c.person_id, roster_instructors.c.roster_id, awards.c.id)
        ).where(which, or_(_paced(Pace.DAILY), _paced(Pace.WEEKLY)))
        kept = lenient_insert(connection, digest_awards)
        await connection.execute(
            kept.from_select(["person_id", "roster_id", "award_id"], in_digests)
        )
        await _notify_counting_places(connection, which, now)

    async def notify_revoked(
        self, connection: AsyncConnection, which: ColumnElement[bool], now: datetime
    ) -> None:
        """Notify the candidates, the instructors who have not turned notices off, and watchers."""
        await mark_stale(connection, concerned_by(which))
        candidate = _owed(NoticeKind.AWARD_REVOKED, awards.c.candidate_id).where(which)
        instructors = _instructors(
            _owed(NoticeKind.STUDENT_AWARD_REVOKED, roster_instructors.c.person_id)
        ).where(
            which, or_(roster_notices.c.pace.is_(None), roster_notices.c.pace != Pace.OFF.value)
        )
        await enqueue_each(connection, union(candidate, instructors), now)
        await notify_watchers(connection, which, now)

    async def cancel_revocation_notices(self, connection: AsyncConnection, award: int) -> None:
        """Delete the unsent notices of the award's revocation."""
        await connection.execute(
            delete(notices).where(
                notices.c.award_id == award,
                notices.c.state.in_(("due", "waiting")),
                notices.c.kind.in_(_OF_REVOCATIONS),
            )
        )


def concerned_by(which: ColumnElement[bool]) -> Select[Any]:
    """Return the query for the candidates of these awards and the instructors of their rosters."""
    candidates = select(awards.c.candidate_id).where(which)
    instructors = (
        select(roster_instructors.c.person_id)
        .join(roster_candidates, roster_candidates.c.roster_id == roster_instructors.c.roster_id)
        .join(awards, awards.c.candidate_id == roster_candidates.c.person_id)
        .where(which)
    )
    both = union(candidates, instructors).subquery()
    return select(both.c[0])


def private_notices(which: ColumnElement[bool]) -> CompoundSelect[Any]:
    """Return the query for notices to send now: kind, person and award.

    The notices go to candidates, and to instructors who want a notice about each award.
    """
    wanted = COLUMNS[Topic.CREDENTIALS]
    candidate = (
        _owed(NoticeKind.AWARD_EARNED, awards.c.candidate_id)
        .outerjoin(notice_settings, notice_settings.c.person_id == awards.c.candidate_id)
        .where(which, or_(wanted.is_(None), wanted))
    )
    at_once = _instructors(_owed(NoticeKind.STUDENT_AWARD, roster_instructors.c.person_id)).where(
        which, _paced(Pace.EACH)
    )
    return union(candidate, at_once)


def place_notices(which: ColumnElement[bool]) -> Select[Any]:
    """Return the query for notices of these awards to groups and channels that may show names.

    The instructor who chose the group or channel must still teach the roster.
    """
    named = _in_places(
        _owed(NoticeKind.STUDENT_AWARD, notice_places.c.person_id).add_columns(
            notice_places.c.id.label("place_id")
        )
    )
    return named.distinct().where(which, notice_places.c.names_shown)


async def _notify_counting_places(
    connection: AsyncConnection, which: ColumnElement[bool], now: datetime
) -> None:
    """Announce the number of each roster's new awards in groups and channels without names."""
    columns = notice_places.c.id, notice_places.c.person_id, roster_places.c.roster_id
    counted = (
        _in_places(
            select(
                *columns,
                func.count(awards.c.id).label("earned"),
                func.max(awards.c.id).label("last"),
            ).select_from(awards)
        )
        .where(which, ~notice_places.c.names_shown)
        .group_by(*columns)
    )
    owed = [
        NewNotice(
            NoticeKind.ROSTER_AWARDS,
            row.person_id,
            data={"roster": row.roster_id, "count": row.earned},
            place_id=row.id,
            once=f"{row.roster_id}:{row.last}",
        )
        for row in await connection.execute(counted)
    ]
    await enqueue(connection, now, *owed)


async def notify_watchers(
    connection: AsyncConnection, which: ColumnElement[bool], now: datetime
) -> None:
    """Notify the people who watch these awards, even hidden awards, and end their watches."""
    watched = (
        _owed(NoticeKind.WATCHED_AWARD, watches.c.person_id)
        .add_columns(watches.c.place_id)
        .join(watches, watches.c.award_id == awards.c.id)
    )
    shown = exists().where(people.c.id == awards.c.candidate_id, shown_to_strangers())
    await enqueue_each(connection, watched.where(which, shown), now)
    theirs = watches.c.award_id.in_(select(awards.c.id).where(which))
    await connection.execute(delete(watches).where(theirs))


def _owed(kind: NoticeKind, person: ColumnElement[Any]) -> Select[Any]:
    return select(
        literal(kind.value, Text).label("kind"),
        cast(person, Key).label("person_id"),
        awards.c.id.label("award_id"),
    ).select_from(awards)


def _instructors(chosen: Select[Any]) -> Select[Any]:
    """Return the query `chosen`, joined with the candidates' instructors.

    Also join the settings that these instructors have for the candidates' rosters.
    """
    return (
        chosen.join(roster_candidates, roster_candidates.c.person_id == awards.c.candidate_id)
        .join(roster_instructors, roster_instructors.c.roster_id == roster_candidates.c.roster_id)
        .outerjoin(
            roster_notices,
            and_(
                roster_notices.c.roster_id == roster_instructors.c.roster_id,
                roster_notices.c.person_id == roster_instructors.c.person_id,
            ),
        )
        .where(roster_instructors.c.person_id != awards.c.candidate_id)
    )


def _in_places(chosen: Select[Any]) -> Select[Any]:
    """Return the query `chosen`, joined with the groups and channels for the rosters' notices."""
    return (
        chosen.join(roster_candidates, roster_candidates.c.person_id == awards.c.candidate_id)
        .join(roster_places, roster_places.c.roster_id == roster_candidates.c.roster_id)
        .join(notice_places, notice_places.c.id == roster_places.c.place_id)
        .join(
            roster_instructors,
            and_(
                roster_instructors.c.roster_id == roster_places.c.roster_id,
                roster_instructors.c.person_id == notice_places.c.person_id,
            ),
        )
    )


def _paced(pace: Pace) -> ColumnElement[bool]:
    return func.coalesce(roster_notices.c.pace, Pace.EACH.value) == pace.value
