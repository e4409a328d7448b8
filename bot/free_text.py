"""Decide for a message in a person's own words which command to run, or what to ask back."""

import re
from collections.abc import Mapping, Sequence

from bot.access import role_of
from bot.asker_view import view_of
from bot.command import Answer, Command
from bot.follow_ups import LIKELY, SURE, FollowUps
from bot.open_parts import OpenParts
from bot.questions_back import QuestionsBack
from bot.reading_steps import ReadingSteps
from bot.refusals import FIRST_STEPS
from bot.reply import Button, Turn
from bot.suggested_prompts import call_of_prompt
from bot.understanding.acting_at_once import AT_ONCE, acts_unasked, may_run
from bot.understanding.adjusted_readings import (
    without_nameless_student,
)
from bot.understanding.classifier_labels import NO_ORDER, class_of
from bot.understanding.command_words import command_in
from bot.understanding.emergencies import emergency_in
from bot.understanding.interpretations import Reader
from bot.understanding.joined_people import students_apart
from bot.understanding.lead_ins import asked_after_story, core_of, wish_after
from bot.understanding.orders import (
    NOTHING_ASKED,
    TAKES_AWAY,
    asked_what_if,
    is_no_order,
    is_refused,
    is_wondered,
    leaves_all,
    wish_instead,
    without_order,
)
from bot.understanding.plain_requests import plain_request
from bot.understanding.price_readings import cost_of_goal, of_price, priced
from bot.understanding.readings import EACH, SEVERAL, Reading, Said, View, narrow_to_own
from bot.understanding.references import is_only_pointer
from bot.understanding.remarks import is_remark, other_student
from bot.understanding.short_term_memory import chosen_call
from bot.understanding.small_talk import is_blame, is_thanked, small_talk_in
from bot.understanding.talk import Talk
from bot.understanding.things_of_others import is_of_another, other_candidate
from bot.understanding.told_first import asked_after_telling, asked_last
from bot.understanding.undo_command import undone
from bot.understanding.unlisted_names import names_staff
from bot.understanding.words import asks, only_tells, plain
from bot.understanding.words_beside_codes import readings_of_codes
from bot.understanding.written_out import written_out
from core.edgefinder import Edgefinder
from core.language.message import _
from core.people.model import Asker
from core.records.model import Record
from core.values import replace, value

_SURE, _ALONE, _LIKELY, _TALK, _NEAR = SURE, 0.35, LIKELY, 0.2, 0.72
_POSSIBLE, _TOLD = 0.15, 0.3
"""The scores that the best reading of a message needs, so that its command is run.

- It always needs `_POSSIBLE`, or `_TOLD` if the message only tells something. If its command takes
  something away, it needs `_LIKELY`.
- A second reading is near if its score is at least `_NEAR` times the best score. Then the best
  reading needs `_LIKELY` and `_ALONE`. It needs `_SURE` if either command takes something away. If
  it has less, the bot asks which reading is meant.
- Small talk needs `_TALK`. A command that acts at once needs `_SURE`.

Readings are right more often than their scores suggest. With a score from 0.35 to 0.5, four in five
are right, even if another reading is near.
"""
_OF_UNKNOWN_WORDS = 0.7
"""The score that a message needs if it contains no common word."""
_NOT_ADMITTED, _CLEAR = 0.5, 0.8
_OF_ONE = frozenset(("student", "status", "next", "score"))
"""Commands that the classifier chooses for a question about one person."""


@value
class Run:
    """A command to run, its argument, and the score with which it was understood."""

    command: Command
    argument: str
    score: float


@value
class Decided:
    """What to do with a message: run one command for each question in it, or give an answer."""

    runs: tuple[Run, ...] = ()
    answer: Answer | None = None
    likeliest: Reading | None = None
    offered: Button | None = None
    """The button for a second question, if it is uncertain what that question means."""
    named: tuple[str, str] = ("", "")
    """The credential and the student that the message names, each "" for none or several."""


