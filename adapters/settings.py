"""The settings: names, meanings and allowed values, all in one place."""

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_data_path
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from adapters.env_file import ENV_FILE, names_in_env_file, unreadable_lines
from adapters.setting_checks import (
    begins_with,
    check_bot_token,
    check_color,
    check_column_keys,
    check_fernet_keys,
    check_file_exists,
    check_folder_exists,
    check_host_names,
    check_logo,
    check_plain_line,
    check_redis_address,
    check_time_zone,
    check_web_address,
    check_webhook_secret,
    check_workspace_ids,
    lower_case,
)
from core.people.model import NAMELESS

PREFIX = "EDGEFINDER_"
_MOST_DAYS = 36_500
LOGO_PATH = "/logo"
"""The path of the logo on the web server; here, so that commands need not import the server."""
_OF_TESTS = f"{PREFIX}TEST_"


class SettingsError(Exception):
    """Unusable settings; `problems` has one line for each, never with a secret in it."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        more = len(problems) - 1
        rest = f" (and {more} more: 'edgefinder doctor' lists them)" if more else ""
        super().__init__(f"{problems[0]}{rest}")
        self.problems = problems


def default_database_url() -> str:
    """Return the URL of a SQLite file in the user's data folder."""
    return f"sqlite:///{user_data_path('edgefinder', appauthor=False) / 'edgefinder.db'}"


def _default_profiles_dir() -> Path:
    return user_data_path("edgefinder", appauthor=False) / "profiles"


_WebAddress = Annotated[str, AfterValidator(check_web_address)]


