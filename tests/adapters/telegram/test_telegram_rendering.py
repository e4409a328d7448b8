"""Rendering replies as Telegram messages: valid for Telegram, with literal values."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.telegram.bot_api_rules import LONGEST_CAPTION, NO_WORDS, caption_of, utf16_length
from adapters.telegram.rendering import TelegramMessage, messages_of
from bot.markdown_blocks import escape
from bot.reply import CALL_BYTES, Button, Reply
from tests.doubles.telegram import rules

EVIL = "*Bob* [x](http://evil)"


def reply(markdown: str, *rows: tuple[Button, ...]) -> Reply:
    return Reply("test", "test", markdown, rows)


def only(found: list[TelegramMessage]) -> TelegramMessage:
    [message] = found
    return message


def assert_telegram_takes(found: list[TelegramMessage]) -> None:
    """Check by the double's rules that Telegram accepts the messages."""
    assert found
    for message in found:
        rules.checked_text({"text": message.text, "entities": list(message.entities)})
        if message.keyboard is not None:
            rules.checked_keyboard({"reply_markup": message.keyboard})


def styled(message: TelegramMessage) -> list[tuple[str, str]]:
    """Return each entity's type and text. Telegram's offsets are in UTF-16 code units."""
    units = message.text.encode("utf-16-le")
    return [
        (e["type"], units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"))
        for e in message.entities
    ]


def letters(text: str) -> str:
    return "".join(text.split())


def test_styles_become_entities_and_marks_in_names_stay_literal() -> None:
    message = only(messages_of(reply(f"**Holder:** {escape(EVIL)}, *once* `M1`")))
    assert message.text == f"Holder: {EVIL}, once M1"
    assert styled(message) == [("bold", "Holder:"), ("italic", "once"), ("code", "M1")]


def test_a_name_inside_a_style_is_shown_literally_in_that_style() -> None:
    message = only(messages_of(reply(f"**{escape(EVIL)}** is here")))
    assert message.text == f"{EVIL} is here"
    assert styled(message) == [("bold", EVIL)]


def test_letters_outside_the_basic_plane_count_twice() -> None:
    message = only(messages_of(reply("🧰🧰 **🔧 tool** 👩‍🔧 *then*")))
    assert message.entities == (
        {"type": "bold", "offset": 5, "length": 7},
        {"type": "italic", "offset": 19, "length": 4},
    )
    assert styled(message) == [("bold", "🔧 tool"), ("italic", "then")]


def test_headings_items_quotations_and_code_keep_their_kind() -> None:
    markdown = "# Milling\n\n- ✓ theory\n- part\n\n> said\n\n```\na = 1\n```"
    message = only(messages_of(reply(markdown)))
    assert message.text == "Milling\n\n✓ theory\n• part\n\nsaid\n\na = 1"
    assert styled(message) == [("bold", "Milling"), ("blockquote", "said"), ("pre", "a = 1")]


def test_code_inside_a_quotation_is_not_a_nested_entity() -> None:
    found = messages_of(reply("> run `it` **now**"))
    assert_telegram_takes(found)
    assert only(found).text == "run it now"


def test_a_link_keeps_its_target() -> None:
    message = only(messages_of(reply("[page](https://example.org/v/1)")))
    [entity] = message.entities
    assert (entity["type"], entity["url"]) == ("text_link", "https://example.org/v/1")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://", "https://[x", "v/1"])
def test_a_link_that_telegram_refuses_becomes_text(url: str) -> None:
    found = messages_of(reply(f"[page](<{url}>)"))
    assert_telegram_takes(found)
    assert only(found).entities == ()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://", "https://[x", "v/1"])
def test_a_button_that_telegram_refuses_becomes_a_line(url: str) -> None:
    found = messages_of(reply("Words", (Button("Page", url=url), Button("Next", "next"))))
    assert_telegram_takes(found)
    assert only(found).text == f"Words\n\nPage: {url}"
    assert only(found).keyboard == {
        "inline_keyboard": [[{"text": "Next", "callback_data": "next"}]]
    }


def test_a_narrow_table_is_monospaced_and_a_wide_one_a_list() -> None:
    narrow = only(messages_of(reply("| exam | state |\n| - | - |\n| theory | passed |")))
    assert styled(narrow) == [("pre", "exam    state\n------  ------\ntheory  passed")]
    wide = only(messages_of(reply(f"| exam | state |\n| - | - |\n| {'x' * 40} | **passed** |")))
    assert wide.text == f"• exam: {'x' * 40}, state: passed"
    assert styled(wide) == [("bold", "passed")]


def test_an_empty_reply_becomes_a_placeholder() -> None:
    assert only(messages_of(reply(""))).text == NO_WORDS
    assert only(messages_of(reply("\x00 &nbsp;", (Button("Next", "next"),)))).text != ""


def test_buttons_are_under_the_last_message_in_rows_that_telegram_accepts() -> None:
    row = tuple(Button(f"Button {n}", f"call {n}") for n in range(130))
    first, *_, last = found = messages_of(reply("word " * 2000, row))
    assert_telegram_takes(found)
    assert first.keyboard is None
    assert last.keyboard is not None
    shown = [b["callback_data"] for r in last.keyboard["inline_keyboard"] for b in r]
    assert shown == [f"call {n}" for n in range(100)]


def test_a_private_button_in_a_group_links_to_the_private_chat() -> None:
    row = (
        Button("Mine", "status M1-TCH", private=True),
        Button("Odd", "status R&D", private=True),
        Button("All", "catalog"),
    )
    in_group = only(messages_of(reply("x", row), bot_name="our_bot", private=False))
    assert in_group.keyboard == {
        "inline_keyboard": [
            [
                {"text": "Mine", "url": "https://t.me/our_bot?start=status_M1-TCH"},
                {"text": "Odd", "url": "https://t.me/our_bot?start=help"},
                {"text": "All", "callback_data": "catalog"},
            ]
        ]
    }
    in_private = only(messages_of(reply("x", row)))
    assert in_private.keyboard is not None
    [shown] = in_private.keyboard["inline_keyboard"]
    assert [button["callback_data"] for button in shown] == [
        "status M1-TCH",
        "status R&D",
        "catalog",
    ]


@pytest.mark.parametrize("cluster", ["👩‍🔧", "e\u0301", "🇷🇴", "👍🏽", "❤\ufe0f"], ids=ascii)
def test_a_long_word_is_never_split_inside_a_character(cluster: str) -> None:
    found = messages_of(reply(cluster * 3000))
    assert_telegram_takes(found)
    assert all(set(message.text.split(cluster)) == {""} for message in found)


def test_a_letter_longer_than_a_message_is_split_into_few_messages() -> None:
    found = messages_of(reply("e" + "\u0301" * 9000))
    assert_telegram_takes(found)
    assert len(found) <= 5
    assert sum(len(message.text) for message in found) == 9001


def test_many_styles_are_spread_over_messages_without_loss() -> None:
    found = messages_of(reply("\n".join(f"- **item {n}** and *more*" for n in range(150))))
    assert_telegram_takes(found)
    assert sum(len(message.entities) for message in found) == 300


def test_a_paragraph_with_many_styles_loses_none() -> None:
    found = messages_of(reply("x\n\n" + " ".join(f"**b{n}** *i{n}*" for n in range(150))))
    assert_telegram_takes(found)
    assert [message.text.count("\n") for message in found] == [2, *[0] * (len(found) - 1)]
    assert all("\n\n\n" not in message.text for message in found)
    assert [t for m in found for _, t in styled(m)] == [f"{s}{n}" for n in range(150) for s in "bi"]


def test_nested_lists_are_indented_and_code_is_separate() -> None:
    message = only(messages_of(reply("x\n\n- ○ performance\n  - the part\n\n    status")))
    assert "○ performance\n\u2003• the part" in message.text
    assert styled(only(messages_of(reply("Type:\n\n    edgefinder status")))) == [
        ("pre", "edgefinder status")
    ]


def test_a_long_reply_is_split_between_blocks() -> None:
    paragraphs = [f"Paragraph {n}: {'word ' * 60}".strip() for n in range(40)]
    found = messages_of(reply("\n\n".join(paragraphs)))
    assert_telegram_takes(found)
    assert [p for message in found for p in message.text.split("\n\n")] == paragraphs


def test_button_rows_are_kept_up_to_telegrams_limit() -> None:
    rows = tuple(tuple(Button(f"{n}.{m}", f"status {n}") for m in range(9)) for n in range(20))
    message = only(messages_of(reply("Choose", *rows)))
    assert message.keyboard is not None
    shown = message.keyboard["inline_keyboard"]
    assert [len(row) for row in shown[:4]] == [8, 1, 8, 1]
    assert sum(map(len, shown)) == 100


# Properties for any input (Hypothesis)

anything = st.text(st.characters(codec=None), max_size=60)
names = st.text(
    st.one_of(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"]),
        st.sampled_from("*_[]()`#>|~\\!<&-.🧰👩‍🔧é"),
    ),
    min_size=1,
    max_size=40,
).filter(str.strip)
calls = st.text(st.characters(codec="utf-8"), min_size=1, max_size=15).filter(
    lambda text: len(text.encode()) <= CALL_BYTES
)
buttons = st.one_of(
    st.builds(Button, st.text(max_size=90), calls, private=st.booleans()),
    st.builds(Button, anything, url=st.just("https://example.org/v/1")),
    st.builds(lambda label, url: Button(label, url=f"https://{url}"), anything, anything),
)
pieces = st.one_of(
    anything,
    anything.map(escape),
    anything.map(lambda text: f"- {escape(text)}"),
    anything.map(lambda text: f"> {text} `{text}` **{text}**"),
    anything.map(lambda text: f"# {text}"),
    anything.map(lambda text: f"```\n{text}\n```"),
    anything.map(lambda text: f"| a | b |\n| - | - |\n| {escape(text)} | `x` |"),
    anything.map(lambda text: f"**a *{escape(text)}* [b `{escape(text)}`](<http://{text}>)**"),
    st.integers(0, 2500).map(lambda n: "é🧰" * n),
    st.integers(0, 120).map(lambda n: "**b** *i* " * n),
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(pieces, max_size=10),
    st.lists(st.lists(buttons, max_size=10).map(tuple), max_size=4).map(tuple),
    st.booleans(),
)
def test_telegram_accepts_every_text_and_button(
    parts: list[str], rows: tuple[tuple[Button, ...], ...], private: bool
) -> None:
    found = messages_of(reply("\n\n".join(parts), *rows), bot_name="our_bot", private=private)
    assert_telegram_takes(found)


frames: list[tuple[str, str]] = [
    ("{}", "{}"),
    ("**{}**", "{}"),
    ("*{}*", "{}"),
    ("- {}", "• {}"),
    ("3. {}", "3. {}"),
    ("# {}", "{}"),
    ("> {}", "{}"),
    ("[{}](https://example.org)", "{}"),
    ("| n |\n| - |\n| {} |" + f"\n| {'x' * 40} |", "• n: {}• n: " + "x" * 40),
]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(names, st.sampled_from(frames), st.integers(1, 60)), min_size=1, max_size=12)
)
def test_no_letter_of_a_name_is_lost_or_changed_anywhere(
    named: list[tuple[str, tuple[str, str], int]],
) -> None:
    shown = [(" ".join([name] * times), frame) for name, frame, times in named]
    written = "\n\n".join(frame.format(escape(text)) for text, (frame, _) in shown)
    found = messages_of(reply(written))
    assert_telegram_takes(found)
    words = letters("".join(message.text for message in found))
    # marks that end a name's own text direction may come after it: see bot.markdown_blocks
    endings = {ord("\u202c"): None, ord("\u2069"): None}
    expected = letters("".join(frame.format(text) for text, (_, frame) in shown))
    assert words.translate(endings) == expected.translate(endings)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(names, st.sampled_from(["**", "*"])), min_size=1, max_size=30))
