"""The settings: their names, meanings and allowed values, all in one place.

Every command loads this module first, so it imports little.
"""

from pathlib import Path
from typing import Any, Literal, NoReturn, Self

from adapters.setting_checks import (
    Declared,
    Secret,
    at_least,
    at_most,
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
    expanded,
    one_of,
    setting,
    whole_number,
)
from core.people.default_issuer import DEFAULT_ISSUER

PREFIX = "EDGEFINDER_"
_MOST_DAYS = 36_500
LOGO_PATH = "/logo"
"""The path of the logo on the web server.

It is declared here so that commands need not load the server.
"""


class SettingsError(Exception):
    """Raised if the settings cannot be used.

    `problems` has one line per problem, and contains no secrets.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        more = len(problems) - 1
        rest = f" (and {more} more: 'edgefinder doctor' lists them)" if more else ""
        super().__init__(f"{problems[0]}{rest}")
        self.problems = problems


def default_database_url() -> str:
    """Return the URL of the default database: a SQLite file in the user's data folder."""
    return f"sqlite:///{_data_folder() / 'edgefinder.db'}"


def default_profiles_dir() -> Path:
    """Return the default folder for import profiles, which is in the user's data folder."""
    return _data_folder() / "profiles"


def _data_folder() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415 - most settings name their files

    return user_data_path("edgefinder", appauthor=False)


