"""Rendering replies as Slack messages.

Values are shown literally, messages keep within Slack's limits, and long replies lose no text.
"""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block as SlackBlock

from adapters.slack.newer_blocks import MESSAGES_ONLY, RefusedBlocks, newer_in
from adapters.slack.rendering import SlackMessage, messages_of
from adapters.slack.web_api import send_message
from bot.markdown_blocks import escape
from bot.reply import CALL_BYTES, Button, Reply
from tests.doubles.slack.blocks import (
    NOT_IN_THE_SDK,
    characters_in,
    problems_of_message_blocks,
    shown,
)

Json = dict[str, Any]


def reply(markdown: str = "", *rows: tuple[Button, ...]) -> Reply:
    return Reply("status", "status", markdown, rows)


def only(found: tuple[SlackMessage, ...]) -> SlackMessage:
    [message] = found
    return message


def elements(message: SlackMessage) -> list[Json]:
    return [element for block in message.blocks for element in block.get("elements", [])]


def assert_slack_takes(found: tuple[SlackMessage, ...]) -> None:
    assert found
    for message in found:
        assert message.text.strip()
        assert len(message.text) <= 40_000
        assert problems_of_message_blocks(message.blocks) == []
        assert characters_in(message.blocks) <= 13_200
        known = [each for each in message.blocks if each["type"] not in NOT_IN_THE_SDK]
        for block in SlackBlock.parse_all(known):
            block.validate_json()


def test_styles_are_kept_and_marks_in_names_stay_literal() -> None:
    name = "*Bob* _x_ ~y~ `z` <@U1> &amp; [w](http://evil.example.org)"
    message = only(messages_of(reply(f"**Holder:** {escape(name)}")))

    assert message.blocks == [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "Holder:", "style": {"bold": True}},
                        {"type": "text", "text": f" {name}"},
                    ],
                }
            ],
        }
    ]
    assert message.text == (
        "Holder: *Bob* _x_ ~y~ `z` &lt;@U1&gt; &amp;amp; [w](http://evil.example.org)"
    )


def test_a_list_shares_a_block_with_its_introduction() -> None:
    markdown = "Remaining:\n\n- theory\n- performance\n  - the part\n- affidavit\n\nThat is all."
    message = only(messages_of(reply(markdown)))

    assert [block["type"] for block in message.blocks] == ["rich_text", "rich_text"]
    lists = [each for each in elements(message) if each["type"] == "rich_text_list"]
    assert [(each["style"], each["indent"], len(each["elements"])) for each in lists] == [
        ("bullet", 0, 2),
        ("bullet", 1, 1),
        ("bullet", 0, 1),
    ]


def test_a_symbol_as_list_marker_becomes_part_of_the_text() -> None:
    message = only(messages_of(reply("**Milling I**\n\n- ✓ theory: passed\n- ○ performance: open")))

    [section] = elements(message)
    assert section["type"] == "rich_text_section"
    words = "".join(part["text"] for part in section["elements"])
    assert words == "Milling I\n✓ theory: passed\n○ performance: open"


def test_list_numbers_keep_their_start() -> None:
    message = only(messages_of(reply("3. three\n4. four\n\nand\n\n7. seven")))
    lists = [each for each in elements(message) if each["type"] == "rich_text_list"]
    assert [(each["offset"], len(each["elements"])) for each in lists] == [(2, 2), (6, 1)]


TABLE = "| exam | days |\n| - | - |\n| theory | 9 |\n| **part** | 10 |"


def test_a_table_can_be_sorted_by_text_and_by_number() -> None:
    message = only(messages_of(reply(TABLE)))
    bold = {"type": "text", "text": "part", "style": {"bold": True}}
    section = {"type": "rich_text_section", "elements": [bold]}
    assert message.blocks == [
        {
            "type": "data_table",
            "caption": "exam, days",
            "rows": [
                [{"type": "raw_text", "text": "exam"}, {"type": "raw_text", "text": "days"}],
                [
                    {"type": "raw_text", "text": "theory"},
                    {"type": "raw_number", "text": "9", "value": 9},
                ],
                [
                    {"type": "rich_text", "elements": [section]},
                    {"type": "raw_number", "text": "10", "value": 10},
                ],
            ],
            "page_size": 10,
        }
    ]
    assert_slack_takes((message,))


