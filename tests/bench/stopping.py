"""End a bench in order: nothing is left when it gets SIGTERM or Ctrl-C."""

import asyncio
import contextlib
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Iterator


@contextlib.contextmanager
def stopping_in_order() -> Iterator[None]:
    """Treat SIGTERM like Ctrl-C, and exit without a traceback once all is cleaned up."""
    before = signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        yield
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(128 + signal.SIGINT)
    finally:
        signal.signal(signal.SIGTERM, before)


async def finished(process: Process) -> tuple[bytes, bytes]:
    """Wait until a process ends, and return what it wrote; when stopped, end it first."""
    try:
        return await process.communicate()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
        raise
