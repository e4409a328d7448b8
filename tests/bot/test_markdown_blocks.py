"""Markdown is parsed into blocks, in which every value is shown literally."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType

from bot import markdown_blocks
from bot.markdown_blocks import Block, Grid, escape, parse, parse_piece, parse_whole
from bot.plain_text import plain_text
from bot.template_environment import Renderer

nasty = st.one_of(
    st.text(),
    st.text(alphabet="*_`[]()<>#+-.!|~&\\ \n\t1x"),
    st.sampled_from(
        [
            "*Bob* [x](http://evil)",
            "1. one",
            "- x",
            "# h",
            "> q",
            "    code",
            "```",
            "|a|b|",
            "&amp;",
        ]
    ),
)


_MARKS = (
    "1.␣ 12)␣ -␣ ⏎ ⏎⏎ ** _ ` `` \\ & amp; # #␣ >␣ ```⏎ ␣␣␣␣ < > [x](y) [x]:␣/y ! |a|b|⏎|-|-|⏎|1|c2|"
)
_WORDS = "a Ana EF-DA7K 7 2026 3.5 9. x_y é ² ✓␣ \ue000 ␣"
fragments = st.lists(
    st.one_of(
        st.sampled_from(
            [each.replace("␣", " ").replace("⏎", "\n") for each in f"{_MARKS} {_WORDS}".split()]
        ),
        st.text(max_size=3),
    ),
    max_size=14,
).map("".join)


def words(text: str) -> str:
    return " ".join(text.split())


@given(nasty)
def test_any_value_that_was_escaped_is_shown_literally(value: str) -> None:
    expected = words(value.replace("\x00", "\ufffd"))
    if not expected:
        return
    [block] = parse(f"Name: {escape(value)} end")
    assert isinstance(block, Block)
    assert words(block.text) == f"Name: {expected} end"
    assert len(block.spans) == 1, "the value has no style and no link"


@given(nasty)
def test_an_escaped_value_that_is_alone_on_a_line_stays_a_paragraph(value: str) -> None:
    if not words(value.replace("\x00", "\ufffd")):
        return
    [block] = parse(escape(value))
    assert isinstance(block, Block)
    assert block.kind == "paragraph"


@given(fragments)
def test_a_text_with_cached_formatting_gives_the_same_blocks_as_the_parser(text: str) -> None:
    assert parse_piece(text) == parse_whole(text)


def test_two_texts_that_differ_only_in_their_words_are_parsed_only_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parsed: list[str] = []

    class Parser(MarkdownIt):
        def parse(self, src: str, env: EnvType | None = None) -> list[Token]:
            parsed.append(src)
            return super().parse(src, env)

    monkeypatch.setattr(markdown_blocks, "_PARSER", Parser("commonmark"))
    markdown_blocks._of_shape.cache_clear()
    for name, code in (("Ana Example", "EF-DA7K"), ("Bo Sample", "EF-1111")):
        [block] = parse_piece(f"- ✓ **{name}** of Example\\, Ohio: `{code}`")
        assert isinstance(block, Block)
        assert block.text == f"{name} of Example, Ohio: {code}"
    assert len(parsed) == 1


@given(nasty, nasty)
def test_a_value_in_code_is_shown_literally(before: str, value: str) -> None:
    environment = Renderer().environment()
    shown = words(value.replace("\x00", "\ufffd"))
    if not shown:
        return
    text = environment.from_string("Say {{ value | code }}.").render(value=value)
    [block] = parse(text)
    assert isinstance(block, Block)
    assert words("".join(span.text for span in block.spans if span.code)) == shown


def test_blocks_have_their_kinds_and_styles() -> None:
    document = parse(
        "**Bold** and *it*\n\n- one\n  - deep\n- ✓ done\n\n1. first\n2. second\n\n> said\n\n# Head"
    )
    assert [(b.kind, b.marker, b.depth) for b in document if isinstance(b, Block)] == [
        ("paragraph", "", 0),
        ("item", "•", 0),
        ("item", "•", 1),
        ("item", "✓", 0),
        ("item", "1.", 0),
        ("item", "2.", 0),
        ("quote", "", 0),
        ("heading", "", 0),
    ]
    first = document[0]
    assert isinstance(first, Block)
    assert [(s.text, s.bold, s.italic) for s in first.spans] == [
        ("Bold", True, False),
        (" and ", False, False),
        ("it", False, True),
    ]


def test_a_table_has_all_its_cells() -> None:
    [grid] = parse("| a | b |\n|---|---|\n| 1 | **2** |")
    assert isinstance(grid, Grid)
    assert plain_text("| a | b |\n|---|---|\n| 1 | **2** |") == "a  b\n-  -\n1  2"


def test_plain_text_has_no_formatting_marks_and_shows_the_targets_of_links() -> None:
    assert plain_text("**Hi** [there](https://example.org/x)") == "Hi there (https://example.org/x)"


def test_html_is_shown_literally() -> None:
    assert plain_text("<b>x</b> <script>") == "<b>x</b> <script>"


@pytest.mark.parametrize("name", ["…", "… …", "✓ Ana", "✗", "? Ana", "!"])
def test_a_name_that_begins_with_a_formatting_mark_stays_in_its_list_item(name: str) -> None:
    [item] = parse(f"- {escape(name)} has earned it")
    assert isinstance(item, Block)
    assert (item.marker, item.text) == ("•", f"{name} has earned it")
