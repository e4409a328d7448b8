"""The declaration of a command: its name, who may use it, its arguments and its handler."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bot.reply import Attachment, Button, Turn
from core.edgefinder import Edgefinder
from core.language.message import Message, _
from core.people.model import Asker, Role
from core.records.model import Record
from core.verification.verdict import Verdict


class Audience(Enum):
    """Who may use a command; the value is the wording shown to people."""

    EVERYONE = _("everyone")
    LINKED = _("people whose chat is linked to their record")
    CANDIDATES = _("candidates")
    TEACHERS = _("instructors and account administrators")
    SIGNERS = _("instructors, supervisors and account administrators")
    STAFF = _("instructors, evaluators and account administrators")
    ADMINISTRATORS = _("account administrators")

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


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a command: the rest of the line, or several words of it.

    `credential`: the name of a credential, which is also looked for in free text.
    """

    name: str
    required: bool = False
    many: bool = False
    credential: bool = False

    @property
    def usage(self) -> str:
        shown = f"{self.name}..." if self.many else self.name
        return shown if self.required else f"[{shown}]"


@dataclass(frozen=True, slots=True)
class Call:
    """What a handler is given: who is asking, the argument, and the use-cases.

    `asker` is a stranger and `record` is empty if the command did not request them.
    """

    turn: Turn
    asker: Asker
    record: Record
    argument: str
    edgefinder: Edgefinder


@dataclass(frozen=True, slots=True)
class Change:
    """A change that a command offers, made only when its confirming button is pressed.

    `call` is the command call that the button carries, `label` its text. `act` makes the change and
    returns what is different now and how to undo it. `leave` is the button that changes nothing.
    """

    label: str
    call: str
    act: Callable[[], Awaitable["Answer"]]
    leave: Button = field(default_factory=lambda: Button(_("No, leave it"), "help"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler returns: a template's name, its data, rows of buttons, files and verdicts.

    `stays`: see Reply. `among`: people other than the asker may read it. If `change` is set, the
    template asks for confirmation and the yes and no buttons come first. `language`: the language
    to answer in, if the person has just chosen one.
    """

    template: str
    data: dict[str, Any] = field(default_factory=dict)
    buttons: tuple[tuple[Button, ...], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    stays: bool = False
    among: bool = False
    verdicts: tuple[Verdict, ...] = ()
    change: Change | None = None
    language: str | None = None


Handler = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    `private`: answered only in private chats, except calls whose argument begins with a word in
    `among`, whose answers others may read. `asks`: it needs to know who is asking. `record`: it
    also needs that person's record. `reads`: it changes nothing that anybody is shown. `changes`:
    it makes an important change, so words alone never make it act: its handler returns a Change
    that only a button carries out.
    """

    name: str
    summary: Message
    handler: Handler
    argument: Argument | None = None
    audience: Audience = Audience.EVERYONE
    private: bool = False
    among: frozenset[str] = frozenset()
    asks: bool = False
    record: bool = False
    reads: bool = False
    changes: bool = False

    @property
    def usage(self) -> str:
        return self.argument.usage if self.argument else ""

    def is_among(self, argument: str) -> bool:
        """Whether this call may be made and answered where others can read it."""
        return argument.partition(" ")[0].lower() in self.among

    @property
    def written(self) -> str:
        """The command as people type it: name and usage."""
        return f"{self.name} {self.usage}".strip()


def command(
    *,
    argument: Argument | None = None,
    audience: Audience = Audience.EVERYONE,
    private: bool = False,
    among: frozenset[str] = frozenset(),
    asks: bool = False,
    record: bool = False,
    reads: bool = False,
    changes: bool = False,
) -> Callable[[Handler], Command]:
    """Declare the decorated handler as a command. Its name is the function's name; its summary is
    the first line of the docstring.
    """

    def declare(handler: Handler) -> Command:
        summary = (inspect.getdoc(handler) or "").partition("\n")[0]
        if not summary:
            raise ValueError(f"the command {handler.__name__!r} has no summary: give a docstring")
        return Command(
            name=handler.__name__,
            summary=Message(summary, {}),
            handler=handler,
            argument=argument,
            audience=audience,
            private=private,
            among=among,
            asks=asks or audience is not Audience.EVERYONE,
            record=record,
            reads=reads,
            changes=changes,
        )

    return declare
