"""Complete a reading that names nothing with what the chat was about."""

import re
from collections.abc import Sequence

from bot.understanding.all_of_it import means_all
from bot.understanding.asked_more import subject_of
from bot.understanding.credentials_beside import OTHER_ONE
from bot.understanding.explained_again import of_command_meant
from bot.understanding.goal_names import find_goals
from bot.understanding.lead_ins import core_of
from bot.understanding.readings import OF_HELD, SEVERAL, Reading, Said, View
from bot.understanding.short_term_memory import goal_of, goes_back
from bot.understanding.talk import GOES_ON, Talk, is_code
from bot.understanding.things_of_others import EL
from bot.understanding.words import bare, plain, words_of
from core.goals.model import Goal
from core.values import replace

_BRIEF = 4
"""Maximum words, without the lead-in, of a message about the chat's subject that has no "it"."""
_SHORT = 6
"""Maximum words of a message that goes on from the last answer by a word such as "and"."""
_PAPERS = frozenset(("share", "certificate", "print"))
_MOST_OF_PAPER = 12
_SEVERAL_PAPERS = re.compile(
    r"\b(?:both|each|every\w*|which|certificates|certs|credentials|cards|links|papers|others?|another|certificados|credenciales|tarjetas|papeles|ligas|enlaces|cual\w*|cada|ambos|ambas|otr[oa]s?|ell[oa]s|them)\b"
)
"""Matches words about the papers of several credentials."""
_OF_RECORD = frozenset(("status", "score"))
_OF_SUBJECT = frozenset(("status", "score", "credential", "cost", "remind"))
"""Commands whose answer is about one credential, so that a few words go on about it."""
_OF_ALL = re.compile(
    r"\b(?:my|mine|mis?|all|any|total|average|best|worst|lowest|highest|better|worse|left|else|others?|which|in general|overall|so far|rest|together|more|status|ranking"
    r"|todos?|todas?|total|promedio|mejor|peor|falta|faltan|debo|queda|cual(?:es)?|otr[oa]s?|demas|resto|juntos|suma\w*|general|mas|estatus|estado|credenciales|exams?|examenes|certs?|credentials?|certificates?|notas|scores|grades|tests?)\b"
)
"""Matches words about several credentials, or about one's whole record."""
_POINTS = re.compile(
    r"\b(?:it|its|that|this|one|same|(?:both|each|last|first|the other) times?|(?:las dos|ambas|cada|la otra|la primera) vez|las dos veces|es[aeo]|est[aeo]|mism[ao]|lo|la|le|(?:de|con|en) (?:el|ella)|there|ahi"
    r"|him|her|his|she|he|su|\w{3,}[aeiou](?:me|te|se)?l[ao])\b"
)
_OWN = re.compile(r"\b(?:my|mine|mis?)\b")
"""Matches words such as "my". "My scores" means all scores, not those of one credential."""
_MEANWHILE = re.compile(
    r"\b(?:(?:un)?till? then|until (?:then|it|that)|meanwhile|in the mean ?time|while (?:i|it|that)|before then|mientras(?: tanto)?|entre ?tanto|hasta entonces|en lo que)\b"
)
"""Matches words for the time until the exam just talked about opens.

What comes next then is another exam.
"""
_NEEDS = frozenset(("credential", "goal", "follow", "student", "verify", "watch", "check", "prove"))
"""Commands that can do nothing without an argument."""
_BRIEFLY = frozenset(("cost", "score", "share", "certificate", "print", "prove", "remind"))
"""Commands that a short message may ask about the chat's subject."""
_OF_GOALS = frozenset(("goal", "follow", "prove", "unfollow"))
_OF_CODES = frozenset(("verify", "watch"))


def is_unearned(command: str, code: str, text: str, held: frozenset[str]) -> bool:
    """Whether a credential from the chat is hardly meant, because the asker has not earned it.

    A card or certificate of it can be meant only if a word points at it, as in "print it".
    """
    meant = code in held or _POINTS.search(bare(text)) is not None
    return command in OF_HELD and is_code(code) and not meant


def is_of_new_paper(text: str) -> bool:
    """Whether a message is about another paper than the one whose code was verified last."""
    return _NEW_PAPER.search(bare(text)) is not None


