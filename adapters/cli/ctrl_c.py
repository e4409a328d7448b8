"""Ctrl-C: the first one ends a command cleanly, the second one immediately."""

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

INTERRUPTED = 130
_SHOW_CURSOR = b"\x1b[?25h"


def leave_at_once() -> NoReturn:
    """End the process without waiting: the database holds only whole batches."""
    if sys.stderr.isatty():
        os.write(2, _SHOW_CURSOR)
    os._exit(INTERRUPTED)


def end_at_second_interrupt() -> None:
    """From now on, let the first Ctrl-C end the command properly and the second one at once."""
    interrupts = 0

    def interrupted(_number: int, _frame: FrameType | None) -> None:
        nonlocal interrupts
        interrupts += 1
        if interrupts > 1:
            leave_at_once()
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # as for a background job
        signal.signal(signal.SIGINT, interrupted)
