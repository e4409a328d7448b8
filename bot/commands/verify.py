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


def _codes(typed: str) -> list[str]:
    """The codes in what was typed, in order and once each: links, codes, or words as they are.

    A code may be typed with spaces for hyphens, so whole codes are looked for first.
    """
    codes: list[str] = []
    rest = typed
    for link in re.findall(r"\S+://\S+", typed):
        codes.append(link)
        rest = rest.replace(link, " ", 1)
    codes += [match.group() for match in CODE_IN_TEXT.finditer(rest)]
    rest = CODE_IN_TEXT.sub(" ", rest)
    codes += [word for word in re.split(r"[\s,;]+", rest) if any(c.isalnum() for c in word)]
    return list(dict.fromkeys(codes)) or [typed]
