"""`make audit` says what is known, and never calls clean what could not be looked up."""

import json
import subprocess
from collections.abc import Sequence

import pytest

from tests.dependency_audit import Run, main

CLEAN = {"name": "yarl", "version": "1.0", "vulns": []}
KNOWN = {
    "name": "starlette",
    "version": "0.1",
    "vulns": [{"id": "GHSA-example", "fix_versions": ["0.2"]}],
}
SKIPPED = {"name": "tzdata", "skip_reason": "not found"}


def answering(out: str, code: int = 0) -> Run:
    """Return what runs nothing: the export works, and the audit prints this."""

    def run(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
        if "export" in words:
            return subprocess.CompletedProcess(words, 0, "", "")
        return subprocess.CompletedProcess(words, code, out, "")

    return run


@pytest.mark.parametrize(
    ("found", "code", "said"),
    [
        ([CLEAN], 0, "No advisory is known against 1 packages."),
        ([CLEAN, KNOWN], 1, "starlette 0.1: GHSA-example, mended in 0.2"),
        ([CLEAN, SKIPPED], 2, "1 of 2 packages could not be looked up: nothing is said of them."),
    ],
)
def test_what_was_found_is_said(
    found: list[object], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(answering(json.dumps({"dependencies": found}))) == code
    assert said in capsys.readouterr().out


def test_without_a_network_it_says_that_nothing_is_known(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(answering("", 1)) == 2
    assert "No source of advisories could be reached" in capsys.readouterr().out
