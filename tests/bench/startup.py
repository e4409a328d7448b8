"""Benchmark commands as whole processes against a Python process that does nothing."""

import os
import subprocess
import sys
from pathlib import Path

from adapters.sample.training_center import load_sample_center
from core.edgefinder import open_edgefinder
from tests.bench.measuring import Ratio, Work, side_by_side

_MAIN = "from adapters.cli.entry import main; main()"
_CANDIDATE = "1001"
_ROUNDS = 15


async def start_ratios(folder: Path) -> list[Ratio]:
    url = f"sqlite:///{folder / 'start.db'}"
    code = await _sample_code(url, folder)
    chat = ("chat", "--as", _CANDIDATE)
    ratios = []
    for name, words, typed, floor, aim in (
        ("edgefinder --help", ("--help",), b"", 4.0, 3.0),
        ("edgefinder catalog mms", ("catalog", "mms"), b"", 10.0, 7.0),
        ("edgefinder verify CODE", ("verify", code), b"", 14.0, 7.0),
        ("echo next | edgefinder chat --as N", chat, b"next\n", 22.0, 15.0),
    ):
        ours = _process(url, "-c", _MAIN, *words, typed=typed)
        fast, base = await side_by_side(ours, _process(url, "-c", "pass"), jobs=_ROUNDS)
        ratios.append(Ratio(name, fast, "python -c pass", base, floor, aim, cost=True))
    return ratios


async def _sample_code(url: str, folder: Path) -> str:
    """Fill a database with the sample center; return a code of its first candidate."""
    edgefinder = await open_edgefinder(database_url=url)
    await load_sample_center(edgefinder, folder)
    _, record = await edgefinder.askers.candidate_with_record(_CANDIDATE)
    await edgefinder.close()
    return record.awards[0].code


def _process(url: str, *words: str, typed: bytes = b"") -> Work:
    """Return work that runs Python once with these arguments and with `typed` as its input."""
    environment = {**os.environ, "EDGEFINDER_DATABASE_URL": url}

    async def work() -> int:
        done = subprocess.run(  # noqa: ASYNC221 - nothing else runs meanwhile
            [sys.executable, *words],
            input=typed,
            env=environment,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return 1 + done.returncode

    return work
