"""Notify candidates when imported results matter for the goals that they follow.

The notices are written in the import's transaction. If no candidate follows a goal, one short query
finds that out.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.catalog.model import Catalog
from core.clock import Clock
from core.goals.evaluation import Goals
from core.goals.goal_documents import GoalDocuments
from core.goals.model import Goal
from core.goals.standing import Standing
from core.outbox.enqueue import NewNotice, enqueue
from core.outbox.kinds import NoticeKind
from core.records.batch_loading import records_of
from core.records.model import Outcome, Record
from core.storage.staging import one_of
from core.storage.tables import followed_goals, goals

# a plain string, because comparing enum members is many times slower
_PASS = Outcome.PASS.value
_AT_ONCE = 2000
"""At most this many candidates' records are held in memory at once."""


class Followers:
    """Queues a notice for a candidate if new passes meet a goal or leave only one exam to take."""

    def __init__(
        self, connection: AsyncConnection, catalog: Catalog, clock: Clock, today: date
    ) -> None:
        self._connection = connection
        self._catalog = catalog
        self._documents = GoalDocuments(catalog)
        self._clock = clock
        self._today = today

    async def tell(self, brought: Sequence[tuple[int, str, str]]) -> None:
        """Notify followers of goals that imported results affect.

        `brought` has the candidate, exam and outcome of each result.
        """
        if (await self._connection.execute(select(followed_goals).limit(1))).first() is None:
            return
        passed: dict[int, set[str]] = defaultdict(set)
        for candidate, exam, outcome in brought:
            if outcome == _PASS:
                passed[candidate].add(exam)
        ordered = sorted(passed)
        for start in range(0, len(ordered), _AT_ONCE):
            some = {each: passed[each] for each in ordered[start : start + _AT_ONCE]}
            await self._notify_some(some)

    async def _notify_some(self, passed: Mapping[int, Collection[str]]) -> None:
        column, connection = followed_goals.c.person_id, self._connection
        followed: dict[int, list[str]] = defaultdict(list)
        for person, code in (
            await connection.execute(
                select(column, followed_goals.c.goal_code).where(
                    one_of(connection, column, list(passed))
                )
            )
        ).all():
            followed[person].append(code)
        if not followed:
            return
        known = await self._known({code for codes in followed.values() for code in codes})
        records = await records_of(connection, list(followed))
        owed = [
            notice
            for person, codes in followed.items()
            for code in sorted(codes)
            if code in known
            for notice in self._owed(person, known[code], records[person], passed[person])
        ]
        await enqueue(connection, self._clock(), *owed)

    def _owed(
        self, person: int, goal: Goal, record: Record, passed: Collection[str]
    ) -> list[NewNotice]:
        """Return a notice if the new passes met this goal, or left only one of its exams to take.

        Return an empty list otherwise.
        """
        now = self._standing(goal, record)
        near = now.reachable and not now.met and len(now.path) == 1
        if not now.met and not near:
            return []
        before = self._standing(goal, _without(self._catalog, record, passed))
        data = {"goal": goal.code, "title": goal.title}
        if now.met:
            if before.met:
                return []
            return [NewNotice(NoticeKind.GOAL_MET, person, data=data, once=goal.code)]
        if before.reachable and len(before.path) == 1 and before.towards == now.towards:
            return []
        data |= {"exam": now.path[0].code, "step": now.towards}
        once = f"{goal.code}:{now.towards}"
        return [NewNotice(NoticeKind.GOAL_NEAR, person, data=data, once=once)]

    def _standing(self, goal: Goal, record: Record) -> Standing:
        return self._goals.standing(goal, self._goals.facts(record), self._today)

    async def _known(self, codes: Collection[str]) -> Mapping[str, Goal]:
        """Return the goals with these codes, read again from the database.

        A process may have changed the goals on record since the import began.
        """
        found = {code: goal for code, goal in self._documents.shipped.items() if code in codes}
        rows = await self._connection.execute(
            select(goals.c.code, goals.c.document).where(
                one_of(self._connection, goals.c.code, list(codes))
            )
        )
        for code, document in rows.all():
            if (goal := self._documents.goal(document)) is not None:
                found[code] = goal
        return found

    @cached_property
    def _goals(self) -> Goals:
        return Goals(self._catalog)


def _without(catalog: Catalog, record: Record, passed: Collection[str]) -> Record:
    """Return the record without the passes of these exams and the awards that came from them."""
    carried = {
        credential.code for exam in passed for credential in catalog.credentials_needing(exam)
    }
    return replace(
        record,
        results=tuple(each for each in record.results if each.exam not in passed),
        awards=tuple(each for each in record.awards if each.credential not in carried),
    )
