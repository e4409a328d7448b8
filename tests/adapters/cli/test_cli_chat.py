"""chat and demo: the conversation at the terminal."""

import contextlib
import json
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.sample.training_center import CANDIDATE, INSTRUCTOR
from core.people.model import EMPLOYER_PREFIX
from tests.adapters.cli.conftest import Run

ROOT = Path(__file__).parents[3]


def test_each_line_is_answered_with_a_json_object(
    edgefinder: Run, sample: Path, code_of: Callable[[str], str]
) -> None:
    code = code_of(CANDIDATE)
    ran = edgefinder("chat", "--as", CANDIDATE, "--json", typed=f"status\n\nverify {code}\n")
    assert ran.code == 0
    status, verdict = (json.loads(line) for line in ran.out.splitlines())
    assert status["command"] == "status"
    assert "Noor Haddad: 3 earned, 2 in progress" in status["text"]
    assert {"label": "What next?", "call": "next"} in status["buttons"]
    assert status["attachments"] == []
    assert verdict["command"] == "verify"
    assert f"Valid: {code}" in verdict["text"]


def test_a_number_presses_a_button_of_the_last_answer(edgefinder: Run, sample: Path) -> None:
    ran = edgefinder("chat", "--as", CANDIDATE, typed="status\n1\n")
    assert "[1] Turning I (Chucking Skills)" in ran.out
    answered = ran.out.split("> 1\n")[1]
    assert "in progress, 1 exam left" in answered


def test_a_number_without_a_button_is_ordinary_text(edgefinder: Run, sample: Path) -> None:
    ran = edgefinder("chat", "--as", CANDIDATE, "--json", typed="7\nstatus\n99\n")
    assert [json.loads(line)["command"] for line in ran.out.splitlines()] == ["", "status", ""]


@pytest.mark.parametrize("who", [CANDIDATE, INSTRUCTOR, f"{EMPLOYER_PREFIX}Cascade Tool & Die"])
def test_the_operator_can_chat_as_anybody(edgefinder: Run, sample: Path, who: str) -> None:
    ran = edgefinder("chat", "--as", who, "--json", typed="whoami\n")
    assert json.loads(ran.out)["command"] == "whoami"


@pytest.mark.parametrize("who", ["9999", "nobody@example.org", "", EMPLOYER_PREFIX])
def test_an_unknown_person_cannot_be_chosen(edgefinder: Run, sample: Path, who: str) -> None:
    ran = edgefinder("chat", "--as", who, typed="status\n")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1


def test_input_that_is_not_utf_8_is_answered(edgefinder: Run, sample: Path) -> None:
    ran = edgefinder("chat", "--as", CANDIDATE, "--json", typed=b"\xff\xfe hello \x80\nstatus\n")
    assert json.loads(ran.out.splitlines()[1])["command"] == "status"


def _without_codes(text: str) -> str:
    return re.sub(r"EF-\S+", "EF-CODE", text)


@pytest.mark.slow
def test_without_a_terminal_the_demo_plays_a_tour(edgefinder: Run) -> None:
    ran = edgefinder("demo")
    assert (ran.code, ran.err) == (0, "")
    shown = _without_codes(ran.out)
    scenes = (
        "Noor Haddad, a candidate, asks",
        "> which exams remain?",
        "Turning I (Chucking Skills): 1 exam left",
        "Cascade Tool & Die, an employer",
        "3 codes: 1 valid, 1 revoked, 1 mistyped",
        "A result arrives",
        "1 credential awarded",
        "To Noor Haddad:",
        "You have earned Turning I (Chucking Skills).",
        "To Inés Ortega:",
        "Noor Haddad has earned Turning I (Chucking Skills)",
    )
    places = [shown.find(scene) for scene in scenes]
    assert -1 not in places
    assert places == sorted(places)
    assert "\x1b" not in shown


@pytest.mark.slow
def test_piped_lines_are_answered_and_end_the_demo() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", "from adapters.cli.main import main; main()", "demo"],
        input="status\nnext\n",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "/play/" not in ran.stdout, "without a terminal, no page is served"
    assert [line for line in ran.stdout.splitlines() if line.startswith("> ")] == [
        "> status",
        "> next",
    ]


