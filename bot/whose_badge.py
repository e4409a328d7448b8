"""Check by e-mail address whether a badge belongs to the person who showed it.

A badge of another issuer often has only a hash of its holder's e-mail address. The user writes the
address in the caption of the badge's file, or enters it after pressing a button. We do not keep the
file. We keep the hash as long as we remember what the chat is about.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.command import Answer
from bot.reply import Button
from core.language.message import _
from core.verification.recipients import Recipient, is_an_address, is_awarded_to
from core.verification.verdict import Verdict, VerdictKind

WHOSE = "whose"
"""The argument of `verify` on the button that asks for the address. Nobody types it."""
_AT_END = re.compile(r"(?:^|\s)([^\s\"{}\[\]]+@[^\s\"{}\[\]]+)\s*$")
_KEY = "recipients"


def address_at_end(text: str) -> str:
    """Return the e-mail address at the end of a text, or '' if there is none."""
    if "@" not in text:
        return ""
    found = _AT_END.search(text)
    address = found[1].strip("<>()[].,;") if found else ""
    return address if is_an_address(address) else ""


def apart(text: str) -> tuple[str, str]:
    """Split a text into what precedes the e-mail address at its end, and the address.

    If there is no address at the end, return the whole text and ''.
    """
    address = address_at_end(text)
    if not address:
        return text, ""
    return text[: text.rindex(address)].rstrip(" \t\r\n<(["), address


def button_for(verdicts: Sequence[Verdict]) -> tuple[Button, ...]:
    """Return a row with the button for entering the holder's e-mail address.

    Return () unless there is exactly one badge, which has a hash of the address and no holder's
    name.
    """
    if not _fingerprints(verdicts):
        return ()
    return (Button(_("Check whose it is"), f"verify {WHOSE}"),)


def address_question() -> Answer:
    """Return the answer that asks for the holder's address."""
    return Answer("whose_ask", stays=True)


def badge_to_remember(verdicts: Sequence[Verdict]) -> Mapping[str, Any]:
    """Return what is kept of a badge, to compare its hash with an address later.

    Return {} unless there is exactly one badge, which has a hash of the address and no holder's
    name.
    """
    found = _fingerprints(verdicts)
    if not found:
        return {}
    [verdict] = verdicts
    return {
        _KEY: [[each.identity, each.hashed, each.salt] for each in found],
        "badge": verdict.credential_title or verdict.code,
        "confirmed": verdict.kind is VerdictKind.VALID,
    }


def whose_it_is(address: str, topic: Mapping[str, Any] | None) -> Answer | None:
    """Answer whether the badge in this chat was awarded to an e-mail address.

    Return None if no badge was kept in the chat's `topic`.
    """
    if not topic or _KEY not in topic:
        return None
    fits = is_awarded_to([Recipient(*each) for each in topic[_KEY]], address)
    data = {
        "fits": fits,
        "address": address.strip(),
        "badge": topic["badge"],
        "confirmed": topic["confirmed"],
    }
    return Answer("whose", data, stays=True)


def _fingerprints(verdicts: Sequence[Verdict]) -> list[Recipient]:
    if len(verdicts) != 1 or verdicts[0].kind in _NEVER or verdicts[0].holder:
        return []
    return [each for each in verdicts[0].recipients if each.hashed]


_NEVER = (VerdictKind.ALTERED, VerdictKind.UNREADABLE)
