"""Earning and revoking: what the results that a batch brought mean for credentials.

All in the transaction that brought them, with what people must be told.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    Table,
    Text,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from core.awards.codes import new_code
from core.catalog.model import Catalog, Credential
from core.clock import Clock
from core.notices.outbox import NoticeKind
from core.progress import counting
from core.records.model import Outcome, Result
from core.storage.staging import stage, staging_table
from core.storage.tables import (
    awards,
    notices,
    results,
    roster_candidates,
    roster_instructors,
)
from core.storage.types import Instant, Key

_AT_ONCE = 500  # parameters of one statement

_needs = staging_table(
    "credential_needs", Column("credential_code", Text), Column("exam_code", Text)
)


@dataclass(frozen=True, slots=True)
class Earned:
    awarded: int = 0
    revoked: int = 0


@dataclass(frozen=True, slots=True)
class Revoked:
    code: str
    credential: str


@dataclass(frozen=True, slots=True)
class NoSuchAward:
    pass


@dataclass(frozen=True, slots=True)
class AlreadyRevoked:
    revoked_on: date
    because: str


@dataclass(frozen=True, slots=True)
class _New:
    candidate_id: int
    credential: str
    issued_on: date


class Awarding:
    """Awards what is complete and revokes what no longer is. One for an import's connection."""

    def __init__(self, connection: AsyncConnection, catalog: Catalog, clock: Clock) -> None:
        self._connection = connection
        self._catalog = catalog
        self._clock = clock

    async def prepare(self) -> None:
        """Tells the connection which exams each credential needs; before the first `settle`."""
        pairs = [(c.code, exam.code) for c in self._catalog.credentials for exam in c.exams]
        await stage(self._connection, _needs, pairs)

    async def settle(self, brought: Table) -> Earned:
        """What the staged results (candidate_id, exam_code, outcome) mean for credentials."""
        unclear = await self._candidates_with_voids(brought)
        new: list[_New] = []
        for row in await self._connection.execute(_complete(brought)):
            if row.voided:
                unclear.add(row.candidate_id)
            else:
                new.append(_New(row.candidate_id, row.credential_code, row.issued_on))
        earned, lost = await self._look_closely(unclear)
        await self._award(new + earned)
        await self._revoke(lost, "void")
        return Earned(len(new) + len(earned), len(lost))

    async def _candidates_with_voids(self, brought: Table) -> set[int]:
        voided = select(brought.c.candidate_id).where(brought.c.outcome == Outcome.VOID.value)
        return {row.candidate_id for row in await self._connection.execute(voided.distinct())}

    async def _look_closely(self, candidates: set[int]) -> tuple[list[_New], dict[int, str]]:
        """Works out in full what candidates with voided results have earned, and have lost."""
        earned: list[_New] = []
        lost: dict[int, str] = {}
        ordered = sorted(candidates)
        for start in range(0, len(ordered), _AT_ONCE):
            some = ordered[start : start + _AT_ONCE]
            taken: dict[int, list[Result]] = defaultdict(list)
            for row in await self._connection.execute(
                select(results).where(results.c.candidate_id.in_(some))
            ):
                outcome = Outcome(row.outcome)
                result = Result(row.exam_code, row.taken_on, row.attempt, outcome)
                taken[row.candidate_id].append(result)
            given: dict[int, list[Any]] = defaultdict(list)
            for row in await self._connection.execute(
                select(awards).where(
                    awards.c.candidate_id.in_(some),
                    or_(awards.c.revoked_on.is_(None), awards.c.revoked_by == "issuer"),
                )
            ):
                given[row.candidate_id].append(row)
            for candidate in some:
                self._weigh(candidate, taken[candidate], given[candidate], earned, lost)
        return earned, lost

    def _weigh(
        self,
        candidate: int,
        taken: list[Result],
        given: list[Any],
        earned: list[_New],
        lost: dict[int, str],
    ) -> None:
        passed: dict[str, date] = {}
        for exam, sittings in counting(taken).items():
            days = [s.taken_on for s in sittings if s.outcome is Outcome.PASS]
            if days:
                passed[exam] = min(days)
        begun = {c.code: c for exam in passed for c in self._catalog.credentials_needing(exam)}
        settled = {award.credential_code for award in given}
        for credential in begun.values():
            days = [passed[exam.code] for exam in credential.exams if exam.code in passed]
            if len(days) == len(credential.exams) and credential.code not in settled:
                earned.append(_New(candidate, credential.code, max(days)))
        for award in given:
            needed = self._catalog.credential(award.credential_code)
            if award.revoked_on is not None or needed is None:
                continue  # what left the catalogue stays as it was given
            if any(exam.code not in passed for exam in needed.exams):
                lost[award.id] = self._why(needed, passed, taken)

    def _why(self, credential: Credential, passed: dict[str, date], taken: list[Result]) -> str:
        missing = {exam.code: exam for exam in credential.exams if exam.code not in passed}
        voids = [r for r in taken if r.outcome is Outcome.VOID and r.exam in missing]
        if not voids:
            return "an exam that it needs is not on record"
        void = max(voids, key=lambda result: result.taken_on)
        return f"the result of {missing[void.exam].title} of {void.taken_on} was voided"

    async def _award(self, new: Sequence[_New]) -> None:
        if not new:
            return
        now = self._clock()
        last = await self._connection.scalar(select(func.coalesce(func.max(awards.c.id), 0)))
        assert last is not None
        rows = [
            {
                "code": new_code(),
                "candidate_id": each.candidate_id,
                "credential_code": each.credential,
                "issued_on": each.issued_on,
                "awarded_at": now,
            }
            for each in new
        ]
        # held already: another import was quicker, and has told everybody
        await self._connection.execute(_lenient(self._connection, awards), rows)
        newly = and_(awards.c.id > last, awards.c.awarded_at == now)
        await _tell(self._connection, newly, NoticeKind.AWARD_EARNED, NoticeKind.STUDENT_AWARD, now)

    async def _revoke(self, lost: dict[int, str], revoked_by: str) -> None:
        for award, because in lost.items():
            await _revoke_one(self._connection, award, because, revoked_by, self._clock())


