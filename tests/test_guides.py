"""The guides in docs/architecture.md are followed to the letter, and what they add works."""

import asyncio
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from textwrap import dedent

import pytest

import adapters
from adapters.chat_platform import ChatPlatform
from adapters.delivery_outcome import Delivered, Failed
from bot.reply import Reply
from tests.world import open_world

ROOT = Path(__file__).parents[1]
_PAGES = ("docs/architecture.md", "CONTRIBUTING.md")
_FILE = re.compile(r"^ *`([\w/]+\.\w+)`:\n\n *```\w+\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
_TARGET = re.compile(r"\bmake ([a-z]+)\b")
_GENERATED = {
    *("bot/commands/__init__.py", "core/language/locales/es.po"),
    *("docs/access.md", "docs/commands.md"),
}

_NEW_PACKAGE = (
    *("--ignore", "INP001"),
    *("--config", 'lint.isort.known-first-party = ["adapters", "bot", "core", "tests"]'),
)
"""For files that are not on disk: their package has an empty `__init__.py` and is one of ours."""


def files_of(guide: str) -> dict[str, str]:
    """Return the files that a guide shows whole, by their path."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    section = page.partition(f"\n## {guide}\n")[2].partition("\n## ")[0]
    return {path: dedent(text) for path, text in _FILE.findall(section)}


def test_every_make_command_in_the_guides_is_in_the_makefile() -> None:
    make = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):.*## ", make, re.MULTILINE))
    for page in _PAGES:
        commands = set(_TARGET.findall((ROOT / page).read_text("utf-8").replace("\n", " ")))
        assert commands
        assert commands <= targets, page


@pytest.mark.parametrize("guide", ["Add a command", "Add a platform"])
def test_the_code_in_the_guides_passes_make_check(guide: str) -> None:
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
def test_a_command_takes_three_files_and_what_make_golden_brings_up_to_date(tmp_path: Path) -> None:
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


async def test_people_talk_over_the_platform_of_the_guide(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path, text in files_of("Add a platform").items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    monkeypatch.setattr(adapters, "__path__", [*adapters.__path__, str(tmp_path / "adapters")])
    lines = import_module("adapters.lines.adapter")
    world = await open_world(sqlite_url)
    await world.candidate("4001", "Ana Popescu")
    await world.linked("4001", "lines", "ana")
    platform: ChatPlatform = lines.LinesAdapter(world.conversation, 0)
    await platform.start()
    [bound] = platform._server.sockets  # type: ignore[attr-defined]  # the port that it found
    reader, writer = await asyncio.open_connection(*bound.getsockname())
    writer.write(b"ana\nwhoami\n")
    assert "Ana Popescu" in await _heard(reader, "Ana Popescu")
    writer.write(b"unlink\n")
    await _heard(reader, "unlink yes")
    writer.write(b"unlink yes\n")
    await _heard(reader, "link")
    notice = Reply("", "echo", "**You earned** Milling I")
    assert await platform.sender.send("ana", notice) == Delivered()
    await _heard(reader, "You earned Milling I")
    assert isinstance(await platform.sender.send("ben", notice), Failed)
    assert platform.health.ready
    writer.close()
    await platform.stop()
    await world.edgefinder.close()
    for name in [name for name in sys.modules if name.startswith("adapters.lines")]:
        del sys.modules[name]


async def _heard(reader: asyncio.StreamReader, words: str) -> str:
    """Read until these words come, and return all that was read."""
    heard = b""
    async with asyncio.timeout(10):
        while words.encode() not in heard:
            heard += await reader.read(4096)
    return heard.decode()


def _copy_repository(folder: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(ROOT / ".venv")


def _content(folder: Path) -> dict[str, bytes]:
    """Return each file by its path, but those of caches and of the environment."""
    files = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    return {
        str(name): path.read_bytes()
        for name, path in files.items()
        if not name.parts[0].startswith(".") and "__pycache__" not in name.parts
    }


def _run(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