@pytest.mark.parametrize(
    ("lacks", "shown_as"),
    [
        (set(), "data_table"),
        ({"data_table"}, "table"),
        ({"data_table", "table"}, "rich_text"),
        (MESSAGES_ONLY, "rich_text"),
    ],
)
def test_a_table_has_the_same_content_in_older_blocks(lacks: set[str], shown_as: str) -> None:
    rendered = only(messages_of(reply(TABLE), lacks=frozenset(lacks)))
    changed = only(only(messages_of(reply(TABLE))).older(frozenset(lacks)))
    for message in (rendered, changed):
        assert [block["type"] for block in message.blocks] == [shown_as]
        assert [word in shown(message.blocks) for word in ("theory", "part", "10")] == [True] * 3
        assert_slack_takes((message,))


def test_a_table_without_newer_blocks_is_set_in_a_monospaced_font() -> None:
    message = only(messages_of(reply(TABLE), lacks=MESSAGES_ONLY))
    assert elements(message) == [
        {
            "type": "rich_text_preformatted",
            "elements": [
                {"type": "text", "text": "exam    days\n------  ----\ntheory  9\npart    10"}
            ],
        }
    ]


def test_an_empty_cell_among_numbers_is_sorted_last() -> None:
    message = only(messages_of(reply("| a |\n| - |\n| 1,200 |\n| |\n| 7 |")))
    cells = [row[0] for row in message.blocks[0]["rows"][1:]]
    assert [each["text"] for each in sorted(cells, key=lambda each: each["value"])] == [
        "7",
        "1,200",
        "–",  # noqa: RUF001 - what stands in an empty cell
    ]


def test_rows_beyond_a_hundred_are_in_the_next_message() -> None:
    rows = "\n".join(f"| student {n} | {n} |" for n in range(205))
    found = messages_of(reply(f"| who | n |\n| - | - |\n{rows}"))
    assert_slack_takes(found)
    assert [len(block["rows"]) - 1 for each in found for block in each.blocks] == [100, 100, 5]
    for older in (frozenset({"data_table"}), MESSAGES_ONLY):
        split = [each for message in found for each in message.older(older)]
        assert_slack_takes(tuple(split))
        words = "\n".join(shown(message.blocks) for message in split)
        assert [n for n in range(205) if f"student {n}" not in words] == []


def test_a_list_replaces_a_table_where_slack_shows_no_tables() -> None:
    both = replace(reply("- Ana: 1"), tabular="| who | n |\n| - | - |\n| Ana | 1 |")
    assert only(messages_of(both)).blocks[0]["type"] == "data_table"
    listed = only(messages_of(both, lacks=MESSAGES_ONLY))
    assert listed == only(messages_of(reply("- Ana: 1")))


def test_headings_quotations_and_code_keep_their_kind() -> None:
    message = only(messages_of(reply("# Milling\n\n> said\n\n```\na = 1\n```\n\n# R&D")))
    header, quote, code, bold = message.blocks
    assert header["text"] == {"type": "plain_text", "text": "Milling", "emoji": False}
    assert quote["elements"][0]["type"] == "rich_text_quote"
    assert code["elements"][0]["type"] == "rich_text_preformatted"
    assert bold["elements"][0]["elements"][0]["style"] == {"bold": True}


def test_buttons_have_their_command_or_link() -> None:
    rows = (Button("Next", "next"), Button("Page", url="https://example.org/v/1"))
    message = only(messages_of(reply("Words", rows)))
    assert message.blocks[-1] == {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "text": {"type": "plain_text", "text": "Next", "emoji": False},
                "accessibility_label": "Next: The exam to take next, and why",
                "action_id": "call-0-0",
                "value": "next",
            },
            {
                "type": "button",
                "text": {"type": "plain_text", "text": "Page", "emoji": False},
                "action_id": "link-0-1",
                "url": "https://example.org/v/1",
            },
        ],
    }


@pytest.mark.parametrize("url", ["example.org/v", "javascript:alert(1)", "https://", "http://[x"])
def test_a_button_with_an_address_that_slack_refuses_becomes_a_line(url: str) -> None:
    found = messages_of(reply(f"[page](<{url}>)", (Button("Page", url=url),)))
    assert_slack_takes(found)
    assert f"Page: {url}" in only(found).text
    assert not any("url" in part for each in elements(only(found)) for part in each["elements"])


