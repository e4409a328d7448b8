"""Parse Markdown into blocks of styled text, which each platform's renderer reads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.memories import emptied_when_forgetting

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")
_BLANK = re.compile(r"\s+")
_SIGN = re.compile(r"([✓✗○…?!])\s+")
"""Matches a sign that a list item has as its marker, such as "✓ "."""

Kind = Literal["paragraph", "heading", "item", "code", "quote"]


@dataclass(frozen=True, slots=True)
class Span:
    """A text in one style. `link` is the URL that it links to, or ""."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, code block or quotation.

    A list item has a `marker`: '•', '1.' or a sign such as '✓'. Its `depth` is 0 in the outermost
    list.
    """

    kind: Kind
    spans: tuple[Span, ...]
    marker: str = ""
    depth: int = 0

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its header and its rows. Each cell is a sequence of spans."""

    header: tuple[tuple[Span, ...], ...]
    rows: tuple[tuple[tuple[Span, ...], ...], ...] = field(default=())


Document = tuple[Block | Grid, ...]


def escape(value: object) -> str:
    """Escape a value so that Markdown shows it literally, on one line."""
    return _escape(str(value))


@lru_cache(maxsize=2048)
def _escape(text: str) -> str:
    shown = _SPECIAL.sub(r"\\\1", _BLANK.sub(" ", text).strip())
    if _SIGN.match(f"{shown} "):  # escape what Markdown would read as a list marker
        shown = f"&#{ord(shown[0])};{shown[1:]}"
    return shown + _closing(text)


_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_POP, _POP_ISOLATE = "\u202c", "\u2069"


def _closing(text: str) -> str:
    """Return the characters that end the changes of direction in a text.

    If they are not added, the changes also affect what follows the text
    (https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings).
    """
    opened: list[str] = []
    for mark in _TURNING.findall(text):
        if mark == _POP:
            if opened and opened[-1] == _POP:
                opened.pop()
        elif mark == _POP_ISOLATE:
            if _POP_ISOLATE in opened:
                while opened.pop() != _POP_ISOLATE:
                    pass
        else:
            opened.append(_POP_ISOLATE if mark >= "\u2066" else _POP)
    return "".join(reversed(opened))


def parse(markdown: str) -> Document:
    """Parse Markdown into blocks: CommonMark with tables, without HTML or images.

    The text is parsed in pieces, which are cached. Most pieces, such as "theory: passed on 3 March
    2026", occur again. A code block must not contain blank lines or list items, because pieces end
    there.
    """
    return tuple(block for piece in pieces(markdown) for block in parse_piece(piece))


def pieces(markdown: str) -> list[str]:
    """Split a text into pieces that can be parsed separately.

    Renderers cache what they make from pieces.
    """
    return _PIECES.split(markdown.strip())


_PIECES = re.compile(r"\n\s*\n|\n(?=- |\d+\. )")


@lru_cache(maxsize=2048)
def parse_piece(piece: str) -> Document:
    """Return the blocks of one of the `pieces`."""
    shaped = _shape_of(piece)
    if shaped is None:
        return parse_whole(piece)
    shape, words = shaped
    places = _table_of(words)
    return tuple(_filled(block, places) for block in _of_shape(shape))


_UNIT = re.compile(
    r"(\\[^\ue000-\uf8ff]"  # an escaped character is kept
    r"|[&<\[\ue000-\uf8ff]"  # characters with a meaning in Markdown, or placeholders
    r"|(?:[^\W\d_]|\d+[^\W\d_])[^\W_]*"
    r"|\d+(?![\w.)]))"  # a number with a period may be a list number
)
_FIRST_WORD = 0xE000
_MOST_WORDS = 0xF8FF - _FIRST_WORD
"""Maximum number of words in a shape. One private use character stands for each word."""


def _shape_of(text: str) -> tuple[str, list[str]] | None:
    """Return a text's shape, with a placeholder for each word, and its words.

    Texts that differ only in their words have the same shape, so their shape is parsed only once.
    For example, names, codes and dates differ from person to person, but the text around them does
    not.

    In CommonMark, letters and digits have a meaning only in entities, tags, links and list numbers.
    If the text has an entity, a tag or a link, return None. List numbers stay in the shape.
    """
    words: list[str] = []
    parts = _UNIT.split(text)  # every second part matches `_UNIT`: a word or a special character
    for place in range(1, len(parts), 2):
        unit = parts[place]
        if unit[0] == "\\":
            continue
        if not unit[0].isalnum() or len(words) > _MOST_WORDS:
            return None
        parts[place] = chr(_FIRST_WORD + len(words))
        words.append(unit)
    return "".join(parts), words


