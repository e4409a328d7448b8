"""signoff: confirm on-the-job work that counts toward a goal and that no exam covers."""

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.access import Access, Audience
from bot.command import Answer, Argument, Call, Change, command
from bot.commands.catalog import short
from bot.commands.day_argument import DAY, typed_day
from bot.commands.goals import goals_answer, goals_named
from bot.reply import CALL_BYTES, Button
from bot.students_by_name import students_named
from bot.whose_record import Shows
from core.goals.model import Goal, SignOffRequired
from core.goals.sign_off_items import MOST_HOURS, Trainer, items_named, trainer_named
from core.importing.cells import RowRejected
from core.language.message import _
from core.people.model import Person

if TYPE_CHECKING:
    from core.goals.signoffs import LatestSignOff

_UNDO = re.compile(r"undo(?:\s+([0-9]{1,18}))?", re.IGNORECASE)
_HOURS = re.compile(
    r"(?P<item>.+?)\s+(?P<hours>[0-9][0-9,]{0,8})(?:\s*h(?:ours?)?)?", re.IGNORECASE
)
_ON = re.compile(rf"(?P<item>.+?)\s+(?:on|el)\s+(?P<day>{DAY})", re.IGNORECASE)
_BY = re.compile(
    r"(?P<item>.+?),?\s+(?:trained\s+by|by|trainer|con)\s+(?P<trainer>#[0-9]{1,18}|\S.*)",
    re.IGNORECASE,
)
_MOST_TRAINERS = 6
_LONGEST_NAME = 4
"""Maximum number of words in a student's name. A name may replace the student's number."""


@dataclass(frozen=True, slots=True)
class _Typed:
    """A parsed sign-off: the item, the day, and the trainer."""

    item: str
    day: str = ""
    trainer: str = ""


@command(
    argument=Argument("CANDIDATE ITEM [HOURS] [on DAY] [trained by NAME] for GOAL", required=True),
    changes=True,
    access=Access(Audience.SIGNERS, Shows.STUDENTS, private=True),
)
async def signoff(call: Call) -> Answer:
    """Sign off a student's competency or hours that no exam covers"""
    edgefinder, person = call.edgefinder, call.asker.person
    assert person is not None, "only for people on record"
    if asked := _UNDO.fullmatch(call.argument):
        return (
            await _undo_last(call, person.id)
            if not asked[1]
            else _undo(call, person.id, int(asked[1]))
        )
    number, student, rest = await _student(call)
    text, _for, name = rest.rpartition(" for ")
    if student is None or not text:
        return Answer("no_student", {"query": number, "student": student}, (_onward(call),))
    found = await goals_named(call, name)
    if len(found) != 1:
        return goals_answer(call, name, found)
    [goal] = found
    typed = _read(goal, text)
    meant, hours = _item(goal, typed.item)
    if len(meant) != 1 or bool(meant[0].hours) != bool(hours) or hours > MOST_HOURS:
        data = {"goal": goal, "query": typed.item, "meant": meant, "items": items_named(goal, "")}
        about = Button(_("About the goal"), f"goal {goal.code}")
        return Answer("no_item", data, ((about,),))
    try:
        day = typed_day(typed.day, edgefinder.today())
    except RowRejected as why:
        return Answer("result_refused", {"why": why.reject.reason}, (_onward(call),))
    return await _sign(
        call, person, _SigningOff(number, student, goal, meant[0], hours, day), typed
    )


async def _student(call: Call) -> tuple[str, Person | None, str]:
    """Find the candidate whose number or name the argument begins with.

    Return the candidate's number, the candidate, and the rest of the argument. If no candidate is
    found, return the argument's first word, None, and the rest.
    """
    rosters = call.edgefinder.rosters
    number, _space, rest = call.argument.partition(" ")
    student = await rosters.student(call.asker, number, to_sign=True)
    if student is None:
        words = call.argument.split()
        students = await rosters.students(call.asker)
        for count in range(_LONGEST_NAME, 1, -1):
            found = students_named(students, " ".join(words[:count]))
            if len(found) == 1:
                return found[0].number or number, found[0], " ".join(words[count:])
    return number, student, rest


def _onward(call: Call) -> tuple[Button, ...]:
    if Audience.TEACHERS.admits(call.asker):
        return (Button(_("My rosters"), "roster"),)
    return (Button(_("What can I ask?"), "help"),)


