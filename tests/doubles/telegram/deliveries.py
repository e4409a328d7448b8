"""Deliver updates to a bot: by polling, or by posting to its webhook until it accepts them.

Unlike Telegram, which requires https and a public host name, the double posts only to plain http on
127.0.0.1. It retries sooner than Telegram, which waits one second and doubles the wait each time.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from tests.doubles.telegram.changes import Changes
from tests.doubles.telegram.rules import Json, Refused, integer, parsed, yes
from tests.doubles.telegram.webhook_posts import Poster, Webhook

AGAIN_AFTER = 0.05
PATIENCE = 60.0
KINDS = {
    "message", "edited_message", "channel_post", "edited_channel_post", "inline_query",
    "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query", "poll",
    "poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost",
    "removed_chat_boost", "message_reaction", "message_reaction_count", "business_connection",
    "business_message", "edited_business_message", "deleted_business_messages",
}  # fmt: skip
UNLESS_ASKED = {"chat_member", "message_reaction", "message_reaction_count"}
_POLLED = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
    "running"
)
_SET = "Conflict: terminated by setWebhook request"
_HOOKED = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
    "the webhook first"
)


class Delivering:
    """Delivers updates to a bot until it confirms them.

    `carry_out` makes the call that the response to a post may contain. Tests read `posted` (each
    post's update id and status, 0 without a response) and `most_at_once`. Tests set `again_after`
    and `patience`, in seconds.
    """

    def __init__(
        self,
        changes: Changes,
        closing: asyncio.Event,
        carry_out: Callable[[Json], Awaitable[None]],
    ) -> None:
        self.posted: list[tuple[int, int]] = []
        self.most_at_once = 0
        self.again_after = AGAIN_AFTER
        self.patience = PATIENCE
        self.ignores_timeout = False  # True imitates proxies that answer every poll at once
        self.webhook: Json = {}
        self.latest: Json = {}
        self.carry_out = carry_out
        self.last_error: tuple[int, str] | None = None
        self._changes = changes
        self._closing = closing
        self._updates: dict[int, Json] = {}
        self._wanted = KINDS - UNLESS_ASKED
        self._last = 0
        self._tickets = 0
        self._polls = 0
        self._asked = (-1, 0.0)
        self._poster: Poster | None = None

    @property
    def pending(self) -> int:
        return len(self._updates)

    async def deliver(self, update: Json, times: int = 1) -> None:
        kind = next(iter(update), "")
        if kind and kind not in self._wanted:
            return
        self._last += 1
        self.latest = {"update_id": self._last} | update
        for _ in range(times):
            await self.deliver_again(self.latest)

    async def deliver_again(self, update: Json) -> None:
        self._tickets += 1
        self._updates[self._tickets] = update
        if self._poster is not None:
            self._poster.post(self._tickets, update)
        self._changes.tell()

    async def close(self) -> None:
        if self._poster is not None:
            await self._poster.close()

    # Polling

    async def get_updates(self, given: Json) -> list[Json]:
        if self.webhook:
            raise Refused(_HOOKED, 409)
        self._want(given)
        offset = integer(given, "offset", 0)
        self._updates = {n: u for n, u in self._updates.items() if u["update_id"] >= offset}
        self._polls += 1
        number = self._polls
        self._changes.tell()  # this ends an older poll, as Telegram does
        seconds, limit = self._unhurried(given, offset)
        until = time.monotonic() + (0 if self.ignores_timeout else seconds)
        while not self._updates and number == self._polls and not self._closing.is_set():
            left = until - time.monotonic()
            if left <= 0:
                break
            await self._changes.next(left)
        if number != self._polls:
            raise Refused(_SET if self.webhook else _POLLED, 409)
        return list(self._updates.values())[:limit]

    def _unhurried(self, given: Json, offset: int) -> tuple[int, int]:
        """Return how long a poll waits, and the maximum number of updates that it gets.

        A poll that is repeated within 3 seconds waits at least 3 seconds; one that is repeated
        within half a second gets only one update.
        """
        seconds, limit = integer(given, "timeout", 0, 0, 50), integer(given, "limit", 100, 1, 100)
        before, self._asked = self._asked, (offset, time.monotonic())
        since = time.monotonic() - before[1]
        if offset == before[0] and since < 3:
            seconds = max(seconds, 3)
        if offset == before[0] and since < 0.5:
            limit = 1
        return seconds, limit

    # Webhook

    async def set_webhook(self, given: Json) -> bool:
        if not given.get("url"):
            return await self.delete_webhook(given)
        hook = Webhook.of(given)
        self._want(given)
        if yes(given, "drop_pending_updates"):
            self._updates.clear()
        elif self._poster is not None and self.webhook == hook.as_json():
            return True
        await self.close()
        self.webhook, self.last_error = hook.as_json(), None
        self._polls += 1  # this ends any running poll
        self._poster = Poster(hook, self)
        for ticket, update in self._updates.items():
            self._poster.post(ticket, update)
        self._changes.tell()
        return True

    def set_by_hand(self, url: str) -> None:
        """Set a webhook as a person might in a browser. Nothing is posted to it."""
        self.webhook = {"url": url, "max_connections": 40}
        self._polls += 1  # this ends any running poll
        self._changes.tell()

    async def delete_webhook(self, given: Json) -> bool:
        await self.close()
        self.webhook, self.last_error, self._poster = {}, None, None
        if yes(given, "drop_pending_updates"):
            self._updates.clear()
        return True

    async def webhook_info(self, _: Json) -> Json:
        info: Json = {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": self.pending,
        }
        if self.webhook:
            info["max_connections"] = self.webhook["max_connections"]
        if self.last_error is not None:
            info["last_error_date"], info["last_error_message"] = self.last_error
        if self._wanted != KINDS - UNLESS_ASKED:
            info["allowed_updates"] = sorted(self._wanted)
        return info

    def taken(self, ticket: int) -> None:
        self._updates.pop(ticket, None)
        self._changes.tell()

    def went_wrong(self, words: str) -> None:
        self.last_error = int(time.time()), words
        self._changes.tell()

    def _want(self, given: Json) -> None:
        """Set the allowed updates. Ignore a value that is not a list, and unknown names."""
        if "allowed_updates" not in given:
            return
        try:
            named = parsed(given["allowed_updates"], "allowed updates")
        except Refused:
            return
        if isinstance(named, list):
            self._wanted = KINDS & {str(each).lower() for each in named} or KINDS - UNLESS_ASKED
