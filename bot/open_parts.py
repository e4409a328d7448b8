"""Find the open exam of a student, for a typed result that names no exam."""

from collections.abc import Sequence

from bot.students_by_name import students_named
from bot.understanding.readings import Reading, Said
from core.catalog.model import ExamKind
from core.edgefinder import Edgefinder
from core.people.model import Asker
from core.progress import CandidateProgress
from core.records.model import Outcome, Record

_STUDENT, _EXAM = 0, 1


class OpenParts:
    """Completes typed results with the performance exams that students still need."""

    def __init__(self, edgefinder: Edgefinder) -> None:
        self._edgefinder = edgefinder

    async def completed(self, reading: Reading, said: Said, asker: Asker) -> Reading:
        """Complete the reading of a `result` that names no exam or several exams.

        Add the student's open exam. If no exam fits and the message names none, return a reading
        that lists the results that wait for a decision. Return any other reading unchanged.
        """
        parts = [each.strip() for each in reading.argument.split(";")]
        if reading.command != "result" or len(parts) <= _EXAM:
            return reading
        codes = said.named.mentions[0].codes if said.named.mentions else ()
        named = parts[_EXAM]
        if named and (len(codes) <= 1 or named.split()[0] in codes):
            return reading
        found = await self._open(asker, parts[_STUDENT], codes)
        if not found and not named:
            return Reading("result", "", reading.score)
        exam = f"{found} {ExamKind.PERFORMANCE}" if found else named
        return Reading("result", "; ".join((parts[_STUDENT], exam, *parts[2:])), reading.score)

    async def _open(self, asker: Asker, name: str, likely: Sequence[str]) -> str:
        """Return the code of the credential whose performance exam the student needs.

        If the message may name credentials (`likely`), look only among them. Otherwise prefer exams
        that were submitted. Return "" if no credential or several credentials are left.
        """
        records = await self._edgefinder.rosters.visible_records(asker)
        people = {person.id: (person, record) for person, record in records}
        found = students_named([person for person, _ in people.values()], name)
        if len(found) != 1:
            return ""
        record = people[found[0].id][1]
        progress = self._edgefinder.progress.of(record, self._edgefinder.today())
        parts = _open_parts(progress)
        handed_in = [each for each in parts if parts[each] & _handed_in(record)]
        fitting = [each for each in parts if each in likely] if likely else handed_in or list(parts)
        return fitting[0] if len(fitting) == 1 else ""


def _open_parts(progress: CandidateProgress) -> dict[str, frozenset[str]]:
    """Return the performance exams that are left for each credential in progress."""
    left = {
        each.credential.code: frozenset(
            one.exam.code for one in each.remaining if one.exam.kind is ExamKind.PERFORMANCE
        )
        for each in progress.in_progress
    }
    return {code: exams for code, exams in left.items() if exams}


def _handed_in(record: Record) -> frozenset[str]:
    return frozenset(each.exam for each in record.results if each.outcome is Outcome.SUBMITTED)