def test_a_reply_with_only_buttons_uses_their_labels_as_text() -> None:
    message = only(messages_of(reply("", (Button("Yes", "unlink yes"), Button("No", "help")))))
    assert message.text == "Yes · No"


def test_a_long_reply_becomes_several_messages_without_loss() -> None:
    groups = [
        "\n".join([f"**Credential {n}**", "", *(f"- exam {n}.{i} of the lot" for i in range(9))])
        for n in range(60)
    ]
    found = messages_of(reply("\n\n".join(groups), (Button("Next", "next"),)))

    assert len(found) > 1
    assert_slack_takes(found)
    everything = "\n".join(shown(message.blocks) for message in found)
    assert [n for n in range(60) if f"Credential {n}\n" not in everything] == []
    assert everything.count("of the lot") == 540
    assert [bool(message.blocks[-1]["type"] == "actions") for message in found[:-1]] == [
        False for _ in found[:-1]
    ]
    assert found[-1].blocks[-1]["type"] == "actions"


def test_many_short_paragraphs_fit_slacks_block_limit() -> None:
    found = messages_of(reply("\n\n".join(f"line {n}" for n in range(120))))
    assert_slack_takes(found)
    assert sum(len(message.blocks) for message in found) == 120


def test_a_huge_cell_does_not_make_a_huge_message() -> None:
    rows = "\n".join(f"| row {n} | {'x' * (200_000 if n == 5 else 3)} |" for n in range(30))
    found = messages_of(reply(f"| a | b |\n| - | - |\n{rows}"))
    assert_slack_takes(found)
    assert sum(shown(message.blocks).count("x") for message in found) == 200_000 + 29 * 3


anything = st.text(st.characters(codec=None), max_size=60)
short = st.text(st.characters(exclude_categories=["Cs"]), max_size=15).filter(
    lambda text: 0 < len(text.encode()) <= CALL_BYTES
)
buttons = st.one_of(
    st.builds(Button, anything, short),
    st.builds(lambda label, url: Button(label, url=f"https://{url}"), anything, anything),
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            anything,
            anything.map(escape),
            anything.map(lambda text: f"- {escape(text)}"),
            anything.map(lambda text: f"| a | b |\n| - | - |\n| {escape(text)} | x |"),
            anything.map(lambda text: f"[{escape(text)}](<https://example.org/{text}>)"),
            anything.map(lambda text: f"# {text}"),
            anything.map(lambda text: f"> {text}"),
            anything.map(lambda text: f"```\n{text}\n```"),
            st.integers(0, 3000).map(lambda n: "é🧰" * n),
            st.integers(0, 999999999).map(lambda n: f"{n}. item"),
        ),
        max_size=12,
    ),
    st.lists(st.lists(buttons, max_size=7).map(tuple), max_size=4).map(tuple),
)
def test_slack_accepts_every_text_and_label(
    parts: list[str], rows: tuple[tuple[Button, ...], ...]
) -> None:
    assert_slack_takes(messages_of(reply("\n\n".join(parts), *rows)))


@pytest.mark.parametrize(
    ("label", "call", "spoken"),
    [
        (
            "About this credential",
            "credential M1-TCH",
            "About this credential: What a credential shows, and the exams it needs",
        ),
        ("What next?", "next", "What next? The exam to take next, and why"),
        ("Turning I (Chucking Skills)", "status M1-TCH", None),
        ("Sunshine", "nonsense", None),
        ("i" * 60, "status", None),
    ],
)
def test_short_button_labels_are_explained_to_screen_readers(
    label: str, call: str, spoken: str | None
) -> None:
    message = only(messages_of(reply("Words", (Button(label, call),))))
    assert message.blocks[-1]["elements"][0].get("accessibility_label") == spoken


def test_a_progress_bar_is_not_read_aloud() -> None:
    message = only(messages_of(reply("- ○ Entry: 2 of 3 done ▓▓▓▓▓░░░")))
    assert message.text == "○ Entry: 2 of 3 done"
    assert "▓▓▓▓▓░░░" in str(message.blocks)


