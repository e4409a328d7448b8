"""Handle Ctrl-C: the first one ends a command cleanly, the second one immediately."""

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

INTERRUPTED = 130
TERMINATED = 143
"""What a shell shows for a program that SIGTERM has ended."""
_SHOW_CURSOR = b"\x1b[?25h"


class Terminated(KeyboardInterrupt):
    """SIGTERM has ended the work, as Ctrl-C would."""


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

    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # a background job ignores Ctrl-C
        signal.signal(signal.SIGINT, interrupted)
