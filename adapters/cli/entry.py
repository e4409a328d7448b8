"""The console script `edgefinder`. Ctrl-C ends it quietly even while modules are loading."""

import os
import signal

_INTERRUPTED = 130


def main() -> None:
    """Load the program and run its command line."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not in background
        signal.signal(signal.SIGINT, lambda *_: os._exit(_INTERRUPTED))
    # everything else, even slow modules of the standard library, is imported after this line
    from adapters.cli.main import main as run_command_line

    run_command_line()
