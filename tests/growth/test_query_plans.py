"""No statement scans a whole table that grows with the number of candidates.

The query plans are those for ten million candidates, because both databases get the statistics of
such a database. PostgreSQL may not scan a whole table if any index can be used. It uses generic
plans, as it does for a statement that is executed often.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Table
from sqlalchemy.engine import make_url

from adapters.notice_relay import Relay
from adapters.periodic_jobs import PeriodicJobs
from bot.commands import COMMANDS
from bot.conversation import Conversation
from bot.reply import Turn
from core.edgefinder import Edgefinder, open_edgefinder
from core.importing.import_file import import_file
from core.importing.report import ImportKind
from core.people.model import Identity, Workspace
from core.storage.statement_log import statements_run
from core.storage.tables import chat_identities, metadata, people, roles
from tests.growth.filling import fill, plain_url
from tests.growth.rows import (
    DAY,
    PLATFORM,
    THEN,
    award_code,
    instructor_of,
    number_of,
)

CANDIDATES = 200
TIMES = 10_000_000 // CANDIDATES
ADMINISTRATOR = 100_000

SMALL = {
    "alembic_version": "one row",
    "audit_seals": "one an hour",
    "changes": "one row for each thing that is cached",
    "goals": "written by hand",
    "organisations": "one for each center",
    "workspaces": "one for each employer",
    "notice_places": "groups, and employers' chats",
    "slack_bots": "one for each workspace",
    "slack_installations": "one for each workspace",
    "slack_oauth_states": "for minutes",
    "imports": "one for each file",
    "brought_files": "for a day",
    "deliveries": "for a day",
}
"""The tables that stay small however many candidates there are, with the reason for each."""
GROWING = set(metadata.tables) - set(SMALL)
PARTIAL = re.compile(
    r"ix_notices_(due|lane|undeliverable|untold|reminders)|ix_notice_lanes_next|ix_corrections_open"
)
"""Partial indexes that contain only the few rows that are not done yet.

A statement may read such an index completely.
"""


async def _everything(edgefinder: Edgefinder, folder: Path) -> list[str]:
    """Run all commands, the periodic jobs and the relay. Return every statement that they send."""
    conversation = Conversation(edgefinder)
    code = award_code(1, CANDIDATES)
    staff: tuple[str, ...] = (
        *("roster", "roster Class 1", "students", f"student {number_of(2)}", "notices"),
        *(f"status {number_of(2)}", "result", "next", "seen", "signoff"),
    )
    typed = {
        1: (*(each.name for each in COMMANDS), "status M1-MMS", f"watch {code}", f"share {code}"),
        instructor_of(1, CANDIDATES): staff,
        ADMINISTRATOR: staff,
        99_999_999: ("start", f"verify {code}", f"watch {code}", "unwatch"),
    }
    await _add_administrator(edgefinder)
    employer = Identity("slack", "U1", workspace="T1")
    await edgefinder.workspaces.meet(Workspace("slack", "T1"), "Harbor Machine Works")
    with statements_run() as said:
        await conversation.answer(Turn(employer, f"verify {code}"))
        for who, asked in typed.items():
            for words in asked:
                await conversation.answer(Turn(Identity(PLATFORM, str(who)), words))
        relay = Relay(edgefinder, conversation, {})
        await relay.turn()
        for due in await edgefinder.outbox.claim():
            await edgefinder.outbox.sent(due)
            await edgefinder.outbox.failed(due, due.destinations[0], "it was away")
            await edgefinder.outbox.unreachable(due, due.destinations[0], "blocked")
        await edgefinder.outbox.give_back()
        await PeriodicJobs(edgefinder).turn()
        await edgefinder.audit_seals.seal_due()
        await edgefinder.pruning.write_due()
        await edgefinder.readiness.problems()
        await edgefinder.readiness.backlog()
        await edgefinder.chat_memory.flush()
        await edgefinder.audit.flush()
        await edgefinder.database_report.dead_letters()
        await edgefinder.contacts.find(number_of(3))
        await edgefinder.contacts.find("instructor2@example.org")
        file = folder / "results.csv"
        file.write_text(
            f"candidate_number,exam,outcome,taken_on\n{number_of(5)},M1-JBL-P,pass,{DAY}\n"
        )
        database, catalog, clock = edgefinder.database, edgefinder.catalog, edgefinder.clock
        await import_file(database, catalog, clock, ImportKind.RESULTS, file)
        await edgefinder.revocations.revoke(code, "issued by mistake")
    statements = {" ".join(each.split()) for each in said}
    return sorted(
        each
        for each in statements
        if _KINDS.match(each) and not _TAKES_A_FEW.fullmatch(each.replace("?", "$1"))
    )


async def _add_administrator(edgefinder: Edgefinder) -> None:
    rows: dict[Table, dict[str, object]] = {
        people: {"id": ADMINISTRATOR, "given_name": "Ada", "family_name": "Larsen"},
        roles: {"person_id": ADMINISTRATOR, "organisation_id": 1, "role": "administrator"},
        chat_identities: {
            "id": ADMINISTRATOR,
            "platform": PLATFORM,
            "external_id": f"{ADMINISTRATOR}",
            "address": f"{ADMINISTRATOR}",
            "person_id": ADMINISTRATOR,
            "linked_at": THEN,
        },
    }
    async with edgefinder.database.begin() as connection:
        for table, values in rows.items():
            await connection.execute(table.insert().values(**values))


_KINDS = re.compile(r"SELECT|UPDATE|DELETE|INSERT|WITH")
_TAKES_A_FEW = re.compile(r"SELECT [\w., ]+ FROM \w+ LIMIT \$\d(::INTEGER)?( OFFSET \$\d)?")
"""A query for any few rows of a table, in no particular order."""


@pytest.mark.slow
async def test_on_sqlite_no_statement_scans_a_whole_table_that_grows(
    sqlite_url: str, tmp_path: Path
) -> None:
    await fill(sqlite_url, CANDIDATES)
    file = str(make_url(sqlite_url).database)
    with closing(sqlite3.connect(file)) as connection:
        _pretend_sqlite_is_large(connection)
    edgefinder = await open_edgefinder(database_url=sqlite_url)
    asked = await _everything(edgefinder, tmp_path)
    await edgefinder.close()
    found: set[str] = set()
    with closing(sqlite3.connect(file)) as connection:
        for sql in asked:
            for *_, step in connection.execute(
                f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?")
            ):
                scanned = re.match(r"SCAN (\w+)", step)
                if scanned and scanned[1] in GROWING and not PARTIAL.search(step):
                    found.add(f"{step}: {sql}")
    assert found == set()


def _pretend_sqlite_is_large(connection: sqlite3.Connection) -> None:
    """Set SQLite's statistics to those of ten million candidates."""
    for rowid, stat in connection.execute("SELECT rowid, stat FROM sqlite_stat1").fetchall():
        count, *each = stat.split()
        large = " ".join([str(int(count) * TIMES), *each])
        connection.execute("UPDATE sqlite_stat1 SET stat = ? WHERE rowid = ?", (large, rowid))
    connection.commit()