class Settings:
    """The settings from the environment or a `.env` file, read by `load_settings`.

    This is not a dataclass, because creating a dataclass takes longer than running a short command.
    """

    given: frozenset[str]
    """The names of the settings that the operator has given."""

    database_url: str = setting(
        "Where records are kept: `sqlite:///FILE` or "
        "`postgresql://USER:PASSWORD@HOST/NAME`; for failover list several hosts, "
        "`HOST1:5432,HOST2:5432`. Default: a SQLite file in your data folder.",
        default=default_database_url,
    )
    database_direct_url: Secret | None = setting(
        "The PostgreSQL server itself, if `EDGEFINDER_DATABASE_URL` is a pooler in "
        "transaction mode, such as PgBouncer: the relay listens there for new "
        "notices, and prepared statements are turned off. Default: "
        "`EDGEFINDER_DATABASE_URL` is the server.",
        Secret,
    )
    database_read_url: Secret | None = setting(
        "A replica of the PostgreSQL server: pages of credentials and pictures of "
        "classes are read from it, except just after a change. Default: everything "
        "is read from the server.",
        Secret,
    )
    public_url: str | None = setting(
        "The address at which people reach the verification pages, such as "
        "`https://verify.example.org`. Without it, no links are given out.",
        check_web_address,
    )
    issuer_name: str = setting(
        "The name of the center that awards the credentials, as shown to people.",
        at_least(1),
        at_most(120),
        default=DEFAULT_ISSUER,
    )
    issuer_url: str | None = setting(
        "Your center's own website, linked from the pages.",
        check_web_address,
    )
    issuer_logo: Path | None = setting(
        "Your center's logo, at the top of every page: a PNG, JPEG, WebP or SVG file "
        "of at most 300 kB.",
        Path,
        check_logo,
    )
    issuer_color: str | None = setting(
        "Your center's color, at the top of every page, such as `#12324f`.",
        check_color,
    )
    time_zone: str = setting(
        "The center's time zone, such as `America/Chicago`: which day it is, and, for people who "
        "have not chosen theirs, when digests are sent and quiet hours apply.",
        check_time_zone,
        default="UTC",
    )
    candidate_numbers: Literal["organization", "nims"] = setting(
        "Who assigns candidate numbers: `organization` (each assigns its own), or "
        "`nims` (NIMS registration numbers, the same person everywhere).",
        one_of("organization", "nims"),
        default="organization",
    )
    catalog: Path | None = setting(
        "Your own catalog, TOML or CSV. Default: the one shipped with Edgefinder.",
        Path,
        check_file_exists,
    )
    fees: Path | None = setting(
        "Your own price list; check it with `edgefinder fees check FILE`. Without "
        "it, people who ask about prices learn what NIMS charged in which year, and "
        "whom to ask.",
        Path,
        check_file_exists,
    )
    contact: str | None = setting(
        "The contact at your center, on one line: a name, a telephone number, an "
        "e-mail address. Default: people are told to ask their instructor or account "
        "administrator.",
        check_plain_line,
        at_most(200),
    )
    keys_dir: Path | None = setting(
        "The folder with the issuer's signing keys; `edgefinder keys init` makes "
        "them. With it and the public address, credentials are signed.",
        Path,
        expanded,
    )
    trusted_dir: Path | None = setting(
        "A folder with documents of other issuers that you trust: their DID "
        "documents (`*.json`), Open Badges 2.0 profiles with a key, and status lists "
        "(also `*.jwt`).",
        Path,
        check_folder_exists,
    )
    trusted_hosts: str | None = setting(
        "Hosts of other issuers that you trust, separated by commas, such as "
        "`badges.example.org`. Only from these, Edgefinder fetches what it needs to "
        "check their credentials: keys, hosted Open Badges 2.0, and lists of revoked "
        "credentials; only over HTTPS and from public addresses. Without it, nothing "
        "is ever fetched.",
        check_host_names,
    )
    profiles_dir: Path | None = setting(
        "The folder of your own profiles, `NAME.toml`, which say how to read files "
        "of other systems. Default: `profiles` in your data folder.",
        Path,
        expanded,
    )
    telegram_token: Secret | None = setting(
        "The bot's token from @BotFather. It turns on Telegram.",
        Secret,
        check_bot_token,
    )
    telegram_api_url: str = setting(
        "The address of Telegram's Bot API, or of your own Bot API server.",
        check_web_address,
        default="https://api.telegram.org",
    )
    telegram_webhook_secret: Secret | None = setting(
        "A secret that you choose. With it, Telegram sends updates by webhook to "
        "`/telegram/webhook` at the public address. Without it, Edgefinder fetches "
        "them (long polling). To change it, put the new one and a comma in front, "
        "and remove the old one a day later.",
        Secret,
        check_webhook_secret,
    )
    slack_bot_token: Secret | None = setting(
        "The app's bot token, `xoxb-...`. With one of the next two, it turns on Slack.",
        Secret,
        begins_with("xoxb-", "bot token"),
    )
    slack_app_token: Secret | None = setting(
        "The app-level token, `xapp-...`. With it, Slack is served by Socket Mode.",
        Secret,
        begins_with("xapp-", "app-level token"),
    )
    slack_signing_secret: Secret | None = setting(
        "The app's signing secret. With it, Slack is served over HTTP, at "
        "`/slack/events`. To change it, put the new one and a comma in front, and "
        "remove the old one when it has expired at Slack.",
        Secret,
    )
    slack_client_id: str | None = setting(
        "The app's client id. With it, the next two, EDGEFINDER_PUBLIC_URL and the "
        "signing secret, but no bot token, any workspace may install the app at "
        "`/slack/install`.",
    )
    slack_client_secret: Secret | None = setting(
        "The app's client secret.",
        Secret,
    )
    slack_token_key: Secret | None = setting(
        "The key that encrypts the tokens of workspaces, from `edgefinder slack "
        "key`. To change it, put the new one and a comma in front.",
        Secret,
        check_fernet_keys,
    )
    column_key: Secret | None = setting(
        "The key that encrypts e-mail addresses in the database, and backups: make "
        "one with `edgefinder db key`, then run `edgefinder db encrypt`. To change "
        "it, put the new one and a comma in front, and run `edgefinder db encrypt` "
        "again. Without the key, nothing of this can be read: keep it apart from the "
        "backups.",
        Secret,
        check_column_keys,
    )
    slack_trusted_workspaces: str | None = setting(
        "Ids of workspaces, `T...`, separated by commas, whose administrators you "
        "trust with everybody's record: people there can link their chat by their "
        "confirmed e-mail address. With a bot token, its workspace is trusted.",
        check_workspace_ids,
    )
    slack_api_url: str = setting(
        "The address of Slack's Web API. GovSlack has another one.",
        check_web_address,
        default="https://slack.com/api",
    )
    keep_notices: int = setting(
        "Days to keep notices after they were sent or failed for good.",
        whole_number(1, _MOST_DAYS),
        default=180,
    )
    keep_invitations: int = setting(
        "Days to keep invitations after they were used or expired.",
        whole_number(1, _MOST_DAYS),
        default=30,
    )
    keep_proofs: int = setting(
        "Days to keep links to goal proofs after they expired.",
        whole_number(1, _MOST_DAYS),
        default=30,
    )
    keep_files: int = setting(
        "Days to keep a file that was sent in a chat, if nobody confirms its import.",
        whole_number(1, _MOST_DAYS),
        default=7,
    )
    keep_corrections: int = setting(
        "Days to keep people's requests for correction after they were closed.",
        whole_number(1, _MOST_DAYS),
        default=365,
    )
    keep_chats: int = setting(
        "Days to keep a linked chat that cannot be reached.",
        whole_number(1, _MOST_DAYS),
        default=365,
    )
    keep_people: int | None = setting(
        "Days after which people without a role are deleted, since their last "
        "result, credential or chat. Without it, they are never deleted "
        "automatically.",
        whole_number(30, _MOST_DAYS),
    )
    keep_audit: int | None = setting(
        "Days after which the details of audit entries are deleted, such as who "
        "looked at whose record. What the seals need stays. Without it, they are "
        "never deleted automatically.",
        whole_number(30, _MOST_DAYS),
    )
    keep_backups: int = setting(
        "Days for which `edgefinder db prune --backups FOLDER` keeps backups. People "
        "who have their data deleted are told this number.",
        whole_number(1, _MOST_DAYS),
        default=35,
    )
    http_host: str = setting(
        "The address that the web server listens on.",
        at_least(1),
        default="127.0.0.1",
    )
    http_port: int = setting(
        "The port that the web server listens on; 0 means any free one.",
        whole_number(0, 65535),
        default=8080,
    )
    forwarded_from: str | None = setting(
        "The addresses or networks of your own proxies, separated by commas, such as "
        "`127.0.0.1` or `10.0.0.0/8`. Only their `X-Forwarded-For` and "
        "`X-Forwarded-Proto` headers are trusted. Without it, no such header is "
        "trusted.",
    )
    limits_url: Secret | None = setting(
        "A Redis in which several processes of `serve` count wrong guesses together, "
        "such as `redis://HOST:6379/0`. Without it, each process counts in memory.",
        Secret,
        check_redis_address,
    )
    metrics_token: Secret | None = setting(
        "A secret that you choose, of at least 16 characters. Monitors on other "
        "machines that send it as a bearer token can see `/metrics` and the details "
        "of `/readyz`. Without it, only this machine can. To change it, put the new "
        "one and a comma in front.",
        Secret,
        at_least(16),
    )
    log_format: Literal["text", "json"] = setting(
        "The format of the log of `serve`: `text` or `json`.",
        one_of("text", "json"),
        default="text",
    )

    def __init__(self, **values: Any) -> None:
        for name, each in setting_declarations().items():
            if name in values:
                value = values[name]
            else:
                value = each.default() if callable(each.default) else each.default
            vars(self)[name] = value
        vars(self)["given"] = frozenset(values)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{name} cannot be changed: make other settings with `but`")

    def but(self, **values: Any) -> Self:
        """Return a copy of the settings with these values changed."""
        given = {name: getattr(self, name) for name in self.given}
        return type(self)(**{**given, **values})


def setting_declarations() -> dict[str, Declared]:
    """Return the declaration of each setting by the setting's name, in order."""
    return _DECLARED


_DECLARED = {name: each for name, each in vars(Settings).items() if isinstance(each, Declared)}


def default_of(name: str) -> Any:
    """Return the default value of a setting."""
    return setting_declarations()[name].default


def variable(name: str) -> str:
    """Return the environment variable of a setting: EDGEFINDER_HTTP_PORT for `http_port`."""
    return PREFIX + name.upper()
