"""Each training row is complete, and everything that it names exists."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from adapters.sample import training_center
from bot.commands import COMMANDS
from core.catalog.loading import load_catalog
from core.catalog.nims_facts import shipped_facts
from core.goals.shipped_goals import shipped_goals
from tests.understanding.training_talks import TALKS, read_talks

FOLDER = Path(__file__).parent / "train"
CATALOG = load_catalog()
GOALS = shipped_goals(CATALOG)
PEOPLE = Path(training_center.__file__).parent.joinpath("people.csv").read_text("utf-8")
KEYS = {
    *("text", "lang", "as", "command", "argument", "style"),
    *("also", "fair", "before", "forbidden", "about", "note"),
}
STYLES = {
    *("voice", "terse", "typo", "slang", "spanglish"),
    *("mail", "angry", "ocr", "two", "plain"),
}
ROLES = {"candidate", "instructor", "administrator", "evaluator", "employer", "stranger"}
PLANNED = {
    *("students", "student", "score", "language", "privacy", "data", "forget", "seen", "remind"),
    *("result", "unclear", ""),
}
"""Names that a row may have as its command, besides those in `COMMANDS`."""
OF_CREDENTIALS = {
    *("status", "next", "credential", "score", "certificate", "print", "share", "withdraw"),
    "remind",
}
OF_GOALS = {"goal", "follow", "unfollow", "prove"}


def rows() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for path in sorted(FOLDER.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            found.append((f"{path.name}:{number}", json.loads(line)))
    return found


ROWS = rows()


def turns() -> list[tuple[str, dict[str, Any]]]:
    """Return the messages of all conversations."""
    return [
        (f"{path.name}:{number}", {"as": talk["as"], "lang": talk["lang"], **turn})
        for path in sorted((FOLDER / TALKS).glob("*.jsonl"))
        for number, talk in enumerate(read_talks(path.parent, path.name), 1)
        for turn in talk["turns"]
    ]


TURNS = turns()


def readings(row: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Return every command and argument that a row accepts."""
    yield row["command"], row["argument"]
    yield from row.get("fair", ())
    for also in row.get("also", ()):
        yield also["command"], also["argument"]


def test_there_are_enough_rows_in_both_languages() -> None:
    languages = Counter(row["lang"] for _, row in ROWS)
    assert sum(languages.values()) >= 2000
    assert 0.3 <= languages["es"] / sum(languages.values()) <= 0.5


def test_every_row_is_complete() -> None:
    for where, row in ROWS:
        assert set(row) <= KEYS, where
        assert row["text"].strip(), where
        assert row["lang"] in {"en", "es"}, where
        assert row["as"] in ROLES, where
        assert row["style"] in STYLES, where
        assert "about" not in row or row.get("forbidden"), where


def test_every_message_of_a_conversation_is_complete() -> None:
    assert TURNS
    for where, turn in TURNS:
        assert set(turn) <= KEYS, where
        assert turn["text"].strip(), where
        assert turn["lang"] in {"en", "es"}, where
        assert turn["as"] in ROLES, where


def test_no_row_occurs_twice() -> None:
    seen: dict[tuple[str, str, str], str] = {}
    for where, row in ROWS:
        key = (row["text"].casefold(), row["as"], str(row.get("before")))
        assert key not in seen, f"{where} repeats {seen.get(key)}: {row['text']}"
        seen[key] = where


def test_every_command_credential_goal_topic_and_student_named_in_a_row_exists() -> None:
    commands = {each.name for each in COMMANDS} | PLANNED
    topics = {topic.name for topic in shipped_facts().topics} | {"exams-of"}
    for where, row in [*ROWS, *TURNS]:
        for command, argument in readings(row):
            assert command in commands, (where, command)
            first = argument.split(" ")[0]
            if command in OF_CREDENTIALS and argument and (command, argument) != ("remind", "off"):
                assert all(CATALOG.credential(code) for code in first.split("|")), (where, first)
            if command in OF_GOALS and argument:
                assert all(code in GOALS for code in first.split("|")), (where, first)
            if command == "ask":
                assert argument in topics, (where, argument)
            if command == "student" and argument:
                for name in argument.split("|"):
                    given, _, family = name.rpartition(" ")
                    assert family in PEOPLE, (where, name)
                    assert given.split(" ")[0] in PEOPLE, (where, name)
            if command == "" and argument:
                assert argument.startswith("talk:"), (where, argument)


def test_each_command_has_rows_in_both_languages_or_is_declared_as_typed_only() -> None:
    counted = Counter((row["command"], row["lang"]) for _, row in ROWS)
    for command in COMMANDS:
        for language in ("en", "es"):
            rows = counted[command.name, language]
            assert rows == 0 if command.typed_only else rows >= 8, (command.name, language)
    topics = Counter((row["argument"], row["lang"]) for _, row in ROWS if row["command"] == "ask")
    for topic in shipped_facts().topics:
        if topic.name != "cost":
            for language in ("en", "es"):
                assert topics[topic.name, language] >= 12, (topic.name, language)
