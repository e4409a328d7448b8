"""Telegram's webhook: register it, and handle its requests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from telegram import Bot

from adapters.secret_rotation import accepted_secrets, is_one_of
from adapters.telegram.update_parsing import WANTED
from adapters.telegram.updates_in_progress import Updates

_SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
_JSON = {"Content-Type": "application/json"}
_LATER = {"Retry-After": "1"}


@dataclass(frozen=True, slots=True)
class Webhook:
    """The URL to which Telegram sends updates, and the secret in Telegram's requests.

    The secret proves that a request comes from Telegram. For Telegram's own servers, `url` must be
    public and https, with port 443, 80, 88 or 8443. `secret` is 1 to 256 characters of
    `A-Za-z0-9_-`. While a new secret replaces an old one, `secret` is `NEW,OLD`.
    """

    url: str
    secret: str

    async def register(self, bot: Bot) -> None:
        """Register the webhook with Telegram.

        Raises TelegramError if Telegram cannot be reached or refuses.
        """
        await bot.set_webhook(
            self.url, secret_token=accepted_secrets(self.secret)[0], allowed_updates=WANTED
        )

    async def is_registered(self, bot: Bot) -> bool:
        """Whether Telegram sends updates to our webhook's URL.

        Raises TelegramError if Telegram cannot be reached or refuses.
        """
        return (await bot.get_webhook_info()).url == self.url

    def knows(self, headers: Mapping[str, str]) -> bool:
        """Whether a request contains our secret.

        The check takes the same time for every wrong secret.
        """
        shown = headers.get(_SECRET_HEADER, "")
        return is_one_of(shown, accepted_secrets(self.secret))


async def receive(updates: Updates, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
    """Handle the update in a webhook request.

    Return the response: status, headers and body. Status 200 means that the update is handled. With
    this status, the body may contain one call for Telegram to make. Status 503 means that the
    update is not handled, so Telegram sends it again. Status 400 means that the body is no update.
    """
    try:
        raw = json.loads(body)
    except ValueError:
        raw = None
    if not isinstance(raw, dict):
        return 400, {}, b"this is no update\n"
    delivery = updates.take(raw, here=True)
    await delivery.ended()
    if not delivery.handled:
        return 503, _LATER, b""
    if delivery.call is None:
        return 200, {}, b""
    return 200, _JSON, json.dumps(delivery.call).encode()
