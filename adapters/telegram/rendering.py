"""Render a reply as Telegram messages: text with entities, which show every value literally.

A table becomes monospaced text if it is narrow enough for a phone, otherwise a list. A text that is
too long for one message is split between blocks and continues in the next.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from telegram.constants import MessageLimit

from adapters.telegram.links import link_into
from bot.markdown_blocks import Block, Grid, Span, parse_piece, pieces
from bot.plain_text import grid_lines
from bot.reply import CALL_BYTES, Button, Reply
from core.memories import emptied_when_forgetting
from core.values import value

LONGEST = int(MessageLimit.MAX_TEXT_LENGTH)
"""Maximum UTF-16 code units in a message."""
LONGEST_CAPTION = int(MessageLimit.CAPTION_LENGTH)
MOST_ENTITIES = 100
NARROW = 34
"""Maximum width of a table in characters: more would wrap on a phone."""
MOST_IN_A_ROW = 8
MOST_BUTTONS = 100
LABEL_CHARACTERS = 64
NO_WORDS = "…"
BELOW = "+"
"""The prefix of a button's data if its message must stay. No command begins with it."""
# Telegram refuses other links
_LINK = re.compile(r"https?://[\w.-]*\w[\w.-]*(?::\d+)?(?:[/?#]\S*)?")
# characters that Telegram drops or refuses
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


Plain = dict[str, Any]
"""A Bot API object as JSON data.

Building python-telegram-bot's own objects would take as long as the rest of an answer.
"""


@value
class TelegramMessage:
    """A message: a text with entities or, from Bot API 10.1 on, a rich message."""

    text: str
    entities: tuple[Plain, ...] = ()
    keyboard: Plain | None = None
    rich: Plain | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    """Text in one style: its length in UTF-16 code units, its entities' types and URLs."""

    text: str
    length: int
    kinds: tuple[tuple[str, str], ...]


Mark = tuple[str, int, int, str]
"""An entity: its type, offset, length and URL."""


@dataclass(frozen=True, slots=True)
class _Line:
    """Runs of text that are kept together if possible. `marks` have offsets within the line."""

    runs: tuple[_Run, ...]
    text: str
    length: int
    marks: tuple[Mark, ...]
    kind: str


def messages_of(reply: Reply, *, bot_name: str = "", private: bool = True) -> list[TelegramMessage]:
    """Return the messages of a reply, at least one. The buttons are below the last one.

    In a group (`private` is False), buttons for the private chat become links to it.
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


def is_link(url: str) -> bool:
    """Whether Telegram accepts this URL as a link."""
    return _LINK.fullmatch(url) is not None


def utf16_length(text: str) -> int:
    """Return the length of a text in UTF-16 code units, as Telegram counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


# Text


def _lines(markdown: str) -> list[tuple[str, _Line]]:
    """Return the lines of a text, each with the line breaks before it."""
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
    """Return the lines of a piece. Cached, because pieces repeat (see bot.markdown_blocks)."""
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
    if block.kind == "quote":  # Telegram does not allow code inside another entity
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
        text = _NOT_TEXT.sub("\ufffd", "\n".join(lines))
        yield _line([Span(text)], "code")
        return
    for row in grid.rows:
        spans: list[Span] = []
        for title, cell in zip(grid.header, row, strict=True):
            name = "".join(span.text for span in title)
            spans += [Span(f"{', ' if spans else '• '}{name}: "), *(clean(s) for s in cell)]
        yield _line(spans, "row")


