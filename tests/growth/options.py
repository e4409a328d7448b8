"""Values of options that long runs take, checked before anything is started."""

import argparse
import math
from pathlib import Path


def count(text: str) -> int:
    """A whole number from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text}: give a whole number from 1 on")
    return int(text)


def count_or_none(text: str) -> int:
    """A whole number, or 0."""
    return 0 if text == "0" else count(text)


def seconds(text: str) -> float:
    """A number of seconds above 0."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < math.inf:
        raise argparse.ArgumentTypeError(f"{text}: give a number of seconds above 0")
    return found


def folder(text: str) -> Path:
    """A folder that is there."""
    found = Path(text)
    if not found.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is no folder: make it first")
    return found
