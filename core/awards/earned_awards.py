"""Turn a batch of new results into awards and revocations.

Everything happens in the transaction that imports the results, including notices to people.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entries import record
from core.awards.codes import new_code
from core.awards.completed_credentials import Complete, CompletedCredentials
from core.catalog.model import Catalog, Credential
from core.clock import Clock, Today
from core.people.person_sql import written_name
from core.progress import counting
from core.records.model import Outcome, Result
from core.records.revocation_reasons import reason_for_readers, voided_result
from core.storage.database import Database
from core.storage.staging import one_of
from core.storage.tables import (
    award_statuses,
    awards,
    people,
    results,
)
from core.storage.upserts import lenient_insert

_AT_ONCE = 500  # maximum number of parameters of a statement

# a plain string, because enum members are slow to compare and hash
_PASS = Outcome.PASS.value
_VOID = Outcome.VOID.value


@dataclass(frozen=True, slots=True)
class Earned:
    """What a batch of results changed: the numbers of awards given and revoked.

    `given` has the candidate and the credential of each new award. `redated` is the number of
    earlier awards whose day changed.
    """

    awarded: int = 0
    revoked: int = 0
    given: tuple[tuple[int, str], ...] = ()
    redated: int = 0


@dataclass(frozen=True, slots=True)
class Revoked:
    """The outcome of revoking an award: its award code and its credential's code."""

    code: str
    credential: str


@dataclass(frozen=True, slots=True)
class NoSuchAward:
    """The outcome of revoking an award if no award has this code."""


@dataclass(frozen=True, slots=True)
class AlreadyRevoked:
    """The outcome of revoking an award that was already revoked, with the day and the reason."""

    revoked_on: date
    because: str


@dataclass(frozen=True, slots=True)
class _Given:
    """An award that the candidate holds, or that the issuer has revoked."""

    id: int
    issued_on: date
    held: bool


_GIVEN = select(
    awards.c.id,
    awards.c.candidate_id,
    awards.c.credential_code,
    awards.c.issued_on,
    awards.c.revoked_on,
).where(or_(awards.c.revoked_on.is_(None), awards.c.revoked_by == "issuer"))


def _given(row: Any) -> _Given:
    return _Given(row.id, row.issued_on, row.revoked_on is None)


class AwardAudience(Protocol):
    """The interface of what notifies people about awards, in the transaction that changes them."""

    async def notify_earned(
        self, connection: AsyncConnection, which: ColumnElement[bool], now: datetime
    ) -> None:
        """Notify people that the awards for which `which` is true were given."""

    async def notify_revoked(
        self, connection: AsyncConnection, which: ColumnElement[bool], now: datetime
    ) -> None:
        """Notify people that the awards for which `which` is true were revoked."""

    async def cancel_revocation_notices(self, connection: AsyncConnection, award: int) -> None:
        """Cancel the notice that an award was revoked, because the same import restored it."""


class _Findings:
    """The changes to make: awards to give, awards whose day changes, and awards to revoke."""

    def __init__(self) -> None:
        self.earned: list[Complete] = []
        self.other_days: dict[int, date] = {}
        self.lost: dict[int, str] = {}
        self.lost_by: dict[int, tuple[int, str]] = {}
        """The candidate and the credential of each lost award, by award id."""

    def weigh(self, complete: Complete, given: _Given | None) -> None:
        """Note what to do about a completed credential: give the award, or correct its date.

        `given` is the award that the candidate already has for the credential, if any.
        """
        if given is None:
            self.earned.append(complete)
        elif given.held and given.issued_on != complete.issued_on:
            self.other_days[given.id] = complete.issued_on