class FreeTexts:
    """Decides how to answer messages in a person's own words."""

    def __init__(
        self, edgefinder: Edgefinder, commands: Mapping[str, Command], reader: Reader
    ) -> None:
        self._edgefinder = edgefinder
        self._commands = commands
        self._reader = reader
        self._follow_ups = FollowUps(edgefinder, commands)
        self._open_parts = OpenParts(edgefinder)
        self._steps = ReadingSteps(edgefinder)
        self._back = QuestionsBack(edgefinder, commands)

    async def decide(
        self, turn: Turn, asker: Asker, record: Record, talk: Talk, text: str
    ) -> Decided | str:
        """Decide what to do with a message.

        If the message picks a button or is one of our prompts, return the call as a string.
        """
        text = written_out(text)
        if first := self._at_first_sight(text, asker, talk):
            return first
        if wish := wish_instead(text):
            return await self.decide(turn, asker, record, talk, wish)
        view = await view_of(self._edgefinder, turn, asker, record)
        worded = any(map(str.isalpha, text))
        topic = class_of(talk.command, talk.argument) if talk.command and worded else ""
        said = await self._reader.read(text, view, topic)
        if said.unlisted:
            said = await self._with_staff(text, said, view, asker, topic)
        if said.second is None:
            said = replace(said, readings=tuple(of_price(text, list(said.readings))))
        last = asked_after_telling(text, said, view)
        named = None if last else self._outright(text, said, view)
        if named is None and not last:
            named = await self._continued(turn, asker, record, talk, text, said, view)
        if named is not None:
            return _naming(self._own_only(named, text, said, talk, view, asker), said, view)
        wish = last or ("" if said.readings[0].command else wish_after(text))
        if not wish and said.readings[0].score < _SURE:
            wish = asked_after_story(text) or await self._asked_last(text, view)
        if wish:
            return await self.decide(turn, asker, record, talk, wish)
        usable = self._usable(said, asker)
        readings = self._steps.of_asker(text, usable, said, asker, view)
        readings = self._named_first(text, readings)
        if readings:
            best = self._steps.best(text, readings[0], talk, said, view, record)
            readings = without_nameless_student([best, *readings[1:]])
        if said.second is not None and readings and may_run(text, readings[0], said.second):
            return self._run([readings[0], said.second], view)
        if not readings or _means_nothing(text, talk, said, readings[0]):
            return self._by_first_word(text) or Decided(
                answer=self._back.not_understood([], asker, turn)
            )
        decided = self._ranked(text, priced(readings), asker, turn, view)
        decided = _naming(self._own_only(decided, text, said, talk, view, asker), said, view)
        if said.offered is not None and decided.runs and said.offered.command in self._commands:
            decided = replace(decided, offered=self._back.button(said.offered, turn))
        if decided.answer is not None and decided.answer.template == "not_understood":
            return self._by_first_word(text) or decided
        return decided

    def _at_first_sight(self, text: str, asker: Asker, talk: Talk) -> Decided | str | None:
        """Return the decision about an emergency, small talk or a picked button, or None.

        If the message picks a button or is one of our prompts, return the call as a string.
        """
        if act := undone(text, talk):
            return self._run([act], View(role_of(asker)))
        kind = emergency_in(text) or small_talk_in(text)
        picked = call_of_prompt(text) or chosen_call(text, talk)
        if picked and kind == "talk:yes":
            kind = ""
        return self._small_talk(kind, asker) if kind else picked

    async def _continued(
        self,
        turn: Turn,
        asker: Asker,
        record: Record,
        talk: Talk,
        text: str,
        said: Said,
        view: View,
    ) -> Decided | None:
        """Return the decision about a message that goes on from the last answer, or else None."""
        meant = self._follow_ups.meant(text, talk, said, view, record)
        if meant is None:
            return None
        other = other_student(text, meant, talk)
        if other is None or is_remark(text, other, said, talk):
            return Decided(answer=self._back.not_understood([], asker, turn))
        meant = await self._open_parts.completed(other, said, asker)
        meant = self._steps.completed(text, meant, talk, said, view, record)
        [meant] = cost_of_goal(text, [meant])
        return self._run(_each_thing(meant), view)

    def _outright(self, text: str, said: Said, view: View) -> Decided | None:
        """Return the decision about a message whose words leave no doubt, or else None."""
        if command := asked_what_if(text):
            return self._run([Reading("help", command, SURE)], view)
        if each := students_apart(text, said, view, self._reader.common, self._reader.knows):
            return self._run([Reading("student", one, SURE) for one in each], view)
        if request := plain_request(text, said, view):
            return self._run([request], view) if request.command else self._no_order(text)
        return None

    async def _asked_last(self, text: str, view: View) -> str:
        """Return the last sentence of a message if it is clear alone, after others that tell."""
        last = asked_last(text)
        clear = last and (await self._reader.read(last, view)).readings[0].score >= _CLEAR
        return last if clear else ""

    async def _with_staff(
        self, text: str, said: Said, view: View, asker: Asker, topic: str
    ) -> Said:
        """Read the message again, without the name, if the person whom it names is on the staff.

        A question about that person's own page is not read again.
        """
        view = replace(view, staff=await self._edgefinder.visible_names.of_staff(asker))
        if not names_staff(said.unlisted, view.staff):
            return said
        found = await self._reader.read(text, view, topic)
        best = found.readings[0]
        own = best.command in _OF_ONE or (best.command == "roster" and not best.argument)
        return said if own and not found.people else found

    def _usable(self, said: Said, asker: Asker) -> list[Reading]:
        """Return the readings whose command exists, best first.

        Commands that the person may not use are ranked lower.
        """
        found = []
        for each in said.readings:
            command = self._commands.get(each.command)
            if each.command and command is None:
                continue
            score = each.score
            admitted = command is None or asker.unlinked or command.access.audience.admits(asker)
            if not admitted and score < _SURE:
                score *= _NOT_ADMITTED
            found.append(Reading(each.command, each.argument, score))
        if said.codes:
            return readings_of_codes(found, said)
        return sorted(found, key=lambda each: -each.score)

    def _ranked(
        self, text: str, readings: Sequence[Reading], asker: Asker, turn: Turn, view: View
    ) -> Decided:
        best = readings[0]
        meant = best.command, best.argument
        others = [r for r in readings[1:] if r.command and (r.command, r.argument) != meant]
        if is_refused(text, best) or leaves_all(text, best, others):
            return self._no_order(text)
        best = without_order(text, best)
        if (best.command, best.argument) == ("unfollow", "") and len(view.followed) == 1:
            best = Reading("unfollow", view.followed[0], best.score)
        if best.command == "language" and _OF_EXAMS.search(plain(text)):
            best = Reading("ask", "contact", best.score)
        if best.score < _SURE and is_thanked(text) and not asks(text):
            return self._small_talk("talk:thanks", asker)
        if not best.command:
            return self._without_command(text, best, others, asker, turn)
        near = bool(others) and others[0].score >= _NEAR * best.score
        # a command that acts at once is only offered, so it may be unlikely
        told = best.command not in AT_ONCE and only_tells(text)
        least = _TOLD if told else _POSSIBLE
        if best.score < (_LIKELY if near or best.command in TAKES_AWAY else least):
            return Decided(answer=self._back.not_understood([best, *others], asker, turn))
        if acts_unasked(text, best):
            return Decided(answer=self._back.which_reading([best], turn), likeliest=best)
        surely = TAKES_AWAY.isdisjoint((best.command, *(each.command for each in others[:1])))
        if near and best.score < (_ALONE if surely else _SURE):
            return Decided(answer=self._back.which_reading([best, others[0]], turn), likeliest=best)
        return self._run([best], view, private=turn.private)

    def _without_command(
        self, text: str, best: Reading, others: Sequence[Reading], asker: Asker, turn: Turn
    ) -> Decided:
        """Return the answer to small talk, or to a message that only mentions an order."""
        if best.argument == NO_ORDER and best.score >= _LIKELY and not is_wondered(text):
            return self._no_order(text)
        if best.argument in _GIVES_WAY_TO_THANKS and is_thanked(text):
            return self._small_talk("talk:thanks", asker)
        if best.argument in _PLEASED and is_blame(text):
            return self._small_talk("talk:abuse", asker)
        polite = best.argument in _COURTEOUS and best.score < _SURE and is_wondered(text)
        if polite or best.argument in NOTHING_ASKED or best.score < _TALK:
            return Decided(answer=self._back.not_understood(others, asker, turn))
        return self._small_talk(best.argument, asker)

    def _small_talk(self, kind: str, asker: Asker) -> Decided:
        data = {"kind": kind.partition(":")[2], "role": role_of(asker)}
        return Decided(answer=Answer("talk", data, FIRST_STEPS))

    def _no_order(self, text: str) -> Decided:
        """Return the answer to a message that only mentions a command. It explains the command."""
        command = self._commands.get(command_in(plain(text)))
        buttons: tuple[tuple[Button, ...], ...] = FIRST_STEPS
        if command is not None:
            label = _("What \u201c%(command)s\u201d does", command=command.name)
            buttons = ((Button(label, f"help {command.name}"),), *FIRST_STEPS)
        return Decided(answer=Answer("no_order", {}, buttons))

    def _own_only(
        self, decided: Decided, text: str, said: Said, talk: Talk, view: View, asker: Asker
    ) -> Decided:
        """Return a refusal if a command for the asker's own things is meant for another's."""
        if not decided.runs:
            return decided
        run = decided.runs[0]
        meant = Reading(run.command.name, run.argument, run.score)
        if name := other_candidate(text, run.command.name, asker, view):
            return Decided(answer=self._back.not_theirs(name), likeliest=meant)
        if not is_of_another(text, run.command.name, said, talk, view):
            return decided
        return Decided(answer=self._back.only_they(run.command, said, talk), likeliest=meant)

    def _run(self, readings: Sequence[Reading], view: View, *, private: bool = True) -> Decided:
        [first, *_] = readings
        here = private or not self._commands[first.command].access.private
        several = len(readings) == 1 and SEVERAL in first.argument
        if here and several and first.command in _EACH:
            return Decided(answer=self._back.which(first, view), likeliest=first)
        runs = tuple(
            Run(self._commands[each.command], each.argument, each.score)
            for each in readings
            if each.command in self._commands
        )
        return Decided(runs, likeliest=first)

    def _named_first(self, text: str, readings: list[Reading]) -> list[Reading]:
        """Put the command that a message begins with before its other readings.

        This is done only if the best reading is unlikely and says that the message is off topic.
        """
        word = _first_word(text)
        unsure = readings[:1] and readings[0].score < _OF_UNKNOWN_WORDS
        if word not in self._commands or word in AT_ONCE or not unsure:
            return readings
        if (readings[0].command, readings[0].argument) != ("", "talk:off-topic"):
            return readings
        return [Reading(word, "", _SURE), *readings]

    def _by_first_word(self, text: str) -> Decided | None:
        """Return a run of the command whose name is the message's first word, or None.

        The caller uses it if the message is not understood better in another way.
        """
        command = self._commands.get(_first_word(text))
        if command is None or command.name in AT_ONCE or is_no_order(text):
            return None
        if command.argument is not None and command.argument.required:
            return None
        return Decided((Run(command, "", _LIKELY),), likeliest=Reading(command.name, "", _LIKELY))


