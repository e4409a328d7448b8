"""Import a chat's file in a fork of a process that has already loaded our code.

A new Python would need a second or more to load it, in each of many tests.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from itertools import count
from pathlib import Path
from typing import Any

from core import import_process
from tests.servers.forked_process import Forked


class ForkedImport:
    """Replaces `asyncio.subprocess.Process`.

    The process starts when its lines are read, and all its lines come when it has ended.
    """

    def __init__(self, folder: Path) -> None:
        self._asked, self._told = folder / "asked", folder / "told"
        self._forked: Forked | None = None
        self.stdin = self
        self.stdout = self._lines()

    def write(self, asked: bytes) -> None:
        self._asked.write_bytes(asked)

    async def drain(self) -> None:
        """Do nothing, because what was written is already in a file."""

    def close(self) -> None:
        """Do nothing: reading the answers starts the import's process, and its end closes it."""

    async def _lines(self) -> AsyncIterator[bytes]:
        self._forked = await Forked.start(
            import_process.main,
            env=os.environ,
            folder=self._asked.parent,
            stdin=self._asked,
            out=self._told,
            err=self._asked.with_name("errors"),
        )
        await self._forked.wait()
        for line in self._told.read_bytes().splitlines():
            yield line

    async def wait(self) -> int:
        assert self._forked is not None
        return await self._forked.wait()

    def kill(self) -> None:
        if self._forked is not None:
            self._forked.kill()

    @property
    def returncode(self) -> int | None:
        return self._forked.returncode if self._forked is not None else None


def forking(folder: Path) -> Callable[..., Coroutine[Any, Any, Any]]:
    """Return a `create_subprocess_exec` that forks the import process.

    The process exchanges its files with the bot in `folder`.
    """
    start, number = asyncio.create_subprocess_exec, count()

    async def started(*words: str, **options: Any) -> Any:
        if words != (sys.executable, "-m", "core.import_process"):
            return await start(*words, **options)
        own = folder / f"import-{next(number)}"
        own.mkdir()
        return ForkedImport(own)

    return started