@dataclass(frozen=True, slots=True)
class _SigningOff:
    """A sign-off that waits for confirmation."""

    number: str
    student: Person
    goal: Goal
    item: SignOffRequired
    hours: int
    day: date

    def call(self, today: date, trainer: Trainer | None = None) -> str:
        """Return the command call that makes this sign-off.

        If the item's name is too long for a button, use a beginning of the name that no other item
        has.
        """
        end = f" {self.hours}" if self.hours else ""
        end += f" on {self.day.isoformat()}" if self.day != today else ""
        if trainer is not None:
            end += f" by #{trainer.person_id}" if trainer.person_id else f" by {trainer.name}"
        end += f" for {self.goal.code}"
        words = self.item.item.split()
        whole = f"signoff {self.number} {self.item.item}{end}"
        for most in range(len(words) - 1, 0, -1):
            if len(whole.encode()) <= CALL_BYTES:
                break
            part = " ".join(words[:most])
            if items_named(self.goal, part) == [self.item]:
                whole = f"signoff {self.number} {part}{end}"
        return whole


async def _sign(call: Call, signer: Person, asked: _SigningOff, typed: _Typed) -> Answer:
    """Ask whether to sign off the item, or first who did the training, if that is unclear."""
    edgefinder, today = call.edgefinder, call.edgefinder.today()
    staff = await edgefinder.sign_offs.trainers(asked.student.id)
    trainers = trainer_named(staff, signer, typed.trainer) if typed.trainer else []
    trainer = trainers[0] if len(trainers) == 1 else None
    data = {
        "student": asked.student,
        "goal": asked.goal,
        "item": asked.item,
        "hours": asked.hours,
        "day": asked.day,
        "trainer": trainer.name if trainer else "",
        "earlier": asked.day != today,
    }
    own = trainer is not None and trainer.person_id == signer.id
    if len(trainers) > 1 or (asked.item.two_people and (trainer is None or own)):
        offered = trainers or [Trainer(each.name, each.id) for each in staff]
        rows = tuple(
            (Button(_("Sign off, trained by %(name)s", name=short(each.name)), words),)
            for each in offered
            if each.person_id != signer.id or not asked.item.two_people
            if len((words := asked.call(today, each)).encode()) <= CALL_BYTES
        )
        told = {**data, "own": own, "query": typed.trainer, "several": len(trainers) > 1}
        return Answer("signoff_trainer", told, (*rows[:_MOST_TRAINERS], _onward(call)))
    words = asked.call(today, trainer)
    if len(words.encode()) > CALL_BYTES:
        return Answer("signoff_too_long", {**data, "most": CALL_BYTES}, (_onward(call),))

    async def act() -> Answer:
        done = await edgefinder.sign_offs.sign(
            asked.student.id, asked.goal, asked.item, asked.hours, signer.id, asked.day, trainer
        )
        undo = Button(_("Undo it"), f"signoff undo {done.number}")
        return Answer("signoff", {**data, "done": done}, ((undo, *_onward(call)),))

    change = Change(_("Yes, sign it off"), words, act, Button(_("No"), _onward(call)[0].call))
    return Answer("signoff_sure", data, change=change)


def _read(goal: Goal, text: str) -> _Typed:
    """Split the day and the trainer, in any order, from the end of a text.

    Words that belong to an item's name stay in the item.
    """
    day = trainer = ""
    for _time in range(2):
        if not day and (match := _ON.fullmatch(text)):
            text, day = match["item"], match["day"]
        if not trainer and not items_named(goal, text) and (match := _BY.fullmatch(text)):
            text, trainer = match["item"], match["trainer"]
    return _Typed(text.strip(), day, trainer.strip())


async def _undo_last(call: Call, person_id: int) -> Answer:
    """Ask whether to undo the last sign-off that this person made."""
    last = await call.edgefinder.sign_offs.latest(person_id)
    if last is None:
        return Answer("signoff_undone", {"undone": False}, (_onward(call),))
    return _undo(call, person_id, last.number, last)


def _undo(call: Call, person_id: int, number: int, last: "LatestSignOff | None" = None) -> Answer:
    async def act() -> Answer:
        undone = await call.edgefinder.sign_offs.undo(number, person_id)
        return Answer("signoff_undone", {"undone": undone}, (_onward(call),))

    change = Change(
        _("Yes, undo it"), f"signoff undo {number}", act, Button(_("No"), _onward(call)[0].call)
    )
    return Answer("signoff_undo_sure", {"number": number, "last": last}, change=change)


def _item(goal: Goal, typed: str) -> tuple[list[SignOffRequired], int]:
    """Return the items that a text names, and the number of hours at its end.

    Return 0 hours if the text ends with no number, or if the number belongs to the item's name.
    """
    if found := [each for each in items_named(goal, typed) if not each.hours]:
        return found, 0
    with_hours = _HOURS.fullmatch(typed)
    if with_hours is None:
        return items_named(goal, typed), 0
    return items_named(goal, with_hours["item"]), int(with_hours["hours"].replace(",", ""))
