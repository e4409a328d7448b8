"""Load the sample training center by real imports, and name some people to try."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

from adapters.sample.exam_histories import SampleResult, sample_results
from core.catalog.model import Catalog
from core.edgefinder import Edgefinder
from core.importing.report import ImportKind, ImportReport
from core.people.model import EMPLOYER_PREFIX, TERMINAL, Identity, Person
from core.records.model import Outcome

NAME = "Ridgeline Technical Center"
CANDIDATE = "1001"
"""The number of Noor Haddad, a candidate with one credential.

She needs one more exam for the next credential. She must wait before she can retake another exam.
"""
INSTRUCTOR = "ines.ortega@ridgeline.example.org"
"""The address of Inés Ortega, an instructor who has Noor Haddad on her roster."""
REVOKED_CANDIDATE = "1019"
"""The number of Dmytro Kovalenko, a candidate one of whose credentials was revoked."""
EMPLOYERS = ("Cascade Tool & Die", "Bluewater Aerostructures")
EMPLOYER = f"{EMPLOYER_PREFIX}{EMPLOYERS[0]}"
LAST_EXAM = "M1-TCH-P"
"""The code of the exam that completes the next credential of `CANDIDATE`."""
FOLLOWED = "pa-skills-competent"
"""The code of the goal that Noor Haddad follows."""

_ENOUGH_CLAIMS = 40
"""How many times 100 notices are claimed.

The sample center's history causes fewer notices than that.
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The outcome of loading the sample center: an import report for each file, in order."""

    people: ImportReport
    rosters: ImportReport
    results: ImportReport
    corrections: ImportReport


async def load_sample_center(edgefinder: Edgefinder, folder: Path) -> Loaded:
    """Fill an empty database with the sample center, and return the import reports.

    Files with dates are generated in `folder` before they are imported. Notices that the imports
    cause for `CANDIDATE` and `INSTRUCTOR` are marked as done, because they are about the past.
    """
    people = await _import_shipped(edgefinder, ImportKind.PEOPLE, "people.csv")
    rosters = await _import_shipped(edgefinder, ImportKind.ROSTERS, "rosters.csv")
    past = sample_results(edgefinder.catalog, edgefinder.today())
    taken = [result for result in past if result.outcome is not Outcome.VOID]
    voids = [result for result in past if result.outcome is Outcome.VOID]
    results = await _import_results(edgefinder, folder / "results.csv", taken)
    # imported last, because these rows withdraw results that must lead to awards first
    corrections = await _import_results(edgefinder, folder / "corrections.csv", voids)
    candidate = await edgefinder.contacts.find(CANDIDATE)
    assert candidate is not None
    await edgefinder.followed_goals.follow(candidate.id, FOLLOWED)
    await _settle_old_notices(edgefinder)
    return Loaded(people, rosters, results, corrections)


def last_result(catalog: Catalog, today: date) -> SampleResult:
    """Return the result that completes the next credential of `CANDIDATE`."""
    exam = catalog.exam(LAST_EXAM)
    assert exam is not None
    return SampleResult(
        CANDIDATE, exam, Outcome.PASS, today, 1, None, "Ruth Lindqvist", f"RTC-{CANDIDATE}-99"
    )


def write_results(path: Path, results: Iterable[SampleResult]) -> None:
    """Write a results file in the format that training centers use."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(SampleResult.COLUMNS)
        writer.writerows(result.row() for result in results)


async def import_results(edgefinder: Edgefinder, path: Path) -> ImportReport:
    return await edgefinder.import_file(ImportKind.RESULTS, path)


async def may_be_used(edgefinder: Edgefinder) -> bool:
    """Whether the demo may use this database: it is empty, or already holds the sample center."""
    if not (await edgefinder.database_report.counts()).people:
        return True
    asker, _ = await edgefinder.askers.candidate_with_record(CANDIDATE)
    return any(post.organisation == NAME for post in asker.posts)


async def link_at_the_terminal(edgefinder: Edgefinder) -> None:
    """Link the terminal chats of the candidate and the instructor by invitations."""
    for who in (CANDIDATE, INSTRUCTOR):
        person = await edgefinder.contacts.find(who)
        assert person is not None
        [invitation] = await edgefinder.invitations.invite([person])
        await edgefinder.invitations.link(
            Identity(TERMINAL, who),
            who,
            f"{invitation.code} {invitation.second}",
        )


async def _import_results(
    edgefinder: Edgefinder, path: Path, results: Iterable[SampleResult]
) -> ImportReport:
    write_results(path, results)
    return await import_results(edgefinder, path)


async def _import_shipped(edgefinder: Edgefinder, kind: ImportKind, name: str) -> ImportReport:
    with as_file(files("adapters.sample").joinpath(name)) as path:
        return await edgefinder.import_file(kind, path)


async def _settle_old_notices(edgefinder: Edgefinder) -> None:
    """Mark old notices to the candidate and the instructor as done.

    Otherwise these notices would be sent as soon as the demo links the chats of these two people.
    """
    people: list[Person] = []
    for who in (CANDIDATE, INSTRUCTOR):
        person = await edgefinder.contacts.find(who)
        assert person is not None
        people.append(person)
        await edgefinder.choices.set_all(person, on=False)
    for _ in range(_ENOUGH_CLAIMS):
        await edgefinder.outbox.claim()
    for person in people:
        await edgefinder.choices.set_all(person, on=True)
