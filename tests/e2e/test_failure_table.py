"""Test each row of failure_table.py against the platform's double."""

import contextlib
from collections.abc import AsyncIterator, Callable

import pytest

from adapters.telegram import aiohttp_request
from core.measurements import PLATFORM_ERRORS
from tests.adapters.slack import run_adapter as run_slack
from tests.adapters.telegram import run_adapter as run_telegram
from tests.doubles.slack import Person, SlackPlatform
from tests.doubles.telegram import TelegramApi
from tests.e2e.failure_table import AT_ONCE, FAILURES, LATER, Failure
from tests.waiting import until


def rows(method: str) -> Callable[..., None]:
    chosen = [each for each in FAILURES if each.method == method]
    return pytest.mark.parametrize("failure", chosen, ids=[each.what for each in chosen])


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aiohttp_request, "READ_SECONDS", 0.3)
    monkeypatch.setattr("adapters.telegram.polling.POLL_SECONDS", 1)
    monkeypatch.setattr("adapters.telegram.message_sender._FIRST_PAUSE", 0.001)


@contextlib.asynccontextmanager
async def counted(failure: Failure) -> AsyncIterator[None]:
    """Check that the metrics count the failure as the table says."""

    def count() -> float:
        return PLATFORM_ERRORS.values.get((failure.platform, failure.kind), 0)

    before = count()
    yield
    if failure.kind:
        await until(lambda: count() > before)


@rows("sendMessage")
async def test_a_failing_answer_on_telegram_matches_the_table(
    failure: Failure, api: TelegramApi, caplog: pytest.LogCaptureFixture
) -> None:
    small, ana = run_telegram.SmallConversation(), api.user(700)
    async with run_telegram.running(api, small, finish_seconds=0.1), counted(failure):
        api.inject_fault("sendMessage", **failure.fault)
        await ana.send("one")
        if failure.person == LATER:
            await until(lambda: small.kept)
            assert [reply.markdown for _, reply in small.kept] == ["You said: one"]
        else:
            assert failure.person.startswith(AT_ONCE)
            assert (await ana.hears(30)).text == "You said: one"
    assert failure.log in caplog.text


@rows("getUpdates")
async def test_a_lost_question_on_telegram_matches_the_table(
    failure: Failure, api: TelegramApi, caplog: pytest.LogCaptureFixture
) -> None:
    small, ana = run_telegram.SmallConversation(), api.user(700)
    async with run_telegram.running(api, small, finish_seconds=0.1) as adapter:
        async with counted(failure):
            api.inject_fault("getUpdates", **failure.fault)
            await api.deliver({})  # this ends the running poll of getUpdates
            await until(lambda: adapter.health.problem)
            assert failure.log in adapter.health.problem
        await ana.send("one")
        assert (await ana.hears(30)).text == "You said: one"
        await until(lambda: adapter.health.ready)
    assert failure.log in caplog.text


@rows("chat.postMessage")
async def test_a_failing_answer_on_slack_matches_the_table(
    failure: Failure, slack: SlackPlatform, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    small = run_slack.SmallConversation()
    async with run_slack.running(slack, "http", small), counted(failure):
        slack.inject_fault("chat.postMessage", **failure.fault)
        await ada.dm("one")
        if failure.person == LATER:
            await until(lambda: small.kept)
            assert [reply.markdown for _, reply in small.kept] == ["You said: one"]
        else:
            assert (await ada.hears()).text == "You said: one"
    assert failure.log in caplog.text


@rows("apps.connections.open")
async def test_a_failing_connection_to_slack_matches_the_table(
    failure: Failure, slack: SlackPlatform, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    small = run_slack.SmallConversation()
    async with counted(failure):
        slack.inject_fault("apps.connections.open", **failure.fault)
        async with run_slack.running(slack, "socket mode", small) as adapter:
            await ada.dm("one")
            assert (await ada.hears()).text == "You said: one"
            await until(lambda: adapter.health.ready)
    assert failure.log in caplog.text
