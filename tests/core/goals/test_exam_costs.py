"""The cost of exams, and the cheapest path to a goal beside the path with the fewest exams."""

from datetime import date
from decimal import Decimal
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.catalog.fees import Fee, Fees, Item
from core.catalog.loading import load_catalog
from core.goals.evaluation import Goals
from core.goals.exam_costs import ExamCosts, PathCost
from core.goals.goal_toml import parse_goals
from core.goals.model import Goal
from core.goals.shipped_goals import shipped_goals
from core.records.model import Outcome, Record, Result

CATALOG = load_catalog()
GOALS = Goals(CATALOG)
SHIPPED = shipped_goals(CATALOG)
TODAY = date(2026, 11, 23)
SINCE = date(2026, 8, 1)
NOTHING = GOALS.facts()


def price_list(prices: dict[str, float], subscription: float | None = None) -> Fees:
    fees = [
        Fee(Item.EXAM, Decimal(str(price)), SINCE, "Price list", frozenset({code}))
        for code, price in prices.items()
    ]
    if subscription is not None:
        every = frozenset(CATALOG.exams)
        fees.append(Fee(Item.SUBSCRIPTION, Decimal(str(subscription)), SINCE, "Price list", every))
    return Fees("USD", tuple(fees))


def everything_at(price: float, **others: float) -> dict[str, float]:
    named = {code.replace("_", "-"): each for code, each in others.items()}
    return {**dict.fromkeys(CATALOG.exams, price), **named}


def goal_of(needs: str) -> Goal:
    text = f'[[goal]]\ncode="x"\ntitle="X"\nkind="hiring"\nowner="O"\nneeds = {needs}\n'
    [goal] = parse_goals(text, CATALOG, "x")
    return goal


def codes(way: PathCost) -> list[str]:
    return [exam.code for exam in way.standing.path]


def test_the_cheapest_path_may_need_more_exams() -> None:
    # Measurement needs one exam (theory), and Job Planning needs two
    goal = goal_of('{ any = ["M1-MMS", "M1-JBL"] }')
    exam_costs = ExamCosts(price_list(everything_at(10, M1_MMS_T=50)), GOALS)
    ways = exam_costs.ways(goal, NOTHING, TODAY)
    assert codes(ways.fewest) == ["M1-MMS-T"]
    assert ways.fewest.bill.least == Decimal(50)
    assert ways.cheapest is not None
    assert codes(ways.cheapest) == ["M1-JBL-T", "M1-JBL-P"]
    assert ways.cheapest.bill.least == Decimal(20)
    assert not ways.same


def test_of_two_equally_cheap_paths_the_one_with_fewer_exams_is_chosen() -> None:
    goal = goal_of('{ any = ["M1-JBL", "M1-MMS"] }')
    ways = ExamCosts(price_list(everything_at(10, M1_MMS_T=20)), GOALS).ways(goal, NOTHING, TODAY)
    assert ways.same
    assert ways.cheapest is not None
    assert codes(ways.cheapest) == ["M1-MMS-T"]


def test_if_all_exams_are_free_the_path_with_the_fewest_exams_is_the_cheapest() -> None:
    ways = ExamCosts(price_list(everything_at(0)), GOALS).ways(
        SHIPPED["pa-skills-basic"], NOTHING, TODAY
    )
    assert ways.same
    assert len(codes(ways.fewest)) == 3


def test_exams_that_are_passed_already_cost_nothing() -> None:
    passed = Record((Result("M1-JBL-T", TODAY, 0, Outcome.PASS),))
    goal = goal_of('{ any = ["M1-MMS", "M1-JBL"] }')
    exam_costs = ExamCosts(price_list(everything_at(30, M1_MMS_T=40)), GOALS)
    ways = exam_costs.ways(goal, GOALS.facts(passed), TODAY)
    assert ways.cheapest is not None
    assert codes(ways.cheapest) == ["M1-JBL-P"]


def test_an_exam_without_a_price_is_avoided_if_there_is_another_path() -> None:
    goal = goal_of('{ any = ["M1-MMS", "M1-JBL"] }')
    ways = ExamCosts(price_list({"M1-JBL-T": 30, "M1-JBL-P": 30}), GOALS).ways(goal, NOTHING, TODAY)
    assert ways.cheapest is not None
    assert codes(ways.cheapest) == ["M1-JBL-T", "M1-JBL-P"]
    assert ways.fewest.bill.least is None


def test_if_no_path_has_all_prices_the_cheapest_path_is_unknown() -> None:
    ways = ExamCosts(price_list({"M1-JBL-T": 30}), GOALS).ways(
        SHIPPED["ccc-mfgt-123"], NOTHING, TODAY
    )
    assert ways.cheapest is None


def test_without_a_price_list_the_cheapest_path_is_unknown() -> None:
    ways = ExamCosts(None, GOALS).ways(SHIPPED["ccc-mfgt-123"], NOTHING, TODAY)
    assert codes(ways.fewest) == ["M1-CMP-T", "M1-CMP-P"]
    assert ways.cheapest is None
    assert ways.fewest.bill.least is None


def test_a_subscription_is_suggested_only_if_it_saves_money() -> None:
    exams = [CATALOG.exams["M1-JBL-T"], CATALOG.exams["M1-JBL-P"]]
    for price, saves in ((59, True), (60, False), (61, False)):
        bill = ExamCosts(price_list(everything_at(30), price), GOALS).bill(exams, TODAY)
        assert (bill.subscription is not None) is saves
        assert bill.least == min(Decimal(price), Decimal(60))


def test_a_subscription_is_suggested_if_an_exam_has_no_price_of_its_own() -> None:
    exams = [CATALOG.exams["M1-JBL-T"], CATALOG.exams["M1-JBL-P"]]
    bill = ExamCosts(price_list({"M1-JBL-T": 30}, 100), GOALS).bill(exams, TODAY)
    assert bill.subscription is not None
    assert bill.total == Decimal(30)
    assert [exam.code for exam in bill.unpriced] == ["M1-JBL-P"]
    assert bill.least == Decimal(100)


FEW = ("M1-MMS", "M1-JBL", "M1-TBC", "M1-TCH", "M1-GRD")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 9999), min_size=8, max_size=8),
    st.integers(1, 4),
)
def test_no_choice_of_credentials_costs_less_than_the_cheapest_path(
    cents: list[int], needed: int
) -> None:
    exams = sorted(_exams_of(FEW))
    prices = {code: price / 100 for code, price in zip(exams, cents, strict=False)}
    listed = ", ".join(f'"{code}"' for code in FEW)
    goal = goal_of(f"{{ at_least = {needed}, of = [{listed}] }}")
    ways = ExamCosts(price_list(prices), GOALS).ways(goal, NOTHING, TODAY)
    by_hand = min(
        round(sum(prices[each] for each in _exams_of(chosen)) * 100)
        for chosen in combinations(FEW, needed)
    )
    assert ways.cheapest is not None
    assert ways.cheapest.bill.total * 100 == by_hand


def _exams_of(chosen: tuple[str, ...]) -> set[str]:
    found = [CATALOG.credential(code) for code in chosen]
    return {exam.code for each in found if each for exam in each.exams}
