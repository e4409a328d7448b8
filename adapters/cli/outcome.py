"""How a command ends: its exit code, or one line that says why it cannot be done."""

DONE, NO, COULD_NOT, REJECTED = 0, 1, 2, 3
"""Exit codes: done; the answer is no; bad input or not possible; some rows were rejected."""


class CannotDo(Exception):  # noqa: N818 - it is the caller's input, and read as a sentence
    """Bad input, or something that cannot be done: one line that says what, and how to mend it."""
