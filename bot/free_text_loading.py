"""Load everything that reads free text. This takes a second and 120 MB."""

from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING

from bot.command import Command
from core.edgefinder import Edgefinder

if TYPE_CHECKING:
    from bot.free_text import FreeTexts

_LOADING = Lock()
"""Held while the model is loading, so that it is loaded only once."""


def load_free_texts(edgefinder: Edgefinder, commands: Mapping[str, Command]) -> "FreeTexts":
    """Load the model that reads free text, unless this process has loaded it already."""
    with _LOADING:
        from bot.free_text import FreeTexts  # noqa: PLC0415 - loads numpy
        from bot.understanding.classifier import classifier  # noqa: PLC0415 - loads numpy
        from bot.understanding.encoder import encoder  # noqa: PLC0415 - loads numpy
        from bot.understanding.interpretations import Reader  # noqa: PLC0415 - loads numpy

        encoder()
        return FreeTexts(edgefinder, commands, Reader(edgefinder.index, classifier()))
