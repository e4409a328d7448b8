"""The codes of invitations, as people type them."""

from core import base32

LENGTH = 12  # this gives sixty random bits


def looks_like_invitation(text: str) -> bool:
    """Whether a text is one code, or the two codes of a staff member."""
    return has_length_of_invitation(text) and set(bare_code(text)) <= set(base32.SYMBOLS)


def has_length_of_invitation(text: str) -> bool:
    """Whether a text has as many symbols as one code, or as the two codes of a staff member."""
    return len(bare_code(text)) in {LENGTH, 2 * LENGTH}


def bare_code(code: str) -> str:
    """Return the symbols of a typed code, without hyphens and spaces."""
    return base32.correct_lookalikes(code.strip().upper().replace("-", "").replace(" ", ""))
