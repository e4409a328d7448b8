"""Node with packages of others, for tests in which they judge what we make."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.servers.finding import found, missing

# read before a test is given a home of its own
_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
MODULES = _CACHE / "edgefinder" / "node" / "node_modules"
"""Where `.ci/install` puts the packages that `.ci/package.json` names."""


class Node:
    def __init__(self, program: Path) -> None:
        self._program = program

    def run(self, script: Path, given: Any, folder: Path) -> Any:
        """What the script writes for what it is given, both as JSON; `folder` is scratch room."""
        copied = folder / script.name
        copied.write_bytes(script.read_bytes())
        (folder / "node_modules").symlink_to(MODULES)
        done = subprocess.run(
            [self._program, copied],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return json.loads(done.stdout)


def find_node(*packages: str) -> Node:
    """Node, when it is there with these packages; skips the test when not."""
    program = found("node")
    if program is None:
        return missing("node", "install Node.js (Debian: apt-get install nodejs npm)")
    for package in packages:
        if not (MODULES / package / "package.json").exists():
            return missing("node", f"run .ci/install, which fetches {package}")
    return Node(program)
