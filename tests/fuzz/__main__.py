"""Fuzz a target with atheris: python -m tests.fuzz [TARGET ...] [--seconds N].

Inputs that raise an error are written to dist/fuzz/TARGET. Make them smaller and add them to the
corpus.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

OUT = Path("dist/fuzz")


def main() -> int:
    """Run the targets one after another, each in its own process."""
    known = sorted(each.name for each in (Path(__file__).parent / "corpus").iterdir())
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(known))
    parser.add_argument("--seconds", type=int, default=60, help="for each target (60)")
    parser.add_argument("--in-this-process", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if unknown := set(given.targets) - set(known):
        parser.error(f"there is no target {', '.join(sorted(unknown))}: choose {', '.join(known)}")
    if given.in_this_process:
        fuzz(given.targets[0], given.seconds)
    failed = []
    for target in given.targets or known:
        print(f"{target}: {given.seconds} s", flush=True)
        words = [target, "--seconds", str(given.seconds), "--in-this-process"]
        done = subprocess.run([sys.executable, "-m", "tests.fuzz", *words], check=False)
        if done.returncode:
            failed.append(target)
    if failed:
        print(f"found inputs that fail for {', '.join(failed)}: see {OUT}")
    return bool(failed)


def fuzz(target: str, seconds: int) -> None:
    """Fuzz one target until its time is over or an input raises. Does not return."""
    import atheris  # noqa: PLC0415 - only make fuzz installs it

    with atheris.instrument_imports(include=["core", "bot"]):
        from tests.fuzz.targets import (  # noqa: PLC0415 - what it imports is instrumented
            CORPUS,
            TARGETS,
        )

    found = OUT / target
    found.mkdir(parents=True, exist_ok=True)
    atheris.Setup(
        [
            *("fuzz", str(found), str(CORPUS / target)),
            *(f"-max_total_time={seconds}", "-max_len=4096", "-rss_limit_mb=2048"),
            *("-timeout=20", f"-artifact_prefix={found}{os.sep}failed-", "-verbosity=0"),
        ],
        TARGETS[target],
    )
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
