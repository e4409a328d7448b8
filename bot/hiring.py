"""Rules for hiring: those that a workplace's people see, and what each asks for in one line."""

from core.catalog.model import Catalog
from core.edgefinder import Edgefinder
from core.goals.model import Goal, Has, Node, Some, Visibility
from core.people.model import Asker

_MOST_NAMED = 6


async def rules_for(edgefinder: Edgefinder, asker: Asker) -> tuple[Goal, ...]:
    """The goals by which somebody may check a candidate: their own house's first."""
    seen = (await edgefinder.known_goals.seen_by(asker)).values()
    return tuple(sorted((each for each in seen if not each.group), key=_is_of_all))


async def own_rules(edgefinder: Edgefinder, asker: Asker) -> tuple[Goal, ...]:
    """The goals of their own house alone."""
    return tuple(each for each in await rules_for(edgefinder, asker) if not _is_of_all(each))


def _is_of_all(goal: Goal) -> bool:
    return goal.visibility is Visibility.PUBLIC


def asks_for(goal: Goal, catalog: Catalog) -> str:
    """What a goal asks for: its credentials by name where they are few, else in its own words."""
    needs = goal.tiers[0].needs
    parts: tuple[Node, ...] = needs.parts if isinstance(needs, Some) else (needs,)
    credentials = [part for part in parts if isinstance(part, Has)]
    if len(goal.tiers) > 1 or len(credentials) != len(parts) or len(parts) > _MOST_NAMED:
        return needs.words if isinstance(needs, Some) else goal.title
    named = [catalog.credential(each.credential) for each in credentials]
    titles = "; ".join(each.title for each in named if each is not None)
    years = {each.within_years for each in credentials} - {None}
    within = f", earned within {years.pop()} years" if len(years) == 1 else ""
    if isinstance(needs, Some) and not needs.all:
        return f"at least {needs.need} of: {titles}{within}"
    return f"{titles}{within}"
