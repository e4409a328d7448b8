"""Telegram failures: rate limits, lost connections, closed chats, wrong tokens, shutdown."""

import asyncio
import json
import logging
import socket
import traceback
from collections.abc import AsyncIterator
from contextlib import closing
from itertools import pairwise

import pytest
from telegram.error import NetworkError

from adapters.delivery_outcome import Delivered, Failed, Unreachable, Wait
from adapters.notice_relay import Relay
from adapters.telegram import aiohttp_request
from adapters.telegram.adapter import TelegramAdapter
from adapters.telegram.send_rate import TelegramLimits, TelegramPacing
from bot.reply import Reply
from tests.adapters.telegram.run_adapter import SECRET, SmallConversation, connected, running
from tests.doubles.telegram import Person, TelegramApi
from tests.doubles.telegram.rate_limits import Flood
from tests.doubles.telegram.server import FaultKind
from tests.waiting import problem_of, until, until_well
from tests.world import World

NOTICE = Reply("notices", "notice_student_award", "**Ana** has earned *Milling I*")


@pytest.fixture
def small() -> SmallConversation:
    return SmallConversation()


@pytest.fixture
def ana(api: TelegramApi) -> Person:
    return api.user(700)


@pytest.fixture
def bob(api: TelegramApi) -> Person:
    person = api.user(701, "Bob", "bob_example")
    person.started = True
    return person


@pytest.fixture
async def adapter(api: TelegramApi, small: SmallConversation) -> AsyncIterator[TelegramAdapter]:
    async with running(api, small, finish_seconds=0.1) as adapter:
        yield adapter


def sent_to(api: TelegramApi, person: Person) -> list[float]:
    """Return the times of the calls that tried to send to this person."""
    calls = api.called("sendMessage")
    return [call.at for call in calls if int(call.parameters["chat_id"]) == person.id]


# Limits and lost connections


async def test_a_rate_limit_delays_only_its_chat(
    api: TelegramApi, adapter: TelegramAdapter, ana: Person, bob: Person
) -> None:
    api.inject_fault("sendMessage", chat_id=ana.id, status=429, retry_after=1)
    await ana.send("one")
    await api.wait_for(lambda _: sent_to(api, ana))
    await bob.send("two")
    assert (await bob.hears()).text == "You said: two"
    assert api.messages(ana.id) == []
    assert (await ana.hears()).text == "You said: one"
    first, second = sent_to(api, ana)
    assert second - first >= 1


async def test_a_rate_limit_within_a_long_answer_repeats_nothing(
    api: TelegramApi, adapter: TelegramAdapter, ana: Person
) -> None:
    await ana.send("one")
    await ana.hears()
    await ana.send("long")
    api.inject_fault("sendMessage", status=0)  # the first call does not fail
    api.inject_fault("sendMessage", status=429)
    heard = [await ana.hears()]
    while not heard[-1].keyboard:
        heard.append(await ana.hears())
    words = "\n\n".join(message.text for message in heard)
    assert [words.count(f"Paragraph {n}:") for n in range(60)] == [1] * 60
    assert any(call.refused for call in api.called("sendMessage"))


async def test_a_rate_limit_on_a_press_is_waited_out(
    api: TelegramApi, adapter: TelegramAdapter, ana: Person
) -> None:
    await ana.send("catalog")
    await ana.hears()
    api.inject_fault("editMessageText", status=429)
    await ana.press("Next")
    assert (await ana.hears()).text == "You said: next"


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_an_answer_survives_a_failing_server(
    api: TelegramApi, adapter: TelegramAdapter, ana: Person, status: int
) -> None:
    api.inject_fault("sendMessage", status=status)
    api.inject_fault("getUpdates", status=status)
    await ana.send("one")
    assert (await ana.hears()).text == "You said: one"
    await ana.send("two")
    assert (await ana.hears()).text == "You said: two"


@pytest.mark.parametrize("failure", ["reset", "garbage", "answer lost", "timeout"])
async def test_an_answer_survives_a_broken_connection(
    api: TelegramApi,
    adapter: TelegramAdapter,
    ana: Person,
    monkeypatch: pytest.MonkeyPatch,
    failure: FaultKind,
) -> None:
    monkeypatch.setattr(aiohttp_request, "READ_SECONDS", 0.3)
    api.inject_fault("sendMessage", failure=failure)
    await ana.send("one")
    assert (await ana.hears()).text == "You said: one"


