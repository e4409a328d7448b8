"""A workplace's hiring rules: list them, say what each requires, add and remove them."""

import re
import secrets
from dataclasses import dataclass
from typing import Any

from bot.command import Answer
from core.catalog.model import Catalog
from core.edgefinder import Edgefinder
from core.goals.model import Goal, GoalKind, Has, Node, Some, Visibility
from core.goals.saved_goals import GoalRefused, Owner
from core.language.message import _
from core.people.model import Asker, Role, Workspace

_MOST_NAMED = 6
MOST_RULES = 50
"""Maximum number of rules in one workplace."""
_TITLE_IN_CODE = 30


@dataclass(frozen=True, slots=True)
class SimpleRule:
    """A rule made in a window.

    The rule requires at least `need` of the `credentials`, which are codes, or all of them if
    `need` is 0. They must have been earned in the last `within_years` years, or at any time if that
    is 0.
    """

    title: str
    credentials: tuple[str, ...]
    need: int = 0
    within_years: int = 0


async def make_rule(edgefinder: Edgefinder, asker: Asker, rule: SimpleRule) -> Answer:
    """Save a rule for the person's workplace, in place of a rule with the same title."""
    organization = next((post for post in asker.posts if post.role is Role.EMPLOYER), None)
    if organization is None:
        return Answer(
            "rule_refused",
            {"reason": _("only people in a workspace where I am installed can make one")},
        )
    own = await own_rules(edgefinder, asker)
    same = [each.code for each in own if each.title.casefold() == rule.title.casefold()]
    if not same and len(own) >= MOST_RULES:
        return Answer("rule_refused", {"reason": _("there are already %(most)s", most=MOST_RULES)})
    needs: dict[str, Any] = {"all": list(rule.credentials)}
    if rule.need:
        needs = {"at_least": rule.need, "of": list(rule.credentials)}
    if rule.within_years:
        needs["within_years"] = rule.within_years
    entry = {
        "code": same[0] if same else _new_code(rule.title),
        "title": rule.title,
        "kind": GoalKind.HIRING.value,
        "owner": organization.organisation,
        "needs": needs,
    }
    identity = asker.identity
    owner = Owner(workspace=Workspace(identity.platform, identity.workspace))
    catalog = edgefinder.catalog
    kept = await edgefinder.saved_goals.save(owner, entry)
    if isinstance(kept, GoalRefused):
        return Answer("rule_refused", {"reason": f"{kept.key}: {kept.reason}"})
    asks = asks_for(kept.goal, catalog)
    return Answer("rule_kept", {"title": kept.goal.title, "asks": asks, "new": not same})


def _new_code(title: str) -> str:
    """Return a new code for a rule, with a random end.

    Because of the random end, nobody can guess the codes of other workplaces' rules.
    """
    words = re.sub("[^a-z0-9]+", "-", title.lower())[:_TITLE_IN_CODE].strip("-")
    return f"{words or 'rule'}-{secrets.token_hex(4)}"


async def rules_for(edgefinder: Edgefinder, asker: Asker) -> tuple[Goal, ...]:
    """Return the goals against which a person may check a candidate.

    Goals of the person's own organization come first.
    """
    seen = (await edgefinder.goal_repository.seen_by(asker)).values()
    return tuple(sorted((each for each in seen if not each.group), key=_is_of_all))


async def own_rules(edgefinder: Edgefinder, asker: Asker) -> tuple[Goal, ...]:
    """Return the goals of the person's own organization."""
    return tuple(each for each in await rules_for(edgefinder, asker) if not _is_of_all(each))


def _is_of_all(goal: Goal) -> bool:
    return goal.visibility is Visibility.PUBLIC


def asks_for(goal: Goal, catalog: Catalog) -> str:
    """Return what a goal requires, in words.

    If the goal requires only a few credentials, name them. Otherwise return the goal's own
    description.
    """
    needs = goal.tiers[0].needs
    parts: tuple[Node, ...] = needs.parts if isinstance(needs, Some) else (needs,)
    credentials = [part for part in parts if isinstance(part, Has)]
    if len(goal.tiers) > 1 or len(credentials) != len(parts) or len(parts) > _MOST_NAMED:
        return needs.words if isinstance(needs, Some) else goal.title
    named = [catalog.credential(each.credential) for each in credentials]
    titles = "; ".join(each.title for each in named if each is not None)
    years = {each.within_years for each in credentials} - {None}
    within = years.pop() if len(years) == 1 else None
    if isinstance(needs, Some) and not needs.all and within:
        return _(
            "at least %(need)s of: %(titles)s, earned within %(years)s years",
            need=needs.need,
            titles=titles,
            years=within,
        )
    if isinstance(needs, Some) and not needs.all:
        return _("at least %(need)s of: %(titles)s", need=needs.need, titles=titles)
    if within:
        return _("%(titles)s, earned within %(years)s years", titles=titles, years=within)
    return titles
