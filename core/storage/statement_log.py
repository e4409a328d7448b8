"""The statements that one task runs, for those who want to show them."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

_heard: ContextVar[list[str] | None] = ContextVar("statements", default=None)


@contextlib.contextmanager
def statements_run() -> Iterator[list[str]]:
    """Yields a list that fills with the SQL of each statement run within, without its values."""
    heard: list[str] = []
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


def note_statement(sql: str) -> None:
    """Called by the database before each statement."""
    if (heard := _heard.get()) is not None:
        heard.append(sql)
