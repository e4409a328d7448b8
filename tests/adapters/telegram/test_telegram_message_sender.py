"""The meaning of Telegram's errors, and how long sending is retried."""

import asyncio
from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from adapters.delivery_outcome import Failed, Outcome, Unreachable, Wait
from adapters.telegram.errors import GONE, About, about, meaning
from adapters.telegram.message_sender import LONGEST_WAIT, with_retries


@pytest.mark.parametrize("words", sorted(GONE))
@pytest.mark.parametrize("kind", [BadRequest, Forbidden])
def test_each_permanent_refusal_makes_the_chat_unreachable_with_its_reason(
    words: str, kind: type[TelegramError]
) -> None:
    assert meaning(kind(f"Forbidden: {words.capitalize()} -1001")) == Unreachable(GONE[words])


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("Message is not modified: specified new message content", About.UNCHANGED),
        ("Message to edit not found", About.STALE),
        ("Message can't be edited", About.STALE),
        ("Query is too old and response timeout expired or query id is invalid", About.LATE),
        ("Message thread not found", About.NO_TOPIC),
        ("Not enough rights to send text messages to the chat", About.GONE),
        ("Chat not found", About.GONE),
        ("Message is too long", About.OTHER),
    ],
)
def test_the_sender_recognizes_what_each_refusal_of_telegram_is_about(
    words: str, what: About
) -> None:
    assert about(BadRequest(words)) is what


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (RetryAfter(17), Wait(17)),
        (RetryAfter(timedelta(minutes=2)), Wait(120)),
        (Forbidden("Forbidden: of late"), Unreachable("Telegram forbids messages to that chat")),
        (BadRequest("Message is too long"), Failed("Telegram refused the message")),
        (TimedOut(), Failed("Telegram did not answer in time")),
        (NetworkError("x"), Failed("Telegram could not be reached")),
        (InvalidToken("x"), Failed("the token is wrong: set EDGEFINDER_TELEGRAM_TOKEN")),
        (TelegramError("x"), Failed("Telegram said no (TelegramError)")),
        (ChatMigrated(-5), Failed("Telegram said no (ChatMigrated)")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_error_of_a_send_becomes_the_outcome_of_the_notice(
    error: TelegramError, outcome: Outcome
) -> None:
    assert meaning(error) == outcome


class Stubborn:
    """A fake call that raises each of the errors in turn, then succeeds."""

    def __init__(self, *errors: TelegramError) -> None:
        self._errors = list(errors)
        self.tries = 0
        self.tried = asyncio.Event()

    async def __call__(self) -> None:
        self.tries += 1
        self.tried.set()
        if self._errors:
            raise self._errors.pop(0)


@pytest.mark.parametrize("error", [RetryAfter(0), NetworkError("x"), TimedOut()], ids=repr)
async def test_temporary_failures_are_retried(error: TelegramError) -> None:
    act = Stubborn(error, error)
    await with_retries(act)
    assert act.tries == 3


async def test_retrying_ends_after_a_while() -> None:
    act = Stubborn(*[RetryAfter(0)] * 9)
    with pytest.raises(RetryAfter):
        await with_retries(act)
    assert act.tries == 4


@pytest.mark.parametrize(
    "error",
    [BadRequest("x"), Forbidden("x"), RetryAfter(int(LONGEST_WAIT) + 1), ChatMigrated(-5)],
    ids=repr,
)
async def test_permanent_errors_and_long_waits_are_not_retried(error: TelegramError) -> None:
    act = Stubborn(error)
    with pytest.raises(type(error)):
        await with_retries(act)
    assert act.tries == 1


async def test_waiting_to_retry_can_be_canceled() -> None:
    act = Stubborn(RetryAfter(int(LONGEST_WAIT)))
    waiting = asyncio.create_task(with_retries(act))
    await act.tried.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert act.tries == 1
