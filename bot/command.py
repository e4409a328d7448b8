"""A command, declared once: what it is called, who may use it, what it takes, what it does."""

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
    """Who may use a command; the value says it in words."""

    EVERYONE = _("everyone")
    LINKED = _("people whose chat is linked to their record")
    CANDIDATES = _("candidates")
    TEACHERS = _("instructors and account administrators")
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
            case Audience.STAFF:
                return asker.has(Role.INSTRUCTOR, Role.EVALUATOR, Role.ADMINISTRATOR)
            case Audience.ADMINISTRATORS:
                return asker.has(Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Argument:
    """What a command takes: the rest of the line, or many words of it.

    `credential`: a credential's name, which is looked for in free text too.
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
    """What a handler is given: who asks, what of, and the ground floor to ask.

    `asker` is a stranger and `record` empty where the command did not ask for them.
    """

    turn: Turn
    asker: Asker
    record: Record
    argument: str
    edgefinder: Edgefinder


@dataclass(frozen=True, slots=True)
class Change:
    """What a command would change, once a button that says exactly this is pressed.

    `call` is what that button carries and `label` what stands on it; `act` makes the change and
    says what is different now, and how to undo it. `leave` is the button that changes nothing.
    """

    label: str
    call: str
    act: Callable[[], Awaitable["Answer"]]
    leave: Button = field(default_factory=lambda: Button(_("No, leave it"), "help"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler gives back: a template's name, its data, rows of buttons, files, verdicts.

    `stays`: see Reply. `among`: it may be read by others than who asked. With `change` the template
    asks whether to make it; the buttons for yes and no come first. `language`: in which to say it,
    where that was chosen just now.
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
    """One command.

    `private`: only answered where nobody else reads, but for calls whose argument begins with a
    word of `among`: what these answer is fit for others to read. `asks`: it wants to know who asks.
    `record`: and what is on record about them. `reads`: it changes nothing that anybody is shown.
    `changes`: it changes something of weight, so that words alone never make it act: its handler
    answers with a Change, which only a button makes.
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
        """Whether this call of it may be made and answered among others."""
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
    """Declares the handler below as a command: its name is the function's, its summary the
    docstring's first line.
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
