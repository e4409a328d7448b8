"""Each row in docs/threat-model.md has a defense or a remaining risk. Its tests exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "threat-model.md").read_text("utf-8")


def test_every_test_that_the_threat_model_names_exists() -> None:
    named = re.findall(r"`(tests/[\w/.]+)`", PAGE)
    assert len(named) > 10
    assert [each for each in named if not (ROOT / each).exists()] == []


def test_every_row_of_the_threat_model_has_a_defense_or_a_remaining_risk() -> None:
    rows = [line.strip("|").split("|") for line in PAGE.splitlines() if line.startswith("|")]
    assert {len(cells) for cells in rows} == {5}
    for _surface, _threat, defense, _test, left in rows[2:]:
        assert defense.strip() or left.strip()


def test_the_lock_has_a_hash_for_every_file_that_can_be_installed() -> None:
    files = re.findall(
        r"^\s*(?:sdist = )?\{ url = .*$", (ROOT / "uv.lock").read_text(), re.MULTILINE
    )
    assert len(files) > 100
    assert [line for line in files if 'hash = "sha256:' not in line] == []
