"""What can be found in a text or a file: signed credentials, codes and links, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.language.message import _
from core.verification.statements import ProofWork

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
    """A credential as JSON. `work`: what each proof in it signs; None where nobody has worked that
    out yet, which takes a process that can be killed.
    """

    document: dict[str, Any]
    work: tuple[ProofWork, ...] | None = None

    @property
    def wants_work(self) -> bool:
        """Whether it has a proof of which is not known yet what it signs."""
        return self.work is None and self.document.get("proof") is not None


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

NOTHING = frozenset({"not_a_credential", "damaged"})
"""Why nothing is in it: there is none, or it cannot be opened at all."""
NOT_A_CREDENTIAL = HeldNothing("not_a_credential", _("there is no credential in it, and no code"))
TOO_LARGE = HeldNothing(
    "too_large", _("it is too large: at most %(size)s MB are read", size=MOST_BYTES // 1024 // 1024)
)
CANNOT = HeldNothing("fault", _("it could not be read: it may be damaged"))
TOO_MUCH = HeldNothing(
    "too_much",
    _("there is too much in it to be read: ask for the code or the link by itself"),
)


def left_out(count: int) -> HeldNothing:
    """What is said of the codes and credentials over `MOST_FOUND`."""
    words = _(
        "%(all)s codes and credentials are in it: the first %(most)s were checked, the other "
        "%(count)s were not. Bring them in a second file",
        all=MOST_FOUND + count,
        most=MOST_FOUND,
        count=count,
    )
    return HeldNothing("too_much", words)


def want_work(found: Sequence[Held]) -> bool:
    """Whether a credential is among them whose proofs have to be worked on."""
    return any(isinstance(held, HeldDocument) and held.wants_work for held in found)
