"""The possible outcomes of linking a chat to a person."""

from dataclasses import dataclass

from core.people.model import Person


@dataclass(frozen=True, slots=True)
class Linked:
    person: Person
    already: bool = False  # the chat was linked to them before
    first: bool = False  # it is their first chat
    waited: int = 0  # notices that the welcome mentions instead of sending them


@dataclass(frozen=True, slots=True)
class NoSuchInvitation:
    """The code is mistyped, used or expired.

    The answer is the same for all three, so that trying codes reveals nothing.
    """


@dataclass(frozen=True, slots=True)
class LinkedToAnother:
    """The chat is linked to another person; the invitation stays valid."""

    person: Person


@dataclass(frozen=True, slots=True)
class SecondNeeded:
    """The code is a staff member's, so a second code or an administrator's approval must follow.

    `asked` is the number of administrators who were asked. The
    answer does not say whose invitation it is.
    """

    asked: int


@dataclass(frozen=True, slots=True)
class NobodyMeant:
    """The address belongs to nobody on record, or to several people.

    Relatives may share one.
    """
