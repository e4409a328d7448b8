"""The endpoints that install the app in a workspace (OAuth), from our button to the token."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.install_states import InstallStates
from adapters.slack.installations import EncryptedInstallations, Tokens
from adapters.slack.log_redaction import library_logger
from adapters.slack.manifest import INSTALL_PATH, REDIRECT_PATH, scopes_for
from core.language.message import _

_STATE_SECONDS = 600

_WHY = {
    "access_denied": _("Nothing was installed, as you wished."),
    "invalid_browser": _("Please start again, in this browser, with cookies switched on."),
    "invalid_state": _("That took too long, or was done already. Please start again."),
    "invalid_code": _("Slack did not confirm it. Please start again."),
    "missing_code": _("Slack did not confirm it. Please start again."),
}
_DONE, _NOT_DONE = "installed", "failed"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is needed to install the app in workspaces.

    These are the app's OAuth credentials, the database (`engine`), and the `keys` that encrypt
    tokens. `linking`: some workspaces may link their members by e-mail address.
    """

    client_id: str
    client_secret: str
    keys: tuple[str, ...]
    engine: Any
    public_url: str
    linking: bool = False


@dataclass(frozen=True, slots=True)
class InstallPage:
    """The page that a person sees in the browser after an attempt to install the app."""

    status: int
    headline: str
    advice: str
    headers: Mapping[str, str]


class InstallFlow:
    """The OAuth flow, which installs the app in a workspace and stores its token."""

    def __init__(
        self, credentials: Credentials, api_url: str, client: Callable[[], AsyncWebClient]
    ) -> None:
        """`client` returns the client that calls Slack."""
        self._store = EncryptedInstallations(
            credentials.client_id, credentials.engine, credentials.keys
        )
        self._credentials = credentials
        self._api_url = api_url
        self._client = client

    def tokens(self) -> Tokens:
        rotator = AsyncTokenRotator(
            client_id=self._credentials.client_id,
            client_secret=self._credentials.client_secret,
            client=self._client(),
        )
        return Tokens(self._store, rotator)

    async def begin(self, query: str, headers: Mapping[str, str]) -> tuple[str, str]:
        """Return the URL of Slack's page for installing the app, and a cookie for this browser."""
        answer = await self._flow().handle_installation(_request(query, headers))
        first = answer.first_headers()
        return str(first.get("location", "")), str(first.get("set-cookie", ""))

    async def end(self, query: str, headers: Mapping[str, str]) -> InstallPage:
        """Store the token that Slack grants, and return a page that reports the result."""
        answer = await self._flow().handle_callback(_request(query, headers))
        how, _line, told = str(answer.body).partition("\n")
        if how == _DONE:
            headline = _("Edgefinder is installed in %(workspace)s", workspace=told)
            advice = _("Type /nims there, or look at its Home tab.")
        else:
            headline = _("Edgefinder was not installed")
            advice = _WHY.get(told, _("Something went wrong on our side. Please start again."))
        cookie = answer.first_headers().get("set-cookie")
        return InstallPage(
            answer.status, headline, advice, {"set-cookie": cookie} if cookie else {}
        )

    def _flow(self) -> AsyncOAuthFlow:
        logger = library_logger()
        site = self._api_url.rstrip("/").removesuffix("/api")
        settings = AsyncOAuthSettings(
            client_id=self._credentials.client_id,
            client_secret=self._credentials.client_secret,
            scopes=scopes_for(linking=self._credentials.linking, pages=True),
            redirect_uri=f"{self._credentials.public_url}{REDIRECT_PATH}",
            install_path=INSTALL_PATH,
            install_page_rendering_enabled=False,
            redirect_uri_path=REDIRECT_PATH,
            authorization_url=f"{site}/oauth/v2/authorize",
            installation_store=self._store,
            state_store=InstallStates(_STATE_SECONDS, self._credentials.engine, logger=logger),
            state_expiration_seconds=_STATE_SECONDS,
            callback_options=AsyncCallbackOptions(success=_installed, failure=_failed),
            logger=logger,
        )
        return AsyncOAuthFlow(client=self._client(), logger=logger, settings=settings)


async def _installed(arguments: AsyncSuccessArgs) -> BoltResponse:
    """Return the response to Bolt for a successful installation, with the workspace's name."""
    where = arguments.installation.team_name or arguments.installation.enterprise_name or "Slack"
    return BoltResponse(
        status=200,
        body=f"{_DONE}\n{where}",
        headers=_without_cookie(arguments),
    )


async def _failed(arguments: AsyncFailureArgs) -> BoltResponse:
    """Return the response to Bolt for a failed installation, with the reason."""
    return BoltResponse(
        status=arguments.suggested_status_code,
        body=f"{_NOT_DONE}\n{arguments.reason}",
        headers=_without_cookie(arguments),
    )


def _without_cookie(arguments: AsyncSuccessArgs | AsyncFailureArgs) -> dict[str, Any]:
    state_utils = arguments.settings.state_utils
    return {"set-cookie": state_utils.build_set_cookie_for_deletion()}


def _request(query: str, headers: Mapping[str, str]) -> AsyncBoltRequest:
    return AsyncBoltRequest(body="", query=query, headers=dict(headers))
