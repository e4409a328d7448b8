"""How a command ends: with an exit code, or one line that says why it cannot be done."""

DONE, NO, COULD_NOT, REJECTED = 0, 1, 2, 3
"""Exit codes: done; the answer is no; bad input or impossible; some rows were rejected."""


class CannotDo(Exception):  # noqa: N818 - about the caller's input; reads as a sentence
    """Bad input, or an impossible request: one line that says what, and how to fix it."""
