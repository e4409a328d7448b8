"""How updates reach a bot: it asks for them, or they are posted to its webhook until it takes them.

The double posts to plain http on 127.0.0.1, where Telegram wants https; and it comes again after a
moment, where Telegram takes longer from time to time.
"""

import asyncio
import re
from collections.abc import Callable
from typing import Any

import aiohttp

from tests.doubles.telegram.rules import Json, Refused, bad, parsed

AGAIN_AFTER = 0.05
PATIENCE = 60.0
_POLLED = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
    "running"
)
_HOOKED = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
    "the webhook first"
)


class Delivering:
    """The updates that a bot has not confirmed yet. `told` wakes who waits for a change.

    `carry_out` does the call that an answer to a post may carry.
    """

    def __init__(
        self,
        changed: asyncio.Condition,
        closing: asyncio.Event,
        carry_out: Callable[[Json], Any],
    ) -> None:
        self.webhook: Json = {}
        self.posted: list[tuple[int, int]] = []
        self.again_after = AGAIN_AFTER
        self.patience = PATIENCE
        self._changed = changed
        self._closing = closing
        self._carry_out = carry_out
        self._updates: list[Json] = []
        self._wanted: list[str] = []
        self._last = 0
        self._polls = 0
        self._poster: asyncio.Task[None] | None = None

    @property
    def pending(self) -> int:
        return len(self._updates)

    async def deliver(self, update: Json, times: int) -> None:
        [kind] = update or [""]
        if self._wanted and kind and kind not in self._wanted:
            return
        self._last += 1
        self._updates += [{"update_id": self._last} | update] * times
        await self._tell()

    async def deliver_again(self, update: Json) -> None:
        self._updates.append(update)
        await self._tell()

    async def close(self) -> None:
        if self._poster is not None:
            self._poster.cancel()
            await asyncio.wait([self._poster])

    # Asked for

    async def get_updates(self, given: Json) -> list[Json]:
        if self.webhook:
            raise Refused(_HOOKED, 409)
        self._want(given)
        offset, seconds = int(given.get("offset", 0)), float(given.get("timeout", 0))
        self._updates = [u for u in self._updates if u["update_id"] >= offset]
        self._polls += 1
        number = self._polls
        await self._tell()  # of two polls Telegram ends the older

        def ended() -> bool:
            return bool(self._updates) or self._closing.is_set() or number != self._polls

        try:
            async with self._changed:
                await asyncio.wait_for(self._changed.wait_for(ended), seconds or 0.001)
        except TimeoutError:
            pass
        if number != self._polls:
            raise Refused(_POLLED, 409)
        return self._updates[: int(given.get("limit", 100))]

    # Posted

    async def set_webhook(self, given: Json) -> bool:
        url = str(given.get("url", ""))
        if not url.startswith(("https://", "http://127.0.0.1:")):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        secret = str(given.get("secret_token", ""))
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise bad("secret token contains unallowed characters")
        self._want(given)
        self.webhook = {"url": url, "secret": secret}
        if str(given.get("drop_pending_updates", "")).lower() == "true":
            self._updates.clear()
        if self._poster is None:
            self._poster = asyncio.create_task(self._post())
        await self._tell()
        return True

    async def delete_webhook(self, given: Json) -> bool:
        self.webhook = {}
        if str(given.get("drop_pending_updates", "")).lower() == "true":
            self._updates.clear()
        return True

    async def webhook_info(self, _: Json) -> Json:
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": self.pending,
        }

    async def _post(self) -> None:
        """Posts what there is, in order for each chat, to at most forty at once."""
        under_way: dict[object, asyncio.Task[None]] = {}
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
            while not self._closing.is_set():
                for update in [*self._updates] if self.webhook else []:
                    key = _chat_of(update)
                    if key not in under_way and len(under_way) < 40:
                        task = group.create_task(self._post_one(session, update))
                        under_way[key] = task
                        task.add_done_callback(lambda _, key=key: under_way.pop(key))  # type: ignore[misc] # mypy cannot type the default
                async with self._changed:
                    await self._changed.wait()

    async def _post_one(self, session: aiohttp.ClientSession, update: Json) -> None:
        taken = await self._is_taken(session, update)
        if taken:
            self._updates.remove(update)
        else:
            await asyncio.sleep(self.again_after)
        asyncio.get_running_loop().call_soon(lambda: asyncio.ensure_future(self._tell()))

    async def _is_taken(self, session: aiohttp.ClientSession, update: Json) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret", "")}
        try:
            async with session.post(
                self.webhook["url"],
                json=update,
                headers=headers,
                timeout=aiohttp.ClientTimeout(self.patience),
            ) as answer:
                self.posted.append((update["update_id"], answer.status))
                body = await answer.read()
                if answer.status != 200:
                    return False
                if body and answer.content_type == "application/json":
                    await self._carry_out(parsed(body.decode(), "webhook answer"))
                return True
        except (aiohttp.ClientError, TimeoutError, OSError):
            self.posted.append((update["update_id"], 0))
            return False

    def _want(self, given: Json) -> None:
        if "allowed_updates" in given:
            self._wanted = parsed(given["allowed_updates"], "allowed updates")

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def _chat_of(update: Json) -> object:
    for kind in ("message", "edited_message", "channel_post"):
        if kind in update and "chat" in update[kind]:
            return update[kind]["chat"]["id"]
    query = update.get("callback_query") or update.get("inline_query")
    return query["from"]["id"] if query else update["update_id"]
