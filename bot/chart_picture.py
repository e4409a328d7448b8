"""A chart as a picture: one row per person, a sign in each cell, on its own background.

Each cell uses a shape and a letter or number as well as a color, so that it can be read by people
with color blindness, in print and on a dark screen.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import resources

from core.language.message import localized
from core.printing import typeset


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


def chart_png(chart: Chart, locale: str = "en") -> bytes:
    """Draw a chart, 1080 pixels wide, in the language of a locale.

    Takes about 100 ms: call it in a thread.
    """
    source = resources.files("bot").joinpath("chart.typ").read_bytes()
    return typeset(source, localized(asdict(chart), locale), format="png", ppi=72)
