"""The conversation: understand a Turn, run the command that it means, and compose a Reply."""

import logging
from collections.abc import Awaitable, Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from bot.actors import actor_of, reader_of
from bot.answer_language import as_written
from bot.codes_in_text import shown_in
from bot.command import Answer, Command
from bot.command_runner import CommandRunner
from bot.commands import BY_NAME
from bot.composer import Composer
from bot.deep_links import call_of_link
from bot.fault_log import way_of
from bot.free_text_loading import load_free_texts
from bot.refusals import FIRST_STEPS, call_on_button
from bot.reply import Button, Cards, MediaKind, Reply, Turn, combine
from bot.turn_trace import Stage, stage
from bot.understanding.language import language_beside_codes
from bot.understanding.price_readings import priced_in
from bot.understanding.readings import SEVERAL
from bot.understanding.talk import (
    GOES_ON,
    NOTHING_SAID,
    Talk,
    beside_each_other,
    is_code,
    talk_in,
    talk_of,
)
from bot.understanding.typed_commands import (
    Nearly,
    OtherNims,
    TypedCalls,
    Understanding,
    Understood,
)
from bot.whose_badge import WHOSE, badge_to_remember, whose_it_is
from core.asking import Asking, asking_as
from core.audit.actor import Action, looked_at
from core.catalog.search import Found
from core.edgefinder import Edgefinder
from core.language.catalogs import language_of
from core.language.message import _
from core.memories import empty_old_memories
from core.outbox.kinds import NoticeKind
from core.people.model import Asker, Identity
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
        self._runner = CommandRunner(edgefinder, self._composer, BY_NAME)
        self._free_texts: FreeTexts | None = None

    @property
    def commands(self) -> tuple[Command, ...]:
        return tuple(self._by_name.values())

    def load(self) -> None:
        """Load the model that reads free text, and compile the templates.

        Loading takes a second and 120 MB. Tests and benchmarks call this before they measure times.
        `serve` loads the model when it starts, and compiles each template when it is first used.
        """
        self._free_texts = load_free_texts(self._edgefinder, self._by_name)
        self._composer.renderer.compile_all()

    async def _reads_free_text(self) -> "FreeTexts":
        if self._free_texts is None:
            load = partial(load_free_texts, self._edgefinder, self._by_name)
            self._free_texts = await in_thread(load)
        return self._free_texts

    async def answer(self, turn: Turn) -> Reply:
        """Answer a turn.

        After a fault, log the fault, and return an apology with the fault's reference. Raises only
        NotPlain, if the command line's fast path cannot answer.
        """
        empty_old_memories()
        return await self._composer.guarded(self._answer(turn), turn)

    async def compose(self, notice: "DueNotice", locale: str = "en") -> Reply:
        """Compose a notice in the language that its reader chose."""
        if notice.to is not None and notice.place is None and notice.to.language:
            locale = notice.to.language
        if notice.kind is NoticeKind.ANSWER:
            from bot.stored_replies import is_late, reply_from  # noqa: PLC0415 - few are sent late

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
        """Store an answer that the platform refused, for the relay to send later.

        The relay first tries after `seconds` or later.
        """
        from bot.stored_replies import stored_form  # noqa: PLC0415 - few are sent late

        await self._edgefinder.late_answers.keep(
            turn.identity, turn.address, stored_form(reply, seconds), seconds
        )

    async def cards(self, turn: Turn, start: int = 0) -> Cards:
        """Return the cards to offer while a person is typing, from position `start` on.

        Never raises errors. After a fault, log the fault and return no cards.
        """
        from bot.inline_cards import cards_for  # noqa: PLC0415 - many platforms have no cards

        try:
            with asking_as(Asking(turn.identity)):
                async with self._edgefinder.audit.acting(actor_of(turn, "inline")):
                    return await cards_for(turn, start, self._edgefinder, self._say)
        except Exception as fault:  # noqa: BLE001 - logged; no cards are offered
            _log.error("fault while listing cards on %s: %s", turn.identity.platform, way_of(fault))
            return Cards()

    async def usable(self, identity: Identity) -> tuple[Command, ...]:
        """Return the commands that a person may use in private, in the order of help."""
        asker = await self._edgefinder.askers.find(identity)
        return tuple(each for each in self.commands if each.access.audience.admits(asker))

    async def address_moved(self, platform: str, old: str, new: str) -> None:
        """Record a chat's new address, to which notices go from now on."""
        await self._edgefinder.contacts.move_address(platform, old, new)

    async def _answer(self, turn: Turn) -> Reply:
        if (early := await self._without_words(turn)) is not None:
            return early
        if turn.media is not None and (template := _file_template(turn)):
            return self._say("", Answer(template, buttons=FIRST_STEPS), turn.locale)
        with stage(Stage.UNDERSTAND):
            meant = self._typed.understand(turn.text, pressed=turn.pressed)
        if turn.forwarded and not _checks(meant):
            # somebody else wrote a forwarded text, so it must never change anything, such as unlink
            if not (shown := shown_in(turn.text)):
                return self._say("", Answer("forwarded", buttons=FIRST_STEPS), turn.locale)
            meant = Understood(self._by_name["verify"], " ".join(shown))
        if isinstance(meant, Understood):
            command, argument = meant.command, meant.argument
            if command.name == "start" and (payload := call_of_link(argument, self._by_name)):
                command, argument = payload
            spoken = language_beside_codes(meant.sentence, argument)
            if spoken is not None:
                turn = replace(turn, locale=spoken)
            if command.name == "cost" and not argument and not turn.pressed:
                argument = await self._priced(turn)
            askers: list[Asker] = []
            reply = await self._runner.run(
                turn, command, argument, askers=askers, spoken=spoken is not None
            )
            if reply.template == "student":
                command = self._by_name["student"]
            topic = None
            if askers and turn.private:
                topic = self._memory.topic_of(askers[0], turn.thread)
            return self._kept(turn, reply, command, argument, before=talk_in(topic))
        if isinstance(meant, OtherNims):
            turn = await as_written(turn, self._edgefinder)
            reply = self._say("", Answer("other_nims", buttons=FIRST_STEPS), turn.locale)
            return replace(reply, understood=(("ask", "fema", 1.0),))
        if isinstance(meant, Nearly):
            again = call_on_button(meant.command, meant.argument)
            buttons = ((Button(again, again), Button(_("What can I ask?"), "help")),)
            answer = Answer("nearly", {"command": meant.command, "call": again}, buttons)
            turn = await as_written(turn, self._edgefinder)
            reply = self._say("", answer, turn.locale)
            return self._kept(turn, reply, meant.command, meant.argument)
        return await self._free(turn, meant.text)

    async def _without_words(self, turn: Turn) -> Reply | None:
        """Answer a turn that is a file, a button of an import, or an e-mail address for a badge.

        Return None for any other turn.
        """
        if turn.file is not None and turn.private:
            from bot.file_answers import file_answer  # noqa: PLC0415 - few turns have a file

            command, answer = await file_answer(turn, turn.file, self._edgefinder)
            reply = self._say(command, answer, turn.locale)
            return self._kept(turn, reply, self._by_name[command], "") if command else reply
        found = None
        if turn.pressed:
            from bot.file_answers import import_answer  # noqa: PLC0415 - only buttons need it

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
        before: Talk = NOTHING_SAID,
        named: tuple[str, str] = ("", ""),
    ) -> Reply:
        """Return the reply with the command that was understood.

        In a private chat, remember what the chat is about. `named` is what the message names.
        """
        meant = self._as_meant(reply, command, argument)
        if turn.private and command.name not in _FORGETS and argument != WHOSE:
            language = language_of(turn.locale)
            topic = talk_of(reply, command.name, meant, before, language, *named).stored()
            if reply.verdicts:
                topic |= badge_to_remember(reply.verdicts)
            self._memory.keep(turn.identity, topic, turn.thread)
        about = ((command.name, meant, score),)
        return reply if reply.understood == about else replace(reply, understood=about)

    async def _priced(self, turn: Turn) -> str:
        """Return what a typed "price" asks about: the credential or goal just shown, or ""."""
        if not turn.private or turn.text.startswith("/"):
            return ""
        return priced_in(talk_in(await self._memory.topic(turn.identity, turn.thread)))

    def _as_meant(self, reply: Reply, command: Command, argument: str) -> str:
        """Return the code or name of what an argument names, such as M1-MMS for `my mms`.

        The reply says so if the command itself searched for a goal or a student. If the argument
        names nothing, return it unchanged.
        """
        found = {name: about for name, about, _score in reply.understood}
        if found.get(command.name, argument) != argument:
            return found[command.name]
        if command.name not in GOES_ON or not argument or is_code(argument.partition(" ")[0]):
            return argument
        word, _, rest = argument.partition(" ")
        named = self._edgefinder.index.resolve(rest if word.lower() in _OWN and rest else argument)
        return named.credential.code if isinstance(named, Found) else argument

    async def _free(self, turn: Turn, text: str) -> Reply:
        """Understand a message in a person's own words, and answer it."""
        from bot.understanding.short_term_memory import goes_on  # noqa: PLC0415 - loads numpy

        known = (Asker(turn.identity), Record())
        if turn.private:
            known = await self._edgefinder.askers.find_with_record(turn.identity)
        topic = self._memory.topic_of(known[0], turn.thread) if turn.private else None
        before = talk_in(topic)
        talk = before if goes_on(text) else Talk(things=before.things)
        spoken = language_beside_codes(text, " ".join(shown_in(text)))
        language = spoken or known[0].language or before.language or None
        if language is not None and language != language_of(turn.locale):
            turn = replace(turn, locale=language)
        with stage(Stage.UNDERSTAND):
            texts = await self._reads_free_text()
            decided = await texts.decide(turn, *known, talk, text)
        if isinstance(decided, str):
            name, _, rest = decided.partition(" ")
            command = self._by_name[name]
            reply = await self._runner.run(turn, command, rest, known)
            if reply.template == talk.template and reply.template.endswith("_sure"):
                data = {"button": reply.buttons[0][0].label}
                words = self._composer.renderer.render("choose_button", turn.locale, data)
                reply = reply.after(words.strip())
            return self._kept(turn, reply, command, rest, before=talk)
        if decided.runs:
            replies = []
            calls = tuple((run.command.name, run.argument) for run in decided.runs)
            for run in decided.runs:
                reply = await self._said(turn, run, known)
                meant = run.command, run.argument, run.score
                reply = self._kept(turn, reply, *meant, talk, decided.named)
                replies.append(reply)
                talk = beside_each_other(talk, calls)
            reply = combine(replies)
            offered = ((decided.offered.said(turn.locale),),) if decided.offered else ()
            return replace(reply, buttons=(*offered, *reply.buttons))
        assert decided.answer is not None, "there is a command to run or an answer"
        reply = self._say("", decided.answer, turn.locale)
        # a story in between leaves the chat's subject as it was
        return self._asked(turn, reply, decided, talk if decided.likeliest else before)

    def _asked(self, turn: Turn, reply: Reply, decided: "Decided", before: Talk) -> Reply:
        """Return the reply in which the bot asks back, with the likeliest command.

        In a private chat, remember what the question is about.
        """
        likeliest = decided.likeliest
        if turn.private:
            about = (likeliest.command, likeliest.argument) if likeliest else ("", "")
            language = language_of(turn.locale)
            topic = talk_of(reply, *about, before, language, *decided.named).stored()
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

        If it is uncertain that the person meant this command, the reply begins with a sentence that
        says what was understood.
        """
        command = run.command
        # for a single credential, run `status`, which also says what is next
        if command.name == "next" and run.argument:
            command = self._by_name["status"]
        argument = "" if command.argument is None else run.argument
        reply = await self._runner.run(turn, command, argument, known)
        if run.score >= _TAKEN_FOR_SURE or not run.argument or command.name in _NAMES_ITSELF:
            return reply
        # the answer itself begins with a goal's title, or lists several credentials
        if run.argument.islower() or SEVERAL in run.argument:
            return reply
        about = " ".join(map(self._edgefinder.catalog.title_of, run.argument.split(" ")))
        data = {"command": command.name, "about": about}
        words = self._composer.renderer.render("taken_for", turn.locale, data)
        return reply.after(words.strip())


@cache
def _words_of_notices() -> "WordsOfNotices":
    # cached, because an import statement in a function takes as long as a small query each time
    from bot.notice_words import notice_answer  # noqa: PLC0415 - only notices need it

    return notice_answer


_TAKEN_FOR_SURE = 0.7
_OWN = frozenset(("my", "the", "mi", "el", "la"))
_FORGETS = frozenset(("forget", "unlink"))
_NAMES_ITSELF = frozenset(
    ("verify", "check", "watch", "ask", "goal", "follow", "unfollow", "prove", "help", "language",
     "notices", "students", "catalog", "score")
)  # fmt: skip


def _file_template(turn: Turn) -> str:
    """Return the template that says that a file cannot be read.

    Return '' if the text sent with the file is answered instead.
    """
    if turn.media is MediaKind.OTHER:
        return "" if turn.text else "brought_other"
    return "" if shown_in(turn.text) else "brought_file"


def _checks(meant: Understanding) -> bool:
    """Whether a message only asks to verify codes."""
    return isinstance(meant, Understood) and meant.command.name == "verify"
