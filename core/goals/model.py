"""Goals and their requirement trees."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.language.message import _


class GoalKind(StrEnum):
    HIRING = "hiring"
    GRADUATION = "graduation"
    ARTICULATION = "articulation"
    """A college awards credit for a course."""
    APPRENTICESHIP = "apprenticeship"
    RAISE = "raise"
    RECOGNITION = "recognition"
    ACCREDITATION = "accreditation"


class Visibility(StrEnum):
    """Who can find a goal."""

    PUBLIC = "public"
    ORGANISATION = "organisation"
    """Only people of the organization or workspace that owns it can find it."""
    LINK = "link"
    """The owner's people, and anyone who was given its token, can find it."""


class Component(StrEnum):
    """The part of a credential that is required."""

    EARNED = "earned"
    THEORY = "theory"
    PERFORMANCE = "performance"


@dataclass(frozen=True, slots=True)
class Has:
    """A required credential, or one side of it. `within_years` is how old it may be."""

    credential: str
    component: Component = Component.EARNED
    within_years: int | None = None


@dataclass(frozen=True, slots=True)
class SignOffRequired:
    """Something signed off by hand because no exam covers it: a competency, or hours on the job.

    `two_people`: it counts only if the trainer and the person
    who signs it off are different people.
    """

    item: str
    hours: int = 0
    two_people: bool = False

    @property
    def words(self) -> str:
        if not self.hours:
            if self.two_people:
                return _("%(item)s (trained and signed off by two people)", item=self.item)
            return self.item
        if self.two_people:
            return _(
                "%(item)s (%(hours)s hours, trained and signed off by two people)",
                item=self.item,
                hours=self.hours,
            )
        return _("%(item)s (%(hours)s hours)", item=self.item, hours=self.hours)


@dataclass(frozen=True, slots=True)
class Some:
    """At least `need` of its parts. "All" and "any" are the two extremes.

    With `worth`, which is a number for each part, their sum must reach `need` (credits), and no
    more than `cap` of it counts. `words` is the description for people.
    """

    need: int
    parts: tuple["Node", ...]
    words: str
    worth: tuple[int, ...] | None = None
    cap: int | None = None

    @property
    def all(self) -> bool:
        return self.worth is None and self.need == len(self.parts)


Node = Has | SignOffRequired | Some


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of a goal that has several, such as a level, a stage or a raise.

    The lowest comes first.
    """

    name: str
    needs: Node


@dataclass(frozen=True, slots=True)
class Goal:
    """A named requirement. A goal without steps has one tier without a name.

    `owner` is the owner's name as people see it, or empty for the issuer. `group`: the rule applies
    to what several people hold together. `source` and `dated` say where the rule was read, and the
    rule's date.
    """

    code: str
    title: str
    kind: GoalKind
    owner: str
    tiers: tuple[Tier, ...]
    visibility: Visibility = Visibility.PUBLIC
    group: bool = False
    course: str = ""
    credits: int | None = None
    source: str = ""
    dated: date | None = None
    note: str = ""
    elsewhere: bool = True
    """Whether credentials earned elsewhere and recorded here count."""

    @property
    def leaves(self) -> Iterator[Has | SignOffRequired]:
        """Return all credentials and sign-offs that the steps name.

        The same one may come several times.
        """
        for tier in self.tiers:
            yield from leaves(tier.needs)


def leaves(node: Node) -> Iterator[Has | SignOffRequired]:
    """Return the leaves of a tree, in order. A leaf that is in two branches comes twice."""
    if isinstance(node, Some):
        for part in node.parts:
            yield from leaves(part)
    else:
        yield node
