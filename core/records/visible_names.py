"""The students and rosters that a staff member may ask about by name, in one query."""

from sqlalchemy import Integer, Text, bindparam, case, cast, literal, null, select, union_all

from core.people.model import Asker, Person, Role
from core.people.roster_lookup import taught_or_within
from core.people.roster_names import Roster
from core.storage.database import Database
from core.storage.raw_statements import Query
from core.storage.tables import people, roles, roster_candidates, rosters
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
    )
)


class VisibleNames:
    """Finds the students and rosters that a staff member may ask about."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, asker: Asker) -> tuple[tuple[Person, ...], tuple[Roster, ...]]:
        """Return the students whom a user may see, by name, and the rosters."""
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
        classes = [Roster(row[1], row[3], 0, "") for row in ordered if row[0] == "roster"]
        return students, tuple(classes)
