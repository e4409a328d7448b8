"""The table of failures: what people, the log and the metrics show for each one.

`make docs` writes docs/failures.md from it, and tests/e2e/test_failure_table.py tests each row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

AT_ONCE = "the answer, at once or after some seconds"
LATER = "the answer later, with an apology once it is a minute late"
NEVER = "nothing: this chat takes no messages"
NOTHING_YET = "nothing until it is over; then the answer, as nothing was confirmed"


@dataclass(frozen=True)
class Failure:
    """One row of the table.

    The platform's double injects `fault` into calls of `method`. `log` is part of the log line, and
    `kind` is the label in `edgefinder_platform_errors_total`; '' if there is none.
    """

    platform: str
    what: str
    person: str
    method: str
    fault: Mapping[str, Any] = field(default_factory=dict)
    log: str = ""
    kind: str = ""

    @property
    def id(self) -> str:
        return f"{self.platform}-{self.method}-{self.what}"


def _telegram(what: str, person: str, log: str = "", kind: str = "", **fault: Any) -> Failure:
    return Failure("telegram", what, person, "sendMessage", fault, log, kind)


def _polling(what: str, log: str, kind: str = "", **fault: Any) -> Failure:
    return Failure("telegram", what, NOTHING_YET, "getUpdates", fault, log, kind)


def _slack(what: str, person: str, log: str = "", kind: str = "", **fault: Any) -> Failure:
    return Failure("slack", what, person, "chat.postMessage", fault, log, kind)


def _connecting(what: str, log: str, kind: str = "", **fault: Any) -> Failure:
    return Failure("slack", what, NOTHING_YET, "apps.connections.open", fault, log, kind)


_LONG = 1_000  # in seconds, longer than the app waits for any answer
_NOT_OUT = "an answer on Telegram did not go out"
_NOT_GIVEN = "an answer could not be given: Slack said "

FAILURES = (
    # answers whose first try to be sent on Telegram fails
    _telegram("its server is in trouble (500)", AT_ONCE, kind="500", status=500),
    _telegram("its server is in trouble (502)", AT_ONCE, kind="502", status=502),
    _telegram("its server is in trouble (503)", AT_ONCE, kind="503", status=503),
    _telegram("the connection breaks", AT_ONCE, kind="unreachable", failure="reset"),
    _telegram(
        "its answer is lost on the way",
        f"{AT_ONCE}, perhaps twice",
        failure="answer lost",
        kind="unreachable",
    ),
    _telegram("its answer is not JSON", f"{AT_ONCE}, perhaps twice", failure="garbage"),
    _telegram("it does not answer in time", AT_ONCE, kind="timeout", failure="timeout"),
    _telegram("it asks to wait for a second (429)", AT_ONCE, kind="429", status=429, retry_after=1),
    _telegram(
        "it asks to wait for an hour (429)",
        LATER,
        f"{_NOT_OUT}: Wait",
        "429",
        status=429,
        retry_after=3600,
    ),
    _telegram("its server is away for minutes", LATER, _NOT_OUT, "503", status=503, times=_LONG),
    _telegram(
        "the connection breaks for minutes",
        LATER,
        _NOT_OUT,
        "unreachable",
        failure="reset",
        times=_LONG,
    ),
    # questions that do not arrive from Telegram
    _polling(
        "the token is wrong (401)",
        "the token is wrong: set EDGEFINDER_TELEGRAM_TOKEN",
        "401",
        status=401,
    ),
    _polling("a proxy answers 404", "no Bot API for this token at that address", "404", status=404),
    _polling(
        "another program polls (409)",
        "another program polls with the same token",
        "409",
        status=409,
    ),
    _polling(
        "its server is in trouble while polled", "Telegram cannot be reached", "502", status=502
    ),
    _polling(
        "the connection breaks while polled",
        "Telegram cannot be reached",
        "unreachable",
        failure="reset",
    ),
    _polling("polling gets no JSON", "Telegram cannot be reached", failure="garbage"),
    # answers whose first try to be sent on Slack fails
    _slack("the connection breaks once", AT_ONCE, failure="reset"),
    _slack(
        "it asks to wait for a second (429)",
        AT_ONCE,
        kind="ratelimited",
        error="ratelimited",
        retry_after=1,
    ),
    _slack(
        "its server is in trouble (503)", LATER, f"{_NOT_GIVEN}no_answer", "no_answer", status=503
    ),
    _slack(
        "it fails inside (internal_error)",
        LATER,
        f"{_NOT_GIVEN}internal_error",
        "internal_error",
        error="internal_error",
    ),
    _slack(
        "it fails inside (fatal_error)",
        LATER,
        f"{_NOT_GIVEN}fatal_error",
        "fatal_error",
        error="fatal_error",
    ),
    _slack(
        "it is being maintained (service_unavailable)",
        LATER,
        f"{_NOT_GIVEN}service_unavailable",
        "service_unavailable",
        error="service_unavailable",
    ),
    _slack(
        "the token is refused (invalid_auth)",
        LATER,
        f"{_NOT_GIVEN}invalid_auth",
        "invalid_auth",
        error="invalid_auth",
    ),
    _slack(
        "the app was removed (account_inactive)",
        LATER,
        f"{_NOT_GIVEN}account_inactive",
        "account_inactive",
        error="account_inactive",
    ),
    _slack(
        "the channel is gone (channel_not_found)",
        LATER,
        f"{_NOT_GIVEN}channel_not_found",
        "channel_not_found",
        error="channel_not_found",
    ),
    _slack(
        "an error that Slack invents later",
        LATER,
        f"{_NOT_GIVEN}something_new",
        "something_new",
        error="something_new",
    ),
    # connecting to Slack
    _connecting(
        "the app-level token is refused",
        "EDGEFINDER_SLACK_APP_TOKEN is wrong",
        "invalid_auth",
        error="invalid_auth",
    ),
    _connecting(
        "its server is in trouble while connecting",
        "Slack cannot be reached",
        "no_answer",
        status=503,
    ),
    _connecting(
        "it fails inside while connecting",
        "Slack cannot be reached (internal_error)",
        "internal_error",
        error="internal_error",
    ),
)
