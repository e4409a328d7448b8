"""What can be found in a text or a file: signed credentials, codes and links, or nothing."""

from dataclasses import dataclass
from typing import Any

MOST_BYTES = 5 * 1024 * 1024
"""Bytes of a file that is read at all; phone photos and long PDFs fit."""
MOST_FOUND = 200
"""Codes and credentials of one input that get a verdict; the rest is counted."""


@dataclass(frozen=True, slots=True)
class HeldToken:
    """A compact JWT."""

    text: str


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A credential as JSON, with or without a proof in it."""

    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class HeldCode:
    """A code as it was written, possibly mistyped. `link`: the link that it was in."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class HeldNothing:
    """No credential: `detail` says why for programs, `reason` for people."""

    detail: str
    reason: str


Held = HeldToken | HeldDocument | HeldCode | HeldNothing

NOT_A_CREDENTIAL = HeldNothing("not_a_credential", "there is no credential in it, and no code")
TOO_LARGE = HeldNothing(
    "too_large", f"it is too large: at most {MOST_BYTES // 1024 // 1024} MB are read"
)
CANNOT = HeldNothing("fault", "it could not be read: it may be damaged")
_WAY_OUT = "ask for the code or the link by itself"
TOO_MUCH = HeldNothing("too_much", f"there is too much in it to be read: {_WAY_OUT}")


def left_out(count: int) -> HeldNothing:
    """What is said of the codes and credentials over `MOST_FOUND`."""
    return HeldNothing(
        "too_much",
        f"{MOST_FOUND + count} codes and credentials are in it: the first {MOST_FOUND} were "
        f"checked, the other {count} were not. Bring them in a second file",
    )
