"""Run a command for a turn: look up who asks, check access, run it and compose its reply."""

from collections.abc import Mapping

from bot.access import Audience
from bot.answer_language import as_chosen, as_looked_up
from bot.command import Answer, Call, Command
from bot.composer import Composer
from bot.email_link_offer import person_to_offer
from bot.refusals import FIRST_STEPS, as_chat, in_private, refusal
from bot.reply import Reply, Turn
from bot.turn_trace import Stage, stage
from core.audit.actor import acting
from core.edgefinder import Edgefinder
from core.people.model import Asker
from core.records.model import Record
from core.values import replace

_OF_STUDENTS = frozenset(("status", "next", "score"))
"""Commands for candidates. Instructors may name a student in them, as in `status Noor Haddad`."""
NEVER_ASIDE = frozenset(("link", "watch"))
"""Private commands that are not answered in a group, even to the asker alone.

They link the private chat, or send notices there.
"""


class CommandRunner:
    """Runs commands for the people who ask."""

    def __init__(
        self, edgefinder: Edgefinder, composer: Composer, by_name: Mapping[str, Command]
    ) -> None:
        self._edgefinder = edgefinder
        self._composer = composer
        self._by_name = by_name
        self._say = composer.reply

    async def run(
        self,
        turn: Turn,
        command: Command,
        argument: str,
        known: tuple[Asker, Record] | None = None,
        askers: list[Asker] | None = None,
        *,
        spoken: bool = False,
    ) -> Reply:
        """Run a command for a turn, and return the reply.

        `known` is the asker with their record, if these have already been looked up. Otherwise look
        up the asker and add the result to `askers`. With `spoken`, answer in the language of the
        message, which is the turn's, even if the person has chosen another language.
        """
        among = command.is_among(argument)
        if command.access.private and not turn.private and not among:
            if not turn.aside or command.name in NEVER_ASIDE:
                return self._say(command.name, in_private(command, argument), turn.locale)
            alone = replace(turn, private=True, chat=None)
            return replace(await self.run(alone, command, argument, spoken=spoken), aside=True)
        # the query that verifies codes also reads the language that the person chose
        later = known is None and turn.private and not among and command.name == "verify"
        later = later and not spoken
        if known is None:
            with stage(Stage.RECORDS):
                known = await self._who(turn, command, among=among)
            if askers is not None:
                askers.append(known[0])
            if not (spoken or among) and turn.private:
                turn = await as_chosen(turn, command, known[0], self._edgefinder)
        asker, record = known
        acting().command = command.name
        if command.name in _OF_STUDENTS and argument and Audience.TEACHERS.admits(asker):
            from bot.commands.students import names_student  # noqa: PLC0415 - few name one

            if await names_student(self._edgefinder, asker, argument):
                return await self.run(turn, self._by_name["student"], argument, known)
        if asker.unlinked and turn.as_chat and not command.access.audience.admits(asker):
            return self._say(command.name, as_chat(turn, command), turn.locale)
        if not command.access.audience.admits(asker):
            offer = await person_to_offer(turn, asker, self._edgefinder)
            return self._say(command.name, refusal(command, asker, offer), turn.locale)
        if command.argument and command.argument.required and not argument:
            answer = Answer("missing_argument", {"command": command}, FIRST_STEPS)
            return self._say(command.name, answer, turn.locale)
        call = Call(turn, asker, record, argument, self._edgefinder)
        with stage(Stage.COMMAND):
            answer = await command.run(call)
        if later and not answer.language:
            turn = await as_looked_up(turn, self._edgefinder)
        personal = (command.access.private or command.asks) and not answer.among
        about = ((command.name, answer.meant or argument, 1.0),)
        reply = self._say(command.name, answer, turn.locale, personal=personal, understood=about)
        # mention missed notices in private chats only: they are mentioned just once, and an answer
        # that only the asker sees in a group may be lost
        told = asker.person is not None and turn.private and not turn.aside
        if told and (asker.missed or asker.lost):
            return await self._after_what_was_missed(turn, asker, reply)
        return reply

    async def _after_what_was_missed(self, turn: Turn, asker: Asker, reply: Reply) -> Reply:
        """Return the reply, below a sentence about notices that could not be delivered.

        The person reads this sentence only once.
        """
        await self._edgefinder.outbox.mark_undelivered_shown(asker)
        if not asker.missed:
            return reply
        words = self._composer.renderer.render("missed", turn.locale, {"count": asker.missed})
        return reply.after(words)

    async def _who(self, turn: Turn, command: Command, *, among: bool) -> tuple[Asker, Record]:
        if command.record:
            return await self._edgefinder.askers.find_with_record(turn.identity)
        if command.asks and (
            turn.private or among
        ):  # in a group, do not use the name on record, because others read the answer
            return await self._edgefinder.askers.find(turn.identity), Record()
        return Asker(turn.identity), Record()
