"""Build newer Block Kit blocks, and replace them by older blocks for some workspaces.

A workspace that does not support newer blocks gets older blocks. All blocks are plain data, because
slack_sdk lacks some classes: docs.slack.dev/reference/block-kit
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from cachetools import TTLCache

from adapters.slack.block_limits import (
    HEADER_CHARACTERS,
    SECTION_CHARACTERS,
    clean,
    escape_markup,
    is_web_address,
    split_into_blocks,
    utf16,
)
from adapters.slack.rich_text import text_part
from adapters.slack.unsupported_features import REFUSED_SECONDS
from bot.markdown_blocks import Block, Grid, Span
from bot.plain_text import grid_lines, span_text

Json = dict[str, Any]

MESSAGES_ONLY = frozenset({"container", "data_table", "table"})
"""Types of blocks that Slack allows only in messages, not in windows or on the Home tab."""
NEWER = MESSAGES_ONLY | {"alert", "card"}
TABLES = frozenset({"data_table", "table"})
TABLE_ROWS = 100
TABLE_COLUMNS = 20
TABLE_CHARACTERS = 9_000
"""The maximum length in characters of the tables in a message. Slack allows 10,000."""
CELL_CHARACTERS = 1_000
PAGE_ROWS = 10
ALERT_CHARACTERS = 200
CARD_TITLE, CARD_BODY = 150, 200
_EMPTY = "–"  # noqa: RUF001 - Slack refuses empty cells
_AFTER_ALL = 1_000_000_000
"""The sort value of an empty cell, so large that empty cells come last in a sorted column."""
_NONE: frozenset[str] = frozenset()
_WHOLE = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+|\d+")


class RefusedBlocks:
    """Remembers which types of blocks a workspace has refused within the last day."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._types: TTLCache[str, bool] = TTLCache(len(NEWER), REFUSED_SECONDS, clock)
        self._has_any = False  # saves a look-up for most workspaces, which refuse no type

    @property
    def types(self) -> frozenset[str]:
        return frozenset(self._types) if self._has_any else _NONE

    def note(self, types: Iterable[str]) -> None:
        for each in NEWER.intersection(types):
            self._types[each] = self._has_any = True


def newer_in(blocks: Sequence[Json]) -> frozenset[str]:
    """Return the types of newer blocks that occur among `blocks`."""
    return NEWER.intersection(block["type"] for block in blocks)


def without(blocks: Sequence[Json], lacks: frozenset[str]) -> list[Json]:
    """Replace each block whose type is in `lacks` by older blocks."""
    if not lacks:
        return list(blocks)
    return [each for block in blocks for each in _taken(block, lacks)]


def _taken(block: Json, lacks: frozenset[str]) -> list[Json]:
    if block["type"] not in lacks:
        return [block]
    return [each for older in _OLDER[block["type"]](block) for each in _taken(older, lacks)]


# Tables


def data_tables(grid: Grid) -> Iterator[Json]:
    """Yield a table as blocks that people can sort and page through.

    If the table has more rows than one block allows, yield several blocks. If the table has too
    many columns or a cell that is too long, yield nothing.
    """
    cells = [[_cell(spans) for spans in row] for row in grid.rows]
    sizes = [[_size(cell) for cell in row] for row in cells]
    fits = 0 < len(grid.header) <= TABLE_COLUMNS
    if not (cells and fits) or max(map(max, sizes)) > CELL_CHARACTERS:
        return
    for place in range(len(grid.header)):
        _make_numbers([row[place] for row in cells])
    header = [_raw("".join(span.text for span in spans)) for spans in grid.header]
    room = TABLE_CHARACTERS - sum(map(_size, header))
    held: list[list[Json]] = []
    left = room
    for row, size in zip(cells, map(sum, sizes), strict=True):
        if held and (size > left or len(held) == TABLE_ROWS):
            yield _data_table(header, held)
            held, left = [], room
        held.append(row)
        left -= size
    yield _data_table(header, held)


def _data_table(header: list[Json], rows: list[list[Json]]) -> Json:
    return {
        "type": "data_table",
        "caption": ", ".join(cell["text"] for cell in header),
        "rows": [header, *rows],
        "page_size": PAGE_ROWS,
    }


def _raw(text: str) -> Json:
    return {"type": "raw_text", "text": clean(text).strip() or _EMPTY}


def _cell(spans: Sequence[Span]) -> Json:
    if any(span.link or span.bold or span.italic or span.code for span in spans):
        parts = [_part(span) for span in spans]
        return {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": parts}],
        }
    return _raw("".join(span.text for span in spans))


def _part(span: Span) -> Json:
    link = span.link if is_web_address(span.link) else ""
    text = span.text if link else span_text(span)
    return text_part(Span(clean(text), span.bold, span.italic, span.code, link))


def _make_numbers(column: list[Json]) -> None:
    """Turn a column of whole numbers and empty cells into number cells.

    If the cells stayed texts, Slack would sort 10 before 9.
    """
    shown = [cell.get("text", "") for cell in column]
    if not any(map(_WHOLE.fullmatch, shown)):
        return
    if all(text == _EMPTY or _WHOLE.fullmatch(text) for text in shown):
        for cell, text in zip(column, shown, strict=True):
            digits = re.sub(r"\D", "", text)
            value = int(digits) if digits else _AFTER_ALL
            cell.update(type="raw_number", value=value)