@pytest.mark.slow
async def test_on_postgresql_no_statement_scans_a_whole_table_that_grows(
    postgres_url: str, tmp_path: Path
) -> None:
    await fill(postgres_url, CANDIDATES)
    edgefinder = await open_edgefinder(database_url=postgres_url)
    asked = await _everything(edgefinder, tmp_path)
    await edgefinder.close()
    connection = await asyncpg.connect(plain_url(postgres_url))
    try:
        await connection.execute("VACUUM (ANALYZE)")
        await _pretend_postgresql_is_large(connection)
        await connection.execute("SET plan_cache_mode = force_generic_plan")
        early = {
            f"{each}: {sql}"
            for sql in asked
            for plan in [await _plan(connection, sql)]
            for each in _stops_early(plan, plan["Total Cost"])
        }
        for off in ("seqscan", "hashjoin", "mergejoin"):
            await connection.execute(f"SET enable_{off} = off")
        whole = {
            f"{each}: {sql}" for sql in asked for each in _read_whole(await _plan(connection, sql))
        }
    finally:
        await connection.close()
    assert (whole, early) == (set(), set())


async def _pretend_postgresql_is_large(connection: asyncpg.Connection) -> None:
    """Set PostgreSQL's statistics to those of ten million candidates, all with different ids."""
    # partial indexes keep their size, because a large database has as many waiting notices as a
    # small one
    rows = f"""
        UPDATE pg_class SET reltuples = greatest(reltuples, 1) * {TIMES}
        WHERE oid = $1::text::regclass OR oid IN (
            SELECT indexrelid FROM pg_index WHERE indrelid = $1::text::regclass AND indpred IS NULL
        )
    """
    ids = f"""
        UPDATE pg_statistic SET stadistinct = -stadistinct * {TIMES} / reltuples
        FROM pg_class, pg_attribute
        WHERE pg_class.oid = $1::text::regclass AND starelid = pg_class.oid AND stadistinct > 0
            AND attrelid = starelid AND attnum = staattnum AND attname ~ 'id$'
    """
    for table in GROWING:
        await connection.execute(rows, table)
        await connection.execute(ids, table)


async def _plan(connection: asyncpg.Connection, sql: str) -> dict[str, Any]:
    """Return the plan that PostgreSQL makes for a statement without knowing its values."""
    values = ", ".join(["NULL"] * len(set(re.findall(r"\$\d+", sql))))
    given = f"({values})" if values else ""
    await connection.execute(f"PREPARE it AS {sql}")
    plan = await connection.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE it{given}")
    await connection.execute("DEALLOCATE it")
    return dict(json.loads(plan)[0]["Plan"])


def _stops_early(step: dict[str, Any], cost: float) -> Iterator[str]:
    """Yield the tables that a plan scans from the start because it expects an early match.

    `cost` is the estimated cost of the whole statement. A complete scan of such a table would cost
    more. PostgreSQL expects an early match because it assumes that a third of the rows meet any
    comparison, but often only a few rows do.
    """
    if step["Node Type"] == "Seq Scan" and step["Total Cost"] > cost:
        yield f"Seq Scan of {step['Relation Name']}, just its start"
    for each in step.get("Plans", ()):
        yield from _stops_early(each, cost)


def _read_whole(step: dict[str, Any]) -> Iterator[str]:
    """Yield the growing tables that a step of a plan, or a step below it, has to scan completely.

    With so few rows, PostgreSQL also scans some indexes by choice. It has to scan only if there is
    no index that can be used, or if it runs another query for each row.
    """
    forced = step["Node Type"] == "Seq Scan" or (
        "SubPlan" in step.get("Filter", "") and not {"Index Cond", "Recheck Cond"} & set(step)
    )
    if forced and step.get("Relation Name") in GROWING:
        yield f"{step['Node Type']} of {step['Relation Name']}"
    for each in step.get("Plans", ()):
        yield from _read_whole(each)
