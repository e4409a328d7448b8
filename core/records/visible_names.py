"""The students and rosters that a staff member may ask about by name, in one query."""

from collections import defaultdict

from sqlalchemy import Integer, Text, bindparam, case, cast, literal, null, select, union_all

from core.names import full_name
from core.people.model import Asker, Person, Role
from core.people.roster_lookup import taught_or_within
from core.people.roster_names import Roster
from core.storage.database import Database
from core.storage.raw_statements import Query
from core.storage.tables import people, roles, roster_candidates, roster_instructors, rosters
from core.storage.types import Key

_MOST_ORGANIZATIONS = 4
"""Names are searched in at most this many organizations of one administrator."""
_organizations = [bindparam(f"organization{i}", type_=Key) for i in range(_MOST_ORGANIZATIONS)]
_seen = taught_or_within(bindparam("person", type_=Key), _organizations)
_on_rosters = (
    select(roster_candidates.c.person_id)
    .join(rosters, rosters.c.id == roster_candidates.c.roster_id)
    .where(_seen)
)
_administered = select(roles.c.person_id).where(
    roles.c.role == Role.CANDIDATE.value, roles.c.organisation_id.in_(_organizations)
)
_NAMES = Query(
    union_all(
        select(
            literal("student", Text).label("kind"),
            people.c.id.label("id"),
            people.c.number.label("number"),
            people.c.given_name.label("given"),
            people.c.family_name.label("family"),
            case((people.c.family_first, 1), else_=0).label("family_first"),
            people.c.sort_name.label("place"),
        ).where(people.c.id.in_(union_all(_on_rosters, _administered))),
        select(
            literal("roster", Text),
            rosters.c.id,
            cast(null(), Text),
            rosters.c.name,
            cast(null(), Text),
            literal(0, Integer),
            rosters.c.folded,
        ).where(_seen),
        select(
            literal("instructor", Text),
            rosters.c.id,
            cast(null(), Text),
            people.c.given_name,
            people.c.family_name,
            case((people.c.family_first, 1), else_=0),
            people.c.sort_name,
        )
        .join_from(roster_instructors, rosters, rosters.c.id == roster_instructors.c.roster_id)
        .join(people, people.c.id == roster_instructors.c.person_id)
        .where(_seen),
    )
)
_colleagues = roles.alias("colleagues")
_STAFF = Query(
    select(
        people.c.id,
        people.c.given_name,
        people.c.family_name,
        case((people.c.family_first, 1), else_=0).label("family_first"),
    ).where(
        people.c.id.in_(
            select(_colleagues.c.person_id).where(
                _colleagues.c.role != Role.CANDIDATE.value,
                _colleagues.c.organisation_id.in_(
                    select(roles.c.organisation_id).where(
                        roles.c.person_id == bindparam("person", type_=Key),
                        roles.c.role != Role.CANDIDATE.value,
                    )
                ),
            )
        )
    )
)


class VisibleNames:
    """Finds the students, rosters and staff that a staff member may ask about."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, asker: Asker) -> tuple[tuple[Person, ...], tuple[Roster, ...]]:
        """Return the students and the rosters that a user may see, students sorted by name."""
        if asker.person is None:
            return (), ()
        posts = [post for post in asker.posts if post.role is Role.ADMINISTRATOR]
        administered = [post.organisation_id for post in posts][:_MOST_ORGANIZATIONS]
        padded = administered + [0] * (_MOST_ORGANIZATIONS - len(administered))
        parameters = {f"organization{place}": each for place, each in enumerate(padded)}
        rows = await self._database.fetch(_NAMES, person=asker.person.id, **parameters)
        ordered = sorted(rows, key=lambda row: (row[6] or "", row[1]))
        students = tuple(
            Person(key, number, given, family, None, family_first=bool(first))
            for kind, key, number, given, family, first, _ in ordered
            if kind == "student"
        )
        teachers = defaultdict[int, list[str]](list)
        for kind, key, _number, given, family, first, _ in ordered:
            if kind == "instructor":
                teachers[key].append(full_name(given, family, family_first=bool(first)))
        classes = [
            Roster(row[1], row[3], 0, "", taught_by=" and ".join(teachers[row[1]]))
            for row in ordered
            if row[0] == "roster"
        ]
        return students, tuple(classes)

    async def of_staff(self, asker: Asker) -> tuple[Person, ...]:
        """Return all staff of a staff member's organizations.

        They have a separate query, because few messages name staff.
        """
        if asker.person is None:
            return ()
        rows = await self._database.fetch(_STAFF, person=asker.person.id)
        return tuple(
            Person(key, None, given, family, None, family_first=bool(first))
            for key, given, family, first in rows
        )
