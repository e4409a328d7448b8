"""Questions about NIMS and their answers, each with its source, in English and Spanish."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from core.catalog.name_folding import fold

ENGLISH, SPANISH = "en", "es"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATED = re.compile(r"(?:19|20)\d\d(?:-(?:19|20)\d\d|-[01]\d(?:-[0-3]\d)?)?")
_LONGEST_NAME = 30
_LONGEST_SHORT = 30
_LIKE = 82
"""Typed words mean a topic if they are at least this similar to its question (0 to 100)."""


_LONG = 12
"""Typed words of at least this many letters may match only a part of a question."""


class FactsError(Exception):
    """Raised if the facts file cannot be used. The message names the topic and the problem."""


class AskNext(StrEnum):
    """The person or office to ask when we do not know the answer."""

    CENTER = "center"
    NIMS = "nims"


@dataclass(frozen=True, slots=True)
class Words:
    """A text in English and in Spanish."""

    en: str
    es: str

    def said(self, language: str) -> str:
        return self.es if language == SPANISH else self.en


@dataclass(frozen=True, slots=True)
class Dated:
    """The date of a source: a day, a month, a year or a range of years."""

    year: int
    month: int | None = None
    day: int | None = None
    until: int | None = None
    """The second year of a range such as "2018-2019"."""

    @property
    def on(self) -> date | None:
        """The day of the source, or None if the source gives only the month or year."""
        return date(self.year, self.month, self.day) if self.month and self.day else None

    @property
    def month_of(self) -> date | None:
        """The first day of the month if the source gives a month without a day, else None."""
        return date(self.year, self.month, 1) if self.month and not self.day else None


@dataclass(frozen=True, slots=True)
class Statement:
    """One known fact.

    `source` is None if the fact is about this bot and not about NIMS.
    """

    words: Words
    source: Words | None
    dated: Dated | None


@dataclass(frozen=True, slots=True)
class Topic:
    """One question: what is known, what is not, whom to ask, and related commands."""

    name: str
    short: Words
    question: Words
    known: tuple[Statement, ...]
    unknown: Words | None
    ask: tuple[AskNext, ...]
    next: tuple[str, ...]


class KnownFacts:
    """All topics about NIMS, in the order of the file."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.topics = tuple(topics)
        self._by_name = {topic.name: topic for topic in topics}
        self._by_words: dict[str, Topic] = {}
        for topic in topics:
            for words in (topic.name.replace("-", " "), *_both(topic.short, topic.question)):
                self._by_words.setdefault(fold(words), topic)

    def topic(self, name: str) -> Topic | None:
        return self._by_name.get(name.strip().casefold())

    def resolve(self, typed: str) -> Topic | None:
        """Find a topic by its name, or by words similar to its question or its short form."""
        words = fold(typed)
        if not words:
            return None
        exact = self.topic(typed) or self._by_words.get(words)
        if exact is not None:
            return exact
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - only for misspelled words

        scorer = fuzz.partial_ratio if len(words) >= _LONG else fuzz.ratio
        near = process.extractOne(words, list(self._by_words), scorer=scorer, score_cutoff=_LIKE)
        return self._by_words[near[0]] if near else None


def _both(*texts: Words) -> tuple[str, ...]:
    return tuple(words for text in texts for words in (text.en, text.es))


@cache
def shipped_facts() -> KnownFacts:
    """Return the facts about NIMS that come with Edgefinder."""
    text = (files("core.catalog") / "data" / "facts.toml").read_text("utf-8")
    return KnownFacts(read_facts(tomllib.loads(text)))


def read_facts(document: Mapping[str, Any]) -> tuple[Topic, ...]:
    """Read and check the topics of a parsed file.

    Raises FactsError if a topic or a source is wrong.
    """
    sources = {key: _words(f"source {key}", value) for key, value in document["sources"].items()}
    topics = tuple(_topic(entry, sources) for entry in document["topic"])
    names = [topic.name for topic in topics]
    for name in names:
        if names.count(name) > 1:
            raise FactsError(f"topic {name}: there are two of this name; give each its own")
    used = {known.get("source") for entry in document["topic"] for known in entry["known"]}
    for key in sources:
        if key not in used:
            raise FactsError(f"source {key}: no statement is from it; take it out")
    for topic in topics:
        for call in topic.next:
            command, _, about = call.partition(" ")
            if command == "ask" and about not in names:
                raise FactsError(f'topic {topic.name}: next: there is no topic "{about}"')
    return topics


def _topic(entry: Mapping[str, Any], sources: Mapping[str, Words]) -> Topic:
    name = str(entry.get("name", ""))
    where = f"topic {name}"
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise FactsError(f'{where}: name: write lower-case words joined by "-", 30 letters at most')
    unknown_keys = set(entry) - {
        "name", "short", "question", "known", "unknown", "ask", "next",
    }  # fmt: skip
    if unknown_keys:
        raise FactsError(f"{where}: {min(unknown_keys)}: unknown key; take it out")
    short = _words(f"{where}: short", entry.get("short"))
    if max(len(short.en), len(short.es)) > _LONGEST_SHORT:
        raise FactsError(f"{where}: short: a button has {_LONGEST_SHORT} letters at most")
    if not entry.get("known"):
        raise FactsError(f"{where}: known: missing; say at least one thing")
    return Topic(
        name=name,
        short=short,
        question=_words(f"{where}: question", entry.get("question")),
        known=tuple(_statement(where, each, sources) for each in entry["known"]),
        unknown=_words(f"{where}: unknown", entry["unknown"]) if "unknown" in entry else None,
        ask=tuple(AskNext(each) for each in entry.get("ask", ())),
        next=tuple(entry.get("next", ())),
    )


def _statement(where: str, entry: Mapping[str, Any], sources: Mapping[str, Words]) -> Statement:
    for unknown in set(entry) - {"en", "es", "source", "dated"}:
        raise FactsError(f"{where}: known: {unknown}: unknown key; write it above the statements")
    key = entry.get("source")
    if key is not None and key not in sources:
        raise FactsError(f'{where}: known: there is no source "{key}"; add it to [sources]')
    if "dated" in entry and key is None:
        raise FactsError(f"{where}: known: dated without a source; name the source")
    words = _words(f"{where}: known", {"en": entry.get("en"), "es": entry.get("es")})
    dated = _dated(where, entry["dated"]) if "dated" in entry else None
    return Statement(words, sources[key] if key else None, dated)


def _words(where: str, value: Any) -> Words:
    if not isinstance(value, dict) or set(value) != {ENGLISH, SPANISH}:
        raise FactsError(f'{where}: write it in both languages: {{ en = "...", es = "..." }}')
    for language, text in value.items():
        if not isinstance(text, str) or not text.strip() or not text.isprintable():
            raise FactsError(f"{where}: {language}: write one plain line of text")
    return Words(value[ENGLISH], value[SPANISH])


def _dated(where: str, written: str) -> Dated:
    if not _DATED.fullmatch(written):
        raise FactsError(
            f'{where}: dated: "{written}" is not a date; '
            "write 2018-10-01, 2018-10, 2018 or 2018-2019"
        )
    year, *rest = (int(part) for part in written.split("-"))
    if rest and rest[0] > 12:  # noqa: PLR2004 - not a month: a second year
        return Dated(year, until=rest[0])
    return Dated(year, *rest)
