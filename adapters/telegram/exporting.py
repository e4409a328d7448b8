"""A reply as Telegram messages: text with entities, which show every value by its very letters.

Named fallbacks: a table becomes type of one width where it is narrow enough for a phone, else a
list; what is too long for one message goes on in the next, cut where blocks end.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.constants import MessageLimit

from bot.document import Block, Document, Grid, Span, parse
from bot.plain import grid_lines
from bot.reply import Button, Reply

LONGEST = int(MessageLimit.MAX_TEXT_LENGTH)
"""UTF-16 code units of one message."""
MOST_ENTITIES = 100
NARROW = 34
"""Columns of a table that a phone shows without breaking its lines."""
MOST_IN_A_ROW = 8
MOST_BUTTONS = 100
LABEL_CHARACTERS = 64
NO_WORDS = "…"
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
# what has no place in a message: Telegram drops or refuses it
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Message:
    text: str
    entities: tuple[MessageEntity, ...] = ()
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(slots=True)
class _Line:
    """Text with styles that stays together where it can; `gap` stands before it, if anything."""

    spans: list[Span]
    gap: str
    kind: str = ""


def messages_of(reply: Reply, *, bot_name: str = "", private: bool = True) -> list[Message]:
    """The messages of a reply, at least one; the buttons stand under the last.

    In a group (`private` False) buttons for the private chat become links to it.
    """
    texts = list(_packed(_lines(parse(reply.markdown)))) or [(NO_WORDS, ())]
    messages = [Message(text, entities) for text, entities in texts]
    keyboard = _keyboard(reply.buttons, bot_name, private=private)
    if keyboard is not None:
        last = messages[-1]
        messages[-1] = Message(last.text, last.entities, keyboard)
    return messages


def utf16_length(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text) + sum(letter > "\uffff" for letter in text)


# Words


def _lines(document: Document) -> Iterator[_Line]:
    previous: Block | Grid | None = None
    for block in document:
        together = _is_item(previous) and _is_item(block)
        gap = "" if previous is None else "\n" if together else "\n\n"
        if isinstance(block, Grid):
            yield from _grid(block, gap)
        else:
            yield _Line(_styled(block), gap, block.kind)
        previous = block


def _styled(block: Block) -> list[Span]:
    spans = [_clean(span) for span in block.spans]
    if block.kind == "heading":
        return [Span(s.text, True, s.italic, s.code, s.link) for s in spans]
    if block.kind == "item":
        return [Span("\u2003" * block.depth + f"{block.marker} "), *spans]
    return spans


def _grid(grid: Grid, gap: str) -> Iterator[_Line]:
    lines = grid_lines(grid)
    if max(len(line) for line in lines) <= NARROW:
        text = _NOT_TEXT.sub("\ufffd", "\n".join(lines))
        yield _Line([Span(text, code=True)], gap, "code")
        return
    for row in grid.rows:
        spans: list[Span] = []
        for title, cell in zip(grid.header, row, strict=True):
            name = "".join(span.text for span in title)
            spans += [Span(f"{', ' if spans else '• '}{name}: "), *(_clean(s) for s in cell)]
        yield _Line(spans, gap, "item")
        gap = "\n"


def _clean(span: Span) -> Span:
    text = _NOT_TEXT.sub("\ufffd", span.text)
    return Span(text, span.bold, span.italic, span.code, span.link)


def _is_item(block: Block | Grid | None) -> bool:
    return isinstance(block, Block) and block.kind == "item"


# Messages


def _packed(lines: Iterable[_Line]) -> Iterator[tuple[str, tuple[MessageEntity, ...]]]:
    held = _Text()
    for line in lines:
        for piece in _cut(line):
            if not held.takes(piece):
                yield from held.message()
                held = _Text()
            held.add(piece)
    yield from held.message()


class _Text:
    """A message being put together: its text and where its styles begin and end."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._entities: list[MessageEntity] = []

    def takes(self, line: _Line) -> bool:
        needed = utf16_length(line.gap) + sum(utf16_length(span.text) for span in line.spans)
        entities = sum(len(_kinds(span)) for span in line.spans) + 1
        fits = self._length + needed <= LONGEST
        return not self._parts or (fits and len(self._entities) + entities <= MOST_ENTITIES)

    def add(self, line: _Line) -> None:
        if self._parts:
            self._append(line.gap)
        start = self._length
        for span in line.spans:
            begins = self._length
            self._append(span.text)
            for kind, url in [("pre", "")] if line.kind == "code" else _kinds(span):
                self._mark(kind, begins, url)
        if line.kind == "quote":
            self._mark("blockquote", start, "")

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += utf16_length(text)

    def _mark(self, kind: str, begins: int, url: str) -> None:
        length = self._length - begins
        if length and len(self._entities) < MOST_ENTITIES:
            self._entities.append(MessageEntity(kind, begins, length, url=url or None))

    def message(self) -> Iterator[tuple[str, tuple[MessageEntity, ...]]]:
        """The message, without blank space around it; nothing when it has no words."""
        whole = "".join(self._parts)
        bare = whole.strip()
        if not bare:
            return
        cut = utf16_length(whole) - utf16_length(whole.lstrip())
        end = utf16_length(bare)
        entities: list[MessageEntity] = []
        for entity in self._entities:
            begins = max(0, entity.offset - cut)
            length = min(end, entity.offset + entity.length - cut) - begins
            if length > 0:
                entities.append(MessageEntity(entity.type, begins, length, url=entity.url))
        yield bare, tuple(entities)


