"""How commands print."""

import json
import shutil
import textwrap
from typing import Any


def show_json(document: Any) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2))


def print_wrapped(text: str) -> None:
    """A paragraph, broken to the terminal's width; whole words, further lines set in."""
    width = max(40, shutil.get_terminal_size().columns)
    print(textwrap.fill(text, width, subsequent_indent="  ", break_on_hyphens=False))
