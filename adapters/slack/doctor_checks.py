"""What `doctor` reports about Slack: how it is served, its tokens and their scopes."""

from collections.abc import AsyncIterator

import aiohttp

from adapters.derived_settings import slack_problem, trusted_workspaces
from adapters.platform_check import GOOD, OFF, WRONG, Answered, Finding
from adapters.settings import Settings
from adapters.slack.manifest import scopes_for
from adapters.token_owners import FAULTS, SlackApp, slack_app, slack_socket_opens


class SlackCheck:
    """Checks the settings of Slack."""

    def configured(self, settings: Settings) -> Finding:
        if problem := slack_problem(settings):
            return WRONG, f"slack: {problem.removeprefix('Slack ')}"
        if settings.slack_client_id:
            return GOOD, f"slack: workspaces install it at {settings.public_url}/slack/install"
        if settings.slack_bot_token and settings.slack_app_token:
            return GOOD, "slack: Socket Mode"
        if settings.slack_bot_token and settings.slack_signing_secret:
            return GOOD, "slack: HTTP, at /slack/events"
        return OFF, "slack: off; set EDGEFINDER_SLACK_BOT_TOKEN to serve it"

    async def online(self, session: aiohttp.ClientSession, settings: Settings) -> Answered:
        if settings.slack_bot_token is None:
            return Answered()
        token = settings.slack_bot_token.get_secret_value()
        try:
            app = await slack_app(session, settings.slack_api_url, token)
        except FAULTS:
            api = settings.slack_api_url
            words = f"slack: {api} does not answer; check that it can be reached"
            return Answered(((OFF, words),))
        if app is None:
            return Answered((_REFUSED,))
        found = [each async for each in _of_app(session, settings, app)]
        return Answered(tuple(found), app.moment)


async def _of_app(
    session: aiohttp.ClientSession, settings: Settings, app: SlackApp
) -> AsyncIterator[Finding]:
    """Yield findings about the token's workspace, its missing scopes, and Socket Mode."""
    yield GOOD, f"slack: the token is that of {app.team}"
    needed = scopes_for(linking=bool(trusted_workspaces(settings)), pages=bool(settings.public_url))
    if missing := [each for each in needed if each not in app.scopes]:
        yield WRONG, _LACKS.format(", ".join(missing))
    if settings.slack_app_token is None:
        return
    app_token = settings.slack_app_token.get_secret_value()
    try:
        opens = await slack_socket_opens(session, settings.slack_api_url, app_token)
    except FAULTS:
        return
    if not opens:
        yield _CLOSED


_REFUSED = (
    WRONG,
    (
        "slack: the bot token is refused; install the app again on api.slack.com/apps, and set "
        "EDGEFINDER_SLACK_BOT_TOKEN"
    ),
)
_LACKS = (
    "slack: the app lacks the scopes {}; paste the manifest of 'edgefinder slack manifest', and "
    "install the app again"
)
_CLOSED = (
    WRONG,
    (
        "slack: the app-level token is refused; make one with connections:write on "
        "api.slack.com/apps, Basic Information, and set EDGEFINDER_SLACK_APP_TOKEN"
    ),
)
