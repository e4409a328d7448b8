"""Which keys and joins fit a database that is divided by candidate, as Citus divides it.

Citus has three rules for the column by which a table is divided. It is in each unique constraint of
the table. It is never NULL. It is in each foreign key between two divided tables. A table that
every server has as a whole (a "reference table") may be joined with anything:
https://docs.citusdata.com/en/stable/develop/reference_ddl.html

The lists here name what does not fit yet, with the change that it needs (docs/scaling.md). Add each
new table or key to a list, and remove what is fixed.
"""

import importlib
import sys
from collections.abc import Iterator
from pkgutil import walk_packages

import pytest
from sqlalchemy import (
    ClauseElement,
    ColumnClause,
    ForeignKey,
    Select,
    Table,
    UniqueConstraint,
    Update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import Join

import core
from core.storage.raw_statements import Statement
from core.storage.stored_queries import StoredQuery
from core.storage.tables import metadata

DIVIDED = {
    # these are divided by the person to whom the rows belong
    "people": "id",
    "candidate_numbers": "person_id",
    "roles": "person_id",
    "agreements": "person_id",
    "roster_candidates": "person_id",
    "roster_instructors": "person_id",
    "chat_identities": "person_id",
    "invitations": "person_id",
    "corrections": "person_id",
    "results": "candidate_id",
    "awards": "candidate_id",
    "earned_elsewhere": "candidate_id",
    "followed_goals": "person_id",
    "goal_proofs": "person_id",
    "sign_offs": "candidate_id",
    "notices": "person_id",
    "notice_lanes": "person_id",
    "notice_settings": "person_id",
    "roster_notices": "person_id",
    "digest_awards": "person_id",
    "watches": "person_id",
    "audit_entries": "subject_id",
    "brought_files": "person_id",
    # these are divided by the named column, not by person: no query joins them with a person's
    # rows
    "award_statuses": "list",
    "chat_memories": "external_id",
    "opened_pages": "external_id",
    "deliveries": "name",
    "checks": "workspace_id",
}
BY_PERSON = set(list(DIVIDED)[: list(DIVIDED).index("award_statuses")])
WHOLE = {
    "organisations": "one for each center",
    "rosters": "one for 25 candidates, and read far more often than changed",
    "goals": "written by hand",
    "changes": "one row for each thing that is cached",
    "imports": "one for each file",
    "known_batches": "one for 20,000 results, and emptied whenever a result is changed",
    "workspaces": "one for each employer",
    "notice_places": "groups, and employers' chats",
    "roster_places": "groups for a roster",
    "audit_seals": "one an hour",
    "slack_bots": "one for each workspace",
    "slack_installations": "one for each workspace",
    "slack_oauth_states": "for minutes",
}
"""The tables that every server has as a whole, and why each of them stays small."""

_ID = "the key becomes (person, id), and every server makes its own ids"
_FOUND_BY = "a table of its own, divided by this value, says whose it is; then one server is asked"
_OTHERS = "it points at another person's row: it becomes a plain column with an index"
_STRANGERS = "rows of people who are not on record need a number too, from a range of their own"
_CENTRAL = "only one server may give numbers in order: it stays on the coordinator"
UNFIT = {
    **{
        f"{table} unique (id)": _ID
        for table in (
            *("awards", "brought_files", "chat_identities", "checks", "corrections"),
            *("earned_elsewhere", "goal_proofs", "invitations", "notice_lanes", "notices"),
            *("sign_offs", "watches"),
        )
    },
    "awards unique (code)": _FOUND_BY,
    "candidate_numbers unique (organisation_id, number)": _FOUND_BY,
    "chat_identities unique (platform, external_id)": _FOUND_BY,
    "goal_proofs unique (token_hash)": _FOUND_BY,
    "invitations unique (token_hash)": _FOUND_BY,
    "invitations unique (asked_token)": _FOUND_BY,
    "people unique (email_key)": _FOUND_BY,
    "people unique (nims_number)": _FOUND_BY,
    "notices unique (dedupe_key)": "the person, who is in the key's text, joins it as a column",
    "notice_lanes unique (place_id)": "queues of places move to a table of their own, kept whole",
    "watches unique (award_id, place_id)": "watches of places move to a table of their own",
    "watches unique (proof_id, place_id)": "watches of places move to a table of their own",
    "notice_lanes.person_id may be null": _STRANGERS,
    "notices.person_id may be null": _STRANGERS,
    "watches.person_id may be null": _STRANGERS,
    "audit_entries unique (id)": _CENTRAL,
    "audit_entries.subject_id may be null": _CENTRAL,
    "award_statuses unique (award_id)": "it becomes an index: the pair (list, place) is unique",
    "award_statuses.award_id -> awards.id": _OTHERS,
    "awards.duplicate_of -> awards.id": "both columns of the key: the record is one person's",
    "notices.lane_id -> notice_lanes.id": "both columns of the key: the queue is the person's",
    "digest_awards.award_id -> awards.id": _OTHERS,
    "imports.brought_by -> people.id": _OTHERS,
    "notice_places.person_id -> people.id": _OTHERS,
    "notices.award_id -> awards.id": _OTHERS,
    "sign_offs.signed_by -> people.id": _OTHERS,
    "sign_offs.trainer_id -> people.id": _OTHERS,
    "watches.award_id -> awards.id": _OTHERS,
    "watches.proof_id -> goal_proofs.id": _OTHERS,
}
"""The keys that do not fit a divided database, and the change that each of them needs."""


_NAMES_IT = "the row names the candidate too, and the join takes both columns"
JOINED_ACROSS = {
    "awards by awards.id, notices.award_id": _NAMES_IT,
    "awards by awards.id, watches.award_id": _NAMES_IT,
    "goal_proofs by goal_proofs.id, watches.proof_id": _NAMES_IT,
}
"""The joins of prepared statements that may need rows of another server.

Each has the change that it needs.
"""


def _unique(table: Table) -> list[tuple[str, ...]]:
    """Return the columns of each unique constraint."""
    found = [tuple(column.name for column in table.primary_key)]
    found += [
        tuple(column.name for column in constraint.columns)
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    found += [
        tuple(column.name for column in index.columns) for index in table.indexes if index.unique
    ]
    return found


def _points_across(key: ForeignKey, table: Table) -> bool:
    """Whether a foreign key of a divided table may lead to a row on another server."""
    target = key.column.table.name
    if target in WHOLE:
        return False
    return not (
        table.name in BY_PERSON
        and key.parent.name == DIVIDED[table.name]
        and key.column.name == DIVIDED[target]
    )


def _misfits() -> set[str]:
    found = set()
    for table in metadata.tables.values():
        by = DIVIDED.get(table.name)
        if by is not None:
            if table.c[by].nullable:
                found.add(f"{table.name}.{by} may be null")
            for columns in _unique(table):
                if by not in columns:
                    found.add(f"{table.name} unique ({', '.join(columns)})")
        for key in table.foreign_keys:
            if _points_across(key, table):
                found.add(f"{table.name}.{key.parent.name} -> {key.target_fullname}")
    return found


def _name_of(table: object) -> str:
    """Return the name of a table or of the table that an alias stands for.

    Return "" for a query.
    """
    return str(getattr(getattr(table, "element", table), "name", ""))


def _joined_columns(join: Join) -> set[str]:
    return {
        f"{_name_of(each.table)}.{each.name}"
        for each in visitors.iterate(join.onclause)
        if isinstance(each, ColumnClause)
    }


_SERVER = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy has no type for it


def _prepared() -> list[ClauseElement]:
    """Return the statements that the modules of core build when they are imported."""
    for each_module in walk_packages(core.__path__, "core."):
        if "migrations" not in each_module.name:
            importlib.import_module(each_module.name)
    found: list[ClauseElement] = []
    for name, module in list(sys.modules.items()):
        if name.startswith("core."):
            for value in vars(module).values():
                several = value.values() if isinstance(value, dict) else [value]
                found += [each._for(_SERVER) for each in several if isinstance(each, Statement)]
                found += [
                    each.build()._for(_SERVER) for each in several if isinstance(each, StoredQuery)
                ]
                found += [each for each in several if isinstance(each, Select | Update)]
    return found


def _joins_of(statement: ClauseElement) -> Iterator[Join]:
    for part in visitors.iterate(statement):
        if isinstance(part, Select):
            for whole in part.get_final_froms():
                yield from (each for each in visitors.iterate(whole) if isinstance(each, Join))


def _joins_across() -> set[str]:
    """Return the joins in which a divided table is not joined by its person."""
    found = set()
    for statement in _prepared():
        for join in _joins_of(statement):
            table = _name_of(join.right)
            by = DIVIDED.get(table)
            columns = _joined_columns(join)
            if by is not None and f"{table}.{by}" not in columns:
                found.add(f"{table} by {', '.join(sorted(columns))}")
    return found


def test_every_table_is_listed_either_as_divided_or_as_kept_whole_on_each_server() -> None:
    assert set(metadata.tables) == {*DIVIDED, *WHOLE}
    assert not {*DIVIDED} & {*WHOLE}


def test_every_key_that_does_not_fit_a_divided_database_is_listed_with_the_needed_change() -> None:
    assert _misfits() == set(UNFIT)


def test_every_join_that_may_need_another_server_is_listed_with_the_needed_change() -> None:
    assert len(_prepared()) > 20
    assert _joins_across() == set(JOINED_ACROSS)


@pytest.mark.parametrize("table", ["results", "roles", "roster_candidates", "followed_goals"])
def test_the_keys_of_the_largest_tables_fit_a_divided_database(table: str) -> None:
    assert not [each for each in UNFIT if each.startswith(f"{table}.") or f"{table} " in each]
