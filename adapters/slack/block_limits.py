"""Split long blocks into smaller blocks that Slack accepts."""

import re
from collections.abc import Iterator
from json.encoder import encode_basestring_ascii
from urllib.parse import urlsplit

from bot.markdown_blocks import Block, Document, Grid, Span
from bot.plain_text import grid_lines, span_text

PIECE = 4_000
"""The maximum weight of one block. A message holds several blocks (see `rendering.ROOM`)."""
TEXT = 1_000
HEADER_CHARACTERS = 150
SECTION_CHARACTERS = 3_000
URL_CHARACTERS = 3_000  # docs.slack.dev/reference/block-kit/block-elements/button-element

# characters that JSON or Slack cannot carry: control characters and lone surrogates
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_SPAN_WEIGHT = 60  # characters that JSON adds around a text
_TITLED_CELL = "{}: "


def weight(text: str) -> int:
    """Return the length of a text in JSON, where each character beyond ASCII becomes six.

    Slack does not document how it measures messages. According to reports, it measures the length
    of the payload (slackapi/bolt-js issue 2509).
    """
    return len(encode_basestring_ascii(text)) - 2


def utf16(text: str) -> int:
    """Return a text's length in UTF-16 code units, as Slack counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """Replace each character that JSON or Slack cannot transport by U+FFFD."""
    return _NOT_TEXT.sub("\ufffd", text)


def escape_markup(text: str) -> str:
    """Escape Slack's markup in a text, so that Slack shows the text literally."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def is_web_address(url: str) -> bool:
    """Whether Slack accepts this URL for a link or button."""
    if len(url) > URL_CHARACTERS or not url.isascii() or re.search(r"[\s<>|\\^`{}\"]", url):
        return False
    try:
        parts = urlsplit(url)
        host = _HOST.fullmatch(parts.hostname or "")
        return parts.scheme in {"http", "https"} and bool(host) and parts.port != 0
    except ValueError:
        return False


def split_into_blocks(document: Document) -> Iterator[Block | Grid]:
    """Split a document into blocks with a weight of at most `PIECE`, in order."""
    for block in document:
        if isinstance(block, Grid):
            yield from _cut_grid(block)
        else:
            yield from _cut_block(block)


def weight_of(block: Block | Grid) -> int:
    """Return the approximate weight of a block, including the JSON around its texts."""
    if isinstance(block, Grid):
        return _grid_weight(block)
    return sum(weight(span.text) + len(span.link) + 2 * _SPAN_WEIGHT for span in block.spans)


def _cut_block(block: Block) -> Iterator[Block]:
    kind = block.kind
    for place, spans in enumerate(_cut_spans(block.spans)):
        if kind == "item" and place:
            # no list marker, which would make the rest of the item look like another item
            yield Block("paragraph", spans)
        else:
            yield Block(kind, spans, clean(block.marker), block.depth)


def _cut_spans(spans: tuple[Span, ...]) -> Iterator[tuple[Span, ...]]:
    held: list[Span] = []
    room = PIECE
    for span in spans:
        url = span.link if span.link and is_web_address(span.link) else ""
        shown = span.text if url or not span.link else span_text(span)
        for text in _cut_text(clean(shown)):
            needed = weight(text) + len(url) + _SPAN_WEIGHT
            if held and needed > room:
                yield tuple(held)
                held, room = [], PIECE
            held.append(Span(text, span.bold, span.italic, span.code, url))
            room -= needed
    if held:
        yield tuple(held)


def _cut_text(text: str) -> Iterator[str]:
    if weight(text) <= TEXT:
        if text:
            yield text
        return
    middle = len(text) // 2
    space = max(text.rfind(" ", middle // 2, middle), text.rfind("\n", middle // 2, middle))
    at = space + 1 if space > 0 else middle
    yield from _cut_text(text[:at])
    yield from _cut_text(text[at:])


def _cut_grid(grid: Grid) -> Iterator[Block | Grid]:
    """Split a table into smaller tables, each with the header.

    A row that is too long for a table becomes a list with an item for each cell.
    """
    if _grid_weight(grid) <= PIECE:
        yield grid
    elif len(grid.rows) > 1:
        middle = len(grid.rows) // 2
        yield from _cut_grid(Grid(grid.header, grid.rows[:middle]))
        yield from _cut_grid(Grid(grid.header, grid.rows[middle:]))
    else:
        [row] = grid.rows or (((),) * len(grid.header),)
        for title, cell in zip(grid.header, row, strict=True):
            name = "".join(span.text for span in title)
            spans = (Span(_TITLED_CELL.format(name), bold=True), *cell)
            yield from _cut_block(Block("item", spans, "•"))


def _grid_weight(grid: Grid) -> int:
    """Return a table's weight as monospaced text, or `PIECE + 1` if the table is too large.

    A table that is too large is not rendered to find its weight, because rendering pads every row
    to the widest cell, which takes much memory.
    """
    widths = [0] * len(grid.header)
    for row in (grid.header, *grid.rows):
        for column, cell in enumerate(row):
            widths[column] = max(widths[column], sum(len(span_text(span)) for span in cell))
    lines = len(grid.rows) + 2
    if (sum(widths) + 2 * len(widths)) * lines > PIECE:
        return PIECE + 1
    return weight(clean("\n".join(grid_lines(grid)))) + _SPAN_WEIGHT
