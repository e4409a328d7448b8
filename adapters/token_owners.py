"""Ask a platform who owns a token, in one request."""

from dataclasses import dataclass

import aiohttp

PATIENCE = aiohttp.ClientTimeout(total=8)
FAULTS = (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError)
"""The exceptions that are raised if a platform cannot be reached or its answer cannot be read."""


@dataclass(frozen=True, slots=True)
class SlackApp:
    """The app that owns a bot token, and its workspace (`team`).

    `moment` is the time on Slack's clock, as an HTTP date.
    """

    name: str
    team: str
    scopes: frozenset[str]
    moment: str


async def telegram_bot(session: aiohttp.ClientSession, api_url: str, token: str) -> str:
    """Return the username of the token's bot, or '' if Telegram refuses the token.

    Raises one of FAULTS if Telegram cannot be reached or its answer cannot be read.
    """
    async with session.get(f"{api_url.rstrip('/')}/bot{token}/getMe") as answer:
        told = await answer.json()
    return str(told["result"]["username"]) if told.get("ok") else ""


async def slack_socket_opens(session: aiohttp.ClientSession, api_url: str, token: str) -> bool:
    """Whether Slack accepts this app-level token for Socket Mode.

    Raises one of FAULTS if Slack cannot be reached or its answer cannot be read.

    https://docs.slack.dev/reference/methods/apps.connections.open
    """
    headers = {"Authorization": f"Bearer {token}"}
    url = f"{api_url.rstrip('/')}/apps.connections.open"
    async with session.post(url, headers=headers) as answer:
        told = await answer.json()
    return bool(told.get("ok"))


async def slack_app(session: aiohttp.ClientSession, api_url: str, token: str) -> SlackApp | None:
    """Return the app that owns the token, or None if Slack refuses the token.

    Raises one of FAULTS if Slack cannot be reached or its answer cannot be read.
    """
    headers = {"Authorization": f"Bearer {token}"}
    async with session.post(f"{api_url.rstrip('/')}/auth.test", headers=headers) as answer:
        told = await answer.json()
        scopes = answer.headers.get("X-OAuth-Scopes", "").replace(" ", "").split(",")
        moment = answer.headers.get("Date", "")
    if not told.get("ok"):
        return None
    name, team = str(told.get("user") or "Edgefinder"), str(told.get("team") or "a workspace")
    return SlackApp(name, team, frozenset(scopes), moment)
