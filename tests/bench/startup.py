"""Startup time of commands, compared with Python doing nothing."""

import subprocess
import sys

from tests.bench.measuring import Ratio, side_by_side

_MAIN = "from adapters.cli.main import main; main()"


async def start_ratios() -> list[Ratio]:
    def run(*words: str) -> None:
        subprocess.run([sys.executable, "-c", *words], stdout=subprocess.DEVNULL, check=False)

    async def bare() -> int:
        run("pass")
        return 1

    async def helped() -> int:
        run(_MAIN, "--help")
        return 1

    async def searched() -> int:
        run(_MAIN, "catalog", "mms")
        return 1

    ratios = []
    for name, ours, floor, aim in (
        ("edgefinder --help", helped, 8.0, 5.0),
        ("edgefinder catalog mms", searched, 40.0, 25.0),
    ):
        fast, base = await side_by_side(ours, bare, jobs=15)
        ratios.append(Ratio(name, fast, "python -c pass", base, floor, aim, cost=True))
    return ratios