async def revoke(
    connection: AsyncConnection, clock: Clock, code: str, reason: str
) -> Revoked | NoSuchAward | AlreadyRevoked:
    """Takes an award back by hand; it is never given again by itself."""
    rows = await connection.execute(select(awards).where(awards.c.code == code))
    award = rows.first()
    if award is None:
        return NoSuchAward()
    if award.revoked_on is not None:
        return AlreadyRevoked(award.revoked_on, award.revoked_because)
    await _revoke_one(connection, award.id, reason, "issuer", clock())
    return Revoked(code, award.credential_code)


async def _revoke_one(
    connection: AsyncConnection, award: int, because: str, revoked_by: str, now: datetime
) -> None:
    await connection.execute(
        update(awards)
        .where(awards.c.id == award)
        .values(revoked_on=now.date(), revoked_because=because, revoked_by=revoked_by)
    )
    one = awards.c.id == award
    await _tell(connection, one, NoticeKind.AWARD_REVOKED, NoticeKind.STUDENT_AWARD_REVOKED, now)


def _complete(brought: Table) -> Select[Any]:
    """Pairs of candidate and credential that a brought pass may have completed.

    `voided` says that the candidate has voided results, so that it takes a closer look.
    """
    pairs = (
        select(brought.c.candidate_id, _needs.c.credential_code)
        .join(_needs, _needs.c.exam_code == brought.c.exam_code)
        .where(brought.c.outcome == Outcome.PASS.value)
        .distinct()
        .cte("pairs")
    )
    need = _needs.alias("need")
    passed = and_(
        results.c.candidate_id == pairs.c.candidate_id,
        results.c.exam_code == need.c.exam_code,
        results.c.outcome == Outcome.PASS.value,
    )
    first_pass = (
        select(func.min(results.c.taken_on)).where(passed).correlate(pairs, need).scalar_subquery()
    )
    lacking = exists(
        select(literal(1))
        .where(need.c.credential_code == pairs.c.credential_code)
        .where(not_(exists(select(literal(1)).where(passed).correlate(pairs, need))))
        .correlate(pairs)
    )
    settled = exists(
        select(literal(1)).where(
            awards.c.candidate_id == pairs.c.candidate_id,
            awards.c.credential_code == pairs.c.credential_code,
            or_(awards.c.revoked_on.is_(None), awards.c.revoked_by == "issuer"),
        )
    )
    void = results.alias("void")
    voided = exists(
        select(literal(1)).where(
            void.c.candidate_id == pairs.c.candidate_id, void.c.outcome == Outcome.VOID.value
        )
    )
    issued_on = (
        select(func.max(first_pass))
        .where(need.c.credential_code == pairs.c.credential_code)
        .correlate(pairs)
        .scalar_subquery()
    )
    return select(
        pairs.c.candidate_id,
        pairs.c.credential_code,
        issued_on.label("issued_on"),
        voided.label("voided"),
    ).where(not_(settled), not_(lacking))


async def _tell(
    connection: AsyncConnection,
    which: ColumnElement[bool],
    to_candidate: NoticeKind,
    to_instructor: NoticeKind,
    now: datetime,
) -> None:
    """Owes a notice of these awards to the candidate, and to each instructor on whose rosters
    they are.
    """

    def owed(kind: NoticeKind, person: ColumnElement[Any]) -> Select[Any]:
        key = f"{kind}:" + cast(awards.c.id, Text) + ":" + cast(person, Text)
        moment = literal(now, Instant)
        return select(
            key, literal(kind.value, Text), cast(person, Key), awards.c.id, moment, moment
        ).where(which)

    candidate = owed(to_candidate, awards.c.candidate_id)
    instructors = (
        owed(to_instructor, roster_instructors.c.person_id)
        .join_from(
            awards, roster_candidates, roster_candidates.c.person_id == awards.c.candidate_id
        )
        .join(roster_instructors, roster_instructors.c.roster_id == roster_candidates.c.roster_id)
        .where(roster_instructors.c.person_id != awards.c.candidate_id)
    )
    names = ["dedupe_key", "kind", "person_id", "award_id", "created_at", "not_before"]
    whole = union(candidate, instructors).subquery()
    chosen = select(*whole.c).where(not_(false()))  # SQLite wants a WHERE before ON CONFLICT
    await connection.execute(_lenient(connection, notices).from_select(names, chosen))


def _lenient(connection: AsyncConnection, table: Table) -> Any:
    """An INSERT that passes over what is there already."""
    maker = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    return maker(table).on_conflict_do_nothing()
