"""The command status: show what a candidate has earned, and which exams remain."""

from argparse import Namespace
from collections.abc import Iterable
from datetime import date

from adapters.cli.exit_codes import DONE, CannotDo
from adapters.cli.open_database import with_edgefinder
from adapters.cli.output import print_wrapped, show_json
from core.catalog.model import Catalog
from core.edgefinder import Edgefinder
from core.goals.standing import Standing
from core.progress import (
    CandidateProgress,
    CredentialProgress,
    ExamState,
    elsewhere_document,
    status_document,
)
from core.records.model import Record


def status(arguments: Namespace) -> int:
    async def work(edgefinder: Edgefinder) -> int:
        number = arguments.candidate.strip()
        asker, record = await edgefinder.askers.candidate_with_record(number)
        person = asker.person
        if person is None or person.number is None:
            raise CannotDo(
                f"no candidate has the number '{number}': candidates are imported with "
                "'edgefinder import people FILE'"
            )
        now, today = edgefinder.clock(), edgefinder.today()
        standing = await _standing(edgefinder, arguments.goal, record, today)
        progress = edgefinder.progress.of(record, today)
        others: list[CredentialProgress] = []
        if arguments.all:
            begun = {each.credential.code for each in progress.credentials}
            others = [
                edgefinder.progress.of_credential(credential, record, today)
                for credential in edgefinder.catalog.credentials
                if credential.code not in begun
            ]
        if arguments.json:
            document = status_document(person, progress, others, now)
            document |= {"elsewhere": elsewhere_document(record)} if record.elsewhere else {}
            show_json(document | ({"goal": standing.document()} if standing else {}))
        else:
            print(f"{person.name}, candidate {person.number}, on {_day(today)}")
            if standing:
                _print_standing(standing)
            _print_status(progress, others)
            _print_elsewhere(edgefinder.catalog, record)
        return DONE

    return with_edgefinder(work)


def _print_elsewhere(catalog: Catalog, record: Record) -> None:
    for each in record.elsewhere:
        credential = catalog.credential(each.credential)
        title = credential.title if credential else each.credential
        evidence = f", {each.evidence}" if each.evidence else ""
        print(f"Earned elsewhere: {title}, {_day(each.issued_on)}, {each.issuer}{evidence}")


async def _standing(
    edgefinder: Edgefinder, code: str | None, record: Record, today: date
) -> Standing | None:
    """Return the candidate's progress toward the goal with this code.

    Return None if no code was given. Raises CannotDo if no goal has this code.
    """
    if code is None:
        return None
    known = await edgefinder.goal_repository.everything()
    goal = known.get(code.strip().lower())
    if goal is None:
        raise CannotDo(f"no goal has the code '{code}': there are {', '.join(known)}")
    return edgefinder.goals.standing(goal, edgefinder.goals.facts(record), today)


def _print_standing(standing: Standing) -> None:
    print(f"\n{standing.goal.title}")
    if standing.met_on is not None:
        print(f"  met since {_day(standing.met_on)}")
        return
    for part in standing.parts:
        print_wrapped(f"  {part.words}: {part.have} of {part.need}")
    if not standing.reachable:
        print("  no exam can meet it: the credential it needs was revoked")
        return
    count = len(standing.path)
    about = "fewest" if standing.exact else "no more than"
    print(f"  {about} exams: {count}{''.join(f', {exam.code}' for exam in standing.path)}")
    for item in standing.to_sign:
        print(f"  to be signed off: {item}")


_STATES = {
    ExamState.PASSED: "passed",
    ExamState.SUBMITTED: "affidavit submitted, not yet accepted",
    ExamState.FAILED: "failed, may be taken again",
    ExamState.LOCKED: "locked",
    ExamState.REMAINING: "remaining",
}


def _print_status(progress: CandidateProgress, others: Iterable[CredentialProgress]) -> None:
    if not progress.credentials:
        print("\nNothing is on record for this candidate yet.")
    if progress.earned:
        print("\nEarned")
    for each in progress.earned:
        assert each.award is not None
        day = _day(each.award.issued_on)
        print(f"  {each.credential.title}, {day}: {each.award.code}")
    for each in progress.in_progress:
        count = len(each.remaining)
        print(f"\n{each.credential.title}: {count} exam{'' if count == 1 else 's'} left")
        if each.award is not None and each.award.revoked_on is not None:
            print(f"  revoked on {_day(each.award.revoked_on)}: {each.award.revoked_because}")
        for exam in each.exams:
            state = _STATES[exam.state]
            if exam.until:
                state += f" until {_day(exam.until)}"
            if exam.passed_on:
                state += f" on {_day(exam.passed_on)}"
            tries = f" ({exam.attempts} attempts)" if exam.attempts > 1 else ""
            print(f"  {exam.exam.code:<10} {exam.exam.kind.value:<12} {state}{tries}")
    for place, each in enumerate(others):
        if place == 0:
            print("\nNot begun")
        print(f"  {each.credential.code:<8} {each.credential.title}")


def _day(day: date) -> str:
    return day.isoformat()