@pytest.mark.parametrize("failure", ["reset", "garbage", "answer lost", "timeout"])
async def test_polling_survives_a_broken_connection(
    api: TelegramApi,
    small: SmallConversation,
    ana: Person,
    monkeypatch: pytest.MonkeyPatch,
    failure: FaultKind,
) -> None:
    monkeypatch.setattr(aiohttp_request, "READ_SECONDS", 0.3)
    monkeypatch.setattr("adapters.telegram.polling.POLL_SECONDS", 1)
    api.inject_fault("getUpdates", failure=failure)
    async with running(api, small):
        await ana.send("one")
        assert (await ana.hears(10)).text == "You said: one"
        await ana.send("two")
        assert (await ana.hears()).text == "You said: two"
    assert [turn.text for turn in small.turns] == ["one", "two"]


async def test_a_press_is_answered_although_its_acknowledgement_hangs(
    api: TelegramApi, adapter: TelegramAdapter, ana: Person
) -> None:
    await ana.send("catalog")
    await ana.hears()
    api.inject_fault("answerCallbackQuery", failure="timeout")
    await ana.press("Next")
    assert (await ana.hears()).text == "You said: next"


async def test_an_answer_that_cannot_be_sent_yet_is_stored_for_the_relay(
    api: TelegramApi,
    adapter: TelegramAdapter,
    small: SmallConversation,
    ana: Person,
    bob: Person,
    caplog: pytest.LogCaptureFixture,
) -> None:
    api.inject_fault("sendMessage", chat_id=ana.id, status=429, retry_after=3600)
    await ana.send("one")
    await ana.send("two")
    await bob.send("three")
    assert (await bob.hears()).text == "You said: three"
    await ana.hears_nothing()
    assert len(sent_to(api, ana)) == 1, "nothing else is sent to that chat during the wait"
    assert "an answer on Telegram did not go out: Wait(seconds=3600" in caplog.text
    assert [reply.markdown for _, reply in small.kept] == ["You said: one", "You said: two"]
    assert [seconds for seconds in small.kept_for if seconds < 3600 - 60] == []


@pytest.mark.parametrize("by_webhook", [False, True], ids=["polling", "webhook"])
async def test_an_answer_retried_for_too_long_is_not_lost(
    api: TelegramApi, small: SmallConversation, ana: Person, by_webhook: bool
) -> None:
    api.inject_fault("sendMessage", failure="reset", times=5)  # one try makes four calls
    async with running(api, small, by_webhook=by_webhook):
        await ana.send("one")
        assert (await ana.hears(20)).text == "You said: one"
    assert [turn.text for turn in small.turns] == ["one"], "the question was handled once"
    if by_webhook:
        assert [status for _, status in api.delivering.posted] == [503, 200]
    assert api.delivering.pending == 0, "the update is confirmed in the end"


@pytest.mark.parametrize("by_webhook", [False, True], ids=["polling", "webhook"])
async def test_unfinished_updates_are_delivered_again_to_the_next_process(
    api: TelegramApi, small: SmallConversation, ana: Person, by_webhook: bool
) -> None:
    async with running(api, small, by_webhook=by_webhook, finish_seconds=0.1):
        await ana.send("slow")
        await api.wait_for(lambda _: small.turns)
    assert api.messages(ana.id) == []
    small.let_go.set()
    async with running(api, small, by_webhook=by_webhook):
        assert (await ana.hears()).text == "At last"


async def test_webhook_posts_without_the_secret_are_refused(
    api: TelegramApi, small: SmallConversation
) -> None:
    update = json.dumps({"update_id": 1, "message": {}}).encode()
    header = "x-telegram-bot-api-secret-token"
    async with running(api, small, by_webhook=True) as adapter:
        for headers in ({}, {header: "wrong"}, {header: f"{SECRET}x"}, {header: "ü"}):
            assert (await adapter.handle(update, headers))[0] == 403
        for body in (b"", b"[]", b"\xff", b"{"):
            assert (await adapter.handle(body, {header: SECRET}))[0] == 400
        assert (await adapter.handle(b"{}", {header: SECRET}))[0] == 200
    assert (await adapter.handle(update, {header: SECRET}))[0] == 503
    async with running(api, small) as polls:
        assert (await polls.handle(update, {header: SECRET}))[0] == 404
    assert small.turns == []


