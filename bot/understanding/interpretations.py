"""Return the possible readings of a message, likeliest first."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from bot.codes_in_text import shown_in, with_codes_alike
from bot.understanding.arguments import WITH_CREDENTIAL, Arguments
from bot.understanding.class_questions import (
    asked_not_for_roster,
    asks_average,
    asks_locked,
    class_of_notices,
    filter_of,
    for_each_class,
    toward_goal,
)
from bot.understanding.classifier import Classifier
from bot.understanding.classifier_labels import NO_ORDER, put_away, spoken
from bot.understanding.credentials import CredentialFinder, Named
from bot.understanding.encoder import encoder
from bot.understanding.encoding_together import EncodingTogether
from bot.understanding.features import Vector
from bot.understanding.joined_credentials import for_each_joined
from bot.understanding.lead_ins import asked_after_story
from bot.understanding.names import (
    NamedPeople,
    find_people,
    places_of_staff,
    words_of_rosters,
)
from bot.understanding.orders import CHANGING, is_no_order
from bot.understanding.readings import (
    SEVERAL,
    STAFF,
    Reading,
    Said,
    View,
    narrow_to_own,
)
from bot.understanding.settings_in_text import (
    notices_in,
)
from bot.understanding.unlisted_names import (
    NOBODY,
    Unlisted,
    find_unlisted,
    namesake,
)
from bot.understanding.words import asks, plain, without_courtesies
from bot.understanding.words_beside_codes import asked_of_codes, watched_first
from core.catalog.search import CatalogIndex
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
_SHOWN = frozenset(("ask", "next", "status", "score", "cost", "credential", "catalog", "print"))
"""A message may ask for two of these commands even if its words do not show two questions."""


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
        self._arguments = Arguments(index)

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
            best = Reading(command, self._arguments.of_codes(command, named, codes, view), _SURELY)
            readings = (best, *readings)
        if not codes and _INTO_CALENDAR.search(plain(said)):
            about = self._arguments.of_credential("remind", spoken(said), named, view)
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
        if view.role not in STAFF:
            return NOBODY
        taken = words_of_rosters(view.rosters)
        if people.people:
            classifier = self._classifier
            return namesake(said, named, people, taken, classifier.knows, classifier.common)
        return find_unlisted(said, named, taken, self._classifier.knows, staff)

    def _each_asked(
        self,
        said: str,
        whole: Sequence[Reading],
        codes: Sequence[str],
        named: Named,
        view: View,
    ) -> tuple[Reading, ...]:
        """Return the readings of a message that must be answered in two or more parts.

        The message asks two questions, or one question about several credentials or classes. Return
        () for any other message.
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
        after_story = asked_after_story(said)
        for cut in list(_CUT.finditer(said))[:_MOST_CUTS]:
            halves = said[: cut.start()], said[cut.end() :]
            if any(len(half.split()) < _SHORTEST_PART for half in halves):
                continue
            if after_story and not asks(halves[0]):
                continue
            both_ask = asks(halves[1]) and ("?" in cut[0] or asks(halves[0]))
            if not both_ask and not _SHOWN.issuperset(each.command for each in whole[:2]):
                continue
            first, other = (self._alone(half, view) for half in halves)
            if first.command in _NO_QUESTION or other.command in _NO_QUESTION:
                continue
            if not other.argument and other.command in WITH_CREDENTIAL:
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
        """Return `first`, which is about codes, and a question about facts after it.

        An example is "EF-... ? what does it mean?". Return () if no such question follows.
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
        """Return the command and the argument of a message of the class `name`."""
        command, _, kind = name.partition(":")
        if command == "talk" or name in {"unclear", NO_ORDER}:
            return "", name
        if view.rosters and not people and asks_average(name, plain(said)):
            command, kind = "students", "average"
        if view.rosters and asks_locked(name, plain(said)):
            command, kind = "students", "locked"
        if command == "ask":
            return "ask", kind
        if command == "notices":
            where = class_of_notices(plain(said), named, view.rosters)
            return "notices", notices_in(plain(said), kind, where)
        if at := toward_goal(command, plain(said), named, view.rosters, view.goals):
            return "roster", at
        if of_students := asked_not_for_roster(command, plain(said)):
            command, kind = "students", of_students
        if command == "students":
            asked = self._arguments.credential("status", named, View())
            return "students", filter_of(kind, plain(said), asked, named, view.rosters)
        return command, self._arguments.of(command, said, named, people, codes, view)


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
    named = first.command in WITH_CREDENTIAL and code and SEVERAL not in code
    if not named or not _IT.search(plain(half)):
        return other
    return Reading(other.command, code, other.score)


_SURELY = 1.0
_INTO_CALENDAR = re.compile(
    r"\b(?:put|add|save|want|need|pon|ponga|ponme|ponlo|agrega|anade|guarda|quiero|necesito)\b.*"
    r"\b(?:calendar|calendario|agenda)\b"
)
"""Matches words that ask to put the day on which an exam opens in a calendar."""
_NO_QUESTION = frozenset(("", "start"))
