"""Real programs for tests: found on this machine, or a test says in one line what to install."""

import ctypes
import os
import shutil
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

_PR_SET_PDEATHSIG = 1


def found(program: str, *folders: str) -> Path | None:
    """The program on the PATH, or in one of the folders (patterns, the newest version first)."""
    on_path = shutil.which(program)
    if on_path:
        return Path(on_path)
    for folder in folders:
        root, _, pattern = folder.partition("*")
        matches = sorted(Path(root).glob(f"*{pattern}/{program}"), reverse=True)
        if matches:
            return matches[0]
    return None


def missing(requirement: str, advice: str) -> NoReturn:
    """Skips the test, or fails it where the environment says that it must not be skipped."""
    required = os.environ.get("EDGEFINDER_TEST_REQUIRE", "").replace(" ", "").split(",")
    message = f"{requirement} is not there: {advice}"
    if requirement in required:
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def dies_with_us(user: str | None = None) -> Callable[[], None]:
    """To be run in a child before its program: it ends when we do, also when we are killed."""

    def prepare() -> None:
        if user is not None:
            import pwd  # noqa: PLC0415 - only on systems that have users

            entry = pwd.getpwnam(user)
            os.setgroups([])
            os.setgid(entry.pw_gid)
            os.setuid(entry.pw_uid)
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

    return prepare
