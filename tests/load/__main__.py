"""`make load`: two processes on PostgreSQL answer questions during a large import."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from tests.bench.clean_stop import stopping_in_order
from tests.growth.options import count, seconds
from tests.load.load_run import Load, run

_HOUR = 3600


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="make load", description=__doc__)
    parser.add_argument("--seconds", type=seconds, default=60, help="how long to ask (default: 60)")
    parser.add_argument("--hour", action="store_true", help="ask for an hour")
    parser.add_argument("--processes", type=count, default=2, help="of serve (default: 2)")
    parser.add_argument("--at-once", type=count, default=16, help="people who wait at a time")
    parser.add_argument("--asking", type=count, default=20_000, help="candidates who ask")
    parser.add_argument(
        "--results", type=count, default=50_000, help="results imported meanwhile (default: 50,000)"
    )
    given = parser.parse_args(words)
    load = Load(
        _HOUR if given.hour else given.seconds,
        given.processes,
        given.at_once,
        given.asking,
        given.results,
    )
    with stopping_in_order():
        report = asyncio.run(run(load))
    print(report)
    sys.exit(0 if report.kept else 1)


if __name__ == "__main__":
    main()
