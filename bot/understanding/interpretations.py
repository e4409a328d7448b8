"""Return the possible readings of a message, likeliest first."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from bot.codes_in_text import shown_in, with_codes_alike
from bot.understanding.class_questions import (
    asks_average,
    asks_failed,
    class_of_notices,
    class_of_other_name,
    filter_of,
    for_each_class,
    toward_goal,
)
from bot.understanding.classifier import Classifier
from bot.understanding.classifier_labels import NO_ORDER, put_away, spoken
from bot.understanding.command_words import topic_in
from bot.understanding.credentials import CredentialFinder, Named
from bot.understanding.encoder import encoder
from bot.understanding.encoding_together import EncodingTogether
from bot.understanding.features import Vector
from bot.understanding.goal_names import find_goals
from bot.understanding.joined_credentials import for_each_joined
from bot.understanding.names import (
    NamedPeople,
    find_people,
    places_of_staff,
    words_of_rosters,
)
from bot.understanding.orders import CHANGING, is_no_order
from bot.understanding.other_chats import others_in
from bot.understanding.readings import (
    OF_BEGUN,
    OF_HELD,
    SEVERAL,
    Reading,
    Said,
    View,
    narrow_to_own,
)
from bot.understanding.reminder_words import asks_to_cancel
from bot.understanding.results_in_text import score_of_result
from bot.understanding.settings_in_text import (
    language_in,
    notices_in,
    number_in,
)
from bot.understanding.unlisted_names import (
    NOBODY,
    TEACHING,
    Unlisted,
    find_unlisted,
    namesake,
)
from bot.understanding.words import asks, plain, without_courtesies
from bot.understanding.words_beside_codes import asked_of_codes, watched_first
from core.catalog.search import CatalogIndex
from core.goals.model import Goal
from core.people.model import Person
from core.values import replace

_TWO_FROM, _OFFERED_FROM, _TWO_UNASKED = 0.45, 0.26, 0.8
"""Minimum scores for reading a message as two questions.

- If both questions have the first score, both are answered.
- If the second question has only the second score, it is offered as a button.
- Both questions need the third score if the words do not show that each half is a question.
"""
_OF_CLASSES = frozenset(("students", "roster"))
_IT = re.compile(r"\b(?:it|that|this|lo|la|eso|esa|ese)\b")
_SHORTEST_PART = 2
_MOST_CUTS = 3
_CUT = re.compile(
    r"\s*[?!;\n]+\s*(?:and |y |also |oh and )?|\.\s+|,?\s+(?:and also|and then|also|plus|and|y"
    r"|y tambi[eé]n|adem[aá]s|tambi[eé]n)\s+",
    re.IGNORECASE,
)
_AHEAD = frozenset(("status", "next", "remind", "cost"))
"""Commands about future exams.

