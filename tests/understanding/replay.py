"""Answer whole conversations, each message once.

`python -m tests.understanding.replay FILE...` prints how many messages of the conversations in the
files are understood, and with `--missed` those that are not. The files have the form of those in
`train/talks`. Nothing is learned from the conversations in `unlearned`.
"""

import asyncio
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select

from adapters.sample import training_center
from bot.conversation import Conversation
from bot.reply import Turn
from core.edgefinder import Edgefinder, open_edgefinder
from core.storage import tables
from tests.understanding.measure import SPEAKERS, delete_reminders, judged

_CHANGED = ("followed_goals", "watches", "notice_settings")
"""The tables that a conversation may change without a button."""
_SHOWN_BEFORE = 2


async def replay(talks: list[dict[str, Any]], folder: Path) -> tuple[Counter[str], list[str]]:
    """Return how often messages were right, asked back or wrong, and a line for each missed one."""
    edgefinder = await open_edgefinder(
        database_url=f"sqlite:///{folder / 'replayed.db'}", issuer=training_center.NAME
    )
    await training_center.load_sample_center(edgefinder, folder)
    unchanged = await _rows(edgefinder)
    verdicts: Counter[str] = Counter()
    missed = []
    for talk in talks:
        conversation = Conversation(edgefinder)
        conversation.load()
        identity = SPEAKERS[talk["as"]]
        await edgefinder.chat_memory.forget(identity)
        await _reset(edgefinder, unchanged)
        said: list[str] = []
        for turn in talk["turns"]:
            reply = await conversation.answer(Turn(identity, turn["text"], address="900"))
            verdict = judged(turn, reply)
            verdicts[verdict] += 1
            if verdict != "right":
                got = "; ".join(f"{name} {argument}" for name, argument, _ in reply.understood)
                before = " / ".join(said[-_SHOWN_BEFORE:])
                wanted = f"{turn['command']} {turn['argument']}"
                missed.append(
                    f"{talk['as']}: {before} > {turn['text']} | {wanted} | {reply.template}: {got}"
                )
            said.append(turn["text"])
    await edgefinder.close()
    return verdicts, missed


async def _rows(edgefinder: Edgefinder) -> dict[str, list[dict[str, Any]]]:
    found = {}
    async with edgefinder.database.engine.connect() as connection:
        for name in _CHANGED:
            rows = await connection.execute(select(tables.metadata.tables[name]))
            found[name] = [dict(row) for row in rows.mappings()]
    return found


async def _reset(edgefinder: Edgefinder, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Undo what earlier conversations changed."""
    await delete_reminders(edgefinder)
    async with edgefinder.database.engine.begin() as connection:
        for name, before in rows.items():
            table = tables.metadata.tables[name]
            await connection.execute(delete(table))
            if before:
                await connection.execute(insert(table), before)


def main() -> None:
    names = [each for each in sys.argv[1:] if not each.startswith("--")]
    lines = [line for name in names for line in Path(name).read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory(prefix="edgefinder-replay-") as folder:
        talks = [json.loads(line) for line in lines if line.strip()]
        verdicts, missed = asyncio.run(replay(talks, Path(folder)))
    count = max(verdicts.total(), 1)
    shares = ", ".join(f"{name} {100 * verdicts[name] / count:.1f} %" for name in sorted(verdicts))
    print(f"{len(talks)} conversations, {verdicts.total()} messages: {shares}")
    if "--missed" in sys.argv:
        print("\n".join(missed))


if __name__ == "__main__":
    main()
