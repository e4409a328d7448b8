"""Hide optional libraries from another library, so that it does not import them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hidden(*names: str) -> Iterator[None]:
    """While this context is open, make imports of the named libraries fail.

    Libraries that are already loaded stay usable.
    """
    added = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(added))  # type: ignore[arg-type] # None makes the import fail
    try:
        yield
    finally:
        for name in added:
            del sys.modules[name]
