"""Deliver commands, events and interactions to the app, and repeat unacknowledged events."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Literal, Protocol

from tests.doubles.slack import acknowledgements
from tests.doubles.slack.messages import SlackView
from tests.doubles.slack.schema import Json

if TYPE_CHECKING:
    from tests.doubles.slack.people import Person
    from tests.doubles.slack.platform import SlackPlatform

Kind = Literal["slash_commands", "events_api", "interactive"]
Forgery = Literal["unsigned", "wrong secret", "altered", "stale"]


class Outcome(Enum):
    """The result of one attempt to deliver.

    Its value is the retry reason that Slack sends with the next attempt.
    """

    ACKNOWLEDGED = ""
    LATE = "timeout"
    LOST = "connection closed"
    UNREACHABLE = "connection_failed"
    REFUSED = "http_error"


@dataclass(eq=False)
class Delivery:
    """A command, event or interaction for the app, with the results of its attempts."""

    kind: Kind
    payload: Json
    what: str
    person: "Person | None" = None
    answerable: bool = False
    view: SlackView | None = None
    attempts: list[Outcome] = field(default_factory=list)
    acknowledged: bool = False
    answer: object = None
    """The content of the acknowledgement: a message, or a view's errors. None if it was empty."""
    status: int | None = None
    """The status of the last HTTP response, or None with Socket Mode."""
    withheld: str = ""
    """Why Slack would not send this to the app, or '' if it would."""
    forged: bool = False

    @property
    def outcome(self) -> str:
        """Return the result of the latest attempt."""
        if self.withheld:
            return f"not sent, {self.withheld}"
        if self.acknowledged:
            return "acknowledged"
        return ", ".join(attempt.name.lower() for attempt in self.attempts) or "not yet answered"


class Transport(Protocol):
    """How deliveries reach the app: Socket Mode or HTTP."""

    async def offer(self, delivery: Delivery, attempt: int, reason: str) -> Outcome:
        """Send the delivery once, and wait for the acknowledgement."""


class DeliveryService:
    """Delivers to the app, and repeats events up to three times."""

    def __init__(self, slack: "SlackPlatform") -> None:
        self._slack = slack
        self._retries: set[asyncio.Task[None]] = set()
        self.forgery: Forgery | None = None

    @contextmanager
    def forging(self, forgery: Forgery) -> Iterator[None]:
        """While this context is open, send requests that Slack did not sign."""
        self.forgery = forgery
        try:
            yield
        finally:
            self.forgery = None

    async def deliver(self, delivery: Delivery) -> Delivery:
        """Make the first attempt and wait for its result. Retries run in the background."""
        self._slack.deliveries.append(delivery)
        delivery.forged = self.forgery is not None
        delivery.withheld = delivery.withheld or self._slack.manifest.why_withheld(delivery)
        if delivery.withheld:
            self._slack.changed()
            return delivery
        outcome = await self._attempt(delivery, 0, "")
        if delivery.acknowledged or delivery.forged:
            return delivery
        if delivery.kind == "events_api":
            task = asyncio.create_task(self._retry(delivery, outcome))
            self._retries.add(task)
            task.add_done_callback(self._retries.discard)
        elif delivery.person is not None:
            word = "operation_timeout" if outcome is Outcome.LATE else "dispatch_failed"
            delivery.person.told.append(f"{delivery.what} failed with the error {word!r}")
            self._slack.changed()
        return delivery

    async def again(self, delivery: Delivery) -> Outcome:
        """Deliver something again that was acknowledged, as Slack sometimes does."""
        return await self._attempt(delivery, len(delivery.attempts), Outcome.LATE.value)

    async def settled(self) -> None:
        """Wait until there is nothing to redeliver."""
        while self._retries:
            await asyncio.wait(self._retries)

    async def stop(self) -> None:
        for task in self._retries:
            task.cancel()
        await asyncio.gather(*self._retries, return_exceptions=True)

    def acknowledge(self, delivery: Delivery, answer: object) -> None:
        """Record the app's response to any attempt. Only the first response counts."""
        first = not delivery.acknowledged
        delivery.acknowledged = True
        if first:
            delivery.answer = answer
            acknowledgements.take(delivery, self._slack)
        self._slack.changed()

    async def _attempt(self, delivery: Delivery, attempt: int, reason: str) -> Outcome:
        transport: Transport = self._slack.http if self._slack.http.url else self._slack.sockets
        outcome = await transport.offer(delivery, attempt, reason)
        delivery.attempts.append(outcome)
        self._slack.changed()
        return outcome

    async def _retry(self, delivery: Delivery, outcome: Outcome) -> None:
        for number, delay in enumerate(self._slack.retry_delays, start=1):
            await asyncio.sleep(delay)
            if not self._slack.http.url:
                await self._slack.sockets.wait_for_a_connection()
            if delivery.acknowledged:
                return
            outcome = await self._attempt(delivery, number, outcome.value)
            if delivery.acknowledged:
                return
