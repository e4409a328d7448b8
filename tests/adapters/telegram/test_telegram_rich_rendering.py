"""Rendering tables as rich messages: valid for Telegram, with literal values."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.rich_rendering import MOST_BLOCKS, MOST_COLUMNS, rich_message_of
from bot.markdown_blocks import escape
from bot.reply import Button, Reply
from tests.doubles.telegram import rich, rules

Json = dict[str, Any]
TABLE = "| Code | Left |\n|---|---|\n"


def blocks_of(reply: Reply) -> list[Json]:
    """Render a reply as a rich message, check it by the double's rules, and return its blocks."""
    message = rich_message_of(reply)
    assert message is not None
    assert message.rich is not None
    if message.keyboard is not None:
        rules.checked_keyboard({"reply_markup": message.keyboard})
    blocks: list[Json] = rich.checked_rich({"rich_message": message.rich})["blocks"]
    return blocks


def status(markdown: str) -> Reply:
    return Reply("status", "status", markdown)


def test_a_reply_without_a_table_stays_a_text() -> None:
    assert rich_message_of(Reply("next", "next", "- ✓ Theory exam: passed")) is None
    assert rich_message_of(status("Nothing is on record")) is None


def test_a_reply_with_a_table_shows_it_instead_of_the_list() -> None:
    reply = Reply("roster", "roster", "- **Ana**: 3", tabular=f"{TABLE}| Ana | 3 |")
    [table] = blocks_of(reply)
    assert [[cell["text"] for cell in row] for row in table["cells"]] == [
        ["Code", "Left"],
        ["Ana", "3"],
    ]
    assert [cell.get("is_header") for cell in table["cells"][0]] == [True, True]


def test_columns_of_numbers_are_aligned_right() -> None:
    [table] = blocks_of(Reply("roster", "roster", f"{TABLE}| 7 |  |\n| b | 12 |"))
    for row in table["cells"]:
        assert [cell["align"] for cell in row] == ["left", "right"]


def test_an_empty_cell_is_shown_by_a_dash() -> None:
    [table] = blocks_of(Reply("verify", "verify_list", f"{TABLE}| EF-1 |  |"))
    assert table["cells"][1][1]["text"] == "\u2013"


def test_a_list_of_exams_becomes_a_table_with_sign_exam_and_state() -> None:
    markdown = "**Milling**: 1 exam left\n\n- ✓ Theory: passed: well\n- ○ **Performance**: to do"
    paragraph, table = blocks_of(status(markdown))
    assert paragraph["type"] == "paragraph"
    assert [[cell["text"] for cell in row] for row in table["cells"]] == [
        ["✓", "Theory", "passed: well"],
        ["○", {"type": "bold", "text": "Performance"}, "to do"],
    ]


def test_lists_that_are_not_of_exams_stay_lists() -> None:
    markdown = f"{TABLE}| a | 1 |\n\n- one\n- two\n\n3. three\n\n- ✓ done"
    _table, bullets, signed = blocks_of(Reply("verify", "verify_list", markdown))
    assert bullets["items"][0] == {"blocks": [{"type": "paragraph", "text": "one"}]}
    assert (bullets["items"][2]["value"], bullets["items"][2]["type"]) == (3, "1")
    assert rich.said(signed["text"]) == "✓ done"


def test_styles_and_links_are_kept() -> None:
    markdown = f"# Head\n\n> quoted\n\n**b** *i* `c` [l](https://example.org)\n\n{TABLE}| a | 1 |"
    heading, quote, words, _table = blocks_of(Reply("verify", "verify_list", markdown))
    assert (heading["type"], heading["text"]) == ("heading", "Head")
    assert quote["blocks"] == [{"type": "paragraph", "text": "quoted"}]
    kinds = [each["type"] for each in words["text"] if isinstance(each, dict)]
    assert kinds == ["bold", "italic", "code", "url"]


def test_a_link_that_telegram_refuses_on_a_button_is_written_below() -> None:
    rows = ((Button("Page", url="http://localhost:8000/v/1"), Button("Odd", url="ftp://x")),)
    *_, last = blocks_of(Reply("verify", "verify_list", f"{TABLE}| a | 1 |", rows))
    assert last["text"] == "Odd: ftp://x"


@pytest.mark.parametrize(
    "markdown",
    [
        f"{TABLE}" + "| a | 1 |\n" * MOST_BLOCKS,
        f"{TABLE}| {'long ' * 7000} | 1 |",
        "|" + " a |" * (MOST_COLUMNS + 1) + "\n|" + "---|" * (MOST_COLUMNS + 1),
    ],
)
def test_a_reply_too_large_for_a_rich_message_stays_a_text(markdown: str) -> None:
    assert rich_message_of(Reply("verify", "verify_list", markdown)) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_value_is_shown_literally(one: str, two: str) -> None:
    reply = Reply("verify", "verify_list", f"{TABLE}| {escape(one)} | {escape(two)} |")
    table = blocks_of(reply)[-1]
    shown = [rich.said(cell["text"]) for cell in table["cells"][1]]
    for text, cell in zip((one, two), shown, strict=True):
        if text.isalnum() and text.isascii():
            assert cell == text
