"""Hide a library while another is imported that loads it only if it is there."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hidden(*names: str) -> Iterator[None]:
    """Let imports find these libraries missing, unless they are loaded already."""
    added = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(added))  # type: ignore[arg-type]  # None: cannot be imported
    try:
        yield
    finally:
        for name in added:
            del sys.modules[name]
