"""What the Bot API's errors mean for a chat, a message, a button press or a notice.

Most errors differ only in their text. The texts here come from Telegram's own server
(https://github.com/tdlib/telegram-bot-api). Upper and lower case do not matter.
"""

from datetime import timedelta
from enum import Enum

from telegram.error import (
    BadRequest,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from adapters.delivery_outcome import Failed, Outcome, Unreachable, Wait

WRONG_TOKEN = "the token is wrong: set EDGEFINDER_TELEGRAM_TOKEN"  # noqa: S105 - advice about the token, not a token
WRONG_ADDRESS = (
    "no Bot API for this token at that address:"
    " check EDGEFINDER_TELEGRAM_TOKEN and EDGEFINDER_TELEGRAM_API_URL"
)
TWO_POLLERS = "another program polls with the same token: stop one of them"
WEBHOOK_SET = "a webhook is set for this bot, so polling is refused: remove it"

GONE = {
    "bot was blocked by the user": "the person has blocked the bot",
    "user is deactivated": "the Telegram account is deleted",
    "bot can't initiate conversation with a user": "the person has not begun a chat with the bot",
    "bot can't send messages to bots": "a bot takes no messages",
    "bot was kicked": "the bot was removed from the group",
    "bot is not a member": "the bot was removed from the group",
    "group chat was deactivated": "the group is closed",
    "chat not found": "Telegram no longer knows this chat",
    "peer_id_invalid": "Telegram no longer knows this chat",
    "have no rights to send a message": "the bot may not write in that group",
    "not enough rights": "the bot may not write in that group",
    "chat_write_forbidden": "the bot may not write in that group",
    "chat_restricted": "the bot may not write in that group",
    "topic_closed": "the topic is closed",
}
"""Parts of error texts that mean that a chat can no longer be reached.

Each has the reason to write to the log.
"""


class About(Enum):
    """What an error of the Bot API is about."""

    UNCHANGED = "the message says so already: nothing is to be done"
    STALE = "the message can no longer be edited: the answer is a new one"
    LATE = "the press or query is too old to be acknowledged: nothing is to be done"
    NO_TOPIC = "the topic is gone: the answer goes to the chat itself"
    NO_COPYING = "the server is older than buttons that copy: they are left out"
    GONE = "this chat no longer accepts messages from the bot"
    OTHER = "anything else"


_ABOUT = {
    "message is not modified": About.UNCHANGED,
    "message to edit not found": About.STALE,
    "message can't be edited": About.STALE,
    "message_id_invalid": About.STALE,
    "query is too old": About.LATE,
    "query_id_invalid": About.LATE,
    "message thread not found": About.NO_TOPIC,
    "topic_deleted": About.NO_TOPIC,
    # sent by servers before Bot API 7.11, which do not know copy buttons
    "text buttons are unallowed": About.NO_COPYING,
} | dict.fromkeys(GONE, About.GONE)


_FAILED: tuple[tuple[type[TelegramError], str], ...] = (
    # the order matters, because in PTB, TimedOut and BadRequest are subclasses of NetworkError
    (EndPointNotFound, "Telegram does not know this bot or this call"),
    (InvalidToken, WRONG_TOKEN),
    (Conflict, TWO_POLLERS),
    (TimedOut, "Telegram did not answer in time"),
    (BadRequest, "Telegram refused the message"),
    (NetworkError, "Telegram could not be reached"),
)


def about(error: TelegramError) -> About:
    """Return what an error is about.

    Return OTHER for a network failure and for unknown errors.
    """
    said = error.message.lower()
    return next((what for part, what in _ABOUT.items() if part in said), About.OTHER)


def meaning(error: TelegramError) -> Outcome:
    """Return what a failed request means for the chat that a notice was sent to.

    The reason in the result never quotes the message that was sent.
    """
    said = error.message.lower()
    for part, reason in GONE.items():
        if part in said:
            return Unreachable(reason)
    if isinstance(error, RetryAfter):
        return Wait(seconds_to_wait(error))
    if isinstance(error, Forbidden):
        return Unreachable("Telegram forbids messages to that chat")
    return Failed(said_plainly(error))


def said_plainly(error: TelegramError) -> str:
    """Describe a failed request for the log, without any of the values in the request."""
    reasons = (reason for kind, reason in _FAILED if isinstance(error, kind))
    return next(reasons, f"Telegram said no ({type(error).__name__})")


def refusal(error: TelegramError) -> str:
    """Return why Telegram refuses this process, or '' if the error is no such refusal.

    The reason is a wrong token, a wrong URL, or another process that polls. PTB raises InvalidToken
    for status 401 and EndPointNotFound for 404.
    """
    if isinstance(error, Conflict) and "webhook" in error.message.lower():
        return WEBHOOK_SET
    if isinstance(error, EndPointNotFound | InvalidToken):
        return WRONG_ADDRESS if "not found" in _first_words(error) else WRONG_TOKEN
    return TWO_POLLERS if isinstance(error, Conflict) else ""


def is_unknown_method(error: TelegramError) -> bool:
    """Whether the error means that the server lacks the called method.

    A wrong token causes status 404 too, but with another text.
    """
    return isinstance(error, EndPointNotFound) and "not found" in _first_words(error)


def _first_words(error: TelegramError) -> str:
    """Return the error text of Telegram's server, without the words that PTB adds."""
    said, cause = "", error
    while isinstance(cause, TelegramError):
        if isinstance(cause, InvalidToken):
            said = cause.message.lower()
        cause = cause.__cause__  # type: ignore[assignment] # any exception or None, which ends the loop
    return said


def may_pass(error: TelegramError) -> bool:
    """Whether the same request could succeed if it is sent again later."""
    if isinstance(error, BadRequest):  # PTB's BadRequest is a NetworkError too
        return False
    return isinstance(error, NetworkError | RetryAfter) or bool(refusal(error))


def seconds_to_wait(error: RetryAfter) -> float:
    """Return how many seconds Telegram asks us to wait.

    PTB gives a number or a timedelta.
    """
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
