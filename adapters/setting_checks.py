"""Checks of single settings: each returns the value to use, or says what to write instead."""

import re
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

from pydantic import (
    AfterValidator,
    SecretStr,
)
from pydantic_core import PydanticCustomError

from core.notices.schedule import zone_named

_KEY_BYTES = 32
_MOST_KEYS = 2


_LARGEST_LOGO = 300_000


LOGO_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}
"""The media types of logos, by the ends of their names."""


def wrong_setting(how_to_fix: str) -> PydanticCustomError:
    return PydanticCustomError("setting", how_to_fix)


def check_web_address(value: str) -> str:
    if not value.startswith(("https://", "http://")) or any(c.isspace() for c in value):
        raise wrong_setting("is not an address of the web: write https://HOST")
    return value.rstrip("/")


def check_file_exists(value: Path) -> Path:
    if not value.is_file():
        raise wrong_setting(f"names a file that does not exist: {value}")
    return value


def check_logo(value: Path) -> Path:
    value = check_file_exists(value.expanduser())
    if value.suffix.lower() not in LOGO_TYPES:
        raise wrong_setting("is not a picture for pages: give a PNG, JPEG, WebP or SVG file")
    if value.stat().st_size > _LARGEST_LOGO:
        raise wrong_setting("is larger than 300 kB: give a smaller picture")
    return value


def check_color(value: str) -> str:
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        raise wrong_setting("is not a color: write # and six digits, such as #12324f")
    return value


def check_folder_exists(value: Path) -> Path:
    value = value.expanduser()
    if not value.is_dir():
        raise wrong_setting(f"names a folder that does not exist: {value}")
    return value


def check_host_names(value: str) -> str:
    for each in named(value):
        host, _, port = each.partition(":")
        labels = host.split(".")
        if (
            len(labels) == 1
            or labels[-1].isdecimal()
            or not all(_LABEL.fullmatch(label) for label in labels)
            or (port and not port.isdecimal())
        ):
            raise wrong_setting(
                f"has an invalid host name: '{each}': write names such as badges.example.org"
            )
    return value


_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def named(value: str | None) -> tuple[str, ...]:
    """Return the parts of a comma-separated setting, in lower case."""
    return tuple(each.strip().lower() for each in (value or "").split(",") if each.strip())


def check_plain_line(value: str) -> str:
    if not value.strip() or not value.isprintable():
        raise wrong_setting("is not one plain line of text: write a name, a number or an address")
    return value.strip()


def check_time_zone(value: str) -> str:
    meant = zone_named(value)
    if meant is None:
        raise wrong_setting("is not a time zone: write one such as America/Chicago")
    return meant


def check_workspace_ids(value: str) -> str:
    if not all(re.fullmatch(r"T[A-Z0-9]{2,}", each.strip()) for each in value.split(",")):
        raise wrong_setting(
            "is not a list of Slack workspaces: write their ids, such as T0123ABCD,T0456EFGH"
        )
    return value


def lower_case(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


def begins_with(prefix: str, kind: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(prefix):
            raise wrong_setting(f"is not a Slack {kind}: it begins with {prefix}")
        return value

    return AfterValidator(check)


def check_column_keys(value: SecretStr) -> SecretStr:
    keys = value.get_secret_value().split(",")
    if not all(map(_is_key, keys)):
        raise wrong_setting("is not a key: make one with 'edgefinder db key'")
    if len(keys) > _MOST_KEYS:
        raise wrong_setting("has more than two keys: run 'edgefinder db encrypt' with two first")
    return value


def _is_key(key: str) -> bool:
    try:
        return len(urlsafe_b64decode(key.strip().encode())) == _KEY_BYTES
    except ValueError:
        return False


def check_fernet_keys(value: SecretStr) -> SecretStr:
    for key in value.get_secret_value().split(","):
        if not _is_key(key):
            raise wrong_setting("is not a key: make one with 'edgefinder slack key'")
    return value


def check_bot_token(value: SecretStr) -> SecretStr:
    number, colon, rest = value.get_secret_value().partition(":")
    if not (number.isdecimal() and colon and rest) or any(c.isspace() for c in rest):
        raise wrong_setting("is not a Telegram bot token: @BotFather gives one, 123456789:ABC...")
    return value


def check_webhook_secret(value: SecretStr) -> SecretStr:
    one = r"[A-Za-z0-9_-]{1,256}"
    if not re.fullmatch(rf"{one}(?:\s*,\s*{one})?", value.get_secret_value()):
        raise wrong_setting("has 1 to 256 of the letters A-Z, a-z, 0-9, _ and -")
    return value


def check_redis_address(value: SecretStr) -> SecretStr:
    if not re.match(r"rediss?://[^/\s]", value.get_secret_value()):
        raise wrong_setting("is not a Redis: write redis://HOST:PORT/NUMBER")
    return value
