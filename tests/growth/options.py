"""Check the options of `make growth` and `make load`, before anything starts."""

import argparse
import math
from pathlib import Path


def count(text: str) -> int:
    """Parse a whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text}: give a whole number from 1 on")
    return int(text)


def count_or_none(text: str) -> int:
    """Parse a whole number of at least 0."""
    return 0 if text == "0" else count(text)


def seconds(text: str) -> float:
    """Parse a number of seconds above 0."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < math.inf:
        raise argparse.ArgumentTypeError(f"{text}: give a number of seconds above 0")
    return found


def folder(text: str) -> Path:
    """Parse the path of an existing folder."""
    found = Path(text)
    if not found.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is no folder: make it first")
    return found
