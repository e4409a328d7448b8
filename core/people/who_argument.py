"""The argument WHO: a candidate number, NUMBER@Organization or an e-mail address."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.people.name_folding import fold
from core.storage.column_keys import ColumnKeys


@dataclass(frozen=True, slots=True)
class Who:
    """The argument WHO as the user wrote it, and the number and the organization in it."""

    text: str
    number: str
    organization: str = ""
    """The folded name of the organization, or '' if the user gave none."""

    def parameters(self, keys: ColumnKeys) -> dict[str, str]:
        """Return the parameters of the query `people_meant`.

        An address is looked up by its digest under each key.
        """
        address = self.text.lower()
        return {
            "who": keys.lookup(address),
            "who_before": keys.lookup(address, 1),
            "who_plain": address,
            "number": self.number,
            "organization": self.organization,
        }


class SeveralPeople(Exception):  # noqa: N818 - about the caller's input, not an error of ours
    """Raised if several people have this number.

    The message names them, and says how to choose one.
    """

    def __init__(self, number: str, named: Sequence[tuple[str, str]]) -> None:
        who = " and ".join(f"{name} of {organization}" for name, organization in named)
        example = f"{number}@{named[0][1]}"
        super().__init__(f"{number} is the number of {who}: write '{example}' for the first one")


def read_who(text: str) -> Who:
    """Parse the argument WHO: '4001', '4001@Alder College' or 'ines@example.org'."""
    bare = " ".join(text.split())
    number, at, organization = bare.partition("@")
    if at and organization.strip():
        return Who(bare, number.strip(), fold(organization))
    return Who(bare, bare)
