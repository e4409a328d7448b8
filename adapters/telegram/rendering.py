"""Render a reply as Telegram messages: texts with entities, which show every value literally.

A table becomes monospaced text if it is narrow enough for a phone. Otherwise it becomes a list. A
text that is too long for one message is split between blocks and continues in the next message.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from adapters.telegram.bot_api_rules import (
    LONGEST,
    NO_WORDS,
    Plain,
    clean,
    is_link,
    printable,
    split_text,
    utf16_length,
)
from adapters.telegram.keyboards import Where, keyboard_of, links_in_words
from bot.markdown_blocks import Block, Grid, Span, parse_piece, pieces
from bot.plain_text import grid_lines
from bot.reply import Reply
from core.memories import emptied_when_forgetting
from core.values import replace, value

MOST_ENTITIES = 100
NARROW = 34
"""The maximum width of a table in characters. A wider table would wrap on a phone."""


@value
class TelegramMessage:
    """A message: a text with entities, or a rich message (since Bot API 10.1)."""

    text: str
    entities: tuple[Plain, ...] = ()
    keyboard: Plain | None = None
    rich: Plain | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    """A text in one style. `length` is in UTF-16 code units.

    `kinds` has the types and URLs of the text's entities.
    """

    text: str
    length: int
    kinds: tuple[tuple[str, str], ...]


Mark = tuple[str, int, int, str]
"""An entity of a message: its type, offset, length and URL."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text, which stays in one message if possible.

    The offsets of `marks` count from the start of the line.
    """

    runs: tuple[_Run, ...]
    text: str
    length: int
    marks: tuple[Mark, ...]
    kind: str


def messages_of(reply: Reply, *, bot_name: str = "", private: bool = True) -> list[TelegramMessage]:
    """Return the messages of a reply, at least one. The last message has the buttons.

    In a group (`private` is False), buttons for the private chat become links to that chat.
    """
    lines = _lines(reply.markdown)
    for words in links_in_words(reply.buttons):
        lines.append(("\n\n", _line([clean(Span(words))], "paragraph")))
    texts = list(_packed(lines)) or [(NO_WORDS, ())]
    messages = [TelegramMessage(text, entities) for text, entities in texts]
    where = Where(bot_name, private=private, below=reply.stays)
    keyboard = keyboard_of(reply.buttons, where)
    if keyboard is not None:
        last = messages[-1]
        messages[-1] = TelegramMessage(last.text, last.entities, keyboard)
    return messages


# Text


def _lines(markdown: str) -> list[tuple[str, _Line]]:
    """Return the lines of a Markdown text, each with the line breaks before the line."""
    lines: list[tuple[str, _Line]] = []
    before = ""
    for piece in pieces(markdown):
        for line in _lines_of(piece):
            if not before:
                gap = ""
            elif line.kind == before and before in _TOGETHER:
                gap = "\n"
            else:
                gap = "\n\n"
            lines.append((gap, line))
            before = line.kind
    return lines


_TOGETHER = frozenset({"item", "row"})


@lru_cache(maxsize=2048)
def _lines_of(piece: str) -> tuple[_Line, ...]:
    """Return the lines of a piece of Markdown.

    The result is cached, because people often get the same pieces.
    """
    lines: list[_Line] = []
    for block in parse_piece(piece):
        if isinstance(block, Grid):
            lines += _grid(block)
        else:
            lines.append(_line(_styled(block), block.kind))
    return tuple(lines)


def _styled(block: Block) -> list[Span]:
    spans = [clean(span) for span in block.spans]
    if block.kind == "heading":
        return [replace(span, bold=True) for span in spans]
    if block.kind == "quote":  # Telegram does not allow code in a quotation
        return [replace(span, code=False) for span in spans]
    if block.kind == "item":
        return [Span("\u2003" * block.depth + f"{block.marker} "), *spans]
    return spans


def _line(spans: Iterable[Span], kind: str) -> _Line:
    runs = tuple(
        _Run(span.text, utf16_length(span.text), (("pre", ""),) if kind == "code" else _kinds(span))
        for span in spans
    )
    return _line_with(runs, kind)


def _line_with(runs: tuple[_Run, ...], kind: str) -> _Line:
    marks: list[Mark] = []
    length = 0
    for run in runs:
        if run.length:
            marks += [(each, length, run.length, url) for each, url in run.kinds]
        length += run.length
    if kind == "quote" and length:
        several = any("\n" in run.text for run in runs)
        fold = "expandable_blockquote" if several else "blockquote"
        marks.append((fold, 0, length, ""))
    return _Line(runs, "".join(run.text for run in runs), length, tuple(marks), kind)


def _grid(grid: Grid) -> Iterator[_Line]:
    lines = grid_lines(grid)
    if max(len(line) for line in lines) <= NARROW:
        text = printable("\n".join(lines))
        yield _line([Span(text)], "code")
        return
    for row in grid.rows:
        spans: list[Span] = []
        for title, cell in zip(grid.header, row, strict=True):
            name = "".join(span.text for span in title)
            spans += [Span(f"{', ' if spans else '• '}{name}: "), *(clean(s) for s in cell)]
        yield _line(spans, "row")


# Messages


def _packed(lines: Iterable[tuple[str, _Line]]) -> Iterator[tuple[str, tuple[Plain, ...]]]:
    held = _Text()
    for gap, line in lines:
        before = gap
        fits_alone = line.length <= _LONGEST_LINE and len(line.marks) < MOST_ENTITIES
        for piece in (line,) if fits_alone else _cut(line):
            if not held.added(before, piece):
                yield from held.message()
                held = _Text()
                held.added(before, piece)
            before = ""
    yield from held.message()


_LONGEST_LINE = LONGEST - len("\n\n")


class _Text:
    """A message that is being built: its text and its entities."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._marks: list[Mark] = []

    def added(self, gap: str, line: _Line) -> bool:
        """Add the line if it fits, or if it is the first line.

        Return whether it was added.
        """
        parts, marks = self._parts, self._marks
        if parts:
            start = self._length + len(gap)
            if start + line.length > LONGEST or len(marks) + len(line.marks) > MOST_ENTITIES:
                return False
            parts.append(gap)
            self._length = start
        parts.append(line.text)
        for kind, begins, length, url in line.marks[: MOST_ENTITIES - len(marks)]:
            marks.append((kind, self._length + begins, length, url))
        self._length += line.length
        return True

    def message(self) -> Iterator[tuple[str, tuple[Plain, ...]]]:
        """Yield the text without surrounding whitespace, and its entities.

        Yield nothing for an empty text.
        """
        whole = "".join(self._parts)
        bare = whole.strip()
        if not bare:
            return
        marks = self._marks
        if len(bare) != len(whole):
            cut = utf16_length(whole[: len(whole) - len(whole.lstrip())])
            marks = list(_shifted(marks, cut, utf16_length(bare)))
        entities: list[Plain] = []
        for kind, begins, length, url in marks:
            entity: Plain = {"type": kind, "offset": begins, "length": length}
            entities.append(entity | {"url": url} if url else entity)
        yield bare, tuple(entities)


