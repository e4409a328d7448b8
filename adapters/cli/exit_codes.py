"""The exit codes of commands, and the error that ends a command with one line of text."""

DONE, NO, COULD_NOT, REJECTED = 0, 1, 2, 3
"""The exit codes of commands.

DONE: success. NO: the answer is no. COULD_NOT: bad input, or an error. REJECTED: an import rejected
some rows.
"""


class CannotDo(Exception):  # noqa: N818 - about the caller's input, not an error of ours
    """Raised if a command cannot be done.

    The text says in one line why, and how to fix it.
    """
