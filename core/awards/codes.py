"""Award codes: EF-XXXX-XXXX-XXXX-X, sixty random bits and a symbol that shows typing errors.

Crockford's base 32 with his mod-37 check symbol (https://www.crockford.com/base32.html): what is
easily misread is read as meant (O as 0, I and L as 1), case and hyphens do not matter.
"""

import re
import secrets
from dataclasses import dataclass

_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK_SYMBOLS = _SYMBOLS + "*~$=U"
_VALUES = {symbol: value for value, symbol in enumerate(_SYMBOLS)}
_MISREAD = str.maketrans("OIL", "011")
_DIGITS = 12
_HYPHENS = r"[\s\-\u2010-\u2015\u2212]"
_PREFIX = re.compile(rf"\s*EF{_HYPHENS}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mistyped:
    """What was typed has the form of a code, or nearly, but cannot be one."""

    typed: str


def new_code() -> str:
    """A new code; two alike are as likely as guessing one: about 2 to the -60.

    Drawn again while it would end in `*`, `~`, `$` or `=`, which link finders and chat markup
    swallow; older codes may end in these.
    """
    while True:
        number = secrets.randbits(60)
        check = _CHECK_SYMBOLS[number % 37]
        if check.isalnum():
            digits = "".join(_SYMBOLS[number >> shift & 31] for shift in range(55, -1, -5))
            return _written(digits, check)


def read_code(typed: str) -> str | Mistyped:
    """The code as we write it, or Mistyped: decided by its check symbol, without a look-up."""
    bare = re.sub(_HYPHENS, "", typed).upper()
    # a code that is short of two letters is not one that itself begins with EF
    if len(bare) == len("EF") + _DIGITS + 1 or _PREFIX.match(typed):
        bare = bare.removeprefix("EF")
    if len(bare) != _DIGITS + 1:
        return Mistyped(typed)
    digits, check = bare[:_DIGITS].translate(_MISREAD), bare[_DIGITS:].translate(_MISREAD)
    number = 0
    for symbol in digits:
        value = _VALUES.get(symbol)
        if value is None:
            return Mistyped(typed)
        number = number * 32 + value
    if _CHECK_SYMBOLS[number % 37] != check:
        return Mistyped(typed)
    return _written(digits, check)


def lacks_last_symbol(typed: str) -> bool:
    """Whether it is a code without its last symbol, as link finders and chats leave out some."""
    bare = re.sub(_HYPHENS, "", typed).upper()
    if len(bare) == len("EF") + _DIGITS or _PREFIX.match(typed):
        bare = bare.removeprefix("EF")
    return len(bare) == _DIGITS and all(symbol in _VALUES for symbol in bare.translate(_MISREAD))


def _written(digits: str, check: str) -> str:
    return f"EF-{digits[:4]}-{digits[4:8]}-{digits[8:]}-{check}"
