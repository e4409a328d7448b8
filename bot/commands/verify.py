"""verify: whether credentials that somebody shows are real."""

import re
from collections import Counter

from bot.command import Answer, Argument, Call, command
from bot.reply import Button
from core.awards.codes import CODE_IN_TEXT
from core.verification.verdict import VerdictKind
from core.verification.verifying import MOST_CODES


@command(
    argument=Argument("CODE", required=True, many=True),
    private=True,
    phrases=(r"\b(?:verify|check|is it real|is this real|genuine)\b",),
)
async def verify(call: Call) -> Answer:
    """Check that credentials are real, by their codes"""
    shown = _codes(call.argument)
    if len(shown) > MOST_CODES:
        return Answer("too_many_codes", {"count": len(shown), "most": MOST_CODES})
    verdicts = await call.edgefinder.verification.verify(shown)
    counts = Counter(verdict.kind for verdict in verdicts)
    titled = next((v for v in verdicts if v.kind is VerdictKind.VALID), None)
    buttons: tuple[Button, ...] = ()
    if titled and call.edgefinder.catalog.credential(titled.credential_code or ""):
        buttons = (Button("What it certifies", f"credential {titled.credential_code}"),)
    data = {
        "verdicts": verdicts,
        "counts": [(kind, counts[kind]) for kind in VerdictKind if counts[kind]],
        "source": verdicts[0].source,
        "as_of": verdicts[0].as_of,
    }
    return Answer("verify", data, (buttons,))


_SHOWN = re.compile(rf"\S+://\S+|{CODE_IN_TEXT.pattern}|[^\s,;]+", re.IGNORECASE)


def _codes(typed: str) -> list[str]:
    """Links, codes (also typed with spaces for hyphens) and other words, in order, once each."""
    shown = [match.group() for match in _SHOWN.finditer(typed)]
    words = [each for each in shown if any(letter.isalnum() for letter in each)]
    return list(dict.fromkeys(words)) or [typed]
