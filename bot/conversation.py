"""The conversation: understand a Turn, check access, call a use-case and compose a Reply."""

import logging
from collections.abc import Awaitable, Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from bot.access import Audience
from bot.actors import actor_of, reader_of
from bot.codes_in_text import shown_in
from bot.command import Answer, Call, Command
from bot.commands import BY_NAME
from bot.composer import Composer
from bot.deep_links import call_of
from bot.email_link_offer import person_to_offer
from bot.fault_log import way_of
from bot.free_text_loading import load_free_texts
from bot.refusals import FIRST_STEPS, as_chat, call_on_button, in_private, refusal
from bot.reply import Button, Cards, MediaKind, Reply, Turn, combine
from bot.turn_watch import Stage, stage
from bot.understanding.talk import GOES_ON, Talk, is_code, talk_in, talk_of
from bot.understanding.typed_commands import (
    Nearly,
    OtherNims,
    TypedCalls,
    Understanding,
    Understood,
)
from bot.whose_badge import WHOSE, badge_to_remember, whose_it_is
from core.asking import Asking, asking_as
from core.audit.actor import Action, acting, looked_at
from core.catalog.search import Found
from core.edgefinder import Edgefinder
from core.language.catalogs import language_of
from core.language.message import _
from core.memories import empty_old_memories
from core.outbox.kinds import NoticeKind
from core.people.model import TERMINAL, Asker, Identity
from core.records.model import Record
from core.threads import in_thread
from core.values import replace
from core.verification.recipients import is_an_address

if TYPE_CHECKING:
    from bot.free_text import Decided, FreeTexts, Run
    from core.notices.claimed_notice import DueNotice

    WordsOfNotices = Callable[[DueNotice, Edgefinder], Awaitable[Answer]]

_log = logging.getLogger(__name__)


