"""Find award codes and links in free text, even if broken across lines or marked up."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from urllib.parse import unquote

from core.awards.codes import Mistyped, read_code
from core.memories import emptied_when_forgetting
from core.values import value
from core.verification.files.found_items import FoundCode
from core.verification.files.links import unwrap_link

BREAK = "\u00ad"
"""The character that replaces each mark inside a divided word.

These marks are soft hyphens, and what PDF readers insert.
"""
_DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D], "-")
_DASHES |= dict.fromkeys([0x2043, 0x30FC, 0x2500], "-")
_CLEAN = {
    **_DASHES,
    **dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF], None),
    0xFFFE: BREAK,
    0x0002: BREAK,
    0x00A0: " ",
    0x2007: " ",
    0x2009: " ",
    0x202F: " ",
    0x00B7: ".",
    0x2022: ".",
    **dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], None),
    0xFF5E: "~",
}
_OTHER_LETTERS = str.maketrans(
    {
        **dict.fromkeys("\u0410\u0430\u0391", "A"),
        **dict.fromkeys("\u0412\u0392", "B"),
        **dict.fromkeys("\u0421\u0441", "C"),
        **dict.fromkeys("\u0415\u0435\u0395", "E"),
        **dict.fromkeys("\u041d\u0397", "H"),
        **dict.fromkeys("\u0408\u0458", "J"),
        **dict.fromkeys("\u041a\u039a", "K"),
        **dict.fromkeys("\u041c\u039c", "M"),
        **dict.fromkeys("\u039d", "N"),
        **dict.fromkeys("\u041e\u043e\u039f\u03bf", "O"),
        **dict.fromkeys("\u0420\u0440\u03a1", "P"),
        **dict.fromkeys("\u0405\u0455", "S"),
        **dict.fromkeys("\u0422\u03a4", "T"),
        **dict.fromkeys("\u0425\u0445\u03a7", "X"),
        **dict.fromkeys("\u0423\u0443\u03a5", "Y"),
        **dict.fromkeys("\u0396", "Z"),
    }
)
"""Maps Cyrillic and Greek letters to the Latin letters that they look like.

People type these letters by mistake.
"""
_IN_OTHER_LETTERS = re.compile(r"(?<!\w)\w\w-(?:\w{4}-){3}\w(?!\w)")
"""Matches text in the form of an award code, in letters of any alphabet."""
_SYMBOL = r"[0-9A-Za-z]"
_CHECK = r"[0-9A-Za-z*~$=]"
_END = r"(?![0-9A-Za-z])"
_START = r"(?<![0-9A-Za-z])"
_LINE_BREAK = r"[ ]*=?\r?\n[> ]{0,8}"
_WITHIN = rf"(?:{BREAK}?{_LINE_BREAK}|{BREAK})?"
"""Matches what may be between two symbols of a group of four: nothing, or a line break."""
_BETWEEN = (
    rf"(?:[ ._\-]{{0,3}}|[\-{BREAK}]{{1,3}}|[ ]*[\-_.{BREAK}]+{_LINE_BREAK}"
    rf"|{_LINE_BREAK}[\-_.]+[ ]*)"
)
"""Matches what may be between two groups of an award code.

A line break must come with a hyphen, so that rows of a table are not joined.
"""
_INSIDE = rf"(?:{_BETWEEN}|{_LINE_BREAK})"
"""Matches what may be between two groups of four symbols of an award code.

A line break alone is allowed here, because neither of the groups is a code by itself.
"""
_GROUP = _WITHIN.join([_SYMBOL] * 4)
_LOOSE = re.compile(
    rf"{_START}[E3][FP]{_BETWEEN}{_INSIDE.join([_GROUP] * 3)}{_BETWEEN}{_CHECK}{_END}",
    re.IGNORECASE,
)
"""Matches an award code as OCR, line breaks and typing leave it.