def _size(cell: Json) -> int:
    return len(words_in(cell))


def words_in(found: Any) -> str:
    """Return the text in a table's cell, in a part of a block, or in a list of parts."""
    if isinstance(found, list):
        return "".join(map(words_in, found))
    own = found.get("text", "")
    return (own if isinstance(own, str) else words_in(own)) + words_in(found.get("elements", []))


def _as_table(block: Json) -> list[Json]:
    """Convert a data table to `table` blocks with the same rows.

    People cannot sort a `table` or page through it.
    """
    rows = block["rows"]
    settings = [
        {"align": "right" if cell["type"] == "raw_number" else "left", "is_wrapped": True}
        for cell in rows[-1]
    ]
    first, second = rows[:TABLE_ROWS], rows[TABLE_ROWS:]
    tables = [{"type": "table", "rows": first, "column_settings": settings}]
    if second:  # in a `table`, the header counts as a row, so a full data table needs two
        tables.append({"type": "table", "rows": [rows[0], *second], "column_settings": settings})
    return tables


def _as_text(block: Json) -> list[Json]:
    """Convert a table to blocks of monospaced text."""
    header, *rows = [[(Span(words_in(cell)),) for cell in row] for row in block["rows"]]
    grid = Grid(tuple(header), tuple(map(tuple, rows)))
    return [_monospaced(each) for each in split_into_blocks((grid,))]


def _monospaced(piece: Block | Grid) -> Json:
    if isinstance(piece, Grid):
        kind, text = "rich_text_preformatted", "\n".join(grid_lines(piece))
    else:
        kind, text = "rich_text_section", piece.text
    part = {"type": "text", "text": clean(text) or _EMPTY}
    return {"type": "rich_text", "elements": [{"type": kind, "elements": [part]}]}


# Folds, alerts and cards


def under_a_fold(block: Json) -> Json | None:
    """Convert a quotation that starts with a heading to a container that people can open.

    Return None for any other block.
    """
    parts = block["elements"] if block["type"] == "rich_text" else []
    if len(parts) != 1 or parts[0]["type"] != "rich_text_quote":
        return None
    heading, *rest = parts[0]["elements"]
    words = "".join(each.get("text", "") for each in rest)
    is_heading = heading.get("style") == {"bold": True} and words.startswith("\n")
    if not is_heading or utf16(heading["text"]) > HEADER_CHARACTERS:
        return None
    if any(each["type"] != "text" for each in rest) or utf16(words) > SECTION_CHARACTERS:
        return None
    return {
        "type": "container",
        "title": _plain(heading["text"]),
        "is_collapsible": True,
        "default_collapsed": True,
        "child_blocks": [{"type": "section", "text": _plain(words.strip("\n"))}],
    }


def _as_quote(block: Json) -> list[Json]:
    """Convert a container that people can open to a quotation that begins with its title."""
    words = "\n".join(words_in(child) for child in block["child_blocks"])
    parts = [
        {"type": "text", "text": block["title"]["text"], "style": {"bold": True}},
        {"type": "text", "text": f"\n{words}"},
    ]
    return [{"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": parts}]}]


def alert(text: str, level: str) -> Json:
    """Return an alert block for a window. `level` is info, warning, error or success."""
    return {"type": "alert", "text": _plain(text), "level": level}


def _as_note(block: Json) -> list[Json]:
    return [{"type": "context", "elements": [block["text"]]}]


def card(title: str, subtitle: str = "", body: str = "") -> Json:
    """Return a card block. Its texts are shown literally, cut to Slack's limits."""
    found: Json = {"type": "card", "title": _marked(title, CARD_TITLE)}
    if subtitle:
        found["subtitle"] = _marked(subtitle, CARD_TITLE)
    if body:
        found["body"] = _marked(body, CARD_BODY)
    return found


def _as_section(block: Json) -> list[Json]:
    lines = [block[key]["text"] for key in ("title", "subtitle", "body") if key in block]
    lines[0] = f"*{lines[0]}*"
    return [{"type": "section", "text": {"type": "mrkdwn", "text": "\n".join(lines)}}]


_OLDER: dict[str, Callable[[Json], list[Json]]] = {
    "alert": _as_note,
    "card": _as_section,
    "container": _as_quote,
    "data_table": _as_table,
    "table": _as_text,
}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def _marked(text: str, most: int) -> Json:
    """Return a text object in which the text is shown literally.

    The text is cut so that it has at most `most` characters, including the escapes.
    """
    shown = _without_marks(clean(text))
    while len(shown) > most:
        text = text[: min(len(text) - 1, most)]
        shown = f"{_without_marks(clean(text))}…"
    return {"type": "mrkdwn", "text": shown, "verbatim": True}


_LOOK_ALIKES = str.maketrans({"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb"})
"""Look-alikes of Slack's style marks: `*`, `_`, `~` and the backtick.

Slack has no way to escape these marks.
"""


def _without_marks(text: str) -> str:
    """Escape Slack's markup, and replace style marks such as `*` by look-alikes."""
    return escape_markup(text).translate(_LOOK_ALIKES)