_NEW_PAPER = re.compile(
    r"\b(?:an?|another|some|un[oa]?|otr[oa])(?: \w+){0,2} (?:cards?|certificates?|credentials?|badges?|papers?|diplomas?|printout|photo|picture|tarjeta|certificado|credencial|papel|foto|gafete)\b"
)
"""Matches a paper that is mentioned for the first time, as in "he showed me a card"."""


def filled_in(
    text: str,
    reading: Reading,
    talk: Talk,
    goals: Sequence[Goal] = (),
    held: frozenset[str] | None = None,
) -> Reading:
    """Return the reading, with an argument from the chat if the message needs one.

    For example, "share it" shares the credential that the chat was about. If `held` is given,
    "wallet card" is not about a credential outside it, but "print it" is.
    """
    spoken = bare(text)
    if reading.command == "help" and not reading.argument:
        return of_command_meant(reading, spoken, talk)
    if reading.argument or not talk.command:
        return reading
    meanwhile = reading.command == "next" and _MEANWHILE.search(spoken)
    if meanwhile or (reading.command in _OF_CODES and is_of_new_paper(text)):
        return reading
    needs = reading.command in _NEEDS
    length = len(spoken.split())
    asked = min(length, len(core_of(text).words.split()))
    brief = reading.command in _BRIEFLY and asked <= _BRIEF and not _OWN.search(spoken)
    goes_on = reading.command in _OF_RECORD and talk.command in _OF_SUBJECT
    brief |= goes_on and asked <= _BRIEF and not _OF_ALL.search(spoken)
    pointing = _POINTS.search(spoken) or (length <= _SHORT and goes_back(spoken))
    brief |= _is_of_last_paper(reading.command, spoken, talk, held)
    if not (needs or brief or pointing) or means_all(spoken):
        return reading
    found = _checked(text, goals, talk) if reading.command == "check" else ""
    if reading.command == "prove" and _POINTS.search(spoken) and not goal_of(talk):
        return reading  # "prove it" is about the last answer, which showed no goal
    found = found or _thing_of(reading.command, talk)
    if held and reading.command in OF_HELD and found in held and OTHER_ONE.search(spoken):
        return replace(reading, argument=SEVERAL.join(sorted(held - {found})) or found)
    if held is not None and is_unearned(reading.command, found, text, held):
        return reading
    return replace(reading, argument=found) if found and SEVERAL not in found else reading


def _is_of_last_paper(command: str, spoken: str, talk: Talk, held: frozenset[str] | None) -> bool:
    """Whether a message asks for a link or paper of the earned credential just talked about."""
    if command not in _PAPERS or held is None or subject_of(talk) not in held:
        return False
    return not _SEVERAL_PAPERS.search(spoken) and len(spoken.split()) <= _MOST_OF_PAPER


def of_both(text: str, reading: Reading, talk: Talk) -> Reading:
    """Return an order to follow "both" with the last two goals. The writer chooses one of them."""
    goals = tuple(dict.fromkeys(talk.things.goals))[:2]
    if reading.command != "follow" or len(goals) <= 1 or not _BOTH.search(bare(text)):
        return reading
    return replace(reading, argument=SEVERAL.join(goals))


_BOTH = re.compile(r"\b(?:both|ambos|ambas|(?:the|las|los) (?:two|dos))\b")


