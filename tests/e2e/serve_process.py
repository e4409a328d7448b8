"""Run `edgefinder serve` and other commands as separate processes."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from adapters.cli.main import main
from tests.adapters.cli.conftest import Ran
from tests.servers.forked_process import Forked
from tests.servers.run_server import free_port

ROOT = Path(__file__).parents[2]
_PROGRAM = (sys.executable, "-c", "from adapters.cli.main import main; main()")


class Served:
    """A running `edgefinder serve`, which logs to a file."""

    def __init__(self, process: asyncio.subprocess.Process | Forked, port: int, log: Path) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._process = process
        self._log = log

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def ended(self) -> bool:
        return self._process.returncode is not None

    async def healthy(self) -> None:
        """Wait until the process's web server answers."""
        async with aiohttp.ClientSession() as session:
            for _ in range(2000):
                assert not self.ended, self.log
                try:
                    async with session.get(f"{self.url}/healthz") as answer:
                        assert answer.status == 200
                        return
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0.05)
        raise AssertionError(f"the server did not become healthy: {self.log}")

    async def freeze(self, at_rest: Callable[[], Awaitable[bool]]) -> None:
        """Stop the process (SIGSTOP) while `at_rest` is true, so that it holds no lock."""
        await self._stop_it()
        while not await at_rest():
            self._process.send_signal(signal.SIGCONT)
            await asyncio.sleep(0.05)
            await self._stop_it()

    async def _stop_it(self) -> None:
        """Send SIGSTOP and wait until all threads have stopped."""
        self._process.send_signal(signal.SIGSTOP)
        for _ in range(1000):
            await asyncio.sleep(0.01)
            if _states(self._process.pid) <= {"T", "t"}:
                return
        raise AssertionError("the process did not stop")

    async def kill(self) -> None:
        self._process.kill()
        await self._process.wait()

    async def stop(self, with_signal: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal that stops the process; return its exit code."""
        self._process.send_signal(with_signal)
        return await asyncio.wait_for(self._process.wait(), 60)

    async def end(self) -> int:
        """Wait until the process ends by itself; return its exit code."""
        return await asyncio.wait_for(self._process.wait(), 60)


def _states(process: int) -> set[str]:
    """Return the states of a process's threads on Linux, and nothing on other systems."""
    tasks = Path(f"/proc/{process}/task").glob("*/stat")
    return {each.read_text("utf-8").rpartition(")")[2].split()[0] for each in tasks}


@asynccontextmanager
async def serving(
    settings: Mapping[str, str],
    folder: Path,
    *,
    healthy: bool = True,
    port: int | None = None,
    loaded: bool = True,
    program: Callable[[], object] = main,
    more: Sequence[str] = (),
) -> AsyncIterator[Served]:
    """Run `edgefinder serve` while this context is open.

    By default, wait until the server is healthy. With `loaded`, fork it from a process that
    has already imported our code, which is faster than starting it as people do. `more` are
    arguments after `serve`. `program` is what to run instead of `edgefinder`.
    """
    port = port or free_port()
    log = folder / f"serve-{port}.log"
    env = {"EDGEFINDER_HTTP_PORT": str(port), **environment(settings)}
    process: asyncio.subprocess.Process | Forked
    if loaded:
        log.write_bytes(b"")
        process = await Forked.start(program, "serve", *more, env=env, folder=folder, out=log)
    else:
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *_PROGRAM,
                "serve",
                *more,
                env=env,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=folder,
            )
    served = Served(process, port, log)
    try:
        if healthy:
            await served.healthy()
        yield served
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def edgefinder(settings: Mapping[str, str], *words: str) -> Ran:
    """Run another `edgefinder` command to its end."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        out, err = folder / "out", folder / "err"
        process = await Forked.start(
            main, *words, env=environment(settings), folder=folder, out=out, err=err
        )
        try:
            code = await asyncio.wait_for(process.wait(), 60)
        finally:
            process.kill()
        return Ran(code, out.read_text("utf-8"), err.read_text("utf-8"))


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **settings}
