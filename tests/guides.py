"""The files that the guides in docs/architecture.md show in full."""

import re
from pathlib import Path
from textwrap import dedent

_PAGE = Path(__file__).parents[1] / "docs" / "architecture.md"
_FILE = re.compile(r"^ *`([\w/]+\.\w+)`:\n\n *```\w+\n(.*?)^ *```", re.DOTALL | re.MULTILINE)


def files_of(guide: str) -> dict[str, str]:
    """Return the files that a guide shows in full, by their path."""
    section = _PAGE.read_text("utf-8").partition(f"\n## {guide}\n")[2].partition("\n## ")[0]
    return {path: dedent(text) for path, text in _FILE.findall(section)}
