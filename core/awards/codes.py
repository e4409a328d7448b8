"""Award codes: EF-XXXX-XXXX-XXXX-X, sixty random bits and a check symbol.

Crockford's base 32 with his mod-37 check symbol (https://www.crockford.com/base32.html), which
catches typing errors. Case and hyphens do not matter.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from core import base32

_CHECK_SYMBOLS = base32.SYMBOLS + "*~$=U"
_VALUES = {symbol: value for value, symbol in enumerate(base32.SYMBOLS)}
_DIGITS = 12
_HYPHENS = r"[\s\-\u2010-\u2015\u2212]"
_AS_WRITTEN = re.compile(
    "EF-([0-9A-HJKMNP-TV-Z]{4})-([0-9A-HJKMNP-TV-Z]{4})-([0-9A-HJKMNP-TV-Z]{4})-(.)"
)
_WRITTEN_LENGTH = len("EF-XXXX-XXXX-XXXX-X")
_IN_PYTHON = str.maketrans(base32.SYMBOLS, "0123456789abcdefghijklmnopqrstuv")
"""Translates our 32 symbols into the digits that Python's `int` reads in base 32."""
_PREFIX = re.compile(rf"\s*EF{_HYPHENS}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mistyped:
    """A text that looks like an award code, but contains a typing error."""

    typed: str


def new_code() -> str:
    """Return a new random award code.

    Two codes are equal with a chance of about 2 to the -60. No new code ends in `*`, `~`, `$` or
    `=`, because chat markup and link detection drop these signs. Every new code has a digit, so
    that it cannot be taken for words. Older codes may end in these signs or have no digit.
    """
    import secrets  # noqa: PLC0415 - few processes make codes

    while True:
        code = code_of(secrets.randbits(60))
        digits = code.removeprefix("EF-")[:-2].replace("-", "")
        if code[-1].isalnum() and not digits.isalpha():
            return code


def code_of(number: int) -> str:
    """Return the award code for a number of sixty bits."""
    digits = "".join(base32.SYMBOLS[number >> shift & 31] for shift in range(55, -1, -5))
    return _written(digits, _CHECK_SYMBOLS[number % 37])


def read_code(typed: str) -> str | Mistyped:
    """Return the award code in our spelling, or Mistyped if its check symbol is wrong.

    The code need not belong to an award: nothing is looked up.
    """
    if len(typed) == _WRITTEN_LENGTH and _is_as_written(typed):
        return typed
    bare = re.sub(_HYPHENS, "", typed).upper()
    # remove EF only if it must be the prefix, because the code itself may begin with EF
    if len(bare) == len("EF") + _DIGITS + 1 or _PREFIX.match(typed):
        bare = bare.removeprefix("EF")
    if len(bare) != _DIGITS + 1:
        return Mistyped(typed)
    corrected = base32.correct_lookalikes(bare)
    digits, check = corrected[:_DIGITS], corrected[_DIGITS:]
    number = 0
    for symbol in digits:
        value = _VALUES.get(symbol)
        if value is None:
            return Mistyped(typed)
        number = number * 32 + value
    if _CHECK_SYMBOLS[number % 37] != check:
        return Mistyped(typed)
    return _written(digits, check)


@lru_cache(maxsize=1024)
def _is_as_written(typed: str) -> bool:
    """Whether this text is an award code in our spelling.

    The result is cached, because one answer asks this about the same code several times.
    """
    written = _AS_WRITTEN.fullmatch(typed)
    if not written:
        return False
    *groups, symbol = written.groups()
    number = int("".join(groups).translate(_IN_PYTHON), 32)
    return _CHECK_SYMBOLS[number % 37] == symbol


def lacks_last_symbol(typed: str) -> bool:
    """Whether the text is an award code without its last symbol.

    Chats may cut this symbol off a link.
    """
    bare = re.sub(_HYPHENS, "", typed).upper()
    if len(bare) == len("EF") + _DIGITS or _PREFIX.match(typed):
        bare = bare.removeprefix("EF")
    return len(bare) == _DIGITS and all(
        symbol in _VALUES for symbol in base32.correct_lookalikes(bare)
    )


def _written(digits: str, check: str) -> str:
    return f"EF-{digits[:4]}-{digits[4:8]}-{digits[8:]}-{check}"