def _table_of(words: list[str]) -> dict[int, str]:
    """Return a table for `str.translate` that replaces placeholders by the words."""
    return dict(enumerate(words, _FIRST_WORD))


def _filled(block: Block | Grid, places: Mapping[int, str]) -> Block | Grid:
    """Return the block of a shape, with the words in place of the placeholders."""
    if isinstance(block, Block):
        return Block(block.kind, _fill(block.spans, places), block.marker, block.depth)
    header, *rows = ([_fill(cell, places) for cell in row] for row in (block.header, *block.rows))
    return Grid(tuple(header), tuple(map(tuple, rows)))


def _fill(spans: tuple[Span, ...], places: Mapping[int, str]) -> tuple[Span, ...]:
    return tuple(Span(each.text.translate(places), *_style(each)) for each in spans)


def parse_whole(piece: str) -> Document:
    """Parse a piece as `parse_piece` does, but without a cache."""
    blocks: list[Block | Grid] = []
    tokens = _PARSER.parse(piece)
    markers: list[str] = []  # of the lists around the item, the outermost first
    kind: Kind = "paragraph"
    place = 0
    while place < len(tokens):
        token = tokens[place]
        match token.type:
            case "bullet_list_open":
                markers.append("•")
            case "ordered_list_open":
                markers.append("1.")
            case "list_item_open":
                if token.info:
                    markers[-1] = f"{token.info}."
            case "bullet_list_close" | "ordered_list_close":
                markers.pop()
            case "heading_open":
                kind = "heading"
            case "blockquote_open":
                kind = "quote"
            case "heading_close" | "blockquote_close":
                kind = "paragraph"
            case "fence" | "code_block":
                blocks.append(Block("code", (Span(token.content.rstrip("\n"), code=True),)))
            case "table_open":
                end = next(i for i in range(place, len(tokens)) if tokens[i].type == "table_close")
                blocks.append(_grid(tokens[place:end]))
                place = end
            case "inline":
                spans = _spans(token)
                if markers:
                    blocks.append(_item(spans, markers, written=token.content))
                else:
                    blocks.append(Block(kind, spans))
        place += 1
    return tuple(blocks)


_of_shape = lru_cache(maxsize=2048)(parse_whole)

for _memory in (_escape, parse_piece):
    emptied_when_forgetting(_memory.cache_clear)


def _item(spans: tuple[Span, ...], markers: list[str], written: str) -> Block:
    """Return a list item. If its text begins with a sign such as ✓, the sign becomes its marker."""
    marker, depth = markers[-1], len(markers) - 1
    if spans and (sign := _SIGN.match(spans[0].text)) and _SIGN.match(written):
        first = Span(spans[0].text[sign.end() :], *_style(spans[0]))
        return Block("item", (first, *spans[1:]) if first.text else spans[1:], sign[1], depth)
    return Block("item", spans, marker, depth)


def _grid(tokens: list[Token]) -> Grid:
    rows: list[list[tuple[Span, ...]]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_spans(token))
    return Grid(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]))


def _spans(token: Token) -> tuple[Span, ...]:
    spans: list[Span] = []
    bold = italic = 0
    link = ""
    for child in token.children or ():
        text = child.content
        match child.type:
            case "strong_open":
                bold += 1
            case "strong_close":
                bold -= 1
            case "em_open":
                italic += 1
            case "em_close":
                italic -= 1
            case "link_open":
                link = str(child.attrs.get("href", ""))
            case "link_close":
                link = ""
            case "softbreak" | "hardbreak":
                text = "\n" if child.type == "hardbreak" else " "
        if text:
            span = Span(text, bold > 0, italic > 0, child.type == "code_inline", link)
            if spans and _same_style(spans[-1], span):
                spans[-1] = Span(spans[-1].text + text, *_style(span))
            else:
                spans.append(span)
    return tuple(spans)


def _style(span: Span) -> tuple[bool, bool, bool, str]:
    return span.bold, span.italic, span.code, span.link


def _same_style(one: Span, other: Span) -> bool:
    return _style(one) == _style(other)
