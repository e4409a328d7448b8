"""Find credentials by the names people use, and notice when a query is ambiguous."""

import math
import re
from collections import Counter
from dataclasses import dataclass

from core.catalog.exam_names import NearMiss, names_in
from core.catalog.model import Catalog, Credential, Exam, Level
from core.catalog.name_folding import fold
from core.catalog.query_parsing import ParsedQuery, Vocabulary
from core.catalog.shop_words import meaning, take_apart

_LONGEST_QUERY = 160
"""If a query is longer than this many letters, only its start is read. The longest name has 67
letters.
"""
_EXACT = 100.0
_NEVER_EXACT = 99.0
_WHOLE = 95.0
"""The score of each credential if the query names its whole area or level."""
_NEAR = 38.0
"""A credential with a lower score is not offered to the user."""
_NEAR_SPELLING = 74.0
"""A whole name counts as misspelled if the query is at least this similar to it (0 to 100)."""
_SURE_FROM = 8
"""In a query of at least this many letters, a word is corrected without asking the user."""
_OFFERED = 8
_SHARE_ASKED, _SHARE_NAMED = 0.75, 0.25
"""The weights of the two parts of a match's score.

The first part is how much of the query a name contains. The second part is how similar the name and
the query are.
"""
_WEIGHT_OF_LEVEL = 1.0
_WRONG_LEVEL = 0.85

_OTHER_NIMS = re.compile(
    r"\b(?:fema|ics|ics\d{2,4}[a-z]?|is\d{3}[a-z]?|nims (?:is )?[1-9]00"
    r"|incident (?:command|management)|emergency management)\b"
    r"|^is \d{3}(?: [a-z])?$"
)
_COURSE_HYPHEN = re.compile(r"\b(ics|is)-(?=\d)")


def is_other_nims(query: str) -> bool:
    """Whether the query is about FEMA's NIMS, as in ICS-100 or IS-700."""
    plain = _COURSE_HYPHEN.sub(r"\1", query[:_LONGEST_QUERY].casefold())
    return bool(_OTHER_NIMS.search(" ".join(re.sub(r"[\W_]", " ", plain).split())))


@dataclass(frozen=True, slots=True)
class Match:
    credential: Credential
    score: float
    """How well the credential matches the query, from 0 to 100.

    Only an exact name scores 100. Case and punctuation do not matter.
    """
    matched: str
    """The text that matched the query best: a name, a code, or an area and level."""


@dataclass(frozen=True, slots=True)
class Found:
    """The result if the query names this one credential."""

    credential: Credential
    matched: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """The result if the query may mean any or all of these candidates.

    There is at least one candidate, and the best candidate is first.
    """

    candidates: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """The result if nothing matches the query."""


Resolution = Found | Unsure | Unknown


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    words: frozenset[str]
    levels: frozenset[Level]
    weight: float


@dataclass(frozen=True, slots=True)
class _Entry:
    credential: Credential
    names: tuple[_Name, ...]

    @property
    def level(self) -> Level:
        return self.credential.level


@dataclass(frozen=True, slots=True)
class _Asked:
    """The possible meanings of a query's words, and how much each word counts in a score."""

    words: list[tuple[frozenset[str], float]]
    levels: frozenset[Level]
    of_level: float

    @property
    def total(self) -> float:
        return self.of_level + sum(weight for _, weight in self.words)


