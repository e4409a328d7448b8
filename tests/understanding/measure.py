"""Measure how well messages are understood.

Each message is sent to a clean copy of the sample training center, and the command that was
recognized is compared with the message's row. `python -m tests.understanding.measure FOLDER` prints
how many were right, asked back, wrong, and had wrong side effects, by language and role.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from adapters.sample import training_center
from bot.conversation import Conversation
from bot.reply import Reply, Turn
from bot.understanding.classifier import classifier
from bot.understanding.interpretations import Reader
from bot.understanding.readings import View
from core.edgefinder import open_edgefinder
from core.outbox.kinds import NoticeKind
from core.people.model import TERMINAL, Identity
from core.storage import tables

Row = dict[str, Any]

SPEAKERS = {
    "candidate": Identity(TERMINAL, training_center.CANDIDATE),
    "instructor": Identity(TERMINAL, training_center.INSTRUCTOR),
    "administrator": Identity(TERMINAL, "adaeze.okonkwo@ridgeline.example.org"),
    "evaluator": Identity(TERMINAL, "ruth.lindqvist@ridgeline.example.org"),
    "employer": Identity(TERMINAL, training_center.EMPLOYER),
    "stranger": Identity("telegram", "900"),
}
_ACTS = frozenset(("follow", "watch", "link", "language", "remind"))
"""Commands that may act on typed text, without a button."""
_ASKS_BACK = frozenset(("which_reading", "nearly", "not_understood", "no_order"))


@dataclass
class Counts:
    """How many messages were right, asked back or wrong, and how long they took."""

    right: int = 0
    asked: int = 0
    wrong: int = 0
    acted: int = 0
    milliseconds: list[float] = field(default_factory=list)
    reading: list[float] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.right + self.asked + self.wrong


@dataclass
class Measured:
    """The counts by language and role, and each message that was not right."""

    tallies: dict[tuple[str, str], Counts] = field(default_factory=dict)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: list[tuple[Row, str]] = field(default_factory=list)

    def of(self, *, lang: str = "", role: str = "") -> Counts:
        """Return the sum of all counts of a language, of a role, or of both."""
        whole = Counts()
        for (one_lang, one_role), tally in self.tallies.items():
            if lang in {"", one_lang} and role in {"", one_role}:
                whole.right += tally.right
                whole.asked += tally.asked
                whole.wrong += tally.wrong
                whole.acted += tally.acted
                whole.milliseconds += tally.milliseconds
                whole.reading += tally.reading
        return whole


def read_rows(folder: Path) -> list[Row]:
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def fits(understood: tuple[str, str], wanted: tuple[str, str]) -> bool:
    """Whether the understood command and argument match those that a row wants.

    If the row has several codes, one of them is enough.
    """
    if understood[0] != wanted[0]:
        return False
    got, want = understood[1].casefold().strip(), wanted[1].casefold().strip()
    if got == want or not want or understood[0] in {"catalog", "signoff", "result"}:
        return True
    if understood[0] == "student" and got and set(got.split()) <= set(want.split()):
        return True  # a person on none of the asker's rosters is known only by the name as written
    got_codes, _, got_kind = got.partition(" ")
    want_codes, _, want_kind = want.partition(" ")
    if "-" in want_codes or "|" in want_codes:
        same = set(got_codes.split("|")) <= set(want_codes.split("|"))
        return same and got_kind in {want_kind, ""} if got_codes else False
    return want in got


def judged(row: Row, reply: Reply) -> str:
    """Return whether the reply to a row is "right", "asked" (the bot asked back) or "wrong"."""
    # a row without a command and argument mentions a command but does not ask for it
    meant = row["command"] or ("" if row["argument"] else "unclear")
    wanted = [(meant, row["argument"]), *map(tuple, row.get("fair", ()))]
    wanted += [(each["command"], each["argument"]) for each in row.get("also", ())]
    understood = [(command, argument) for command, argument, _ in reply.understood]
    students = [argument for command, argument in understood if command == "student"]
    if len(students) > 1:  # each of several students has an answer
        understood += [("student", "|".join(each)) for each in permutations(students)]
    if not understood:
        return "right" if any(name == "unclear" for name, _ in wanted) else "asked"
    if any(fits(each, want) for each in understood for want in wanted):
        return "right"
    if any(name == "unclear" for name, _ in wanted):
        return "right" if reply.template in _ASKS_BACK else "wrong"
    return "asked" if reply.template in _ASKS_BACK else "wrong"


async def measure(rows: list[Row], folder: Path) -> Measured:
    """Send every row's message to the sample training center, and judge the answers."""
    edgefinder = await open_edgefinder(
        database_url=f"sqlite:///{folder / 'measured.db'}", issuer=training_center.NAME
    )
    await training_center.load_sample_center(edgefinder, folder)
    measured = Measured()
    reader = Reader(edgefinder.index, classifier())
    for row in rows:
        conversation = Conversation(edgefinder)
        conversation.load()
        identity = SPEAKERS[row["as"]]
        await edgefinder.chat_memory.forget(identity)
        await delete_reminders(edgefinder)
        for earlier in row.get("before", ()):
            await conversation.answer(Turn(identity, earlier, address="900"))
        before = await everything_on_record(edgefinder)
        began = time.perf_counter()
        reply = await conversation.answer(Turn(identity, row["text"], address="900"))
        tally = measured.tallies.setdefault((row["lang"], row["as"]), Counts())
        tally.milliseconds.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        await reader.read(row["text"], View(row["as"]))
        tally.reading.append((time.perf_counter() - began) * 1000)
        verdict = judged(row, reply)
        setattr(tally, verdict, getattr(tally, verdict) + 1)
        if await everything_on_record(edgefinder) != before:
            ordered = {row["command"], *(each["command"] for each in row.get("also", ()))}
            tally.acted += ordered.isdisjoint(_ACTS) or row.get("forbidden", False)
        if verdict != "right":
            got = "; ".join(f"{name} {argument}" for name, argument, _ in reply.understood)
            measured.confusions[row["command"] or row["argument"], got.partition(" ")[0]] += 1
            measured.missed.append((row, f"{reply.template}: {got}"))
    await edgefinder.close()
    return measured


