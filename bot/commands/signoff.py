"""signoff: sign off, for a student, on-the-job work that no exam covers, toward a goal."""

import re

from bot.command import Answer, Argument, Audience, Call, Change, command
from bot.commands.goals import goals_answer, goals_named
from bot.reply import CALL_BYTES, Button
from core.goals.model import Goal, SignOffRequired
from core.goals.signoffs import MOST_HOURS, items_named
from core.language.message import _

_UNDO = re.compile(r"undo\s+([0-9]{1,18})", re.IGNORECASE)
_HOURS = re.compile(
    r"(?P<item>.+?)\s+(?P<hours>[0-9][0-9,]{0,8})(?:\s*h(?:ours?)?)?", re.IGNORECASE
)
_ROSTERS = Button(_("My rosters"), "roster")


@command(
    argument=Argument("CANDIDATE ITEM [HOURS] for GOAL", required=True),
    audience=Audience.TEACHERS,
    private=True,
    changes=True,
)
async def signoff(call: Call) -> Answer:
    """Sign off for a student what no exam shows: a competency, or hours"""
    edgefinder, person = call.edgefinder, call.asker.person
    assert person is not None, "only for people on record"
    if asked := _UNDO.fullmatch(call.argument):
        return _undo(call, person.id, int(asked[1]))
    number, _space, rest = call.argument.partition(" ")
    typed, _for, name = rest.rpartition(" for ")
    student = await edgefinder.rosters.student(call.asker, number)
    if student is None or not typed:
        return Answer("no_student", {"query": number, "student": student}, ((_ROSTERS,),))
    found = await goals_named(call, name)
    if len(found) != 1:
        return goals_answer(call, name, found)
    [goal] = found
    meant, hours = _item(goal, typed)
    if len(meant) != 1 or bool(meant[0].hours) != bool(hours) or hours > MOST_HOURS:
        data = {"goal": goal, "query": typed, "meant": meant, "items": items_named(goal, "")}
        about = Button(_("About the goal"), f"goal {goal.code}")
        return Answer("no_item", data, ((about,),))
    [item] = meant
    data = {"student": student, "goal": goal, "item": item, "hours": hours}

    async def act() -> Answer:
        done = await edgefinder.sign_offs.sign(student.id, goal, item, hours, person.id)
        undo = Button(_("Undo it"), f"signoff undo {done.number}")
        return Answer("signoff", {**data, "done": done}, ((undo, _ROSTERS),))

    words = _words(number, goal, item, hours)
    if len(words.encode()) > CALL_BYTES:
        return Answer("signoff_too_long", {**data, "most": CALL_BYTES}, ((_ROSTERS,),))
    change = Change(_("Yes, sign it off"), words, act, Button(_("No"), "roster"))
    return Answer("signoff_sure", data, change=change)


def _undo(call: Call, person_id: int, number: int) -> Answer:
    async def act() -> Answer:
        undone = await call.edgefinder.sign_offs.undo(number, person_id)
        return Answer("signoff_undone", {"undone": undone}, ((_ROSTERS,),))

    change = Change(_("Yes, undo it"), f"signoff undo {number}", act, Button(_("No"), "roster"))
    return Answer("signoff_undo_sure", {"number": number}, change=change)


def _words(number: str, goal: Goal, item: SignOffRequired, hours: int) -> str:
    """The call that signs this off. If the item's full name is too long for a button, it uses a
    part of it that matches no other item.
    """
    counted = f" {hours}" if hours else ""
    words = item.item.split()
    whole = f"signoff {number} {item.item}{counted} for {goal.code}"
    for most in range(len(words) - 1, 0, -1):
        if len(whole.encode()) <= CALL_BYTES:
            break
        part = " ".join(words[:most])
        if items_named(goal, part) == [item]:
            whole = f"signoff {number} {part}{counted} for {goal.code}"
    return whole


def _item(goal: Goal, typed: str) -> tuple[list[SignOffRequired], int]:
    """Split an argument into the item and the hours at its end; an item's name may also end in a
    number.
    """
    if found := [each for each in items_named(goal, typed) if not each.hours]:
        return found, 0
    with_hours = _HOURS.fullmatch(typed)
    if with_hours is None:
        return items_named(goal, typed), 0
    return items_named(goal, with_hours["item"]), int(with_hours["hours"].replace(",", ""))
