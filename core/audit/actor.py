"""The actor of a request: who looks at or changes records, where, and with which rights.

Each surface (chat, web, command line) sets the actor once for each request. Use-cases therefore
need not pass the actor along. The actor also collects which records it looks at. These looks are
written to the audit log later, several at a time.
"""

from collections.abc import Mapping
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from core.clock import Clock, utc_now
from core.values import value


class Surface(StrEnum):
    """The surfaces where a person can act, such as a chat or the web."""

    CHAT = "chat"
    WEB = "web"
    SHELL = "shell"
    """The command line of the operator's machine."""
    NOTICE = "notice"
    """A message that the program sends on its own."""
    PROGRAM = "program"
    """Work that nobody requested, such as maintenance."""


class Why(StrEnum):
    """The rights that allow a person to look at or change a record."""

    OWN = "own record"
    ROSTER = "teaches them"
    ORGANIZATION = "administers their organization"
    SUPERVISOR = "signs off their training"
    SHOWN = "was shown a code, link or file"
    WORKSPACE = "belongs to the workspace"
    OPERATOR = "operates this server"
    INVITED = "was invited"
    NOTIFIED = "is notified about them"
    PROGRAM = "follows the rules of the program"
    ANYONE = "open to everyone"


class Action(StrEnum):
    """The actions that the audit log records: first looks at records, then changes to them."""

    SAW_RECORD = "saw record"
    SAW_NAME = "saw name"
    SAW_CONTACT = "saw contact details"
    CHECKED = "checked credential"
    SAW_PROOF = "saw goal proof"
    TOOK_DATA = "took own data"
    EXPORTED = "exported"
    MADE_PAPERS = "made certificates"
    SAW_AUDIT = "saw audit"

    IMPORTED = "imported"
    RECORDED_RESULT = "recorded result"
    CORRECTED_RESULT = "corrected result"
    AWARDED = "awarded"
    REVOKED = "revoked"
    SHARED = "shared credential"
    WITHDREW = "withdrew credential"
    SIGNED = "signed credential"
    SIGNED_OFF = "signed off"
    UNDID_SIGN_OFF = "undid sign-off"
    INVITED = "invited"
    ASKED_TO_LINK = "asked to link"
    LINKED = "linked chat"
    UNLINKED = "unlinked chat"
    MERGED = "merged"
    MOVED = "moved"
    RENUMBERED = "renumbered"
    CHANGED_ADDRESS = "changed address"
    CHANGED_RETAKES = "changed retake plan"
    ENDED_ROLE = "ended role"
    LEFT_ROSTER = "left roster"
    CLOSED_ROSTER = "closed roster"
    ALLOWED = "allowed"
    TOOK_BACK = "took back"
    CHOSE_NAME = "chose name"
    CHOSE_LANGUAGE = "chose language"
    CHOSE_NOTICES = "chose notices"
    FOLLOWED = "followed goal"
    UNFOLLOWED = "unfollowed goal"
    CHANGED_GOALS = "changed goals"
    MADE_PROOF = "made goal proof"
    ENDED_PROOF = "ended goal proof"
    WATCHED = "watched credential"
    UNWATCHED = "unwatched credential"
    REMINDED = "reminded"
    CHANGED_WORKSPACE = "changed workspace"
    FORGOT_PERSON = "forgot person"
    MARKED_MINOR = "marked as minor"
    OF_AGE = "marked as of age"
    OPENED_MINOR = "opened a minor's codes"
    CLOSED_MINOR = "closed a minor's codes"
    ASKED_CORRECTION = "asked for a correction"
    SETTLED_CORRECTION = "settled a correction"
    PRUNED = "deleted what was too old"
    FORGOT = "forgot details"
    RESTORED = "restored backup"


MOST_NAMED = 500
"""If somebody looks at more people than this at once, one audit entry counts all of them.

A look at fewer people makes an entry for each person.
"""
LOOKS = frozenset(
    (
        Action.SAW_RECORD,
        Action.SAW_NAME,
        Action.SAW_CONTACT,
        Action.CHECKED,
        Action.SAW_PROOF,
        Action.EXPORTED,
        Action.MADE_PAPERS,
    )
)
"""The actions by which somebody sees a record without changing it."""


@value
class Look:
    """The fact that an actor saw a record: a person's, or that of the holder of an award code."""

    action: Action
    subject: int | None
    code: str = ""
    why: Why | None = None
    note: str = ""


