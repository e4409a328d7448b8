"""How commands, events and interactions reach the app: once, or again if it does not answer."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Literal, Protocol

from tests.doubles.slack import answers
from tests.doubles.slack.messages import SlackView
from tests.doubles.slack.schema import Json

if TYPE_CHECKING:
    from tests.doubles.slack.people import Person
    from tests.doubles.slack.platform import SlackPlatform

Kind = Literal["slash_commands", "events_api", "interactive"]
Forgery = Literal["unsigned", "wrong secret", "altered", "stale"]


class Outcome(Enum):
    """The result of one attempt, with the reason that the next attempt would state."""

    ACKNOWLEDGED = ""
    LATE = "timeout"
    LOST = "connection closed"
    UNREACHABLE = "connection_failed"
    REFUSED = "http_error"


@dataclass(eq=False)
class Delivery:
    """One thing delivered to the app, with its result."""

    kind: Kind
    payload: Json
    what: str
    person: "Person | None" = None
    answerable: bool = False
    view: SlackView | None = None
    attempts: list[Outcome] = field(default_factory=list)
    acknowledged: bool = False
    answer: object = None
    """What came with the acknowledgement: a message, a view's errors; None if there was nothing."""
    status: int | None = None
    """Over HTTP: the status of the last response."""
    withheld: str = ""
    """Why Slack never sends this to the app, if it does not."""
    forged: bool = False

    @property
    def outcome(self) -> str:
        """The result in a word or two."""
        if self.withheld:
            return f"not sent, {self.withheld}"
        if self.acknowledged:
            return "acknowledged"
        return ", ".join(attempt.name.lower() for attempt in self.attempts) or "not yet answered"


class Transport(Protocol):
    """A way to the app: Socket Mode or HTTP."""

    async def offer(self, delivery: Delivery, attempt: int, reason: str) -> Outcome:
        """Send it once and wait for the acknowledgement, at most as long as Slack would."""


class DeliveryService:
    """Deliver to the app, and repeat events up to three times."""

    def __init__(self, slack: "SlackPlatform") -> None:
        self._slack = slack
        self._retries: set[asyncio.Task[None]] = set()
        self.forgery: Forgery | None = None

    @contextmanager
    def forging(self, forgery: Forgery) -> Iterator[None]:
        """Make requests come from someone other than Slack: no signature, another secret, ..."""
        self.forgery = forgery
        try:
            yield
        finally:
            self.forgery = None

    async def deliver(self, delivery: Delivery) -> Delivery:
        """Await the first attempt; further ones go on in the background."""
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
        """Deliver the same thing again although it was acknowledged, as Slack does at times."""
        return await self._attempt(delivery, len(delivery.attempts), Outcome.LATE.value)

    async def settled(self) -> None:
        """Wait until nothing is left to redeliver."""
        while self._retries:
            await asyncio.wait(self._retries)

    async def stop(self) -> None:
        for task in self._retries:
            task.cancel()
        await asyncio.gather(*self._retries, return_exceptions=True)

    def acknowledge(self, delivery: Delivery, answer: object) -> None:
        """Record the app's response; the first one counts, even if a later attempt brought it."""
        first = not delivery.acknowledged
        delivery.acknowledged = True
        if first:
            delivery.answer = answer
            answers.take(delivery, self._slack)
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
