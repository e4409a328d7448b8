"""Every column with a person's data is exported and forgotten, or is listed with a reason."""

import re

from sqlalchemy import Column

from core.data_rights.data_pdf_words import COLUMNS, TOPICS
from core.data_rights.personal_columns import ABOUT_NOBODY, BY_CHAT, PERSONAL, THEIRS, Fate
from core.data_rights.personal_data import queries
from core.storage.tables import metadata, people

PERSONS_OWN = {"awards", "goal_proofs", "notice_places", "notice_lanes", "imports"}
"""Tables whose rows belong to a person and are referred to by other tables."""


def references(to: set[str]) -> set[Column[object]]:
    return {
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name in to for key in column.foreign_keys)
    }


def written(columns: set[Column[object]]) -> list[str]:
    return sorted(str(each) for each in columns)


def test_what_happens_to_every_column_that_refers_to_a_person_is_listed() -> None:
    assert written(references({"people"})) == written(set(PERSONAL))


def test_what_happens_to_every_column_that_refers_to_a_persons_award_or_proof_is_listed() -> None:
    assert written(references(PERSONS_OWN)) == written(set(THEIRS))


def test_every_table_is_listed_either_as_about_people_or_as_about_nobody() -> None:
    about = {each.table.name for each in (*PERSONAL, *THEIRS)} | {people.name} | set(BY_CHAT)
    assert {each.name for each in metadata.sorted_tables} == about | set(ABOUT_NOBODY)
    assert not about & set(ABOUT_NOBODY)


def test_a_column_that_is_not_exported_or_not_deleted_is_listed_with_a_reason() -> None:
    for column, personal in PERSONAL.items():
        if not personal.topic or personal.fate is Fate.NAMELESS:
            assert re.search(r"\w+ \w+", personal.why), str(column)


def test_every_topic_of_the_export_has_a_query_and_a_heading() -> None:
    asked = queries(1)
    assert {each.topic for each in PERSONAL.values() if each.topic} <= set(asked)
    assert set(asked) == set(TOPICS)


def test_every_column_that_is_exported_has_a_heading() -> None:
    from core.data_rights.personal_data import _LEFT_OUT  # noqa: PLC0415 - to compare with

    exported = {
        column.name for query in queries(1).values() for column in query.selected_columns
    } - _LEFT_OUT
    assert exported <= set(COLUMNS), exported - set(COLUMNS)
