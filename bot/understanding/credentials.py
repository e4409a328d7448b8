"""Find the credential, level and kind of exam that a message names, anywhere in it."""

import re
from collections.abc import Iterator, Sequence

from bot.understanding.corrected_names import as_corrected
from bot.understanding.kind_in_text import kind_in
from bot.understanding.level_and_kind_words import GLUE, KINDS, LEVEL_WORDS, LEVELS
from bot.understanding.nearest_word import NearestWord
from bot.understanding.words import (
    CATALOG_WORDS,
    COMMON,
    IN_PHRASES,
    PAIRS,
    PHRASES,
    STRONG,
    Word,
    plain,
    words_of,
)
from core.catalog.model import Catalog, Credential, ExamKind, Level
from core.catalog.search import CatalogIndex
from core.catalog.shop_words import FILLERS, meaning, take_apart
from core.memories import emptied_when_forgetting
from core.values import replace, value

_FUZZY_FROM, _TWO_ERRORS_FROM = 5, 9
"""Minimum lengths of a word in which one typing error, and two, are corrected."""
_GAP, _SMALL_WORDS = 2, 3
GLUED = re.compile(r"([a-z]{3,})([123])")
_AND_ALSO = re.compile(
    r"(?:(?:and|y|ok and|what about|how about|que hay de|que tal)(?: for| in| en| de)?"
    r"(?: the| my| el| la| los| las| mi)? )(\w+)[ ?!.]*"
)
"""Matches a message with one word that goes on with the last question, such as "and safety?"."""
_EVERYDAY = frozenset(("job", "process", "control", "service", "machine", "print", "single"))
"""Catalog words that are also everyday words. One of them alone names no credential."""


@value
class Mention:
    """The credentials that a run of words can mean.

    `start` is the index of the first word, and `end` is the index after the last one.
    """

    codes: tuple[str, ...]
    start: int
    end: int
    other_level: bool = False
    """True if the message says a level at which no credential has such a name.

    Then `codes` are the credentials at other levels.
    """


@value
class Named:
    """What a message names from the catalog.

    `levels` and `kind` can be set even without a credential.
    """

    words: tuple[Word, ...]
    mentions: tuple[Mention, ...] = ()
    levels: frozenset[Level] = frozenset()
    kind: ExamKind | None = None
    area: str = ""


