"""Sizes of paper."""

from enum import StrEnum


class Paper(StrEnum):
    """Sizes of a sheet; the values are the type-setter's names of them."""

    LETTER = "us-letter"
    A4 = "a4"
