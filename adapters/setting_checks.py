"""Declare a setting, and check the text that the operator gives for it.

Each check returns the value to use, or raises WrongSetting, which says what to write instead.
"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
"""The media types of logos, by file extension."""


class WrongSetting(Exception):  # noqa: N818 - about the operator's input, not an error of ours
    """Raised if a setting is wrong. The text says what is wrong and how to fix it.

    The text never shows the value of a secret setting.
    """


class Declared:
    """The declaration of a setting.

    `default` is the value of a setting that the operator does not give.
    """

    def __init__(
        self, description: str, checks: tuple[Callable[[Any], Any], ...], default: Any
    ) -> None:
        self.description = description
        self.checks = checks
        self.default = default


def setting(description: str, *checks: Callable[[Any], Any], default: Any = None) -> Any:
    """Declare a setting.

    The checks run in order. The first check gets the text of the setting, and each later check gets
    the result of the check before. A check returns the value to use, or raises WrongSetting if the
    value is wrong.
    """
    return Declared(description, checks, default)


class Secret:
    """A secret text.

    Its str and repr do not show it, to keep it out of logs and errors.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        return self._value

    def __len__(self) -> int:
        return len(self._value)

    def __repr__(self) -> str:
        return "Secret('**********')"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.get_secret_value() == self._value

    def __hash__(self) -> int:
        return hash(self._value)


def at_least(letters: int) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if len(value) < letters:
            few = f"is too short: at least {letters} characters"
            raise WrongSetting("is empty" if letters == 1 else few)
        return value

    return check


def at_most(letters: int) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if len(value) > letters:
            raise WrongSetting(f"is too long: at most {letters} characters")
        return value

    return check


def one_of(*choices: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        meant = value.strip().lower()
        if meant not in choices:
            known = [f"'{each}'" for each in choices]
            raise WrongSetting(f"is not one of: {', '.join(known[:-1])} or {known[-1]}")
        return meant

    return check


def whole_number(least: int, most: int) -> Callable[[str], int]:
    def check(value: str) -> int:
        if not _WHOLE.fullmatch(value.strip()):
            raise WrongSetting("is not a whole number")
        digits = value.strip().lstrip("+-0").replace("_", "")
        if value.strip().startswith("-") or (number := int(digits[:_LONGEST] or "0")) < least:
            raise WrongSetting(f"is too small: the least is {least}")
        if number > most or len(digits) > _LONGEST:
            raise WrongSetting(f"is too large: the most is {most}")
        return number

    return check


_WHOLE = re.compile(r"[+-]?[0-9]+(?:_[0-9]+)*")
_LONGEST = 18
"""The maximum number of digits in a setting that is a number."""


def expanded(value: Path) -> Path:
    return value.expanduser()


_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s]*")


def check_web_address(value: str) -> str:
    if not _WEB_ADDRESS.fullmatch(value):
        raise WrongSetting("is not an address of the web: write https://HOST")
    return value.rstrip("/")


def check_file_exists(value: Path) -> Path:
    if not value.is_file():
        raise WrongSetting(f"names a file that does not exist: {value}")
    return value


def check_logo(value: Path) -> Path:
    value = check_file_exists(value.expanduser())
    if value.suffix.lower() not in LOGO_TYPES:
        raise WrongSetting("is not a picture for pages: give a PNG, JPEG, WebP or SVG file")
    if value.stat().st_size > _LARGEST_LOGO:
        raise WrongSetting("is larger than 300 kB: give a smaller picture")
    return value


def check_color(value: str) -> str:
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        raise WrongSetting("is not a color: write # and six digits, such as #12324f")
    return value


def check_folder_exists(value: Path) -> Path:
    value = value.expanduser()
    if not value.is_dir():
        raise WrongSetting(f"names a folder that does not exist: {value}")
    return value


def check_host_names(value: str) -> str:
    for each in comma_separated(value):
        host, _, port = each.partition(":")
        labels = host.split(".")
        if (
            len(labels) == 1
            or labels[-1].isdecimal()
            or not all(_LABEL.fullmatch(label) for label in labels)
            or (port and not port.isdecimal())
        ):
            raise WrongSetting(
                f"has an invalid host name: '{each}': write names such as badges.example.org"
            )
    return value


_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def comma_separated(value: str | None) -> tuple[str, ...]:
    """Return the parts of a setting that is a comma-separated list, in lower case."""
    return tuple(each.strip().lower() for each in (value or "").split(",") if each.strip())


def check_plain_line(value: str) -> str:
    if not value.strip() or not value.isprintable():
        raise WrongSetting("is not one plain line of text: write a name, a number or an address")
    return value.strip()


def check_time_zone(value: str) -> str:
    from core.notices.schedule import zone_named  # noqa: PLC0415 - few settings need it

    meant = zone_named(value)
    if meant is None:
        raise WrongSetting("is not a time zone: write one such as America/Chicago")
    return meant


def check_workspace_ids(value: str) -> str:
    if not all(re.fullmatch(r"T[A-Z0-9]{2,}", each.strip()) for each in value.split(",")):
        raise WrongSetting(
            "is not a list of Slack workspaces: write their ids, such as T0123ABCD,T0456EFGH"
        )
    return value


def begins_with(prefix: str, kind: str) -> Callable[[Secret], Secret]:
    def check(value: Secret) -> Secret:
        if not value.get_secret_value().startswith(prefix):
            raise WrongSetting(f"is not a Slack {kind}: it begins with {prefix}")
        return value

    return check


def check_column_keys(value: Secret) -> Secret:
    keys = value.get_secret_value().split(",")
    if not all(map(_is_key, keys)):
        raise WrongSetting("is not a key: make one with 'edgefinder db key'")
    if len(keys) > _MOST_KEYS:
        raise WrongSetting("has more than two keys: run 'edgefinder db encrypt' with two first")
    return value


def _is_key(key: str) -> bool:
    try:
        return len(urlsafe_b64decode(key.strip().encode())) == _KEY_BYTES
    except ValueError:
        return False


def check_fernet_keys(value: Secret) -> Secret:
    for key in value.get_secret_value().split(","):
        if not _is_key(key):
            raise WrongSetting("is not a key: make one with 'edgefinder slack key'")
    return value


def check_bot_token(value: Secret) -> Secret:
    number, colon, rest = value.get_secret_value().partition(":")
    if not (number.isdecimal() and colon and rest) or any(c.isspace() for c in rest):
        raise WrongSetting("is not a Telegram bot token: @BotFather gives one, 123456789:ABC...")
    return value


def check_webhook_secret(value: Secret) -> Secret:
    one = r"[A-Za-z0-9_-]{1,256}"
    if not re.fullmatch(rf"{one}(?:\s*,\s*{one})?", value.get_secret_value()):
        raise WrongSetting("has 1 to 256 of the letters A-Z, a-z, 0-9, _ and -")
    return value


def check_redis_address(value: Secret) -> Secret:
    if not re.match(r"rediss?://[^/\s]", value.get_secret_value()):
        raise WrongSetting("is not a Redis: write redis://HOST:PORT/NUMBER")
    return value
