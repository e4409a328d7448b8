"""Write a command's output: wrapped text, and files that are either complete or not there."""

import json
import os
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from adapters.cli.exit_codes import DONE, NO, CannotDo
from adapters.terminal.visible_marks import escaped_in_json, on_one_line

T = TypeVar("T")


def show_json(document: Any) -> None:
    print(escaped_in_json(json.dumps(document, ensure_ascii=False, indent=2)))


def print_list(
    found: Sequence[T],
    line: Callable[[T], str],
    document: Callable[[T], Any],
    nothing: str,
    *,
    as_json: bool,
) -> int:
    """Print each item in `found` on its own line, or all items as JSON.

    Return the exit code. If `found` is empty, print the text `nothing`, and return NO instead of
    DONE.
    """
    if as_json:
        show_json([document(each) for each in found])
    else:
        for each in found:
            print(line(each))
        if not found:
            print(nothing)
    return DONE if found else NO


def print_wrapped(text: str) -> None:
    """Print a paragraph with lines as wide as the terminal and a hanging indent."""
    width = max(40, _columns())
    shown = on_one_line(text)
    print(textwrap.fill(shown, width, subsequent_indent="  ", break_on_hyphens=False))


def _columns() -> int:
    """Return the terminal's width in columns.

    Python's shutil has a function for this, but importing shutil would slow down short commands.
    """
    try:
        return int(os.environ["COLUMNS"]) or _USUAL_COLUMNS
    except (KeyError, ValueError):
        pass
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or _USUAL_COLUMNS  # type: ignore[union-attr] # caught
    except (AttributeError, ValueError, OSError):
        return _USUAL_COLUMNS


_USUAL_COLUMNS = 80


def check_writable(target: Path) -> None:
    """Raise CannotDo if the file `target` cannot be written.

    The check leaves no file behind.
    """
    import tempfile

    from core.importing.output_files import is_device

    try:
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except OSError as error:
        raise CannotDo(f"{target} cannot be written: {error.strerror}") from None
    if target.is_dir():
        raise CannotDo(f"{target} is a folder: name a file")
    if is_device(target):
        raise CannotDo(f"{target} is a device and not a file: name a file")


def write_whole(target: Path, content: bytes) -> None:
    """Write a file that only its owner can read.

    If writing fails, leave no part of the file.
    """
    import tempfile

    handle, unfinished = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(unfinished).replace(target)
    finally:
        Path(unfinished).unlink(missing_ok=True)
