"""What somebody shows to be verified: the codes and links within what they typed."""

import re

from core.goals.tokens import read_token
from core.verification.files.codes_in_text import AROUND, cleaned, matches_in
from core.verification.files.held import HeldCode, HeldDocument, HeldToken
from core.verification.files.texts import LONGEST_TYPED, read_typed

_SIGNED = re.compile(r"(?<![A-Za-z0-9_.-])eyJ[A-Za-z0-9_-]{16,}\.|\{\s*\"|\[\s*\{")
"""How a JWT and JSON begin."""
_PROOF_LINK = re.compile(r"https?://\S+/g/([0-9A-Za-z]+)(?:\.json)?/?")


def shown_in(text: str) -> list[str]:
    """The codes, mistyped ones too, and the links to proofs in free text, in their order."""
    text = cleaned(text)
    found = [(match.start, match.held.text) for match in matches_in(text)]
    found += [(link.start(), link.group()) for link in _PROOF_LINK.finditer(text)]
    return [shown for _, shown in sorted(found)]


def shown_to_verify(typed: str) -> list[str]:
    """As `shown_in`, of a text in which codes are expected: also codes without their `EF-`.

    When nothing in it could be a code, all of it is what was shown.
    """
    return [held.text for held in read_typed(typed) if isinstance(held, HeldCode)]


def signed_in(text: str) -> str | None:
    """The text from the first signed credential in it on, as JSON or as a JWT; None where it holds
    none.
    """
    begins = _SIGNED.search(text)
    if begins is None:
        return None
    pasted = text[begins.start() :]
    if len(pasted) > LONGEST_TYPED:  # it is read as a file is
        return pasted
    signed = (isinstance(held, HeldToken | HeldDocument) for held in read_typed(pasted))
    return pasted if any(signed) else None


def proof_in(text: str) -> str | None:
    """The token of the one link that proves a goal, or that token alone; None where there is
    anything else.
    """
    shown = text.strip().strip(AROUND)
    link = _PROOF_LINK.fullmatch(shown)
    return read_token(link[1] if link else shown)
