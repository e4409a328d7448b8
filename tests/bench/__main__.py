"""`make bench`: ratios between two measurements that are made in turns during the same run."""

import argparse
import asyncio
import os
import tempfile
import time
from pathlib import Path

from tests.bench.conversations import CANDIDATES, conversation_ratios, filled, telegram_ratios
from tests.bench.goal_solver import goal_ratios
from tests.bench.growth import growth_ratios
from tests.bench.hostile_files import file_ratios
from tests.bench.imports import import_ratios
from tests.bench.measuring import Ratio, table
from tests.bench.notice_queries import notice_ratios
from tests.bench.photos import photograph_ratios
from tests.bench.relay import relay_ratios
from tests.bench.signed_credentials import proof_ratios
from tests.bench.slack_commands import slack_ratios
from tests.bench.startup import start_ratios
from tests.bench.telegram_messages import send_ratios
from tests.bench.understanding import understood


async def _measure(rows: list[int], parts: list[str]) -> list[Ratio]:
    ratios: list[Ratio] = []
    with tempfile.TemporaryDirectory(prefix="edgefinder-bench-") as name:
        folder = Path(name)
        if "start" in parts:
            ratios += await start_ratios()
        if {"ask", "telegram", "slack"} & {*parts}:
            edgefinder, file = await filled(folder)
            if "ask" in parts:
                ratios += await conversation_ratios(edgefinder, file)
            if "telegram" in parts:
                ratios += await telegram_ratios(edgefinder, file)
            if "slack" in parts:
                ratios += await slack_ratios(file, CANDIDATES)
            await edgefinder.close()
        if "send" in parts:
            ratios += await send_ratios()
        if "relay" in parts:
            ratios += await relay_ratios(folder)
        if "import" in parts:
            for count in rows:
                ratios += await import_ratios(folder, count)
        if "goals" in parts:
            ratios += await goal_ratios()
        if "notices" in parts:
            ratios += await notice_ratios(folder)
        if "files" in parts:
            ratios += await file_ratios(folder)
            ratios += await photograph_ratios(folder)
        if "proof" in parts:
            ratios += await proof_ratios(folder)
        if "growth" in parts:
            ratios += await growth_ratios(folder)
    return ratios


def main() -> None:
    chats = ["ask", "telegram", "slack", "send", "relay", "notices"]
    parts = ["start", *chats, "import", "goals", "files", "proof", "growth", "words"]
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(parts)}; all when none is named")
    parser.add_argument(
        "--rows", type=int, nargs="*", default=[200_000, 1_000_000], help="rows of the imports"
    )
    given = parser.parse_args()
    os.environ["TZ"] = "UTC"
    time.tzset()
    wanted = given.parts or parts
    if ratios := asyncio.run(_measure(given.rows, wanted)):
        print(table(ratios))
    if "words" in wanted:
        print(asyncio.run(understood()))


if __name__ == "__main__":
    main()
