"""The statement that reads a whole class: a row for each student, with their record as JSON.

If a student's row has not changed since the last query, the same `Member` object is returned again.
The object keeps everything that was worked out about the student.
"""

from functools import lru_cache
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, case, cast, exists, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from core.memories import emptied_when_forgetting
from core.people.person_columns import PERSON_COLUMNS, stored_person
from core.people.roster_lookup import without_roster
from core.records.members import MOST_KEPT, Member
from core.records.record_query_parts import PARTS
from core.records.record_rows import RecordRows
from core.storage.column_keys import ColumnKeys
from core.storage.raw_statements import Query
from core.storage.tables import agreements, candidate_numbers, people, roster_candidates, rosters
from core.storage.types import Key


class _rows_as_json(FunctionElement[str]):  # noqa: N801 - written like a function of SQL
    """SQL for the rows of a table as the text of a JSON array of arrays.

    If the table has no rows, the SQL returns NULL or [].
    """

    type = Text()
    inherit_cache = True


@compiles(_rows_as_json, "sqlite")
def _on_sqlite(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    # appended to a text: SQLite would otherwise embed the array as JSON, without quoting it
    return f"'' || json_group_array(json_array({compiler.process(element.clauses, **options)}))"


@compiles(_rows_as_json)
def _on_postgresql(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    arguments = compiler.process(element.clauses, **options)
    return f"CAST(json_agg(json_build_array({arguments})) AS TEXT)"


def _record_part(kind: str) -> ColumnElement[Any]:
    whose, columns = PARTS[kind]
    if kind == "result":
        columns = *columns, whose.table.c.organisation_id
    texts = [cast(column, Text) for column in columns]
    of_them = select(_rows_as_json(*texts)).where(whose == people.c.id)
    return of_them.correlate(people).scalar_subquery().label(kind)


def _class(members: Select[Any], organization: ColumnElement[Any]) -> Query:
    """Return the query for these candidates, as staff of an organization may see them.

    The organization's id is in a row's last column if the staff may see only the results that it
    submitted.
    """
    numbers, agreed = candidate_numbers.c, agreements.c
    elsewhere = exists().where(
        numbers.person_id == people.c.id, numbers.organisation_id != organization
    )
    has_agreed = exists().where(
        agreed.person_id == people.c.id,
        agreed.what == "results",
        agreed.organisation_id == organization,
    )
    only_of = case((and_(elsewhere, ~has_agreed), organization))
    return Query(
        select(
            *PERSON_COLUMNS,
            people.c.sort_name,
            *(_record_part(kind) for kind in PARTS),
            only_of.label("only_of"),
        ).where(people.c.id.in_(members))
    )


_roster, _organization = bindparam("roster", type_=Key), bindparam("organization", type_=Key)
ON_ROSTER = _class(
    select(roster_candidates.c.person_id).where(roster_candidates.c.roster_id == _roster),
    select(rosters.c.organisation_id).where(rosters.c.id == _roster).scalar_subquery(),
)
WITHOUT_ROSTER = _class(without_roster(_organization), _organization)
_by_name = itemgetter(len(PERSON_COLUMNS), 0)
"""Returns what a class is sorted by from a row: the student's name, then the id."""


def members_in(rows: Any, keys: ColumnKeys) -> list[Member]:
    """Return the students in the rows of the query, sorted by family name."""
    return [_member(keys, *row) for row in sorted(rows, key=_by_name)]


@lru_cache(maxsize=MOST_KEPT)
def _member(keys: ColumnKeys, *row: Any) -> Member:
    person = stored_person(row[: len(PERSON_COLUMNS)], keys)
    _, *parts, only_of = row[len(PERSON_COLUMNS) :]
    rows = RecordRows()
    for kind, text in zip(PARTS, parts, strict=True):
        for columns in orjson.loads(text) if text else ():
            if kind == "result" and only_of is not None and columns[-1] != str(only_of):
                continue
            rows.add(kind, columns)
    return Member(person, rows.record(retake_plan=person.retake_plan))


emptied_when_forgetting(_member.cache_clear)
