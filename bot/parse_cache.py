"""What Markdown makes of a text, whatever its words are: texts of one shape need one parsing.

A name, a code or a date differs from person to person, the words around it do not. Letters and
digits mean nothing to CommonMark but in entities, in tags, in links and in the numbers of lists: a
text with one of the first three has no shape, and the numbers are part of it.
"""

import re

_UNIT = re.compile(
    r"\\[^\ue000-\uf8ff]"  # an escaped mark is plain text
    r"|[&<\[\ue000-\uf8ff]"  # where words could mean something, or look like one that was taken out
    r"|(?:[^\W\d_]|\d+[^\W\d_])[^\W_]*"
    r"|\d+(?![\w.)])"  # with a full stop it may be the number of an item
)
_FIRST = 0xE000
_MOST = 0xF8FF - _FIRST
"""Words that a shape may have: each stands as one character of the private use area."""


def shape_of(text: str) -> tuple[str, list[str]] | None:
    """The text with a place in the stead of each word, and the words; None: its words matter."""
    words: list[str] = []
    kept: list[str] = []
    end = 0
    for found in _UNIT.finditer(text):
        unit = found[0]
        if unit[0] == "\\":
            continue
        if not unit[0].isalnum() or len(words) > _MOST:
            return None
        kept += (text[end : found.start()], chr(_FIRST + len(words)))
        words.append(unit)
        end = found.end()
    kept.append(text[end:])
    return "".join(kept), words


def table_of(words: list[str]) -> dict[int, str]:
    """What `str.translate` puts the words back with."""
    return dict(enumerate(words, _FIRST))
