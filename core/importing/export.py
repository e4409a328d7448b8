"""Export records as files with the columns of an import.

Importing an exported file again changes nothing.
"""

import csv
import os
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, null, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entries import record
from core.importing.sheets import FileRefused
from core.language.message import _
from core.people.model import Role
from core.storage.database import Database
from core.storage.tables import (
    awards,
    candidate_numbers,
    earned_elsewhere,
    organisations,
    people,
    results,
    roles,
    roster_candidates,
    roster_instructors,
    rosters,
)

KINDS = ("people", "rosters", "results", "awards")
_AT_ONCE = 2000
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


async def export_file(database: Database, issuer: str, kind: str, path: Path) -> int:
    """Write all records of a kind to a CSV file, either completely or not at all.

    `issuer` is the name of the issuer, for awards issued here. Return the number of rows. Raises
    FileRefused if the file cannot be written.
    """
    header, question = _QUESTIONS[kind]
    async with database.begin() as connection:
        await record(connection, Action.EXPORTED, kind=kind)
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8-sig", newline="", dir=path.parent, prefix=f".{path.name}.",
            delete=False,
        ) as file:  # fmt: skip
            try:
                writer = csv.writer(file)
                writer.writerow(header)
                count = 0
                async with database.reading() as connection:
                    async for row in _rows(connection, question(issuer)):
                        writer.writerow(_safe(row))
                        count += 1
                file.flush()
                os.fsync(file.fileno())
                _put(file.name, path)
            except BaseException:
                _discard(file.name)
                raise
    except OSError as error:
        raise FileRefused(
            _("%(path)s cannot be written: %(value)s", path=path, value=error.strerror or error)
        ) from error
    return count


def _put(written: str, path: Path) -> None:
    Path(written).replace(path)


def _discard(written: str) -> None:
    Path(written).unlink(missing_ok=True)


async def _rows(connection: AsyncConnection, question: Select[Any]) -> AsyncIterator[Sequence[Any]]:
    async with connection.stream(question) as found:
        async for rows in found.partitions(_AT_ONCE):
            for row in rows:
                yield row


def _safe(row: Sequence[Any]) -> list[str]:
    """Return the cells as text, changed so that no spreadsheet takes a cell for a formula."""
    cells = []
    for value in row:
        text = f"{value:g}" if isinstance(value, float) else "" if value is None else str(value)
        cells.append(f"'{text}" if text.startswith(_FORMULA_SIGNS) else text)
    return cells


def _number_of(person: Any, organization: Any) -> Any:
    """Return a person's candidate number.

    If several people have the number, and `organization` is NULL, it is 'NUMBER@Organization'.
    """
    others = candidate_numbers.alias()
    several = (
        select(func.count(func.distinct(others.c.person_id)))
        .where(others.c.number == people.c.number)
        .scalar_subquery()
    )
    whose = (
        select(func.min(organisations.c.name))
        .select_from(candidate_numbers)
        .join(organisations, organisations.c.id == candidate_numbers.c.organisation_id)
        .where(
            candidate_numbers.c.person_id == person, candidate_numbers.c.number == people.c.number
        )
        .scalar_subquery()
    )
    return case(
        (and_(several > 1, organization.is_(None)), people.c.number + literal("@") + whose),
        else_=people.c.number,
    )


def _people(_issuer: str) -> Select[Any]:
    own = and_(
        candidate_numbers.c.person_id == people.c.id,
        candidate_numbers.c.organisation_id == roles.c.organisation_id,
    )
    is_candidate = roles.c.role == Role.CANDIDATE.value
    return (
        select(
            case((is_candidate, func.coalesce(candidate_numbers.c.number, people.c.number))),
            people.c.given_name,
            people.c.family_name,
            people.c.email,
            roles.c.role,
            organisations.c.name,
            people.c.nims_number,
            people.c.display_name,
            case((people.c.family_first, "family first"), else_=null()),
            people.c.retake_plan,
            case((people.c.minor, "yes"), else_=null()),
        )
        .select_from(roles)
        .join(people, people.c.id == roles.c.person_id)
        .join(organisations, organisations.c.id == roles.c.organisation_id)
        .outerjoin(candidate_numbers, and_(own, is_candidate))
        .order_by(organisations.c.name, people.c.sort_name, people.c.id, roles.c.role)
    )


def _rosters(_issuer: str) -> Select[Any]:
    teacher, candidate = people.alias("teacher"), people
    return (
        select(
            rosters.c.name,
            teacher.c.email,
            _number_of(candidate.c.id, null()),
            organisations.c.name,
            rosters.c.term,
            rosters.c.section,
        )
        .select_from(rosters)
        .join(organisations, organisations.c.id == rosters.c.organisation_id)
        .join(roster_instructors, roster_instructors.c.roster_id == rosters.c.id)
        .join(teacher, teacher.c.id == roster_instructors.c.person_id)
        .join(roster_candidates, roster_candidates.c.roster_id == rosters.c.id)
        .join(candidate, candidate.c.id == roster_candidates.c.person_id)
        .order_by(organisations.c.name, rosters.c.folded, rosters.c.id, candidate.c.sort_name)
    )


def _results(_issuer: str) -> Select[Any]:
    return (
        select(
            _number_of(people.c.id, results.c.organisation_id),
            results.c.exam_code,
            results.c.outcome,
            results.c.taken_on,
            results.c.score,
            case((results.c.attempt > 0, results.c.attempt)),
            results.c.evaluator,
            results.c.source_ref,
            organisations.c.name,
        )
        .select_from(results)
        .join(people, people.c.id == results.c.candidate_id)
        .outerjoin(organisations, organisations.c.id == results.c.organisation_id)
        .order_by(results.c.taken_on, people.c.number, results.c.exam_code, results.c.attempt)
    )


def _awards(issuer: str) -> Select[Any]:
    here = (
        select(
            _number_of(people.c.id, null()).label("number"),
            awards.c.credential_code,
            awards.c.issued_on,
            literal(issuer).label("issuer"),
            null().label("evidence"),
            awards.c.code,
        )
        .select_from(awards)
        .join(people, people.c.id == awards.c.candidate_id)
        .where(awards.c.revoked_on.is_(None))
    )
    elsewhere = (
        select(
            _number_of(people.c.id, null()).label("number"),
            earned_elsewhere.c.credential_code,
            earned_elsewhere.c.issued_on,
            earned_elsewhere.c.issuer,
            earned_elsewhere.c.evidence,
            null(),
        )
        .select_from(earned_elsewhere)
        .join(people, people.c.id == earned_elsewhere.c.candidate_id)
    )
    both = here.union_all(elsewhere).subquery()
    return select(both).order_by(both.c.number, both.c.credential_code, both.c.issued_on)


_QUESTIONS = {
    "people": (
        ("candidate_number", "given_name", "family_name", "email", "role", "organisation",
         "nims_number", "display_name", "name_order", "retake_plan",
         "minor"),
        _people,
    ),
    "rosters": (
        ("roster", "instructor_email", "candidate_number", "organisation", "term", "section"),
        _rosters,
    ),
    "results": (
        ("candidate_number", "exam", "outcome", "taken_on", "score", "attempt", "evaluator",
         "source_ref", "organisation"),
        _results,
    ),
    "awards": (
        ("candidate_number", "credential", "issued_on", "issuer", "evidence", "code"),
        _awards,
    ),
}  # fmt: skip
