"""Check whether the credentials with the given award codes meet a goal.

No other records are used.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Text, bindparam, func, select

from core.clock import Today
from core.goals.evaluation import Goals
from core.goals.model import Goal
from core.goals.standing import Facts, Standing
from core.storage.database import Database
from core.storage.raw_statements import Query
from core.storage.tables import awards
from core.verification.lookup import Verification
from core.verification.record_lookup import MOST_CODES
from core.verification.verdict import Verdict, VerdictKind

_HOLDERS = Query(
    select(func.count(func.distinct(awards.c.candidate_id))).where(
        awards.c.code.in_([bindparam(f"code{i}", type_=Text) for i in range(MOST_CODES)]),
        awards.c.revoked_on.is_(None),
    )
)


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on each award code, and whether the valid codes meet the goal.

    `standing` uses only the valid codes. It is None if no code is valid, or if the codes belong to
    several people.
    """

    verdicts: tuple[Verdict, ...]
    holders: int
    standing: Standing | None


class GoalChecks:
    """Checks whether the credentials with some award codes meet a goal."""

    def __init__(
        self, database: Database, verification: Verification, goals: Goals, today: Today
    ) -> None:
        self._database = database
        self._verification = verification
        self._goals = goals
        self._today = today

    async def check(self, shown: Sequence[str], goal: Goal) -> Checked:
        """Check up to `MOST_CODES` award codes or links against a goal, in two queries."""
        verdicts = await self._verification.verify(shown)
        valid = [each for each in verdicts if each.kind is VerdictKind.VALID]
        codes = [each.code for each in valid] + [""] * (MOST_CODES - len(valid))
        parameters = {f"code{place}": code for place, code in enumerate(codes)}
        [[holders]] = await self._database.fetch(_HOLDERS, **parameters)
        standing = None
        if holders == 1:
            held = {
                each.credential_code: each.issued_on
                for each in valid
                if each.credential_code and each.issued_on
            }
            facts = self._goals.completed(Facts(held=held))
            standing = self._goals.standing(goal, facts, self._today())
        return Checked(tuple(verdicts), holders, standing)