class Conversation:
    """Answers turns from all platforms."""

    def __init__(self, edgefinder: Edgefinder) -> None:
        self._edgefinder = edgefinder
        self._composer = Composer(edgefinder)
        self._say = self._composer.reply
        self._memory = edgefinder.chat_memory
        self._typed = TypedCalls(BY_NAME, lambda: edgefinder.index)
        self._by_name = BY_NAME
        self._free_texts: FreeTexts | None = None

    @property
    def commands(self) -> tuple[Command, ...]:
        return tuple(self._by_name.values())

    def load(self) -> None:
        """Load the model that reads free text (which takes a
        second and 120 MB), and compile the templates.

        Otherwise, the first message that needs them has to wait.
        """
        self._free_texts = load_free_texts(self._edgefinder, self._by_name)
        self._composer.renderer.compile_all()

    async def _reads_free_text(self) -> "FreeTexts":
        if self._free_texts is None:
            load = partial(load_free_texts, self._edgefinder, self._by_name)
            self._free_texts = await in_thread(load)
        return self._free_texts

    async def answer(self, turn: Turn) -> Reply:
        """Answer a turn. Never raises: a fault is logged, and answered with an apology and its
        reference.
        """
        empty_old_memories()
        return await self._composer.guarded(self._answer(turn), turn)

    async def compose(self, notice: "DueNotice", locale: str = "en") -> Reply:
        """Compose a notice in the language that its reader chose."""
        if notice.to is not None and notice.place is None and notice.to.language:
            locale = notice.to.language
        if notice.kind is NoticeKind.ANSWER:
            from bot.late_answers import is_late, reply_from  # noqa: PLC0415 - few are sent late

            data = {"files": notice.data["files"], "late": is_late(notice)}
            return reply_from(
                notice.data, self._composer.renderer.render("answer_late", locale, data)
            )
        async with self._edgefinder.audit.acting(reader_of(notice)):
            if notice.candidate is not None:
                looked_at(Action.SAW_RECORD, notice.candidate.id)
            answer = await _words_of_notices()(notice, self._edgefinder)
        return self._say("notices", answer, locale, personal=not answer.among)

    async def retry_later(self, turn: Turn, reply: Reply, seconds: float = 0) -> None:
        """Store an answer that the platform did not accept.

        The relay retries until it is delivered.
        """
        from bot.late_answers import stored_form  # noqa: PLC0415 - as in `compose`

        await self._edgefinder.late_answers.keep(
            turn.identity, turn.address, stored_form(reply, seconds), seconds
        )

    async def cards(self, turn: Turn, start: int = 0) -> Cards:
        """Return cards to pick and send while a person is typing, starting at position `start`.

        Never raises: after a fault, which is logged, there are no cards.
        """
        from bot.inline_cards import cards_for  # noqa: PLC0415 - as in `compose`

        try:
            with asking_as(Asking(turn.identity)):
                async with self._edgefinder.audit.acting(actor_of(turn, "inline")):
                    return await cards_for(turn, start, self._edgefinder, self._say)
        except Exception as fault:  # noqa: BLE001 - as above
            _log.error("fault while listing cards on %s: %s", turn.identity.platform, way_of(fault))
            return Cards()

    async def usable(self, identity: Identity) -> tuple[Command, ...]:
        """Return the commands that a person may use in
        private, in the order in which they are shown.
        """
        asker = await self._edgefinder.askers.find(identity)
        return tuple(each for each in self.commands if each.access.audience.admits(asker))

    async def address_moved(self, platform: str, old: str, new: str) -> None:
        """Record a chat's new address. Notices for the old address go to the new one."""
        await self._edgefinder.contacts.move_address(platform, old, new)

    async def _answer(self, turn: Turn) -> Reply:
        if (early := await self._without_words(turn)) is not None:
            return early
        if turn.media is not None and (template := _file_template(turn)):
            return self._say("", Answer(template, buttons=FIRST_STEPS), turn.locale)
        with stage(Stage.UNDERSTAND):
            meant = self._typed.understand(turn.text, pressed=turn.pressed)
        if turn.forwarded and not _checks(meant):
            # Forwarded words are somebody else's: forwarding a message must never unlink the person
            # who does it.
            if not (shown := shown_in(turn.text)):
                return self._say("", Answer("forwarded", buttons=FIRST_STEPS), turn.locale)
            meant = Understood(self._by_name["verify"], " ".join(shown))
        if isinstance(meant, Understood):
            command, argument = meant.command, meant.argument
            if command.name == "start" and (payload := self._deep_link(argument)):
                command, argument = payload
            spoken = _language_of(meant.sentence, argument)
            if spoken is not None:
                turn = replace(turn, locale=spoken)
            askers: list[Asker] = []
            reply = await self._run(
                turn, command, argument, askers=askers, spoken=spoken is not None
            )
            if reply.template == "student":
                command = self._by_name["student"]
            before = self._memory.topic_of(askers[0], turn.thread) if askers else None
            return self._kept(turn, reply, command, argument, before=talk_in(before))
        if isinstance(meant, OtherNims):
            turn = await self._as_written(turn)
            reply = self._say("", Answer("other_nims", buttons=FIRST_STEPS), turn.locale)
            return replace(reply, understood=(("ask", "fema", 1.0),))
        if isinstance(meant, Nearly):
            again = call_on_button(meant.command, meant.argument)
            buttons = ((Button(again, again), Button(_("What can I ask?"), "help")),)
            answer = Answer("nearly", {"command": meant.command, "call": again}, buttons)
            turn = await self._as_written(turn)
            reply = self._say("", answer, turn.locale)
            return self._kept(turn, reply, meant.command, meant.argument)
        return await self._free(turn, meant.text)

    async def _without_words(self, turn: Turn) -> Reply | None:
        """Answer a file, a button of an import, or an e-mail address that the bot asked for.

        None for other texts.
        """
        if turn.file is not None and turn.private:
            from bot.file_answers import file_answer  # noqa: PLC0415 - as in `compose`

            command, answer = await file_answer(turn, turn.file, self._edgefinder)
            reply = self._say(command, answer, turn.locale)
            return self._kept(turn, reply, self._by_name[command], "") if command else reply
        found = None
        if turn.pressed:
            from bot.file_answers import import_answer  # noqa: PLC0415 - as in `compose`

            found = await import_answer(
                turn, self._edgefinder, lambda interim: self._say("", interim, turn.locale)
            )
        elif turn.private and is_an_address(turn.text):
            topic = await self._memory.topic(turn.identity, turn.thread)
            found = whose_it_is(turn.text, topic)
        return None if found is None else self._say("verify", found, turn.locale)

    def _kept(
        self,
        turn: Turn,
        reply: Reply,
        command: Command,
        argument: str,
        score: float = 1.0,
        before: Talk | None = None,
        named: str = "",
    ) -> Reply:
        """Remember the topic of this chat, and record in the reply what was understood."""
        if turn.private and command.name not in _FORGETS and argument != WHOSE:
            language = language_of(turn.locale)
            meant = self._as_code(command, argument)
            topic = talk_of(reply, command.name, meant, before, language, named).stored()
            if reply.verdicts:
                topic |= badge_to_remember(reply.verdicts)
            self._memory.keep(turn.identity, topic, turn.thread)
        about = ((command.name, argument, score),)
        return reply if reply.understood == about else replace(reply, understood=about)

    def _as_code(self, command: Command, argument: str) -> str:
        """Return the code of the credential that a typed argument names, as in `share my mms`."""
        if command.name not in GOES_ON or not argument or is_code(argument.partition(" ")[0]):
            return argument
        word, _, rest = argument.partition(" ")
        found = self._edgefinder.index.resolve(rest if word.lower() in _OWN and rest else argument)
        return found.credential.code if isinstance(found, Found) else argument

    async def _free(self, turn: Turn, text: str) -> Reply:
        """Answer free text."""
        from bot.understanding.short_term_memory import goes_on  # noqa: PLC0415 - as in `compose`

        known = (Asker(turn.identity), Record())
        if turn.private:
            known = await self._edgefinder.askers.find_with_record(turn.identity)
        topic = self._memory.topic_of(known[0], turn.thread) if turn.private else None
        before = talk_in(topic)
        talk = before if goes_on(text) else Talk(things=before.things)
        spoken = _language_of(text, " ".join(shown_in(text)))
        language = spoken or known[0].language or before.language or None
        if language is not None and language != language_of(turn.locale):
            turn = replace(turn, locale=language)
        with stage(Stage.UNDERSTAND):
            texts = await self._reads_free_text()
            decided = await texts.decide(turn, *known, talk, text)
        if isinstance(decided, str):
            name, _, rest = decided.partition(" ")
            command = self._by_name[name]
            reply = await self._run(turn, command, rest, known)
            if reply.template == talk.template and reply.template.endswith("_sure"):
                data = {"button": reply.buttons[0][0].label}
                words = self._composer.renderer.render("choose_button", turn.locale, data)
                reply = reply.after(words.strip())
            return self._kept(turn, reply, command, rest, before=talk)
        if decided.runs:
            replies = []
            for run in decided.runs:
                reply = await self._said(turn, run, known)
                reply = self._kept(
                    turn, reply, run.command, run.argument, run.score, talk, decided.about
                )
                replies.append(reply)
            reply = combine(replies)
            offered = ((decided.offered.said(turn.locale),),) if decided.offered else ()
            return replace(reply, buttons=(*offered, *reply.buttons))
        assert decided.answer is not None, "there is a command to run or an answer"
        reply = self._say("", decided.answer, turn.locale)
        return self._asked(turn, reply, decided, talk)

    def _asked(self, turn: Turn, reply: Reply, decided: "Decided", before: Talk) -> Reply:
        """Ask the user a question. Remember the question and its subject."""
        likeliest = decided.likeliest
        if turn.private:
            about = (likeliest.command, likeliest.argument) if likeliest else ("", "")
            language = language_of(turn.locale)
            topic = talk_of(reply, *about, before, language, decided.about).stored()
            self._memory.keep(turn.identity, topic, turn.thread)
        if likeliest is None:
            kind = (
                f"talk:{decided.answer.data['kind']}"
                if reply.template == "talk" and decided.answer
                else ""
            )
            return replace(reply, understood=(("", kind, 1.0),) if kind else ())
        return replace(
            reply, understood=((likeliest.command, likeliest.argument, likeliest.score),)
        )

    async def _said(self, turn: Turn, run: "Run", known: tuple[Asker, Record]) -> Reply:
        """Run the command that was understood.

        If that is uncertain, the reply begins with its name.
        """
        command = run.command
        # for a single credential, `status` has the answer
        if command.name == "next" and run.argument:
            command = self._by_name["status"]
        reply = await self._run(turn, command, _runnable(command, run.argument), known)
        if run.score >= _TAKEN_FOR_SURE or not run.argument or command.name in _NAMES_ITSELF:
            return reply
        data = {"command": command.name, "about": self._named(run.argument)}
        words = self._composer.renderer.render("taken_for", turn.locale, data)
        return reply.after(words.strip())

    def _named(self, argument: str) -> str:
        """Return an argument in words that people know: titles instead of catalog codes."""
        catalog = self._edgefinder.catalog
        words = [
            known.title if (known := catalog.credential(word)) else word
            for word in argument.split(" ")
        ]
        return " ".join(words)

    def _deep_link(self, payload: str) -> tuple[Command, str] | None:
        """Return what a link `?start=PAYLOAD` means: a command call or an invitation."""
        if not payload:
            return None
        call = call_of(payload)
        name, _, rest = call.partition(" ")
        if name in self._by_name and name != "start":
            return self._by_name[name], rest
        if shown_in(call):
            return self._by_name["verify"], call
        return self._by_name["link"], payload

    async def _run(
        self,
        turn: Turn,
        command: Command,
        argument: str,
        known: tuple[Asker, Record] | None = None,
        askers: list[Asker] | None = None,
        *,
        spoken: bool = False,
    ) -> Reply:
        """Run a command.

        `known` is the asker with their record, if they have already been looked up. Otherwise the
        asker is added to `askers`. If `spoken`, the turn has the language of the message itself,
        which goes before the chosen one.
        """
        among = command.is_among(argument)
        if command.access.private and not turn.private and not among:
            if not turn.aside or command.name in _NEVER_ASIDE:
                return self._say(command.name, in_private(command, argument), turn.locale)
            alone = replace(turn, private=True, chat=None)
            return replace(await self._run(alone, command, argument, spoken=spoken), aside=True)
        # the query that verifies codes reads the chosen language too
        later = known is None and turn.private and not among and command.name == "verify"
        later = later and not spoken
        if known is None:
            with stage(Stage.RECORDS):
                known = await self._who(turn, command, among=among)
            if askers is not None:
                askers.append(known[0])
            if not spoken:
                turn = await self._in_their_language(turn, command, known[0], among=among)
        asker, record = known
        acting().command = command.name
        if command.name in _OF_STUDENTS and argument and Audience.TEACHERS.admits(asker):
            from bot.commands.students import names_student  # noqa: PLC0415 - as in `compose`

            if await names_student(self._edgefinder, asker, argument):
                return await self._run(turn, self._by_name["student"], argument, known)
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
            turn = await self._in_language_of_actor(turn)
        personal = (command.access.private or command.asks) and not answer.among
        about = ((command.name, argument, 1.0),)
        reply = self._say(command.name, answer, turn.locale, personal=personal, understood=about)
        return await self._with_what_was_missed(turn, asker, reply)

    async def _in_their_language(
        self, turn: Turn, command: Command, asker: Asker, *, among: bool
    ) -> Turn:
        """Return the turn with the language that its sender chose, if there is one."""
        if among or not turn.private:
            return turn
        language = asker.language
        if not (command.asks or command.record or command.name == "verify"):
            language = await self._edgefinder.chat_memory.language(turn.identity)
        return replace(turn, locale=language) if language else turn

    async def _as_written(self, turn: Turn) -> Turn:
        """The turn in the language of its words, or else in the language that was chosen."""
        language = _language_of(turn.text, " ".join(shown_in(turn.text)))
        if language is None and turn.private:
            language = await self._edgefinder.chat_memory.language(turn.identity)
        return replace(turn, locale=language) if language else turn

    async def _in_language_of_actor(self, turn: Turn) -> Turn:
        """Return the turn with the chosen language of the actor,
        which queries about codes have also read.
        """
        language = acting().language
        if language is None or turn.identity.platform == TERMINAL:
            language = await self._edgefinder.chat_memory.language(turn.identity)
        return replace(turn, locale=language) if language else turn

    async def _with_what_was_missed(self, turn: Turn, asker: Asker, reply: Reply) -> Reply:
        """Say once, before the reply, that some notices to this person could not be delivered."""
        if asker.person is None or not turn.private or not (asker.missed or asker.lost):
            return reply
        if turn.aside:  # not here, because an aside may never arrive
            return reply
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
        ):  # where others read, do not fall back to the name on record
            return await self._edgefinder.askers.find(turn.identity), Record()
        return Asker(turn.identity), Record()