class CatalogIndex:
    """The search index of a catalog.

    Build the index once, because it does not change.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._exam_names = names_in(catalog)
        codes = {each.code: frozenset(fold(each.code).split()) for each in catalog.credentials}
        words = {
            each.code: codes[each.code].union(_meanings(each.area), *map(_meanings, each.names))
            for each in catalog.credentials
        }
        count = len(words)
        holders = Counter(word for held in words.values() for word in held)
        self._weights = {word: math.log(1 + count / holders[word]) for word in holders}
        self._weight_of_unknown = (
            math.log(1 + count) / 2
        )  # low, because people add words that name nothing
        self._entries = tuple(
            _Entry(each, tuple(map(self._name, each.names))) for each in catalog.credentials
        )
        self._places: dict[str, set[int]] = {word: set() for word in holders}
        for place, each in enumerate(catalog.credentials):
            for word in words[each.code]:
                self._places[word].add(place)
        self._areas = [(_meanings(area), area) for area in catalog.areas]
        texts = [name for each in catalog.credentials for name in each.names]
        self._vocabulary = Vocabulary(
            [take_apart(text).words for text in (*texts, *catalog.areas)],
            frozenset().union(*codes.values()),
        )
        self._by_code = {_run_together(each.code): each for each in catalog.credentials}
        self._by_name: dict[str, dict[str, Match]] = {}
        for each in catalog.credentials:
            for name in each.names:
                exact = self._by_name.setdefault(fold(name), {})
                exact.setdefault(each.code, Match(each, _EXACT, name))
        self._spellings = {
            (place, text): fold(text)
            for place, each in enumerate(catalog.credentials)
            for text in (*each.names, each.code)
        }

    def search(self, query: str, limit: int = _OFFERED) -> list[Match]:
        """Return the credentials that match the query, best first.

        A query that names an area or a level returns all of its credentials. `limit` applies only
        to approximate matches.
        """
        exact = self._exact(query)
        parsed = self._read(query)
        if not exact and (whole := self._whole(parsed)):
            return whole
        known = {match.credential.code for match in exact}
        near = [each for each in self._near(query, parsed) if each.credential.code not in known]
        return exact + near[: max(limit - len(exact), 0)]

    def resolve(self, query: str) -> Resolution:
        """Return the credential that the query names, or candidates if the query is ambiguous.

        A query names a credential by its code, by a name, or by words that no other credential has
        all of. Typing errors are corrected first.
        """
        if exact := self._exact(query):
            return _of(exact)
        parsed = self._read(query)
        sure = not parsed.corrected or parsed.letters >= _SURE_FROM
        if whole := self._whole(parsed):
            return _of(whole) if sure else Unsure(tuple(whole))
        meant = self._meant(parsed)
        if len(meant) == 1 and sure:
            entry = self._entries[meant.pop()]
            _, name = self._most_similar_name(entry, self._asked(parsed))
            return Found(entry.credential, name)
        near = self._near(query, parsed)
        codes = {self._entries[place].credential.code for place in meant}
        among = [match for match in near if match.credential.code in codes]
        candidates = among if len(meant) > 1 else near[:_OFFERED]
        return Unsure(tuple(candidates)) if candidates else Unknown()

    def credentials_named(self, query: str) -> tuple[Credential, ...]:
        """Return all credentials that the query names.

        A query names a credential by its code or name, its area or level, by words that its names
        contain, or by the code or name of an exam that it requires. If the query has any other
        word, return none.
        """
        if exact := self._exact(query):
            return tuple(match.credential for match in exact)
        parsed = self._read(query)
        if whole := self._whole(parsed):
            return tuple(match.credential for match in whole)
        return tuple(self._entries[place].credential for place in sorted(self._meant(parsed)))

    def exam_named(self, text: str) -> Exam | NearMiss | None:
        """Look up an exam by code or name. Case, spaces and punctuation do not matter.

        If no exam has this name, return the exam with the closest name as a NearMiss. Return None
        if no name is close.
        """
        return self._exam_names.exam_or_nearest(text)

    def _exact(self, query: str) -> list[Match]:
        """Return the credentials with this code or name.

        If an exam has this code or name, return the credentials that require the exam.
        """
        if len(query) > _LONGEST_QUERY:
            return []
        by_name = self._by_name.get(fold(query))
        if by_name:
            return list(by_name.values())
        by_code = self._by_code.get(_run_together(query))
        if by_code:
            return [Match(by_code, _EXACT, by_code.code)]
        exam = self._exam_names.exam(query)
        needing = self.catalog.credentials_needing(exam.code) if exam else ()
        return [Match(each, _EXACT, exam.title) for each in needing if exam]

    def _whole(self, parsed: ParsedQuery) -> list[Match]:
        """Return all credentials of the area, of the level or of both that the query names.

        Return none if the query has other words.
        """
        if parsed.words:
            areas = [area for words, area in self._areas if _same(parsed.words, words)]
        else:
            areas = list(self.catalog.areas) if parsed.levels else []
        return [
            Match(each, _WHOLE, f"{each.area} Level {each.level}")
            for each in self.catalog.credentials
            if each.area in areas and (not parsed.levels or each.level in parsed.levels)
        ]

    def _meant(self, parsed: ParsedQuery) -> set[int]:
        """Return the indexes of the credentials that the query means.

        The query means the credentials with a name of exactly its words. If there are none, the
        query means the credentials with a name that has its words and more.
        """
        if not parsed.understood:
            return set()
        holding = set.intersection(*map(self._holding, parsed.words))
        if parsed.levels:
            holding = {place for place in holding if self._entries[place].level in parsed.levels}
        called = {
            place
            for place in holding
            for name in self._entries[place].names
            if name.levels in (parsed.levels, frozenset()) and _same(parsed.words, name.words)
        }
        return called or holding

    def _holding(self, means: frozenset[str]) -> set[int]:
        """Return the indexes of credentials whose names have a word with one of these meanings."""
        return set().union(*(self._places.get(word, ()) for word in means))

    def _near(self, query: str, parsed: ParsedQuery) -> list[Match]:
        """Return all credentials similar enough to the query to offer, best first.

        Equally similar credentials are in catalog order.
        """
        asked = self._asked(parsed)
        total = asked.total
        held: dict[int, float] = {}
        for means, weight in asked.words:
            for place in self._holding(means):
                held[place] = held.get(place, 0.0) + weight
        scores = self._spelt_like(query, parsed)
        for place, weight in held.items():
            entry = self._entries[place]
            share, name = self._most_similar_name(entry, asked)
            right_level = asked.of_level if entry.level in parsed.levels else 0.0
            score = 100 * (_SHARE_ASKED * (weight + right_level) / total + _SHARE_NAMED * share)
            if score > scores.get(place, (0.0, ""))[0]:
                scores[place] = (score, name)
        ranked = sorted(scores.items(), key=lambda item: (-item[1][0], item[0]))
        return [
            Match(self._entries[place].credential, round(min(score, _NEVER_EXACT), 1), name)
            for place, (score, name) in ranked
            if score >= _NEAR
        ]

    def _asked(self, parsed: ParsedQuery) -> _Asked:
        weights = self._weights
        unknown = self._weight_of_unknown
        return _Asked(
            [
                (means, max([weights.get(word, unknown) for word in means], default=unknown))
                for means in dict.fromkeys(parsed.words)
            ],
            parsed.levels,
            _WEIGHT_OF_LEVEL if parsed.levels else 0.0,
        )

    def _most_similar_name(self, entry: _Entry, asked: _Asked) -> tuple[float, str]:
        """Return the credential's name that shares the most words with the query.

        The first value is the similarity of the name and the query, 0 to 1.
        """
        total = asked.total
        most_similar = (0.0, entry.credential.title)
        for name in entry.names:
            both = 0.0 if asked.levels.isdisjoint(name.levels) else asked.of_level
            for means, weight in asked.words:
                if not means.isdisjoint(name.words):
                    both += weight
            share = both / (total + name.weight - both)
            if share > most_similar[0]:
                most_similar = (share, name.text)
        return most_similar

    def _spelt_like(self, query: str, parsed: ParsedQuery) -> dict[int, tuple[float, str]]:
        """Return the names whose spelling is similar to the whole query.

        The key is the credential's index. Each name comes with its similarity, 0 to 100.
        """
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - only for misspelled words

        most_similar: dict[int, tuple[float, str]] = {}
        for _, score, (place, text) in process.extract(
            fold(query[:_LONGEST_QUERY]),
            self._spellings,
            scorer=fuzz.ratio,
            score_cutoff=_NEAR_SPELLING,
            limit=None,
        ):
            level = self._entries[place].level
            if parsed.levels and level not in parsed.levels:
                score *= _WRONG_LEVEL  # noqa: PLW2901 - lowered for a wrong level
            if score > most_similar.get(place, (0.0, ""))[0]:
                most_similar[place] = (score, text)
        return most_similar

    def _name(self, text: str) -> _Name:
        words, levels = _meanings(text), take_apart(text).levels
        weight = sum(self._weights[word] for word in words) + _WEIGHT_OF_LEVEL * bool(levels)
        return _Name(text, words, levels, weight)

    def _read(self, query: str) -> ParsedQuery:
        return self._vocabulary.read(take_apart(query[:_LONGEST_QUERY]))


def _meanings(text: str) -> frozenset[str]:
    return frozenset(map(meaning, take_apart(text).words))


def _run_together(text: str) -> str:
    return fold(text).replace(" ", "")


def _same(asked: tuple[frozenset[str], ...], words: frozenset[str]) -> bool:
    """Whether a name has all the words of a query and no other words.

    A word of the query counts as found if the name has any of its meanings.
    """
    return all(not means.isdisjoint(words) for means in asked) and words <= frozenset().union(
        *asked
    )


def _of(meant: list[Match]) -> Found | Unsure:
    if len(meant) == 1:
        return Found(meant[0].credential, meant[0].matched)
    return Unsure(tuple(meant))
