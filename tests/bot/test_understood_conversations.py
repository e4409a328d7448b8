"""Most messages of whole conversations are understood, even if they refer to earlier messages."""

from pathlib import Path

import pytest

from tests.understanding.measure import measure, read_rows

CONVERSATIONS = Path(__file__).parents[1] / "understanding" / "conversations"
LEAST_RIGHT = 0.94
"""The minimum share of messages that must be understood."""


@pytest.mark.asyncio
async def test_most_messages_of_conversations_are_understood_and_none_changes_data(
    tmp_path: Path,
) -> None:
    rows = read_rows(CONVERSATIONS)
    assert {row["lang"] for row in rows} == {"en", "es"}
    measured = await measure(rows, tmp_path)
    whole = measured.of()
    missed = "\n".join(f"{row['text']}: {got}" for row, got in measured.missed)
    assert whole.acted == 0, missed
    assert whole.right / whole.count >= LEAST_RIGHT, missed
