"""The console script `edgefinder`.

Ctrl-C ends it without an error, even while modules are still loading.
"""

import os
import signal

_INTERRUPTED = 130


def main() -> None:
    """Load the program and run its command line."""
    # a script's background job ignores Ctrl-C, so leave the signal ignored
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, lambda *_: os._exit(_INTERRUPTED))
    # everything else is imported after this line, even slow modules of the standard library
    from adapters.cli.main import main as run_command_line

    run_command_line()
