"""Shell commands show a person's record only if they declare that they do."""

import asyncio
import shutil
from pathlib import Path

import pytest

from adapters.cli.main import run
from bot.whose_record import Shows
from tests.access.center import ANA, DANA, Center, Facts, open_center
from tests.access.entries import shell

RUN = {
    "audit check": [],
    "audit show": [],
    "catalog": ["milling"],
    "certificate": None,
    "chat": None,
    "chats list": [ANA],
    "completion": ["bash"],
    "db check": [],
    "db upgrade": [],
    "doctor": [],
    "export": ["people", "people.csv"],
    "help": ["status"],
    "keys list": [],
    "notices retry": [],
    "people list": [],
    "people show": [ANA],
    "rosters list": [],
    "rosters show": ["CNC Kingfisher"],
    "slack manifest": [],
    "status": [ANA],
    "verify": ["CODE"],
}
"""The arguments for each command that a test below runs. Other tests run those with None."""
CHANGES = {
    *(
        "db backup",
        "db init",
        "demo",
        "fees",
        "import",
        "init",
        "invite",
        "keys init",
        "keys revoke",
    ),
    *("keys rotate", "people end", "people merge", "people move", "people renumber"),
    *("people retakes", "results correct", "revoke", "rosters remove", "serve", "slack key"),
    "slack check",
    *("audit seal", "db encrypt", "db key", "db restore"),
    *("db prune", "people data", "people forget", "people minor"),
    *("telegram link", "telegram setup", "chats unlink"),
}
"""Commands that change or fetch something, or take a file. Other tests run them."""


@pytest.fixture
def facts(
    tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Facts]:
    """Fill a database, name it in the settings, and return its candidates' facts by number."""
    path = tmp_path / "edgefinder.db"
    shutil.copy(migrated_sqlite, path)

    async def fill() -> Center:
        center = await open_center(f"sqlite+aiosqlite:///{path}")
        await center.world.edgefinder.close()
        return center

    monkeypatch.setenv("EDGEFINDER_DATABASE_URL", f"sqlite:///{path}")
    return asyncio.run(fill()).facts


def test_every_command_is_either_run_here_or_listed_as_changing_something() -> None:
    assert {each.name for each in shell()} - CHANGES == set(RUN)


def test_a_command_that_declares_no_access_to_records_prints_no_fact_about_a_candidate(
    facts: dict[str, Facts], capsys: pytest.CaptureFixture[str]
) -> None:
    told, silent = {}, []
    for entry in shell():
        words = RUN.get(entry.name)
        if words is None:
            continue
        given = [facts[ANA].code if word == "CODE" else word for word in words]
        run([*entry.name.split(), *given])
        out = capsys.readouterr().out
        if entry.name == "export":
            out = Path("people.csv").read_text("utf-8")
        shown = {fact for each in facts.values() for fact in each.in_text(out, " ".join(given))}
        if entry.access.shows is Shows.NOBODY:
            told[entry.name] = shown
        elif entry.access.shows is Shows.PROOF:
            told[entry.name] = shown - {"name", "issued_on", "code"}
            assert not facts[DANA].in_text(out)
        elif not shown and entry.name != "chats list":  # it lists a person's chats
            silent.append(entry.name)
    assert {name: shown for name, shown in told.items() if shown} == {}
    assert silent == [], "these commands are declared to show records, but showed none"
