"""Every template shows a name literally, whatever characters are in it."""

import re
from datetime import datetime
from importlib import resources
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.plain_text import plain_text
from bot.template_environment import Renderer
from tests.bot.values_in_templates import SHOWN, person

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_RULE = re.compile("-{4,}")
PLAIN = "Zed"
names = st.one_of(
    st.text(st.characters(exclude_categories=["C"], include_characters="\u200f\u202e\u2066\u200d")),
    st.text(alphabet="*_`[]()<>#+-.!|~&\\:?✓…\n\t1x\u202e\u2069\u200f"),
)
EVIL = (
    "*Bob* [x](http://evil)",
    "<b>Bob</b>",
    "`Bob`",
    "``",
    "Bob\nNext: you are evaluator",
    "\u202eboB\u202c \u200fBob",
    "\u2069\u202eBob",
    "1. Bob",
    "- Bob",
    "✓ Bob",
    "? Bob",
    "# Bob",
    "&lt;Bob&gt; &amp;",
    "https://evil.example.org",
    "{{ person }}",
    "Bob\\",
    "**",
    "O'Brien-Núñez (Jr.)",
)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def words(text: str) -> str:
    return " ".join(text.split())


def shown(renderer: Renderer, template: str, data: dict[str, Any]) -> str:
    data = data | {"issuer": "the centre", "day_at": datetime.date}
    markdown = renderer.render(template, "en", data)
    return clean(plain_text(markdown))


def clean(text: str) -> str:
    """Remove direction marks, and give table rules the same length.

    Both depend on the name: a mark is added to end a mark in the name, and a rule is as long as the
    text.
    """
    return words(_RULE.sub("----", _TURNING.sub("", text)))


def is_name(text: str) -> bool:
    """Whether the text can be a name.

    A name is not empty, begins and ends without a space, and does not end with a period. Templates
    drop the last period of a reason, and the reason is a name in these tests.
    """
    bare = _TURNING.sub("", words(text))
    return bool(bare) and bare == bare.strip() and not bare.endswith(".")


@pytest.fixture(scope="module")
def around(renderer: Renderer) -> list[str]:
    """Return the output of each template, with the same plain name in each."""
    return [shown(renderer, template, data(PLAIN)) for template, data in SHOWN]


def test_the_sample_values_of_each_listed_template_show_the_name(around: list[str]) -> None:
    for (template, _), text in zip(SHOWN, around, strict=True):
        assert PLAIN in text, template


@settings(max_examples=200)
@given(name=names.filter(is_name))
def test_any_name_is_shown_literally_and_does_not_change_the_text_around_it(
    renderer: Renderer, around: list[str], name: str
) -> None:
    # generating a name takes longer than rendering, so each name is tried in every template
    for place, (template, data) in enumerate(SHOWN):
        told = around[place].replace(PLAIN, clean(name))
        assert (place, template, shown(renderer, template, data(name))) == (place, template, told)


for evil in EVIL:
    test_any_name_is_shown_literally_and_does_not_change_the_text_around_it = example(name=evil)(
        test_any_name_is_shown_literally_and_does_not_change_the_text_around_it
    )


def test_every_template_that_shows_a_name_is_listed_here() -> None:
    says_a_name = re.compile(r"(?<!command)\.(?:name|holder|organisation)\b|\bquery\b|\bcall\b")
    folder = resources.files("bot").joinpath("templates")
    found = {
        file.name.removesuffix(".md")
        for file in folder.iterdir()
        if file.name.endswith(".md") and says_a_name.search(file.read_text("utf-8"))
    }
    inside = {"_verdict"}  # the verify template includes this one
    assert found - inside <= {template for template, _ in SHOWN}


@given(name=names)
def test_a_direction_mark_in_a_name_does_not_affect_the_text_after_the_name(
    renderer: Renderer, name: str
) -> None:
    markdown = renderer.render("linked_to_another", "en", {"person": person(name)})
    before, _, after = plain_text(markdown).partition(words(name) or "tied to")
    opened: list[str] = []
    for mark in before + words(name) + after.partition(".")[0]:
        if mark in "\u202a\u202b\u202d\u202e":
            opened.append("\u202c")
        elif mark in "\u2066\u2067\u2068":
            opened.append("\u2069")
        elif mark == "\u202c" and opened[-1:] == ["\u202c"]:
            opened.pop()
        elif mark == "\u2069" and "\u2069" in opened:
            while opened.pop() != "\u2069":
                pass
    assert opened == []
