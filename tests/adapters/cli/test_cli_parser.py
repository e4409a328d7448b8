"""The parser for one command behaves like the parser for the whole command line."""

import pytest

from adapters.cli.parser import DECLARED, parser
from adapters.cli.parser_parts import commands_in

WHOLE = commands_in(parser())


def test_every_command_is_in_the_table_in_the_order_of_help() -> None:
    assert list(DECLARED) == list(WHOLE)


@pytest.mark.parametrize("command", DECLARED)
def test_the_parser_of_one_command_has_the_same_help(command: str) -> None:
    alone = commands_in(parser(command))
    assert alone[command].format_help() == WHOLE[command].format_help()
    assert [*commands_in(alone[command])] == [*commands_in(WHOLE[command])]


@pytest.mark.parametrize("command", ["", "verfy", "--version", "-h"])
def test_without_a_command_name_the_whole_parser_is_built(command: str) -> None:
    assert list(commands_in(parser(command))) == list(WHOLE)
