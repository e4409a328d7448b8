"""Files of replies in the terminal: saving, opening by number, and JSON."""

import asyncio
import io
import json
import stat
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.plain_text import PlainTextOutput

from adapters.terminal.interactive import InteractiveChat
from adapters.terminal.piped import answer_lines
from adapters.terminal.saved_files import SavedFiles, opener
from adapters.terminal.session import Speaker
from bot.reply import Attachment, Button, Reply, Turn
from core.catalog.loading import load_catalog

CHART = Attachment("class.csv", "text/csv", b"name,M1-MMS\n", "where the class stands")


class _Class:
    """Answers every turn with a file and a button, and records the turns."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def retry_later(self, turn: Turn, reply: Reply, seconds: float = 0) -> None:
        raise AssertionError("an answer in a terminal never fails")

    async def answer(self, turn: Turn) -> Reply:
        self.asked.append(turn.text)
        return Reply("roster", "roster", "Here", ((Button("Notices", "notices"),),), (CHART,))


async def _chat(typed: str, files: SavedFiles, conversation: _Class) -> str:
    """Type these keys into an interactive chat; return what it prints."""
    printed = io.StringIO()
    output = PlainTextOutput(printed)
    with create_pipe_input() as keys, create_app_session(input=keys, output=output):
        speaker = Speaker(conversation, "ines@example.org")
        chat = InteractiveChat(speaker, "Ines", (), load_catalog(), files)
        keys.send_text(typed)
        await chat.run()
        # prompt_toolkit prints the last lines in a task after the prompt has ended
        await asyncio.sleep(0)
        if printing := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(printing, timeout=5)
    return printed.getvalue()


def test_files_are_private_and_never_overwrite_others(tmp_path: Path) -> None:
    files = SavedFiles(tmp_path / "new" / "folder")
    other = Attachment("class.csv", "text/csv", b"another class\n", "")
    first, second, again = files.save([CHART, other, CHART])
    assert [first.name, second.name, again] == ["class.csv", "class-2.csv", first]
    assert (first.read_bytes(), second.read_bytes()) == (CHART.content, other.content)
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert stat.S_IMODE(first.parent.stat().st_mode) == 0o700


def test_a_file_name_cannot_leave_the_folder(tmp_path: Path) -> None:
    [path] = SavedFiles(tmp_path).save([Attachment("../../x.csv", "text/csv", b"1", "")])
    assert path == tmp_path / "x.csv"


async def test_a_number_after_the_buttons_opens_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    def open_it(path: Path) -> bool:
        opened.append(path)
        return True

    monkeypatch.setattr("adapters.terminal.interactive.open_file", open_it)
    conversation = _Class()
    printed = await _chat("roster\n2\n1\n\x04", SavedFiles(tmp_path), conversation)
    assert opened == [tmp_path / "class.csv"]
    assert conversation.asked == ["roster", "notices"]
    assert printed.index("[1]") < printed.index("[2]"), "files are listed after the buttons"
    assert str(tmp_path) in printed.replace("\n", "")


async def test_without_a_desktop_the_path_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.terminal.saved_files.opener", lambda _: None)
    printed = await _chat("roster\n2\n\x04", SavedFiles(tmp_path), _Class())
    assert "no desktop" in printed


async def test_if_the_folder_cannot_be_created_the_answer_is_still_shown_with_the_problem(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").touch()
    printed = await _chat("roster\n\x04", SavedFiles(tmp_path / "file"), _Class())
    assert "could not be saved" in " ".join(printed.split())
    assert "Here" in printed


async def test_ctrl_c_clears_typed_text_and_ends_the_chat_on_an_empty_line(tmp_path: Path) -> None:
    conversation = _Class()
    await _chat("withdraw\x03status\n\x03never\n", SavedFiles(tmp_path), conversation)
    assert conversation.asked == ["status"]


async def test_a_button_shown_twice_has_one_number() -> None:
    class Twice(_Class):
        async def answer(self, turn: Turn) -> Reply:
            one, two = Button("Status", "status"), Button("Next", "next")
            return Reply("x", "x", f"{turn.text} {turn.pressed}", ((one, two), (one,)))

    speaker = Speaker(Twice(), "1001")
    await speaker.say("x")
    assert sorted(speaker.numbers.values()) == [1, 2]
    assert (await speaker.say("1")).markdown == "status True"


async def test_piped_answers_list_the_paths_of_saved_files(tmp_path: Path) -> None:
    out = io.StringIO()
    speaker, files = Speaker(_Class(), "ines@example.org"), SavedFiles(tmp_path)
    await answer_lines(speaker, ["roster"], out, as_json=True, save=files)
    await answer_lines(speaker, ["roster"], out, save=files)
    told, _, text = out.getvalue().partition("\n")
    path = str(tmp_path / "class.csv")
    assert json.loads(told)["attachments"][0]["path"] == path
    assert path in text.splitlines()


async def test_piped_answers_save_files_only_on_request() -> None:
    out = io.StringIO()
    await answer_lines(Speaker(_Class(), "ines@example.org"), ["roster"], out, as_json=True)
    assert "path" not in json.loads(out.getvalue())["attachments"][0]


@pytest.mark.parametrize(
    ("platform", "environment", "program"),
    [
        ("darwin", {}, "open"),
        ("win32", {}, "explorer"),
        ("linux", {"DISPLAY": ":0"}, "xdg-open"),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, "xdg-open"),
        ("linux", {}, None),
    ],
)
def test_the_system_and_its_desktop_decide_which_program_opens_a_file(
    platform: str,
    environment: dict[str, str],
    program: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: name)
    assert opener(environment, platform) == program