def clean(span: Span) -> Span:
    text = _NOT_TEXT.sub("\ufffd", span.text)
    return span if text == span.text else replace(span, text=text)


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
    """A message being built: its text and its entities."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._marks: list[Mark] = []

    def added(self, gap: str, line: _Line) -> bool:
        """Whether the line fits, and so was added; the first one always does."""
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
        """Return the message without surrounding whitespace; None if it is empty."""
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
    """Yield the marks of a text from which so much was cut at the start, up to its new end."""
    for kind, begun, size, url in marks:
        begins = max(0, begun - cut)
        length = min(end, begun + size - cut) - begins
        if length > 0:
            yield kind, begins, length, url


def _kinds(span: Span) -> tuple[tuple[str, str], ...]:
    """Return the entity types of a span. Telegram does not combine code with other styles."""
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
        for text in _pieces(run.text, LONGEST // 2):
            piece = _Run(text, utf16_length(text), run.kinds)
            more = len(piece.kinds) or 1
            if held and (piece.length > room or marks + more >= MOST_ENTITIES):
                yield _line_with(tuple(held), line.kind)
                held, room, marks = [], LONGEST, 0
            held.append(piece)
            room -= piece.length
            marks += more
    yield _line_with(tuple(held), line.kind)


_BREAKS = (
    re.compile(r".*\n", re.DOTALL),
    re.compile(r".*[.!?]\s", re.DOTALL),
    re.compile(r".*\s", re.DOTALL),
)
# one visible character: with combining marks, joiners, skin tones, or two flag letters
_LETTER = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|.)"
    "(?:[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
    "|\u200d.)*",
    re.DOTALL,
)


def _pieces(text: str, most: int) -> Iterator[str]:
    """Split the text into pieces of at most this many code units.

    It is split at lines if possible, else at sentences, words or characters.
    """
    while utf16_length(text) > most:
        fits = _longest_start(text, most)
        for ends in _BREAKS:
            found = ends.match(fits)
            if found and found.end() > len(fits) // 4:
                fits = found.group()
                break
        yield fits
        text = text[len(fits) :]
    if text:
        yield text


def _longest_start(text: str, most: int) -> str:
    length, end = 0, 0
    for letter in _LETTER.finditer(text[: most + 1]):
        length += utf16_length(letter.group())
        if length > most:
            break
        end = letter.end()
    return text[: end or most // 2]  # one visible character longer than that is split


# Buttons


def links_in_words(rows: tuple[tuple[Button, ...], ...]) -> Iterator[str]:
    """Yield each link that a button cannot have, as a line of text."""
    for button in chain.from_iterable(rows):
        if button.url and not is_link(button.url):
            yield f"{button.label}: {button.url}"


class Where(NamedTuple):
    """The chat of a message: the bot's name in it, and whether it is private.

    `below`: the message must stay, so that the answers to its buttons go below it.
    """

    bot_name: str
    private: bool
    below: bool


def keyboard_of(rows: tuple[tuple[Button, ...], ...], where: Where) -> Plain | None:
    shown: list[list[Plain]] = []
    room = MOST_BUTTONS
    for row in rows:
        buttons: list[Plain] = []
        for each in row:
            if not room or (each.url and not is_link(each.url)):
                continue
            if not buttons or len(buttons) == MOST_IN_A_ROW:
                buttons = []
                shown.append(buttons)
            buttons.append(_button(each, where))
            room -= 1
    return {"inline_keyboard": shown} if shown else None


@lru_cache(maxsize=2048)
def _button(button: Button, where: Where) -> Plain:
    """Return a button. Cached, because most buttons repeat."""
    bot_name, private, below = where.bot_name, where.private, where.below
    label = one_line(button.label, LABEL_CHARACTERS)
    if button.url:
        return {"text": label, "url": button.url}
    if button.copy:
        return {"text": label, "copy_text": {"text": button.copy}}
    if button.private and not private and bot_name:
        return {"text": label, "url": link_into(bot_name, button.call)}
    shown = {"text": label, "callback_data": pressed_call(button.call, below=below)}
    return {**shown, "style": "danger"} if button.danger else shown


def one_line(text: str, most: int) -> str:
    """Return the text as a label or title of 1 to `most` characters on one line."""
    return _NOT_TEXT.sub("\ufffd", text).strip()[:most].strip() or NO_WORDS


def caption_of(description: str) -> str:
    """Return a file's description as a caption, shortened if it is too long."""
    shown = _NOT_TEXT.sub("\ufffd", description).strip()
    return next(_pieces(shown, LONGEST_CAPTION), "").strip()


def pressed_call(call: str, *, below: bool) -> str:
    """Return a button's data: the command, with a prefix if the answer goes below the message."""
    marked = f"{BELOW}{call}"
    return marked if below and len(marked.encode()) <= CALL_BYTES else call


for _memory in (_lines_of, _button):
    emptied_when_forgetting(_memory.cache_clear)
