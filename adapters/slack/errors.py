"""What went wrong with a call to Slack: its own code for it, and how long it asks to wait."""

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

NO_ANSWER = "no_answer"
"""Our own word among Slack's error codes: the network failed, or what came was no answer."""
RATE_LIMITED = "ratelimited"

TROUBLE = (
    SlackClientError,
    aiohttp.ClientError,
    OSError,  # TimeoutError is one
    ValueError,
    # slack_sdk stumbles so over a 200 whose body is no JSON object: a proxy's page, say
    AttributeError,
    LookupError,
    TypeError,
)
"""What a call may raise: Slack's refusals, and every way in which a network fails."""


class LimitedError(SlackClientError):
    """Slack asked to wait, and so the call was not made."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Slack asks to wait {seconds:g} s")
        self.seconds = seconds


def error_of(error: BaseException) -> str:
    """Slack's code for what went wrong, such as `channel_not_found`; else `NO_ANSWER`."""
    if isinstance(error, LimitedError):
        return RATE_LIMITED
    if not isinstance(error, SlackApiError):
        return NO_ANSWER
    if _status(error) == 429:  # noqa: PLR2004 - Too Many Requests
        return RATE_LIMITED
    data = getattr(error.response, "data", None)
    found = data.get("error") if isinstance(data, dict) else None
    return found if isinstance(found, str) else NO_ANSWER


def retry_after(error: BaseException, otherwise: float = 30.0) -> float:
    """The seconds that Slack asks to wait."""
    if isinstance(error, LimitedError):
        return error.seconds
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("Retry-After", otherwise)))
    except (TypeError, ValueError):
        return otherwise


def _status(error: SlackApiError) -> int:
    return int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0))
