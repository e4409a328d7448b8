"""Times of day in people's own time zones, with clock changes and hours that span midnight."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.notices.schedule import (
    Quiet,
    next_time,
    quiet_until,
    read_time,
    read_weekday,
    zone_named,
    zones_near,
)

ZONES = (
    "UTC",
    "America/New_York",
    "America/Phoenix",
    "Europe/Berlin",
    "Australia/Lord_Howe",  # this zone changes its clocks by half an hour
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "America/Santiago",  # this zone changes its clocks at midnight
)
HOUR = timedelta(hours=1)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - naive bounds; the zone is given separately
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
zones = st.sampled_from(ZONES)
quiets = st.builds(Quiet, clocks, clocks).filter(lambda quiet: quiet.start != quiet.end)


def shown(moment: datetime, zone: str) -> time:
    return moment.astimezone(ZoneInfo(zone)).time()


def skipped(day: datetime, zone: str, at: time) -> bool:
    """Whether clocks in the zone skip the time `at` on that day."""
    local = datetime.combine(day.astimezone(ZoneInfo(zone)).date(), at, ZoneInfo(zone))
    return local.astimezone(UTC).astimezone(ZoneInfo(zone)).time() != at


@given(moments, zones, clocks)
def test_the_next_time_is_in_the_future_and_local_clocks_then_show_the_chosen_time(
    now: datetime, zone: str, at: time
) -> None:
    then = next_time(now, zone, at)
    assert now < then <= now + timedelta(days=1) + 2 * HOUR
    assert shown(then, zone) == at or skipped(then, zone, at)


@given(moments, zones, clocks)
def test_two_daily_times_are_a_day_apart_except_for_a_clock_change(
    now: datetime, zone: str, at: time
) -> None:
    then = next_time(now, zone, at)
    assert abs(next_time(then, zone, at) - then - timedelta(days=1)) <= HOUR


@given(moments, zones, clocks, st.integers(0, 6))
def test_every_weekly_time_is_on_the_chosen_weekday(
    now: datetime, zone: str, at: time, weekday: int
) -> None:
    then = next_time(now, zone, at, weekday)
    assert now < then
    assert then.astimezone(ZoneInfo(zone)).weekday() == weekday
    assert abs(next_time(then, zone, at, weekday) - then - timedelta(weeks=1)) <= HOUR


@given(moments, st.timedeltas(timedelta(0), timedelta(days=9)), zones, clocks)
def test_a_later_moment_never_has_an_earlier_next_time(
    now: datetime, by: timedelta, zone: str, at: time
) -> None:
    assert next_time(now, zone, at) <= next_time(now + by, zone, at)


@given(moments, zones, quiets)
def test_a_notice_in_quiet_hours_waits_exactly_until_they_end(
    now: datetime, zone: str, quiet: Quiet
) -> None:
    end = quiet_until(now, zone, quiet)
    if end is None:
        assert not quiet.holds(shown(now, zone))
        return
    assert now < end <= now + timedelta(days=1) + 2 * HOUR
    assert quiet_until(end, zone, quiet) is None
    if not skipped(end, zone, quiet.end):
        assert quiet.holds(shown(end - timedelta(microseconds=1), zone)) or end - now <= HOUR


@given(moments, zones)
def test_without_quiet_hours_a_notice_does_not_wait(now: datetime, zone: str) -> None:
    assert quiet_until(now, zone, None) is None


def test_a_time_that_a_clock_change_skips_is_moved_by_the_length_of_the_change() -> None:
    before = datetime(2026, 3, 8, 5, 0, tzinfo=UTC)  # midnight in New York; 2:00 becomes 3:00
    assert next_time(before, "America/New_York", time(2, 30)) == before + 2.5 * HOUR


def test_a_time_that_a_clock_change_repeats_is_used_only_the_first_time() -> None:
    # this is midnight in New York, and at 2:00 the clocks go back to 1:00
    before = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
    first = next_time(before, "America/New_York", time(1, 30))
    assert first == before + 1.5 * HOUR
    assert next_time(first, "America/New_York", time(1, 30)) == before + 26.5 * HOUR


def test_after_the_first_1_30_quiet_hours_until_1_30_end_at_the_second_one() -> None:
    again = datetime(2026, 11, 1, 6, 10, tzinfo=UTC)  # the clocks show 1:10 again
    quiet = Quiet(time(22), time(1, 30))
    assert quiet_until(again, "America/New_York", quiet) == again + timedelta(minutes=20)


@pytest.mark.parametrize(
    ("now", "end"),
    [("23T20:59", None), ("23T21:00", "24T07:00"), ("24T02:00", "24T07:00"), ("24T07:00", None)],
)
def test_quiet_hours_can_span_midnight(now: str, end: str | None) -> None:
    night = Quiet(time(21), time(7))
    expected = end and datetime.fromisoformat(f"2026-11-{end}Z")
    assert quiet_until(datetime.fromisoformat(f"2026-11-{now}Z"), "UTC", night) == expected


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7:30", time(7, 30)),
        ("19.30", time(19, 30)),
        ("7", time(7)),
        ("7 pm", time(19)),
        ("12am", time(0)),
        ("12 p.m.", time(12)),
        ("13 pm", None),
        ("24:00", None),
        ("7:60", None),
        ("noon", None),
        ("", None),
    ],
)
def test_a_time_of_day_is_read_in_all_common_spellings(typed: str, read: time | None) -> None:
    assert read_time(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"), [("Monday", 0), ("fridays", 4), ("sun", 6), ("t", None), ("tomorrow", None)]
)
def test_a_weekday_is_read_in_all_common_spellings(typed: str, read: int | None) -> None:
    assert read_weekday(typed) == read


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("america/new_york", "America/New_York"),
        ("New York", "America/New_York"),
        ("Eastern", "America/New_York"),
        ("EST", "America/New_York"),
        ("pacific time", "America/Los_Angeles"),
        ("utc", "UTC"),
        ("Berlin", "Europe/Berlin"),
        ("Chicgo", None),
        ("nowhere at all", None),
        ("", None),
    ],
)
def test_a_time_zone_is_found_by_city_and_by_common_name(typed: str, zone: str | None) -> None:
    assert zone_named(typed) == zone


@pytest.mark.parametrize(
    ("typed", "first"), [("Chicgo", "America/Chicago"), ("indiana", "America/Indiana/Indianapolis")]
)
def test_for_a_misspelled_time_zone_a_similar_one_is_suggested(typed: str, first: str) -> None:
    assert zones_near(typed)[0] == first


def test_for_an_unknown_time_zone_nothing_is_suggested() -> None:
    assert zones_near("nowhere at all") == zones_near("") == []


def test_quiet_hours_include_their_first_minute_and_not_their_last() -> None:
    quiet = Quiet(time(9), time(17))
    held = [at for at in (time(8, 59), time(9), time(16, 59), time(17)) if quiet.holds(at)]
    assert held == [time(9), time(16, 59)]
