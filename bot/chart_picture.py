"""A chart as a picture: one row per person, a sign in each cell, on its own background.

Each cell uses a shape and a letter or number as well as a color, so that it can be read by people
with color blindness, in print and on a dark screen.

The typesetter draws only the parts that are new: what is above and below the rows, names, and
signs. A picture in which a single row has changed costs little more than that row.
"""

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from cachetools import LRUCache

from bot.png_strips import Strip, png_of, strip_of
from core.language.message import localized
from core.memories import emptied_when_forgetting, empty_old_memories
from core.printing import typeset_pages

if TYPE_CHECKING:
    from PIL.Image import Image


class Sign(StrEnum):
    DONE = "done"  # drawn as a filled square with a tick
    BEGUN = "begun"  # drawn as a disc with a number in it
    NONE = "none"  # drawn as an empty square


@dataclass(frozen=True, slots=True)
class Cell:
    sign: Sign
    text: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `head` is short, at most two words, one above the other; the legend explains
    `meaning`.
    """

    head: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """The content of a chart. Each row is a person's name and one cell per column. `legend`
    explains the cells; `notes` say what was left out.
    """

    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    legend: tuple[tuple[Cell, str], ...]
    notes: tuple[str, ...] = ()


class _Row(NamedTuple):
    """A row; `column` is the width of the columns of its cells."""

    name: str
    cells: tuple[Cell, ...]
    column: int


# in dots
_WIDTH, _MARGIN = 1080, 40
_NAMES, _NAME = 310, 294
"""The column of names, and the longest name in it."""
_WIDEST = 120
"""Of the other columns."""
_ROW, _SIGN = 46, 38
_LINE = (225, 225, 225)
"""The color of the line above each row."""
_KEPT = 4 << 20
"""Bytes of strips and of drawn names that are kept, some five hundred rows each."""

_drawn: LRUCache[str, bytes] = LRUCache(_KEPT, getsizeof=len)
"""Parts as the typesetter drew them."""
_strips: LRUCache[str | _Row, Strip] = LRUCache(_KEPT, getsizeof=len)
"""Rows, and what is above or below them by its part."""
_lock = Lock()


def _forget() -> None:
    with _lock:
        _drawn.clear()
        _strips.clear()


emptied_when_forgetting(_forget)


def chart_png(chart: Chart, locale: str = "en") -> bytes:
    """Draw a chart, 1080 pixels wide, in the language of a locale.

    Takes up to 100 ms: call it in a thread.
    """
    empty_old_memories()
    column = min(_WIDEST, (_WIDTH - 2 * _MARGIN - _NAMES) // max(1, len(chart.columns)))
    columns = localized([asdict(each) for each in chart.columns], locale)
    above = _part(
        "above",
        title=chart.title,
        subtitle=localized(chart.subtitle, locale),
        heads=[each["head"] for each in columns],
        names=_NAMES,
        column=column,
    )
    below = _part(
        "below",
        legend=[(asdict(cell), localized(words, locale)) for cell, words in chart.legend],
        columns=columns,
        notes=localized(chart.notes, locale),
    )
    rows: list[str | _Row] = [
        _Row(" ".join(name.split()), cells, column) for name, cells in chart.rows
    ]
    with _lock:  # pictures are drawn in several threads
        # held until the picture is made: keeping one strip or part may drop another
        strips = {each: _strips.get(each) for each in (above, below, *rows)}
        new = [each for each, strip in strips.items() if strip is None]
        parts = _typeset(part for each in new for part in _parts_of(each))
        for each in new:
            strips[each] = _strips[each] = _strip(each, parts)
        return png_of(strip for each in (above, *rows, below) if (strip := strips[each]))


def _part(kind: str, **content: Any) -> str:
    """A part for the typesetter."""
    return json.dumps({"part": kind, **content}, ensure_ascii=False)


def _name(name: str) -> str:
    return _part("name", text=name, width=_NAME, height=_ROW)


@cache
def _sign(cell: Cell) -> str:
    return _part("sign", cell=asdict(cell))


def _parts_of(strip: str | _Row) -> Iterable[str]:
    """The parts that a strip is made of: what is above or below the rows is one itself."""
    if isinstance(strip, str):
        return (strip,)
    return (_name(strip.name), *map(_sign, strip.cells))


def _typeset(parts: Iterable[str]) -> dict[str, bytes]:
    """These parts, of which those that have not been drawn yet are drawn all at once."""
    found = {part: _drawn.get(part) for part in parts}
    new = [part for part, drawn in found.items() if drawn is None]
    if new:
        source = resources.files("bot").joinpath("chart.typ").read_bytes()
        given = [json.loads(part) for part in new]
        made = dict(zip(new, typeset_pages(source, given, ppi=72), strict=True))
        _drawn.update(made)
        found.update(made)
    return {part: drawn for part, drawn in found.items() if drawn is not None}


def _strip(strip: str | _Row, parts: Mapping[str, bytes]) -> Strip:
    """Make a strip of its parts. In a row the signs are in the middle of their columns."""
    if isinstance(strip, str):
        return _compressed(_opened(parts[strip]))
    from PIL import Image  # noqa: PLC0415 - pictures are rarely needed

    name, cells, column = strip
    drawn = Image.new("RGB", (_WIDTH, _ROW), "white")
    drawn.paste(_opened(parts[_name(name)]), (_MARGIN, 0))
    drawn.paste(_LINE, (_MARGIN, 0, _MARGIN + _NAMES + column * len(cells), 1))
    first = _MARGIN + _NAMES + (column - _SIGN) // 2
    for place, cell in enumerate(cells):
        sign = _sign_image(parts[_sign(cell)])
        drawn.paste(sign, (first + place * column, (_ROW - _SIGN) // 2))
    return _compressed(drawn)


def _opened(drawn: bytes) -> "Image":
    from PIL import Image  # noqa: PLC0415 - as above

    return Image.open(io.BytesIO(drawn)).convert("RGB")


_sign_image = lru_cache(maxsize=64)(_opened)
"""The image of a sign, which a picture has many times."""


def _compressed(drawn: "Image") -> Strip:
    return strip_of(drawn.width, drawn.height, drawn.tobytes())
