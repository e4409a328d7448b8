"""The fast path of piped `chat`: it reads SQLite directly.

Its answers equal those of the full program.
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.cli import chat_command
from adapters.sample.training_center import CANDIDATE, EMPLOYER, INSTRUCTOR
from adapters.terminal.session import Speaker
from bot.commands import COMMANDS
from bot.conversation import Conversation
from core.shell_edgefinder import ShellEdgefinder
from core.storage.sqlite_file import NotPlain, SqliteFile, run_at_once
from tests.adapters.cli.conftest import Run

ROOT = Path(__file__).parents[3]
_CHANGING = re.compile(r'\d\d:\d\d|"bytes": \d+')
"""Matches what differs between two runs: times, and the sizes of files that contain times."""


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that collects the names of SQL statements run on the fast path."""
    ran: list[str] = []
    ordinary = SqliteFile.fetch

    async def noted(file: SqliteFile, question: Any, **words: Any) -> Any:
        found = await ordinary(file, question, **words)
        ran.append(question.name)
        return found

    monkeypatch.setattr(SqliteFile, "fetch", noted)
    return ran


def _with_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_command, "is_plain", lambda _: False)


_TYPED = "\n".join(
    (
        *("next", "status", "help", "help all", "start", "status M1-TCH", "next please"),
        *("catalog", "credential M1-TCH", "goals", "goal pa-skills-competent", "whoami"),
        *("/next", "nextt", "what is the difference between fema and nims", "99"),
    )
)


@pytest.mark.parametrize("who", [CANDIDATE, INSTRUCTOR, EMPLOYER])
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_each_line_gets_the_same_answer_on_the_fast_path(
    edgefinder: Run,
    sample: Path,
    monkeypatch: pytest.MonkeyPatch,
    who: str,
    more: tuple[str, ...],
) -> None:
    asked = ("chat", "--as", who, *more)
    ran = edgefinder(*asked, typed=_TYPED)
    with monkeypatch.context() as patched:
        _with_all_of_it(patched)
        assert edgefinder(*asked, typed=_TYPED) == ran
    assert ran.code == 0


def test_each_command_alone_gets_the_same_answer_on_the_fast_path(
    edgefinder: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("chat", "--as", CANDIDATE, "--json")
    quickly = [edgefinder(*asked, typed=each.name).out for each in COMMANDS]
    _with_all_of_it(monkeypatch)
    ran = edgefinder(*asked, typed="\n".join(each.name for each in COMMANDS))
    assert '"template": "fault"' not in ran.out
    for quick, ordinary in zip(quickly, ran.out.splitlines(), strict=True):
        assert _CHANGING.sub("", quick) == _CHANGING.sub("", f"{ordinary}\n")


_BADGE = {
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": "did:web:badges.example.org",
    "proof": {"type": "DataIntegrityProof", "proofValue": "z3"},
}
_HOSTED = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://badges.example.org/1",
    "verification": {"type": "hosted"},
}


