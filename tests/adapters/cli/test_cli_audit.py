"""audit: the entries that shell commands write, and how the log is sealed and checked."""

import argparse
import getpass
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.cli.parser import parser
from bot.whose_record import Shows
from tests.adapters.cli.conftest import Run

SHOWN: dict[tuple[str, ...], tuple[str, ...]] = {
    ("audit", "show"): (),
    ("certificate",): ("--roster", "1", "--pdf", "cards.pdf"),
    ("chats", "list"): ("1001",),
    ("db", "backup"): ("copy.db",),
    ("export",): ("people", "people.csv"),
    ("people", "data"): ("1001",),
    ("people", "list"): (),
    ("people", "show"): ("1001",),
    ("rosters", "show"): ("1",),
    ("status",): ("1001",),
    ("verify",): ("CODE",),
}
"""The arguments for each command that only shows records."""
CHANGES = {
    ("chat",), ("chats", "unlink"), ("import",), ("invite",), ("people", "end"),
    ("people", "forget"), ("people", "merge"), ("people", "minor"), ("people", "move"),
    ("people", "renumber"), ("people", "retakes"), ("results", "correct"), ("revoke",),
    ("rosters", "remove"), ("db", "restore"), ("db", "prune"), ("corrections", "list"),
    ("corrections", "done"),
}  # fmt: skip
"""Commands that change something. Core writes their entries, in the same transaction."""
NO_RECORDS = {("rosters", "list")}


def _commands(
    found: argparse.ArgumentParser, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Shows]]:
    for action in found._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield from _commands(below, (*path, name))
            return
    yield path, found.get_default("shows")


def entries(file: Path) -> list[dict[str, Any]]:
    with sqlite3.connect(file) as database:
        database.row_factory = sqlite3.Row
        rows = database.execute("SELECT * FROM audit_entries ORDER BY id").fetchall()
    database.close()
    return [{**dict(row), "details": json.loads(row["details"] or "{}")} for row in rows]


def test_every_command_that_shows_records_is_tested_here() -> None:
    showing = {path for path, shows in _commands(parser()) if shows & ~Shows.OWN}
    assert showing - CHANGES - NO_RECORDS == set(SHOWN)


@pytest.mark.parametrize("command", SHOWN, ids=" ".join)
def test_a_command_that_shows_a_record_leaves_an_entry(
    edgefinder: Run, sample: Path, code_of: Callable[[str], str], command: tuple[str, ...]
) -> None:
    words = [code_of("1001") if word == "CODE" else word for word in SHOWN[command]]
    before = len(entries(sample))
    shown = edgefinder(*command, *words)
    assert shown.code < 2, shown.err
    made = entries(sample)[before:]
    assert made
    assert {entry["details"]["surface"] for entry in made} == {"shell"}
    assert {entry["details"]["who"] for entry in made} == {getpass.getuser()}
    assert {entry["details"]["why"] for entry in made} <= {
        "operates this server",
        "was shown a code, link or file",
    }


def test_audit_entries_are_found_by_who_was_looked_up_and_by_who_looked(
    edgefinder: Run, sample: Path
) -> None:
    edgefinder("people", "show", "1001")
    assert sample.exists()
    found = edgefinder("audit", "show", "--about", "1001", "--action", "saw contact details")
    assert found.code == 0
    assert "saw contact details of" in found.out
    assert f"by {getpass.getuser()}, shell people show: operates this server" in found.out
    nobody = edgefinder("audit", "show", "--by", "1001")
    assert (nobody.code, nobody.out) == (1, "There is no such entry.\n")
    wrong = edgefinder("audit", "show", "--action", "peeked")
    assert wrong.code == 2
    assert "it is one of 'saw record'" in wrong.err


def test_a_sealed_audit_log_is_checked_and_a_changed_entry_is_reported(
    edgefinder: Run, sample: Path, tmp_path: Path
) -> None:
    for _ in range(2):
        edgefinder("people", "show", "1001")
        sealed = edgefinder("audit", "seal", "--to", "seals.jsonl")
        assert sealed.code == 0, sealed.err
    again = edgefinder("audit", "seal", "--to", "seals.jsonl")
    assert "Nothing new to seal." in again.out
    assert len((tmp_path / "seals.jsonl").read_text().splitlines()) == 2
    for more in ((), ("--against", "seals.jsonl")):
        good = edgefinder("audit", "check", *more)
        assert (good.code, "Everything fits." in good.out) == (0, True)
    number = entries(sample)[-1]["id"]
    with sqlite3.connect(sample) as database:
        database.execute(
            "UPDATE audit_entries SET action = 'forgot details' WHERE id = ?", [number]
        )
    database.close()
    bad = edgefinder("audit", "check", "--against", "seals.jsonl")
    assert bad.code == 1
    assert f"Entry {number} changed:" in bad.out
    told = edgefinder("audit", "check", "--json").json
    assert told["sound"] is False
    assert {"entry", "fault", "detail"} == set(told["problems"][0])


def test_a_file_without_seals_is_refused_with_the_line_number(
    edgefinder: Run, sample: Path, tmp_path: Path
) -> None:
    assert sample.exists()
    (tmp_path / "other.csv").write_text("number,name\n")
    refused = edgefinder("audit", "check", "--against", "other.csv")
    assert refused.code == 2
    assert "line 1 of" in refused.err
    missing = edgefinder("audit", "check", "--against", "nowhere.jsonl")
    assert missing.code == 2
    assert "cannot be read" in missing.err


def test_seals_are_not_appended_to_those_of_another_database(
    edgefinder: Run, sample: Path, tmp_path: Path
) -> None:
    edgefinder("people", "show", "1001")
    edgefinder("audit", "seal", "--to", "seals.jsonl")
    kept = (tmp_path / "seals.jsonl").read_text()
    with sqlite3.connect(sample) as database:
        database.execute("DELETE FROM audit_seals")
    database.close()
    edgefinder("people", "show", "1001")
    refused = edgefinder("audit", "seal", "--to", "seals.jsonl")
    assert refused.code == 2
    assert "has seals that are not in this database" in refused.err
    assert (tmp_path / "seals.jsonl").read_text() == kept
