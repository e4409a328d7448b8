"""KeyedTasks, RecentDeliveries and log redaction."""

import asyncio
import logging

import pytest

from adapters.keyed_tasks import KeyedTasks, RecentDeliveries
from adapters.slack.log_redaction import library_logger
from bot.fault_log import where


async def test_jobs_with_one_key_run_in_order_and_other_keys_do_not_wait() -> None:
    work, done, limiter = KeyedTasks(), list[str](), asyncio.Event()

    async def slow() -> None:
        await limiter.wait()
        done.append("slow")

    async def quick(name: str) -> None:
        done.append(name)

    work.begin("ada", slow)
    work.begin("ada", lambda: quick("after it"))
    work.begin("bob", lambda: quick("bob's"))
    await asyncio.sleep(0.01)
    assert done == ["bob's"]
    limiter.set()
    await work.finish(1)
    assert done == ["bob's", "slow", "after it"]


async def test_a_failing_job_does_not_stop_the_next_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    work, done = KeyedTasks(), list[str]()

    async def failing() -> None:
        raise ValueError("Ada Example")

    async def next_one() -> None:
        done.append("next")

    work.begin("ada", failing)
    work.begin("ada", next_one)
    await work.finish(1)
    assert done == ["next"]
    assert "ValueError at test_slack_background_work.py" in caplog.text
    assert "Ada" not in caplog.text


async def test_jobs_started_by_a_job_are_waited_for() -> None:
    work, done = KeyedTasks(), list[str]()

    async def begins_another(left: int) -> None:
        await asyncio.sleep(0)
        done.append("done")
        if left:
            work.begin(left, lambda: begins_another(left - 1))

    work.begin("first", lambda: begins_another(2))
    await work.finish(1)
    assert len(done) == 3


async def test_jobs_that_take_too_long_are_canceled_at_the_end() -> None:
    work = KeyedTasks()
    cancelled = asyncio.Event()

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    work.begin("ada", endless)
    work.begin("ada", endless)
    await asyncio.sleep(0)
    await asyncio.wait_for(work.finish(0.05), 1)
    assert cancelled.is_set()


def test_a_repeated_delivery_is_recognized_among_only_the_latest_deliveries() -> None:
    known = RecentDeliveries(most=2)
    assert [known.seen_before(name) for name in ("a", "b", "a", "c", "a")] == [
        False,
        False,
        True,
        False,
        False,
    ]
    assert not known.seen_before("")
    assert not known.seen_before("")


def test_values_that_may_be_secret_are_removed_from_the_log_records_of_libraries(
    caplog: pytest.LogCaptureFixture,
) -> None:
    logger = library_logger()
    try:
        raise OSError("wss://wss.example.org/?ticket=secret")  # noqa: TRY301 - the test needs a traceback
    except OSError as error:
        logger.exception("Failed to connect (error: %s); Retrying...", error)  # noqa: TRY401 - as slack_sdk does
    logger.warning("Unhandled request ({'text': 'status EF-1'})")
    logger.info("A new session has been established")
    [failed, unhandled] = [record.getMessage() for record in caplog.records]
    assert failed.startswith("Failed to connect (OSError at test_slack_background_work.py:")
    assert unhandled == "Unhandled request"
    assert "secret" not in caplog.text
    assert {record.levelno for record in caplog.records} == {logging.ERROR, logging.WARNING}


def test_an_error_without_a_traceback_is_logged_by_kind() -> None:
    assert where(ValueError("Ada")) == "ValueError"
