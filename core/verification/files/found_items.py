"""What can be found in a text or file: signed credentials, award codes, links, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.language.message import _
from core.values import value

if TYPE_CHECKING:
    from core.verification.signed_content import ProofWork

MOST_BYTES = 5 * 1024 * 1024
"""The maximum size of a file in bytes. Phone photos and long PDFs are smaller."""
MOST_FOUND = 200
"""How many award codes and credentials in one file or text are verified.

Further codes and credentials are only counted.
"""


@dataclass(frozen=True, slots=True)
class FoundToken:
    """A compact JWT found in a file.

    `page` is "name" or "code" if the page of the PDF shows another name or code than the JWT.
    """

    text: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A credential as JSON. `work` is the data that each of its proofs signs.

    `work` is None until a process that can be killed has worked it out. `page` is "name" or "code"
    if the page of the PDF shows another name or code.
    """

    document: dict[str, Any]
    work: "tuple[ProofWork, ...] | None" = None
    page: str = ""

    @property
    def needs_work(self) -> bool:
        """Whether the credential has proofs, and nobody has worked out the data that they sign."""
        return self.work is None and self.document.get("proof") is not None


@value
class FoundCode:
    """An award code as somebody wrote it, perhaps mistyped.

    `link` is the link that contained the code, if any.
    """

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class NothingFound:
    """The finding that there is no credential, or that part of a file was not read.

    `detail` is the reason for programs, and `reason` the same for people.
    """

    detail: str
    reason: str


FoundItem = FoundToken | FoundDocument | FoundCode | NothingFound

NOTHING = frozenset({"not_a_credential", "damaged"})
"""The `detail` of findings without a credential: there is none, or the file cannot be opened."""
NOT_A_CREDENTIAL = NothingFound("not_a_credential", _("there is no credential in it, and no code"))
TOO_LARGE = NothingFound(
    "too_large", _("it is too large: at most %(size)s MB are read", size=MOST_BYTES // 1024 // 1024)
)
CANNOT = NothingFound("fault", _("it could not be read: it may be damaged"))
TOO_MUCH = NothingFound(
    "too_much",
    _("there is too much in it to be read: ask for the code or the link by itself"),
)


def left_out(count: int) -> NothingFound:
    """Return the finding that `count` further codes and credentials were not verified."""
    words = _(
        "%(all)s codes and credentials are in it: the first %(most)s were checked, the other "
        "%(count)s were not. Bring them in a second file",
        all=MOST_FOUND + count,
        most=MOST_FOUND,
        count=count,
    )
    return NothingFound("too_much", words)


def need_work(found: Sequence[FoundItem]) -> bool:
    """Whether any of these credentials has proofs whose signed data must be worked out."""
    return any(isinstance(held, FoundDocument) and held.needs_work for held in found)
