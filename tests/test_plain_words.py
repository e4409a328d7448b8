"""Odd phrases do not come back in replies, docstrings, comments and test names."""

import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_QUAINT = (
    r"\bis told of\b",
    r"\bare told of\b",
    r"\btied to\b",
    r"\buntie",
    r"\banew\b",
    r"\bwhat is wanted\b",
    r"\bstands for itself\b",
    r"\bstand by itself\b",
    r"\bbe it\b",
    r"\bwhom of\b",
    r"\bshall be told\b",
    r"\bwould you have them\b",
    r"\bwatch it no more\b",
    r"\bneed no more\.",
    r"\bmet any more\b",
    r"\bnearer\b",
    r"\bremains? for it\b",
    r"\bis begun\b",
    r"\bcatalogue\b",
    r"\bcentre\b",
    r"\bprogramme\b",
    r"\btowards\b",
    r"\bwhoever\b",
    r"\bstill stands\b",
    r"\btells? nothing\b",
    r"\bin sight\b",
    r"\btold so\b",
    r"\bwaits? for your yes\b",
    r"\bstays? good\b",
    r"\btaken along\b",
    r"\bto whom you like\b",
    r"\bof you any longer\b",
)
_QUAINT_IN_CODE = (
    *(r"\b(is|are) told of\b", r"\buntie", r"\banew\b", r"\bwhat is wanted\b"),
    *(r"\bstands? (for|by) itself\b", r"\bbe it\b", r"\bwhom of\b", r"\bis begun\b"),
    *(r"\b(is|are|it) no more\b", r"\bcatalogue\b", r"\btied to\b", r"\bso that none\b"),
    *(
        r"\bany more\b(?! (are|is)\b)",
        r"\bfor ever\b",
        r"\bdearer\b",
        r"\bsittings\b",
    ),
    *(r"\bmend(s|ed|ing)?\b", r"\bby its very letters\b", r"\bof one's own\b", r"\bstands twice\b"),
    *(r"\bwhoever\b", r"\bsince when\b", r"\b(is|are) there already\b", r"\bfrom which on\b"),
    *(r"; None if\b", r", since (it|they|entries|other|each)\b", r"\bmay come of\b"),
    *(r"\bin one'?s own words\b", r"\bhonest\b", r"^\S+: \"\"\"Like `", r"\bas in most cases\b"),
)
_QUAINT_IN_TEST_NAMES = (
    *(r"\banew\b", r"\bwhoever\b", r"\bwhat is no\b", r"\bfor whom\b", r"\bany more\b"),
    *(r"\bnobodys\b", r"\bsomebodys\b", r"\buntied\b", r"\bis begun\b", r"\bmend(s|ed)?\b"),
    *(r"\bleans? on\b", r"\bsaid to be\b", r"\btaken so\b", r"\bgoes before\b"),
)
_IN_TEMPLATES = [*ROOT.glob("bot/templates/*.md"), *ROOT.glob("adapters/*/templates/*.html")]
_SAID = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)


@pytest.mark.parametrize("phrase", _QUAINT)
def test_no_reply_and_no_page_uses_a_quaint_phrase(phrase: str) -> None:
    found = [
        path.name
        for path in _IN_TEMPLATES
        if re.search(phrase, _words(path.read_text("utf-8")), re.IGNORECASE)
    ]
    assert found == []


def _words(template: str) -> str:
    """Return a template's text without the names of its values; the texts of `_()` stay."""
    quoted = " ".join(re.findall(r'_\("([^"]*)"', template))
    return f"{_SAID.sub(' ', template)} {quoted}"


@pytest.mark.parametrize("phrase", _QUAINT_IN_CODE)
def test_no_docstring_and_no_comment_uses_a_quaint_phrase(phrase: str) -> None:
    found = [each for each in _all_words() if re.search(phrase, each, re.IGNORECASE)]
    assert found == []


@pytest.mark.parametrize("phrase", _QUAINT_IN_TEST_NAMES)
def test_no_test_name_uses_a_quaint_phrase(phrase: str) -> None:
    assert [name for name in _test_names() if re.search(phrase, name)] == []


@cache
def _test_names() -> list[str]:
    return [
        name.replace("_", " ")
        for path in ROOT.glob("tests/**/*.py")
        for name in re.findall(r"def test_(\w+)\(", path.read_text("utf-8"))
    ]


@cache
def _all_words() -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {words}"
        for floor in ("core", "bot", "adapters", "tests")
        for path in ROOT.glob(f"{floor}/**/*.py")
        for words in _words_of_code(path.read_text("utf-8"))
    ]


def _words_of_code(source: str) -> Iterator[str]:
    """Yield the docstrings and comments of a module."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT or token.string.startswith('"""'):
            yield token.string
