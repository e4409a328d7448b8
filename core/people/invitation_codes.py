"""Recognize the codes of invitations, as people type them."""

from core import base32

LENGTH = 12  # this many symbols have sixty random bits


def looks_like_invitation(text: str) -> bool:
    """Whether a text looks like one invitation code, or like both codes of a staff member."""
    return has_length_of_invitation(text) and set(bare_code(text)) <= set(base32.SYMBOLS)


def has_length_of_invitation(text: str) -> bool:
    """Whether a text is as long as one invitation code, or as both codes of a staff member."""
    return len(bare_code(text)) in {LENGTH, 2 * LENGTH}


def bare_code(code: str) -> str:
    """Return the symbols of a typed invitation code, without hyphens and spaces."""
    return base32.correct_lookalikes(code.strip().upper().replace("-", "").replace(" ", ""))
