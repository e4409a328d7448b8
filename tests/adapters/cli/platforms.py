"""A double of Telegram and Slack with only the methods that `doctor` and `init` call."""

from datetime import UTC, datetime
from email.utils import format_datetime

from aiohttp import web

from adapters.cli.doctor_online import online_findings
from adapters.platform_check import Finding
from adapters.settings_loading import settings_from
from adapters.slack.manifest import scopes_for
from tests.servers.local_http import answering


class Platforms:
    """Serves these methods at one URL for both platforms."""

    def __init__(self) -> None:
        self.taken = True
        self.webhook = ""
        self.webhook_secret = ""
        self.socket_opens = True
        self.slack = True
        self.scopes = scopes_for(linking=True, pages=True)
        self.date = datetime.now(UTC)

    async def answer(self, request: web.Request) -> web.Response:
        headers = {
            "X-OAuth-Scopes": ",".join(self.scopes),
            "Date": format_datetime(self.date, usegmt=True),
        }
        if request.path.endswith("/getWebhookInfo"):
            told = {"ok": True, "result": {"url": self.webhook}}
            return web.json_response(told, headers={"Date": headers["Date"]})
        if request.path.endswith("/apps.connections.open"):
            bearer = request.headers["Authorization"]
            assert bearer == "Bearer xapp-token", "the app-level token is needed here"
            return web.json_response({"ok": self.socket_opens})
        told = {
            "ok": self.taken,
            "team": "Maple Shop",
            "user": "nims_bot",
            "result": {"username": "ridgeline_bot"},
        }
        return web.json_response(told, headers=headers)

    async def findings(self) -> list[Finding]:
        async with answering(self.answer) as url:
            settings = settings_from(
                {
                    "telegram_token": "123:token",
                    "telegram_api_url": url,
                    "slack_bot_token": "xoxb-token",
                    "slack_app_token": "xapp-token",
                    "slack_api_url": f"{url}/api/",
                    "public_url": url,
                    **(
                        {"telegram_webhook_secret": self.webhook_secret}
                        if self.webhook_secret
                        else {}
                    ),
                }
            )
            if not self.slack:
                settings = settings.but(slack_bot_token=None)
            return await online_findings(settings)
