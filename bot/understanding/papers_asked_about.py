"""Read questions about a card, certificate or link: who sees what, and whether a phone shows it."""

import re

from bot.understanding.goal_names import find_goals
from bot.understanding.lead_ins import Core
from bot.understanding.readings import SEVERAL, Reading, Said, View
from bot.understanding.same_question import Heard

_SURELY, _MOST_WORDS = 0.95, 16
_PAPERS = frozenset(("share", "prove", "proofs", "certificate", "print"))
_OF_OTHERS = _PAPERS | {"privacy", "help", "seen"}
"""Commands whose answers tell what others see."""


def asked_of_paper(heard: Heard, core: Core) -> Reading | None:
    """Return what a message asks about the papers just shown, or None."""
    talk, words = heard.talk, core.words
    if talk.command not in _OF_OTHERS or heard.said.named.mentions or heard.said.codes:
        return None
    if len(words.split()) > _MOST_WORDS:
        return None
    if _NOT_MINE.match(words):
        return Reading("privacy", "", _SURELY)
    about = talk.argument if talk.command == "help" else talk.command
    if about not in _PAPERS:
        return None
    if _WHAT_IS_SEEN.search(words) or _SHOWS_MY.search(words):
        return Reading("privacy", "", _SURELY)
    shown = _ON_A_PHONE.search(words) and not _PHONE_GONE.search(words)
    return Reading("help", "share", _SURELY) if shown else None


def of_goals_paper(best: Reading, said: Said, view: View) -> Reading:
    """Return the page of the goals that a message names if it was read as one's own certificates.

    "The Pennsylvania certificate" is a goal, and not the paper of a credential.
    """
    if (best.command, best.argument) != ("certificate", "") or said.named.mentions:
        return best
    goals = find_goals(said.named.words, view.goals, vague=False)
    if not goals:
        return best
    return Reading("goal", SEVERAL.join(each.code for each in goals), best.score)


_WHAT_IS_SEEN = re.compile(
    r"\b(?:what|how much|que|cuanto)\b(?: \w+){0,6}? (?:sees?|ven?|ver|vera\w*|mira\w*|aparece\w*|muestra\w*)\b|\bwhat(?: all)? (?:does|will) (?:it|that) show\b"
)
_SHOWS_MY = re.compile(
    r"\b(?:does|do|is|are|will|tiene|sale|salen|trae|aparece|muestra|viene|va)\b.{0,24}\b(?:my|mis?)\b.{0,12}\b(?:birth\w*|age|address|phone|number|score\w*|grade\w*"
    r"|photo|picture|ssn|social|email|fecha|edad|direccion|telefono|celular|calificacion\w*|foto|nombre|name|correo|datos)\b"
)
_NOT_MINE = re.compile(
    r"(?:but |pero )?(?:not|no|nothing about|without|minus|except|never|sin|nada de|menos) (?:\w+ ){0,2}?(?:my|mis?|the|las?|los?|any) (?:\w+ )?"
    r"(?:scores?|grades?|marks?|points|attempts?|fail\w*|results?|age|birth\w*|address|phone|number|name|calificacion\w*|notas?|puntaj\w*|puntos|intentos?|resultados?|edad|nacimiento|direccion|telefono|numero|nombre)\b"
    r"(?! (?:is|are|was|were|say|says|show|shows|yet|came|come|here|on record|es|esta|estan|son|sale|salen|aparece\w*)\b)"
)
"""Matches the hope that others do not see something, as in "not my scores I hope"."""
_ON_A_PHONE = re.compile(
    r"\b(?:on|in|from|off|to|with|en|desde|al?|del?|con) (?:(?:my|a|the|his|her|their|your|mi|el|la|un|su) )?(?:\w+ )?(?:phones?|cell\w*|mobile|apple wallet|google wallet|wallet app|celular\w*|telefonos?|movil)\b"
)
_PHONE_GONE = re.compile(
    r"\b(?:lost|lose|losing|stole\w*|broke\w*|crack\w*|dead|died|new|old|chang\w+|switch\w*|perd\w+|pierd\w+|rob\w+|romp\w+|quebr\w+|nuevo|viejo|cambi\w+|descompu\w+)\b"
)