@cache
def _words_of_notices() -> "WordsOfNotices":
    # imported once: an import within a function costs as much as a small query each time it runs
    from bot.notice_words import notice_answer  # noqa: PLC0415 - a command may not need it

    return notice_answer


_TAKEN_FOR_SURE = 0.7
_OWN = frozenset(("my", "the", "mi", "el", "la"))
_OF_STUDENTS = frozenset(("status", "next", "score"))
"""Commands of candidates for which instructors may name a student."""
_NEVER_ASIDE = frozenset(("link", "watch"))
"""Private commands that groups never answer, because they
link the private chat or send notices there.
"""
_FORGETS = frozenset(("forget", "unlink"))
_NAMES_ITSELF = frozenset(
    ("verify", "check", "watch", "ask", "goal", "follow", "unfollow", "prove", "help", "language",
     "notices", "students")
)  # fmt: skip


def _language_of(text: str, codes: str) -> str | None:
    """The language of the words beside codes, if it is clear."""
    if not text:
        return None
    from bot.understanding.language import language_beside_codes  # noqa: PLC0415 - as in `compose`

    return language_beside_codes(text, codes)


def _runnable(command: Command, argument: str) -> str:
    """Return the argument in the form that the command's handler expects."""
    return argument if command.argument is not None else ""


def _file_template(turn: Turn) -> str:
    """Return the template that answers a file, or none if the
    words sent with the file are answered instead.
    """
    if turn.media is MediaKind.OTHER:
        return "" if turn.text else "brought_other"
    return "" if shown_in(turn.text) else "brought_file"


def _checks(meant: Understanding) -> bool:
    """Whether a text asks for nothing but verifying codes."""
    return isinstance(meant, Understood) and meant.command.name == "verify"