def _shifted(marks: Iterable[Mark], cut: int, end: int) -> Iterator[Mark]:
    """Yield the entities of a text of which the first `cut` code units were cut off.

    `end` is the new length of the text. Entities that would reach beyond `end` are shortened.
    """
    for kind, begun, size, url in marks:
        begins = max(0, begun - cut)
        length = min(end, begun + size - cut) - begins
        if length > 0:
            yield kind, begins, length, url


def _kinds(span: Span) -> tuple[tuple[str, str], ...]:
    """Return the entity types and URLs for a span of text.

    Telegram does not combine code with other styles.
    """
    if span.code:
        return (("code", ""),)
    kinds = [("bold", "")] if span.bold else []
    if span.italic:
        kinds.append(("italic", ""))
    if is_link(span.link):
        kinds.append(("text_link", span.link))
    return tuple(kinds)


def _cut(line: _Line) -> Iterator[_Line]:
    """Split a line into pieces that each fit in a message."""
    held: list[_Run] = []
    room, marks = LONGEST, 0
    for run in line.runs:
        for text in split_text(run.text, LONGEST // 2):
            piece = _Run(text, utf16_length(text), run.kinds)
            more = len(piece.kinds) or 1
            if held and (piece.length > room or marks + more >= MOST_ENTITIES):
                yield _line_with(tuple(held), line.kind)
                held, room, marks = [], LONGEST, 0
            held.append(piece)
            room -= piece.length
            marks += more
    yield _line_with(tuple(held), line.kind)


emptied_when_forgetting(_lines_of.cache_clear)
