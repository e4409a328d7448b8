"""Compare answers, entry by entry, with golden files, which somebody has reviewed.

`make golden` rewrites these files. Review the diff before you commit it.
"""

import json
import os
from collections.abc import Mapping
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest

_MOST_SHOWN = 10
"""How many differing entries are shown in full. The others are only named."""


def compare_with_golden(path: Path, said: Mapping[str, Any], written: str) -> None:
    """Fail with the names and lines of the entries that differ from the golden file.

    `written` is the new content of the file, as readable JSON.
    """
    assert json.loads(written) == said
    if os.environ.get("EDGEFINDER_TEST_GOLDEN") == "write":
        path.write_text(written, "utf-8")
    kept: dict[str, Any] = json.loads(path.read_text("utf-8"))
    changed = [what for what in {**kept, **said} if kept.get(what) != said.get(what)]
    if changed:
        shown = "\n".join(_difference(what, kept, said) for what in changed[:_MOST_SHOWN])
        names = "\n".join(f"  {what}" for what in changed)
        pytest.fail(
            f"{path.name} differs in:\n{names}\n\n{shown}"
            "\nIf this is intended, run make golden and read its diff"
        )
    assert written == path.read_text("utf-8"), "the order or form differs: make golden"


def _difference(what: str, kept: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    before, now = (
        json.dumps(each.get(what), ensure_ascii=False, indent=1).splitlines()
        for each in (kept, said)
    )
    return "\n".join([f"== {what}", *unified_diff(before, now, "golden", "now", lineterm="", n=2)])
