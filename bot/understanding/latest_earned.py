"""Find the credential that somebody means by "the last one I got"."""

import re

from bot.understanding.lead_ins import Core
from bot.understanding.orders import is_reported
from bot.understanding.readings import OF_HELD, Reading
from bot.understanding.same_question import Heard
from bot.understanding.same_thing import FORMS
from core.records.model import Record

_SURELY, _LIKELY, _MOST_WORDS = 0.95, 0.26, 12


def latest_earned(heard: Heard, core: Core, record: Record) -> Reading | None:
    """Return what a candidate asks about the credential that they earned last, or None."""
    said, talk = heard.said, heard.talk
    if heard.view.role != "candidate" or said.named.mentions or said.codes or said.people:
        return None
    if len(core.words.split()) > _MOST_WORDS or is_reported(heard.text):
        return None
    if found := _only_held(heard, core.words):
        return found
    short = talk.command in _SHOWS_EARNED and _NEWEST.fullmatch(core.words)
    if not (short or _LAST_I_EARNED.search(core.words)) or not (code := _latest(record)):
        return None
    best = said.readings[0]
    if best.command in _OF_EARNED and best.score >= _LIKELY and not short:
        return Reading(best.command, code, _SURELY)
    shown = talk.command if talk.command in OF_HELD - {"withdraw"} else "status"
    return Reading(shown, code, _SURELY)


def _only_held(heard: Heard, words: str) -> Reading | None:
    """Return the question about "the one I already have", if one credential talked about is held."""
    best = heard.said.readings[0]
    form = next((name for name, said in FORMS.items() if said.search(words)), best.command)
    held = [code for code in heard.talk.things.credentials if code in heard.view.held]
    if len(held) != 1 or best.command not in _OF_EARNED or best.score < _LIKELY:
        return None
    return Reading(form, held[0], _SURELY) if _ONE_I_HAVE.search(words) else None


def _latest(record: Record) -> str:
    """Return the code of the credential that was earned last.

    Return "" if nothing was earned, or if several were earned on the last day.
    """
    valid = [each for each in record.awards if each.revoked_on is None]
    last = max((each.issued_on for each in valid), default=None)
    found = [each.credential for each in valid if each.issued_on == last]
    return found[0] if len(found) == 1 else ""


_OF_EARNED = OF_HELD | {"status", "score", "credential"}
_SHOWS_EARNED = OF_HELD | {"status"}
_THING = r"(?:one|credential|certificate|cert|card|badge|credencial|certificado)"
_LAST_I_EARNED = re.compile(
    rf"\b(?:last|latest|newest|most recent) (?:{_THING} )?(?:that )?i(?:'ve| have)? (?:just )?(?:got|get|gotten|earned|finished|won|received)\b"
    r"|\b(?:la|el|l[oa]) (?:ultim[oa]|mas reciente|mas nuev[oa])(?: credencial| certificado)? que (?:saque|gane|obtuve|recibi|me dieron|he sacado|he ganado|termine)\b"
    rf"|\bmy (?:latest|newest|most recent) {_THING}\b|\bmi (?:credencial|certificado) mas (?:reciente|nuev[oa])\b"
)
_ONE_I_HAVE = re.compile(
    rf"\bthe {_THING} (?:that )?i(?:'ve| have)? ?(?:already |just )?(?:have|got|gotten|earned|finished|hold|passed|completed|done)\b"
    r"|\b(?:el|la|lo|del?|de la) que (?:si |ya |si ya )?(?:tengo|saque|gane|obtuve|termine|pase|aprobe)\b"
)
_NEWEST = re.compile(
    rf"(?:(?:only|just|and|y|show|me|give|dame|solo|nomas|solamente) )*(?:the|la|el) (?:most recent|latest|newest|mas reciente|mas nuev[oa])(?: {_THING})?(?: please| por favor)?"
)
"""Matches a message that is only "the most recent one", after an answer that shows what was earned."""
