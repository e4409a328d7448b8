"""End roles, and remove people from rosters. This also ends their access and notices."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.outbox.kinds import NoticeKind
from core.people.model import Role
from core.storage.staging import one_of
from core.storage.tables import (
    awards,
    digest_awards,
    notice_places,
    notices,
    roles,
    roster_candidates,
    roster_instructors,
    roster_notices,
    roster_places,
    rosters,
)

Held = tuple[int, int, str]
"""A person's id, an organization's id, and the person's role there."""

_OF_STUDENTS = (
    NoticeKind.STUDENT_AWARD.value,
    NoticeKind.STUDENT_AWARD_REVOKED.value,
)
_OF_ROSTERS = (NoticeKind.DIGEST.value, NoticeKind.ROSTER_AWARDS.value)


async def end_roles(connection: AsyncConnection, ended: Collection[Held]) -> int:
    """End roles, and take these people off the organization's rosters.

    People who may still teach there in another role stay on the rosters that they teach. Return the
    number of roles that ended.
    """
    count = 0
    for person, organization, role in ended:
        gone = await connection.execute(
            delete(roles).where(
                roles.c.person_id == person,
                roles.c.organisation_id == organization,
                roles.c.role == role,
            )
        )
        count += gone.rowcount
        table: Any = roster_candidates if role == Role.CANDIDATE.value else roster_instructors
        if role == Role.CANDIDATE.value or not await _teaches(connection, person, organization):
            theirs = select(rosters.c.id).where(rosters.c.organisation_id == organization)
            await connection.execute(
                delete(table).where(table.c.person_id == person, table.c.roster_id.in_(theirs))
            )
    if ended:
        await forget_what_is_over(connection, {person for person, _, _ in ended})
    return count


async def _teaches(connection: AsyncConnection, person: int, organization: int) -> bool:
    """Whether a person still has a role that may teach rosters at the organization."""
    held = select(roles.c.role).where(
        roles.c.person_id == person,
        roles.c.organisation_id == organization,
        roles.c.role.in_((Role.INSTRUCTOR.value, Role.EVALUATOR.value)),
    )
    return (await connection.execute(held)).first() is not None


async def leave_roster(
    connection: AsyncConnection, roster: int, leaving: Collection[int], *, teaches: bool = False
) -> int:
    """Take candidates off a roster, or instructors if `teaches` is True.

    Return how many of them were on the roster.
    """
    table = roster_instructors if teaches else roster_candidates
    gone = await connection.execute(
        delete(table).where(
            table.c.roster_id == roster, one_of(connection, table.c.person_id, leaving)
        )
    )
    if gone.rowcount:
        await forget_what_is_over(connection, leaving)
    return gone.rowcount


async def remove_roster(connection: AsyncConnection, roster: int) -> None:
    """Close a class: take everyone off its roster, and stop its notices."""
    members: set[int] = set()
    for table in (roster_candidates, roster_instructors):
        rows = await connection.execute(
            select(table.c.person_id).where(table.c.roster_id == roster)
        )
        members.update(rows.scalars())
    for table in (
        digest_awards,
        roster_notices,
        roster_places,
        roster_candidates,
        roster_instructors,
    ):
        await connection.execute(delete(table).where(table.c.roster_id == roster))
    await connection.execute(delete(rosters).where(rosters.c.id == roster))
    await forget_what_is_over(connection, members)


async def forget_what_is_over(connection: AsyncConnection, people_ids: Collection[int]) -> None:
    """Delete unsent notices about students to people who no longer teach them.

    `people_ids` are the students and the staff who have just left. The settings and digest entries
    of these people for these rosters are deleted too. So are notices of imports to people who are
    no longer administrators.
    """
    award = awards.alias("their_award")
    taught = (
        select(roster_candidates.c.roster_id)
        .join(roster_instructors, roster_instructors.c.roster_id == roster_candidates.c.roster_id)
        .where(
            roster_candidates.c.person_id == award.c.candidate_id,
            roster_instructors.c.person_id == notices.c.person_id,
        )
    )
    concerned = select(award.c.id).where(
        award.c.id == notices.c.award_id,
        or_(
            one_of(connection, award.c.candidate_id, people_ids),
            one_of(connection, notices.c.person_id, people_ids),
        ),
        ~exists(taught),
    )
    not_reported = notices.c.state.in_(("due", "waiting"))
    await connection.execute(
        delete(notices).where(not_reported, notices.c.kind.in_(_OF_STUDENTS), exists(concerned))
    )
    await _forget_of_rosters(connection, people_ids)
    administers = select(roles.c.person_id).where(
        roles.c.person_id == notices.c.person_id, roles.c.role == Role.ADMINISTRATOR.value
    )
    await connection.execute(
        delete(notices).where(
            not_reported,
            notices.c.kind == NoticeKind.IMPORT_FINISHED.value,
            one_of(connection, notices.c.person_id, people_ids),
            ~exists(administers),
        )
    )


async def _forget_of_rosters(connection: AsyncConnection, people_ids: Collection[int]) -> None:
    """Delete settings and digest entries of these people for rosters that they are no longer on."""
    for table in (digest_awards, roster_notices):
        teaches = exists().where(
            roster_instructors.c.roster_id == table.c.roster_id,
            roster_instructors.c.person_id == table.c.person_id,
        )
        await connection.execute(
            delete(table).where(one_of(connection, table.c.person_id, people_ids), ~teaches)
        )
    on_it = exists().where(
        roster_candidates.c.roster_id == digest_awards.c.roster_id,
        awards.c.id == digest_awards.c.award_id,
        awards.c.candidate_id == roster_candidates.c.person_id,
    )
    of_them = digest_awards.c.award_id.in_(
        select(awards.c.id).where(one_of(connection, awards.c.candidate_id, people_ids))
    )
    await connection.execute(delete(digest_awards).where(of_them, ~on_it))
    place = and_(
        notice_places.c.id == roster_places.c.place_id,
        one_of(connection, notice_places.c.person_id, people_ids),
    )
    theirs = exists().where(
        place,
        roster_instructors.c.roster_id == roster_places.c.roster_id,
        roster_instructors.c.person_id == notice_places.c.person_id,
    )
    await connection.execute(
        delete(roster_places).where(exists(select(notice_places.c.id).where(place)), ~theirs)
    )
