"""Stop a benchmark cleanly on SIGTERM or Ctrl-C, without leaving processes behind."""

import asyncio
import contextlib
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Iterator


@contextlib.contextmanager
def stopping_in_order() -> Iterator[None]:
    """While this context is open, treat SIGTERM like Ctrl-C, and exit without a traceback."""
    before = signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    # a shell starts background jobs so that they ignore SIGINT
    before_int = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(128 + signal.SIGINT)
    finally:
        signal.signal(signal.SIGTERM, before)
        signal.signal(signal.SIGINT, before_int)


async def finished(process: Process) -> tuple[bytes, bytes]:
    """Wait until a process ends, and return its output.

    If this program is stopped first, end the process.
    """
    try:
        return await process.communicate()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
        raise
