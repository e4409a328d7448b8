"""Write a command call as the payload of a link into the private chat, and read it.

Telegram allows 1 to 64 of `A-Za-z0-9_-` (core.telegram.org/bots/features#deep-linking).
"""

import re
from collections.abc import Mapping

from bot.codes_in_text import shown_in
from bot.command import Command

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SIGNS = "*~$="
"""Check symbols that are not allowed in links. A payload has -s1 to -s4 instead of them."""
_WRITTEN = re.compile(r"-s([1-4])(?![A-Za-z0-9-])")


def payload_of(call: str) -> str | None:
    """Return the payload of a link that makes a call.

    Return None if the call is too long or has characters that a payload cannot have.
    """
    payload = re.sub(r"-([*~$=])", lambda found: f"-s{_SIGNS.index(found[1]) + 1}", call)
    payload = payload.replace(" ", "_")
    return payload if _PAYLOAD.fullmatch(payload) else None


def call_of(payload: str) -> str:
    """Return the command call in a payload that `payload_of` made."""
    return _WRITTEN.sub(lambda found: f"-{_SIGNS[int(found[1]) - 1]}", payload).replace("_", " ")


def call_of_link(payload: str, by_name: Mapping[str, Command]) -> tuple[Command, str] | None:
    """Return the command and argument that a link with `?start=PAYLOAD` calls.

    A payload that is not a command call is an invitation code for `link`. Return None without a
    payload.
    """
    if not payload:
        return None
    call = call_of(payload)
    name, _, rest = call.partition(" ")
    if name in by_name and name != "start":
        return by_name[name], rest
    if shown_in(call):
        return by_name["verify"], call
    return by_name["link"], payload
