"""Output of commands."""

import json
import os
import shutil
import tempfile
import textwrap
from pathlib import Path
from typing import Any

from adapters.cli.exit_codes import CannotDo
from adapters.terminal.visible_marks import escaped_in_json, on_one_line


def show_json(document: Any) -> None:
    print(escaped_in_json(json.dumps(document, ensure_ascii=False, indent=2)))


def print_wrapped(text: str) -> None:
    """Print a paragraph wrapped at words to the terminal's width, with a hanging indent."""
    width = max(40, shutil.get_terminal_size().columns)
    shown = on_one_line(text)
    print(textwrap.fill(shown, width, subsequent_indent="  ", break_on_hyphens=False))


def check_writable(target: Path) -> None:
    """Raise CannotDo if a file cannot be written there; leaves nothing behind."""
    try:
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except OSError as error:
        raise CannotDo(f"{target} cannot be written: {error.strerror}") from None
    if target.is_dir():
        raise CannotDo(f"{target} is a folder: name a file")


def write_whole(target: Path, content: bytes) -> None:
    """Write a complete file, readable by its owner only, or none at all."""
    handle, unfinished = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(unfinished).replace(target)
    finally:
        Path(unfinished).unlink(missing_ok=True)
