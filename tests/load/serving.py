"""Run `edgefinder serve` without rate limits, and with a metric that counts SQL statements."""

import importlib
from functools import partial

from adapters.telegram.send_rate import TelegramLimits, TelegramPacing
from core.measurements import Count

FASTER = 1_000
"""The factor by which the rate limits are raised.

Otherwise the test would measure only the rate limits.
"""
STATEMENTS = "edgefinder_load_statements"


def main() -> None:
    """Run the product's command line."""
    statements = Count(STATEMENTS, "statements sent to the database")
    database = importlib.import_module("core.storage.database")
    database.note_statement = lambda _: statements.add()  # type: ignore[attr-defined] # counts them
    adapter = importlib.import_module("adapters.telegram.adapter")
    limits = TelegramLimits().times(FASTER)
    adapter.TelegramPacing = partial(TelegramPacing, limits)  # type: ignore[attr-defined] # as above
    importlib.import_module("adapters.cli.main").main()
