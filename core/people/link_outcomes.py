"""What may come of linking a chat to a person."""

from dataclasses import dataclass

from core.people.model import Person


@dataclass(frozen=True, slots=True)
class Linked:
    person: Person
    already: bool = False  # the chat was theirs before
    first: bool = False  # their first chat
    waited: int = 0  # waiting notices that the welcome sums up


@dataclass(frozen=True, slots=True)
class NoSuchInvitation:
    """Mistyped, used or expired: not distinguished, so that trying codes reveals nothing."""


@dataclass(frozen=True, slots=True)
class LinkedToAnother:
    """The chat is linked to another person; the invitation stays valid."""

    person: Person


@dataclass(frozen=True, slots=True)
class SecondNeeded:
    """The code is a staff member's: a second code, or an administrator's approval, must follow.

    `asked`: the number of administrators asked. It does not say whose invitation it is.
    """

    asked: int


@dataclass(frozen=True, slots=True)
class NobodyMeant:
    """The address belongs to no one on record, or to several: relatives may share one."""
