"""Render a reply as Slack messages: Block Kit blocks that show every value literally.

Text goes into `rich_text` blocks, which have no markup and need no escapes. If the workspace
supports it, tables can be sorted and details are collapsed (see `newer_blocks`). A list item that
begins with a symbol, such as a check mark, becomes a line of text. If Slack would refuse a button's
URL, the button becomes a line of text with that URL.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any

from adapters.slack.block_limits import (
    HEADER_CHARACTERS,
    clean,
    escape_markup,
    is_web_address,
    split_into_blocks,
    utf16,
    weight,
    weight_of,
)
from adapters.slack.buttons import button_block, plain_text
from adapters.slack.newer_blocks import TABLES, data_tables, under_a_fold, without, words_in
from adapters.slack.rich_text import rich_text
from bot.markdown_blocks import Block, Document, Grid, Span, parse_piece, pieces
from bot.plain_text import render
from bot.reply import Button, Reply
from core.json_text import json_bytes
from core.memories import emptied_when_forgetting

Json = dict[str, Any]
Buttons = tuple[tuple[Button, ...], ...]

# Slack's limits: docs.slack.dev/reference/block-kit/blocks and .../block-elements
MOST_BLOCKS = 50
# Slack allows 25 buttons in a row, but more than five are hard to read
MOST_IN_A_ROW = 5
ROOM = 12_000
"""The maximum weight of a message (see `block_limits.weight`).

Slack refuses messages with a weight of about 13,200 or more.
"""
STANZA = 6_000
"""The maximum weight of one rich_text block: a paragraph with the list that follows."""
BLOCK_ID = 40  # Slack adds an id of this many characters to every block and element
NO_WORDS = "…"
_BAR = re.compile(" ?[▓░]+")  # matches progress bars, which the plain text leaves out
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)]) ")


@dataclass(frozen=True)
class SlackMessage:
    """A Slack message: its blocks, and its text for notifications and screen readers.

    Messages are cached, so callers must not change the blocks.
    """

    text: str
    blocks: list[Json]

    @cached_property
    def written(self) -> bytes:
        """The message in JSON, as Slack expects it."""
        return json_bytes({"text": self.text, **({"blocks": self.blocks} if self.blocks else {})})

    def older(self, lacks: frozenset[str]) -> "tuple[SlackMessage, ...]":
        """Return the message with older blocks instead of blocks of types in `lacks`.

        If the older blocks do not fit in one message, return several messages.
        """
        pieces = map(_bare, without(self.blocks, lacks))
        packed = list(_packed(pieces))
        if len(packed) == 1:
            return (SlackMessage(self.text, [piece.block for piece in packed[0]]),)
        return tuple(SlackMessage(_words(held), [each.block for each in held]) for held in packed)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One Block Kit block, its weight, and its text for places where blocks are not shown.

    `label` is the text of a row of buttons. `item_first` and `item_last`: the block begins or ends
    with a list item. Pieces are cached, so callers must not change their blocks.
    """

    block: Json
    weight: int
    words: str = ""
    label: str = ""
    item_first: bool = False
    item_last: bool = False

    @property
    def is_table(self) -> bool:
        """Whether the block is a table. A message can have only one."""
        return self.block["type"] in TABLES


def messages_of(
    reply: Reply, more: Sequence[Json] = (), lacks: frozenset[str] = frozenset()
) -> tuple[SlackMessage, ...]:
    """Return the messages of a reply in order, at least one.

    Buttons come after the last text. `more` are extra Slack blocks, which come at the end. `lacks`
    are the types of blocks that the workspace does not support.
    """
    in_tables = bool(reply.tabular) and not lacks >= TABLES
    markdown = reply.tabular if in_tables else reply.markdown
    if not more:
        return _whole(markdown, reply.buttons, lacks)
    found = _found(markdown, reply.buttons, lacks)
    return _messages([*found, *map(_bare, without(more, lacks))])


@lru_cache(maxsize=1024)
def _whole(markdown: str, buttons: Buttons, lacks: frozenset[str]) -> tuple[SlackMessage, ...]:
    """Return the messages of an answer without extra blocks.

    The messages are cached, because many answers are the same for everybody, and people repeat
    questions.
    """
    return _messages(_found(markdown, buttons, lacks))


def _found(markdown: str, buttons: Buttons, lacks: frozenset[str]) -> list[_Piece]:
    found = [*_of_markdown(markdown)]
    if lacks:
        found = [each for piece in found for each in _taken(piece, lacks)]
    return [*found, *_of_buttons(buttons)]


def _messages(found: Iterable[_Piece]) -> tuple[SlackMessage, ...]:
    return tuple(_message(each) for each in _packed(found)) or (SlackMessage(NO_WORDS, []),)


