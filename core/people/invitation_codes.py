"""The codes of invitations, as people type them."""

from core import base32

LENGTH = 12  # this gives sixty random bits


def looks_like_invitation(text: str) -> bool:
    """Whether a text is one code, or the two codes of a staff member."""
    bare = bare_code(text)
    return len(bare) in {LENGTH, 2 * LENGTH} and set(bare) <= set(base32.SYMBOLS)


def bare_code(code: str) -> str:
    """Return the symbols of a typed code, without hyphens and spaces."""
    return base32.correct_lookalikes(code.strip().upper().replace("-", "").replace(" ", ""))