@pytest.mark.slow
def test_the_sample_center_is_stored_where_the_settings_say(
    edgefinder: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    monkeypatch.setenv("EDGEFINDER_DATABASE_URL", url)
    assert "1 credential awarded" in edgefinder("demo").out
    again = edgefinder("demo")
    assert "nobody is notified" in again.out
    assert "To Inés Ortega:" not in again.out
    document = edgefinder("status", CANDIDATE, "--json").json
    assert "M1-TCH" in [e["code"] for e in document["credentials"] if e["state"] == "earned"]


@pytest.mark.slow
def test_the_demo_leaves_real_records_alone(
    edgefinder: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "real.db"
    people = tmp_path / "people.csv"
    people.write_text(
        "candidate_number,given_name,family_name,role,organisation\n"
        "1001,Ana,Popescu,candidate,Elsewhere\n",
        "utf-8",
    )
    monkeypatch.setenv("EDGEFINDER_DATABASE_URL", f"sqlite:///{file}")
    assert edgefinder("import", "people", str(people)).code == 0
    ran = edgefinder("demo", typed="status\n")
    assert "is left alone" in ran.err
    assert "Noor Haddad" in ran.out
    assert "Ana Popescu" in edgefinder("status", "1001").out


class _Terminal:
    """A program that runs in its own pseudo-terminal."""

    def __init__(self, *words: str) -> None:
        self._ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (40, 100))
        self._program = subprocess.Popen(
            [sys.executable, "-c", "from adapters.cli.main import main; main()", *words],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "TERM": "xterm",
                "PROMPT_TOOLKIT_NO_CPR": "1",
            },
        )
        os.close(theirs)
        self.shown = ""

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def until(self, wanted: str, seconds: float = 60) -> str:
        """Read the output until `wanted` appears; return it without cursor and color codes."""
        deadline = time.monotonic() + seconds
        while wanted not in self.shown:
            ready, _, _ = select.select([self._ours], [], [], 1)
            if ready:
                try:
                    new = os.read(self._ours, 65536).decode(errors="replace")
                except OSError:
                    new = ""
                self.shown += re.sub(
                    r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)", "", new
                )
                if not new:
                    break
            assert time.monotonic() < deadline, f"{wanted!r} was not shown: {self.shown!r}"
        before, _, self.shown = self.shown.partition(wanted)
        return before

    def end(self) -> int:
        """Press Ctrl-D until the program ends. A key pressed between two prompts is lost."""
        try:
            for _ in range(40):
                self.type("\x04")
                with contextlib.suppress(subprocess.TimeoutExpired):
                    return self._program.wait(0.5)
            raise AssertionError(f"the program does not end: {self.shown!r}")
        finally:
            self._program.kill()
            self._program.wait()
            os.close(self._ours)


@pytest.mark.slow
def test_at_a_terminal_the_demo_makes_suggestions_and_chats() -> None:
    terminal = _Terminal("demo", "--no-browser")
    assert not terminal.until("The demo as a page: ").strip(), "the page's address is printed first"
    address = terminal.until("\r")
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/play/[\w-]{22}/", address)
    terminal.until("[1] Which exams remain for me?")
    with urllib.request.urlopen(address, timeout=30) as page:
        assert "Cascade Tool &amp; Die" in page.read().decode()
    terminal.until("[3] A result arrives: who is notified?")
    terminal.until("change who you are.")
    terminal.type("1\r")
    terminal.until("Turning I (Chucking Skills): 1 exam left")
    terminal.type("result\r")
    terminal.until("1 credential awarded")
    terminal.until("To Inés Ortega:")
    terminal.until("Noor Haddad has earned Turning I (Chucking")
    terminal.type("as instructor\r")
    terminal.until("Hello, Inés Ortega.")
    terminal.until("[2] Catalog\r")
    terminal.type("ros\t")
    terminal.until("roster")
    terminal.type("\r")
    terminal.until("Machining I, mornings")
    assert terminal.end() == 0
