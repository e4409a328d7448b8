"""People, their roles and chat accounts, and the user who is asking."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from core.names import full_name
from core.values import value


class Role(StrEnum):
    CANDIDATE = "candidate"
    INSTRUCTOR = "instructor"
    EVALUATOR = "evaluator"
    ADMINISTRATOR = "administrator"  # an account administrator of an organization
    SUPERVISOR = "supervisor"
    """A person whom an organization chose to sign off its candidates' on-the-job training."""
    EMPLOYER = "employer"


class RetakePlan(StrEnum):
    """How a candidate's tests were bought, which decides the rule for retaking exams."""

    SUBSCRIPTION = "subscription"
    TEST_PASS = "test_pass"  # noqa: S105 - the kind of purchase, not a password


STAFF = (
    Role.INSTRUCTOR.value,
    Role.EVALUATOR.value,
    Role.ADMINISTRATOR.value,
    Role.SUPERVISOR.value,
)
"""The roles of people who may see, or sign off, other people's records."""


@value
class Identity:
    """A user's account on a platform: 'telegram' and a user id, or 'slack' and TEAM:USER.

    `workspace` is the platform's id of the user's workspace, or '' if the account has none. The
    platform 'terminal' is the operator's own machine, where the operator can act as anyone. The
    external id is then a candidate's number, a staff e-mail or 'employer:NAME'.
    """

    platform: str
    external_id: str
    workspace: str = field(default="", compare=False)


TERMINAL = "terminal"
EMPLOYER_PREFIX = "employer:"


@value
class Person:
    id: int
    number: str | None
    given_name: str
    family_name: str
    email: str | None
    notices_on: bool = True
    display_name: str | None = None
    family_first: bool = False
    language: str | None = None
    retake_plan: RetakePlan | None = None

    @classmethod
    def of_columns(cls, columns: Iterable[Any]) -> Self:
        """Return the person whose data these database columns have, in the order of the fields."""
        key, number, given, family, email, notices_on, called, first, language, plan = columns
        return cls(
            *(key, number, given, family, email, bool(notices_on), called, bool(first), language),
            RetakePlan(plan) if plan else None,
        )

    @property
    def name(self) -> str:
        """The person's name on record."""
        return full_name(self.given_name, self.family_name, family_first=self.family_first)

    @property
    def called(self) -> str:
        """The name by which to address the person: the name they chose, or the name on record."""
        return self.display_name or self.name


@value
class Post:
    """A person's role at an organization."""

    role: Role
    organisation_id: int
    organisation: str


Topic = tuple[str, datetime]
"""What a chat was last about, in the form in which it is stored, and when that was stored."""


@value
class Asker:
    """The user who is asking: a linked person with their posts, or a stranger.

    `person` is None for a stranger. `followed` has the codes of the goals that the user follows,
    oldest first. `goals_changed` is the change counter of the goals on record, or None if it was
    not read. `missed` is how many undeliverable notices the user was not told about. `lost` is
    whether the user's chat could not be reached before. `language` is the language that the user
    chose for answers. `topic` is what the chat was last about, as `ChatMemory` stores it.
    """

    identity: Identity
    person: Person | None = None
    posts: tuple[Post, ...] = ()
    followed: tuple[str, ...] = ()
    goals_changed: int | None = None
    missed: int = 0
    lost: bool = False
    language: str | None = None
    topic: Topic | None = None

    @property
    def unlinked(self) -> bool:
        """Whether no person is linked and the user does not act as an employer at the terminal."""
        is_employer = self.identity.platform == TERMINAL and bool(self.posts)
        return self.person is None and not is_employer

    def has(self, *roles: Role) -> bool:
        return any(post.role in roles for post in self.posts)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace, by its id on a chat platform."""

    platform: str
    external_id: str
