"""Make and parse the tokens in links that give access to a goal or to a proof."""

import hashlib
import re

from core import base32

_LENGTH = 20  # this gives a hundred random bits
_TOKEN = re.compile(rf"[{base32.SYMBOLS.lower()}]{{{_LENGTH}}}")


def new_token() -> str:
    """Make an unguessable token of letters and digits that are safe in any link."""
    return base32.random_symbols(_LENGTH).lower()


def read_token(typed: str) -> str | None:
    """Parse a token typed by a user. Return None if the text cannot be a token."""
    typed = typed.strip()
    if len(typed) != _LENGTH:
        return None
    token = base32.correct_lookalikes(typed.lower())
    return token if _TOKEN.fullmatch(token) else None


def hash_of(token: str) -> str:
    """Return a token's hash, which is stored instead of the token."""
    # a fast hash is enough: nobody can guess a hundred random bits
    return hashlib.sha256(token.encode()).hexdigest()


LIFETIMES = (30, 90)
"""The lifetimes of a proof's link that a candidate can choose, in days."""
