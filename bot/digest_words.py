"""The digest of a roster: new awards, stuck students, and goals that are near."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from bot.class_chart import class_files
from bot.command import Answer
from bot.commands.catalog import short
from bot.reply import Button
from core.catalog.model import Exam
from core.class_progress import class_progress
from core.edgefinder import Edgefinder
from core.goals.model import Visibility
from core.language.message import _
from core.people.model import Person
from core.progress import CandidateProgress
from core.records.model import Record

if TYPE_CHECKING:
    from core.notices.claimed_notice import DueNotice
    from core.people.roster_names import Roster
    from core.records.members import Member

_LISTED = 25
"""Maximum entries of each kind in a digest. For further entries, a digest gives only the number."""
_QUIET_FOR = timedelta(days=60)
"""A student without a result for this long counts as waiting, if an exam is open for them."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A candidate who makes no progress.

    The candidate is locked out of an exam until a day, or has had no result since the day `since`.
    """

    name: str
    exam: Exam | None = None
    credential: str = ""
    until: date | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class _Aim:
    """A goal that some students of a class follow.

    `followers` and `met` are numbers of students. `near` are the names of students who need one
    exam.
    """

    title: str
    followers: int
    met: int
    near: list[str]


async def digest(notice: "DueNotice", edgefinder: Edgefinder) -> Answer:
    """Return the digest of a roster for its teacher.

    The digest has the awards earned since the last digest, and the progress of the class.
    """
    assert notice.to is not None, "a digest goes to an instructor on record"
    taught = await edgefinder.choices.rosters(notice.to)
    roster = next((each.roster for each in taught if each.roster.id == notice.data["roster"]), None)
    buttons: tuple[Button, ...] = (Button(_("My notices"), "notices"),)
    if roster is None:
        return Answer("notice_digest_gone", {}, (buttons,), stays=True)
    today = edgefinder.today()
    earned = await edgefinder.rosters.still_held(roster.id, notice.data["awards"])
    members = await edgefinder.rosters.class_records(roster)
    stands = class_progress(roster.name, members, edgefinder.progress, today)
    waiting = [
        each
        for student, (_, record) in zip(stands.students, members, strict=True)
        if (each := _waiting(student.person, record, student.progress))
    ]
    title_of = edgefinder.catalog.title_of
    data: dict[str, Any] = {
        "roster": roster,
        "pace": notice.data["pace"],
        "earned": [(e.name, title_of(e.credential), e.issued_on) for e in earned[:_LISTED]],
        "count": len(earned),
        "students": len(members),
        "all_earned": sum(len(each.progress.earned) for each in stands.students),
        "in_progress": sum(len(each.progress.in_progress) for each in stands.students),
        "waiting": waiting[:_LISTED],
        "waiting_count": len(waiting),
        "goals": await _goals_of(edgefinder, roster, members),
    }
    see = Button(short(roster.name), f"roster #{roster.id}")
    # send only the picture, because the button below it shows the table
    picture = (await class_files(stands))[:1]
    return Answer("notice_digest", data, ((see, *buttons),), picture, stays=True)


async def _goals_of(
    edgefinder: Edgefinder, roster: "Roster", members: Sequence["Member"]
) -> list[_Aim]:
    """Return public goals that a roster's students follow, without goals for groups."""
    followers = await edgefinder.followed_goals.followers_on(roster.id)
    if not followers:
        return []
    goals, today = edgefinder.goals, edgefinder.today()
    aims = []
    for code, goal in (await edgefinder.goal_repository.everything()).items():
        if code not in followers or goal.group or goal.visibility is not Visibility.PUBLIC:
            continue
        stands = [
            (person.name, goals.standing(goal, goals.facts(record), today))
            for person, record in members
            if person.id in followers[code]
        ]
        met = sum(standing.met for _, standing in stands)
        near = [name for name, standing in stands if len(standing.path) == 1]
        aims.append(_Aim(goal.title, len(stands), met, near[:_LISTED]))
    return aims


def _waiting(person: Person, record: Record, progress: CandidateProgress) -> _Waiting | None:
    step = progress.next_step
    if step is None:
        return None
    title = step.credential.credential.title
    if step.exam.until is not None:
        return _Waiting(person.name, step.exam.exam, title, until=step.exam.until)
    last = max((result.taken_on for result in record.results), default=None)
    if step.exam.open and last is not None and progress.today - last > _QUIET_FOR:
        return _Waiting(person.name, step.exam.exam, title, since=last)
    return None