def test_a_pasted_badge_gets_the_same_answer_on_the_fast_path(
    edgefinder: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("chat", "--as", EMPLOYER, "--json")
    lines = f"verify EF-0000-0000-0000-0\nverify {json.dumps(_BADGE)}\n1\n"
    ran = edgefinder(*asked, typed=lines)
    _with_all_of_it(monkeypatch)
    ordinary = edgefinder(*asked, typed=lines)
    assert _CHANGING.sub("", ordinary.out) == _CHANGING.sub("", ran.out)
    assert (ordinary.code, ordinary.err) == (ran.code, ran.err)
    assert [json.loads(each)["template"] for each in ran.out.splitlines()][:2] == ["verify"] * 2


@pytest.mark.parametrize("badge", [_BADGE, _HOSTED], ids=["with a proof", "hosted"])
def test_the_fast_path_leaves_files_and_websites_to_the_full_program(
    sample: Path, badge: dict[str, Any]
) -> None:
    with ShellEdgefinder.opened(
        f"sqlite:///{sample}", trusted_hosts=["badges.example.org"]
    ) as edgefinder:
        speaker = Speaker(Conversation(edgefinder), EMPLOYER)
        with pytest.raises(NotPlain):
            run_at_once(speaker.say(f"verify {json.dumps(badge)}"))


def test_next_status_and_help_take_one_statement_each(
    edgefinder: Run, sample: Path, quick: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ordinary(_: object) -> int:
        raise AssertionError("all of Edgefinder was loaded")

    monkeypatch.setattr("adapters.cli.open_database.with_edgefinder", ordinary)
    ran = edgefinder("chat", "--as", CANDIDATE, typed="next\nstatus\nhelp\n")
    assert ran.code == 0
    name, *questions = quick
    assert name == "asker by name"
    assert questions == ["asker by name with record"] * 2 + ["asker by name"]


def test_a_number_presses_a_button_shown_on_the_fast_path(
    edgefinder: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "status\n1\nnotices\nstatus\n1\n"
    ran = edgefinder("chat", "--as", CANDIDATE, "--json", typed=lines)
    with monkeypatch.context() as patched:
        _with_all_of_it(patched)
        assert edgefinder("chat", "--as", CANDIDATE, "--json", typed=lines).out == ran.out
    first, pressed, *_ = map(json.loads, ran.out.splitlines())
    assert pressed["template"] == "status_credential"
    assert f"status {first['buttons'][0]['call'].split()[1]}" == first["buttons"][0]["call"]


def test_the_fast_path_of_chat_writes_the_same_audit_entries(
    edgefinder: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _rows(sample) as rows:
        before = len(rows())
    edgefinder("chat", "--as", CANDIDATE, typed="next\n")
    with monkeypatch.context() as patched:
        _with_all_of_it(patched)
        edgefinder("chat", "--as", CANDIDATE, typed="next\n")
    with _rows(sample) as rows:
        quickly, ordinarily = rows()[before:]
    assert quickly == ordinarily
    assert quickly[0] == "saw record"


@contextmanager
def _rows(file: Path) -> Iterator[Any]:
    connection = sqlite3.connect(file)
    found = "SELECT action, subject_id, actor_id, details FROM audit_entries ORDER BY id"
    yield lambda: connection.execute(found).fetchall()
    connection.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COLUMN_KEY", "A" * 43 + "="),
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none"),
    ],
)
def test_with_an_unusual_setting_the_full_program_answers(
    edgefinder: Run,
    sample: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
) -> None:
    asked: list[str] = []

    def ordinary(_: object) -> int:
        asked.append("all")
        return 7

    monkeypatch.setattr("adapters.cli.open_database.with_edgefinder", ordinary)
    monkeypatch.setenv(f"EDGEFINDER_{name}", value)
    assert edgefinder("chat", "--as", CANDIDATE, typed="next\n").code == 7
    assert asked == ["all"]


def test_an_unknown_person_is_refused_with_the_same_error(
    edgefinder: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = edgefinder("chat", "--as", "9999", typed="next\n")
    with monkeypatch.context() as patched:
        _with_all_of_it(patched)
        assert edgefinder("chat", "--as", "9999", typed="next\n") == ran
    assert ran.code == 2


def test_the_fast_path_has_the_catalog_and_reads_the_sqlite_file_directly(sample: Path) -> None:
    with ShellEdgefinder.opened(f"sqlite:///{sample}") as edgefinder:
        assert edgefinder.catalog.credentials
        assert isinstance(edgefinder.database, SqliteFile)


def test_asking_what_is_next_imports_nothing_that_it_does_not_use(sample: Path) -> None:
    program = (
        "import sys\nfrom adapters.cli.entry import main\n"
        f"sys.argv[1:] = ['chat', '--as', {CANDIDATE!r}]\n"
        "try:\n    main()\nexcept SystemExit as ended:\n    code = ended.code\n"
        "print(code, *sorted(sys.modules), file=sys.stderr)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        input="next\n",
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "LC_ALL": "C", "EDGEFINDER_DATABASE_URL": f"sqlite:///{sample}"},
    )
    assert shown.stdout.startswith("> next")
    code, *loaded = shown.stderr.split()
    assert code == "0"
    slow = (
        *("sqlalchemy", "aiosqlite", "asyncpg", "asyncio", "pydantic", "babel", "cryptography"),
        *("joserfc", "rapidfuzz", "numpy", "limits", "rich", "typst", "dotenv", "platformdirs"),
    )
    assert [name for name in slow if name in loaded] == []
