"""Parse slash commands over HTTP, the most frequent requests, without Bolt.

Bolt builds a context and runs eight middlewares, which takes longer than checking the signature.
It also drops a command whose text contains the word "payload".
"""

from collections.abc import Mapping
from urllib.parse import unquote_plus

_FORM = "application/x-www-form-urlencoded"
_REQUIRED = frozenset(("command", "team_id", "user_id", "response_url"))


def slash_command(body: bytes, headers: Mapping[str, str]) -> dict[str, str] | None:
    """Return the fields of a slash command; None for any other request."""
    if not headers.get("content-type", "").startswith(_FORM) or b"command=" not in body:
        return None
    fields = _fields(body.decode())
    others = "payload" in fields or "ssl_check" in fields
    return fields if fields.keys() >= _REQUIRED and not others else None


def _fields(form: str) -> dict[str, str]:
    """Parse a form, faster than `parse_qsl` does."""
    pairs = [each.partition("=") for each in form.split("&") if each]
    return {_decoded(name): _decoded(value) for name, _, value in pairs}


def _decoded(text: str) -> str:
    return unquote_plus(text) if "%" in text or "+" in text else text