@dataclass(eq=False, slots=True)
class Actor:
    """Who sent the current request or runs the command, and which records they looked at.

    `who`: the platform's id of a user who is not on record, or the user name at the shell. `chat`:
    the kind of chat or window. `operator`: the shell user who acts as this person. `person` and
    `roles` are filled in when they are looked up. `language` is the language that the person chose:
    "" if they chose none, None until it is looked up.
    """

    surface: Surface
    platform: str = ""
    workspace: str = ""
    chat: str = ""
    who: str = ""
    command: str = ""
    operator: str = ""
    person: int | None = None
    roles: frozenset[str] = frozenset()
    language: str | None = None
    clock: Clock = utc_now
    looks: dict[Look, datetime] = field(default_factory=dict)

    def packed(self) -> dict[str, Any]:
        """Return the actor as JSON values, for another process that acts for the same person."""
        return {
            **{name: getattr(self, name) for name in _PACKED},
            "surface": self.surface.value,
            "roles": sorted(self.roles),
        }

    @classmethod
    def unpacked(cls, packed: Mapping[str, Any]) -> Self:
        """Restore the actor that another process packed."""
        surface, held = Surface(packed["surface"]), frozenset(packed["roles"])
        return cls(**{**packed, "surface": surface, "roles": held})

    def where(self) -> dict[str, str]:
        """Return where the actor is and who they are, for an audit entry.

        Empty details are left out.
        """
        said = {
            "surface": self.surface.value,
            "platform": self.platform,
            "workspace": self.workspace,
            "chat": self.chat,
            "command": self.command,
            "operator": self.operator,
            "who": "" if self.person is not None else self.who,
        }
        return {name: value for name, value in said.items() if value}

    def allowed_by(self, subject: int | None, known: Why | None = None) -> Why:
        """Return the right by which the actor may look at or change this person's record.

        If the caller already knows the right, it passes it as `known`.
        """
        if subject is not None and subject == self.person:
            return Why.OWN
        if known is not None:
            return known
        if self.surface is Surface.SHELL:
            return Why.OPERATOR
        if self.surface is Surface.PROGRAM:
            return Why.PROGRAM
        if self.surface is Surface.NOTICE:
            return Why.NOTIFIED
        for role, why in _BY_ROLE:
            if role in self.roles:
                return why
        return Why.ANYONE


_PACKED = ("platform", "workspace", "chat", "who", "command", "operator", "person")
_BY_ROLE = (
    ("administrator", Why.ORGANIZATION),
    ("instructor", Why.ROSTER),
    ("evaluator", Why.ROSTER),
    ("supervisor", Why.SUPERVISOR),
    ("employer", Why.WORKSPACE),
)
ACTING: ContextVar[Actor | None] = ContextVar("acting", default=None)


def acting() -> Actor:
    """Return the current actor, or the program itself if no actor is set."""
    return ACTING.get() or Actor(Surface.PROGRAM)


def current_actor() -> Actor | None:
    """Return the current actor, or None if no actor is set."""
    return ACTING.get()


class set_actor:  # noqa: N801 - used as `with set_actor(...)`
    """Make this actor the current actor in a `with` block."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._before: Token[Actor | None] | None = None

    def __enter__(self) -> Actor:
        self._before = ACTING.set(self._actor)
        return self._actor

    def __exit__(self, *_: object) -> None:
        assert self._before is not None, "the context was entered"
        ACTING.reset(self._before)


def known_actor(platform: str, external_id: str, person: int | None, roles: frozenset[str]) -> None:
    """Set the current actor's person and roles.

    Do nothing if the current actor is not the user `external_id` of this platform.
    """
    actor = ACTING.get()
    if actor is not None and (actor.platform, actor.who) == (platform, external_id):
        actor.person, actor.roles = person, roles


def looked_at(
    action: Action, *subjects: int, code: str = "", why: Why | None = None, note: str = ""
) -> None:
    """Record that the actor saw the records of these people, or of the holder of an award code.

    For more than `MOST_NAMED` people at once, a single entry records only their number.
    """
    actor = ACTING.get()
    if actor is None:
        return
    now = actor.clock()
    if len(subjects) > MOST_NAMED:
        subjects, note = (), f"{len(subjects)} people"
    elif not (subjects or code):
        return
    for subject in subjects or (None,):
        actor.looks.setdefault(Look(action, subject, code, why, note), now)