def of_those_offered(text: str, reading: Reading, talk: Talk, view: View, said: Said) -> Reading:
    """Return a reading that needs a credential or goal, with those that the writer may mean.

    These are the ones that the last answer listed or offered, or else the goal that the writer
    follows and the credentials that they have begun. If there are none, show all of them.
    """
    if reading.command == "student" and not reading.argument and reading.score >= _LIKELY:
        return replace(reading, argument=_student_meant(text, talk, view, said))
    if reading.argument or reading.command not in _LISTED_BY:
        return reading
    goals = reading.command in _OF_GOALS
    if said.named.levels and not goals and (one := _listed_at(said, talk)):
        return replace(reading, argument=one)
    if said.named.levels and not goals:
        level = f"Level {min(said.named.levels)}"
        listed = [each for each in talk.choices if each.endswith(f" {level}")]
        area = listed[0].removeprefix("catalog ") if len(listed) == 1 else level
        return replace(reading, command="catalog", argument=area)
    calls = (*talk.choices, *talk.things.listed)
    named = dict.fromkeys(call.partition(" ")[2] for call in calls)
    known = {each.code for each in view.goals}
    found = [each for each in named if (each in known if goals else is_code(each))]
    if not found:
        found = list(view.followed) if goals else sorted(view.begun - view.held)
    if reading.command == "follow":
        found = [each for each in found if each not in view.followed]
    if not found or len(found) > _MOST_OFFERED:
        return replace(reading, command=_LISTED_BY[reading.command])
    return replace(reading, argument=SEVERAL.join(found))


def _listed_at(said: Said, talk: Talk) -> str:
    """Return the codes of the listed credentials at the levels that a message names."""
    calls = (*talk.things.listed, *talk.choices)
    opened = [call for call in calls if call.startswith("credential ")]
    codes = dict.fromkeys(call.rpartition(" ")[2] for call in opened)
    levels = {str(len(level)) for level in said.named.levels}
    at = [code for code in codes if (digit := _LEVEL.search(code)) and digit[0] in levels]
    return SEVERAL.join(at) if len(at) <= _MOST_OFFERED else ""


_LEVEL = re.compile(r"\d")
"""Matches the level in a credential's code, its first digit."""


def _student_meant(text: str, talk: Talk, view: View, said: Said) -> str:
    """Return the student whom a question about one student means, or "" if none is known.

    The message may have a name that is also an ordinary word, as in "ok grace how is she". Otherwise
    the students of the last list are meant, and the bot asks which of them.
    """
    spoken = {word.folded for word in said.named.words if len(word.folded) >= _NAME_FROM}
    named = [each.name for each in view.people if spoken & set(plain(each.name).split())]
    if len(named) == 1:
        return named[0]
    if not (_SOMEBODY.search(bare(text)) or EL.search(text)):
        return ""
    shown = talk.things.listed or talk.choices
    begins = "student "
    listed = [each.removeprefix(begins) for each in shown if each.startswith(begins)]
    return SEVERAL.join(listed) if len(listed) <= _MOST_OFFERED else ""


_LIKELY = 0.3
_NAME_FROM = 4
"""How many letters a part of a name has at least, because "el" is also a part of names."""
_SOMEBODY = re.compile(
    r"\b(?:he|hes|she|shes|him|her|his|hers|(?:the|that|this|those|these) (?:kid|guy|girl|boy|lady|lad|person|student|one person|two|two girls|two boys)s?"
    r"|ella|(?:el|la|los|las|es[ae]|aquell?[ao]?) (?:unic[oa]|muchach[oa]|chic[oa]|nin[oa]|plebe|chav[oa]|hombre|mujer|varon|alumn[oa]|person[ao])s?)\b"
)
"""Matches words for a person who is not named."""
_LISTED_BY = {"credential": "catalog", "goal": "goals", "follow": "goals"}
"""The command that lists what a command needs."""
_MOST_OFFERED = 8


def _checked(text: str, goals: Sequence[Goal], talk: Talk) -> str:
    """Return the last codes, with the goal that is named or else the last goal.

    Return "" if there are no codes or no goal.
    """
    named = find_goals(words_of(text), goals)
    goal = named[0].code if len(named) == 1 else talk.things.goal
    return f"{talk.things.code} for {goal}" if talk.things.code and goal else ""


def _thing_of(command: str, talk: Talk) -> str:
    """Return the last goal, code, student or credential, whichever the command needs.

    Return "" if the chat was about none of that kind.
    """
    things = talk.things
    if command in _OF_GOALS:
        return goal_of(talk) or (things.goal if command in _NEEDS else "")
    if command in _OF_CODES:
        return things.code
    if command == "student":
        return things.student
    if command == "cost" and (goal := goal_of(talk)):
        return goal
    if command in GOES_ON | {"remind", "withdraw"}:
        return subject_of(talk) or next(iter(things.credentials), "")
    return ""