def _means_nothing(text: str, talk: Talk, said: Said, best: Reading) -> bool:
    """Whether a message has no common word, or only points although nothing was shown yet."""
    if not said.words_known and best.score < _OF_UNKNOWN_WORDS:
        return True
    return not talk.command and is_only_pointer(core_of(text).words)


def _each_thing(meant: Reading) -> list[Reading]:
    """Return one reading for each part of an argument such as `M1-TUR&M1-MIL`."""
    return [replace(meant, argument=each) for each in meant.argument.split(EACH)]


def _naming(decided: Decided, said: Said, view: View) -> Decided:
    """Return a decision with the credential and the student that the message names."""
    student = said.people[0].name if len(said.people) == 1 else ""
    codes = (
        narrow_to_own("status", said.named.mentions[0].codes, view) if said.named.mentions else ()
    )
    return replace(decided, named=(codes[0] if len(codes) == 1 else "", student))


def _first_word(text: str) -> str:
    return text.strip().partition(" ")[0].strip("/:,").lower()


_GIVES_WAY_TO_THANKS = frozenset(
    ("unclear", "talk:yes", "talk:no", "talk:bye", "talk:hello", "talk:off-topic")
)
_PLEASED = frozenset(("talk:thanks", "talk:praise"))
_COURTEOUS = _PLEASED | {"talk:bye", "talk:hello", "talk:yes"}
_OF_EXAMS = re.compile(r"\b(?:exams?|tests?|examen\w*|presentar\w*|pruebas?|teorico)\b")
"""Matches words about exams, as in "can I take the test in Spanish?".

Such a message does not ask to change the chat's language.
"""
_EACH = frozenset(
    ("status", "next", "score", "credential", "cost", "share", "withdraw", "certificate", "print",
     "students", "student", "roster", "goal", "follow", "unfollow", "prove", "remind")
)  # fmt: skip
