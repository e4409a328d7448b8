"""Build an earlier commit of this repository, and drive it like the current build.

Each build runs `build_driver.py` in its own process, with the libraries that its commit locked. The
two are measured in turns.
"""

import asyncio
import json
import os
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.clean_stop import finished

EARLIER = "8a0cb11"
"""The earlier commit with which the current build is compared."""
_HERE = Path(__file__).resolve().parents[2]
_DRIVER = Path(__file__).with_name("build_driver.py")
_LAST_WORDS = 300
_LINE = 1 << 20
"""The most bytes that a line of a driver may have."""


class CannotBuildError(Exception):
    """The earlier commit cannot be built here. The message says why."""


@dataclass(frozen=True, slots=True)
class Build:
    """The folder with a build's code, and the Python that runs it."""

    folder: Path
    python: Path


OURS = Build(_HERE, Path(sys.executable))


@asynccontextmanager
async def earlier_build(folder: Path, commit: str = EARLIER) -> AsyncIterator[Build]:
    """Check out an earlier commit into a git worktree and install its libraries, once per run.

    Raises CannotBuildError, for example without git history.
    """
    tree = folder / f"build-{commit}"
    if not (_HERE / ".git").exists():
        raise CannotBuildError("this folder is not a git repository")
    await _done("git", "-C", _HERE, "cat-file", "-e", f"{commit}^{{commit}}", fails=_NO_HISTORY)
    # this removes worktrees of runs that were killed
    await _done("git", "-C", _HERE, "worktree", "prune")
    try:
        await _done("git", "-C", _HERE, "worktree", "add", "--detach", "--force", tree, commit)
        yield Build(tree, await environment(tree, tree / ".venv"))
    finally:
        # git itself refuses to remove a worktree that is not finished
        await asyncio.to_thread(shutil.rmtree, tree, ignore_errors=True)
        await _done("git", "-C", _HERE, "worktree", "prune")


async def environment(project: Path, folder: Path, *options: str) -> Path:
    """Create an environment with a project's locked packages; return its Python.

    Raises CannotBuildError.
    """
    uv = Path(sys.executable).with_name("uv")
    own = {"UV_PROJECT_ENVIRONMENT": str(folder), "UV_PYTHON_DOWNLOADS": "never"}
    sync = ("sync", "--quiet", "--locked", "--no-dev", *options)
    await _done(uv, *sync, "--python", sys.executable, "--project", project, **own)
    return folder / "bin" / "python"


_NO_HISTORY = f"git has no history back to commit {EARLIER}: clone without --depth"


async def _done(program: str | Path, *words: str | Path, fails: str = "", **variables: str) -> None:
    """Run a program to its end. Raises CannotBuildError if it fails."""
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    try:
        process = await asyncio.create_subprocess_exec(
            program,
            *words,
            env=environment | variables,
            stdout=DEVNULL,
            stderr=PIPE,
            start_new_session=True,  # Ctrl-C then reaches only the benchmark
        )
    except OSError as error:
        raise CannotBuildError(f"cannot run {Path(program).name}: {error.strerror}") from None
    _, said = await finished(process)
    if process.returncode:
        last = " ".join(said.decode(errors="replace").split())[-_LAST_WORDS:]
        raise CannotBuildError(fails or f"{Path(program).name} {words[0]} failed: {last}")


class Driver:
    """A process that takes commands and reports results as lines of JSON."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def tell(self, **given: Any) -> Any:
        """Send a command to the process; return the result that it reports."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(given).encode() + b"\n")
        await self._process.stdin.drain()
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("the process of a build ended: its error is above")
        return json.loads(line)


@asynccontextmanager
async def driver(build: Build, database: Path, program: Path = _DRIVER) -> AsyncIterator[Driver]:
    """Start a build's driver, or another program, with its own database."""
    process = await asyncio.create_subprocess_exec(
        *(build.python, "-P", program, str(database)),
        cwd=build.folder,
        env={**os.environ, "PYTHONPATH": str(build.folder)},
        stdin=PIPE,
        stdout=PIPE,
        limit=_LINE,
    )
    try:
        yield Driver(process)
    finally:
        if process.returncode is None:
            process.kill()  # this is safe, because its database is temporary
        await process.wait()