async def test_a_webhook_removed_by_another_program_is_set_again(
    api: TelegramApi, small: SmallConversation, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.telegram.adapter.LOOK_EVERY", 0.05)
    async with running(api, small, by_webhook=True):
        api.delivering.webhook = {}
        await api.wait_for(lambda a: len(a.called("setWebhook")) == 2)
        await ana.send("one")
        assert (await ana.hears()).text == "You said: one"


async def test_answers_are_sent_before_notices_within_telegrams_limits(
    api: TelegramApi, small: SmallConversation, ana: Person
) -> None:
    """Run at fifteen times Telegram's limits, so that this takes only seconds.

    On a busy machine, the double may refuse some messages, which then arrive later. Another test
    checks in simulated time that the rate is never too high: see
    tests/adapters/telegram/test_telegram_send_rate.py.
    """
    api.flood = Flood(on=True, scale=18)
    chats = [api.user(1000 + n, "Reader", f"reader_{n}") for n in range(1500)]
    for each in chats:
        each.started = True
    limits = TelegramLimits().times(15)
    async with running(api, small, pacing=TelegramPacing(limits)) as adapter:
        sending = [asyncio.create_task(adapter.sender.send(str(c.id), NOTICE)) for c in chats]
        await api.wait_for(lambda a: len(a.called("sendMessage")) > 300)
        for said in ("one", "two", "three"):
            await ana.send(said)
            before = len(api.called("sendMessage"))
            assert (await ana.hears()).text == f"You said: {said}"
            passed_by = len(api.called("sendMessage")) - before
            assert passed_by < limits.each_second, (
                "the answer waited behind less than a second of notices"
            )
        outcomes = await asyncio.gather(*sending)
    assert set(outcomes) == {Delivered()}
    assert all(len(api.messages(each.id)) == 1 for each in chats)


# Notices


async def test_a_rate_limit_on_notices_is_reported_at_once(
    api: TelegramApi, adapter: TelegramAdapter, bob: Person
) -> None:
    api.inject_fault("sendMessage", status=429, retry_after=17)
    assert await adapter.sender.send("701", NOTICE) == Wait(17)


async def test_closed_chats_are_unreachable(
    api: TelegramApi, adapter: TelegramAdapter, ana: Person, bob: Person
) -> None:
    send = adapter.sender.send
    assert await send("700", NOTICE) == Unreachable("the person has not begun a chat with the bot")
    bob.block()
    assert await send("701", NOTICE) == Unreachable("the person has blocked the bot")
    bob.unblock()
    assert await send("701", NOTICE) == Delivered()
    bob.deactivated = True
    assert await send("701", NOTICE) == Unreachable("the Telegram account is deleted")
    assert await send("999", NOTICE) == Unreachable("Telegram no longer knows this chat")
    assert await send("@bob", NOTICE) == Unreachable("this is not a Telegram chat")


async def test_a_failed_notice_is_reported_with_the_reason(
    api: TelegramApi,
    adapter: TelegramAdapter,
    bob: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(aiohttp_request, "READ_SECONDS", 0.2)
    away = Failed("Telegram could not be reached")
    for status in (500, 502):
        api.inject_fault("sendMessage", status=status)
        assert await adapter.sender.send("701", NOTICE) == away
    api.inject_fault("sendMessage", failure="reset")
    assert await adapter.sender.send("701", NOTICE) == away
    api.inject_fault("sendMessage", failure="timeout")
    assert await adapter.sender.send("701", NOTICE) == Failed("Telegram did not answer in time")
    api.inject_fault("sendMessage", status=400)
    assert await adapter.sender.send("701", NOTICE) == Failed("Telegram refused the message")
    assert await adapter.sender.send("701", NOTICE) == Delivered()


async def test_notices_are_not_sent_before_the_start_and_after_the_stop_of_the_adapter(
    api: TelegramApi, small: SmallConversation, bob: Person
) -> None:
    adapter = TelegramAdapter(small, api.token, api.url)
    assert await adapter.sender.send("701", NOTICE) == Failed("Telegram could not be reached")
    await adapter.start()
    await connected(api)
    assert await adapter.sender.send("701", NOTICE) == Delivered()
    await adapter.stop()
    assert await adapter.sender.send("701", NOTICE) == Failed("Telegram could not be reached")


async def test_the_relay_marks_chats_that_blocked_the_bot_and_serves_the_others(
    world: World, api: TelegramApi, ana: Person, bob: Person
) -> None:
    ana.started = True
    for number, person in (("4001", ana), ("4002", bob)):
        await world.candidate(number, f"{person.user['first_name']} Example")
        await world.linked(number, "telegram", str(person.id))
        code = await world.award(number, "M1-TCH")
        await world.notice(number, "award_earned", code)
    ana.block()
    async with running(api, world.conversation) as adapter:
        relay = Relay(world.edgefinder, world.conversation, {"telegram": adapter.sender})
        assert await relay.turn() == 2
        assert "Turning I (Chucking Skills)" in (await bob.hears()).text
        identities = {row["external_id"]: row for row in await world.rows("chat_identities")}
        assert identities["700"]["unreachable_because"] == "the person has blocked the bot"
        assert identities["700"]["unreachable_since"] is not None
        assert identities["701"]["unreachable_because"] is None
        assert api.messages(ana.id) == []


# Start, faults and shutdown


async def test_if_telegram_is_unreachable_at_the_start_the_bot_connects_later(
    small: SmallConversation, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port: int = listener.getsockname()[1]
    late = TelegramApi(port)
    adapter = TelegramAdapter(small, late.token, late.url)
    await adapter.start()
    await until(lambda: "cannot be reached" in caplog.text)
    async with late:
        ana = late.user()
        await late.wait_for(lambda a: a.called("getUpdates"), 10)
        await ana.send("one")
        assert (await ana.hears()).text == "You said: one"
        assert adapter.health.ready
        await adapter.stop()


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "getUpdates"])
@pytest.mark.parametrize("status", [429, 500])
async def test_each_step_of_connecting_is_retried(
    api: TelegramApi, small: SmallConversation, ana: Person, method: str, status: int
) -> None:
    api.inject_fault(method, status=status)
    async with running(api, small):
        await ana.send("one")
        assert (await ana.hears()).text == "You said: one"
    first, second, *_ = api.called(method)
    assert status != 429 or second.at - first.at >= 1
    done = [call for call in api.called("deleteWebhook") if not call.refused]
    assert len(done) == 1


async def test_a_menu_that_cannot_be_set_does_not_stop_the_start(
    api: TelegramApi, small: SmallConversation, ana: Person
) -> None:
    api.inject_fault("setMyCommands", status=400)
    adapter = TelegramAdapter(small, api.token, api.url)
    await adapter.start()
    await api.wait_for(lambda a: a.called("setMyCommands"))
    await ana.send("one")
    assert (await ana.hears()).text == "You said: one"
    await adapter.stop()


async def test_a_wrong_token_is_reported_plainly_and_affects_nothing_else(
    api: TelegramApi, small: SmallConversation, caplog: pytest.LogCaptureFixture
) -> None:
    adapter = TelegramAdapter(small, "4242:wrong-one", api.url)
    await adapter.start()
    assert await problem_of(adapter) == "the token is wrong: set EDGEFINDER_TELEGRAM_TOKEN"
    assert isinstance(await adapter.sender.send("701", NOTICE), Failed)
    await adapter.stop()
    assert "the token is wrong: set EDGEFINDER_TELEGRAM_TOKEN; trying again" in caplog.text
    assert "wrong-one" not in caplog.text


async def test_a_revoked_token_is_reported_plainly(
    api: TelegramApi, adapter: TelegramAdapter, ana: Person
) -> None:
    api.token = "4242:another"
    await ana.send("one")  # this ends the running poll
    assert "the token is wrong" in await problem_of(adapter)


async def test_the_older_of_two_processes_with_one_token_reports_the_conflict(
    api: TelegramApi, adapter: TelegramAdapter, small: SmallConversation, ana: Person
) -> None:
    newer = SmallConversation()
    async with running(api, newer) as second:
        assert await problem_of(adapter) == (
            "another program polls with the same token: stop one of them"
        )
        await adapter.stop()
        await ana.send("one")
        assert (await ana.hears()).text == "You said: one"
        await until_well(second)
    assert (len(small.turns), len(newer.turns)) == (0, 1)


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (401, "the token is wrong: set EDGEFINDER_TELEGRAM_TOKEN"),
        (404, "no Bot API for this token at that address"),
        (409, "another program polls with the same token"),
    ],
)
async def test_the_bot_works_again_after_a_temporary_refusal(
    api: TelegramApi,
    adapter: TelegramAdapter,
    ana: Person,
    caplog: pytest.LogCaptureFixture,
    status: int,
    failure: str,
) -> None:
    api.inject_fault("getUpdates", status=status, times=2)
    await api.deliver({})  # this ends the running poll
    assert (await problem_of(adapter)).startswith(failure)
    assert not adapter.health.ready
    await until_well(adapter)
    await ana.send("one")
    assert (await ana.hears()).text == "You said: one"
    said = [r.getMessage() for r in caplog.records if r.getMessage().startswith(failure)]
    assert len(said) == 1, "the cause is logged once"


