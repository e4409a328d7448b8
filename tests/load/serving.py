"""`edgefinder serve` that sends as fast as it can, and counts its statements in /metrics."""

import importlib
from functools import partial

from adapters.telegram.send_rate import TelegramLimits, TelegramPacing
from core.measurements import Count

FASTER = 1_000
"""The platform's limits are lifted: with them, they alone would be measured."""
STATEMENTS = "edgefinder_load_statements"


def main() -> None:
    """Run the command line of the product."""
    statements = Count(STATEMENTS, "statements sent to the database")
    database = importlib.import_module("core.storage.database")
    database.note_statement = lambda _: statements.add()  # type: ignore[attr-defined] # counts them
    adapter = importlib.import_module("adapters.telegram.adapter")
    limits = TelegramLimits().times(FASTER)
    adapter.TelegramPacing = partial(TelegramPacing, limits)  # type: ignore[attr-defined] # as above
    importlib.import_module("adapters.cli.main").main()
