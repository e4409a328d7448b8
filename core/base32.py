"""Base 32 for codes that people type, without letters that look like digits.

Crockford's alphabet, https://www.crockford.com/base32.html: I, L, O and U are left out. If people
read a digit as one of these letters, the code is still understood. This module imports nothing,
because `edgefinder verify` loads it at each start.
"""

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The 32 symbols of the alphabet. Each stands for five bits."""
_MISREAD = str.maketrans("OILoil", "011011")


def correct_lookalikes(typed: str) -> str:
    """Replace letters by the digits that they look like: O by 0, and I and L by 1."""
    return typed.translate(_MISREAD)


def random_symbols(count: int) -> str:
    """Return this many random symbols, which nobody can guess."""
    import secrets  # noqa: PLC0415 - few processes make codes

    return "".join(secrets.choice(SYMBOLS) for _ in range(count))
