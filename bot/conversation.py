"""The conversation: understand, authorise, call, compose. A Turn in, a Reply out."""

import logging
import secrets
from typing import Any

from bot.command import Answer, Audience, Call, Command
from bot.commands import COMMANDS
from bot.commands.notices import notice_answer
from bot.faults import way_of
from bot.rendering import Renderer
from bot.reply import CALL_BYTES, Button, Reply, Turn
from bot.understanding import Nearly, OtherNims, Understander, Understood
from core.edgefinder import Edgefinder
from core.notices.outbox import DueNotice
from core.people.model import Asker
from core.records.asking import who_asks, who_asks_with_record
from core.records.model import Record

_log = logging.getLogger(__name__)


class Conversation:
    """Answers turns from every platform alike."""

    def __init__(self, edgefinder: Edgefinder) -> None:
        self.commands: tuple[Command, ...] = COMMANDS
        self._edgefinder = edgefinder
        self._renderer = Renderer()
        self._understander = Understander(COMMANDS, edgefinder.index)
        self._by_name = {command.name: command for command in COMMANDS}

    async def answer(self, turn: Turn) -> Reply:
        """Never raises: a fault is logged, and answered with an apology and its reference."""
        try:
            return await self._answer(turn)
        except Exception as fault:  # noqa: BLE001 - the edge of every loop: logged, and answered
            reference, platform = secrets.token_hex(4), turn.identity.platform
            _log.error("fault %s while answering on %s: %s", reference, platform, way_of(fault))
            answer = Answer("fault", {"reference": reference}, _FIRST_STEPS)
            return self._say("", answer, turn.locale)

    def compose(self, notice: DueNotice, locale: str = "en") -> Reply:
        """The words of a notice."""
        answer = notice_answer(notice, self._edgefinder)
        return self._say("notices", answer, locale)

    async def _answer(self, turn: Turn) -> Reply:
        meant = self._understander.understand(turn.text)
        if isinstance(meant, Understood):
            command, argument = meant.command, meant.argument
            if command.name == "start" and (payload := self._deep_link(argument)):
                command, argument = payload
            return await self._run(turn, command, argument)
        if isinstance(meant, OtherNims):
            return self._say("", Answer("other_nims", buttons=_FIRST_STEPS), turn.locale)
        if isinstance(meant, Nearly):
            again = _call(meant.command, meant.argument)
            buttons = ((Button(again, again), Button("What can I ask?", "help")),)
            answer = Answer("nearly", {"command": meant.command, "call": again}, buttons)
            return self._say("", answer, turn.locale)
        return self._say("", Answer("not_understood", buttons=_FIRST_STEPS), turn.locale)

    def _deep_link(self, payload: str) -> tuple[Command, str] | None:
        """What a link `?start=PAYLOAD` stands for: a command, or an invitation."""
        if not payload:
            return None
        name, _, rest = payload.replace("_", " ").partition(" ")
        if name in self._by_name and name != "start":
            return self._by_name[name], rest
        return self._by_name["link"], payload

    async def _run(self, turn: Turn, command: Command, argument: str) -> Reply:
        if command.private and not turn.private:
            return self._say(command.name, _in_private(command, argument), turn.locale)
        asker, record = await self._who(turn, command)
        if not command.audience.admits(asker):
            return self._say(command.name, _refusal(command, asker), turn.locale)
        if command.argument and command.argument.required and not argument:
            answer = Answer("missing_argument", {"command": command}, _FIRST_STEPS)
            return self._say(command.name, answer, turn.locale)
        call = Call(turn, asker, record, argument, self._edgefinder)
        answer = await command.handler(call)
        personal = command.private or command.asks
        return self._say(command.name, answer, turn.locale, personal=personal)

    async def _who(self, turn: Turn, command: Command) -> tuple[Asker, Record]:
        if command.record:
            return await who_asks_with_record(self._edgefinder.database, turn.identity)
        if command.asks and turn.private:  # among others nobody is called by their name on record
            return await who_asks(self._edgefinder.database, turn.identity), Record()
        return Asker(turn.identity), Record()

    def _say(self, command: str, answer: Answer, locale: str, *, personal: bool = True) -> Reply:
        data: dict[str, Any] = {"issuer": self._edgefinder.issuer, **answer.data}
        return Reply(
            command=command,
            template=answer.template,
            markdown=self._renderer.render(answer.template, locale, data),
            buttons=tuple(row for row in answer.buttons if row),
            attachments=answer.attachments,
            personal=personal,
            verdicts=answer.verdicts,
        )


_FIRST_STEPS = ((Button("What can I ask?", "help"), Button("Catalogue", "catalog")),)


def _in_private(command: Command, argument: str) -> Answer:
    # whoever presses it first would be linked by an invitation that stands on a button
    call = _call(command, "" if command.name == "link" else argument)
    button = Button("Answer me in private", call, private=True)
    return Answer("in_private", {"command": command}, ((button,),))


def _call(command: Command, argument: str) -> str:
    """What a button can carry of this: the whole, the command alone, or how it is used."""
    call = f"{command.name} {argument}".strip()
    if len(call.encode()) > CALL_BYTES:
        call, argument = command.name, ""
    needs_more = command.argument is not None and command.argument.required and not argument
    return f"help {command.name}" if needs_more else call


def _refusal(command: Command, asker: Asker) -> Answer:
    """Who may use it, and how to become one of them."""
    if asker.person is None and not asker.posts:
        return Answer("not_linked", {"command": command}, _FIRST_STEPS)
    buttons = ((Button("Who am I here?", "whoami"), Button("What can I ask?", "help")),)
    data = {
        "command": command,
        "candidates": command.audience is Audience.CANDIDATES,
        "employer": asker.person is None,
    }
    return Answer("not_for_you", data, buttons)
