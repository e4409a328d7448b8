"""Find the credentials that a batch of passed exams completes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from core.awards.first_passes import first_passes
from core.catalog.model import Catalog

_AT_ONCE = 4000
"""The exams of at most this many candidates are held in memory at once."""


@dataclass(frozen=True, slots=True)
class Complete:
    """A credential all of whose exams a candidate has passed.

    `issued_on` is the day of the last pass.
    """

    candidate_id: int
    credential: str
    issued_on: date


class CompletedCredentials:
    """Finds completed credentials, with queries on one connection."""

    def __init__(self, connection: AsyncConnection, catalog: Catalog) -> None:
        self._connection = connection
        self._needing: dict[str, list[tuple[str, frozenset[str]]]] = {
            code: [
                (each.code, frozenset(exam.code for exam in each.exams))
                for each in catalog.credentials_needing(code)
            ]
            for code in catalog.exams
        }

    async def by(self, passed: Mapping[int, set[str]]) -> tuple[list[Complete], set[int]]:
        """Return the credentials that new passes complete, and candidates with voided results.

        `passed` has each candidate's newly passed exams, which are already on record. A candidate
        with a voided result in one of the exams is returned only in the second set. The caller then
        has to look at that candidate's whole record.
        """
        complete: list[Complete] = []
        voided: set[int] = set()
        ordered = sorted(passed)
        for start in range(0, len(ordered), _AT_ONCE):
            some = {each: passed[each] for each in ordered[start : start + _AT_ONCE]}
            more, unclear = await self._by_some(some)
            complete += more
            voided |= unclear
        return complete, voided

    async def _by_some(self, passed: Mapping[int, set[str]]) -> tuple[list[Complete], set[int]]:
        begun = [
            (candidate, credential, needed, needed - exams)
            for candidate, exams in passed.items()
            for exam in exams
            for credential, needed in self._needing.get(exam, ())
        ]
        others = {(who, exam) for who, _, _, lacking in begun for exam in lacking}
        days, voids = await first_passes(self._connection, others)
        found = {who for who, _ in days}
        whole = {
            (who, credential): needed
            for who, credential, needed, lacking in begun
            if not lacking or (who in found and all((who, exam) in days for exam in lacking))
        }
        wanted = {(who, exam) for (who, _), needed in whole.items() for exam in needed}
        more_days, more_voids = await first_passes(self._connection, wanted - others)
        days |= more_days
        voided = {who for who, _ in (voids | more_voids) & wanted}
        complete: list[Complete] = []
        for (who, credential), needed in sorted(whole.items()):
            firsts = [days[who, exam] for exam in needed if (who, exam) in days]
            if who not in voided and len(firsts) == len(needed):
                complete.append(Complete(who, credential, date.fromisoformat(max(firsts))))
        return complete, voided
