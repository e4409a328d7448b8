"""Cache parsed Markdown: texts that differ only in their words are parsed once.

A name, a code or a date differs from person to person, but the text around it does not. A text with
a placeholder for each word is called a shape. In CommonMark, letters and digits matter only in
entities, tags, links and list numbers. A text with one of the first three has no shape. List
numbers are part of the shape.
"""

import re

_UNIT = re.compile(
    r"(\\[^\ue000-\uf8ff]"  # because an escaped character is plain text
    r"|[&<\[\ue000-\uf8ff]"  # characters with a meaning, or placeholders
    r"|(?:[^\W\d_]|\d+[^\W\d_])[^\W_]*"
    r"|\d+(?![\w.)]))"  # with a period, it may be a list number
)
_FIRST = 0xE000
_MOST = 0xF8FF - _FIRST
"""Maximum number of words in a shape. Each is represented by one private use character."""


def shape_of(text: str) -> tuple[str, list[str]] | None:
    """Return the text with a placeholder for each word, and the words.

    None if the words themselves matter.
    """
    words: list[str] = []
    parts = _UNIT.split(text)  # every second part is a word
    for place in range(1, len(parts), 2):
        unit = parts[place]
        if unit[0] == "\\":
            continue
        if not unit[0].isalnum() or len(words) > _MOST:
            return None
        parts[place] = chr(_FIRST + len(words))
        words.append(unit)
    return "".join(parts), words


def table_of(words: list[str]) -> dict[int, str]:
    """Return the table for `str.translate` that puts the words back."""
    return dict(enumerate(words, _FIRST))