async def test_a_webhook_set_by_hand_is_removed_again(
    api: TelegramApi, adapter: TelegramAdapter, ana: Person
) -> None:
    api.delivering.set_by_hand("https://elsewhere.example.org/hook")
    await api.deliver({})  # this ends the running poll
    assert "a webhook is set for this bot" in await problem_of(adapter)
    await until_well(adapter)
    await ana.send("one")
    assert (await ana.hears()).text == "You said: one"


async def test_a_server_that_ignores_the_timeout_is_not_polled_in_a_tight_loop(
    api: TelegramApi, adapter: TelegramAdapter
) -> None:
    api.delivering.ignores_timeout = True
    await api.deliver({})  # this ends the running poll
    await api.wait_for(lambda a: len(a.called("getUpdates")) >= 4)
    begun = [call.at for call in api.called("getUpdates")][-3:]
    slept = [later - earlier for earlier, later in pairwise(begun)]
    assert min(slept) >= 0.9


async def test_answers_in_progress_finish_despite_a_failure(
    api: TelegramApi, small: SmallConversation, ana: Person
) -> None:
    async with running(api, small) as adapter:
        await ana.send("slow")
        await api.wait_for(lambda _: small.turns)
        api.inject_fault("getUpdates", status=409)
        await api.deliver({})  # this ends the running poll
        await problem_of(adapter)
        small.let_go.set()
        assert (await ana.hears()).text == "At last"


