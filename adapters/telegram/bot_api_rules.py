"""What Telegram's Bot API accepts: JSON objects, lengths, characters and links."""

import re
from collections.abc import Iterator
from typing import Any

from telegram.constants import MessageLimit

from bot.markdown_blocks import Span
from core.values import replace

LONGEST = int(MessageLimit.MAX_TEXT_LENGTH)
"""The maximum length of a message's text in UTF-16 code units."""
LONGEST_CAPTION = int(MessageLimit.CAPTION_LENGTH)
NO_WORDS = "…"
# the links that Telegram accepts
_LINK = re.compile(r"https?://[\w.-]*\w[\w.-]*(?::\d+)?(?:[/?#]\S*)?")
# characters that Telegram drops or refuses
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Plain = dict[str, Any]
"""A Bot API object as JSON data. Building PTB's own objects would double the time of an answer."""


def is_link(url: str) -> bool:
    """Whether Telegram accepts this URL as a link."""
    return _LINK.fullmatch(url) is not None


def utf16_length(text: str) -> int:
    """Return the length of a text in UTF-16 code units, as Telegram counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def printable(text: str) -> str:
    """Replace each character that Telegram refuses by U+FFFD."""
    return _NOT_TEXT.sub("\ufffd", text)


def clean(span: Span) -> Span:
    text = printable(span.text)
    return span if text == span.text else replace(span, text=text)


def one_line(text: str, most: int) -> str:
    """Return a text on one line, cut to `most` characters, for a label or title.

    If the text is empty then, return "…".
    """
    return printable(text).strip()[:most].strip() or NO_WORDS


def caption_of(description: str) -> str:
    """Return a file's description, cut to Telegram's limit for captions."""
    shown = printable(description).strip()
    return next(split_text(shown, LONGEST_CAPTION), "").strip()


_BREAKS = (
    re.compile(r".*\n", re.DOTALL),
    re.compile(r".*[.!?]\s", re.DOTALL),
    re.compile(r".*\s", re.DOTALL),
)
# one visible character, with its combining marks, joiners or skin tones; or a flag, which is two
# letters
_LETTER = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|.)"
    "(?:[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
    "|\u200d.)*",
    re.DOTALL,
)


def split_text(text: str, most: int) -> Iterator[str]:
    """Split the text into pieces of at most `most` UTF-16 code units.

    The pieces end between lines if possible, otherwise between sentences, words or characters.
    """
    while utf16_length(text) > most:
        fits = _longest_start(text, most)
        for ends in _BREAKS:
            found = ends.match(fits)
            if found and found.end() > len(fits) // 4:
                fits = found.group()
                break
        yield fits
        text = text[len(fits) :]
    if text:
        yield text


def _longest_start(text: str, most: int) -> str:
    length, end = 0, 0
    for letter in _LETTER.finditer(text[: most + 1]):
        length += utf16_length(letter.group())
        if length > most:
            break
        end = letter.end()
    # a single visible character that is longer than `most` is split too
    return text[: end or most // 2]
