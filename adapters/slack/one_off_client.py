"""A short-lived client for commands that make one request to Slack and exit."""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient


async def where_the_app_is(token: str, api_url: str) -> tuple[str, str] | None:
    """Return the names of the app and of the workspace, or None if Slack does not say."""
    client = AsyncWebClient(token, base_url=f"{api_url.rstrip('/')}/", timeout=10)
    try:
        found = await client.auth_test()
    except (SlackApiError, OSError, TimeoutError):
        return None
    return str(found.get("user") or "Edgefinder"), str(found.get("team") or "")
