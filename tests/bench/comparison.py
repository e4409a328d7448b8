"""Write a run's results as JSON, and compare them with those of an earlier run."""

import json
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.measuring import Ratio, Row, Skipped

_NOISE = 0.1
"""The share by which the result of a single round may be off by chance."""


def as_json(rows: Sequence[Row], commit: str) -> str:
    """Return the results as JSON, with the commit and machine."""
    whole = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit,
        "python": platform.python_version(),
        "machine": platform.platform(),
        "rows": [_row(each) for each in rows],
    }
    return json.dumps(whole, indent=1) + "\n"


def _row(row: Row) -> dict[str, Any]:
    if isinstance(row, Skipped):
        return {"name": row.name, "skipped": row.why}
    low, high = row.spread or (None, None)
    return {
        "name": row.name,
        "to": row.bare_name,
        "ratio": row.ratio,
        "low": low,
        "high": high,
        "ours": row.ours,
        "bare": row.bare,
        "unit": row.unit or ("seconds" if row.cost else "a second"),
        "less_is_better": row.less_is_better,
        "floor": row.floor,
        "aim": row.aim,
        "reached": row.verdict,
    }


def read_earlier(file: Path) -> list[dict[str, Any]]:
    """Read the results of an earlier run. Raises ValueError if the file does not have any."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))["rows"]
        return [each for each in rows if "ratio" in each]
    except OSError as error:
        raise ValueError(f"cannot read {file}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{file} is not a file that --json has written") from None


def comparison(rows: Sequence[Row], earlier: Sequence[dict[str, Any]]) -> tuple[str, bool]:
    """Return a table of the rows that both runs have, and whether any of them got slower.

    A difference counts only if the ranges between the quartiles of the two rows do not overlap.
    """
    known = {(each["name"], each["to"]): each for each in earlier}
    lines = [f"{'what':<46} {'before':>8} {'now':>8} {'change':>8}", "-" * 84]
    behind = False
    for row in rows:
        before = known.get((row.name, row.bare_name)) if isinstance(row, Ratio) else None
        if before is None or not isinstance(row, Ratio):
            continue
        word = _verdict(row, before)
        behind = behind or word == "behind"
        change = (row.ratio / before["ratio"] - 1) * 100
        lines.append(
            f"{row.name:<46} {before['ratio']:>8.2f} {row.ratio:>8.2f} {change:>+7.0f}%  {word}"
        )
    return "\n".join(lines), behind


def _verdict(row: Ratio, before: dict[str, Any]) -> str:
    now = row.spread or (row.ratio * (1 - _NOISE), row.ratio * (1 + _NOISE))
    then = (
        before["low"] or before["ratio"] * (1 - _NOISE),
        before["high"] or before["ratio"] * (1 + _NOISE),
    )
    if now[0] <= then[1] and then[0] <= now[1]:
        return "same"
    return "ahead" if (now[0] > then[1]) is not row.less_is_better else "behind"


def commit() -> str:
    """Return the measured commit, or '' without git history."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent,
    )
    return done.stdout.strip()
