"""Exam costs by the training center's price list, and the cheapest way to a goal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.catalog.fees import Fee, Fees
from core.catalog.model import Exam
from core.goals.evaluation import Goals
from core.goals.model import Goal
from core.goals.standing import Facts, Standing


@dataclass(frozen=True, slots=True)
class Priced:
    """An exam and its fee. `fee` is None if the price list has no fee for the exam."""

    exam: Exam
    fee: Fee | None


@dataclass(frozen=True, slots=True)
class Bill:
    """The total cost of some exams.

    `total` leaves out exams without a price. `subscription` is a subscription that covers all of
    the exams. It is set only if it costs less than the total, or if some exam has no price.
    """

    exams: tuple[Priced, ...]
    total: Decimal
    subscription: Fee | None

    @property
    def unpriced(self) -> tuple[Exam, ...]:
        return tuple(each.exam for each in self.exams if each.fee is None)

    @property
    def fees(self) -> tuple[Fee, ...]:
        """The fees of these exams, and the subscription if one is set, without duplicates."""
        used = [each.fee for each in self.exams if each.fee is not None]
        return tuple(dict.fromkeys([*used, *([self.subscription] if self.subscription else [])]))

    @property
    def least(self) -> Decimal | None:
        """The lowest possible cost of these exams.

        None if some exam has no price and no subscription covers all exams.
        """
        if self.subscription is not None:
            return self.subscription.price
        return None if self.unpriced else self.total


@dataclass(frozen=True, slots=True)
class PathCost:
    """A path to a goal, and the cost of its exams."""

    standing: Standing
    bill: Bill


@dataclass(frozen=True, slots=True)
class PathCosts:
    """The path with the fewest exams, and the cheapest path.

    `cheapest` is None if prices are missing, so that nobody can say which path is cheapest.
    """

    fewest: PathCost
    cheapest: PathCost | None

    @property
    def same(self) -> bool:
        """Whether no path is cheaper than the path with the fewest exams."""
        least = self.fewest.bill.least
        return self.cheapest is not None and least == self.cheapest.bill.least


class ExamCosts:
    """Computes exam costs. `fees` is None if the center has no price list."""

    def __init__(self, fees: Fees | None, goals: Goals) -> None:
        self.fees = fees
        self._goals = goals

    def bill(self, exams: Iterable[Exam], today: date) -> Bill:
        """Return the total cost of these exams today."""
        fees = self.fees
        if fees is None:
            return Bill(tuple(Priced(exam, None) for exam in exams), Decimal(0), None)
        priced = tuple(Priced(exam, fees.of_exam(exam.code, today)) for exam in exams)
        total = sum((each.fee.price for each in priced if each.fee), Decimal(0))
        subscription = fees.subscription((each.exam.code for each in priced), today)
        complete = all(each.fee is not None for each in priced)
        if not priced or (subscription and complete and subscription.price >= total):
            subscription = None
        return Bill(priced, total, subscription)

    def ways(self, goal: Goal, facts: Facts, today: date) -> PathCosts:
        """Return the path with the fewest exams to a goal, and the cheapest path.

        `facts` are what the candidate has passed and earned.
        """
        fewest = self._way(self._goals.standing(goal, facts, today), today)
        if self.fees is None:
            return PathCosts(fewest, None)
        prices = {
            code: int(fee.price.scaleb(self.fees.precision))
            for code in self._goals.exam_codes
            if (fee := self.fees.of_exam(code, today)) is not None
        }
        by_price = self._way(self._goals.standing(goal, facts, today, prices=prices), today)
        known = [way for way in (fewest, by_price) if way.bill.least is not None]
        cheapest = min(
            known, key=lambda way: (way.bill.least, len(way.standing.path)), default=None
        )
        if by_price.bill.least is None:
            cheapest = None  # an exam on this path has no price, so another path may be cheaper
        return PathCosts(fewest, cheapest)

    def _way(self, standing: Standing, today: date) -> PathCost:
        return PathCost(standing, self.bill(standing.path, today))
