"""End a command cleanly at the first Ctrl-C, and immediately at the second."""

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

INTERRUPTED = 130
TERMINATED = 143
"""The exit code that shells use for a program ended by SIGTERM."""
_SHOW_CURSOR = b"\x1b[?25h"


class Terminated(KeyboardInterrupt):
    """Raised when SIGTERM ends the work.

    The error is handled like Ctrl-C, but the command returns another exit code.
    """


def leave_at_once() -> NoReturn:
    """End the process immediately.

    This is safe, because the database holds only complete batches.
    """
    if sys.stderr.isatty():
        os.write(2, _SHOW_CURSOR)
    os._exit(INTERRUPTED)


def end_at_second_interrupt() -> None:
    """Raise KeyboardInterrupt at the first Ctrl-C, and end the process at the second."""
    interrupts = 0

    def interrupted(_number: int, _frame: FrameType | None) -> None:
        nonlocal interrupts
        interrupts += 1
        if interrupts > 1:
            leave_at_once()
        raise KeyboardInterrupt

    # a script's background job ignores Ctrl-C, so leave the signal ignored
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, interrupted)
