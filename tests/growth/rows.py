"""Generate the rows of a database with any number of candidates.

Each candidate has three results, a credential, a linked chat, a place on a roster, and a sent
notice. The rows are the same in every run.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from core.awards.codes import code_of
from core.names import sort_name

OF_A_ROSTER = 25
OF_AN_ORGANIZATION = 1_000
RESULTS_OF_EACH = 3
WITH_NOTICES_DUE = 1_000
"""How many candidates have notices due.

The number is the same in the small and the large database.
"""
DUE_FOR_EACH = 3
CREDENTIAL = "M1-MMS"
EXAMS = ("M1-MMS-T", "M1-MMS-P", "M1-JBL-T")
PLATFORM = "telegram"
THEN = datetime(2026, 1, 5, 15, tzinfo=UTC)
DAY = date(2026, 1, 5)
_CODES = 1 << 60

Row = tuple[Any, ...]
Rows = Callable[[int], Iterator[Row]]


@dataclass(frozen=True)
class Filled:
    """A table, its columns, and a function that returns its rows for a number of candidates."""

    name: str
    columns: tuple[str, ...]
    rows: Rows


def organizations(candidates: int) -> int:
    return -(-candidates // OF_AN_ORGANIZATION)


def rosters(candidates: int) -> int:
    return -(-candidates // OF_A_ROSTER)


def number_of(candidate: int) -> str:
    return f"C{candidate:08}"


def award_code(candidate: int, candidates: int) -> str:
    """Return the code of a candidate's credential. Codes ascend, which fills the index faster."""
    return code_of(candidate * (_CODES // (candidates + 1)))


def instructor_of(roster: int, candidates: int) -> int:
    """Return the id of a roster's instructor.

    The ids of instructors come after those of the candidates.
    """
    return candidates + roster


def _organizations(candidates: int) -> Iterator[Row]:
    for each in range(1, organizations(candidates) + 1):
        yield each, f"Center {each}", f"center {each}"


def _people(candidates: int) -> Iterator[Row]:
    for each in range(1, candidates + 1):
        family = f"Example {each}"
        yield each, number_of(each), None, None, "Ana", family, sort_name("Ana", family)
    for roster in range(1, rosters(candidates) + 1):
        email = f"instructor{roster}@example.org"
        who = instructor_of(roster, candidates)
        yield who, None, email, email, "Ines", f"Teacher {roster}", f"teacher {roster} ines"


def _numbers(candidates: int) -> Iterator[Row]:
    for each in range(1, candidates + 1):
        yield _organization(each), number_of(each), number_of(each), each


def _organization(candidate: int) -> int:
    return (candidate - 1) // OF_AN_ORGANIZATION + 1


def _roles(candidates: int) -> Iterator[Row]:
    for each in range(1, candidates + 1):
        yield each, _organization(each), "candidate"
    for roster, organization in _rosters_of(candidates):
        yield instructor_of(roster, candidates), organization, "instructor"


def _rosters_of(candidates: int) -> Iterator[tuple[int, int]]:
    for roster in range(1, rosters(candidates) + 1):
        yield roster, _organization((roster - 1) * OF_A_ROSTER + 1)


def _rosters(candidates: int) -> Iterator[Row]:
    for roster, organization in _rosters_of(candidates):
        yield roster, organization, f"Class {roster}", f"class {roster}"


def _taught(candidates: int) -> Iterator[Row]:
    for roster, _ in _rosters_of(candidates):
        yield roster, instructor_of(roster, candidates)


def _on_rosters(candidates: int) -> Iterator[Row]:
    for each in range(1, candidates + 1):
        yield (each - 1) // OF_A_ROSTER + 1, each


def _chats(candidates: int) -> Iterator[Row]:
    for each in range(1, candidates + rosters(candidates) + 1):
        yield each, PLATFORM, str(each), str(each), each, THEN


def _results(candidates: int) -> Iterator[Row]:
    for each in range(1, candidates + 1):
        for exam in EXAMS:
            yield each, exam, DAY, 0, "pass"


def _awards(candidates: int) -> Iterator[Row]:
    for each in range(1, candidates + 1):
        yield each, award_code(each, candidates), each, CREDENTIAL, DAY, THEN


def _queues(candidates: int) -> Iterator[Row]:
    due = min(WITH_NOTICES_DUE, candidates)
    for each in range(1, candidates + 1):
        yield each, each, THEN if each <= due else None


def _notices(candidates: int) -> Iterator[Row]:
    for each in range(1, candidates + 1):
        key = f"award_earned:{each}:{each}"
        yield key, "award_earned", each, each, each, "sent", THEN, THEN, THEN
    for each in range(1, min(WITH_NOTICES_DUE, candidates) + 1):
        for one in range(DUE_FOR_EACH):
            key = f"award_earned:{each}:{each}:{one}"
            yield key, "award_earned", each, each, each, "due", THEN, THEN, None


def _imports(candidates: int) -> Iterator[Row]:
    for each in range(1, organizations(candidates) + 1):
        yield each, "results", "results.csv", THEN, THEN


TABLES = (
    Filled("organisations", ("id", "name", "folded"), _organizations),
    Filled(
        "people",
        ("id", "number", "email", "email_key", "given_name", "family_name", "sort_name"),
        _people,
    ),
    Filled("candidate_numbers", ("organisation_id", "number", "bare", "person_id"), _numbers),
    Filled("roles", ("person_id", "organisation_id", "role"), _roles),
    Filled("rosters", ("id", "organisation_id", "name", "folded"), _rosters),
    Filled("roster_instructors", ("roster_id", "person_id"), _taught),
    Filled("roster_candidates", ("roster_id", "person_id"), _on_rosters),
    Filled(
        "chat_identities",
        ("id", "platform", "external_id", "address", "person_id", "linked_at"),
        _chats,
    ),
    Filled("imports", ("id", "kind", "file_name", "started_at", "finished_at"), _imports),
    Filled("results", ("candidate_id", "exam_code", "taken_on", "attempt", "outcome"), _results),
    Filled(
        "awards",
        ("id", "code", "candidate_id", "credential_code", "issued_on", "awarded_at"),
        _awards,
    ),
    Filled("notice_lanes", ("id", "person_id", "next_at"), _queues),
    Filled(
        "notices",
        (
            *("dedupe_key", "kind", "person_id", "award_id", "lane_id", "state"),
            *("created_at", "not_before", "settled_at"),
        ),
        _notices,
    ),
)
"""All tables that grow with the candidates. Each comes after the tables that it refers to."""


def total(rows: Iterable[Row]) -> int:
    return sum(1 for _ in rows)
