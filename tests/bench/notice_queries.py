"""Benchmark claims and status queries with a million pending notices against a thousand."""

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot.conversation import Conversation
from bot.reply import Turn
from core.edgefinder import Edgefinder, open_edgefinder
from core.people.model import Identity
from tests.bench.measuring import Ratio, Work, side_by_side

_FEW, _MANY = 1_000, 1_000_000
_EACH = 10
"""The number of pending notices for each person."""
_CLAIMS, _ASKED = 5, 50
_THEN = "2026-01-01T00:00:00.000000Z"


async def notice_ratios(folder: Path) -> list[Ratio]:
    """Compare a million pending notices with a thousand, on SQLite.

    All of them are long overdue, for people who have a chat.
    """
    small = await _filled(folder / "few-owed.db", _FEW)
    large = await _filled(folder / "many-owed.db", _MANY)
    ratios = []
    for name, work in (("a relay's claim", _claims), ("status", _statuses)):
        ours, bare = await side_by_side(work(large, _MANY), work(small, _FEW), jobs=5)
        what = f"{name}, {_MANY:,} notices pending"
        ratios.append(Ratio(what, ours, f"the same of {_FEW:,}", bare, 2.0, 1.2, cost=True))
    for each in (small, large):
        await each.close()
    return ratios


def _claims(edgefinder: Edgefinder, _: int) -> Work:
    async def claim() -> int:
        """Claim queues and release them without sending."""
        for _ in range(_CLAIMS):
            due = await edgefinder.outbox.claim(20)
            assert len(due) >= 20, "too few notices are due"
            await edgefinder.outbox.postpone(due, edgefinder.clock())
        return _CLAIMS

    return claim


def _statuses(edgefinder: Edgefinder, pending: int) -> Work:
    conversation = Conversation(edgefinder)
    people = itertools.cycle(range(1, pending // _EACH + 1, 7))

    async def ask() -> int:
        for _ in range(_ASKED):
            await conversation.answer(Turn(Identity("telegram", str(next(people))), "status"))
        return _ASKED

    return ask


async def _filled(file: Path, pending: int) -> Edgefinder:
    edgefinder = await open_edgefinder(database_url=f"sqlite:///{file}")
    whole = range(1, pending // _EACH + 1)
    with closing(sqlite3.connect(file)) as connection:
        connection.executemany(
            "INSERT INTO people (id, number, given_name, family_name) "
            "VALUES (?, ?, 'Ana', 'Popescu')",
            ((number, str(number)) for number in whole),
        )
        connection.executemany(
            "INSERT INTO chat_identities (platform, external_id, address, person_id, linked_at) "
            f"VALUES ('telegram', ?1, ?1, ?1, '{_THEN}')",
            ((number,) for number in whole),
        )
        connection.executemany(
            f"INSERT INTO notice_lanes (id, person_id, next_at) VALUES (?1, ?1, '{_THEN}')",
            ((number,) for number in whole),
        )
        connection.executemany(
            "INSERT INTO notices (dedupe_key, kind, person_id, lane_id, data, created_at, "
            f"not_before) VALUES (?, 'result_recorded', ?2, ?2, '{{}}', '{_THEN}', '{_THEN}')",
            _owed(pending),
        )
        connection.commit()
        connection.execute("ANALYZE")
    return edgefinder


def _owed(pending: int) -> Iterator[tuple[str, int]]:
    for number in range(pending):
        yield str(number), number // _EACH + 1
