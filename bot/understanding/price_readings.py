"""Find what a message asks the price of, and adjust its readings if it asks for a price."""

import re

from bot.understanding.readings import SEVERAL, Reading
from bot.understanding.talk import Talk, is_code
from bot.understanding.words import plain
from core.values import replace

_UNLIKELY = 0.15


def cost_of_goal(text: str, readings: list[Reading]) -> list[Reading]:
    """Replace the best reading by `cost` if a message asks for the price of a goal."""
    if not readings or readings[0].command not in _OF_GOALS or not readings[0].argument:
        return readings
    said = plain(text)
    if not _PRICED.search(said) or _HOW_FAR.search(said):
        return readings
    best = readings[0]
    return [Reading("cost", best.argument, best.score), *readings[1:]]


def of_price(text: str, readings: list[Reading]) -> list[Reading]:
    """Put the price first if a message asks for it, but its best reading does not.

    Only readings about facts or remaining exams give way to the price.
    """
    if not readings or readings[0].command not in _GIVES_WAY or not _PRICED.search(plain(text)):
        return readings
    prices = [each for each in readings if (each.command, each.argument) in _PRICES]
    if not prices or prices[0].score < _UNLIKELY:
        return readings
    best = replace(prices[0], score=max(readings[0].score, prices[0].score))
    return [best, *(each for each in readings if each not in prices)]


def priced(readings: list[Reading]) -> list[Reading]:
    """Merge the two best readings if they are the two questions about prices.

    One question is what exams cost, the other is what the asker's own exams cost. Their answers are
    similar, so the bot need not ask which question is meant.
    """
    if {(each.command, each.argument) for each in readings[:2]} != _PRICES:
        return readings
    best, other = readings[:2]
    score = min(1.0, best.score + other.score)
    return [Reading(best.command, best.argument, score), *readings[2:]]


def priced_in(talk: Talk) -> str:
    """Return what "price" alone asks about after an answer: its credential or goal, or ""."""
    code = talk.subject.partition(" ")[0]
    if talk.command in _PRICED_ALONE and is_code(code):
        return code
    return talk.argument if talk.command == "goal" and SEVERAL not in talk.argument else ""


_PRICED_ALONE = frozenset(("credential", "status", "score", "next", "remind"))
_GIVES_WAY = frozenset(("status", "next", "ask"))
_OF_GOALS = frozenset(("goal", "follow"))
_PRICED = re.compile(
    r"\b(?:(?:what|how much)(?: \w+){0,3} (?:cost|run) (?:me|us|you)?|costs?|how much (?:is|are|for|would)|(?:run|set) me (?:back )?|price|pric(?:ey|ing)|how much (?:money|cash|(?:\w+ ){0,3}(?:spend|pay|shell out))|dollars?|bucks"
    r"|cuanto (?:es|seria|por)\b|cuesta\w*|costar\w*|costo|precio|cuanto (?:me |nos )?(?:sale|saldria|cobran|cobrarian|gast\w+|pag(?:o|ar\w*))|lana|dinero|feria por)\b"
)
"""Matches words that ask for a price."""
_HOW_FAR = re.compile(
    r"\b(?:how (?:far|close)|am i from|(?<!lo que )me falta|voy|missing|progress)\b"
)
"""Matches words that ask how far the writer is from a goal, not what the goal costs."""
_PRICES = {("cost", ""), ("ask", "cost")}
