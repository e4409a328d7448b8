"""Draw a chart as a picture: one row per person, with a sign in each cell.

The signs differ in shape, and in a letter or number, not only in color. So people with color
blindness can tell them apart, also in print and on a dark screen.

The typesetter draws the head and foot of the picture, names, and signs. Drawn parts are cached. So
if one row has changed, a new picture takes little more time than drawing that row.
"""

import io
import json
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from threading import Lock
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache

from bot.png_strips import Strip, png_of, strip_of
from core.language.message import localized
from core.memories import emptied_when_forgetting
from core.typesetting import typeset_pages

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
    """A column. `head` is a title of one or two words, one below the other.

    `meaning` is what the legend says about the column.
    """

    head: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """The content of a chart.

    Each row has a person's name and one cell per column. `legend` explains the cells. `notes` say
    what was left out.
    """

    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    legend: tuple[tuple[Cell, str], ...]
    notes: tuple[str, ...] = ()


# all lengths are in pixels
_WIDTH, _MARGIN = 1080, 40
_NAMES, _NAME = 310, 294
"""The width of the column of names, and the maximum width of a name in it."""
_WIDEST = 120
"""The maximum width of each other column."""
_ROW, _SIGN = 46, 38
_LINE = (225, 225, 225)
"""The color of the line above each row."""
_KEPT = 4 << 20
"""Maximum bytes in each of two caches: that of strips and that of parts. This is enough for about
five hundred rows.
"""

_drawn: LRUCache[str, bytes] = LRUCache(_KEPT, getsizeof=len)
"""The parts that the typesetter has drawn, as PNG pictures."""
_strips: LRUCache[Hashable, Strip] = LRUCache(_KEPT, getsizeof=len)
"""The finished strips of pictures.

The key of a row is its name, cells and column width. The key of what is above or below the rows is
its part.
"""
_lock = Lock()


def _forget() -> None:
    with _lock:
        _drawn.clear()
        _strips.clear()


emptied_when_forgetting(_forget)


def chart_png(chart: Chart, locale: str = "en") -> bytes:
    """Draw a chart, 1080 pixels wide, in the language of a locale.

    This takes up to 100 ms, so call it in a thread.
    """
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
    rows = [(" ".join(name.split()), cells, column) for name, cells in chart.rows]
    with _lock:  # several threads may draw pictures
        kept = _in_memory(_strips, (above, below, *rows))
        wholes = [part for part in (above, below) if part not in kept]
        new = [row for row in dict.fromkeys(rows) if row not in kept]
        drawn = _typeset([*wholes, *(part for row in new for part in _parts_of(*row))])
        made: dict[Hashable, Strip] = {part: _compressed(_opened(drawn[part])) for part in wholes}
        made |= {row: _compressed(_row(*row, drawn)) for row in new}
        _strips.update(made)
    strips = kept | made
    return png_of([strips[above], *(strips[row] for row in rows), strips[below]])


def _in_memory(memory: LRUCache[Any, Any], keys: Iterable[Hashable]) -> dict[Any, Any]:
    """Return a dict of the values that are cached under these keys.

    The dict keeps the values even if the cache drops them later.
    """
    return {key: found for key in keys if (found := memory.get(key)) is not None}


def _part(kind: str, **content: Any) -> str:
    """Return a part of the picture as JSON, from which the typesetter draws it."""
    return json.dumps({"part": kind, **content}, ensure_ascii=False)


def _name(name: str) -> str:
    return _part("name", text=name, width=_NAME, height=_ROW)


@cache
def _sign(cell: Cell) -> str:
    return _part("sign", cell=asdict(cell))


def _parts_of(name: str, cells: Iterable[Cell], _: int) -> Iterable[str]:
    return (_name(name), *map(_sign, cells))


def _typeset(parts: Iterable[str]) -> dict[str, bytes]:
    """Return a PNG picture of each part, by part.

    Parts that are not cached are drawn in a single call of the typesetter.
    """
    wanted = dict.fromkeys(parts)
    drawn = _in_memory(_drawn, wanted)
    new = [part for part in wanted if part not in drawn]
    if new:
        source = resources.files("bot").joinpath("chart.typ").read_bytes()
        given = [json.loads(part) for part in new]
        pages = dict(zip(new, typeset_pages(source, given, ppi=72), strict=True))
        _drawn.update(pages)
        drawn |= pages
    return drawn


def _row(name: str, cells: tuple[Cell, ...], column: int, parts: Mapping[str, bytes]) -> "Image":
    """Draw a row from its parts: the name, and each sign in the middle of its column."""
    from PIL import Image  # noqa: PLC0415 - pictures are rarely drawn

    drawn = Image.new("RGB", (_WIDTH, _ROW), "white")
    drawn.paste(_opened(parts[_name(name)]), (_MARGIN, 0))
    drawn.paste(_LINE, (_MARGIN, 0, _MARGIN + _NAMES + column * len(cells), 1))
    first = _MARGIN + _NAMES + (column - _SIGN) // 2
    for place, cell in enumerate(cells):
        sign = _sign_image(parts[_sign(cell)])
        drawn.paste(sign, (first + place * column, (_ROW - _SIGN) // 2))
    return drawn


@lru_cache(maxsize=64)
def _sign_image(png: bytes) -> "Image":
    return _opened(png)


def _opened(png: bytes) -> "Image":
    from PIL import Image  # noqa: PLC0415 - pictures are rarely drawn

    return Image.open(io.BytesIO(png)).convert("RGB")


def _compressed(drawn: "Image") -> Strip:
    return strip_of(drawn.width, drawn.height, drawn.tobytes())
