"""roster: the progress of a class, overall or toward one goal."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from bot.access import Access, Audience
from bot.class_chart import STUDENTS, class_files, goal_files, signed_file
from bot.command import Answer, Argument, Call, command
from bot.commands.catalog import short
from bot.commands.goals import goals_named
from bot.paging import Page, asked_page, page_of
from bot.reply import CALL_BYTES, Button
from bot.whose_record import Shows
from core.class_progress import Student, class_progress
from core.edgefinder import Edgefinder
from core.goals.model import Goal, SignOffRequired
from core.language.message import _
from core.names import unaccented
from core.people.roster_names import Roster, rosters_meant, rosters_named

_ROSTERS = 10
"""Rosters per page."""


@command(
    argument=Argument("NAME [goal GOAL]"),
    access=Access(Audience.TEACHERS, Shows.STUDENTS, private=True),
)
async def roster(call: Call) -> Answer:
    """Where your class stands"""
    visible = await call.edgefinder.rosters.visible_to(call.asker)
    typed, asked, goal_name = call.argument.rpartition(" goal ")
    if asked:
        by_goal = rosters_meant(visible, typed), await goals_named(call, goal_name)
        if all(len(each) == 1 for each in by_goal):
            return await _by_goal(call, by_goal[0][0], by_goal[1][0])
        if len(by_goal[0]) == 1 and by_goal[1]:
            calls = [(each, f"roster {typed} goal {each.code}") for each in by_goal[1]]
            rows = [
                (Button(short(goal.title), call),)
                for goal, call in calls
                if len(call.encode()) <= CALL_BYTES
            ]
            return Answer("which_goal", {}, tuple(rows))
    # look for the whole text first, because a roster may be called "Group page 2"
    name, number = call.argument, 1
    if not rosters_named(visible, name):
        name, number = asked_page(call.argument)
    found = rosters_meant(visible, name) if name else visible
    if not found:
        page = page_of(visible, number, _ROSTERS, "roster")
        data: dict[str, Any] = {"query": name, "others": page.items}
        buttons = (*_buttons(visible, page), (Button(_("Who am I?"), "whoami"),))
        return Answer("no_roster", data, buttons)
    if len(found) > 1:
        page = page_of(found, number, _ROSTERS, f"roster {name}".strip())
        data = {"page": page, "twice": _twice(found)}
        return Answer("rosters", data, _buttons(found, page))
    return await _one_roster(call, found[0], number, _twice(visible))


def _twice(rosters: list[Roster]) -> set[str]:
    """Return the names that several rosters have, for example in two organizations."""
    counts = Counter(unaccented(roster.label) for roster in rosters)
    return {roster.label for roster in rosters if counts[unaccented(roster.label)] > 1}


async def _one_roster(call: Call, roster: Roster, number: int, twice: set[str]) -> Answer:
    edgefinder = call.edgefinder
    with edgefinder.reads_may_be_old():
        members = await edgefinder.rosters.class_records(roster)
    today = edgefinder.today()
    stands = class_progress(roster.name, members, edgefinder.progress, today)
    page = page_of(stands.students, number, STUDENTS, _call(roster, twice))
    data = {
        "roster": roster,
        "page": page,
        "students": len(stands.students),
        "earned": sum(len(each.progress.earned) for each in stands.students),
        "link": class_link(edgefinder, roster) if call.turn.capabilities.panels else "",
        **_table_rows(stands.students, page, call.turn.capabilities.tables),
    }
    last = (Button(_("My rosters"), "roster"), Button(_("Notices"), "notices"))
    files = await class_files(stands, (page.number - 1) * STUDENTS, call.turn.locale)
    listed = tuple(f"student {each.person.name}" for each in page.items)
    return Answer("roster", data, (page.buttons, last), files, listed=listed)


def class_link(edgefinder: Edgefinder, roster: Roster) -> str:
    """Return the link to a class for instructors to post, or '' without a public URL."""
    return f"{edgefinder.public_url}/class/{roster.id}" if edgefinder.public_url else ""


def _table_rows(students: Sequence[Student], page: Page[Student], most: int) -> dict[str, Any]:
    """Return data for a table of up to `most` students, including the page's."""
    if not (most and students):
        return {"tables": 0}
    first = (page.number - 1) * STUDENTS // most * most
    return {"tables": most, "first": first + 1, "rows": students[first : first + most]}


async def _by_goal(call: Call, roster: Roster, goal: Goal) -> Answer:
    """Show which students of a class meet a goal, or how many exams they need.

    Students who need fewer exams come first.
    """
    today, goals = call.edgefinder.today(), call.edgefinder.goals
    members = await call.edgefinder.rosters.class_records(roster)
    if goal.group:
        together = goals.standing(goal, goals.facts(*(record for _, record in members)), today)
        students = []
    else:
        together = None
        students = [
            (person, goals.standing(goal, goals.facts(record), today)) for person, record in members
        ]
        students.sort(key=lambda each: (not each[1].met, not each[1].reachable, len(each[1].path)))
    data = {
        "roster": roster,
        "goal": goal,
        "students": students,
        "together": together,
        "tables": 0 if together else call.turn.capabilities.tables,
    }
    buttons = (Button(_("My rosters"), "roster"), Button(_("About the goal"), f"goal {goal.code}"))
    files = await goal_files(roster.name, goal, students, call.turn.locale)
    if any(isinstance(leaf, SignOffRequired) for leaf in goal.leaves):
        signatures = await call.edgefinder.sign_offs.signatures(roster.id, goal)
        files += signed_file((person for person, _ in members), goal, signatures)
    listed = tuple(f"student {person.name}" for person, _standing in students[:STUDENTS])
    return Answer("roster_goal", data, (buttons,), files, listed=listed)


def _buttons(rosters: list[Roster], page: Page[Roster]) -> tuple[tuple[Button, ...], ...]:
    twice = _twice(rosters)
    return (*((_button(roster, twice),) for roster in page.items), page.buttons)


def _button(roster: Roster, twice: set[str]) -> Button:
    where = f", {roster.where}" if roster.label in twice else ""
    label = _("%(roster)s (%(size)s)", roster=short(f"{roster.label}{where}"), size=roster.size)
    return Button(label, _call(roster, twice))


def _call(roster: Roster, twice: set[str]) -> str:
    """Return the call that shows a roster.

    The call has the roster's number instead of its name in two cases: the name is too long for a
    button, or several rosters have it.
    """
    call = f"roster {' '.join(roster.label.split())}"
    if roster.label in twice or len(call.encode()) > CALL_BYTES:
        return f"roster #{roster.id}"
    return call
