"""A chart: people by columns, a sign in each cell, as a picture that brings its own ground.

What a cell says is told by its shape and by a letter or number as much as by its colour, so that
it can be read by those who see colours differently, in print, and on a dark screen.
"""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import resources

from core.language.message import localized


class Sign(StrEnum):
    DONE = "done"  # a filled square with a tick
    BEGUN = "begun"  # a disc with a number in it
    NONE = "none"  # an empty square


@dataclass(frozen=True, slots=True)
class Cell:
    sign: Sign
    text: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """`head` is short, at most two words over one another; `meaning` is told below the chart."""

    head: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """What is shown. A row is a person's name and a cell for each column; `legend` explains the
    cells, `notes` say what was left out.
    """

    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    legend: tuple[tuple[Cell, str], ...]
    notes: tuple[str, ...] = ()


def chart_png(chart: Chart, locale: str = "en") -> bytes:
    """The picture, 1080 pixels wide, in the language of a locale.

    Takes some 100 ms: call it in a thread.
    """
    import typst  # noqa: PLC0415 - most conversations show no picture

    source = resources.files("bot").joinpath("chart.typ").read_bytes()
    given = {"given": json.dumps(localized(asdict(chart), locale))}
    made: bytes = typst.compile(source, format="png", ppi=72, sys_inputs=given)
    return made
