"""Replies as Telegram messages: exact, within every limit, whatever is in them."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.telegram.exporting import Message, messages_of, utf16_length
from bot.document import escape
from bot.reply import CALL_BYTES, Button, Reply
from tests.doubles.telegram import rules

Json = dict[str, Any]


def reply(markdown: str = "", *rows: tuple[Button, ...]) -> Reply:
    return Reply("status", "status", markdown, rows)


def only(found: list[Message]) -> Message:
    [message] = found
    return message


def styled(message: Message) -> list[tuple[str, str]]:
    """Each entity's type with the text that it is of, as Telegram counts."""
    units = message.text.encode("utf-16-le")
    return [
        (
            each["type"],
            units[2 * each["offset"] : 2 * (each["offset"] + each["length"])].decode("utf-16-le"),
        )
        for each in message.entities
    ]


def assert_telegram_takes(found: list[Message]) -> None:
    assert found
    for message in found:
        body: Json = {"text": message.text, "entities": list(message.entities)}
        if message.keyboard is not None:
            body["reply_markup"] = message.keyboard
        rules.checked_text(body)
        rules.checked_keyboard(body)


def test_styles_become_entities_and_marks_in_names_stay_letters() -> None:
    name = "*Bob* _x_ `z` <b> [w](http://evil.example.org)"
    message = only(messages_of(reply(f"**Holder:** {escape(name)}, `EF-1` and *more*")))
    assert message.text == f"Holder: {name}, EF-1 and more"
    assert styled(message) == [("bold", "Holder:"), ("code", "EF-1"), ("italic", "more")]


def test_offsets_count_as_telegram_counts() -> None:
    message = only(messages_of(reply("😀🏽 **Ștefan 😀** then `EF-1`")))
    assert styled(message) == [("bold", "Ștefan 😀"), ("code", "EF-1")]


def test_every_kind_of_block_is_shown() -> None:
    markdown = (
        "# Where you are\n\nTwo paragraphs.\n\n- ✓ theory\n- ○ performance\n  - the part\n\n"
        "> Take care\n\n    edgefinder status\n\n[the page](https://verify.example.org/v/1)"
    )
    message = only(messages_of(reply(markdown)))
    assert message.text == (
        "Where you are\n\nTwo paragraphs.\n\n✓ theory\n○ performance\n\u2003• the part\n\n"
        "Take care\n\nedgefinder status\n\nthe page"
    )
    assert styled(message) == [
        ("bold", "Where you are"),
        ("blockquote", "Take care"),
        ("pre", "edgefinder status"),
        ("text_link", "the page"),
    ]


def test_a_narrow_table_stands_in_columns_and_a_wide_one_becomes_a_list() -> None:
    narrow = "| Exam | State |\n|---|---|\n| Theory | passed |"
    message = only(messages_of(reply(narrow)))
    assert message.text.splitlines() == ["Exam    State", "------  ------", "Theory  passed"]
    assert styled(message) == [("pre", message.text)]
    wide = f"| Exam | State |\n|---|---|\n| {'Theory ' * 8}| passed |\n| x | failed |"
    assert only(messages_of(reply(wide))).text.splitlines() == [
        f"• Exam: {('Theory ' * 8).strip()}, State: passed",
        "• Exam: x, State: failed",
    ]


def test_an_empty_reply_is_a_message_all_the_same() -> None:
    assert only(messages_of(reply(" "))).text == "…"


def test_a_long_reply_is_cut_where_blocks_end() -> None:
    paragraphs = [f"Paragraph {n}: {'word ' * 60}".strip() for n in range(40)]
    found = messages_of(reply("\n\n".join(paragraphs), (Button("Next", "next"),)))
    assert_telegram_takes(found)
    assert [p for message in found for p in message.text.split("\n\n")] == paragraphs
    assert [message.keyboard is not None for message in found] == [
        *[False] * (len(found) - 1),
        True,
    ]


@pytest.mark.parametrize("letter", ["x", "😀", "👩🏽‍🏭", "🇷🇴", "é"])
def test_what_has_no_end_is_cut_between_letters(letter: str) -> None:
    found = messages_of(reply(letter * 3000))
    assert_telegram_takes(found)
    assert "".join(message.text for message in found) == letter * 3000
    for message in found:
        assert len(message.text) % len(letter) == 0


