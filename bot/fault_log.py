"""Describe a fault for the log: its kind and where it happened, without any values."""

from pathlib import PurePath
from traceback import walk_tb
from types import CodeType

_FRAMES = 12


def where(fault: BaseException) -> str:
    """Return an error's kind and place, such as `ValueError at reply.py:31`."""
    place = "".join(f" at {_file(code)}:{line}" for code, line in _frames(fault)[-1:])
    return f"{type(fault).__name__}{place}"


def way_of(fault: BaseException) -> str:
    """Return the chain of calls that led to an error, without the error's message.

    For example: `ValueError at reply.py:31 (__post_init__) < catalog.py:80 (_rows); from KeyError
    at ...`. The message may contain names or codes.
    """
    told: list[str] = []
    next_one: BaseException | None = fault
    while next_one is not None:
        way = " < ".join(
            f"{_file(code)}:{line} ({code.co_name})"
            for code, line in reversed(_frames(next_one)[-_FRAMES:])
        )
        told.append(f"{type(next_one).__name__} at {way or 'an unknown place'}")
        hidden = next_one.__suppress_context__
        next_one = next_one.__cause__ or (None if hidden else next_one.__context__)
    return "; from ".join(told)


def _frames(fault: BaseException) -> list[tuple[CodeType, int]]:
    """Return the code and the line of each call, the first call first.

    This does not use `traceback.extract_tb`, which reads the source files and never frees their
    memory.
    """
    return [(frame.f_code, line) for frame, line in walk_tb(fault.__traceback__)]


def _file(code: CodeType) -> str:
    return PurePath(code.co_filename).name
