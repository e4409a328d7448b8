"""Benchmark the goal solver, which finds the fewest exams that meet a goal."""

import random
from collections.abc import Sequence
from datetime import date

from core.catalog.loading import load_catalog
from core.catalog.model import Catalog, Credential
from core.goals.evaluation import Goals
from core.goals.model import Goal, GoalKind, Has, Node, Some, Tier
from core.goals.standing import Facts
from tests.bench.measuring import Ratio, alone

_RULES = 100
_DAY = date(2026, 1, 31)
_MOST_MS = 5


async def goal_ratios() -> list[Ratio]:
    """Measure how many candidates' progress toward goals is computed per second.

    The first measurement has typical goals, and the second has deeply nested ones. Each rule of a
    goal has four parts. A part is a credential, some credentials of an area, level or list, or
    another rule. Each candidate has passed some exams.
    """
    catalog = load_catalog()
    goals = Goals(catalog)
    ratios = []
    for levels in (3, 4):
        asked = _asked(catalog, levels)

        async def standings(asked: Sequence[tuple[Goal, Facts]] = asked) -> int:
            for goal, facts in asked:
                goals.standing(goal, facts, _DAY)
            return len(asked)

        name = f"fewest exams, rules of {levels} levels"
        bare = f"{_MOST_MS} ms a candidate"
        ratios.append(Ratio(name, await alone(standings), bare, 1000 / _MOST_MS, 1.0, 2.0))
    return ratios


def _asked(catalog: Catalog, levels: int) -> list[tuple[Goal, Facts]]:
    """Return goals, and the exams that each candidate has passed: the same in every run."""
    chance = random.Random(levels)
    exams = list(catalog.exams)
    asked = []
    for number in range(_RULES):
        needs = _some(chance, 4, [_part(chance, catalog, levels - 1) for _ in range(4)])
        goal = Goal(f"rule-{number}", "", GoalKind.HIRING, "", (Tier("", needs),))
        passed = chance.sample(exams, chance.randint(0, len(exams) // 3))
        asked.append((goal, Facts(dict.fromkeys(passed, (_DAY, _DAY)))))
    return asked


def _part(chance: random.Random, catalog: Catalog, levels: int) -> Node:
    if levels > 1 and chance.random() < 2 / 3:
        parts = [_part(chance, catalog, levels - 1) for _ in range(chance.randint(2, 4))]
        return _some(chance, chance.choice((1, chance.randint(1, len(parts)), len(parts))), parts)
    chosen = _chosen(chance, list(catalog.credentials))
    return _some(chance, chance.randint(1, min(4, len(chosen))), chosen)


def _chosen(chance: random.Random, credentials: list[Credential]) -> list[Node]:
    one = chance.choice(credentials)
    match chance.randrange(4):
        case 0:
            chosen = [one]
        case 1:
            chosen = [each for each in credentials if each.area == one.area]
        case 2:
            chosen = [each for each in credentials if each.level == one.level]
        case _:
            chosen = chance.sample(credentials, chance.randint(2, 6))
    return [Has(each.code) for each in chosen]


def _some(chance: random.Random, need: int, parts: list[Node]) -> Some:
    chance.shuffle(parts)
    return Some(need, tuple(parts), "")
