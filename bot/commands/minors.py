"""minor: administrators record who is a minor, and allow others to verify the minor's codes."""

import re
from typing import TYPE_CHECKING

from bot.access import Access, Audience
from bot.command import Answer, Argument, Call, Change, command
from bot.commands.catalog import short
from bot.reply import CALL_BYTES, Button
from bot.students_by_name import students_named
from bot.whose_record import Shows
from core.language.message import Message, _
from core.people.model import Person

if TYPE_CHECKING:
    from core.data_rights.minors import Minor, Opener

_ASKED = re.compile(
    r"(?:(?P<do>open|close|end)\s+)?(?P<who>.+?)(?:\s+(?:by\s+)?(?P<by>guardian|center))?",
    re.IGNORECASE,
)
_MOST_BUTTONS = 12
_LIST = Button(_("All minors"), "minor")
_HELP = Button(_("What can I ask?"), "help")


@command(
    argument=Argument("[open|close|end] CANDIDATE [guardian|center]"),
    changes=True,
    access=Access(Audience.ADMINISTRATORS, Shows.STUDENTS, private=True),
)
async def minor(call: Call) -> Answer:
    """Who is a minor, and whose codes and links were opened by a guardian or the center"""
    asked = _ASKED.fullmatch(call.argument.strip())
    if asked is None:
        return await _listed(call)
    student = await _student(call, asked["who"])
    theirs = student is not None and await call.edgefinder.own_choices.is_their_candidate(
        call.asker, student.id
    )
    if student is None or not theirs:
        return Answer("agreement_not_yours", {"query": asked["who"]}, ((_LIST,),))
    stands = await call.edgefinder.minors.of(student.id)
    doing = (asked["do"] or ("" if stands.minor else "mark")).lower()
    if doing not in {"end", "mark"} and not stands.minor:
        doing = "mark"
    if doing == "open" and not asked["by"]:
        doing = ""
    if not doing:
        return Answer("minor", {"minors": [stands]}, (*_offers(stands), (_LIST,)))
    return _sure(call, stands, doing, (asked["by"] or "").lower())


async def _student(call: Call, who: str) -> Person | None:
    """Return the candidate with this number or name.

    Return None if there is no such candidate, or if there are several.
    """
    rosters = call.edgefinder.rosters
    if (student := await rosters.student(call.asker, who)) is not None:
        return student
    found = students_named(await rosters.students(call.asker), who)
    return found[0] if len(found) == 1 else None


def _sure(call: Call, stands: "Minor", doing: str, by: str) -> Answer:
    """Ask whether to change who is a minor, or whether a minor's codes are open."""
    minors, person = call.edgefinder.minors, stands.person
    opener: Opener = "guardian" if by == "guardian" else "center"

    async def act() -> Answer:
        if doing == "open":
            await minors.open(person.id, opener)
        elif doing == "close":
            await minors.close(person.id)
        else:
            await minors.mark(person.id, minor=doing == "mark")
        now = await minors.of(person.id)
        return Answer("minor", {"minors": [now]}, (*_offers(now), (_LIST,)))

    call_words = {
        "open": f"minor open {person.number} {opener}",
        "mark": f"minor {person.number}",
    }.get(doing, f"minor {doing} {person.number}")
    assert len(call_words.encode()) <= CALL_BYTES, "numbers of candidates are short"
    data = {"person": person, "doing": doing, "by": opener}
    change = Change(_YES[doing], call_words, act, Button(_("No, leave it"), "minor"))
    return Answer("minor_sure", data, change=change)


_YES: dict[str, Message] = {
    "open": _("Yes, open them"),
    "close": _("Yes, close them"),
    "mark": _("Yes, they are a minor"),
    "end": _("Yes, they are of age"),
}


async def _listed(call: Call) -> Answer:
    found = await call.edgefinder.minors.known_to(call.asker)
    rows = [
        (Button(short(each.person.name), f"minor {each.person.number}"),)
        for each in found[:_MOST_BUTTONS]
    ]
    return Answer("minor", {"minors": found}, (*rows, (_HELP,)))


def _offers(stands: "Minor") -> tuple[tuple[Button, ...], ...]:
    """Return the buttons for one minor.

    They open or close the minor's codes, or record that the person is of age.
    """
    number = stands.person.number
    if not stands.minor:
        return ()
    of_age = Button(_("They are of age"), f"minor end {number}")
    if stands.opened_at is not None:
        return ((Button(_("Close them again"), f"minor close {number}"), of_age),)
    return (
        (
            Button(_("A guardian agreed"), f"minor open {number} guardian"),
            Button(_("The center agrees"), f"minor open {number} center"),
        ),
        (of_age,),
    )
