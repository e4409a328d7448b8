"""Render a reply with tables as one rich message (Bot API 10.1), if the reply fits in one.

Exam lists, whose items begin with a sign, become tables too. Their columns are sign, exam and
state.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from adapters.telegram.bot_api_rules import Plain, clean, is_link, utf16_length
from adapters.telegram.keyboards import Where, keyboard_of, links_in_words
from adapters.telegram.rendering import TelegramMessage
from bot.markdown_blocks import Block, Grid, Span, parse_piece, pieces
from bot.reply import Button, Reply
from core.memories import emptied_when_forgetting

MOST_CHARACTERS = 32_768
MOST_BLOCKS = 500
"""The maximum number of blocks, list items and table rows in a rich message together."""
MOST_COLUMNS = 20

RichText = str | Plain | list["str | Plain"]

_EXAM_LISTS = frozenset(("status", "student"))
"""Commands whose exam lists are shown as tables."""
_HEADING_SIZE = 3
_EMPTY_CELL = "\u2013"
"""The text in an empty cell, because Telegram does not show a cell without text."""
_COLON = ": "


@dataclass(frozen=True, slots=True)
class _Part:
    """A rich block, a list item, or a row of an exam list.

    `size` is in UTF-16 code units. `columns` is 0 if the part is not in a table.
    """

    kind: Literal["block", "item", "row"]
    content: Plain
    size: int
    blocks: int = 1
    columns: int = 0


def rich_message_of(
    reply: Reply, *, bot_name: str = "", private: bool = True
) -> TelegramMessage | None:
    """Return the reply as one rich message, or None if it has no table or is too long."""
    markdown = reply.tabular or reply.markdown
    exams = reply.command in _EXAM_LISTS
    if not (exams or "\n|" in markdown):
        return None
    where = Where(bot_name, private=private, below=reply.stays)
    return _rich_message(markdown, reply.buttons, where, exams=exams)


@lru_cache(maxsize=1024)
def _rich_message(
    markdown: str, buttons: tuple[tuple[Button, ...], ...], where: Where, *, exams: bool
) -> TelegramMessage | None:
    """Render a rich message. The result is cached, because people often ask the same again."""
    parts: list[_Part] = []
    for piece in pieces(markdown):
        parts += _parts_of(piece)
    size = count = columns = 0
    for part in parts:
        size += part.size
        count += part.blocks
        columns = max(columns, part.columns)
    links = [_paragraph([Span(words)]) for words in links_in_words(buttons)]
    size += sum(part.size for part in links)
    if not columns or size > MOST_CHARACTERS or count + len(links) > MOST_BLOCKS:
        return None
    if columns > MOST_COLUMNS:
        return None
    keyboard = keyboard_of(buttons, where)
    return TelegramMessage("", (), keyboard, {"blocks": _blocks([*parts, *links], exams=exams)})


def _blocks(parts: Iterable[_Part], *, exams: bool) -> list[Plain]:
    """Return the blocks of a rich message.

    Consecutive list items become one list, and with `exams`, consecutive exam rows become one
    table.
    """
    blocks: list[Plain] = []
    before = ""
    for part in parts:
        content = part.content
        if part.kind == "block":
            blocks.append(content)
        elif part.kind == "item":
            if before != "item":
                blocks.append({"type": "list", "items": []})
            blocks[-1]["items"].append(content)
        elif exams:
            if before != "row":
                blocks.append(_table([]))
            blocks[-1]["cells"].append(content["cells"])
        else:
            blocks.append(content["line"])
        before = part.kind
    return blocks


@lru_cache(maxsize=2048)
def _parts_of(piece: str) -> tuple[_Part, ...]:
    """Return the parts of a piece of Markdown.

    The result is cached, because people often get the same pieces.
    """
    return tuple(
        _grid(each) if isinstance(each, Grid) else _part(each) for each in parse_piece(piece)
    )


def _part(block: Block) -> _Part:
    spans = [clean(span) for span in block.spans]
    size = utf16_length(block.text)
    text = _rich_text(spans)
    match block.kind:
        case "heading":
            return _Part("block", {"type": "heading", "text": text, "size": _HEADING_SIZE}, size)
        case "code":
            return _Part("block", {"type": "pre", "text": _plain(spans)}, size)
        case "quote" if "\n" in block.text:
            return _Part("block", {"type": "expandable_blockquote", "text": text}, size)
        case "quote":
            inside = [{"type": "paragraph", "text": text}]
            return _Part("block", {"type": "blockquote", "blocks": inside}, size, 2)
        case "item":
            return _item(block.marker, spans, size)
        case _:
            return _Part("block", {"type": "paragraph", "text": text}, size)


def _paragraph(spans: list[Span]) -> _Part:
    text = _rich_text([clean(span) for span in spans])
    return _Part("block", {"type": "paragraph", "text": text}, utf16_length(_plain(spans)))


def _item(marker: str, spans: list[Span], size: int) -> _Part:
    number = marker.rstrip(".")
    if marker == "•" or number.isdecimal():
        item: Plain = {"blocks": [{"type": "paragraph", "text": _rich_text(spans)}]}
        if number.isdecimal():
            item |= {"value": int(number), "type": "1"}
        return _Part("item", item, size, 2)
    line = {"type": "paragraph", "text": _rich_text([Span(f"{marker} "), *spans])}
    what, how = _at_colon(spans)
    cells = [_cell([Span(marker)]), _cell(what), _cell(how)]
    return _Part("row", {"line": line, "cells": cells}, size + len(marker) + 1, 1, len(cells))


def _at_colon(spans: list[Span]) -> tuple[list[Span], list[Span]]:
    """Split "Theory exam: passed" at its first colon. Without a colon, the second part is empty."""
    for place, span in enumerate(spans):
        before, colon, after = span.text.partition(_COLON)
        if colon:
            style = (span.bold, span.italic, span.code, span.link)
            rest = [Span(after, *style)] if after else []
            return [*spans[:place], Span(before, *style)], [*rest, *spans[place + 1 :]]
    return spans, []


def _grid(grid: Grid) -> _Part:
    rows = [[[clean(span) for span in cell] for cell in row] for row in grid.rows]
    right = [
        bool(rows) and all(_plain(cell).isdecimal() or not _plain(cell) for cell in column)
        for column in zip(*rows, strict=True)
    ] or [False] * len(grid.header)
    cells = [
        [
            _cell(list(cell), right=end, header=True)
            for cell, end in zip(grid.header, right, strict=True)
        ]
    ]
    cells += [
        [_cell(cell, right=end) for cell, end in zip(row, right, strict=True)] for row in rows
    ]
    size = sum(utf16_length(_plain(cell)) for row in (grid.header, *rows) for cell in row)
    return _Part("block", _table(cells), size, 1 + len(cells), max(map(len, cells)))


def _table(cells: list[list[Plain]]) -> Plain:
    return {"type": "table", "cells": cells, "is_striped": True, "is_compact": True}


def _cell(spans: list[Span], *, right: bool = False, header: bool = False) -> Plain:
    text = _rich_text(spans) if _plain(spans).strip() else _EMPTY_CELL
    cell: Plain = {"text": text, "align": "right" if right else "left", "valign": "top"}
    return cell | {"is_header": True} if header else cell


def _plain(spans: Iterable[Span]) -> str:
    return "".join(span.text for span in spans)


def _rich_text(spans: Iterable[Span]) -> RichText:
    texts = [_styled(span) for span in spans if span.text]
    return texts[0] if len(texts) == 1 else texts or ""


def _styled(span: Span) -> str | Plain:
    if span.code:
        return {"type": "code", "text": span.text}
    text: str | Plain = span.text
    if span.italic:
        text = {"type": "italic", "text": text}
    if span.bold:
        text = {"type": "bold", "text": text}
    return {"type": "url", "text": text, "url": span.link} if is_link(span.link) else text


for _memory in (_rich_message, _parts_of):
    emptied_when_forgetting(_memory.cache_clear)
