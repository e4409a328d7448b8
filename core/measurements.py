"""Counters and timers for /metrics, with fixed labels and without anyone's personal data.

No library is used, because short commands count too and must start fast.
"""

import json
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from time import perf_counter
from typing import Any, Self

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""The upper bounds of the buckets that count durations, in seconds."""


class Count:
    """Counts how often something happened.

    The counter's labels have few, fixed values.
    """

    def __init__(self, name: str, about: str, *labels: str) -> None:
        self.name = name
        self.about = about
        self.labels = labels
        self.values: dict[tuple[str, ...], float] = {}
        COUNTS.append(self)

    def add(self, *labels: str, by: float = 1) -> None:
        """Add to the count for these label values, which are in the order of the label names."""
        self.values[labels] = self.values.get(labels, 0) + by

    def with_others(self, others: Iterable["Measured"]) -> dict[tuple[str, ...], float]:
        """Return, by labels, the sum of what this process and other processes have counted."""
        sums = dict(self.values)
        for measured in others:
            for labels, value in measured.get(self.name, ()):
                sums[tuple(labels)] = sums.get(tuple(labels), 0) + value
        return sums


class Duration:
    """Counts how long something took, in the buckets of `BUCKETS`.

    The labels have few, fixed values.
    """

    def __init__(self, name: str, about: str, *labels: str) -> None:
        self.name = name
        self.about = about
        self.labels = labels
        self.values: dict[tuple[str, ...], tuple[list[int], float]] = {}
        DURATIONS.append(self)

    def add(self, seconds: float, *labels: str) -> None:
        """Add a duration in seconds for these labels."""
        found, total = self.values.get(labels) or ([0] * (len(BUCKETS) + 1), 0.0)
        found[bisect_left(BUCKETS, seconds)] += 1
        self.values[labels] = found, total + seconds

    def timed(self, *labels: str) -> "Timer":
        """Return a context manager that measures a `with` block, even one that raises an error."""
        return Timer(self, *labels)

    def with_others(
        self, others: Iterable["Measured"]
    ) -> dict[tuple[str, ...], tuple[list[int], float]]:
        """Return, by labels, the sum of what this process and other processes have measured.

        A value is the number of durations in each bucket, and the total of seconds.
        """
        sums = dict(self.values)
        for measured in others:
            for labels, (counts, total) in measured.get(self.name, ()):
                ours, sum_ = sums.get(tuple(labels)) or ([0] * len(counts), 0.0)
                added = [mine + theirs for mine, theirs in zip(ours, counts, strict=True)]
                sums[tuple(labels)] = added, sum_ + total
        return sums


def buckets(counts: Sequence[int]) -> list[tuple[str, float]]:
    """Return the number of durations up to each bound, as Prometheus expects them."""
    bounds = [*(f"{bound:g}" for bound in BUCKETS), "+Inf"]
    return [(bound, float(sum(counts[: place + 1]))) for place, bound in enumerate(bounds)]


class Timer:
    """Measures how long a `with` block takes, and adds the seconds to a `Duration`.

    `began` is a time of `perf_counter`, and `seconds` is how long the block took.
    """

    def __init__(self, duration: Duration, *labels: str) -> None:
        self._duration = duration
        self._labels = labels
        self.began = self.seconds = 0.0

    def __enter__(self) -> Self:
        self.began = perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = perf_counter() - self.began
        self._duration.add(self.seconds, *self._labels)


Measured = dict[str, list[Any]]
"""What a process has measured: the name of each counter or timer, and its values by labels."""

COUNTS: list[Count] = []
DURATIONS: list[Duration] = []


def measured() -> bytes:
    """Return everything that this process has measured, for another process to read."""
    counts = {each.name: [*each.values.items()] for each in COUNTS}
    durations = {each.name: [*each.values.items()] for each in DURATIONS}
    return json.dumps({**counts, **durations}).encode()


def read_measured(written: bytes) -> Measured:
    """Read the measurements that another process has written with `measured`."""
    found: Measured = json.loads(written)
    return found


TURNS = Count(
    "edgefinder_turns",
    "questions answered, by command, role of who asks, and outcome",
    *("platform", "command", "role", "outcome"),
)
TURN_SECONDS = Duration(
    "edgefinder_turn_seconds", "from a platform's update to the answer sent", "platform"
)
STAGE_SECONDS = Duration("edgefinder_stage_seconds", "the parts of a turn", "stage")
NOTICES = Count("edgefinder_notices", "notices sent or not, by outcome", "platform", "outcome")
PLATFORM_ERRORS = Count(
    "edgefinder_platform_errors", "calls that a chat platform failed or refused", "platform", "kind"
)
LIMITED = Count("edgefinder_limited", "requests refused by a rate limit", "limit")
FILES_REFUSED = Count("edgefinder_files_refused", "files that could not be read, by why", "reason")
POOL_WAIT_SECONDS = Duration(
    "edgefinder_pool_wait_seconds", "waiting for a database connection of the pool"
)
DATABASE_FAULTS = Count(
    "edgefinder_database_errors", "connections to the database that failed or were lost"
)
WEB_SECONDS = Duration("edgefinder_web_seconds", "requests of pages, by kind of page", "page")
WEB_REQUESTS = Count("edgefinder_web_requests", "requests of pages", "page", "status")
