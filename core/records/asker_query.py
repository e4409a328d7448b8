"""The user who is asking and their record, in one statement that is built once.

All of it comes as rows of seven strings, the first of which is the kind of row, so that a whole
`status` costs one statement and one thread hop.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)

from core.audit.acting import Action, Why, known_actor, looked_at
from core.outbox.states import NOT_REPORTED
from core.people.directory import people_meant, read_who, refuse_several
from core.people.model import (
    EMPLOYER_PREFIX,
    TERMINAL,
    Asker,
    Identity,
    Person,
    Post,
    RetakePlan,
    Role,
    Topic,
)
from core.records.model import Record
from core.records.record_rows import PARTS, RecordRows, row_of
from core.storage.change_counters import GOALS_CHANGED
from core.storage.column_keys import ColumnKeys
from core.storage.database import Database
from core.storage.raw_statements import Query
from core.storage.tables import (
    chat_identities,
    chat_memories,
    followed_goals,
    imports,
    notices,
    organisations,
    people,
    roles,
    workspaces,
)
from core.storage.types import Key

_NO_LANGUAGE = "--"
_NO_PLAN = "-"
_ROLES = {role.value: role for role in Role}
_PLANS = {plan.value[0]: plan for plan in RetakePlan}

# the person asked about: each root selects one person's id, or none
_BY_IDENTITY = (
    select(chat_identities.c.person_id.label("person_id"))
    .where(
        chat_identities.c.platform == bindparam("platform", type_=Text),
        chat_identities.c.external_id == bindparam("external_id", type_=Text),
    )
    .cte("asker")
)
_BY_NAME = people_meant().cte("asker")
_BY_ID = (
    select(people.c.id.label("person_id"))
    .where(people.c.id == bindparam("person", type_=Key))
    .cte("asker")
)


def _person(root: CTE) -> Select[Any]:
    columns = people.c
    return row_of(
        "person",
        columns.id,
        columns.number,
        columns.given_name,
        columns.family_name,
        columns.email,
        _called(columns),
    ).join_from(root, people, columns.id == root.c.person_id)


def _called(columns: Any) -> ColumnElement[Any]:
    """Part of the query: notices on or off, the order of the name, and further choices.

    These are how tests were bought, the language (two letters), and the display name.
    """
    flags = cast(case((columns.notices_on, 1), else_=0), Text) + cast(
        case((columns.family_first, 1), else_=0), Text
    )
    plan = func.substr(func.coalesce(columns.retake_plan, _NO_PLAN), 1, 1)
    spoken = func.coalesce(columns.language, _NO_LANGUAGE)
    return flags + plan + spoken + func.coalesce(columns.display_name, "")


def _roles(root: CTE) -> Select[Any]:
    return (
        row_of("role", roles.c.role, organisations.c.id, organisations.c.name)
        .select_from(root)
        .join(roles, roles.c.person_id == root.c.person_id)
        .join(organisations, organisations.c.id == roles.c.organisation_id)
    )


def _employer() -> Select[Any]:
    """Part of the query: the employer for which members of a workspace act, linked or not."""
    return (
        row_of("role", literal(Role.EMPLOYER.value, Text), organisations.c.id, organisations.c.name)
        .select_from(workspaces)
        .join(organisations, organisations.c.id == workspaces.c.organisation_id)
        .where(
            workspaces.c.platform == bindparam("platform", type_=Text),
            workspaces.c.external_id == bindparam("workspace", type_=Text),
        )
    )


def _record_parts(root: CTE) -> list[Select[Any]]:
    return [
        row_of(kind, *columns).join_from(root, whose.table, whose == root.c.person_id)
        for kind, (whose, columns) in PARTS.items()
    ]


def _freshness(root: CTE) -> Select[Any]:
    newest = (
        select(func.max(imports.c.finished_at)).where(imports.c.kind == "results").scalar_subquery()
    )
    return row_of("imported", newest).select_from(root)


def _followed(root: CTE) -> Select[Any]:
    columns = followed_goals.c
    return row_of("follows", columns.goal_code, columns.followed_at).join_from(
        root, followed_goals, columns.person_id == root.c.person_id
    )


def _goals(_: CTE) -> Select[Any]:
    return row_of("goals", GOALS_CHANGED.scalar_subquery())


def _missed(root: CTE) -> Select[Any]:
    """Part of the query: the number of undeliverable notices not yet mentioned to the user."""
    # without a join, because SQLite would then read all notices before filtering
    person_id = select(func.min(root.c.person_id)).scalar_subquery()
    return row_of("missed", func.count(notices.c.id)).where(
        notices.c.person_id == person_id, NOT_REPORTED
    )


def _lost() -> Select[Any]:
    """Part of the query: the chat, if it could not be reached before but now sends a message."""
    return row_of("lost", chat_identities.c.id).where(
        chat_identities.c.platform == bindparam("platform", type_=Text),
        chat_identities.c.external_id == bindparam("external_id", type_=Text),
        chat_identities.c.unreachable_since.is_not(None),
    )


def _chat() -> Select[Any]:
    """Part of the query: what is remembered of the chat.

    These are the language chosen in it while it was not linked to anyone, its last topic, and the
    topic's time.
    """
    columns = chat_memories.c
    return row_of("chat", columns.language, columns.topic, columns.topic_at).where(
        columns.platform == bindparam("platform", type_=Text),
        columns.external_id == bindparam("external_id", type_=Text),
    )


def _query(root: CTE, *, record: bool) -> Query:
    rows = [part(root) for part in (_person, _roles, _followed, _goals, _missed)]
    if record:
        rows += [*_record_parts(root), _freshness(root)]
    return Query(
        union_all(*rows, *([_employer(), _lost(), _chat()] if root is _BY_IDENTITY else []))
    )


_QUERIES = {
    (root, record): _query(cte, record=record)
    for root, cte in (("identity", _BY_IDENTITY), ("name", _BY_NAME), ("id", _BY_ID))
    for record in (False, True)
}


class Askers:
    """Finds the user who is asking, and their record."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, identity: Identity) -> Asker:
        """The person behind an identity, with their posts; a stranger if no person is linked."""
        return (await self._ask(identity, record=False))[0]

    async def find_with_record(self, identity: Identity) -> tuple[Asker, Record]:
        """Like `find`, with their record, in the same single statement."""
        return await self._ask(identity, record=True)

    async def candidate_with_record(self, number: str) -> tuple[Asker, Record]:
        """The candidate with this number, or NUMBER@Organization, and their record.

        A stranger if there is none. Raises SeveralPeople if several people have the number.
        """
        return await self._ask(Identity(TERMINAL, number), record=True)

    async def person_with_record(
        self, person_id: int, action: Action = Action.SAW_RECORD
    ) -> tuple[Asker, Record]:
        """The person with this id and their record. `action`: what this is in the audit."""
        rows = await self._database.fetch(_QUERIES["id", True], person=person_id)
        looked_at(action, person_id, why=Why.SHOWN if action is Action.SAW_PROOF else None)
        return _read(Identity(TERMINAL, ""), rows, self._database.column_keys)

    async def _ask(self, identity: Identity, *, record: bool) -> tuple[Asker, Record]:
        if identity.platform != TERMINAL:
            rows = await self._database.fetch(
                _QUERIES["identity", record],
                platform=identity.platform,
                external_id=identity.external_id,
                workspace=identity.workspace,
            )
        elif identity.external_id.startswith(EMPLOYER_PREFIX):
            name = identity.external_id.removeprefix(EMPLOYER_PREFIX).strip()
            return Asker(identity, posts=(Post(Role.EMPLOYER, 0, name),)), Record()
        else:
            who = read_who(identity.external_id)
            rows = await self._database.fetch(
                _QUERIES["name", record], **who.parameters(self._database.column_keys)
            )
            if sum(row[0] == "person" for row in rows) > 1:
                await refuse_several(self._database, identity.external_id)
        asker, found = _read(identity, rows, self._database.column_keys)
        if asker.person is not None:
            roles_held = frozenset(post.role.value for post in asker.posts)
            known_actor(identity.platform, identity.external_id, asker.person.id, roles_held)
            if record:
                looked_at(Action.SAW_RECORD, asker.person.id)
        return asker, found