def _kinds(span: Span) -> list[tuple[str, str]]:
    """The entities of a span; code stands alone, as Telegram has it."""
    if span.code:
        return [("code", "")]
    kinds = [("bold", "")] if span.bold else []
    if span.italic:
        kinds.append(("italic", ""))
    if span.link.startswith(("http://", "https://")):
        kinds.append(("text_link", span.link))
    return kinds


def _cut(line: _Line) -> Iterator[_Line]:
    """The line whole where it fits into a message, else in pieces that do."""
    gap = line.gap
    held: list[Span] = []
    room = LONGEST - len(gap)
    entities = 0
    for span in line.spans:
        for text in _pieces(span.text, LONGEST // 2):
            needed = utf16_length(text)
            more = len(_kinds(span)) or 1
            if held and (needed > room or entities + more >= MOST_ENTITIES):
                yield _Line(held, gap, line.kind)
                held, room, entities, gap = [], LONGEST, 0, ""
            held.append(Span(text, span.bold, span.italic, span.code, span.link))
            room -= needed
            entities += more
    yield _Line(held, gap, line.kind)


_BREAKS = (
    re.compile(r".*\n", re.DOTALL),
    re.compile(r".*[.!?]\s", re.DOTALL),
    re.compile(r".*\s", re.DOTALL),
)
# a letter with what belongs to it: marks, joiners, variation selectors, skin tones, flags
_LETTER = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|.)"
    "(?:[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
    "|\u200d.)*",
    re.DOTALL,
)


def _pieces(text: str, most: int) -> Iterator[str]:
    """The text in pieces of at most so many code units: cut at lines, sentences, words, letters."""
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
    return text[: end or 1]


# Buttons


def _keyboard(
    rows: tuple[tuple[Button, ...], ...], bot_name: str, *, private: bool
) -> InlineKeyboardMarkup | None:
    shown: list[list[InlineKeyboardButton]] = []
    room = MOST_BUTTONS
    for row in rows:
        buttons = [_button(each, bot_name, private=private) for each in row[:room]]
        room -= len(buttons)
        shown += [buttons[i : i + MOST_IN_A_ROW] for i in range(0, len(buttons), MOST_IN_A_ROW)]
    return InlineKeyboardMarkup(shown) if shown else None


def _button(button: Button, bot_name: str, *, private: bool) -> InlineKeyboardButton:
    label = _NOT_TEXT.sub("\ufffd", button.label).strip()[:LABEL_CHARACTERS] or NO_WORDS
    if button.url:
        return InlineKeyboardButton(label, url=button.url)
    if button.private and not private and bot_name:
        payload = button.call.replace(" ", "_")
        if not _PAYLOAD.fullmatch(payload):
            payload = "help"
        return InlineKeyboardButton(label, url=f"https://t.me/{bot_name}?start={payload}")
    return InlineKeyboardButton(label, callback_data=button.call)
