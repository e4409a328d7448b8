"""Exit codes, and the error that ends a command with one line of text."""

DONE, NO, COULD_NOT, REJECTED = 0, 1, 2, 3
"""Exit codes: done; the answer is no; bad input, or impossible; some rows were rejected."""


class CannotDo(Exception):  # noqa: N818 - about the caller's input; reads as a sentence
    """Raised if the command cannot be done. Its text says in one line why, and how to fix it."""
