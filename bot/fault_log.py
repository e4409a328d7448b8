"""Describe a fault for the log: its kind and where it happened, without any values."""

import traceback
from pathlib import PurePath

_FRAMES = 12


def where(fault: BaseException) -> str:
    """Return the kind of error and the line that raised it, as in `ValueError at reply.py:31`."""
    frames = traceback.extract_tb(fault.__traceback__)[-1:]
    place = "".join(f" at {PurePath(frame.filename).name}:{frame.lineno}" for frame in frames)
    return f"{type(fault).__name__}{place}"


def way_of(fault: BaseException) -> str:
    """Return the chain of calls that led to an error, without the error's message.

    For example: `ValueError at reply.py:31 (__post_init__) < catalog.py:80 (_rows); from KeyError
    at ...`. The message may contain names or codes.
    """
    told: list[str] = []
    next_one: BaseException | None = fault
    while next_one is not None:
        frames = traceback.extract_tb(next_one.__traceback__)[-_FRAMES:]
        way = " < ".join(
            f"{PurePath(frame.filename).name}:{frame.lineno} ({frame.name})"
            for frame in reversed(frames)
        )
        told.append(f"{type(next_one).__name__} at {way or 'an unknown place'}")
        hidden = next_one.__suppress_context__
        next_one = next_one.__cause__ or (None if hidden else next_one.__context__)
    return "; from ".join(told)
