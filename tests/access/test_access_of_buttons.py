"""Somebody who presses a button of another person's reply learns and changes nothing of theirs."""

import asyncio
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot import file_import
from bot.commands import COMMANDS
from tests.access.all_questions import Told, calls_in, told
from tests.access.center import ANA, Center, everybody, open_center, words_of

SHOWN_TO_ANA = (
    *("/start", "/help", "/status", "/next", "/score", "/remind M1-GRD", "/goals", "/goal merit"),
    *("/unfollow", "/prove", "/proofs", "/certificate", "/print", "/share", "/withdraw", "/seen"),
    *("/privacy", "/data", "/forget", "/unlink", "/notices", "/whoami", "/watch", "/language"),
)
SHOWN_TO_STAFF = (
    "/roster",
    "/student Vardanyan",
    "/students",
    "/result Vardanyan; M1-TCH-P; passed",
)
NAMES = {command.name for command in COMMANDS}


async def _shown(center: Center) -> list[str]:
    """Return the commands of all buttons that Ana, her instructor and her administrator get."""
    people = {each.name: each for each in everybody("slack")}
    found: dict[str, None] = {}
    for name, asked in (("Ana", SHOWN_TO_ANA), ("Ines", SHOWN_TO_STAFF), ("Ada", SHOWN_TO_STAFF)):
        for text in asked:
            reply = await center.world.conversation.answer(people[name].turn(text))
            found |= dict.fromkeys(calls_in(reply))
    return sorted(found, key=lambda call: call.startswith("unlink"))


async def _of_ana(center: Center) -> dict[str, list[Any]]:
    """Return the rows of each table that belong to Ana."""
    mine: dict[str, list[Any]] = {}
    for table in (
        *("people", "results", "awards", "goal_proofs", "chat_identities", "roster_candidates"),
        *("followed_goals", "roles"),
    ):
        rows = await center.world.rows(table)
        ana = center.world.ids[ANA]
        mine[table] = [
            row for row in rows if ana in (row.get("person_id"), row.get("candidate_id"))
        ]
        if table == "people":
            mine[table] = [row for row in rows if row["id"] == ana]
    return mine


async def _press(url: str) -> tuple[list[str], list[Told], Iterable[str]]:
    center = await open_center(url)
    calls = await _shown(center)
    before = await _of_ana(center)
    access = {command.name: command.access for command in COMMANDS}
    access[file_import.CALL] = file_import.ACCESS
    found: list[Told] = []
    for person in everybody("slack"):
        if person.stands_to(ANA).value.startswith(("their", "the candidate")):
            continue
        for call in calls:
            reply = await center.world.conversation.answer(person.turn(call, pressed=True))
            rule = access[call.partition(" ")[0]]
            found += told(center, f"button {call}", rule, person, call, words_of(reply))
    after = await _of_ana(center)
    await center.world.edgefinder.close()
    return calls, found, [table for table in before if before[table] != after[table]]


def test_somebody_who_presses_another_persons_button_learns_and_changes_nothing(
    tmp_path: Path, migrated_sqlite: Path
) -> None:
    shutil.copy(migrated_sqlite, tmp_path / "edgefinder.db")
    calls, found, changed = asyncio.run(_press(f"sqlite+aiosqlite:///{tmp_path / 'edgefinder.db'}"))
    assert len(calls) > 40
    assert {call.partition(" ")[0] for call in calls} <= NAMES | {file_import.CALL}
    assert "\n".join(str(each) for each in found if each.too_much) == ""
    assert list(changed) == []
