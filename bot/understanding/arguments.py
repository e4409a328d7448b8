"""Build the arguments of commands from what a message names."""

import re
from collections.abc import Callable, Mapping, Sequence

from bot.understanding.class_questions import class_of_other_name
from bot.understanding.command_words import topic_in
from bot.understanding.credentials import Named
from bot.understanding.goal_names import find_goals
from bot.understanding.other_chats import others_in
from bot.understanding.readings import OF_BEGUN, OF_HELD, SEVERAL, View, narrow_to_own
from bot.understanding.reminder_words import asks_to_cancel
from bot.understanding.results_in_text import score_of_result
from bot.understanding.settings_in_text import language_in, number_in
from bot.understanding.words import plain
from core.catalog.search import CatalogIndex
from core.goals.model import Goal
from core.people.model import Person

_AHEAD = frozenset(("status", "next", "remind", "cost"))
"""Commands about future exams.

If a message names several credentials, these commands mean the first one that the candidate does
not hold yet.
"""
WITH_CREDENTIAL = OF_HELD | OF_BEGUN | {"credential", "cost"}
_WITH_KIND = frozenset(("status", "next", "score", "remind"))
_WITH_GOAL = frozenset(("goal", "follow", "unfollow", "prove"))
_WITH_CODES = frozenset(("verify", "check", "watch", "unwatch", "share", "withdraw"))


class Arguments:
    """Builds the argument of a command from a message."""

    def __init__(self, index: CatalogIndex) -> None:
        self._index = index

    def of(
        self,
        command: str,
        said: str,
        named: Named,
        people: Sequence[Person],
        codes: Sequence[str],
        view: View,
    ) -> str:
        """Return the argument for a command that a message gives, or "" if it gives none.

        `said` is the message, `people` the students and `codes` the certificates' codes in it.
        """
        spoken = plain(said)
        if command in _WITH_CODES and codes:
            return self.of_codes(command, named, codes, view)
        if command in _SETTINGS:
            return _SETTINGS[command](spoken)
        if command in WITH_CREDENTIAL:
            return self.of_credential(command, spoken, named, view)
        if command in _WITH_GOAL:
            return self._goal(command, named, view)
        found: Sequence[str] = ()
        match command:
            case "link":
                found = _INVITATION.findall(said)[:1]
                small = [] if found else _WRITTEN_SMALL.findall(said)[:1]
                found = found or ["-".join(_PARTS.findall(each.upper())) for each in small]
            case "student":
                found = [each.name for each in people]
            case "roster":
                found = [class_of_other_name(spoken, named, view.rosters)]
            case "result":
                exam = self.credential("status", named, view)
                # keep the user's words, because the command will ask which credential is meant
                if SEVERAL in exam:
                    exam = _words_of(named)
                found = [score_of_result(said, people, exam)]
            case "catalog":
                found = [self._part_of_catalog(named)]
        return SEVERAL.join(found)

    def of_credential(self, command: str, spoken: str, named: Named, view: View) -> str:
        """Return the argument of a command about a credential.

        The argument is the codes of the credential that the message names, "off" to cancel a
        reminder, or a goal's code for a price.
        """
        if command == "next" and _DONE.search(spoken):
            return ""
        if command == "remind" and asks_to_cancel(spoken):
            return "off"
        found = self.credential(command, named, view)
        if command == "cost" and not found:
            return _codes_of(find_goals(named.words, view.goals, vague=False))
        return found

    def _goal(self, command: str, named: Named, view: View) -> str:
        goals = find_goals(named.words, view.goals, vague=command != "unfollow")
        own = [each for each in goals if each.code in view.followed]
        return _codes_of(own if command == "unfollow" and own else goals)

    def of_codes(self, command: str, named: Named, codes: Sequence[str], view: View) -> str:
        """Return the codes in a message, with the goal to check them against.

        Only `check` takes a goal, as in "EF-... for nims-special-merit".
        """
        goals = find_goals(named.words, view.goals) if command == "check" else []
        behind = f" for {goals[0].code}" if len(goals) == 1 else ""
        return f"{' '.join(codes)}{behind}"

    def credential(self, command: str, named: Named, view: View) -> str:
        """Return the credential that a message names, or "".

        The kind of exam follows the code if the command takes a kind, as in "M1-TUR theory".
        """
        if not named.mentions:
            return ""
        mention = named.mentions[0]
        if command in _AHEAD:  # as in "I have the one, what about the other"
            open_ones = [each for each in named.mentions if not view.held.issuperset(each.codes)]
            mention = open_ones[0] if open_ones else mention
        codes = mention.codes
        if not mention.other_level:
            codes = narrow_to_own(command, codes, view)
        with_kind = named.kind and command in _WITH_KIND and mention is named.mentions[0]
        return f"{SEVERAL.join(codes)}{f' {named.kind}' if with_kind else ''}"

    def _part_of_catalog(self, named: Named) -> str:
        """Return an area, a level, or words to search the catalog for."""
        levels = sorted(named.levels)
        level = f"Level {levels[0]}" if len(levels) == 1 else ""
        for area in self._index.catalog.areas:
            if _in_words(area, named):
                whole = f"{area} {level}".strip()
                return area if area.split()[-1] in {"I", "II", "III"} else whole
        if named.mentions:
            return SEVERAL.join(named.mentions[0].codes)
        return level


