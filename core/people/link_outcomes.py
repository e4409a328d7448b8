"""The possible outcomes of linking a chat to a person."""

from dataclasses import dataclass

from core.people.model import Person


@dataclass(frozen=True, slots=True)
class Linked:
    person: Person
    already: bool = False  # whether the chat was already linked to this person
    first: bool = False  # whether this is the person's first chat
    waited: int = 0  # how many waiting notices the welcome mentions instead of sending them


@dataclass(frozen=True, slots=True)
class NoSuchInvitation:
    """The outcome if the invitation code is mistyped, used or expired.

    The answer is the same for all three, so that nobody learns anything by trying codes.
    """


@dataclass(frozen=True, slots=True)
class LinkedToAnother:
    """The outcome if the chat is linked to another person.

    The invitation stays valid.
    """

    person: Person


@dataclass(frozen=True, slots=True)
class SecondNeeded:
    """The outcome if the code is the first of a staff member's two codes.

    The second code or an administrator's approval must follow. `asked` is the number of
    administrators who were asked. The answer does not say whose invitation it is.
    """

    asked: int


@dataclass(frozen=True, slots=True)
class NobodyMeant:
    """The outcome if nobody on record has this address, or several people do, such as relatives."""
