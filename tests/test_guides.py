"""The guides in docs/architecture.md are followed to the letter, and what they add works."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guides import files_of

ROOT = Path(__file__).parents[1]
_PAGES = ("docs/architecture.md", "CONTRIBUTING.md")
_TARGET = re.compile(r"\bmake ([a-z]+)\b")
_GENERATED = {
    *("bot/commands/__init__.py", "core/language/locales/es.po"),
    *("docs/access.md", "docs/commands.md"),
}

_NEW_PACKAGE = (
    *("--ignore", "INP001"),
    *("--config", 'lint.isort.known-first-party = ["adapters", "bot", "core", "tests"]'),
)
"""Options for a file that ruff reads from standard input and not from disk.

Its package is ours and has an empty `__init__.py`.
"""


def test_every_make_command_in_the_guides_is_in_the_makefile() -> None:
    make = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):.*## ", make, re.MULTILINE))
    for page in _PAGES:
        commands = set(_TARGET.findall((ROOT / page).read_text("utf-8").replace("\n", " ")))
        assert commands
        assert commands <= targets, page


@pytest.mark.parametrize("guide", ["Add a command", "Add a platform"])
def test_the_code_in_the_guides_passes_ruff(guide: str) -> None:
    written = files_of(guide)
    ruff = str(ROOT / ".venv" / "bin" / "ruff")
    for path, text in written.items():
        if path.endswith(".py"):
            for check in (("check", *_NEW_PACKAGE), ("format", "--check")):
                done = subprocess.run(
                    [ruff, *check, "--stdin-filename", path, "-"],
                    cwd=ROOT,
                    check=False,
                    input=text,
                    capture_output=True,
                    text=True,
                )
                assert done.returncode == 0, path + done.stdout + done.stderr


@pytest.mark.timeout(600)
def test_a_new_command_needs_three_files_and_make_changes_only_generated_files(
    tmp_path: Path,
) -> None:
    written = files_of("Add a command")
    assert len(written) == 3
    _copy_repository(tmp_path)
    for path, text in written.items():
        (tmp_path / path).write_text(text, "utf-8")
    before = _content(tmp_path)
    _run(tmp_path, "make", "ahead", "messages", "docs", "picture")
    now = _content(tmp_path)
    assert {path for path in now if now[path] != before.get(path)} == _GENERATED
    assert '"months": "months"' in now["bot/commands/__init__.py"].decode()
    [test] = [path for path in written if path.startswith("tests/")]
    _run(tmp_path, sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", test)


def _copy_repository(folder: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(ROOT / ".venv")


def _content(folder: Path) -> dict[str, bytes]:
    """Return the content of each file by its path, without caches and the environment."""
    files = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    return {
        str(name): path.read_bytes()
        for name, path in files.items()
        if not name.parts[0].startswith(".") and "__pycache__" not in name.parts
    }


def _run(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
