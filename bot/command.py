"""The declaration of a command: its name, who may use it, its arguments and its handler."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.access import Access, Audience
from bot.reply import Attachment, Button, Turn
from core.edgefinder import Edgefinder
from core.language.message import Message, _
from core.people.model import Asker
from core.records.model import Record
from core.values import replace, value
from core.verification.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Argument:
    """The argument of a command: the rest of the line after the command's name.

    `many`: the argument may be several words. `credential`: the argument names a credential, so
    free text is searched for the name of a credential.
    """

    name: str
    required: bool = False
    many: bool = False
    credential: bool = False

    @property
    def usage(self) -> str:
        shown = f"{self.name}..." if self.many else self.name
        return shown if self.required else f"[{shown}]"


@value
class Call:
    """A call of a command: who is asking, the argument, and the use-cases.

    If the command does not need to know who asks, `asker` is a stranger. If the command does not
    need the asker's record, `record` is empty.
    """

    turn: Turn
    asker: Asker
    record: Record
    argument: str
    edgefinder: Edgefinder


@dataclass(frozen=True, slots=True)
class Change:
    """A change that a command offers, and makes when a button confirms it.

    - `call` is the command call of the confirming button, and `label` is the button's text.
    - `act` makes the change. It returns an answer that says what is different now and how to undo
      the change.
    - `leave` is the button that changes nothing.
    - `danger`: the change takes something away. Platforms show the confirming button in red if they
      can.
    """

    label: str
    call: str
    act: Callable[[], Awaitable["Answer"]]
    leave: Button = field(default_factory=lambda: Button(_("No, leave it"), "help"))
    danger: bool = False


@value
class Answer:
    """What a handler returns: a template's name, its data, rows of buttons, files and verdicts.

    - `stays`: the message must stay readable (see Reply).
    - `among`: people other than the asker may read the answer.
    - `about`: see Reply.
    - `change` is the change that the template asks the person to confirm. The yes and no buttons
      come first.
    - `language` is the language that the person has just chosen. The answer is in that language.
    - `kept` caches the composed texts and buttons by locale, for an answer that is given
      repeatedly.
    - `listed` has a command call for each entry of the list in the answer, in order. It is needed
      only if the answer has no button for each entry.
    - `meant` is the code of the goal, or the name of the student, that the call's argument named in
      other words. It is "" if the argument needed no search.
    """

    template: str
    data: dict[str, Any] = field(default_factory=dict)
    buttons: tuple[tuple[Button, ...], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    stays: bool = False
    among: bool = False
    verdicts: tuple[Verdict, ...] = ()
    about: tuple[str, ...] = ()
    change: Change | None = None
    language: str | None = None
    kept: "dict[str, Composed] | None" = field(default=None, compare=False, repr=False)
    listed: tuple[str, ...] = ()
    meant: str = ""


Composed = tuple[str, str, tuple[tuple[Button, ...], ...]]
"""An answer in one language: its text, its text with tables (or ""), and its buttons."""
Handler = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    - `access` says who may use the command, where, and whose records it may show.
    - `asks`: the command needs to know who is asking. `record`: it also needs the asker's record.
    - `reads`: the command changes nothing that anyone can see.
    - `changes`: the command makes an important change. Its handler returns a Change, which a button
      must confirm.
    - `typed_only`: the model for free text does not know the command yet, because there are no
      training sentences for it.
    """

    name: str
    summary: Message
    handler: Handler
    access: Access
    argument: Argument | None = None
    asks: bool = False
    record: bool = False
    reads: bool = False
    changes: bool = False
    typed_only: bool = False

    @property
    def usage(self) -> str:
        return self.argument.usage if self.argument else ""

    def is_among(self, argument: str) -> bool:
        """Whether a call with this argument may be made where other people read the answer."""
        among = self.access.among
        return bool(among) and argument.partition(" ")[0].lower() in among

    @property
    def written(self) -> str:
        """Return the command as people type it: name and usage."""
        return f"{self.name} {self.usage}".strip()

    async def run(self, call: Call) -> Answer:
        """Answer a call. Make a change only if the button that confirms it was pressed.

        The button carries the complete call. If a part of the call is missing, ask for it, as for a
        typed call.
        """
        answer = await self.handler(call)
        change = answer.change
        if change is None:
            return answer
        if not self.changes:
            raise TypeError(f"the command {self.name!r} changes something: declare changes=True")
        if call.turn.pressed and call.turn.text == change.call:
            return await change.act()
        yes = Button(change.label, change.call, danger=change.danger)
        return replace(answer, buttons=((yes, change.leave),))


def command(
    *,
    access: Access,
    argument: Argument | None = None,
    asks: bool = False,
    record: bool = False,
    reads: bool = False,
    changes: bool = False,
    typed_only: bool = False,
) -> Callable[[Handler], Command]:
    """Return a decorator that declares a handler as a command.

    The command's name is the function's name, and its summary is the first line of the docstring.
    """

    def declare(handler: Handler) -> Command:
        summary = (inspect.getdoc(handler) or "").partition("\n")[0]
        if not summary:
            raise ValueError(f"the command {handler.__name__!r} has no summary: give a docstring")
        return Command(
            name=handler.__name__,
            summary=Message(summary, {}),
            handler=handler,
            access=access,
            argument=argument,
            asks=asks or access.audience is not Audience.EVERYONE,
            record=record,
            reads=reads,
            changes=changes,
            typed_only=typed_only,
        )

    return declare
