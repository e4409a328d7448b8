"""edgefinder help: commands, topics, and suggestions for similar words."""

import pytest

from adapters.cli.help_command import TOPICS
from adapters.settings import setting_declarations, variable
from bot.commands import COMMANDS
from core.importing.templates import TEMPLATES
from tests.adapters.cli.conftest import Run


def test_help_without_a_topic_lists_commands_and_topics(edgefinder: Run) -> None:
    ran = edgefinder("help")
    assert ran.code == 0
    assert "import" in ran.out
    for name, (summary, _) in TOPICS.items():
        assert f"  {name}" in ran.out
        assert summary in ran.out


def test_help_for_a_command_equals_its_help_option(
    edgefinder: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (("import",), ("db",), ("db", "backup"), ("people", "move")):
        with pytest.raises(SystemExit):
            edgefinder(*words, "--help")
        by_option = capsys.readouterr().out
        assert edgefinder("help", *words).out == by_option


def test_every_setting_column_and_chat_command_has_help(edgefinder: Run) -> None:
    told = edgefinder("help", "settings").out
    assert all(variable(name) in told for name in setting_declarations())
    told = edgefinder("help", "files").out.replace("\n  ", " ")
    assert all(column in told for header, *_ in TEMPLATES.values() for column in header)
    told = edgefinder("help", "chat").out.replace("\n  ", " ")
    assert all(command.written in told for command in COMMANDS)
    assert "3: " in edgefinder("help", "exit-codes").out


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (("setings",), "did you mean 'settings'?"),
        (("imprt",), "did you mean 'import'?"),
        (("db", "bakcup"), "did you mean 'backup'?"),
        (("verify", "code"), "has no further commands"),
    ],
)
def test_a_mistyped_topic_suggests_the_most_similar_one(
    edgefinder: Run, words: tuple[str, ...], advice: str
) -> None:
    ran = edgefinder("help", *words)
    assert (ran.code, advice in ran.err) == (2, True)