CHECKS = "It is real.\n\n> **What was checked**\\\n> ✓ Format: *fine*\\\n> ✓ Dates: `fine`"


def test_checks_are_collapsed_in_messages_and_quoted_elsewhere() -> None:
    message = only(messages_of(reply(CHECKS)))
    folded = message.blocks[1]
    assert (folded["type"], folded["title"]["text"]) == ("container", "What was checked")
    assert folded["is_collapsible"]
    assert folded["default_collapsed"]
    [section] = folded["child_blocks"]
    assert section["text"]["text"] == "✓ Format: fine\n✓ Dates: fine"
    assert "✓ Dates: fine" in message.text
    assert_slack_takes((message,))
    quoted = only(messages_of(reply(CHECKS), lacks=MESSAGES_ONLY))
    assert quoted.blocks[0] == message.blocks[0]
    assert quoted.blocks[1]["elements"][0]["type"] == "rich_text_quote"
    assert quoted.text == message.text


@pytest.mark.parametrize(
    "quoted", ["> said", "> **said**", "> **a**\\\n> [b](https://example.org)"]
)
def test_quotations_without_a_list_of_checks_stay_quotations(quoted: str) -> None:
    message = only(messages_of(reply(quoted)))
    assert newer_in(message.blocks) == frozenset()


class Refusing:
    """A fake Slack that refuses some blocks. If `named`, its error names them."""

    def __init__(self, lacks: set[str], *, named: bool, code: str = "invalid_blocks") -> None:
        self.lacks, self.named, self.code = lacks, named, code
        self.tried: list[list[str]] = []

    async def __call__(self, text: str, blocks: list[Json] | None = None) -> None:
        assert text.strip()
        types = [each["type"] for each in blocks or []]
        self.tried.append(types)
        if lacking := self.lacks.intersection(types):
            told = [f"[ERROR] unsupported type: {each}" for each in lacking] if self.named else []
            answer = {"ok": False, "error": self.code, "response_metadata": {"messages": told}}
            refuse: Any = SlackApiError
            raise refuse("refused", SimpleNamespace(data=answer))


FOLDED_TABLE = f"{CHECKS}\n\n{TABLE}"


@pytest.mark.parametrize("named", [True, False], ids=["named", "not named"])
@pytest.mark.parametrize(
    ("lacks", "sent"),
    [
        (set(), ["rich_text", "container", "data_table"]),
        ({"data_table"}, ["rich_text", "container", "table"]),
        ({"container"}, ["rich_text", "rich_text", "data_table"]),
        ({"container", "data_table", "table"}, ["rich_text", "rich_text", "rich_text"]),
        ({"container", "data_table", "table", "rich_text"}, []),
    ],
)
async def test_a_workspace_that_refused_newer_blocks_gets_older_ones_at_once_the_next_time(
    lacks: set[str], sent: list[str], *, named: bool
) -> None:
    slack, refused = Refusing(lacks, named=named), RefusedBlocks()
    await send_message(slack, only(messages_of(reply(FOLDED_TABLE))), refused)
    if named:
        assert slack.tried[-1] == sent
    assert not lacks.intersection(slack.tried[-1])
    if not sent:
        # the oldest blocks were refused too, so the newer ones were not the reason
        assert refused.types == frozenset()
        return
    before = len(slack.tried)
    for message in messages_of(reply(FOLDED_TABLE), lacks=refused.types):
        await send_message(slack, message, refused)
    assert len(slack.tried) == before + 1


def test_refused_blocks_are_tried_again_the_next_day() -> None:
    now = 0.0
    refused = RefusedBlocks(lambda: now)
    refused.note({"data_table", "rich_text"})
    assert refused.types == {"data_table"}
    now = 24 * 60 * 60 + 1
    assert refused.types == frozenset()


async def test_a_refused_long_message_does_not_mark_its_blocks_as_refused() -> None:
    slack, refused = (
        Refusing({"data_table"}, named=False, code="msg_blocks_too_long"),
        (RefusedBlocks()),
    )
    await send_message(slack, only(messages_of(reply(TABLE))), refused)
    assert slack.tried == [["data_table"], ["table"]]
    assert refused.types == frozenset()