def _packed(found: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    held: list[_Piece] = []
    room = ROOM
    for piece in found:
        second_table = piece.is_table and any(each.is_table for each in held)
        if held and (piece.weight > room or len(held) == MOST_BLOCKS or second_table):
            yield held
            held, room = [], ROOM
        held.append(piece)
        room -= piece.weight
    if held:
        yield held


def _message(held: list[_Piece]) -> SlackMessage:
    words, item_last = "", False
    for piece in held:
        if piece.words:
            together = item_last and piece.item_first
            words += ("\n" if together else "\n\n") + piece.words if words else piece.words
            item_last = piece.item_last
    text = words.strip() or escape_markup(" · ".join(piece.label for piece in held if piece.label))
    return SlackMessage(text if text.strip() else NO_WORDS, [piece.block for piece in held])


# Text


def _of_markdown(markdown: str) -> Iterator[_Piece]:
    held: list[str] = []
    for text in pieces(markdown):
        if held and not _ITEM.match(text):
            yield from _remembered(tuple(held))
            held = []
        held.append(text)
    yield from _remembered(tuple(held))


@lru_cache(maxsize=2048)
def _remembered(texts: tuple[str, ...]) -> tuple[_Piece, ...]:
    """Render a paragraph and the list that follows it.

    The result is cached, because most texts repeat.
    """
    document = tuple(block for text in texts for block in parse_piece(text))
    found: list[_Piece] = []
    for is_table, group in groupby(document, lambda block: isinstance(block, Grid)):
        if is_table:
            found += [piece for block in group for piece in _table(block)]
        else:
            found += _pieces(tuple(split_into_blocks(tuple(group))))
    return tuple(found)


def _table(grid: Block | Grid) -> Iterator[_Piece]:
    """Render a table as one that people can sort.

    If the table is too large for that, render it as monospaced text.
    """
    tables = list(data_tables(grid)) if isinstance(grid, Grid) else []
    if not tables:
        yield from _pieces(tuple(split_into_blocks((grid,))))
    for number, table in enumerate(tables):
        yield _piece(table, () if number else (grid,))


def _bare(block: Json) -> _Piece:
    """Return a piece for a block that needs no text for places where blocks are not shown."""
    return _Piece(block, _weight(block) + BLOCK_ID)


def _piece(block: Json, shows: Document = (), label: str = "") -> _Piece:
    ends = [isinstance(each, Block) and each.kind == "item" for each in shows[:1] + shows[-1:]]
    words = escape_markup(clean(_BAR.sub("", render(shows))))
    return _Piece(block, _weight(block) + BLOCK_ID, words, label, *ends)


def _weight(block: Json) -> int:
    """Return how much a block counts toward a message's weight limit.

    A table counts only with the text in its cells.
    """
    if block["type"] in TABLES:
        return sum(weight(words_in(cell)) for row in block["rows"] for cell in row)
    return len(json.dumps(block))


def _taken(piece: _Piece, lacks: frozenset[str]) -> Iterator[_Piece]:
    """Yield a piece.

    If the workspace lacks the type of its block, yield older pieces instead. `lacks` are the types
    that the workspace does not support.
    """
    if piece.block["type"] not in lacks:
        yield piece
        return
    for number, block in enumerate(without([piece.block], lacks)):
        changed = _bare(block)
        if not number:
            changed = replace(piece, block=block, weight=changed.weight)
        yield changed


def _words(held: Sequence[_Piece]) -> str:
    """Return the text that the blocks of these pieces contain."""
    words = "\n".join(filter(None, (words_in(piece.block).strip() for piece in held)))
    return escape_markup(words) or NO_WORDS


def _pieces(document: Document) -> Iterator[_Piece]:
    """Render each paragraph as a block.

    Put a list into the block of the paragraph before it.
    """
    held: list[Block | Grid] = []
    held_weight = 0
    for block in document:
        needed = weight_of(block)
        is_item = isinstance(block, Block) and block.kind == "item"
        if held and (not is_item or held_weight + needed > STANZA):
            yield from _stanza(held)
            held, held_weight = [], 0
        held.append(block)
        held_weight += needed
    yield from _stanza(held)


def _stanza(blocks: list[Block | Grid]) -> Iterator[_Piece]:
    if not blocks:
        return
    first, *rest = blocks
    if header := _header(first):
        yield _piece(header, (first,))
        yield from _stanza(rest)
    elif elements := rich_text(blocks):
        block = {"type": "rich_text", "elements": elements}
        yield _piece(under_a_fold(block) or block, tuple(blocks))


def _header(block: Block | Grid) -> Json | None:
    """Return a header block for a heading.

    Return None for a block that is no heading, and for a heading that Slack's header cannot hold: a
    long text, or one with styles, "&" or "<".
    """
    if not isinstance(block, Block) or block.kind != "heading":
        return None
    plain = all(span == Span(span.text) for span in block.spans)
    if not plain or not block.text.strip() or utf16(block.text) > HEADER_CHARACTERS:
        return None
    if "&" in block.text or "<" in block.text:
        return None
    return {"type": "header", "text": plain_text(block.text.strip())}


# Buttons


@lru_cache(maxsize=2048)
def _of_buttons(rows: Buttons) -> tuple[_Piece, ...]:
    shown, told = _sorted_buttons(rows)
    return (*_pieces(tuple(split_into_blocks(told))), *_actions(shown))


def _sorted_buttons(rows: Buttons) -> tuple[list[list[Button]], Document]:
    """Return rows of buttons that Slack can show, and lines of text for other buttons.

    A line has the button's label and URL. It replaces a button whose URL Slack would refuse.
    """
    shown: list[list[Button]] = []
    told: list[Block] = []
    for row in rows:
        taken = [button for button in row if not button.url or is_web_address(button.url)]
        starts = range(0, len(taken), MOST_IN_A_ROW)
        shown += [taken[start : start + MOST_IN_A_ROW] for start in starts]
        refused = [button for button in row if button not in taken]
        told += [Block("paragraph", (Span(f"{each.label}: {each.url}"),)) for each in refused]
    return shown, tuple(told)


def _actions(rows: list[list[Button]]) -> Iterator[_Piece]:
    for number, row in enumerate(rows):
        yield _row(row, number)


def _row(row: list[Button], number: int) -> _Piece:
    buttons = [button_block(button, f"{number}-{place}") for place, button in enumerate(row)]
    label = " · ".join(each["text"]["text"] for each in buttons)
    return _piece({"type": "actions", "elements": buttons}, label=label)


for _memory in (_whole, _remembered, _of_buttons):
    emptied_when_forgetting(_memory.cache_clear)
