"""Find the codes and links that somebody wants to have verified in a text."""

import re
from functools import lru_cache

from core.memories import emptied_when_forgetting

_SIGNED = re.compile(
    r"(?<![A-Za-z0-9_.-])eyJ[A-Za-z0-9_-]{16,}(?:=?\r?\n[> ]{0,8}[A-Za-z0-9_-]+){0,40}\."
    r"|\{\s*\"|\[\s*\{"
)
"""Matches the beginning of a JWT or a JSON document."""
_WORDS_ONLY = re.compile(r"[A-Za-z]?[a-z]+(?: [a-z]+){2} [A-Za-z]")
"""Matches four words that look like a code by chance, such as "many kids have I".

Their last letter happens to be the right check symbol.
"""
_PROOF_LINK = re.compile(r"https?://\S+/g/([0-9A-Za-z]+)(?:\.json)?/?")


ANY_CODE = "EF-YNP9-A623-EREF-Z"
"""The code that replaces every code in a text before the classifier reads it.

The classifier was trained with this code.
"""


def shown_in(text: str) -> list[str]:
    """Return the codes (including mistyped ones) and proof links in free text, in order."""
    return list(_shown_and_alike(text)[0])


def with_codes_alike(text: str) -> str:
    """Return the text with `ANY_CODE` in place of each code and proof link.

    The letters of a code are not words, so they must not change how the rest of the text is
    understood.
    """
    return _shown_and_alike(text)[1]


@lru_cache(maxsize=64)
def _shown_and_alike(text: str) -> tuple[tuple[str, ...], str]:
    """Return the codes in a text, and the text with `ANY_CODE` in place of each code.

    The result is cached, because several rules ask for the codes of one message.
    """
    from core.verification.files.codes_in_text import clean_text, matches_in  # noqa: PLC0415 - most commands do not need it

    clean = clean_text(text)
    matches = [
        match
        for match in matches_in(clean)
        if not _WORDS_ONLY.fullmatch(clean[match.start : match.end])
    ]
    if not matches:
        return (), text
    ends = [0, *(match.end for match in matches)]
    between = [clean[end : match.start] for end, match in zip(ends, matches, strict=False)]
    alike = f"{ANY_CODE.join([*between, ''])}{clean[ends[-1] :]}"
    return tuple(match.held.text for match in matches), alike


emptied_when_forgetting(_shown_and_alike.cache_clear)


def shown_to_verify(typed: str) -> list[str]:
    """Return the codes and proof links in a text where codes are expected, in order.

    Codes without `EF-` are found too. If nothing in the text could be a code, return the whole
    text.
    """
    from core.verification.files.found_items import FoundCode  # noqa: PLC0415 - most commands do not need it
    from core.verification.files.texts import read_typed  # noqa: PLC0415 - most commands do not need it

    return [held.text for held in read_typed(typed) if isinstance(held, FoundCode)]


def signed_in(text: str) -> str | None:
    """Return the text from its first signed credential (JSON or JWT) to its end.

    Return None if the text has no signed credential.
    """
    begins = _SIGNED.search(text)
    if begins is None:
        return None
    from core.verification.files.found_items import FoundDocument, FoundToken  # noqa: PLC0415 - most commands do not need it
    from core.verification.files.texts import LONGEST_TYPED, read_typed  # noqa: PLC0415 - most commands do not need it

    pasted = text[begins.start() :]
    if len(pasted) > LONGEST_TYPED:  # a text of this length is read like a file
        return pasted
    signed = (isinstance(held, FoundToken | FoundDocument) for held in read_typed(pasted))
    return pasted if any(signed) else None


def proof_in(text: str) -> str | None:
    """Return the token of a text that is nothing but a proof link or its token.

    For any other text, return None.
    """
    if text.startswith("EF-"):  # a code, not a token
        return None
    from core.goals.link_tokens import read_token  # noqa: PLC0415 - most commands do not need it
    from core.verification.files.codes_in_text import AROUND  # noqa: PLC0415 - most commands do not need it

    shown = text.strip().strip(AROUND)
    link = _PROOF_LINK.fullmatch(shown)
    return read_token(link[1] if link else shown)
