"""Handle Ctrl-C: the first one ends a command cleanly, the second one immediately."""

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
    """Raised when SIGTERM ends the work. It is handled like Ctrl-C, but has another exit code."""


def leave_at_once() -> NoReturn:
    """End the process immediately.

    This is safe, because the database holds only complete batches.
    """
    if sys.stderr.isatty():
        os.write(2, _SHOW_CURSOR)
    os._exit(INTERRUPTED)


def end_at_second_interrupt() -> None:
    """From now on, the first Ctrl-C ends the command cleanly and the second one immediately."""
    interrupts = 0

    def interrupted(_number: int, _frame: FrameType | None) -> None:
        nonlocal interrupts
        interrupts += 1
        if interrupts > 1:
            leave_at_once()
        raise KeyboardInterrupt

    # a script's background job ignores Ctrl-C, which must stay so
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, interrupted)
