"""`make bench`: ratios between two measurements that are made in turns during the same run."""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.comparison import as_json, commit, comparison, read_earlier
from tests.bench.conversations import conversation_ratios, filled
from tests.bench.earlier_build import OURS, driver
from tests.bench.goal_solver import goal_ratios
from tests.bench.hostile_files import file_ratios
from tests.bench.imports import import_ratios
from tests.bench.measuring import Row, table
from tests.bench.notice_queries import notice_ratios
from tests.bench.peers.ratios import peer_ratios
from tests.bench.photos import photograph_ratios
from tests.bench.relay import relay_ratios
from tests.bench.signed_credentials import proof_ratios
from tests.bench.slack_commands import slack_ratios
from tests.bench.startup import start_ratios
from tests.bench.telegram_messages import send_ratios
from tests.bench.telegram_updates import postgresql_ratios, telegram_ratios
from tests.bench.to_earlier_build import earlier_build_ratios
from tests.bench.understanding import understood

_CHATS = ("ask", "telegram", "postgresql", "slack", "peers", "builds", "send", "relay", "notices")
PARTS = ("start", *_CHATS, "import", "goals", "files", "proof", "words")


async def _measure(part: str, folder: Path, rows: list[int]) -> list[Row]:
    """Measure the rows of one part."""
    if part in {"ask", "telegram", "slack", "peers"}:
        return await _of_the_center(part, folder)
    match part:
        case "start":
            return [*await start_ratios()]
        case "postgresql":
            return [*await postgresql_ratios()]
        case "builds":
            return await earlier_build_ratios(folder)
        case "send":
            return [*await send_ratios()]
        case "relay":
            return [*await relay_ratios(folder)]
        case "import":
            return [row for count in rows for row in await import_ratios(folder, count)]
        case "goals":
            return [*await goal_ratios()]
        case "notices":
            return [*await notice_ratios(folder)]
        case "files":
            return [*await file_ratios(folder), *await photograph_ratios(folder)]
        case "proof":
            return [*await proof_ratios(folder)]
    print(await understood())
    return []


async def _of_the_center(part: str, folder: Path) -> list[Row]:
    """Measure a part that asks about the people of a large center."""
    edgefinder, file = await filled(folder)
    try:
        if part == "ask":
            return [*await conversation_ratios(edgefinder, file)]
        if part == "telegram":
            return [*await telegram_ratios(edgefinder, file)]
        async with driver(OURS, file) as driven:
            if part == "slack":
                return [*await slack_ratios(driven)]
            return await peer_ratios(edgefinder, file, driven)
    finally:
        await edgefinder.close()


def _all(parts: list[str], rows: list[int]) -> list[Row]:
    measured: list[Row] = []
    for part in parts:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="edgefinder-bench-") as name:
            found = asyncio.run(_measure(part, Path(name), rows))
        measured += found
        if found:
            print(table(found))
        print(f"({part}: {time.monotonic() - began:.0f} s)\n", flush=True)
    return measured


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all when none is named")
    parser.add_argument(
        "--rows", type=int, nargs="*", default=[200_000, 1_000_000], help="rows of the imports"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file")
    parser.add_argument(
        "--against", type=Path, metavar="FILE", help="compare with a file of an earlier run"
    )
    given = parser.parse_args()
    if unknown := [each for each in given.parts if each not in PARTS]:
        parser.error(f"there is no part {unknown[0]}: choose from {', '.join(PARTS)}")
    try:
        earlier = read_earlier(given.against) if given.against else None
    except ValueError as error:
        parser.error(str(error))
    os.environ["TZ"] = "UTC"
    time.tzset()
    rows = _all(given.parts or list(PARTS), given.rows)
    if given.json:
        given.json.write_text(as_json(rows, commit()), encoding="utf-8")
    if earlier is not None:
        said, behind = comparison(rows, earlier)
        print(said)
        sys.exit(1 if behind else 0)


if __name__ == "__main__":
    main()
