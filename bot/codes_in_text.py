"""What somebody shows to be verified: the codes and links within what they typed."""

import re

from core.awards.codes import CODE_IN_TEXT, Mistyped, read_code
from core.goals.tokens import read_token

_CODE = CODE_IN_TEXT.pattern
_NEAR_CODE = r"(?<![A-Za-z0-9])EF-[0-9A-Za-z*~$=-]{3,}"
"""What can only have been meant for a code, so that it is told as mistyped."""
_AROUND = "\"'“”\u2018\u2019()[]{}<>,;.!?"
_DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")
"""What keyboards make of hyphens."""
_LINK = r"https?://\S+"
_PROOF_LINK = re.compile(r"https?://\S+/g/([0-9A-Za-z]+)(?:\.json)?/?")
_IN_TEXT = re.compile(rf"{_LINK}|{_CODE}|{_NEAR_CODE}", re.IGNORECASE)
_ANYTHING = re.compile(
    rf"{_LINK}|{_CODE}|{_NEAR_CODE}|(?:(?!{_LINK}|{_CODE})[^\s,;])+", re.IGNORECASE
)
_SHORTEST_WORD = 6
"""A shorter word with a digit in it is no code that lost a letter, but a word."""


def shown_in(text: str) -> list[str]:
    """The codes, mistyped ones too, and the verification links in free text, in their order."""
    found = [match.group() for match in _IN_TEXT.finditer(text.translate(_DASHES))]
    return [_bare(each) for each in found if "://" not in each or _leads_to_code(each)]


def shown_in_table(content: bytes) -> list[str] | None:
    """The codes and links in a CSV file, whatever the column, each once; None: it is no such file.

    Cells are looked at one by one, so that nothing is read across two of them.
    """
    text = _read_as_text(content)
    if text is None:
        return None
    cells = re.split(r"[,;\t\r\n]", text)
    return list(dict.fromkeys(code for cell in cells for code in shown_in(cell)))


def _read_as_text(content: bytes) -> str | None:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def shown_to_verify(typed: str) -> list[str]:
    """As `shown_in`, of a text in which codes are expected: also codes without their `EF-`.

    When nothing in it could be a code, all of it is what was shown.
    """
    words = [_bare(match.group()) for match in _ANYTHING.finditer(typed.translate(_DASHES))]
    codes = [word for word in words if _may_be_meant(word)] or [typed]
    return list({re.sub(r"[\s-]", "", code).upper(): code for code in reversed(codes)}.values())[
        ::-1
    ]


def proof_in(text: str) -> str | None:
    """The token of the one link that proves a goal, or that token alone; None where there is
    anything else.
    """
    shown = _bare(text.strip())
    link = _PROOF_LINK.fullmatch(shown)
    return read_token(link[1] if link else shown)


def _bare(shown: str) -> str:
    """Without the quotation marks, brackets and full stops that people put around it."""
    return shown.strip(_AROUND)


def _leads_to_code(link: str) -> bool:
    return (
        "/v/" in link
        or _PROOF_LINK.fullmatch(_bare(link)) is not None
        or CODE_IN_TEXT.search(link) is not None
    )


def _may_be_meant(word: str) -> bool:
    if "://" in word or re.match(r"EF[-\s]", word, re.IGNORECASE):
        return True
    if not isinstance(read_code(word), Mistyped):
        return True
    return len(word) >= _SHORTEST_WORD and any(letter.isdigit() for letter in word)
