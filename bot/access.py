"""Access: who may use a command, page or window, and whose records it may show.

Every entry point declares its own access.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from bot.whose_record import Shows
from core.language.message import _
from core.people.model import Asker, Role


class Audience(Enum):
    """Who may use a command, page or window.

    The value is the wording shown to people. Commands in chats do not use the last four members.
    Slack, a signature, a token or the server's shell decides who belongs to these four.
    """

    EVERYONE = _("everyone")
    LINKED = _("people whose chat is linked to their record")
    CANDIDATES = _("candidates")
    TEACHERS = _("instructors and account administrators")
    SIGNERS = _("instructors, supervisors and account administrators")
    STAFF = _("instructors, evaluators and account administrators")
    ADMINISTRATORS = _("account administrators")
    WORKSPACE_ADMINISTRATORS = "administrators of the Slack workspace"
    PLATFORMS = "Telegram or Slack, by signature or secret"
    METRICS_READERS = "anyone with the token in the settings"
    OPERATORS = "anyone who may use the server's shell"

    def admits(self, asker: Asker) -> bool:
        match self:
            case Audience.EVERYONE:
                return True
            case Audience.LINKED:
                return asker.person is not None
            case Audience.CANDIDATES:
                return asker.has(Role.CANDIDATE)
            case Audience.TEACHERS:
                return asker.has(Role.INSTRUCTOR, Role.ADMINISTRATOR)
            case Audience.SIGNERS:
                return asker.has(Role.INSTRUCTOR, Role.SUPERVISOR, Role.ADMINISTRATOR)
            case Audience.STAFF:
                return asker.has(Role.INSTRUCTOR, Role.EVALUATOR, Role.ADMINISTRATOR)
            case Audience.ADMINISTRATORS:
                return asker.has(Role.ADMINISTRATOR)
            case _:
                return False


def role_of(asker: Asker) -> str:
    """Return the role in which a person most likely asks.

    The result is `candidate`, `instructor`, `administrator`, `evaluator` (also for supervisors),
    `employer` or `stranger`.
    """
    if asker.has(Role.SUPERVISOR) and len(asker.posts) == 1:
        return Role.EVALUATOR.value
    for role in (Role.CANDIDATE, Role.INSTRUCTOR, Role.ADMINISTRATOR, Role.EVALUATOR):
        if asker.has(role):
            return role.value
    return "stranger" if asker.unlinked and not asker.posts else "employer"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use a command, page or window, and whose records it may show.

    With `private`, a command is answered only in private chats. The exception: if the first word of
    its argument is in `among`, as in `notices here`, it is answered in groups too.
    """

    audience: Audience
    shows: Shows
    private: bool = False
    among: frozenset[str] = frozenset()


BY_COMMAND = Access(Audience.EVERYONE, Shows.OWN | Shows.STUDENTS | Shows.PROOF)
"""The access of entry points that run any command. The access of the command decides."""

Answering = TypeVar("Answering", bound=Callable[..., Any])


def declared(audience: Audience, shows: Shows) -> Callable[[Answering], Answering]:
    """Return a decorator that declares the access of a handler of web requests."""

    def declare(answering: Answering) -> Answering:
        answering.__dict__["access"] = Access(audience, shows)
        return answering

    return declare


def access_of(answering: Callable[..., Any]) -> Access | None:
    """Return the access declared for a function, or None if there is none."""
    found = getattr(answering, "access", None)
    return found if isinstance(found, Access) else None