A match counts only if its check symbol fits.
"""
_BARE = re.compile(rf"{_START}(?:[0-9A-Za-z]{{4}}[\-. _]){{3}}{_CHECK}{_END}")
"""Matches an award code without `EF-`. A match counts only if its check symbol fits."""
_PLAIN = re.compile(
    rf"{_START}EF(?:[- ]?{_SYMBOL}{{4}}){{3}}(?:[- ]?{_CHECK}{_END}|-?(?![0-9A-Za-z*~$=-]))",
    re.IGNORECASE,
)
"""Matches text that looks like an award code: correct, mistyped, or without its last symbol."""
_BEGUN = re.compile(rf"{_START}[Ee3][FfPp]")
"""Matches the start of text that may be an award code with `EF-`."""
_ALONE = re.compile(rf"EF(?:-{_SYMBOL}{{4}}){{3}}-{_CHECK}", re.IGNORECASE | re.ASCII)
"""Matches a text that is one award code and nothing else. Most people send this."""
_NEAR = re.compile(rf"{_START}EF-[0-9A-Za-z*~$=-]{{3,}}", re.IGNORECASE)
"""Matches text that begins with `EF-` and can only be meant as an award code."""
_LINK_INSIDE = re.compile(r"://|/[vg]/", re.IGNORECASE)
"""Matches a part that every link with an award code has: `://`, `/v/` or `/g/`."""
_LINK = re.compile(r"\bh(?:tt|xx)ps?://(?:&amp;|[^\s<>\",;|])+", re.IGNORECASE)
_LINK_WITHOUT_SCHEME = re.compile(
    r"(?<![\w./:@-])(?:[\w.-]+\.[a-z]{2,}|localhost|\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?"
    r"(?:/[\w-]{1,40}){0,3}/[vg]/[\w~*$=%.-]+(?:/[\w.-]+)?",
    re.IGNORECASE,
)
_PROOF_LINK = re.compile(
    r"(?:https?://)?[\w.:-]+(?:/[\w-]{1,40}){0,3}/g/([0-9A-Za-z]{20})(?:\.json)?/?", re.IGNORECASE
)
"""Matches a link to a goal proof."""
_PREFIXED = re.compile(rf"[E3][FP][\s._>{BREAK}-]", re.IGNORECASE)
AROUND = "\"'“”\u2018\u2019()[]{}<>,;.!?`|"
_LONGEST_CODE = 60
"""The maximum length in characters of an award code, including line breaks and quote marks of
e-mails.
"""
_MARKS = "*_~`|"
_MOST_MARKS = 2
"""How many signs are kept at the end of a word: one of an award code, one of chat markup."""


@value
class Match:
    """An award code or a link with a code, and its position in the text."""

    start: int
    end: int
    held: FoundCode


def clean_text(text: str) -> str:
    """Return the text with only plain hyphens and spaces, and without invisible characters.

    In award codes, letters of other alphabets are replaced by the Latin letters that they look
    like.
    """
    if text.isascii():
        return text.replace("\x02", BREAK)
    cleaned = unicodedata.normalize("NFKC", text.translate(_CLEAN)).translate(_CLEAN)
    return _IN_OTHER_LETTERS.sub(lambda found: found[0].translate(_OTHER_LETTERS), cleaned)


def codes_in(text: str) -> list[FoundCode]:
    """Return the award codes in a text, and the links with a code or to a goal proof, in order.

    Mistyped codes count too.
    """
    return [each.held for each in matches_in(clean_text(text))]


def matches_in(text: str) -> list[Match]:
    """Return the codes and links that `codes_in` finds in a clean text, with their positions."""
    if alone := code_alone(text):
        return [Match(0, len(text), FoundCode(alone))]
    matches = _links(text)
    begun = _BEGUN.search(text) is not None
    if begun:
        _add(matches, (_match(found) for found in _LOOSE.finditer(text) if _read(found.group())))
    _add(matches, (_match(found) for found in _BARE.finditer(text) if _read(found.group())))
    if begun:
        _add(
            matches, (_match(found) for found in _PLAIN.finditer(text) if _is_meant(found.group()))
        )
        _add(matches, (_match(found) for found in _NEAR.finditer(text)))
    return sorted(matches, key=lambda each: each.start)


def code_alone(text: str) -> str | None:
    """Return the award code if the text is one code and nothing else, or None."""
    read = read_code(text) if _ALONE.fullmatch(text) else None
    return read if isinstance(read, str) else None


def _add(matches: list[Match], more: Iterator[Match]) -> None:
    """Add each match of `more` that does not overlap with an earlier match."""
    taken = sorted((each.start, each.end) for each in matches)
    place = 0
    for one in more:
        while place < len(taken) and taken[place][1] <= one.start:
            place += 1
        if place == len(taken) or taken[place][0] >= one.end:
            matches.append(one)


def _match(found: re.Match[str]) -> Match:
    written = found.group()
    return Match(*found.span(), FoundCode(_read(written) or without_marks(written).rstrip("-")))


def _is_meant(written: str) -> bool:
    """Whether a text is meant as an award code.

    Words such as `ef they were late` are not.
    """
    return written[2:3] == "-" or written.isupper() or any(map(str.isdigit, written))


@lru_cache(maxsize=512)
def _read(written: str) -> str | None:
    """Return the award code in a matched text, or None if its check symbol does not fit."""
    bare = re.sub(rf"=\r?\n|[\s._>{BREAK}-]", "", written)
    if _PREFIXED.match(written) and len(bare) == len("EF") + 11:
        return None  # two symbols are missing: the text is not a shorter code that begins with EF
    bare = re.sub(r"^[E3][FP](?=.{13}$)", "", bare, flags=re.IGNORECASE)
    read = read_code(bare)
    return None if isinstance(read, Mistyped) else read


emptied_when_forgetting(_read.cache_clear)


def _links(text: str) -> list[Match]:
    """Return links with an award code, and links to goal proofs.

    A part of the code may be on the next line.
    """
    matches: list[Match] = []
    if not may_hold_link(text):
        return matches
    for pattern in (_LINK, _LINK_WITHOUT_SCHEME):
        _add(matches, _links_by(pattern, text))
    return matches


def may_hold_link(text: str) -> bool:
    """Whether a text may contain a link with an award code.

    The slash of a command such as `/verify` does not count.
    """
    return _LINK_INSIDE.search(text) is not None


def _links_by(pattern: re.Pattern[str], text: str) -> Iterator[Match]:
    for found in pattern.finditer(text):
        bare = found.group().rstrip(AROUND)
        held = FoundCode(bare, bare) if proof_token(bare) else code_in_link(found.group())
        if held is None:
            continue
        end = found.end()
        if isinstance(read_code(held.text), Mistyped):
            whole = _LOOSE.search(text, found.start(), end + _LONGEST_CODE)
            if whole and whole.start() < end and (read := _read(whole.group())):
                held, end = FoundCode(read, held.link), max(end, whole.end())
        yield Match(found.start(), end, held)


def proof_token(link: str) -> str | None:
    """Return the token in a link to a goal proof, or None for any other text."""
    found = _PROOF_LINK.fullmatch(link.strip())
    return found[1] if found else None


def code_in_link(link: str) -> FoundCode | None:
    """Return the award code in a link to a page of ours or to a form that has the code.

    Return None for a link without a code. Never raises, whatever the text is.
    """
    bare = link.strip().rstrip(AROUND)
    if "urldefense.proofpoint.com" in bare:
        return replace(code_in_link(unwrap_link(bare)) or FoundCode(bare), link=bare)
    _, page, path = bare.partition("/v/")
    if page:
        return FoundCode(code_of_page(re.split(r"[/?#&]", unquote(path), maxsplit=1)[0]), bare)
    unquoted = unquote(unquote(bare))
    if "/v/" in unquoted:
        return replace(code_in_link(unquoted) or FoundCode(bare), link=bare)
    found = _LOOSE.search(unquoted) or _PLAIN.search(unquoted)
    return FoundCode(_read(found.group()) or found.group(), bare) if found else None


def code_of_page(shown: str) -> str:
    """Return the award code at the end of a web address, without signs of chats or markup.

    If there is no code, return the text without `.json` and punctuation at its end.
    """
    shown = shown.strip().removesuffix(".json")
    trimmed = _with_few_marks(shown)
    while trimmed:
        read = read_code(trimmed)
        if isinstance(read, str):
            return read
        if trimmed[-1] not in AROUND + _MARKS:
            break
        trimmed = trimmed[:-1]
    found = _LOOSE.match(shown)
    return (found and _read(found.group())) or shown.rstrip(AROUND) or shown


def _with_few_marks(typed: str) -> str:
    """Return a text with at most `_MOST_MARKS` of the signs at its end."""
    return typed[: len(typed.rstrip(AROUND + _MARKS)) + _MOST_MARKS]


def without_marks(typed: str) -> str:
    """Return a typed word without the quotation marks, brackets and chat markup around it.

    `*` and `~` may be an award code's last symbol. They stay if the code needs them.
    """
    bare = typed.strip(AROUND)
    trimmed = _with_few_marks(bare.lstrip(_MARKS))
    while trimmed and isinstance(read_code(trimmed), Mistyped):
        if trimmed[-1] not in AROUND + _MARKS:
            return trimmed
        trimmed = trimmed[:-1]
    return trimmed or bare