def _words_of(named: Named) -> str:
    """Return the words that name the first credential, as they were written."""
    mention = named.mentions[0]
    return " ".join(word.written for word in named.words[mention.start : mention.end])


def _codes_of(goals: Sequence[Goal]) -> str:
    return SEVERAL.join(goal.code for goal in goals)


def _in_words(area: str, named: Named) -> bool:
    """Whether a message names an area, as in "moldmaking" or "for mold makers"."""
    wanted = plain(area)
    spoken = " ".join(word.folded for word in named.words)
    if wanted in spoken:
        return True
    trade = _TRADE.search(wanted.replace(" ", ""))
    letters = r"\s?".join(wanted.replace(" ", "").removesuffix("ing"))
    return trade is not None and re.search(rf"\b{letters}ers?\b", spoken) is not None


_TRADE = re.compile(r"(?:mak|form|build)ing$")
"""Matches the name of an area whose people are called "makers" and the like."""


_DONE = re.compile(
    r"\b(?:after|despues de|luego de|finished|done with|complete|completed|already (?:have|got|did)"
    r"|now that|ya (?:tengo|acabe|termine|hice|pase|saque))\b"
)
"""Matches words that say that a credential is earned. Then `next` is about other credentials."""
_INVITATION = re.compile(
    r"\b(?=[0-9A-Za-z-]*\d)[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}\b"
    r"|\b[0-9A-Z]{4}(?: ?- ?| )(?=[0-9A-Z]*\d)[0-9A-Z]{4}(?: ?- ?| )[0-9A-Z]{4}\b"
)
_PARTS = re.compile(r"[0-9A-Z]{4}")
_WRITTEN_SMALL = re.compile(
    r"\b(?=[a-z]*\d)[0-9a-z]{4} ?-? ?(?=[a-z]*\d)[0-9a-z]{4} ?-? ?(?=[a-z]*\d)[0-9a-z]{4}\b"
)
"""Matches an invitation code in small letters. Each part has a digit, unlike ordinary words."""


def _proof_in(said: str) -> str:
    number = number_in(said)
    return f"withdraw {number}" if number.isdecimal() else ""


_SETTINGS: Mapping[str, Callable[[str], str]] = {
    "language": language_in,
    "help": topic_in,
    "unwatch": number_in,
    "unlink": others_in,
    "proofs": _proof_in,
    "forget": lambda _said: "me",
}
