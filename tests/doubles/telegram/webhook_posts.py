"""Post updates to a bot's webhook: those of a chat in order, different chats concurrently."""

import asyncio
import re
from collections import deque
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

import aiohttp

from tests.doubles.telegram.rules import Json, bad, integer, parsed

if TYPE_CHECKING:
    from tests.doubles.telegram.deliveries import Delivering

_PORTS = {None, 443, 80, 88, 8443}
_NOT_IN_ANSWERS = {"deletewebhook", "setwebhook", "close", "logout"}


@dataclass(frozen=True)
class Webhook:
    """A webhook's URL and secret, and how many updates are posted at once."""

    url: str
    secret: str
    max_connections: int

    @classmethod
    def of(cls, given: Json) -> Self:
        url, secret = str(given["url"]), str(given.get("secret_token", ""))
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise bad("invalid webhook URL specified") from None
        if not parts.hostname:
            raise bad("invalid webhook URL specified")
        if len(secret.encode()) > 256:
            raise bad("secret token is too long")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
            raise bad("secret token contains unallowed characters")
        if parts.scheme == "https" and port not in _PORTS:
            raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        hook = cls(url, secret, integer(given, "max_connections", 40, 1, 100))
        if parts.scheme != "https" and not hook.is_here:
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        return hook

    @property
    def is_here(self) -> bool:
        return self.url.startswith("http://127.0.0.1:")

    def as_json(self) -> Json:
        return asdict(self)


class Poster:
    """Posts to one webhook until it is closed. Repeats updates that are not accepted."""

    def __init__(self, hook: Webhook, delivering: "Delivering") -> None:
        self._hook = hook
        self._delivering = delivering
        self._lanes: dict[object, deque[tuple[int, Json]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(hook.max_connections)
        self._session: aiohttp.ClientSession | None = None
        self._under_way = 0

    def post(self, ticket: int, update: Json) -> None:
        if not self._hook.is_here:
            return
        queue = _lane_of(update)
        if queue in self._lanes:
            self._lanes[queue].append((ticket, update))
            return
        self._lanes[queue] = deque([(ticket, update)])
        task = asyncio.create_task(self._run(queue))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        tasks = [each for each in self._tasks if each is not asyncio.current_task()]
        for each in tasks:
            each.cancel()
        if tasks:
            await asyncio.wait(tasks)
        if self._session is not None:
            await self._session.close()

    async def _run(self, queue: object) -> None:
        waiting = self._lanes[queue]
        while waiting and self._delivering.webhook == self._hook.as_json():
            ticket, update = waiting[0]
            async with self._free:
                again = await self._post(update)
            if again is None:
                waiting.popleft()
                self._delivering.taken(ticket)
            else:
                await asyncio.sleep(max(again, self._delivering.again_after))
        del self._lanes[queue]

    async def _post(self, update: Json) -> float | None:
        """Post an update. Return None if it was accepted, else the seconds until a retry."""
        self._under_way += 1
        at = self._delivering
        at.most_at_once = max(at.most_at_once, self._under_way)
        status, words, after = 0, "", 0.0
        try:
            status, words, after = await self._try(update)
        except TimeoutError:
            words = "Read timeout expired"
        except aiohttp.ClientConnectorError:
            words = "Connection refused"
        except (aiohttp.ClientError, OSError):
            words = "Webhook connection closed"
        finally:
            self._under_way -= 1
        at.posted.append((int(update["update_id"]), status))
        if words:
            at.went_wrong(words)
            return after
        return None

    async def _try(self, update: Json) -> tuple[int, str, float]:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        secret = self._hook.secret
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        patience = aiohttp.ClientTimeout(self._delivering.patience)
        async with self._session.post(
            self._hook.url, json=update, headers=headers, timeout=patience, allow_redirects=False
        ) as answer:
            body = await answer.read()
            if not 200 <= answer.status <= 299:
                after = answer.headers.get("Retry-After", "")
                wrong = f"Wrong response from the webhook: {answer.status} {answer.reason}"
                return answer.status, wrong, float(after) if after.isdecimal() else 0.0
            if answer.content_type == "application/json":
                await self._do(body)
            return answer.status, "", 0.0

    async def _do(self, body: bytes) -> None:
        """Make the call in the response, unless it returns data or changes the webhook."""
        call = parsed(body.decode() or "{}", "webhook answer")
        method = str(call.get("method", "")).lower()
        if method and method not in _NOT_IN_ANSWERS and not method.startswith("get"):
            await self._delivering.carry_out(call)


def _lane_of(update: Json) -> object:
    for kind in ("message", "edited_message", "channel_post", "edited_channel_post"):
        if kind in update and "chat" in update[kind]:
            return update[kind]["chat"]["id"]
    query = update.get("callback_query") or update.get("inline_query")
    return query["from"]["id"] if query else f"update {update['update_id']}"