_REMINDERS = tables.notices.c.kind == NoticeKind.EXAM_OPENS.value


async def delete_reminders(edgefinder: Any) -> None:
    """Delete all reminders, because a reminder that is already set is not set again."""
    async with edgefinder.database.engine.begin() as connection:
        await connection.execute(delete(tables.notices).where(_REMINDERS))


async def everything_on_record(edgefinder: Any) -> list[int]:
    names = ("awards", "followed_goals", "goal_proofs", "watches", "sign_offs", "notice_settings")
    found = []
    async with edgefinder.database.engine.connect() as connection:
        for name in (*names, "chat_identities", "people"):
            rows = await connection.execute(select(tables.metadata.tables[name]))
            found.append(hash(tuple(map(tuple, rows))))
        reminders = await connection.execute(select(tables.notices.c.id).where(_REMINDERS))
        found.append(hash(tuple(map(tuple, reminders))))
    return found


def table(measured: Measured) -> str:
    """Return a table of right, asked back, wrong and wrong side effects, by language and role.

    It also has the median and maximum milliseconds of whole answers and of understanding alone.
    """
    lines = [
        f"{'':16}{'rows':>6}{'right':>8}{'asked':>8}{'wrong':>8}{'acted':>7}{'ms':>7}{'most':>7}{'reads':>7}{'most':>7}"
    ]
    roles = list(dict.fromkeys(role for _, role in measured.tallies))
    groups = [("all", {}), ("English", {"lang": "en"}), ("Spanish", {"lang": "es"})]
    for name, which in [*groups, *((role, {"role": role}) for role in roles)]:
        tally = measured.of(**which)
        if not tally.count:
            continue
        shares = [100 * part / tally.count for part in (tally.right, tally.asked, tally.wrong)]
        times = sorted(tally.milliseconds)
        percent = "".join(f"{share:7.1f}%" for share in shares)
        reads = sorted(tally.reading)
        took = f"{times[len(times) // 2]:7.1f}{times[-1]:7.0f}"
        took += f"{reads[len(reads) // 2]:7.1f}{reads[-1]:7.0f}"
        lines.append(f"{name:16}{tally.count:6}{percent}{tally.acted:7}{took}")
    return "\n".join(lines)


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "tests/understanding/measured")
    with tempfile.TemporaryDirectory(prefix="edgefinder-measure-") as name:
        measured = asyncio.run(measure(read_rows(folder), Path(name)))
    print(table(measured))
    for (wanted, got), count in measured.confusions.most_common(25):
        print(f"{count:4}  {wanted} taken for {got or 'nothing'}")
    if "--missed" in sys.argv:
        for row, got in measured.missed:
            print(row["as"][:4], row["text"][:110], "|", row["command"], row["argument"], "|", got)


if __name__ == "__main__":
    main()
