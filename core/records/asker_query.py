"""The statement that reads the user who is asking, and their record.

Each row has seven strings, and the first string is the kind of row. The command `status` therefore
takes one statement, and one switch to the database's thread.
"""

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

from core.outbox.states import NOT_REPORTED
from core.people.directory import people_meant
from core.people.model import Role
from core.records.askers import NO_LANGUAGE, NO_PLAN
from core.records.record_query_parts import PARTS, row_of
from core.storage.change_counters import GOALS_CHANGED
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

# three ways to name a person; each query selects the id of one person, or none
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


_ROOTS = {"identity": _BY_IDENTITY, "name": _BY_NAME, "id": _BY_ID}


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
    """Return SQL for one text with a person's choices, which `_read_person` parses.

    The text has notices on or off, the order of the name, how tests were bought, the language (two
    letters), and the display name.
    """
    flags = cast(case((columns.notices_on, 1), else_=0), Text) + cast(
        case((columns.family_first, 1), else_=0), Text
    )
    plan = func.substr(func.coalesce(columns.retake_plan, NO_PLAN), 1, 1)
    spoken = func.coalesce(columns.language, NO_LANGUAGE)
    return flags + plan + spoken + func.coalesce(columns.display_name, "")


def _roles(root: CTE) -> Select[Any]:
    return (
        row_of("role", roles.c.role, organisations.c.id, organisations.c.name)
        .select_from(root)
        .join(roles, roles.c.person_id == root.c.person_id)
        .join(organisations, organisations.c.id == roles.c.organisation_id)
    )


def _employer() -> Select[Any]:
    """Return the part of the query that reads the employer of the user's workspace.

    Every member of the workspace acts for the employer, even without being linked to a person.
    """
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
    """Return the part of the query that counts the user's undeliverable notices.

    Only notices that the user was not told about are counted.
    """
    # not a join, because SQLite would then read all notices before filtering
    person_id = select(func.min(root.c.person_id)).scalar_subquery()
    return row_of("missed", func.count(notices.c.id)).where(
        notices.c.person_id == person_id, NOT_REPORTED
    )


def _lost() -> Select[Any]:
    """Return the part of the query that reads whether the chat was marked as unreachable.

    The chat has just sent a message, so it can be reached again now.
    """
    return row_of("lost", chat_identities.c.id).where(
        chat_identities.c.platform == bindparam("platform", type_=Text),
        chat_identities.c.external_id == bindparam("external_id", type_=Text),
        chat_identities.c.unreachable_since.is_not(None),
    )


def _chat() -> Select[Any]:
    """Return the part of the query that reads the chat's language, and what it was last about."""
    columns = chat_memories.c
    return row_of("chat", columns.language, columns.topic, columns.topic_at).where(
        columns.platform == bindparam("platform", type_=Text),
        columns.external_id == bindparam("external_id", type_=Text),
    )


def asker_query(by: str, *, record: bool) -> Query:
    """Return the query that reads one person.

    `by` says how the person is named: identity, name or id. With `record`, the query also reads the
    person's record.
    """
    root = _ROOTS[by]
    rows = [part(root) for part in (_person, _roles, _followed, _goals, _missed)]
    if record:
        rows += [*_record_parts(root), _freshness(root)]
    return Query(
        union_all(*rows, *([_employer(), _lost(), _chat()] if root is _BY_IDENTITY else []))
    )
