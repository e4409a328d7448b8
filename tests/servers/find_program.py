"""Find programs that tests need, or skip the test with what to install."""

import os
import re
import shutil
from pathlib import Path
from typing import NoReturn

import pytest


def found(program: str, *folders: str) -> Path | None:
    """Return a program on the PATH or in the folders (globs from /), the newest version first."""
    on_path = shutil.which(program)
    if on_path:
        return Path(on_path)
    matches = [
        match
        for folder in folders
        for match in Path("/").glob(f"{folder.lstrip('/')}/{program}")
        if os.access(match, os.X_OK)
    ]
    return max(matches, key=_version, default=None)


def _version(path: Path) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", str(path)))


def missing(requirement: str, advice: str) -> NoReturn:
    """Skip the test, or fail it if EDGEFINDER_TEST_REQUIRE lists what is missing."""
    required = re.split(r"[,\s]+", os.environ.get("EDGEFINDER_TEST_REQUIRE", ""))
    message = f"{requirement} is not there: {advice}"
    if requirement in required:
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
