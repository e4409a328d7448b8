"""`make audit` prints known vulnerabilities, and packages that could not be looked up."""

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
    """Return a fake runner of programs, in which the audit prints `out` and exits with `code`."""

    def run(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
        if "export" in words:
            return subprocess.CompletedProcess(words, 0, "", "")
        return subprocess.CompletedProcess(words, code, out, "")

    return run


@pytest.mark.parametrize(
    ("found", "code", "printed"),
    [
        ([CLEAN], 0, "Packages without a known vulnerability: 1."),
        ([CLEAN, KNOWN], 1, "starlette 0.1: GHSA-example, fixed in 0.2"),
        (
            [CLEAN, SKIPPED],
            2,
            "1 of 2 packages were not looked up, so nothing is known of them.",
        ),
    ],
)
def test_the_audit_prints_the_vulnerabilities_that_the_tool_found(
    found: list[object], code: int, printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(answering(json.dumps({"dependencies": found}))) == code
    assert printed in capsys.readouterr().out


def test_an_audit_without_a_network_says_that_the_packages_could_not_be_looked_up(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(answering("", 1)) == 2
    assert "The list of vulnerabilities could not be reached" in capsys.readouterr().out
