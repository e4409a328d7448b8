"""Start our programs quickly, by forking a process that has already imported our code.

The processes can be killed, stopped and run side by side like any other, but Python loads the
libraries only once.
"""

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from typing import Self

_LOADED = (
    "adapters.cli.certificate_command",
    "adapters.cli.demo_command",
    "adapters.cli.import_command",
    "adapters.cli.serve_command",
    "adapters.cli.telegram_command",
    "adapters.slack.adapter",
    "adapters.telegram.adapter",
    "core.storage.upgrading",
    "tests.servers.forked_process",
    "tests.servers.loaded_models",
)
_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(list(_LOADED))


class Forked:
    """A running program. It works like `asyncio.subprocess.Process`, but its streams are files."""

    def __init__(self, main: Callable[[], object], *given: object) -> None:
        self._process = _CONTEXT.Process(target=_run, args=(main, *given), daemon=True)

    @classmethod
    async def start(
        cls,
        main: Callable[[], object],
        *words: str,
        env: Mapping[str, str],
        folder: Path,
        out: Path,
        err: Path | None = None,
        stdin: Path = Path(os.devnull),
    ) -> Self:
        """Fork a process that calls the function `main` with these command-line arguments."""
        started = cls(main, words, dict(env), folder, (stdin, out, err or out))
        await asyncio.to_thread(started._process.start)
        return started

    @property
    def pid(self) -> int:
        """Return the program's process id."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """Return the exit code, or minus the number of the signal that ended the program."""
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        await asyncio.to_thread(self._process.join)
        assert self.returncode is not None
        return self.returncode


def _run(
    main: Callable[[], object],
    words: tuple[str, ...],
    env: dict[str, str],
    folder: Path,
    streams: tuple[Path, Path, Path],
) -> None:
    """Set up the new process and call the program."""
    threading.Thread(target=_end_with_the_tests, daemon=True).start()
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.chdir(folder)
    sys.argv = ["edgefinder", *words]
    flags = (os.O_RDONLY, *[os.O_WRONLY | os.O_CREAT | os.O_APPEND] * 2)
    for number, (path, flag) in enumerate(zip(streams, flags, strict=True)):
        opened = os.open(path, flag, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - open until the process ends
    sys.stdout, sys.stderr = (
        open(number, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - open until the end
        for number in (1, 2)
    )
    main()


def _end_with_the_tests() -> None:
    """End this process when the tests end, even if they are killed."""
    tests = parent_process()
    assert tests is not None
    connection.wait([tests.sentinel])
    os.kill(os.getpid(), signal.SIGKILL)
