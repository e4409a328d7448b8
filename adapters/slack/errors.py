"""Read the error code and the wait time from a failed Slack call."""

import re

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from core.measurements import PLATFORM_ERRORS

NO_ANSWER = "no_answer"
"""Our own error code for a call that got no valid response, such as after a network failure."""
RATE_LIMITED = "ratelimited"

TROUBLE = (
    SlackClientError,
    aiohttp.ClientError,
    OSError,  # includes TimeoutError
    ValueError,
    # slack_sdk raises this for a 200 response whose body is not a JSON object, such as a proxy's
    # error page
    AttributeError,
    LookupError,
    TypeError,
)
"""The exceptions that a call may raise: Slack's errors and all network failures."""


class LimitedError(SlackClientError):
    """Raised without making a call, because Slack asked us to wait for `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Slack asks to wait {seconds:g} s")
        self.seconds = seconds


def error_of(error: BaseException) -> str:
    """Return Slack's error code, such as `channel_not_found`.

    If the error has no code, return `NO_ANSWER`.
    """
    if isinstance(error, LimitedError):
        return RATE_LIMITED
    if not isinstance(error, SlackApiError):
        return NO_ANSWER
    if _status(error) == 429:  # noqa: PLR2004 - Too Many Requests
        return RATE_LIMITED
    data = getattr(error.response, "data", error.response)
    found = data.get("error") if isinstance(data, dict) else None
    return found if isinstance(found, str) else NO_ANSWER


def count_error(error: BaseException) -> None:
    """Count a failed call by its error code, for metrics."""
    code = error_of(error)
    PLATFORM_ERRORS.add("slack", code if _CODE.fullmatch(code) else "other")


_CODE = re.compile("[a-z0-9_]{1,60}")


def retry_after(error: BaseException, otherwise: float = 30.0) -> float:
    """Return how many seconds Slack asks us to wait, or `otherwise` if Slack does not say."""
    if isinstance(error, LimitedError):
        return error.seconds
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("Retry-After", otherwise)))
    except (TypeError, ValueError):
        return otherwise


def _status(error: SlackApiError) -> int:
    return int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0))
