"""Read orders about a goal just shown or named, such as "make it my goal"."""

import re

from bot.understanding.goal_names import find_goals
from bot.understanding.imperatives import is_order
from bot.understanding.lead_ins import Core
from bot.understanding.orders import is_no_order, is_reported
from bot.understanding.readings import Reading
from bot.understanding.references import reference_in
from bot.understanding.same_question import Heard

_SURELY, _MOST_WORDS = 0.95, 16


def goal_chosen(heard: Heard, core: Core) -> Reading | None:
    """Return the order of a candidate to follow or to prove a goal, or None."""
    said = heard.said
    if heard.view.role != "candidate" or said.codes or said.named.mentions:
        return None
    if len(core.words.split()) > _MOST_WORDS or is_reported(heard.text):
        return None
    for kind in (_set_as_goal, _named_as_goal, _proved):
        if found := kind(heard, core.words):
            return Reading(*found, _SURELY)
    return None


def _set_as_goal(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return the call of `follow` for the goal just shown, if the words choose that goal."""
    goal, command = heard.talk.things.goal, heard.talk.command
    shown = command == "goal" or (command == "cost" and heard.talk.argument == goal)
    if not (shown and goal) or "?" in heard.text or not _CHOOSES.search(words):
        return None
    other = find_goals(heard.said.named.words, heard.view.goals, vague=False)
    if any(each.code != goal for each in other) or is_no_order(words):
        return None
    return "follow", goal


def _named_as_goal(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return the call of `follow` if the words order it, as in "make it my goal"."""
    if not _AS_GOAL.search(words) or is_no_order(words) or not is_order(heard.text, "follow"):
        return None
    goal = "" if reference_in(words) else _meant(heard)
    return ("follow", goal) if goal else None


def _proved(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return the call of `prove` if the words ask for a link that shows that a goal is met."""
    if not _SHOWS_IT.search(words):
        return None
    goal = _meant(heard)
    return ("prove", goal) if goal else None


def _meant(heard: Heard) -> str:
    """Return the only goal that the message names. If it names none, return the last goal."""
    named = find_goals(heard.said.named.words, heard.view.goals, vague=False)
    if named:
        return named[0].code if len(named) == 1 else ""
    return heard.talk.things.goal


_CHOOSES = re.compile(
    r"^(?:let us|let's|i will|i'll|i am going to|i want to)? ?go(?:ing)? (?:for|after) (?:it|that|that one|this one)\b"
    r"|^(?:pin|follow|track|set|save|add|keep) (?:it|that|this)(?: one)?\b|^(?:put|stick|make) (?:it|that|this)(?: one)?"
    r" (?:(?:on|at|to|as|in) )?(?:the top|top|my (?:page|list|goals?|status|home))|^i (?:want|will take|choose|pick) (?:it|that|this)(?: one)?$"
    r"|^(?:es[aeo]|est[aeo]) (?:mero )?(?:quiero|va a ser mi meta|es el bueno)\b|^(?:quiero|voy por|me voy por|escojo|elijo) es[aeo]\b"
    r"|^(?:pon(?:me)?l[oa]|fijal[oa]|siguel[oa]|guardal[oa]|agregal[oa]|anadel[oa]|apuntame|apuntal[oa])\b"
)
_AS_GOAL = re.compile(
    r"\b(?:pon\w*|pong\w*|marc\w+|marqu\w+|apunt\w+|fij\w+|guard\w+|agreg\w+|anot\w+|quiero) (?:\w+ ){0,3}?(?:de|como|en|a) (?:mi |mis |una |la )?metas?\b"
    r"|\b(?:make|set|pin|save|put|add) (?:it|that|this)(?: one)? (?:as |to |in |on |be )?(?:my |a |one of my )?goals?\b"
)
"""Matches an order to make something the writer's goal."""
_SHOWS_IT = re.compile(
    r"\b(?:link|proof|something|paper|liga|enlace|comprobante|papel|algo)\b.{0,24}\b(?:shows?|proves?|says?|demuestr\w+|compr[uo]eb\w+|diga|muestr\w+)\b"
    r".{0,12}\b(?:i (?:do )?(?:qualify|meet|made|have it|got it|did|earned)|(?:(?:ya|si) )*(?:l[oa] )?(?:cumpl[oi]\w*|califico|tengo|logre|saque))\b"
    r"|\bcomo (?:l[oa]s? )?(?:demuestro|compruebo)\b|\b(?:can|could|do|may) i prove (?:it|that)\b"
)
"""Matches the wish for a link that shows that the writer meets a goal."""