class Settings(BaseSettings):
    """The settings from the environment or a `.env` file. Read them with `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
        frozen=True,
    )

    database_url: str = Field(
        default_factory=default_database_url,
        description="Where records are kept: `sqlite:///FILE` or "
        "`postgresql://USER:PASSWORD@HOST/NAME`; several hosts that fail over with a comma between "
        "them, `HOST1:5432,HOST2:5432`. Unset: a SQLite file in your data folder.",
        repr=False,
    )
    database_direct_url: SecretStr | None = Field(
        default=None,
        description="The PostgreSQL server itself, if `EDGEFINDER_DATABASE_URL` is a pooler such "
        "as PgBouncer in transaction mode: news of notices is heard there. Set: no statement is "
        "prepared for later ones. Unset: `EDGEFINDER_DATABASE_URL` is the server.",
    )
    database_read_url: SecretStr | None = Field(
        default=None,
        description="A replica of the PostgreSQL server: pages of credentials and pictures of "
        "classes are read from it, except just after a change. Unset: all is read from the server.",
    )
    public_url: _WebAddress | None = Field(
        default=None,
        description="The address under which people reach the verification pages, such as "
        "`https://verify.example.org`. Unset: no links are given out.",
    )
    issuer_name: str = Field(
        default=NAMELESS,
        min_length=1,
        max_length=120,
        description="The name of the center that awards the credentials, as shown to people.",
    )
    issuer_url: _WebAddress | None = Field(
        default=None,
        description="Your center's own website, linked from the pages.",
    )
    issuer_logo: Annotated[Path, AfterValidator(check_logo)] | None = Field(
        default=None,
        description="Your center's logo, at the top of every page: a PNG, JPEG, WebP or SVG file "
        "of at most 300 kB.",
    )
    issuer_color: Annotated[str, AfterValidator(check_color)] | None = Field(
        default=None,
        description="Your center's color, at the top of every page, such as `#12324f`.",
    )
    time_zone: Annotated[str, AfterValidator(check_time_zone)] = Field(
        default="UTC",
        description="The time zone of people who have not chosen theirs, such as "
        "`America/Chicago`: when digests are sent and quiet hours apply.",
    )
    candidate_numbers: Annotated[Literal["organization", "nims"], BeforeValidator(lower_case)] = (
        Field(
            default="organization",
            description="Whose candidate numbers are: `organization` (each has its own), or `nims` "
            "(NIMS registration numbers, one person everywhere).",
        )
    )
    catalog: Annotated[Path, AfterValidator(check_file_exists)] | None = Field(
        default=None,
        description="Your own catalog, TOML or CSV. Unset: the one shipped with Edgefinder.",
    )
    fees: Annotated[Path, AfterValidator(check_file_exists)] | None = Field(
        default=None,
        description="Your own price list, checked by `edgefinder fees check FILE`. Unset: "
        "people who ask are told what NIMS charged in which year, and whom to ask.",
    )
    contact: Annotated[str, AfterValidator(check_plain_line)] | None = Field(
        default=None,
        max_length=200,
        description="Whom people may ask at your center, on one line: a name, a telephone number, "
        "an e-mail address. Unset: they are sent to their instructor or account administrator.",
    )
    keys_dir: Annotated[Path, AfterValidator(Path.expanduser)] | None = Field(
        default=None,
        description="The folder of the issuer's signing keys, which `edgefinder keys init` makes. "
        "Set, with the public address: credentials are signed.",
    )
    trusted_dir: Annotated[Path, AfterValidator(check_folder_exists)] | None = Field(
        default=None,
        description="A folder with the DID documents, `*.json`, of other issuers whose credentials "
        "are believed too, Open Badges 2.0 profiles with a key, and status lists (also `*.jwt`).",
    )
    trusted_hosts: Annotated[str, AfterValidator(check_host_names)] | None = Field(
        default=None,
        description="Hosts of other issuers, a comma between them, such as `badges.example.org`. "
        "From these, and from no others, what it takes to check their credentials is fetched: "
        "their keys, Open Badges 2.0 that they host, and their lists of revoked ones. Only over "
        "HTTPS and from public addresses. Unset: nothing is ever fetched.",
    )
    profiles_dir: Annotated[Path, AfterValidator(Path.expanduser)] = Field(
        default_factory=_default_profiles_dir,
        description="The folder of your own profiles, `NAME.toml`, which say how files of other "
        "systems are read. Unset: `profiles` in your data folder.",
    )
    telegram_token: Annotated[SecretStr, AfterValidator(check_bot_token)] | None = Field(
        default=None,
        description="The bot's token from @BotFather. Set: Telegram is served.",
    )
    telegram_api_url: _WebAddress = Field(
        default="https://api.telegram.org",
        description="Telegram's Bot API, or your own Bot API server.",
    )
    telegram_webhook_secret: Annotated[SecretStr, AfterValidator(check_webhook_secret)] | None = (
        Field(
            default=None,
            description="A secret that you choose. Set: Telegram sends updates by webhook, to "
            "`/telegram/webhook` at the public address. Unset: Edgefinder fetches them (long "
            "polling). To change it, put the new one and a comma in front, and remove the old one "
            "a day later.",
        )
    )
    slack_bot_token: Annotated[SecretStr, begins_with("xoxb-", "bot token")] | None = Field(
        default=None,
        description="The app's bot token, `xoxb-...`. Set, with one of the next two: Slack is "
        "served.",
    )
    slack_app_token: Annotated[SecretStr, begins_with("xapp-", "app-level token")] | None = Field(
        default=None,
        description="The app-level token, `xapp-...`. Set: Slack in Socket Mode.",
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None,
        description="The app's signing secret. Set: Slack over HTTP, at `/slack/events`. To change "
        "it, put the new one and a comma in front, and remove the old one when Slack has ended it.",
    )
    slack_client_id: str | None = Field(
        default=None,
        description="The app's client id. Set, with the next two, EDGEFINDER_PUBLIC_URL and the "
        "signing secret, and no bot token: any workspace may install the app, at `/slack/install`.",
    )
    slack_client_secret: SecretStr | None = Field(
        default=None, description="The app's client secret."
    )
    slack_token_key: Annotated[SecretStr, AfterValidator(check_fernet_keys)] | None = Field(
        default=None,
        description="What seals the tokens of workspaces: a key from `edgefinder slack key`; to "
        "change it, put the new one and a comma in front.",
    )
    column_key: Annotated[SecretStr, AfterValidator(check_column_keys)] | None = Field(
        default=None,
        description="Encrypts e-mail addresses in the database, and backups: a key from "
        "`edgefinder db key`, then `edgefinder db encrypt`. To change it, put the new one and a "
        "comma in front, and run `edgefinder db encrypt` again. Without the key they cannot be "
        "read: keep it apart from the backups.",
    )
    slack_trusted_workspaces: Annotated[str, AfterValidator(check_workspace_ids)] | None = Field(
        default=None,
        description="Ids of workspaces, `T...`, a comma between them, whose administrators you "
        "trust with everybody's record: there people are offered to link their chat by their "
        "confirmed e-mail address. With a bot token, its workspace is trusted.",
    )
    slack_api_url: _WebAddress = Field(
        default="https://slack.com/api",
        description="Slack's Web API; GovSlack has another.",
    )
    keep_notices: int = Field(
        default=180,
        ge=1,
        le=_MOST_DAYS,
        description="Days for which notices are kept once they were sent, or could not be.",
    )
    keep_invitations: int = Field(
        default=30,
        ge=1,
        le=_MOST_DAYS,
        description="Days for which invitations are kept once they were used or have expired.",
    )
    keep_proofs: int = Field(
        default=30,
        ge=1,
        le=_MOST_DAYS,
        description="Days for which links to proofs of goals are kept once they have expired.",
    )
    keep_files: int = Field(
        default=7,
        ge=1,
        le=_MOST_DAYS,
        description="Days for which a file is kept that was sent in a chat and whose import "
        "nobody confirmed.",
    )
    keep_corrections: int = Field(
        default=365,
        ge=1,
        le=_MOST_DAYS,
        description="Days for which people's corrections are kept once they were dealt with.",
    )
    keep_chats: int = Field(
        default=365,
        ge=1,
        le=_MOST_DAYS,
        description="Days for which a linked chat is kept that cannot be reached.",
    )
    keep_people: int | None = Field(
        default=None,
        ge=30,
        le=_MOST_DAYS,
        description="Days after which people are forgotten who have no role any longer, since "
        "their last result, credential or chat. Unset: never by themselves.",
    )
    keep_audit: int | None = Field(
        default=None,
        ge=30,
        le=_MOST_DAYS,
        description="Days after which the details of audit entries are deleted, such as who looked "
        "at whose record; what seals need stays. Unset: never by themselves.",
    )
    keep_backups: int = Field(
        default=35,
        ge=1,
        le=_MOST_DAYS,
        description="Days for which backups are kept by `edgefinder db prune --backups FOLDER`. "
        "People are told it when they have their data deleted.",
    )
    http_host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="The address that the web is served on.",
    )
    http_port: int = Field(
        default=8080, ge=0, le=65535, description="And the port; 0 takes any free one."
    )
    forwarded_from: str | None = Field(
        default=None,
        description="The addresses or networks of your own proxies, a comma between them, such as "
        "`127.0.0.1` or `10.0.0.0/8`: what they say about where a request comes from is believed "
        "(`X-Forwarded-For`, `X-Forwarded-Proto`). Unset: nobody is believed.",
    )
    limits_url: Annotated[SecretStr, AfterValidator(check_redis_address)] | None = Field(
        default=None,
        description="The Redis in which wrong guesses are counted, such as "
        "`redis://HOST:6379/0`, for several processes of `serve`. Unset: each counts in "
        "its memory.",
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="A secret of your own making, at least 16 characters: opens `/metrics`, and "
        "the details of `/readyz`, to monitors on other machines that send it as a bearer token. "
        "Unset: only this machine sees them. To change it, put the new one and a comma in front.",
    )
    log_format: Annotated[Literal["text", "json"], BeforeValidator(lower_case)] = Field(
        default="text", description="What `serve` writes its log as: `text` or `json`."
    )


def load_settings() -> Settings:
    """Load the settings; raises SettingsError if one is wrong."""
    try:
        _check_env_file()
        return Settings()
    except ValidationError as error:
        raise SettingsError(tuple(_problem(each) for each in error.errors())) from None
    except UnicodeDecodeError:
        raise SettingsError((f"{ENV_FILE} is not a text file: save it as UTF-8",)) from None
    except OSError as error:
        raise SettingsError((f"{ENV_FILE} cannot be read: {error.strerror or error}",)) from None


def variable(name: str) -> str:
    """Return the environment variable of a setting: EDGEFINDER_HTTP_PORT for `http_port`."""
    return PREFIX + name.upper()


def unknown_settings() -> list[str]:
    """Return a line for each variable that is named like a setting but is not one: usually a
    typo.
    """
    known = [variable(name) for name in Settings.model_fields]
    named = {name.upper() for name in (*os.environ, *names_in_env_file()) if name}
    lines = []
    for name in sorted(named):
        if not name.startswith(PREFIX) or name in known or name.startswith(_OF_TESTS):
            continue
        near = get_close_matches(name, known, n=1, cutoff=0.8)
        advice = (
            f"do you mean {near[0]}?" if near else "'edgefinder doctor' lists the existing ones"
        )
        lines.append(f"{name} is not a setting of this version: {advice}")
    return lines


def _check_env_file() -> None:
    """Raise SettingsError if a line of the file cannot be parsed: what follows would be lost.

    The line itself is not shown, because it may contain a secret.
    """
    if bad := unreadable_lines():
        raise SettingsError(
            tuple(
                f"{ENV_FILE}, line {line}, cannot be read: write NAME=VALUE, and a value with "
                "spaces or quotes as NAME='VALUE'"
                for line in bad
            )
        )


_FIX_BY_TYPE = {
    "int_parsing": "is not a whole number",
    "greater_than_equal": "is too small: the least is {ge}",
    "less_than_equal": "is too large: the most is {le}",
    "string_too_long": "is too long: at most {max_length} characters",
    "string_too_short": "is empty",
    "literal_error": "is not one of: {expected}",
}


def _problem(error: Any) -> str:
    """Return one line about a wrong value, without the value, which may be a secret."""
    name = variable(str(error["loc"][0])) if error["loc"] else ENV_FILE
    words = _FIX_BY_TYPE.get(error["type"])
    if words is None:
        return f"{name} {error['msg']}"
    return f"{name} {words.format(**error.get('ctx', {}))}"