class CredentialFinder:
    """Finds credentials in sentences by the words in the catalog's names."""

    def __init__(self, index: CatalogIndex, common: frozenset[str] = frozenset()) -> None:
        """Prepare the search.

        `common` are words that are never treated as misspelled catalog words.
        """
        self._index = index
        self._common = common | COMMON | GLUE | frozenset(KINDS)
        catalog = index.catalog
        texts = [name for each in catalog.credentials for name in (*each.names, each.area)]
        own = {word for text in texts for word in take_apart(text).words}
        self._own = {word for word in own if word not in FILLERS and word not in _IGNORED}
        self._doubled = {_undoubled(word): word for word in self._own if word != _undoubled(word)}
        self._titles = _title_pattern(catalog)
        spellings = sorted({*self._own, *CATALOG_WORDS})
        self._nearest = NearestWord(spellings, _FUZZY_FROM, _TWO_ERRORS_FROM)
        self._code = _code_pattern(catalog)
        self._known: dict[str, str] = {}
        emptied_when_forgetting(self._known.clear)

    def find(self, text: str) -> Named:
        """Return what the message names from the catalog."""
        for pattern, known in PHRASES if IN_PHRASES.search(text.lower()) else ():
            text = pattern.sub(known, text)
        words = tuple(words_of(text))
        mentions = self._by_code(text) or self._by_title(text)
        taken = {place for each in mentions for place in range(each.start, each.end)}
        parts = [
            "" if place in taken else self._part(word.folded) for place, word in enumerate(words)
        ]
        parts = [
            "" if part == _CENTERS and not _is_between(words, parts, place) else part
            for place, part in enumerate(parts)
        ]
        for start, end in _spans(words, parts):
            mentions += self._mentions(words, parts, start, end)
        if not mentions and (last := _AND_ALSO.fullmatch(plain(text))):
            mentions = self._alone(words, last[1])
        mentions = as_corrected(mentions, words)
        if len(mentions) == 1:
            mentions = [self._told_apart(mentions[0], words, parts)]
        levels = frozenset(level for _, level in _levels(words, parts))
        kind = kind_in(text, words, beside_name=bool(mentions))
        return Named(words, tuple(mentions), levels, kind)

    def _by_code(self, text: str) -> list[Mention]:
        found = []
        for match in self._code.finditer(text):
            credential = self._index.catalog.credential(re.sub(r"[\s_]+", "-", match[1]))
            if credential is None:
                continue
            start = len(words_of(text[: match.start()]))
            found.append(Mention((credential.code,), start, start + len(words_of(match[0]))))
        return found

    def _by_title(self, text: str) -> list[Mention]:
        """Return the credential whose full title is in the message, if there is one."""
        match = self._titles.search(text)
        if match is None:
            return []
        found = self._index.credentials_named(match[0])
        start = len(words_of(text[: match.start()]))
        codes = tuple(each.code for each in found)
        return [Mention(codes, start, start + len(words_of(match[0])))] if codes else []

    def _alone(self, words: Sequence[Word], last: str) -> list[Mention]:
        """Return the credential that a single word means, as in "and safety?".

        Return [] if it may mean several or none.
        """
        part = "" if last in _EVERYDAY else self._part(last)
        found = self._index.credentials_named(part) if part else ()
        return [Mention((found[0].code,), len(words) - 1, len(words))] if len(found) == 1 else []

    def _part(self, word: str) -> str:
        """Return the catalog words that a word stands for, or "" if there are none."""
        if word not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._known[word] = self._read(word)
        return self._known[word]

    def _read(self, word: str) -> str:
        if glued := GLUED.fullmatch(word):
            word = glued[1]
        if word in CATALOG_WORDS:
            return CATALOG_WORDS[word]
        if word in self._own:
            return word
        if word in self._doubled and word not in self._common:
            return self._doubled[word]
        if word in self._common or word.isdigit() or (near := self._nearest(word)) is None:
            return ""
        return CATALOG_WORDS.get(near, near)

    def _mentions(
        self, words: Sequence[Word], parts: Sequence[str], start: int, end: int
    ) -> list[Mention]:
        """Return the credentials that a run of words names: one by all words, or several.

        Several are joined by words such as "and".
        """
        if codes := self._codes(words, parts, start, end):
            return [self._mention(codes, words, parts, start, end)]
        cuts = [place for place in range(start, end) if words[place].folded in _AND]
        found: list[Mention] = []
        begin = start
        for cut in (*cuts, end) if cuts else ():
            if cut > begin and (codes := self._codes(words, parts, begin, cut)):
                found.append(Mention(codes, begin, cut))
            begin = cut + 1
        if found:
            return found
        held = [place for place in range(start, end) if parts[place]]
        for size in range(len(held) - 1, 0, -1):
            for first in range(len(held) - size + 1):
                some = held[first : first + size]
                if codes := self._codes(words, parts, some[0], some[-1] + 1):
                    return [Mention(codes, some[0], some[-1] + 1)]
        return []

    def _told_apart(self, mention: Mention, words: Sequence[Word], parts: Sequence[str]) -> Mention:
        """Narrow a mention by a word after it, as in "milling, but the programming one"."""
        known = [each for code in mention.codes if (each := self._index.catalog.credential(code))]
        for place in range(mention.end + 1, min(mention.end + _NEAR_BEHIND, len(words))):
            if words[place - 1].folded not in _BEFORE_KIND or parts[place] not in _KINDS_OF_WORK:
                continue
            own = [each.code for each in known if parts[place] in each.title.lower()]
            if own and len(own) < len(known):
                return replace(mention, codes=tuple(own))
        return mention

    def _codes(
        self, words: Sequence[Word], parts: Sequence[str], start: int, end: int
    ) -> tuple[str, ...]:
        named = " ".join(part for part in parts[start:end] if part)
        tokens = named.split()
        strong = any(token in STRONG or meaning(token) in STRONG for token in tokens)
        if not strong and not any(pair in named for pair in PAIRS):
            return ()
        levels = _levels_near(words, parts, start, end)
        level = f" level {len(next(iter(levels)).value)}" if len(levels) == 1 else ""
        if "maintenance" in named:
            named = named.replace("operator", "operations")
        for query in dict.fromkeys((named + level, named)):
            if found := self._index.credentials_named(query):
                return (*self._same_skill(found, levels), *_of_operators(found, words))
        return ()

    def _same_skill(self, found: Sequence[Credential], levels: set[Level]) -> tuple[str, ...]:
        """Return the credentials of the same skill at the level that the message says.

        Return () if one of `found` is at that level, or if the message does not say one level.
        """
        if len(levels) != 1 or any(each.level in levels for each in found):
            return ()
        skills = {each.code.partition("-")[2] for each in found} - {""}
        return tuple(
            each.code
            for each in self._index.catalog.credentials
            if each.level in levels
            and each.area == found[0].area
            and each.code.partition("-")[2] in skills
        )

    def _mention(
        self,
        codes: tuple[str, ...],
        words: Sequence[Word],
        parts: Sequence[str],
        start: int,
        end: int,
    ) -> Mention:
        said = _levels_near(words, parts, start, end)
        known = (self._index.catalog.credential(code) for code in codes)
        apart = len(said) == 1 and len({each.level for each in known if each}) > 1
        return Mention(codes, start, end, other_level=apart)


def _levels_near(words: Sequence[Word], parts: Sequence[str], start: int, end: int) -> set[Level]:
    """Return the levels that are said beside a name."""
    return {
        level
        for place, level in _levels(words, parts)
        if start - 2 <= place <= end + 2 or _leads_to(words, place, start)
    }


def _leads_to(words: Sequence[Word], place: int, start: int) -> bool:
    """Whether only small words stand between a level and a name, as in "level two on the lathe"."""
    between = [word.folded for word in words[place + 1 : start]]
    return 0 < len(between) <= _SMALL_WORDS and GLUE.issuperset(between)


