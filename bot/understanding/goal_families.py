"""Find which goal of a family a message means, as in "the easiest" or "the middle one".

A family is, for example, the three goals of one state. Its goals are ordered by how much they
require.
"""

import re
from collections.abc import Sequence

from bot.understanding.goal_names import find_goals
from bot.understanding.lead_ins import Core
from bot.understanding.orders import is_no_order, is_reported
from bot.understanding.places import STEPS
from bot.understanding.readings import Reading
from bot.understanding.same_for_goal import for_goal
from bot.understanding.same_question import Heard
from bot.understanding.words import plain
from core.goals.model import Goal, Node, Some

_SURELY, _CLEARLY, _MOST_WORDS = 0.95, 0.5, 12


def among_goals(heard: Heard, core: Core) -> Reading | None:
    """Return the question about one goal of a family, or None.

    The message names the goals of the family, or the last answer showed them.
    """
    words = " ".join(re.findall(r"[\w'-]+", core.words))
    if heard.said.named.mentions or heard.said.codes or len(words.split()) > _MOST_WORDS:
        return None
    step = next((step for step, found in STEPS.items() if found.search(words)), None)
    if step is None or _ABOUT_IT.match(words) or is_reported(heard.text):
        return None
    shown, named = _shown(heard), _named(heard)
    if not named and not _ONLY_PLACE.fullmatch(words):
        return None
    family = _family(named or shown, heard.view.goals)
    goal = _at(step, family, shown)
    return _asked(heard, goal) if goal is not None else None


def _asked(heard: Heard, goal: Goal) -> Reading | None:
    """Return the question about a goal: what the message itself asks, or else the last question."""
    best = heard.said.readings[0]
    if best.command in {"follow", "prove", "cost"} and best.score >= _CLEARLY:
        if best.command != "cost" and is_no_order(heard.text):
            return Reading("goal", goal.code, _SURELY)
        return Reading(best.command, goal.code, _SURELY)
    if _WHETHER_MET.search(plain(heard.text)):
        return Reading("goal", goal.code, _SURELY)
    again = for_goal(heard.text, heard.talk, goal) or ("goal", goal.code)
    return Reading(*again, _SURELY)


def _named(heard: Heard) -> list[Goal]:
    """Return the goals that the message names if there are several, otherwise []."""
    found = find_goals(heard.said.named.words, heard.view.goals, vague=False)
    return found if len(found) > 1 else []


def _shown(heard: Heard) -> list[Goal]:
    """Return the goal that was just shown, or the goals that were offered."""
    talk = heard.talk
    if talk.command not in _OF_GOALS:
        return []
    by_code = {each.code: each for each in heard.view.goals}
    one = by_code.get(talk.argument)
    if one is None and (talk.command in _WITH_GOAL or " goal " in talk.argument):
        one = by_code.get(talk.things.goal)
    if one is not None and talk.command != "goals" and talk.template != "which_goal":
        return [one]
    calls = [each.partition(" ")[2] for each in talk.choices]
    return [by_code[each] for each in calls if each in by_code]


def _family(goals: Sequence[Goal], every: Sequence[Goal]) -> list[Goal]:
    """Return all goals of the family that these goals belong to, the easiest first.

    Return [] if these goals are of several families, or if two of a family require the same.
    """
    stems = {each.code.rpartition("-")[0] for each in goals}
    if len(stems) != 1 or not (stem := stems.pop()):
        return []
    family = [each for each in every if each.code.rpartition("-")[0] == stem]
    sizes = {each.code: sum(_size(tier.needs) for tier in each.tiers) for each in family}
    told_apart = len(set(sizes.values())) == len(family) > 1
    return sorted(family, key=lambda each: sizes[each.code]) if told_apart else []


def _size(node: Node) -> float:
    """Return the least number of credentials and sign-offs that a requirement asks for."""
    if not isinstance(node, Some):
        return 1
    if node.worth is not None:
        return node.need
    return sum(sorted(_size(each) for each in node.parts)[: node.need])


def _at(step: str, family: Sequence[Goal], shown: Sequence[Goal]) -> Goal | None:
    if not family:
        return None
    if step in {"least", "most"}:
        return family[0] if step == "least" else family[-1]
    if step == "middle":
        return family[len(family) // 2] if len(family) % 2 else None
    if len(shown) != 1 or shown[0] not in family:
        return None
    place = family.index(shown[0]) + (1 if step == "up" else -1)
    return family[place] if 0 <= place < len(family) else None


def neighbor(code: str, step: str, every: Sequence[Goal]) -> str:
    """Return the code of the goal one step "up" or "down" in a goal's family, or ""."""
    goals = [each for each in every if each.code == code]
    found = _at(step, _family(goals, every), goals) if goals else None
    return found.code if found is not None else ""


_OF_GOALS = frozenset(("goal", "goals", "follow", "unfollow", "prove", "cost", "check", "roster"))
_WITH_GOAL = frozenset(("goal", "follow", "unfollow", "prove", "check"))
_PLACED = "|".join(each.pattern for each in STEPS.values())
_ONLY_PLACE = re.compile(
    r"(?:(?:what|which|show|tell|me|is|are|does|about|how|follow|i|want|take|give|need|ask(?:s|ed)? for|open|see|pick|cual|que|es|hay|de|muestra(?:me)?"
    r"|for|toward|with|do i (?:meet|have|qualify for|make)|am i (?:at|close to|good for)|para|pa|con|al|ensena(?:me)?|dame|quiero|ver|a ver|sigue|pide|one|other|otr[oa]|goal|the|a|las?|los?|el|un[oa]?|that|meta)\b[ ,]*)*"
    rf"(?:{_PLACED})"
    r"(?: (?:one|ones|goal|level|tier|step|certificate|of (?:them|those|the three|the two|all|it)|then|instead|please|ask|need|needs|is|to get|to do"
    r"|after (?:it|that(?: one)?|this(?: one)?)|de es[ae]|de est[ae]|meta|nivel|certificado|de (?:las|los) (?:tres|dos)|de (?:todas|todos|ell[ao]s|esas|sacar)|entonces|que (?:pide|piden|lleva|ocupa)|por favor|pues|is it|es|already|ya|am i (?:there|good|close)|do i (?:meet it|qualify|have enough|make it)|cumplo|califico|llego|me alcanza|alcanzo|la tengo|lo tengo))*"
)
"""Matches a message that only says which goal is meant, and asks nothing else."""
_WHETHER_MET = re.compile(
    r"\b(?:do i (?:meet|qualify|have enough|make)|am i (?:there|good|close|at)|cumplo|califico|llego|alcanzo|me alcanza)\b"
)
_ABOUT_IT = re.compile(
    r"(?:is|are|was|isn'?t|es|son|era) (?:it|that|this|they|es[aeo]|est[aeo]|la|el)\b"
)
"""Matches a question whether the goal just shown is, for example, the easiest."""