If a message names several credentials, these commands mean the first that is not held yet.
"""
_WITH_CREDENTIAL = OF_HELD | OF_BEGUN | {"credential", "cost"}
_SHOWN = frozenset(("ask", "next", "status", "score", "cost", "credential", "catalog", "print"))
"""A message may ask for two of these commands even if its words do not show two questions."""
_WITH_KIND = frozenset(("status", "next", "score", "remind"))
_WITH_GOAL = frozenset(("goal", "follow", "unfollow", "prove"))
_WITH_CODES = frozenset(("verify", "check", "watch", "unwatch", "share", "withdraw"))


Encode = Callable[[str], Vector]


def _encoded(texts: Sequence[str]) -> Iterable[Vector]:
    found = encoder()
    assert found is not None, "it was loaded before messages were collected"
    return found.together(texts)


class Reader:
    """Reads messages in people's own words."""

    def __init__(self, index: CatalogIndex, classifier: Classifier) -> None:
        self.common = classifier.common
        """Words that are never treated as misspelled names."""
        self.knows = classifier.knows
        """Tells whether a folded word is an ordinary word, also if it is misspelled."""
        self._index = index
        self._classifier = classifier
        self._finder = CredentialFinder(index, classifier.common)
        self._together = EncodingTogether(_encoded)

    async def read(self, text: str, view: View, topic: str = "") -> Said:
        """Return the possible readings of a message, likeliest first.

        `topic` is the class of the chat's last question.
        """
        said = without_courtesies(with_codes_alike(text))
        named = self._finder.find(said)
        people = find_people(named.words, view.people, self._classifier.common)
        staff = places_of_staff(named.words, view.staff)
        unlisted = self._unlisted(said, named, people, view, staff)
        if unlisted.name:
            people = NamedPeople()
        away = self._put_away(said, named, people.places | unlisted.places, staff)
        encode = await self._encoder_of(away, view.role, topic)
        classed = self._classed(said, away, view.role, encode, topic)
        # a message that refuses something or repeats others orders nothing, even if an order
        # often follows the last question
        if topic and classed[0][0].partition(":")[0] in CHANGING and is_no_order(said):
            classed = self._classed(said, away, view.role, encode)
        codes = tuple(shown_in(text))
        readings = tuple(
            Reading(*self._meaning(name, said, named, people.people, codes, view), score)
            for name, score in classed
        )
        if unlisted.name:
            readings = tuple(_about(unlisted.name, each) for each in readings)
        if codes and (command := asked_of_codes(plain(said), named, view.goals)):
            best = Reading(command, self._of_codes(command, named, codes, view), _SURELY)
            readings = (best, *readings)
        if not codes and _INTO_CALENDAR.search(plain(said)):
            about = self._of_credential("remind", spoken(said), named, view)
            readings = (Reading("remind", about, _SURELY), *readings)
        asked = self._each_asked(said, readings, codes, named, view)
        second = next(iter(asked[1:]), None)
        offered = None
        if second is not None and second.score < _TWO_FROM and not _of_classes(*asked):
            asked, second, offered = (), None, second
        readings = (*asked[:1], *readings)
        common, spelled = self._classifier.common, self._classifier.spelled
        known = bool(named.mentions or people.places or unlisted.name or codes) or any(
            spelled(word.folded) in common or word.folded.isdigit() for word in named.words
        )
        found = (readings, named, people.people, second, offered, codes, known)
        return Said(*found, unlisted.name)

    def _unlisted(
        self, said: str, named: Named, people: NamedPeople, view: View, staff: frozenset[int]
    ) -> Unlisted:
        """Return the name of a person whom a teacher names, but who is on none of their rosters."""
        if view.role not in TEACHING:
            return NOBODY
        taken = words_of_rosters(view.rosters)
        if people.people:
            return namesake(said, named, people, taken, self._classifier.knows)
        return find_unlisted(named, taken, self._classifier.knows, staff)

    def _each_asked(
        self,
        said: str,
        whole: Sequence[Reading],
        codes: Sequence[str],
        named: Named,
        view: View,
    ) -> tuple[Reading, ...]:
        """Return the readings of a message with two questions, or with one about several things.

        Return () for any other message.
        """
        best = whole[0]
        if codes:
            return self._beside_codes(said, best, view)
        each = for_each_joined(best.command, named, partial(narrow_to_own, view=view))
        if not each and (two := self._second(said, whole, view)):
            return two
        each = each or for_each_class(best.command, best.argument, plain(said), named, view.rosters)
        return tuple(Reading(best.command, argument, best.score) for argument in each)

    def _put_away(
        self, said: str, named: Named, people: frozenset[int], staff: frozenset[int] = frozenset()
    ) -> str:
        return put_away(named, self._classifier.spelled, people, staff, asked="?" in said)

    async def _encoder_of(self, away: str, role: str, topic: str) -> Encode | None:
        """Return the function that encodes this message, or None if there is no encoder.

        A message whose scores are not cached is encoded now, together with others that wait.
        """
        alone = encoder()
        if alone is None or self._classifier.has_scored(away, role, topic):
            return alone
        vector = await self._together.of(spoken(away))
        return lambda _: vector

    def _classed(
        self, said: str, away: str, role: str, encode: Encode | None, topic: str = ""
    ) -> Sequence[tuple[str, float]]:
        classed = self._classifier.likeliest(away, spoken(away), role, encode, topic)
        return watched_first(plain(said), classed)

    def _second(self, said: str, whole: Sequence[Reading], view: View) -> tuple[Reading, ...]:
        """Return both questions of a message that asks two. Return () if it does not.

        `whole` are the readings of the message as one question.
        """
        for cut in list(_CUT.finditer(said))[:_MOST_CUTS]:
            halves = said[: cut.start()], said[cut.end() :]
            if any(len(half.split()) < _SHORTEST_PART for half in halves):
                continue
            both_ask = asks(halves[1]) and ("?" in cut[0] or asks(halves[0]))
            if not both_ask and not _SHOWN.issuperset(each.command for each in whole[:2]):
                continue
            first, other = (self._alone(half, view) for half in halves)
            if first.command in _NO_QUESTION or other.command in _NO_QUESTION:
                continue
            if not other.argument and other.command in _WITH_CREDENTIAL:
                other = _about_it(halves[1], first, other)
            again = first.command == other.command and other.argument in {"", first.argument}
            again = again or (_of_price(first) and _of_price(other))
            least = _OFFERED_FROM if _of_classes(first, other) else _TWO_FROM
            offered = _OFFERED_FROM
            if not both_ask and {first.command, other.command} != {r.command for r in whole[:2]}:
                least = offered = _TWO_UNASKED
            if not again and first.score >= least and other.score >= offered:
                return first, other
        return ()

    def _beside_codes(self, said: str, first: Reading, view: View) -> tuple[Reading, ...]:
        """Return what a message asks about codes (`first`), and the question about facts beside it.

        Return () if there is no such question.
        """
        for cut in list(_CUT.finditer(said))[:_MOST_CUTS]:
            before, after = said[: cut.start()], said[cut.end() :]
            if not asks(after) or shown_in(after) or not shown_in(before):
                continue
            other = self._alone(after, view)
            if other.command == "credential" and not other.argument:
                other = Reading("ask", "meaning", other.score)
            if other.command == "ask" and other.score >= _OFFERED_FROM:
                return first, other
        return ()

    def _alone(self, part: str, view: View) -> Reading:
        named = self._finder.find(part)
        people = find_people(named.words, view.people, self._classifier.common)
        away = self._put_away(part, named, people.places)
        [(name, score), *_] = self._classed(part, away, view.role, encoder())
        return Reading(*self._meaning(name, part, named, people.people, (), view), score)

    def _meaning(
        self,
        name: str,
        said: str,
        named: Named,
        people: Sequence[Person],
        codes: Sequence[str],
        view: View,
    ) -> tuple[str, str]:
        """Return the command of a class, and its argument as found in the message."""
        command, _, kind = name.partition(":")
        if command == "talk" or name in {"unclear", NO_ORDER}:
            return "", name
        if view.rosters and not people and asks_average(name, plain(said)):
            command, kind = "students", "average"
        if command == "ask":
            return "ask", kind
        if command == "notices":
            where = class_of_notices(plain(said), named, view.rosters)
            return "notices", notices_in(plain(said), kind, where)
        if at := toward_goal(command, plain(said), named, view.rosters, view.goals):
            return "roster", at
        if asks_failed(command, plain(said)):
            command, kind = "students", "failed"
        if command == "students":
            asked = self._credential("status", named, View())
            return "students", filter_of(kind, plain(said), asked, named, view.rosters)
        return command, self._argument(command, said, named, people, codes, view)

    def _argument(
        self,
        command: str,
        said: str,
        named: Named,
        people: Sequence[Person],
        codes: Sequence[str],
        view: View,
    ) -> str:
        spoken = plain(said)
        if command in _WITH_CODES and codes:
            return self._of_codes(command, named, codes, view)
        if command in _SETTINGS:
            return _SETTINGS[command](spoken)
        if command in _WITH_CREDENTIAL:
            return self._of_credential(command, spoken, named, view)
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
                exam = self._credential("status", named, view)
                # keep the user's words, because the command will ask which one is meant
                if SEVERAL in exam:
                    exam = _words_of(named)
                found = [score_of_result(said, people, exam)]
            case "catalog":
                found = [self._part_of_catalog(named)]
        return SEVERAL.join(found)

    def _of_credential(self, command: str, spoken: str, named: Named, view: View) -> str:
        if command == "next" and _DONE.search(spoken):
            return ""
        if command == "remind" and asks_to_cancel(spoken):
            return "off"
        found = self._credential(command, named, view)
        if command == "cost" and not found:
            return _codes_of(find_goals(named.words, view.goals, vague=False))
        return found

    def _goal(self, command: str, named: Named, view: View) -> str:
        goals = find_goals(named.words, view.goals, vague=command != "unfollow")
        own = [each for each in goals if each.code in view.followed]
        return _codes_of(own if command == "unfollow" and own else goals)

    def _of_codes(self, command: str, named: Named, codes: Sequence[str], view: View) -> str:
        goals = find_goals(named.words, view.goals) if command == "check" else []
        behind = f" for {goals[0].code}" if len(goals) == 1 else ""
        return f"{' '.join(codes)}{behind}"

    def _credential(self, command: str, named: Named, view: View) -> str:
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
            codes = named.mentions[0].codes
            said = _words_of(named)
            found = {each.code for each in self._index.credentials_named(said)}
            return said if len(codes) > 1 and found == set(codes) else SEVERAL.join(codes)
        return level


