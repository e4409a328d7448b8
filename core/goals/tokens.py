"""Tokens that open something to whoever was given them: a goal by link, a proof."""

import hashlib
import re
import secrets

_SYMBOLS = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 20  # a hundred random bits
_TOKEN = re.compile(rf"[{_SYMBOLS}]{{{_LENGTH}}}")
_MISREAD = str.maketrans("oil", "011")


def new_token() -> str:
    """A token that cannot be guessed, of letters and digits that any link may have."""
    return "".join(secrets.choice(_SYMBOLS) for _ in range(_LENGTH))


def read_token(typed: str) -> str | None:
    """The token that somebody typed; None for what can be none."""
    token = typed.strip().lower().translate(_MISREAD)
    return token if _TOKEN.fullmatch(token) else None


def hash_of(token: str) -> str:
    """What is kept of a token that is shown once."""
    # a hundred random bits cannot be guessed from a plain hash; a slow one would only slow us
    return hashlib.sha256(token.encode()).hexdigest()
