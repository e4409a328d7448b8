"""roster: where a class stands, in all or with one goal."""

import re
from collections import Counter

from bot.command import Answer, Argument, Audience, Call, command
from bot.commands.catalog import short
from bot.commands.goals import goals_named
from bot.reply import CALL_BYTES, Button
from core.goals.model import Goal
from core.people.naming import fold
from core.people.rosters import Roster, class_records, rosters_named, rosters_of

_MOST_BUTTONS = 20
_BY_ID = re.compile(r"#([0-9]{1,18})")
"""How buttons name a roster whose name is too long for them, or that of another one too."""


@command(
    argument=Argument("NAME [goal GOAL]"),
    audience=Audience.TEACHERS,
    private=True,
    phrases=(r"\bmy (?:class(?:es)?|students?|rosters?|group)\b",),
)
async def roster(call: Call) -> Answer:
    """Where your class stands"""
    visible = await rosters_of(call.edgefinder.database, call.asker)
    typed, asked, name = call.argument.rpartition(" goal ")
    if asked:
        by_goal = _meant(visible, typed), goals_named(call, name)
        if all(len(each) == 1 for each in by_goal):
            return await _by_goal(call, by_goal[0][0], by_goal[1][0])
    found = _meant(visible, call.argument) if call.argument else visible
    if not found:
        data = {"query": call.argument, "others": visible}
        return Answer("no_roster", data, (*_buttons(visible), (Button("Who am I?", "whoami"),)))
    if len(found) > 1:
        return Answer("rosters", {"rosters": found, "twice": _twice(found)}, _buttons(found))
    return await _one_roster(call, found[0])


def _meant(visible: list[Roster], typed: str) -> list[Roster]:
    number = _BY_ID.fullmatch(typed)
    by_id = [roster for roster in visible if number and roster.id == int(number[1])]
    return rosters_named(visible, typed) or by_id


def _twice(rosters: list[Roster]) -> set[str]:
    """The names that several have: two organisations may call a roster alike."""
    counts = Counter(fold(roster.name) for roster in rosters)
    return {roster.name for roster in rosters if counts[fold(roster.name)] > 1}


async def _one_roster(call: Call, roster: Roster) -> Answer:
    today = call.edgefinder.clock().date()
    progress = call.edgefinder.progress
    students = [
        (person, progress.of(record, today))
        for person, record in await class_records(call.edgefinder.database, roster)
    ]
    data = {
        "roster": roster,
        "students": students,
        "earned": sum(len(each.earned) for _, each in students),
    }
    buttons = (Button("My rosters", "roster"), Button("Notices", "notices"))
    return Answer("roster", data, (buttons,))


async def _by_goal(call: Call, roster: Roster, goal: Goal) -> Answer:
    """Who of a class meets a goal, and how many exams the others are from it, the nearest first."""
    today, goals = call.edgefinder.clock().date(), call.edgefinder.goals
    members = await class_records(call.edgefinder.database, roster)
    if goal.group:
        together = goals.standing(goal, goals.facts(*(record for _, record in members)), today)
        students = []
    else:
        together = None
        students = [
            (person, goals.standing(goal, goals.facts(record), today)) for person, record in members
        ]
        students.sort(key=lambda each: (not each[1].met, not each[1].reachable, len(each[1].path)))
    data = {"roster": roster, "goal": goal, "students": students, "together": together}
    buttons = (Button("My rosters", "roster"), Button("About the goal", f"goal {goal.code}"))
    return Answer("roster_goal", data, (buttons,))


def _buttons(rosters: list[Roster]) -> tuple[tuple[Button, ...], ...]:
    twice = _twice(rosters)
    return tuple((_button(roster, twice),) for roster in rosters[:_MOST_BUTTONS])


def _button(roster: Roster, twice: set[str]) -> Button:
    call = f"roster {' '.join(roster.name.split())}"
    if roster.name in twice:
        return Button(short(f"{roster.name}, {roster.organisation}"), f"roster #{roster.id}")
    return Button(
        short(roster.name), call if len(call.encode()) <= CALL_BYTES else f"roster #{roster.id}"
    )