def _of_operators(found: Sequence[Credential], words: Sequence[Word]) -> tuple[str, ...]:
    """Return the codes of these credentials.

    If the message says "operator", return only those for operators, if there are any.
    """
    said = any(word.folded in _OPERATOR for word in words)
    own = [each for each in found if said and "Operator" in each.title]
    return tuple(each.code for each in own or found)


def _spans(words: Sequence[Word], parts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield runs of catalog words, with at most a few small words between them."""
    start = end = -1
    for place, part in enumerate(parts):
        if not part:
            continue
        between = words[end:place]
        if (
            start >= 0
            and len(between) <= _GAP
            and all(w.folded in GLUE or w.folded in LEVELS for w in between)
        ):
            end = place + 1
            continue
        if start >= 0:
            yield start, end
        start, end = place, place + 1
    if start >= 0:
        yield start, end


def _levels(words: Sequence[Word], parts: Sequence[str]) -> Iterator[tuple[int, Level]]:
    """Yield the levels that are named, each with its position in the message."""
    for place, word in enumerate(words):
        before = words[place - 1].folded if place else ""
        skipped = 2 if before in _SKILLS else 1
        after = words[place + 1].folded if place + 1 < len(words) else ""
        named_before = place >= skipped and bool(parts[place - skipped])
        if word.folded[-1:].isdigit() and (glued := GLUED.fullmatch(word.folded)):
            if parts[place] or glued[1] in LEVEL_WORDS:
                yield place, LEVELS[glued[2]]
        elif word.folded not in LEVELS:
            continue
        elif (
            before in LEVEL_WORDS
            or after in LEVEL_WORDS
            or word.folded in {"ii", "iii"}
            or (named_before and word.folded in {"1", "2", "3"} and after not in {"axis", "ejes"})
            or (named_before and word.folded in {"two", "three", "uno", "dos", "tres"})
            or (named_before and word.folded == "one" and not _is_pointed_at(words, place))
            or (named_before and word.written == "I" and after in {"", *KINDS, "exam", "test"})
            or (named_before and word.written == "I" and _goes_on(words, parts, place + 1))
        ):
            yield place, LEVELS[word.folded]


def _goes_on(words: Sequence[Word], parts: Sequence[str], place: int) -> bool:
    """Whether "and" stands here before another name, as in "milling I and drilling"."""
    if place + 1 >= len(words) or words[place].folded not in _AND:
        return False
    return bool(parts[place + 1])


def _is_between(words: Sequence[Word], parts: Sequence[str], place: int) -> bool:
    """Whether a word means turning between the centers of a lathe.

    "Between" and "center" may also be about a place or a score.
    """
    before = words[place - 1].folded if place else ""
    if words[place].folded in _ONLY_BETWEEN or before in _BETWEEN:
        return True
    return any(part == "turning" for part in parts)


def _is_pointed_at(words: Sequence[Word], place: int) -> bool:
    """Whether "one" only refers to the credential before it, as in "the grinding one"."""
    return any(word.folded in _POINTING for word in words[max(0, place - 4) : place])


def _code_pattern(catalog: Catalog) -> re.Pattern[str]:
    codes = sorted((each.code for each in catalog.credentials), key=len, reverse=True)
    either = "|".join(re.escape(code).replace(r"\-", r"[-_\s]?") for code in codes if "-" in code)
    plain = "|".join(re.escape(code) for code in codes if "-" not in code)
    return re.compile(rf"(?<![\w-])({either}|{plain})(?:-[TP])?(?![\w])", re.IGNORECASE)


def _undoubled(word: str) -> str:
    """Return the word with each doubled letter written once, as people in a hurry type it."""
    return re.sub(r"(.)\1+", r"\1", word)


def _title_pattern(catalog: Catalog) -> re.Pattern[str]:
    """Return a pattern for titles that end in a level such as "I".

    Without this pattern, the "I" would be read as a pronoun.
    """
    titles = {name for each in catalog.credentials for name in each.names}
    numbered = sorted((t for t in titles if re.search(r" I{1,3}$", t)), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, numbered))})\b")


_NEAR_BEHIND = 5
_BEFORE_KIND = frozenset(("the", "la", "el", "de", "that"))
_KINDS_OF_WORK = frozenset(("operator", "programming", "setup"))
_OPERATOR = frozenset(("operator", "operators", "operador", "operadora", "operadores", "op", "opr"))
_CENTERS = "between centers"
_ONLY_BETWEEN = frozenset(("tbc",))
_BETWEEN = frozenset(("between", "entre", "btwn", "betwen", "beetween", "de"))
_SKILLS = frozenset(("skills", "skill"))
_POINTING = frozenset(
    ("the", "this", "that", "which", "a", "my", "any", "other", "another", "every")
)
_AND = frozenset(("and", "y", "or", "o", "e"))
_IGNORED = frozenset(
    ["level", "skills", "machine", "machining", "tooling", "operate", "set", "up", "between"]
)
_MOST_KNOWN = 20_000