async def test_stopping_waits_for_an_answer_in_progress(
    api: TelegramApi, small: SmallConversation, ana: Person
) -> None:
    async with running(api, small) as adapter:
        await ana.send("slow")
        await api.wait_for(lambda _: small.turns)
        stopping = asyncio.create_task(adapter.stop())
        await asyncio.sleep(0)
        assert not stopping.done()
        small.let_go.set()
        await stopping
        assert (await ana.hears()).text == "At last"


async def test_stopping_does_not_wait_for_a_hanging_poll_or_send(
    api: TelegramApi, adapter: TelegramAdapter, ana: Person
) -> None:
    api.inject_fault("sendMessage", failure="timeout")
    api.inject_fault("*", failure="timeout", times=100)
    await ana.send("one")
    await api.wait_for(lambda _: sent_to(api, ana))
    async with asyncio.timeout(5):  # a third of a request's time-out
        await adapter.stop()


async def test_stopping_before_connecting_is_prompt(
    api: TelegramApi, small: SmallConversation
) -> None:
    api.inject_fault("*", failure="timeout", times=100)
    adapter = TelegramAdapter(small, api.token, api.url)
    await adapter.start()
    await api.wait_for(lambda a: a.calls)
    async with asyncio.timeout(5):
        await adapter.stop()
    assert not adapter.health.ready


async def test_no_log_line_and_no_exception_contains_the_token(
    api: TelegramApi,
    small: SmallConversation,
    ana: Person,
    bob: Person,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "adapters")
    caplog.set_level(logging.DEBUG, "bot")
    caplog.set_level(logging.WARNING, "telegram")
    caplog.set_level(logging.WARNING, "aiohttp")
    api.inject_fault("getMe", failure="reset")
    api.inject_fault("getUpdates", failure="garbage")
    api.inject_fault("sendMessage", failure="reset")
    api.inject_fault("sendMessage", failure="garbage")
    async with running(api, small) as adapter:
        await ana.send("one")
        await ana.hears(10)
        bob.block()
        outcome = await adapter.sender.send("701", NOTICE)
        api.inject_fault("sendMessage", failure="reset")
        failure = await adapter.sender.send("700", NOTICE)
        api.inject_fault("getMe", failure="reset")
        with pytest.raises(NetworkError) as raised:
            await adapter._bot.get_me()
        api.inject_fault("getUpdates", status=401)
        await api.deliver({})
        fault = await problem_of(adapter)
    _, _, secret = api.token.partition(":")
    trace = "".join(traceback.format_exception(raised.value))
    for told in (caplog.text, trace, repr(outcome), repr(failure), fault, repr(adapter.sender)):
        assert secret not in told
    assert "You said" not in caplog.text
    assert "cannot be reached" in caplog.text
