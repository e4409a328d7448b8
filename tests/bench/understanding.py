"""Measure how well and how fast free text is understood, and how much memory that takes."""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.understanding.measure import measure, read_rows, table

FOLDERS = ("measured", "second")
"""The folders of utterances that were not used for training."""
_HERE = Path(__file__).parents[1] / "understanding"
_GROWN = """
import pathlib
def held():
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024
import bot.conversation, numpy
from bot.understanding.encoder import encoder
before = held()
encoder()  # loads the classifier first
print(held() - before)
"""


async def understood() -> str:
    """Return the results for each folder as a table, and the memory that the model uses."""
    parts = []
    for name in FOLDERS:
        with tempfile.TemporaryDirectory(prefix="edgefinder-measure-") as folder:
            measured = await measure(read_rows(_HERE / name), Path(folder))
        parts.append(f"Understood, {name}\n{table(measured)}")
    grown = await asyncio.to_thread(_memory)
    parts.append(f"Memory for it: {grown} MB (aim: below 160)" if grown else "Memory: not measured")
    return "\n\n".join(parts)


def _memory() -> str:
    """Return by how many MB the model makes a process grow.

    Return '' if the system does not tell.
    """
    done = subprocess.run(
        [sys.executable, "-c", _GROWN], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
