"""Adjust what a message may mean to who is asking and to who is named."""

import re

from bot.understanding.classifier_labels import NO_ORDER
from bot.understanding.orders import is_not_recorded, is_supposed
from bot.understanding.readings import Reading, Said
from bot.understanding.words import plain
from core.people.model import Asker
from core.values import replace

_SURE, _CLEARLY = 0.5, 0.51


def not_of_others(text: str, readings: list[Reading], asker: Asker) -> list[Reading]:
    """Replace the best reading by `privacy` if a stranger asks about another person's record."""
    if asker.person is not None or not readings:
        return readings
    best = readings[0]
    tries = best.argument == "retakes" and _TRIES.search(plain(text)) is not None
    if best.command not in _OF_RECORDS and not tries:
        return readings
    if not asker.unlinked or _SOMEBODY.search(plain(text)):
        return [Reading("privacy", "", best.score), *readings[1:]]
    return readings


def of_named_student(text: str, readings: list[Reading], said: Said) -> list[Reading]:
    """Adjust the readings if a teacher names one student.

    An uncertain question is read as being about that student, and so
    is a result that is only expected or imagined.
    """
    if not readings or len(said.people) != 1:
        return readings
    best = readings[0]
    if best.command in _RECORDED and is_not_recorded(text):
        return [Reading("", NO_ORDER, _SURE), *readings]
    if best.command == "result" and is_supposed(text):
        return [Reading("student", said.people[0].name, best.score), *readings[1:]]
    if best.score >= _CLEARLY or best.command in _OF_ONE_PERSON:
        return readings
    return [Reading("student", said.people[0].name, _SURE), *readings]


def priced(text: str, readings: list[Reading]) -> list[Reading]:
    """Read "how much is" a goal as its price, and merge the two questions about prices.

    One asks what exams cost, the other what one's own exams cost. Their answers are similar, so the
    bot need not ask which one is meant.
    """
    of_goal = [each.command for each in readings[:2]] == ["goal", "cost"]
    if of_goal and readings[0].argument and _HOW_MUCH.search(plain(text)):
        return [replace(readings[0], command="cost"), *readings[1:]]
    if {(each.command, each.argument) for each in readings[:2]} != _PRICES:
        return readings
    best, other = readings[:2]
    score = min(1.0, best.score + other.score)
    return [Reading(best.command, best.argument, score), *readings[2:]]


_HOW_MUCH = re.compile(
    r"\b(?:how much (?:is|are|for|does|would|will)\b(?! (?:left|missing|of))|cuanto (?:cuesta|sale|vale|es))\b"
)
_PRICES = {("cost", ""), ("ask", "cost")}
_RECORDED = frozenset(("result", "signoff", "student", "approve", "unclear", ""))
_OF_ONE_PERSON = frozenset(("student", "result", "signoff", "minor", "approve", "students", ""))
"""Commands that a message about one student may mean, and small talk ("")."""
_OF_RECORDS = frozenset(("status", "score", "next", "student", "students", "roster", "certificate"))
"""Commands that show what is on record about a person."""
_TRIES = re.compile(
    r"\b(?:how many (?:times|tries|attempts)|cuantas veces|cuantos intentos)\b"
    r".*\b(?:did|need\w*|took|ha[sd]|fail\w*|hizo|ha|presento|reprobo|lleva|necesito)\b"
)
"""Matches a question about how often someone has taken an exam."""
_SOMEBODY = re.compile(
    r"\b(?:applicants?|employees?|workers?|apprentices?|hires?|guy|he|she|his|her|him|their|ella"
    r"|solicitantes?|emplead[oa]s?|trabajador\w*|aprendi(?:z|ces)"
    r"|(?:the|this|that) (?:candidate|person)"
    r"|(?:la|esa|esta) persona|(?:el|ese|este|la|esa|esta) candidat[oa])\b"
)
"""Words for a person who is not the asker."""
