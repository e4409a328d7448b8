"""verify: whether credentials that somebody shows are real."""

from collections import Counter
from typing import Any

from bot.command import Answer, Argument, Call, command
from bot.reply import Button
from bot.shown import proof_in, shown_to_verify
from core.edgefinder import Edgefinder
from core.verification.verdict import Verdict, VerdictKind
from core.verification.verifying import MOST_CODES


@command(
    argument=Argument("CODE", required=True, many=True),
    private=True,
    phrases=(r"\b(?:verify|check|is (?:it|this|that) real|genuine)\b",),
)
async def verify(call: Call) -> Answer:
    """Check that credentials are real, by their codes"""
    if token := proof_in(call.argument):
        proven = await call.edgefinder.proofs.look(token)
        return Answer("proof", {"proven": proven}, (_ABOUT_CODES,), stays=True)
    shown = shown_to_verify(call.argument)
    if len(shown) > MOST_CODES:
        return Answer("too_many_codes", {"most": MOST_CODES}, (_ABOUT_CODES,))
    verdicts = once_each(await call.edgefinder.verification.verify(shown))
    return verdicts_answer(verdicts, (_buttons(verdicts, call.edgefinder),))


def verdict_answer(verdict: Verdict, edgefinder: Edgefinder) -> Answer:
    """What was found of one thing that somebody showed."""
    return verdicts_answer([verdict], (_buttons([verdict], edgefinder),))


def _buttons(verdicts: list[Verdict], edgefinder: Edgefinder) -> tuple[Button, ...]:
    titled = next((v for v in verdicts if v.kind is VerdictKind.VALID), None)
    if titled and edgefinder.catalog.credential(titled.credential_code or ""):
        what = Button("What it certifies", f"credential {titled.credential_code}")
        return (what, *_ABOUT_CODES)
    return _ABOUT_CODES


def verdicts_answer(verdicts: list[Verdict], buttons: tuple[tuple[Button, ...], ...]) -> Answer:
    """What was found of at least one code, and when, and in whose records."""
    return Answer("verify", told_of(verdicts), buttons, stays=True, verdicts=tuple(verdicts))


def told_of(verdicts: list[Verdict]) -> dict[str, Any]:
    """What the templates of verdicts are given; there is at least one."""
    counts = Counter(verdict.kind for verdict in verdicts)
    return {
        "verdicts": verdicts,
        "counts": [(kind, counts[kind]) for kind in VerdictKind if counts[kind]],
        "source": verdicts[0].source,
        "as_of": verdicts[0].as_of,
    }


_ABOUT_CODES = (Button("About codes", "help verify"),)


def once_each(verdicts: list[Verdict]) -> list[Verdict]:
    """A code and the link to it are one."""
    return list({(verdict.kind, verdict.code): verdict for verdict in verdicts}.values())
