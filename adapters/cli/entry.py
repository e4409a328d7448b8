"""The console script: ends quietly at Ctrl-C even while the rest of the program is loading."""

import os
import signal

_INTERRUPTED = 130


def main() -> None:
    """Load the program and run its command line."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else it is ignored
        signal.signal(signal.SIGINT, lambda *_: os._exit(_INTERRUPTED))
    # everything else is imported from here on, including the slower modules of the standard library
    from adapters.cli.main import main as run_command_line

    run_command_line()
