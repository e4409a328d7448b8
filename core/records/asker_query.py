"""The statement that reads the user who is asking and their record.

All of it comes as rows of seven strings, the first of which is the kind of row, so that a whole
`status` costs one statement and one thread hop.
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
    literal_column,
    null,
    select,
    union_all,
)

from core.outbox.states import NOT_REPORTED
from core.people.directory import people_meant
from core.people.model import Role
from core.records.askers import NO_LANGUAGE, NO_PLAN
from core.records.batch_loading import by_two_people
from core.storage.change_counters import GOALS_CHANGED
from core.storage.raw_statements import Query
from core.storage.tables import (
    awards,
    chat_identities,
    chat_memories,
    earned_elsewhere,
    followed_goals,
    imports,
    notices,
    organisations,
    people,
    results,
    roles,
    sign_offs,
    workspaces,
)
from core.storage.types import Key

_WIDTH = 6

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


_ROOTS = {"identity": _BY_IDENTITY, "name": _BY_NAME, "id": _BY_ID}


def _row(kind: str, *columns: ColumnElement[Any]) -> Select[Any]:
    texts: list[ColumnElement[Any]] = [cast(column, Text) for column in columns]
    texts += [cast(null(), Text)] * (_WIDTH - len(texts))
    named = [text.label(f"c{place}") for place, text in enumerate(texts)]
    return select(literal_column(f"'{kind}'", Text).label("kind"), *named)


def _person(root: CTE) -> Select[Any]:
    columns = people.c
    return _row(
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
    plan = func.substr(func.coalesce(columns.retake_plan, NO_PLAN), 1, 1)
    spoken = func.coalesce(columns.language, NO_LANGUAGE)
    return flags + plan + spoken + func.coalesce(columns.display_name, "")


def _roles(root: CTE) -> Select[Any]:
    return (
        _row("role", roles.c.role, organisations.c.id, organisations.c.name)
        .select_from(root)
        .join(roles, roles.c.person_id == root.c.person_id)
        .join(organisations, organisations.c.id == roles.c.organisation_id)
    )


def _employer() -> Select[Any]:
    """Part of the query: the employer for which members of a workspace act, linked or not."""
    return (
        _row("role", literal(Role.EMPLOYER.value, Text), organisations.c.id, organisations.c.name)
        .select_from(workspaces)
        .join(organisations, organisations.c.id == workspaces.c.organisation_id)
        .where(
            workspaces.c.platform == bindparam("platform", type_=Text),
            workspaces.c.external_id == bindparam("workspace", type_=Text),
        )
    )


def _results(root: CTE) -> Select[Any]:
    columns = results.c
    return _row(
        "result", columns.exam_code, columns.taken_on, columns.attempt, columns.outcome
    ).join_from(root, results, columns.candidate_id == root.c.person_id)


def _awards(root: CTE) -> Select[Any]:
    columns = awards.c
    return _row(
        "award",
        columns.code,
        columns.credential_code,
        columns.issued_on,
        columns.revoked_on,
        columns.revoked_because,
        columns.revoked_by,
    ).join_from(root, awards, columns.candidate_id == root.c.person_id)


def _elsewhere(root: CTE) -> Select[Any]:
    columns = earned_elsewhere.c
    return _row(
        "elsewhere", columns.credential_code, columns.issued_on, columns.issuer, columns.evidence
    ).join_from(root, earned_elsewhere, columns.candidate_id == root.c.person_id)


def _signed(root: CTE) -> Select[Any]:
    columns = sign_offs.c
    return _row(
        "signed",
        columns.goal_code,
        columns.item,
        columns.hours,
        columns.signed_on,
        case((by_two_people(), 1), else_=0),
    ).join_from(root, sign_offs, columns.candidate_id == root.c.person_id)


def _freshness(root: CTE) -> Select[Any]:
    newest = (
        select(func.max(imports.c.finished_at)).where(imports.c.kind == "results").scalar_subquery()
    )
    return _row("imported", newest).select_from(root)


def _followed(root: CTE) -> Select[Any]:
    columns = followed_goals.c
    return _row("follows", columns.goal_code, columns.followed_at).join_from(
        root, followed_goals, columns.person_id == root.c.person_id
    )


def _goals(_: CTE) -> Select[Any]:
    return _row("goals", GOALS_CHANGED.scalar_subquery())


def _missed(root: CTE) -> Select[Any]:
    """Part of the query: the number of undeliverable notices not yet mentioned to the user."""
    # without a join, because SQLite would then read all notices before filtering
    person_id = select(func.min(root.c.person_id)).scalar_subquery()
    return _row("missed", func.count(notices.c.id)).where(
        notices.c.person_id == person_id, NOT_REPORTED
    )


def _lost() -> Select[Any]:
    """Part of the query: the chat, if it could not be reached before but now sends a message."""
    return _row("lost", chat_identities.c.id).where(
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
    return _row("chat", columns.language, columns.topic, columns.topic_at).where(
        columns.platform == bindparam("platform", type_=Text),
        columns.external_id == bindparam("external_id", type_=Text),
    )


def asker_query(by: str, *, record: bool) -> Query:
    """The query about the person named by `by`: identity, name or id; `record`: theirs too."""
    root = _ROOTS[by]
    sections = [_person, _roles, _followed, _goals, _missed]
    if record:
        sections += [_results, _awards, _elsewhere, _signed, _freshness]
    rows = [section(root) for section in sections]
    return Query(
        union_all(*rows, *([_employer(), _lost(), _chat()] if root is _BY_IDENTITY else []))
    )
