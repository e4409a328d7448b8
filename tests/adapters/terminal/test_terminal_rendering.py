"""Rendering replies in a terminal: all text, with styles only where supported."""

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from adapters.terminal.piped import document, reply_as_text
from adapters.terminal.rendering import choices_shown, rendered_parts
from adapters.terminal.session import Speaker
from bot.markdown_blocks import escape
from bot.plain_text import plain_text
from bot.reply import Attachment, Button, Reply, Turn

MARKDOWN = """# Where you are

**Milling I**: 1 exam `M1-MIL-P` *remaining*

- ✓ Theory exam: passed
- ○ Performance exam: remaining

1. Make the part
2. Have it measured

> Take care

| Exam | State |
|---|---|
| Theory | passed |

See [the page](https://verify.example.org/v/1) or <https://verify.example.org>.

    edgefinder status 1001
"""


def _seen(reply: Reply, *, colours: bool = False, width: int = 60) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=colours, no_color=not colours, width=width)
    console.print(rendered_parts(reply))
    return out.getvalue()


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def test_every_kind_of_block_is_shown() -> None:
    assert _lines(_seen(Reply("status", "status", MARKDOWN))) == [
        "Where you are",
        "",
        "Milling I: 1 exam M1-MIL-P remaining",
        "",
        "✓ Theory exam: passed",
        "○ Performance exam: remaining",
        "1. Make the part",
        "2. Have it measured",
        "",
        "│ Take care",
        "",
        "Exam    State",
        "Theory  passed",
        "",
        "See the page (https://verify.example.org/v/1) or",
        "https://verify.example.org.",
        "",
        "  edgefinder status 1001",
    ]


def test_long_list_items_are_indented_under_their_first_word() -> None:
    seen = _seen(Reply("x", "x", f"- {'word ' * 20}"), width=40)
    assert _lines(seen)[1].startswith("  word")


def test_styles_are_used_only_on_a_terminal() -> None:
    reply = Reply("x", "x", "**Milling I** `EF-1`")
    assert "\x1b[1m" in _seen(reply, colours=True)
    assert "\x1b" not in _seen(reply)


@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30))
def test_a_name_is_shown_literally(name: str) -> None:
    assert name in _seen(Reply("x", "x", f"Hello {escape(name)}, there"), width=200)


def test_rich_markup_in_text_is_shown_literally() -> None:
    assert "[bold]Bob[/bold]" in _seen(Reply("x", "x", escape("[bold]Bob[/bold]")))


def test_files_are_listed_with_their_descriptions() -> None:
    file = Attachment("badge.png", "image/png", b"\x89PNG", "The badge of Milling I")
    assert "badge.png: The badge of Milling I" in _seen(
        Reply("x", "x", "Here", attachments=(file,))
    )


class _Echo:
    """Echoes the input, with two buttons and a link."""

    async def retry_later(self, turn: Turn, reply: Reply, seconds: float = 0) -> None:
        raise AssertionError("an answer in a terminal never fails")

    async def answer(self, turn: Turn) -> Reply:
        rows = (
            (Button("Status", "status"), Button("Page", url="https://verify.example.org")),
            (Button("Next", "next"),),
        )
        said = f"{'pressed' if turn.pressed else 'typed'} {turn.text}"
        return Reply("echo", "echo", said, rows)


async def test_numbers_press_command_buttons() -> None:
    speaker = Speaker(_Echo(), "1001")
    assert (await speaker.say("2")).markdown == "typed 2"  # without buttons, a number is text
    assert (await speaker.say("2")).markdown == "pressed next"
    assert (await speaker.say(" 1 ")).markdown == "pressed status"
    assert (await speaker.say("3")).markdown == "typed 3"
    assert (await speaker.say("²")).markdown == "typed ²"


async def test_links_show_their_address_and_have_no_number() -> None:
    speaker = Speaker(_Echo(), "1001")
    reply = await speaker.say("hello")
    assert reply_as_text(speaker, reply).splitlines()[-2:] == [
        "[1] Status   Page: https://verify.example.org",
        "[2] Next",
    ]
    out = io.StringIO()
    Console(file=out, width=80).print(choices_shown(reply.buttons, speaker.numbers))
    assert _lines(out.getvalue()) == reply_as_text(speaker, reply).splitlines()[-2:]
    narrow = io.StringIO()
    Console(file=narrow, width=40).print(choices_shown(reply.buttons, speaker.numbers))
    assert _lines(narrow.getvalue())[:2] == ["[1] Status", "Page: https://verify.example.org"]
    assert document(reply)["buttons"] == [
        {"label": "Status", "call": "status"},
        {"label": "Page", "url": "https://verify.example.org"},
        {"label": "Next", "call": "next"},
    ]
    assert document(reply)["text"] == plain_text(reply.markdown)
