"""Rosters, and the rosters that a typed name may mean."""

import re
from dataclasses import dataclass

from core.names import unaccented

_BY_ID = re.compile(r"#(-?[0-9]{1,18})")
"""Matches a roster's id as buttons write it, such as '#12'.

Buttons have the id if the roster's name is too long or not unique.
"""


@dataclass(frozen=True, slots=True)
class Roster:
    """A class and its roster.

    A negative `id` is minus the id of an organization. The class then has that organization's
    candidates who are on no roster.
    """

    id: int
    name: str
    size: int
    organisation: str
    term: str = ""
    section: str = ""
    taught_by: str = ""

    @property
    def label(self) -> str:
        """The class's name with its term and section."""
        return class_label(self.name, self.term, self.section)

    @property
    def where(self) -> str:
        """The organization and the instructors, which distinguish rosters with equal labels."""
        return ", ".join(each for each in (self.organisation, self.taught_by) if each)


def rosters_named(visible: list[Roster], name: str) -> list[Roster]:
    """Return the rosters with this name.

    If there are none, return those whose name contains it. Accents and case do not matter.
    """
    wanted = unaccented(name)
    for key in ("label", "name"):
        exact = [each for each in visible if unaccented(getattr(each, key)) == wanted]
        if exact:
            return exact
    return [each for each in visible if wanted in unaccented(each.label)]


def rosters_meant(visible: list[Roster], typed: str) -> list[Roster]:
    """Return the rosters that a user means by a name, or by an id after `#`, such as '#12'."""
    number = _BY_ID.fullmatch(typed)
    by_id = [roster for roster in visible if number and roster.id == int(number[1])]
    return rosters_named(visible, typed) or by_id


def class_label(name: str, term: str, section: str) -> str:
    """Return the label of a class, such as 'Machining I, Fall 2026, section B'."""
    parts = (name, term, f"section {section}" if section else "")
    return ", ".join(part for part in parts if part)