def _about(name: str, reading: Reading) -> Reading:
    """Add the student's name to a reading about a student who is not named yet."""
    if reading.argument or reading.command != "student":
        return reading
    return replace(reading, argument=name)


def _of_classes(*readings: Reading) -> bool:
    return {each.command for each in readings} <= _OF_CLASSES


def _of_price(reading: Reading) -> bool:
    """Whether a reading asks what exams cost or who pays. One answer tells both."""
    return reading.command == "cost" or (reading.command, reading.argument) == ("ask", "cost")


def _about_it(half: str, first: Reading, other: Reading) -> Reading:
    """Return the second question. If it says "it", it is about the first question's credential."""
    code, _, _kind = first.argument.partition(" ")
    named = first.command in _WITH_CREDENTIAL and code and SEVERAL not in code
    if not named or not _IT.search(plain(half)):
        return other
    return Reading(other.command, code, other.score)


def _words_of(named: Named) -> str:
    """Return the words that name the first credential, as they were written."""
    mention = named.mentions[0]
    return " ".join(word.written for word in named.words[mention.start : mention.end])


def _codes_of(goals: Sequence[Goal]) -> str:
    return SEVERAL.join(goal.code for goal in goals)


def _in_words(area: str, named: Named) -> bool:
    wanted = plain(area)
    return wanted in " ".join(word.folded for word in named.words)


