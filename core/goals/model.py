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
    """The goal is the credit that a college awards for a course."""
    APPRENTICESHIP = "apprenticeship"
    RAISE = "raise"
    RECOGNITION = "recognition"
    ACCREDITATION = "accreditation"


class Visibility(StrEnum):
    """Who can find a goal."""

    PUBLIC = "public"
    ORGANISATION = "organisation"
    """Only people of the organization or workspace that owns the goal can find it."""
    LINK = "link"
    """The owner's people, and anyone who was given the goal's link token, can find the goal."""


class Component(StrEnum):
    """The part of a credential that a goal requires: the whole credential, or one kind of exam."""

    EARNED = "earned"
    THEORY = "theory"
    PERFORMANCE = "performance"


@dataclass(frozen=True, slots=True)
class Has:
    """A required credential, or only one kind of its exams.

    `within_years` is the maximum age of the credential in years.
    """

    credential: str
    component: Component = Component.EARNED
    within_years: int | None = None


@dataclass(frozen=True, slots=True)
class SignOffRequired:
    """A sign-off for what no exam covers: a competency, or hours on the job.

    If `two_people` is True, the trainer cannot be the person who signs off.
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
    """A requirement of which at least `need` parts must be met.

    If `need` is the number of parts, all of them must be met. If `need` is 1, any part is enough.
    If `worth` is set, it has a number for each part, such as credits. Then the met parts' worth
    must add up to `need`, and at most `cap` is shown. `words` describes the requirement to people.
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
    """One step of a goal with several steps, such as levels, stages or raises."""

    name: str
    needs: Node


@dataclass(frozen=True, slots=True)
class Goal:
    """A named requirement.

    `tiers` are the goal's steps, lowest first. A simple goal has one step without a name.

    `owner` is the owner's name as people see it, or empty for the issuer. With `group`, the goal
    applies to what several people hold together. `source` and `dated` say where and when the rule
    was published.
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
    """Whether credentials that were earned elsewhere and are recorded here count for the goal."""

    @property
    def leaves(self) -> Iterator[Has | SignOffRequired]:
        """Yield every credential and sign-off that the steps require.

        A credential or sign-off that several steps require is yielded several times.
        """
        for tier in self.tiers:
            yield from leaves(tier.needs)


def leaves(node: Node) -> Iterator[Has | SignOffRequired]:
    """Yield the credentials and sign-offs in a requirement tree, in order.

    A leaf in two branches is yielded twice.
    """
    if isinstance(node, Some):
        for part in node.parts:
            yield from leaves(part)
    else:
        yield node
