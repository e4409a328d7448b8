"""HTTP mode: post signed requests to the app's request URL."""

import asyncio
import hashlib
import hmac
import json
import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import aiohttp

from tests.doubles.slack.deliveries import Delivery, Forgery, Outcome
from tests.doubles.slack.payloads import VERIFICATION_TOKEN
from tests.doubles.slack.schema import Json

if TYPE_CHECKING:
    from tests.doubles.slack.platform import SlackPlatform

FORM = "application/x-www-form-urlencoded"
# older than the five minutes that an app may accept:
# https://docs.slack.dev/authentication/verifying-requests-from-slack
STALE_SECONDS = 60 * 6


class HttpEvents:
    """The transport that posts to the app's `/slack/events`."""

    def __init__(self, slack: "SlackPlatform") -> None:
        self._slack = slack
        self._session: aiohttp.ClientSession | None = None
        self.url: str | None = None

    async def use(self, url: str) -> None:
        """Deliver to this URL from now on. The app must first echo Slack's challenge."""
        challenge = self._slack.next_id("challenge-", digits=16)
        body = {"token": VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"}
        status, answer, _ = await self._post(url, json.dumps(body), "application/json", {}, None)
        found = answer
        if answer.startswith("{"):
            found = str(json.loads(answer).get("challenge"))
        if status != 200 or found.strip() != challenge:
            self._slack.violate("url_verification", f"answered {status} {answer[:100]!r}")
        self.url = url

    async def offer(self, delivery: Delivery, attempt: int, reason: str) -> Outcome:
        assert self.url is not None
        body, content_type = _encoded(delivery)
        headers: dict[str, str] = {}
        if attempt:
            words = {"timeout": "http_timeout"}.get(reason, reason)
            headers = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": words}
        forgery = self._slack.delivery_service.forgery
        try:
            async with asyncio.timeout(self._slack.ack_within):
                status, answer, kind = await self._post(
                    self.url, body, content_type, headers, forgery
                )
        except TimeoutError:
            words = f"{delivery.what}: no answer within {self._slack.ack_within:g} s"
            self._slack.violate("unacknowledged", words)
            return Outcome.LATE
        except aiohttp.ClientError:
            return Outcome.UNREACHABLE
        delivery.status = status
        if forgery is not None:
            return self._answer_to_a_forgery(delivery, status, forgery)
        if status != 200:
            self._slack.violate("refused", f"{delivery.what}: answered {status} {answer[:100]!r}")
            return Outcome.REFUSED
        self._slack.delivery_service.acknowledge(delivery, self._read(delivery, answer, kind))
        return Outcome.ACKNOWLEDGED

    def _answer_to_a_forgery(self, delivery: Delivery, status: int, forgery: Forgery) -> Outcome:
        if status < 400:
            words = f"{delivery.what}: took a request that is {forgery} ({status})"
            self._slack.violate("forgery", words)
            return Outcome.ACKNOWLEDGED
        return Outcome.REFUSED

    def _read(self, delivery: Delivery, answer: str, content_type: str) -> object:
        if not answer:
            return None
        if content_type != "application/json":
            return answer
        try:
            found: object = json.loads(answer)
        except ValueError:
            self._slack.violate("answer", f"{delivery.what}: no JSON: {answer[:100]!r}")
            return None
        return found

    async def _post(
        self,
        url: str,
        body: str,
        content_type: str,
        headers: dict[str, str],
        forgery: Forgery | None,
    ) -> tuple[int, str, str]:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        sent = body.replace('"', '" ', 1) + " " if forgery == "altered" else body
        signed = {**headers, "Content-Type": content_type, **self._signature(body, forgery)}
        signed["User-Agent"] = "Slackbot 1.0 (+https://api.slack.com/robots)"
        async with self._session.post(
            url, data=sent.encode(), headers=signed, allow_redirects=False
        ) as response:
            return response.status, await response.text(), response.content_type

    def _signature(self, body: str, forgery: Forgery | None) -> dict[str, str]:
        if forgery == "unsigned":
            return {}
        at = str(int(time.time()) - (STALE_SECONDS if forgery == "stale" else 0))
        secret = "another secret" if forgery == "wrong secret" else self._slack.signing_secret
        digest = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()


def _encoded(delivery: Delivery) -> tuple[str, str]:
    payload: Json = delivery.payload
    if delivery.kind == "events_api":
        return json.dumps(payload), "application/json"
    if delivery.kind == "slash_commands":
        return urlencode(payload), FORM
    return urlencode({"payload": json.dumps(payload)}), FORM