def test_every_style_covers_its_own_letters(named: list[tuple[str, str]]) -> None:
    shown = [(f"x{name}x", mark) for name, mark in named]
    found = messages_of(
        reply("\n\n".join(f"🧰 {mark}{escape(name)}{mark}" for name, mark in shown))
    )
    kinds = {"**": "bold", "*": "italic"}
    everything: list[Any] = [entity for message in found for entity in styled(message)]
    assert [kind for kind, _ in everything] == [kinds[mark] for _, mark in shown]
    for (_, letters_under), (name, _) in zip(everything, shown, strict=True):
        assert letters_under.startswith(name)


@given(st.text())
def test_lengths_are_counted_in_utf_16_units(text: str) -> None:
    assert utf16_length(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 400))
def test_more_styles_than_one_message_allows_continue_in_the_next(count: int) -> None:
    found = messages_of(reply(" and ".join(f"**bold {n}**" for n in range(count))))
    assert_telegram_takes(found)
    assert sum(len(message.entities) for message in found) == count


@given(st.one_of(st.text(), st.text(alphabet="🧰 \ud800\n", min_size=500, max_size=2500)))
def test_telegram_accepts_every_caption(description: str) -> None:
    shown = caption_of(description)
    assert rules.utf16(shown) <= LONGEST_CAPTION == rules.LONGEST_CAPTION
    assert not any("\ud800" <= letter <= "\udfff" for letter in shown)
    if description.isprintable() and len(description) < 500:
        assert shown == description.strip()
