"""roster: where a class stands."""

from bot.command import Answer, Argument, Audience, Call, command
from bot.reply import CALL_BYTES, Button
from core.people.rosters import Roster, class_records, roster_named, rosters_of


@command(
    argument=Argument("NAME"),
    audience=Audience.TEACHERS,
    private=True,
    phrases=(r"\bmy (?:class(?:es)?|students?|rosters?|group)\b",),
)
async def roster(call: Call) -> Answer:
    """Where your class stands"""
    database = call.edgefinder.database
    if call.argument:
        found = await roster_named(database, call.asker, call.argument)
    else:
        found = await rosters_of(database, call.asker)
    if not found:
        everything = await rosters_of(database, call.asker) if call.argument else []
        data = {"query": call.argument, "others": everything}
        return Answer("no_roster", data, _buttons(everything))
    if len(found) > 1:
        return Answer("rosters", {"rosters": found}, _buttons(found))
    return await _one_roster(call, found[0])


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


def _buttons(rosters: list[Roster]) -> tuple[tuple[Button, ...], ...]:
    calls = [(roster.name, f"roster {roster.name}") for roster in rosters[:20]]
    return tuple((Button(name, call),) for name, call in calls if len(call.encode()) <= CALL_BYTES)
