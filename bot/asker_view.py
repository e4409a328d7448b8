"""What a message may name: the people, classes, goals and credentials that its writer knows."""

from bot.access import role_of
from bot.reply import Turn
from bot.understanding.readings import View
from core.edgefinder import Edgefinder
from core.people.model import Asker, Role
from core.progress import counting
from core.records.model import Record


async def view_of(edgefinder: Edgefinder, turn: Turn, asker: Asker, record: Record) -> View:
    """Return what a message of this person may name, and what is on their record."""
    goals = await edgefinder.goal_repository.seen_by(asker)
    if not turn.private or asker.person is None:
        # in a group, we do not know who asks; most people there are candidates
        role = role_of(asker) if turn.private else Role.CANDIDATE.value
        return View(role, goals=tuple(goals.values()))
    held = frozenset(each.credential for each in record.awards if each.revoked_on is None)
    needing = edgefinder.catalog.credentials_needing
    begun = {c.code for exam in counting(record.results) for c in needing(exam)}
    view = View(
        role_of(asker),
        goals=tuple(goals.values()),
        held=held,
        begun=frozenset(begun - held) or held,
        followed=asker.followed,
    )
    if not asker.has(Role.INSTRUCTOR, Role.EVALUATOR, Role.ADMINISTRATOR):
        return view
    people, rosters = await edgefinder.visible_names.of(asker)
    return View(view.role, people, rosters, view.goals, held)
