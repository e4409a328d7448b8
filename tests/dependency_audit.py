"""`make audit`: look up known vulnerabilities of the packages in uv.lock.

The exit code is 0 if none is known, 1 if some are, and 2 if some packages could not be looked up.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
Run = Callable[[Sequence[str]], subprocess.CompletedProcess[str]]
_EXPORT = ("uv", "export", "--quiet", "--frozen", "--no-dev", "--no-emit-project")
_ASK = ("pip_audit", "--disable-pip", "--progress-spinner", "off", "--format", "json")


def _run(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)


def main(run: Run = _run) -> int:
    """Look up the locked packages that we ship; print the findings; return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        locked = Path(folder) / "requirements.txt"
        exported = run([sys.executable, "-m", *_EXPORT, "--output-file", str(locked)])
        if exported.returncode:
            print(exported.stderr.strip(), file=sys.stderr)
            return 2
        asked = run([sys.executable, "-m", *_ASK, "--requirement", str(locked)])
    try:
        found = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(
            "The list of vulnerabilities could not be reached, so nothing is known of the packages."
        )
        return 2
    return _report(found)


def _report(found: Sequence[dict[str, object]]) -> int:
    """Print the findings. Also count the packages that the tool could not look up."""
    known = 0
    for each in found:
        vulns = each.get("vulns")
        for one in vulns if isinstance(vulns, list) else []:
            known += 1
            fixed = ", ".join(one.get("fix_versions", [])) or "no version yet"
            print(f"{each['name']} {each['version']}: {one['id']}, fixed in {fixed}")
    skipped = sum("skip_reason" in each for each in found)
    if skipped:
        print(
            f"{skipped} of {len(found)} packages were not looked up, so nothing is known of them."
        )
    if not known and (others := len(found) - skipped):
        print(f"Packages without a known vulnerability: {others}.")
    return 1 if known else 2 if skipped else 0


if __name__ == "__main__":
    sys.exit(main())
