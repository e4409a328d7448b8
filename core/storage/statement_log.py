"""Record the SQL of statements that a task runs, to show the SQL to people."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

_heard: ContextVar[list[str] | None] = ContextVar("statements", default=None)


@contextlib.contextmanager
def statements_run() -> Iterator[list[str]]:
    """Yield a list that collects the SQL of each statement in a `with` block, without values."""
    heard: list[str] = []
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


def note_statement(sql: str) -> None:
    """Record the SQL of a statement.

    The database calls this before it runs the statement.
    """
    if (heard := _heard.get()) is not None:
        heard.append(sql)
