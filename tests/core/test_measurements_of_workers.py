"""The measurements of several worker processes are added up."""

import pytest

from core import measurements
from core.measurements import Count, Duration, buckets, measured, read_measured


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> Count:
    monkeypatch.setattr(measurements, "COUNTS", [])
    monkeypatch.setattr(measurements, "DURATIONS", [])
    return Count("turns", "questions", "platform", "outcome")


def test_the_counts_of_other_processes_are_added_for_each_label(turns: Count) -> None:
    turns.add("slack", "answered")
    elsewhere = read_measured(measured())
    turns.add("slack", "answered")
    turns.add("telegram", "answered")
    assert turns.with_others([elsewhere, elsewhere]) == {
        ("slack", "answered"): 4,
        ("telegram", "answered"): 1,
    }
    assert turns.values["slack", "answered"] == 2


def test_the_durations_in_other_processes_are_added_for_each_bucket(turns: Count) -> None:
    seconds = Duration("seconds", "time of a turn", "platform")
    seconds.add(0.002, "slack")
    elsewhere = read_measured(measured())
    seconds.add(40, "slack")
    counts, total = seconds.with_others([elsewhere])["slack",]
    assert sum(counts) == 3
    assert round(total, 3) == 40.004
    assert dict(buckets(counts))["30"] == 2
    assert dict(buckets(counts))["+Inf"] == 3


def test_a_measurement_that_only_another_version_makes_is_left_out(turns: Count) -> None:
    assert turns.with_others([{"unheard_of": [[["x"], 3]]}]) == {}