def test_buttons_keep_their_rows_up_to_what_telegram_takes() -> None:
    rows = tuple(tuple(Button(f"{n}.{m}", f"status {n}") for m in range(9)) for n in range(20))
    message = only(messages_of(reply("Choose", *rows)))
    assert message.keyboard is not None
    shown = message.keyboard["inline_keyboard"]
    assert [len(row) for row in shown[:4]] == [8, 1, 8, 1]
    assert sum(map(len, shown)) == 100
    assert_telegram_takes([message])


def test_in_a_group_a_private_button_opens_the_private_chat() -> None:
    button = Button("Where am I with it?", "status M1-TCH", private=True)
    message = only(messages_of(reply("x", (button,)), bot_name="a_bot", private=False))
    assert message.keyboard == {
        "inline_keyboard": [
            [
                {
                    "text": "Where am I with it?",
                    "url": "https://t.me/a_bot?start=status_M1-TCH",
                }
            ]
        ]
    }
    there = only(messages_of(reply("x", (button,))))
    assert there.keyboard is not None
    assert there.keyboard["inline_keyboard"][0][0]["callback_data"] == "status M1-TCH"


def test_a_call_that_no_link_can_carry_opens_the_help() -> None:
    button = Button("Look", "credential Meßtechnik", private=True)
    message = only(messages_of(reply("x", (button,)), bot_name="a_bot", private=False))
    assert message.keyboard is not None
    assert message.keyboard["inline_keyboard"][0][0]["url"] == "https://t.me/a_bot?start=help"
    assert_telegram_takes([message])


_NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=60)
_SHOWN = _NAMES.filter(lambda name: name.strip() and utf16_length(name.strip()) < 60)


@given(_SHOWN)
def test_a_name_is_shown_by_its_very_letters(name: str) -> None:
    message = only(messages_of(reply(f"Hello **{escape(name)}**, welcome")))
    assert " ".join(name.split()) in message.text
    assert_telegram_takes([message])


_BLOCKS = st.one_of(
    st.text(max_size=3000).map(escape),
    st.text(max_size=80).map(lambda text: f"**{escape(text)}** and *{escape(text)}*"),
    st.text(max_size=80).map(lambda text: f"- ✓ {escape(text)}\n- {escape(text)}"),
    st.text(max_size=80).map(lambda text: f"> {escape(text)}"),
    st.text("ab|`", max_size=40).map(lambda text: f"| a | b |\n|---|---|\n| {escape(text)} | x |"),
    st.just("[page](https://verify.example.org/v/EF-1)"),
)
_BUTTONS = st.lists(
    st.tuples(st.text(max_size=90), st.text("abc ", min_size=1, max_size=CALL_BYTES)).map(
        lambda made: Button(*made)
    ),
    max_size=12,
)


@settings(max_examples=60)
@given(st.lists(_BLOCKS, max_size=12), st.lists(_BUTTONS, max_size=4))
def test_no_words_and_no_label_make_a_message_that_telegram_refuses(
    blocks: list[str], rows: list[list[Button]]
) -> None:
    made = reply("\n\n".join(blocks), *(tuple(row) for row in rows if row))
    assert_telegram_takes(messages_of(made))
    assert_telegram_takes(messages_of(made, bot_name="a_bot", private=False))


@settings(max_examples=40)
@given(st.lists(st.text("ab 😀\u0301", min_size=1, max_size=900), min_size=1, max_size=12))
def test_no_text_is_lost_however_long(paragraphs: list[str]) -> None:
    found = messages_of(reply("\n\n".join(map(escape, paragraphs))))
    words = "".join("".join(paragraphs).split())
    shown = "".join("".join(message.text for message in found).split())
    assert shown == words or not words


@settings(max_examples=30)
@given(st.integers(1, 400))
def test_more_styles_than_one_message_has_go_on_in_the_next(count: int) -> None:
    found = messages_of(reply(" and ".join(f"**bold {n}**" for n in range(count))))
    assert_telegram_takes(found)
    assert sum(len(message.entities) for message in found) == count
