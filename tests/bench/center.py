"""Fill a database with a large training center.

It uses only tables and columns that the earliest measured build also has.
"""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import asyncpg

from core.awards.codes import new_code

CANDIDATES = 20_000
TEAM = "T0BENCH"
INSTRUCTOR = CANDIDATES + 1
"""The instructor's id in the database, and also the id of their Telegram account."""
ROSTERS = {"Thirty": 30, "Five hundred": 500}
EXAMS = ("M1-MMS-T", "M1-JBL-T", "M1-JBL-P", "M1-TUR-T", "M1-CMO-T", "M1-GRD-T")
FAILED = "M1-GRD-T"
_DAY = date(2026, 2, 3)
_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)

Rows = list[tuple[Any, ...]]


def center() -> Iterator[tuple[str, str, Rows]]:
    """Yield each table with its columns and rows. Each candidate has six results and an award."""
    numbers = range(1, CANDIDATES + 1)
    yield "organisations", "id, name, folded", [(1, "House", "house")]
    people: Rows = [(n, str(n), "Ana", f"Example {n}") for n in numbers]
    people.append((INSTRUCTOR, None, "Ines", "Ortega"))
    yield "people", "id, number, given_name, family_name", people
    roles: Rows = [(n, 1, "candidate") for n in numbers]
    roles.append((INSTRUCTOR, 1, "instructor"))
    yield "roles", "person_id, organisation_id, role", roles
    chats = [
        (platform, whose, whose, n, _MOMENT)
        for n in (*numbers, INSTRUCTOR)
        for platform, whose in (("telegram", str(n)), ("slack", f"{TEAM}:U{n}"))
    ]
    yield "chat_identities", "platform, external_id, address, person_id, linked_at", chats
    results = [
        (n, exam, _DAY, 0, "fail" if exam == FAILED else "pass") for n in numbers for exam in EXAMS
    ]
    yield "results", "candidate_id, exam_code, taken_on, attempt, outcome", results
    awards = [(new_code(), n, "M1-MMS", _DAY, _MOMENT) for n in numbers]
    yield "awards", "code, candidate_id, credential_code, issued_on, awarded_at", awards
    named = list(enumerate(ROSTERS.items(), 1))
    rosters: Rows = [(place, 1, name, name.lower()) for place, (name, _) in named]
    yield "rosters", "id, organisation_id, name, folded", rosters
    yield "roster_instructors", "roster_id, person_id", [(n, INSTRUCTOR) for n, _ in named]
    members: Rows = [(place, n) for place, (_, size) in named for n in range(1, size + 1)]
    yield "roster_candidates", "roster_id, person_id", members


def fill_sqlite(file: Path) -> None:
    """Write the center into a migrated SQLite file."""
    with sqlite3.connect(file) as raw:
        for table, columns, rows in center():
            marks = ", ".join("?" * len(rows[0]))
            stored = (tuple(map(_as_text, row)) for row in rows)
            raw.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", stored)
        raw.execute("ANALYZE")


def _as_text(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S.%fZ}"
    return value.isoformat() if isinstance(value, date) else value


async def fill_postgresql(url: str) -> None:
    """Write the center into a migrated PostgreSQL database."""
    raw = await asyncpg.connect(url.replace("+asyncpg", ""))
    for table, columns, rows in center():
        await raw.copy_records_to_table(table, records=rows, columns=columns.split(", "))
    await raw.execute("ANALYZE")
    await raw.close()


def codes_in(file: Path) -> dict[int, str]:
    """Return the codes of the candidates' awards."""
    with sqlite3.connect(file) as raw:
        return dict(raw.execute("SELECT candidate_id, code FROM awards").fetchall())