def _read(identity: Identity, rows: Sequence[Any], keys: ColumnKeys) -> tuple[Asker, Record]:
    person: Person | None = None
    posts: list[Post] = []
    rows_of_record = RecordRows()
    imported_at: datetime | None = None
    followed: list[tuple[str, str]] = []
    goals_changed = missed = 0
    lost = False
    language: str | None = None
    topic: Topic | None = None
    for kind, *c in rows:
        if kind in PARTS:
            rows_of_record.add(kind, c)
        elif kind == "role":
            posts.append(Post(_ROLES[c[0]], int(c[1]), c[2]))
        elif kind == "person":
            person = _read_person(c, keys)
        elif kind == "follows":
            followed.append((c[1], c[0]))
        elif kind == "goals":
            goals_changed = int(c[0] or 0)
        elif kind == "missed":
            missed = int(c[0])
        elif kind == "lost":
            lost = True
        elif kind == "chat":
            language = c[0]
            topic = (c[1], datetime.fromisoformat(c[2])) if c[1] and c[2] else None
        elif c[0]:
            imported_at = datetime.fromisoformat(c[0])
    codes = tuple(code for _, code in sorted(followed))
    if person is not None:
        language = person.language
    asker = Asker(
        identity, person, tuple(posts), codes, goals_changed, missed, lost, language, topic
    )
    record = rows_of_record.record(imported_at, person.retake_plan if person else None)
    return asker, record


def _read_person(c: Sequence[Any], keys: ColumnKeys) -> Person:
    flags, spoken, called = c[5][:3], c[5][3:5], c[5][5:]
    return Person(
        int(c[0]),
        c[1],
        c[2],
        c[3],
        keys.opened(c[4]) if c[4] else None,
        notices_on=flags[0] == "1",
        display_name=called or None,
        family_first=flags[1] == "1",
        language=None if spoken == _NO_LANGUAGE else spoken,
        retake_plan=_PLANS.get(flags[2]),
    )
