"""Read texts: JSON, compact JWTs, and award codes and links among words."""

import base64
import re
from collections.abc import Iterator
from typing import TypeGuard

from core.awards.codes import Mistyped, read_code
from core.verification.files.codes_in_text import (
    clean_text,
    code_alone,
    codes_in,
    matches_in,
    without_marks,
)
from core.verification.files.found_items import (
    NOT_A_CREDENTIAL,
    NOTHING,
    FoundCode,
    FoundDocument,
    FoundItem,
    NothingFound,
)
from core.verification.files.json_documents import in_token, parse_json, read_json, without_json

_JWT = re.compile(r"[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(?:~[A-Za-z0-9_.~-]*)?")
_TOKEN_START = re.compile(r"(?<![A-Za-z0-9_.-])eyJ[A-Za-z0-9_.~-]{16,}")
_NEXT_LINE = re.compile(r"[ \t]*=?\r?\n[> \t]*([A-Za-z0-9_.~-]+)(?=[ \t]*=?(?:\r?\n|$))")
_ADDRESS = re.compile(r"https?://[^\s\"<>]{4,2000}", re.IGNORECASE)
_WORD = re.compile(r"[^\s,;]+")
_MOST_FAILED = 20
"""The maximum number of failed attempts to parse words that look like a JWT. Each takes time."""
LONGEST_TYPED = 20_000
"""A text with more characters is read like a file, in a worker process."""
_SHORTEST_WORD = 6
"""A word with fewer letters is not taken for a mistyped award code, even if it has a digit."""


def read_text(text: str) -> Iterator[FoundItem]:
    """Yield what is found in the text of a file: in JSON, in JWTs, and among words."""
    text = text.strip()
    if _JWT.fullmatch(text):
        yield from in_token(text)
        return
    nothing = NOT_A_CREDENTIAL
    if text.startswith(("{", "[")):
        found = list(read_json(text))
        nothings = [each for each in found if _is_nothing(each)]
        if len(nothings) < len(found):
            yield from found
            return
        nothing = nothings[0] if nothings else nothing
    documents, rest = without_json(text)
    yield from documents
    tokens, rest = _without_tokens(rest)
    yield from (held for token in tokens for held in in_token(token))
    codes = codes_in(rest)
    yield from codes
    if not documents and not tokens and not codes:
        yield nothing


def read_baked(text: str) -> Iterator[FoundItem]:
    """Yield the credential baked into a picture, as `read_text` does.

    The text may also be the address of a hosted Open Badges 2.0 badge.
    """
    text = text.strip()
    if _ADDRESS.fullmatch(text) and not codes_in(text):
        verification = {"type": "hosted", "url": text}
        yield FoundDocument({"type": "Assertion", "id": text, "verification": verification})
        return
    yield from read_text(text)


def _is_nothing(held: FoundItem) -> TypeGuard[NothingFound]:
    """Whether a text was completely read and has no credential.

    Return False for a text that was read only in part, because its rest may have a credential.
    """
    return isinstance(held, NothingFound) and held.detail in NOTHING


def read_typed(text: str) -> list[FoundItem]:
    """Return the findings in a text where award codes are expected.

    Codes without `EF-`, and words that are meant as a code, count too. If nothing could be a code,
    the whole text counts as a mistyped code.
    """
    text = text.strip()
    if alone := code_alone(text):
        return [FoundCode(alone)]
    if "{" in text or _TOKEN_START.search(text):
        found = list(read_text(text))
        if found != [NOT_A_CREDENTIAL]:
            return found
    return [*_typed_codes(text)] or [FoundCode(text)]


def _typed_codes(text: str) -> Iterator[FoundCode]:
    text = clean_text(text)
    known: set[str] = set()
    for held in _codes_and_words(text):
        key = re.sub(r"[\s-]", "", held.text).upper()
        if key not in known:
            known.add(key)
            yield held


def _codes_and_words(text: str) -> Iterator[FoundCode]:
    """Yield the award codes in a text, and its other words that may be meant as a code."""
    place = 0
    for match in matches_in(text):
        yield from _words(text[place : match.start])
        yield match.held
        place = match.end
    yield from _words(text[place:])


def _words(text: str) -> Iterator[FoundCode]:
    """Yield words that may be meant as an award code, and links without a code."""
    for found in _WORD.finditer(text):
        word = without_marks(found.group())
        if "://" in word:
            yield FoundCode(word, word)
        elif not isinstance(read_code(word), Mistyped) or (
            len(word) >= _SHORTEST_WORD and any(letter.isdigit() for letter in word)
        ):
            yield FoundCode(word)


def _without_tokens(text: str) -> tuple[list[str], str]:
    """Return the JWTs in a text, and the rest of the text.

    A JWT may be broken across lines.
    """
    tokens: list[str] = []
    rest: list[str] = []
    place = failed = 0
    for found in _TOKEN_START.finditer(text):
        if found.start() < place:
            continue
        token, end = _whole_token(text, found)
        if _JWT.fullmatch(token):
            tokens.append(token)
            rest.append(text[place : found.start()])
            place = end
            continue
        failed += 1
        if failed >= _MOST_FAILED:
            break
    rest.append(text[place:])
    return tokens, "\n".join(rest)


def _whole_token(text: str, begun: re.Match[str]) -> tuple[str, int]:
    """Return the JWT that begins on this line, and the position after it.

    The JWT ends with a complete signature, or with the first line that is shorter than the others.
    """
    lines, end, width = [begun.group()], begun.end(), len(begun.group())
    after_dot, looks = _after_dot(0, begun.group()), 0
    while following := _NEXT_LINE.match(text, end):
        line = following[1]
        another, signers = line.startswith("eyJ"), _SIGNERS.get(after_dot, ())
        whole = bool(signers) and line[0] != "~" and (after_dot == _BRIEF or len(line) != width)
        if (another or whole) and looks < _MOST_FAILED:
            looks += 1
            token = "".join(lines)
            if _JWT.fullmatch(token) and (another or _algorithm(token) in signers):
                break  # the next line is another token, an award code or words
        lines.append(line)
        after_dot, end = _after_dot(after_dot, line), following.end(1)
        if len(line) < width:
            break
    return "".join(lines), end


def _after_dot(count: int, line: str) -> int:
    """Return how many letters follow the last dot of a JWT, including this line.

    `count` is the number of letters after the dot before this line.
    """
    place = line.rfind(".")
    return count + len(line) if place < 0 else len(line) - place - 1


def _algorithm(token: str) -> str:
    """Return the signing algorithm that a JWT's header names, or "" if it names none."""
    try:
        header = parse_json(base64.urlsafe_b64decode(f"{token.partition('.')[0]}==").decode())
    except (ValueError, RecursionError):
        return ""
    return str(header.get("alg")) if isinstance(header, dict) else ""


_BRIEF = 86
_SIGNERS = {_BRIEF: ("EdDSA", "Ed25519", "ES256"), 342: ("RS256",)}
"""Signing algorithms by the length of their signatures in letters.

A signature by RS256 may be longer than 342 letters.
"""
