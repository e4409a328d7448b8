"""Who sent the current request, and how often a user may do each limited action.

The adapter sets the user when a request comes in (`asking_as`), so that the limits apply wherever a
code is looked up. If no user is set, as in operator commands, there are no limits.
"""

from contextvars import ContextVar, Token
from dataclasses import dataclass
from enum import Enum

from core.people.model import TERMINAL, Identity
from core.values import value


@value
class Asking:
    """The sender of a request: a user in a chat, or a network address on the web."""

    identity: Identity | None = None
    address: str = ""

    def counted_for(self) -> tuple[tuple[str, str], ...]:
        """Return the counters that each limited action of this user adds to.

        A counter is a scope and the user's key in that scope. A user of a chat has the scope
        "asker", and in a workspace also "workspace". A user on the web has the scope "address".
        """
        if self.identity is None:
            return (("address", self.address),)
        found = [("asker", f"{self.identity.platform}:{self.identity.external_id}")]
        if self.identity.workspace:
            found.append(("workspace", f"{self.identity.platform}:{self.identity.workspace}"))
        return tuple(found)

    @property
    def key(self) -> str:
        """The user as one text, such as "asker slack:U123" or "address 192.0.2.7"."""
        if self.identity is None:
            return f"address {self.address}"
        return f"asker {self.identity.platform}:{self.identity.external_id}"


@dataclass(frozen=True, slots=True)
class Bound:
    """The limits on one action in each scope, such as "5 per 10 minute; 8 per hour".

    `overall` limits all users together. After they have used it up, each user may act only as often
    as `strangers` allows.
    """

    asker: str
    workspace: str = ""
    address: str = ""
    overall: str = ""
    strangers: str = ""


class Limit(Enum):
    """The limited actions, each with the number of times that a user may do it.

    The limits for longer windows allow fewer actions per minute. People who keep trying therefore
    wait longer and longer.
    """

    WRONG_INVITATION = Bound(
        asker="5 per 10 minute; 8 per hour; 12 per day",
        overall="1000 per hour",
        strangers="1 per 10 minute",
    )
    FAILED_LOOKUP = Bound(
        asker="60 per 10 minute; 200 per hour; 1000 per day",
        workspace="600 per hour; 3000 per day",
        address="60 per 10 minute; 200 per hour",
        overall="5000 per hour",
        strangers="5 per 10 minute",
    )
    FILE = Bound(asker="60 per 10 minute", workspace="600 per hour", address="60 per 10 minute")
    PROOF = Bound(asker="20 per hour")
    INSTALL = Bound(asker="30 per hour", address="30 per hour")
    PAPER = Bound(asker="120 per 10 minute", address="120 per 10 minute")
    PROOF_PAGE = Bound(asker="60 per 10 minute", address="60 per 10 minute")


_ASKING: ContextVar[Asking | None] = ContextVar("asking", default=None)


class asking_as:  # noqa: N801 - used as `with asking_as(...)`
    """Count the limited actions in a `with` block toward this user's limits.

    Users of the operator's terminal have no limits.
    """

    def __init__(self, asking: Asking) -> None:
        of_terminal = asking.identity is not None and asking.identity.platform == TERMINAL
        self._asking = None if of_terminal else asking
        self._before: Token[Asking | None] | None = None

    def __enter__(self) -> None:
        self._before = _ASKING.set(self._asking)

    def __exit__(self, *_: object) -> None:
        assert self._before is not None, "the context was entered"
        _ASKING.reset(self._before)


def current_user() -> Asking | None:
    """Return the user who sent the current request, or None if this request has no limits."""
    return _ASKING.get()
