"""Run Node with third-party npm packages, which check our output."""

import asyncio
import contextlib
import json
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.servers.find_program import found, missing

# computed at import, because HOME is changed before each test
_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
MODULES = _CACHE / "edgefinder" / "node" / "node_modules"
"""Where `.ci/install` installs the packages listed in `.ci/package.json`."""


class Node:
    def __init__(self, program: Path) -> None:
        self._program = program

    def run(self, script: Path, given: Any, folder: Path) -> Any:
        """Run the script with `given` as JSON input; return its parsed JSON output.

        The script's files are written to `folder`.
        """
        copied = self._copied(script, folder)
        done = subprocess.run(
            [self._program, copied],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return json.loads(done.stdout)

    @staticmethod
    def _copied(script: Path, folder: Path) -> Path:
        """Copy the script to where Node finds the packages; return the copy."""
        copied = folder / script.name
        copied.write_bytes(script.read_bytes())
        (folder / "node_modules").symlink_to(MODULES)
        return copied

    @asynccontextmanager
    async def serving(
        self, script: Path, folder: Path, *words: str
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        """Run a script that is a server, with these arguments, while this context is open."""
        copied = self._copied(script, folder)
        pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(
            self._program, copied, *words, stdin=pipe, stdout=pipe, stderr=nothing
        )
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.communicate()


def find_node(*packages: str) -> Node:
    """Find Node with these packages; skip the test if one is missing."""
    program = found("node")
    if program is None:
        return missing("node", "install Node.js (Debian: apt-get install nodejs npm)")
    for package in packages:
        if not (MODULES / package / "package.json").exists():
            return missing("node", f"run .ci/install, which fetches {package}")
    return Node(program)