_SURELY = 1.0
_DONE = re.compile(
    r"\b(?:after|despues de|luego de|finished|done with|complete|completed|already (?:have|got|did)"
    r"|now that|ya (?:tengo|acabe|termine|hice|pase|saque))\b"
)
"""Matches words that say that a credential is earned. Then "next" asks about others."""
_INTO_CALENDAR = re.compile(
    r"\b(?:put|add|save|want|need|pon|ponga|ponme|ponlo|agrega|anade|guarda|quiero|necesito)\b.*"
    r"\b(?:calendar|calendario|agenda)\b"
)
"""Matches words that ask to put the day on which an exam opens in a calendar."""
_INVITATION = re.compile(
    r"\b(?=[0-9A-Za-z-]*\d)[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}\b"
    r"|\b[0-9A-Z]{4}(?: ?- ?| )(?=[0-9A-Z]*\d)[0-9A-Z]{4}(?: ?- ?| )[0-9A-Z]{4}\b"
)
_PARTS = re.compile(r"[0-9A-Z]{4}")
_WRITTEN_SMALL = re.compile(
    r"\b(?=[a-z]*\d)[0-9a-z]{4} ?-? ?(?=[a-z]*\d)[0-9a-z]{4} ?-? ?(?=[a-z]*\d)[0-9a-z]{4}\b"
)
"""Matches an invitation code in small letters. Each part has a digit, unlike ordinary words."""
_NO_QUESTION = frozenset(("", "start"))


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
