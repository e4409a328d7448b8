"""Control and direction characters in strangers' text are shown as visible marks."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.terminal.rendering import rendered_parts
from adapters.terminal.visible_marks import escaped_in_json, on_one_line, visible
from bot.reply import Reply

PAINTED = "\x1b[2J\x1b[32mvalid\x1b[0m"
TURNED = "\u202edilav\u202c"


def test_control_and_direction_characters_become_visible_marks() -> None:
    assert visible(PAINTED) == "␛[2J␛[32mvalid␛[0m"
    assert visible(TURNED) == "<U+202E>dilav<U+202C>"
    assert visible("\x7f\x9b\u2066") == "␡<U+009B><U+2066>"
    assert on_one_line("a\nvalid: EF\r\nb\u2028c") == "a␊valid: EF␊b␊c"


@pytest.mark.parametrize("name", ["José Núñez", "გია", "علي", "नमस्ते\u200d", "line\nand\ttab"])
def test_names_of_every_script_stay_unchanged(name: str) -> None:
    assert visible(name) == name


@given(st.text())
def test_no_terminal_control_sequence_is_left(text: str) -> None:
    left = set(on_one_line(text))
    assert not any(ord(sign) < 32 and sign != "\t" for sign in left)
    assert not left & {"\x7f", "\x9b", "\u202e", "\u2066", "\u200f"}


@given(st.text())
def test_json_escapes_direction_marks_and_keeps_the_text(text: str) -> None:
    written = escaped_in_json(json.dumps({"holder": text}, ensure_ascii=False))
    assert json.loads(written) == {"holder": text}
    assert "\u202e" not in written


def test_a_reply_at_the_terminal_shows_the_marks_too() -> None:
    reply = Reply("verify", "verify", f"held by {PAINTED} {TURNED}")
    from io import StringIO  # noqa: PLC0415 - only for this console

    from rich.console import Console  # noqa: PLC0415 - only for this console

    out = StringIO()
    Console(file=out, force_terminal=True, color_system=None).print(rendered_parts(reply))
    assert "\x1b[2J" not in out.getvalue()
    assert "\u202e" not in out.getvalue()
    assert "␛[2J" in out.getvalue()
