"""Check that Slack signed an HTTP request, and parse slash commands.

Our own signature check takes little more than half the time of slack_sdk's. Slash commands are the
most frequent requests. Bolt takes longer to parse a command than the signature check takes, and
drops commands whose text contains the word "payload".

See docs.slack.dev/authentication/verifying-requests-from-slack.
"""

import hmac
import time
from collections.abc import Iterable, Mapping
from urllib.parse import unquote_plus, unquote_to_bytes

_LONGEST_AGE = 60 * 5
"""The maximum age of a request in seconds. Somebody may have copied an older request."""
_DIGITS = 12
"""The maximum number of digits in a Unix timestamp. Longer timestamps are rejected."""
_FORM = "application/x-www-form-urlencoded"
_REQUIRED = frozenset(("command", "team_id", "user_id", "response_url"))


class SignatureCheck:
    """Accepts requests that were signed with one of these secrets in the last five minutes."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._keys = [hmac.new(each.encode(), digestmod="sha256") for each in secrets]

    def is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        moment = headers.get("x-slack-request-timestamp", "")
        given = headers.get("x-slack-signature", "")
        if not (moment.isascii() and moment.isdigit() and given.isascii()):
            return False
        if len(moment) > _DIGITS or abs(time.time() - int(moment)) > _LONGEST_AGE:
            return False
        signed = b"v0:%b:%b" % (moment.encode(), body)
        return any(hmac.compare_digest(_signature(key, signed), given) for key in self._keys)


def _signature(key: hmac.HMAC, signed: bytes) -> str:
    digest = key.copy()  # copying the object saves hashing the key again, which is half of the work
    digest.update(signed)
    return f"v0={digest.hexdigest()}"


def slash_command(body: bytes, headers: Mapping[str, str]) -> dict[str, str] | None:
    """Return the fields of a slash command, or None for any other request."""
    if not headers.get("content-type", "").startswith(_FORM) or b"command=" not in body:
        return None
    fields = _fields(body.decode())
    others = "payload" in fields or "ssl_check" in fields
    return fields if fields.keys() >= _REQUIRED and not others else None


def _fields(form: str) -> dict[str, str]:
    """Parse the fields of a form. This is faster than `parse_qsl`."""
    fields = {}
    for each in form.split("&"):
        if each:
            name, _, value = each.partition("=")
            if "%" in name or "+" in name:
                name = unquote_plus(name)
            fields[name] = _decoded(value) if "%" in value else value.replace("+", " ")
    return fields


def _decoded(value: str) -> str:
    """Decode a value as `unquote_plus` does, but in half the time."""
    if not value.isascii():
        return unquote_plus(value)
    return unquote_to_bytes(value.replace("+", " ")).decode(errors="replace")