class AwardUpdates:
    """Gives awards for completed credentials. Revokes awards that voided results made incomplete.

    There is one instance for each import, on its connection.
    """

    def __init__(
        self,
        connection: AsyncConnection,
        catalog: Catalog,
        clock: Clock,
        today: date,
        audience: AwardAudience,
    ) -> None:
        self._connection = connection
        self._audience = audience
        self._catalog = catalog
        self._clock = clock
        self._today = today
        self._completing = CompletedCredentials(connection, catalog)
        self._lost: dict[tuple[int, str], int] = {}
        """Awards revoked by this import, by candidate and credential."""

    async def settle(self, brought: Sequence[tuple[int, str, str]]) -> Earned:
        """Give and revoke awards after new results were recorded.

        `brought` has the candidate, exam and outcome of each new result.
        """
        passed: dict[int, set[str]] = defaultdict(set)
        unclear: set[int] = set()
        for candidate, exam, outcome in brought:
            if outcome == _PASS:
                passed[candidate].add(exam)
            elif outcome == _VOID:
                unclear.add(candidate)
        for candidate in unclear:
            passed.pop(candidate, None)
        found = _Findings()
        complete, voided = await self._completing.by(passed)
        settled = await self._settled({each.candidate_id for each in complete})
        for each in complete:
            found.weigh(each, settled.get((each.candidate_id, each.credential)))
        await self._look_closely(unclear | voided, found)
        await self._award(await self._without_restored(found.earned))
        await self._correct_days(found.other_days)
        lost = [
            await _revoke_one(
                *(self._connection, self._audience, award, because, "void"),
                now=self._clock(),
                today=self._today,
            )
            for award, because in found.lost.items()
        ]
        self._lost.update((found.lost_by[award], award) for award in found.lost)
        given = tuple((each.candidate_id, each.credential) for each in found.earned)
        return Earned(len(found.earned), sum(lost), given, len(found.other_days))

    async def _without_restored(self, earned: list[Complete]) -> list[Complete]:
        """Restore the awards that this import revoked but that are earned after all.

        Return the other earned credentials, which need a new award.
        """
        rest: list[Complete] = []
        for each in earned:
            award = self._lost.pop((each.candidate_id, each.credential), None)
            if award is None:
                rest.append(each)
                continue
            restored = update(awards).where(awards.c.id == award)
            await self._connection.execute(
                restored.values(
                    revoked_on=None,
                    revoked_because=None,
                    revoked_by=None,
                    issued_on=each.issued_on,
                )
            )
            status = update(award_statuses).where(award_statuses.c.award_id == award)
            await self._connection.execute(status.values(revoked=False))
            await self._audience.cancel_revocation_notices(self._connection, award)
        return rest

    async def _settled(self, candidates: set[int]) -> dict[tuple[int, str], _Given]:
        """Return the awards that candidates hold now, or that were revoked by hand.

        The key is the candidate's id and the credential's code.
        """
        if not candidates:
            return {}
        chosen = _GIVEN.where(one_of(self._connection, awards.c.candidate_id, candidates))
        rows = await self._connection.execute(chosen)
        return {(row.candidate_id, row.credential_code): _given(row) for row in rows.all()}

    async def _look_closely(self, candidates: set[int], found: _Findings) -> None:
        """Read the whole records of candidates with voided results.

        Note what they earned and lost.
        """
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
            given: dict[int, dict[str, _Given]] = defaultdict(dict)
            for row in await self._connection.execute(
                _GIVEN.where(awards.c.candidate_id.in_(some))
            ):
                given[row.candidate_id][row.credential_code] = _given(row)
            for candidate in some:
                self._weigh(candidate, taken[candidate], given[candidate], found)

    def _weigh(
        self,
        candidate: int,
        taken: list[Result],
        given: dict[str, _Given],
        found: _Findings,
    ) -> None:
        passed: dict[str, date] = {}
        for exam, sittings in counting(taken).items():
            days = [s.taken_on for s in sittings if s.outcome is Outcome.PASS]
            if days:
                passed[exam] = min(days)
        begun = {c.code: c for exam in passed for c in self._catalog.credentials_needing(exam)}
        for credential in begun.values():
            days = [passed[exam.code] for exam in credential.exams if exam.code in passed]
            if len(days) == len(credential.exams):
                complete = Complete(candidate, credential.code, max(days))
                found.weigh(complete, given.get(credential.code))
        for code, award in given.items():
            needed = self._catalog.credential(code)
            if award.held and needed is not None and (why := self._why(needed, passed, taken)):
                found.lost[award.id] = why
                found.lost_by[award.id] = candidate, code

    def _why(self, credential: Credential, passed: dict[str, date], taken: list[Result]) -> str:
        """Say which voided result made the candidate lose the credential, or return '' if none did.

        An exam that is merely missing from the record is not a reason, because the catalog may have
        changed since the award.
        """
        missing = {exam.code: exam for exam in credential.exams if exam.code not in passed}
        voids = [r for r in taken if r.outcome is Outcome.VOID and r.exam in missing]
        if not voids:
            return ""
        void = max(voids, key=lambda result: result.taken_on)
        return voided_result(missing[void.exam].title, void.taken_on)

    async def _correct_days(self, days: dict[int, date]) -> None:
        """Correct the award dates that change because results arrived out of order."""
        if days:
            the_day = update(awards).where(awards.c.id == bindparam("award"))
            await self._connection.execute(
                the_day.values(issued_on=bindparam("day")),
                [{"award": award, "day": day} for award, day in days.items()],
            )

    async def _award(self, new: Sequence[Complete]) -> None:
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
        # if another import has already given one of these awards, the insert skips the award: that
        # import has also notified people
        await self._connection.execute(lenient_insert(self._connection, awards), rows)
        newly = and_(awards.c.id > last, awards.c.awarded_at == now)
        name = select(written_name()).where(people.c.id == awards.c.candidate_id).scalar_subquery()
        await self._connection.execute(update(awards).where(newly).values(holder=name))
        await self._audience.notify_earned(self._connection, newly, now)


class Revocations:
    """Revokes awards by hand."""

    def __init__(
        self, database: Database, clock: Clock, today: Today, audience: AwardAudience
    ) -> None:
        self._database = database
        self._clock = clock
        self._today = today
        self._audience = audience

    async def revoke(self, code: str, reason: str) -> Revoked | NoSuchAward | AlreadyRevoked:
        """Revoke an award for this reason. The award is never given again automatically."""
        # the row is locked: if two people revoke the award at once, the second person gets
        # AlreadyRevoked
        chosen = select(awards).where(awards.c.code == code).with_for_update()
        async with self._database.begin() as connection:
            award = (await connection.execute(chosen)).first()
            if award is None:
                return NoSuchAward()
            if award.revoked_on is not None:
                return AlreadyRevoked(
                    award.revoked_on, reason_for_readers(award.revoked_because) or ""
                )
            await _revoke_one(
                *(connection, self._audience, award.id, reason, "issuer"),
                now=self._clock(),
                today=self._today(),
            )
            await record(connection, Action.REVOKED, award.candidate_id, code=code)
        return Revoked(code, award.credential_code)


async def _revoke_one(
    connection: AsyncConnection,
    audience: AwardAudience,
    award: int,
    because: str,
    revoked_by: str,
    *,
    now: datetime,
    today: date,
) -> bool:
    """Revoke one award. Return False if it was already revoked."""
    one = awards.c.id == award
    done = await connection.execute(
        update(awards)
        .where(one, awards.c.revoked_on.is_(None))
        .values(revoked_on=today, revoked_because=because, revoked_by=revoked_by)
    )
    if done.rowcount == 0:
        return False
    status = update(award_statuses).where(award_statuses.c.award_id == award)
    await connection.execute(status.values(revoked=True))
    await audience.notify_revoked(connection, one, now)
    return True
