"""The doctor's online checks: tokens, webhooks, this machine's clock and the public URL."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp

from adapters.cli.token_owners import (
    FAULTS,
    PATIENCE,
    slack_app,
    slack_socket_opens,
    telegram_bot,
)
from adapters.derived_settings import trusted_workspaces, webhook_address
from adapters.settings import Settings, SettingsError
from adapters.slack.manifest import scopes_for

GOOD, OFF, WRONG = "✓", "○", "✗"

Finding = tuple[str, str]
"""A finding: its status mark and its text."""

_MOST_SECONDS_OFF = 120
"""How many seconds the clock may be off.

Slack refuses signatures that are 5 minutes old. Certificates and tokens tolerate more.
"""
_OK = 200


async def online_findings(settings: Settings) -> list[Finding]:
    """Yield whether the platforms accept our tokens, and whether our public URL answers."""
    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
        found = [each async for each in _telegram(session, settings)]
        found += [each async for each in _slack(session, settings)]
        found += [each async for each in _address(session, settings)]
    return found


async def _telegram(session: aiohttp.ClientSession, settings: Settings) -> AsyncIterator[Finding]:
    if settings.telegram_token is None:
        return
    token, api = settings.telegram_token.get_secret_value(), settings.telegram_api_url.rstrip("/")
    try:
        bot = await telegram_bot(session, api, token)
        if not bot:
            yield (
                WRONG,
                (
                    "telegram: the token is refused; ask @BotFather for the bot's token, and set "
                    "EDGEFINDER_TELEGRAM_TOKEN"
                ),
            )
            return
        yield GOOD, f"telegram: the token is that of @{bot}"
        async with session.get(f"{api}/bot{token}/getWebhookInfo") as answer:
            webhook = str((await answer.json())["result"].get("url", ""))
            moment = answer.headers.get("Date", "")
    except KeyError:
        yield OFF, f"telegram: {api} does not answer like Telegram; check what runs there"
        return
    except FAULTS:
        yield OFF, f"telegram: {api} does not answer; check that this machine can reach it"
        return
    if webhook and settings.telegram_webhook_secret is None:
        yield (
            WRONG,
            (
                "telegram: a webhook is set, so polling gets no updates; run "
                "'edgefinder telegram setup', or stop the other server that uses "
                "this bot"
            ),
        )
    if settings.telegram_webhook_secret is not None and webhook != _our_webhook(settings):
        yield (
            OFF,
            (
                "telegram: the webhook is not set to this server yet, so no updates "
                "arrive; 'edgefinder serve' sets it when it starts"
            ),
        )
    if settings.slack_bot_token is None:  # use Slack's answer to check the clock
        for each in _clock(moment):
            yield each


def _our_webhook(settings: Settings) -> str:
    try:
        return webhook_address(settings)
    except SettingsError:
        return ""


async def _slack(session: aiohttp.ClientSession, settings: Settings) -> AsyncIterator[Finding]:
    if settings.slack_bot_token is None:
        return
    token = settings.slack_bot_token.get_secret_value()
    try:
        app = await slack_app(session, settings.slack_api_url, token)
    except FAULTS:
        yield (
            OFF,
            f"slack: {settings.slack_api_url} does not answer; check that it can be reached",
        )
        return
    if app is None:
        yield (
            WRONG,
            (
                "slack: the bot token is refused; install the app again on api.slack.com/apps, and "
                "set EDGEFINDER_SLACK_BOT_TOKEN"
            ),
        )
        return
    yield GOOD, f"slack: the token is that of {app.team}"
    needed = scopes_for(linking=bool(trusted_workspaces(settings)), pages=bool(settings.public_url))
    if missing := [each for each in needed if each not in app.scopes]:
        yield (
            WRONG,
            (
                f"slack: the app lacks the scopes {', '.join(missing)}; paste the manifest of "
                "'edgefinder slack manifest', and install the app again"
            ),
        )
    async for each in _slack_app_token(session, settings):
        yield each
    for each in _clock(app.moment):
        yield each


async def _slack_app_token(
    session: aiohttp.ClientSession, settings: Settings
) -> AsyncIterator[Finding]:
    """Yield what is wrong with the token for Socket Mode."""
    if settings.slack_app_token is None:
        return
    token = settings.slack_app_token.get_secret_value()
    try:
        opens = await slack_socket_opens(session, settings.slack_api_url, token)
    except FAULTS:
        return  # Slack cannot be reached, which the check of the bot token has already reported
    if not opens:
        yield (
            WRONG,
            (
                "slack: the app-level token is refused; make one with connections:write on "
                "api.slack.com/apps, Basic Information, and set EDGEFINDER_SLACK_APP_TOKEN"
            ),
        )


def _clock(moment: str) -> Iterator[Finding]:
    """Yield whether this machine's clock agrees with the time in a response."""
    try:
        told = parsedate_to_datetime(moment)
    except ValueError:
        return
    off = round((datetime.now(UTC) - told).total_seconds())
    if abs(off) > _MOST_SECONDS_OFF:
        how = "fast" if off > 0 else "slow"
        yield (
            WRONG,
            (
                f"clock: {abs(off)} seconds {how}, so signed requests are refused; set "
                "the clock, and keep it right with 'timedatectl set-ntp true'"
            ),
        )


async def _address(session: aiohttp.ClientSession, settings: Settings) -> AsyncIterator[Finding]:
    """Yield whether Edgefinder answers at the public URL."""
    if settings.public_url is None:
        return
    url = f"{settings.public_url}/healthz"
    try:
        async with session.get(url) as answer:
            status = answer.status
    except FAULTS:
        yield (
            OFF,
            (
                f"public address: {settings.public_url} does not answer; run 'edgefinder serve', "
                "and point the address to it"
            ),
        )
        return
    if status != _OK:
        yield (
            WRONG,
            (
                f"public address: another program answers at {settings.public_url} (HTTP {status} "
                "to /healthz); fix the proxy, or EDGEFINDER_PUBLIC_URL"
            ),
        )
        return
    yield GOOD, f"public address: {settings.public_url} answers"
