"""Ask which credential, goal, student or command a message means."""

from collections.abc import Mapping, Sequence

from bot.access import role_of
from bot.command import Answer, Command
from bot.commands.catalog import short
from bot.refusals import FIRST_STEPS
from bot.reply import CALL_BYTES, Button, Turn
from bot.understanding.readings import SEVERAL, Reading, Said, View
from bot.understanding.talk import Talk
from core.catalog.nims_facts import shipped_facts
from core.edgefinder import Edgefinder
from core.language.catalogs import language_of
from core.language.message import _
from core.people.model import Asker

_MOST_OFFERED = 8
_OF_GOALS = frozenset(("goal", "follow", "unfollow", "prove"))


class QuestionsBack:
    """Asks the person back, with a button for each possible answer."""

    def __init__(self, edgefinder: Edgefinder, commands: Mapping[str, Command]) -> None:
        self._edgefinder = edgefinder
        self._commands = commands

    @staticmethod
    def only_they(command: Command, said: Said, talk: Talk) -> Answer:
        """Say that only the person whom a message is about can use this command."""
        named = said.people[0].name if len(said.people) == 1 else said.unlisted
        name = named or ("" if said.people else talk.things.student)
        known = name in talk.things.students or name in {each.name for each in said.people}
        page = ((Button(short(name), f"student {name}"),),) if known else ()
        return Answer("only_they", {"command": command, "name": name}, (*page, *FIRST_STEPS))

    @staticmethod
    def not_theirs(name: str) -> Answer:
        """Say to a candidate that the record of the person `name` is not shown to them."""
        buttons = ((Button(_("My status"), "status"), Button(_("Privacy"), "privacy")),)
        return Answer("not_theirs", {"name": name}, buttons)

    def which(self, reading: Reading, view: View) -> Answer:
        """Ask which of several credentials, goals, students or classes is meant.

        For each of them, offer a button that asks the question about that one alone.
        """
        before, names, kind = _parted(reading.argument)
        codes = names.split(SEVERAL)
        titles = {goal.code: goal.title for goal in view.goals}
        # `cost` can be about goals too
        if reading.command in _OF_GOALS or titles.keys() >= set(codes):
            rows = tuple(
                (Button(short(titles.get(code, code)), f"{reading.command} {code}"),)
                for code in codes
            )
            return Answer("which_goal", {}, rows[:_MOST_OFFERED])
        if reading.command in {"student", "roster"}:
            names = reading.argument
            calls = [(name, f"{reading.command} {name}") for name in names.split(SEVERAL)]
            fitting = [each for each in calls if len(each[1].encode()) <= CALL_BYTES]
            # if the question is about several goals of one class, name the goals on the buttons
            named = [
                (titles.get(name.rpartition(" goal ")[2], name), call) for name, call in fitting
            ]
            if len({label for label, _ in named}) < len(named):
                named = fitting
            rows = tuple((Button(short(name), call),) for name, call in named[:_MOST_OFFERED])
            return Answer("which_student", {}, rows)
        found = [self._edgefinder.catalog.credential(code) for code in codes]
        candidates = tuple(each for each in found if each is not None)
        offered = [
            (each, " ".join((reading.command, *before, each.code, *kind))) for each in candidates
        ]
        rows = tuple(
            (Button(short(each.title), call),)
            for each, call in offered[:_MOST_OFFERED]
            if len(call.encode()) <= CALL_BYTES
        )
        data = {"query": "", "candidates": candidates, "most": _MOST_OFFERED}
        return Answer("which_one", data, rows)

    def which_reading(self, readings: Sequence[Reading], turn: Turn) -> Answer:
        """Ask which of these readings is meant. Ask about a single reading whether it is meant."""
        rows = tuple((self.button(each, turn),) for each in readings)
        call = f"{readings[0].command} {readings[0].argument}".strip()
        shown = "" if len(rows) > 1 or SEVERAL in call else call
        return Answer("which_reading", {"count": len(rows), "call": shown}, (*rows, FIRST_STEPS[0]))

    def button(self, reading: Reading, turn: Turn) -> Button:
        """Return the button that runs a reading's command.

        If the command's argument is missing, unclear or too long for a button, the button runs the
        command without it, or shows its help if the command requires one.
        """
        call = f"{reading.command} {reading.argument.split(SEVERAL)[0]}".strip()
        if SEVERAL in reading.argument or len(call.encode()) > CALL_BYTES:
            call = reading.command
        takes = self._commands[reading.command].argument
        if takes is not None and takes.required and call == reading.command:
            call = f"help {reading.command}"
        if reading.command == "ask" and (topic := shipped_facts().topic(reading.argument)):
            return Button(topic.short.said(language_of(turn.locale)), call)
        return Button(self._commands[reading.command].summary, call)

    def not_understood(self, readings: Sequence[Reading], asker: Asker, turn: Turn) -> Answer:
        """Say that the message was not understood.

        Offer the likeliest commands among those that the person may use.
        """
        usable = [r for r in readings if self._commands[r.command].access.audience.admits(asker)]
        offered = dict.fromkeys(self.button(each, turn) for each in usable)
        rows = tuple((each,) for each in list(offered)[:3])
        data = {"role": role_of(asker), "guesses": len(rows)}
        return Answer("not_understood", data, (*rows, *FIRST_STEPS))


def _parted(argument: str) -> tuple[list[str], str, list[str]]:
    """Split an argument at its word with several codes, such as `M1-TCH|M1-MIL`.

    Return the words before that word, the word itself, and the words after it.
    """
    words = argument.split(" ")
    place = next(place for place, word in enumerate(words) if SEVERAL in word)
    return words[:place], words[place], words[place + 1 :]
