"""Values computed from several settings: keys, retention periods, URLs, and Slack's mode."""

from dataclasses import fields

from adapters.settings import Settings, SettingsError, default_of, variable
from core.data_rights.retention_periods import Retention

_NO_WAY_IN = (
    "Slack has a bot token but no way in: set EDGEFINDER_SLACK_APP_TOKEN (Socket Mode) "
    "or EDGEFINDER_SLACK_SIGNING_SECRET (HTTP)"
)
_NO_ADDRESS = (
    "Telegram has a webhook secret but no address to send updates to: set EDGEFINDER_PUBLIC_URL "
    "to the https address of this server"
)
_NOT_INSTALLABLE = (
    "EDGEFINDER_SLACK_CLIENT_ID is set, so that workspaces install the app: set too {}"
)
_TWO_WAYS = (
    "EDGEFINDER_SLACK_CLIENT_ID is set, so that workspaces install the app: unset "
    "EDGEFINDER_SLACK_BOT_TOKEN, or the client id to serve one workspace only"
)


def column_keys(settings: Settings) -> list[str]:
    """Return the keys that encrypt addresses and backups, the current key first."""
    value = settings.column_key.get_secret_value() if settings.column_key else ""
    return [each.strip() for each in value.split(",") if each.strip()]


def retention_of(settings: Settings) -> Retention:
    """Return for how many days the settings say that each kind of data is kept."""
    kept = {each.name: getattr(settings, f"keep_{each.name}") for each in fields(Retention)}
    return Retention(**kept)


def webhook_address(settings: Settings) -> str:
    """Return the URL of our web server to which Telegram sends updates.

    Raises SettingsError if there is no public URL, or if Telegram would refuse it as plain http.
    """
    url = settings.public_url
    # a private Bot API server may run on this machine, so it may use plain http
    own = settings.telegram_api_url != default_of("telegram_api_url")
    if url is None or not (own or url.startswith("https://")):
        raise SettingsError((_NO_ADDRESS,))
    return f"{url}/telegram/webhook"


def trusted_workspaces(settings: Settings) -> frozenset[str]:
    """Return the ids of the Slack workspaces whose e-mail addresses of members we trust."""
    named = (settings.slack_trusted_workspaces or "").split(",")
    return frozenset(each.strip() for each in named if each.strip())


def check_slack(settings: Settings) -> None:
    """Raise SettingsError if Slack cannot be served with these settings."""
    if problem := slack_problem(settings):
        raise SettingsError((problem,))


def slack_problem(settings: Settings) -> str | None:
    """Return why Slack cannot be served with these settings, in one line.

    Return None if Slack can be served, or if it is not configured.
    """
    if settings.slack_client_id is None:
        no_way_in = settings.slack_app_token is None and settings.slack_signing_secret is None
        return _NO_WAY_IN if settings.slack_bot_token and no_way_in else None
    if settings.slack_bot_token is not None:
        return _TWO_WAYS
    needed = ("slack_client_secret", "slack_token_key", "slack_signing_secret", "public_url")
    missing = [variable(name) for name in needed if getattr(settings, name) is None]
    return _NOT_INSTALLABLE.format(" and ".join(missing)) if missing else None
