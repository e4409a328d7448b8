"""A candidate's progress: credentials earned, exams remaining, and what to do next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

from core.catalog.model import Catalog, Credential, Exam, ExamKind
from core.exam_rules import AttemptsRule, Rules
from core.people.model import Person, RetakePlan
from core.records.model import Award, Outcome, Record, Result
from core.values import value


class ExamState(StrEnum):
    PASSED = "passed"
    SUBMITTED = "submitted"  # the affidavit is submitted but not accepted yet
    FAILED = "failed"  # the candidate failed the exam and may retake it
    LOCKED = "locked"  # the candidate may not take the exam before a later day
    REMAINING = "remaining"  # the candidate has not taken the exam yet


class CredentialState(StrEnum):
    EARNED = "earned"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"


@value
class ExamProgress:
    """A candidate's progress with one exam.

    `until` is the first day on which a locked exam is open again.
    """

    exam: Exam
    state: ExamState
    attempts: int = 0
    until: date | None = None
    passed_on: date | None = None

    @property
    def open(self) -> bool:
        """Whether the exam can be taken now."""
        return self.state is ExamState.REMAINING or self.state is ExamState.FAILED


@value
class CredentialProgress:
    """A candidate's progress with one credential.

    `award` is the award that the candidate holds. If the candidate holds none, it is the last award
    that was revoked, or None.
    """

    credential: Credential
    state: CredentialState
    exams: tuple[ExamProgress, ...]
    award: Award | None = None
    remaining: tuple[ExamProgress, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        remaining = [exam for exam in self.exams if exam.state is not ExamState.PASSED]
        # assigned like this because mypy treats the class as frozen
        object.__setattr__(self, "remaining", tuple(remaining))

    @property
    def locked(self) -> tuple[ExamProgress, ...]:
        """The exams that are locked until a day that is known."""
        return tuple(e for e in self.exams if e.state is ExamState.LOCKED and e.until)


@value
class NextStep:
    """The exam to take next, for which credential, and from when if the exam is still locked."""

    exam: ExamProgress
    credential: CredentialProgress


@dataclass(frozen=True)
class CandidateProgress:
    """A candidate's progress on a given day.

    `credentials` are those that the candidate has started, in catalog order.
    """

    today: date
    credentials: tuple[CredentialProgress, ...]
    earned: tuple[CredentialProgress, ...] = field(init=False, repr=False, compare=False)
    in_progress: tuple[CredentialProgress, ...] = field(init=False, repr=False, compare=False)
    """The credentials that are in progress. Those with the fewest remaining exams come first."""

    def __post_init__(self) -> None:
        earned = [c for c in self.credentials if c.state is CredentialState.EARNED]
        begun = [c for c in self.credentials if c.state is CredentialState.IN_PROGRESS]
        begun.sort(key=lambda each: len(each.remaining))
        # assigned like this because the class is frozen
        object.__setattr__(self, "earned", tuple(earned))
        object.__setattr__(self, "in_progress", tuple(begun))

    @property
    def nearest(self) -> CredentialProgress | None:
        """The credential in progress with the fewest remaining exams, at least one of them open.

        If no credential has an open exam, it is the one with the fewest remaining exams. None if no
        credential is in progress.
        """
        locked: CredentialProgress | None = None
        for credential in self.in_progress:
            if any(exam.open for exam in credential.remaining):
                return credential
            if credential.remaining and locked is None:
                locked = credential
        return locked

    @cached_property
    def next_step(self) -> NextStep | None:
        """The exam to take next: an open exam of the nearest credential.

        If the credential has no open exam, it is the locked exam that opens first, or else the
        first remaining exam. None if no credential is in progress.
        """
        nearest = self.nearest
        if nearest is None:
            return None
        for exam in nearest.remaining:
            if exam.open:
                return NextStep(exam, nearest)
        locked = [exam for exam in nearest.remaining if exam.state is ExamState.LOCKED]
        locked.sort(key=lambda exam: exam.until or date.max)
        return NextStep(locked[0] if locked else nearest.remaining[0], nearest)


_AFFIDAVIT_IN = frozenset({Outcome.PASS, Outcome.SUBMITTED})


@dataclass(frozen=True, slots=True)
class _Day:
    """A day, and the rules for one candidate on that day."""

    today: date
    affidavit_first: bool
    attempts: AttemptsRule


class Progress:
    """Works out a candidate's progress from their record, the catalog and the dated rules."""

    def __init__(self, catalog: Catalog, rules: Rules) -> None:
        self.catalog = catalog
        self._rules = rules
        self._order = {c.code: place for place, c in enumerate(catalog.credentials)}
        self._needing = {
            code: [self._order[c.code] for c in catalog.credentials_needing(code)]
            for code in catalog.exams
        }
        self._day = lru_cache(maxsize=64)(self._rules_on)
        self._performances = {c.code: c.exams_of(ExamKind.PERFORMANCE) for c in catalog.credentials}
        # most exams in a status have not been taken: one object for each exam serves all candidates
        self._not_taken = {
            code: ExamProgress(exam, ExamState.REMAINING) for code, exam in catalog.exams.items()
        }

    def of(self, record: Record, today: date) -> CandidateProgress:
        """Return the candidate's progress with every credential that they have started.

        A credential is started if one of its exams was taken or its award was given.
        """
        sittings = counting(record.results)
        awards = _latest(record.awards)
        places = {self._order[code] for code in awards if code in self._order}
        for exam in sittings:
            places.update(self._needing.get(exam, ()))
        begun = [self.catalog.credentials[place] for place in sorted(places)]
        day = self._day(today, record.retake_plan)
        return CandidateProgress(
            today, tuple([self._credential(c, sittings, awards, day) for c in begun])
        )

    def of_credential(
        self, credential: Credential, record: Record, today: date
    ) -> CredentialProgress:
        """Return the candidate's progress with one credential, even if it was not started."""
        sittings = counting(record.results)
        day = self._day(today, record.retake_plan)
        return self._credential(credential, sittings, _latest(record.awards), day)

    def attempts_rule(self, record: Record, today: date) -> AttemptsRule:
        """Return the rule for retaking exams that applies to a candidate on this day."""
        return self._day(today, record.retake_plan).attempts

    def _rules_on(self, today: date, plan: RetakePlan | None) -> _Day:
        affidavit_first = self._rules.order_on(today).affidavit_first
        return _Day(today, affidavit_first, self._rules.attempts_on(today, plan))

    def _credential(
        self,
        credential: Credential,
        sittings: Mapping[str, list[Result]],
        awards: Mapping[str, Award],
        day: _Day,
    ) -> CredentialProgress:
        award = awards.get(credential.code)
        waits = day.affidavit_first and self._waits_for_affidavit(credential, sittings)
        exams = []
        begun = award is not None
        for exam in credential.exams:
            sat = sittings.get(exam.code)
            if sat:
                begun = True
            if sat or waits:
                exams.append(self._exam(exam, sat or [], day, waits))
            else:
                exams.append(self._not_taken[exam.code])
        if award is not None and award.revoked_on is None:
            state = CredentialState.EARNED
        else:
            state = CredentialState.IN_PROGRESS if begun else CredentialState.NOT_STARTED
        return CredentialProgress(credential, state, tuple(exams), award)

    def _waits_for_affidavit(
        self, credential: Credential, sittings: Mapping[str, list[Result]]
    ) -> bool:
        """Whether the credential has a performance exam whose affidavit was not submitted yet."""
        performances = self._performances[credential.code]
        return bool(performances) and not any(
            sitting.outcome in _AFFIDAVIT_IN
            for exam in performances
            for sitting in sittings.get(exam.code, ())
        )

    def _exam(self, exam: Exam, sittings: list[Result], day: _Day, waits: bool) -> ExamProgress:
        if len(sittings) == 1 and sittings[0].outcome is Outcome.PASS:  # the usual case
            [sitting] = sittings
            attempts = max(1, sitting.attempt)
            return ExamProgress(exam, ExamState.PASSED, attempts, None, sitting.taken_on)
        fails: list[Result] = []
        passed_on: date | None = None
        passes = highest = 0
        for sitting in sittings:
            highest = max(highest, sitting.attempt)
            if sitting.outcome is Outcome.PASS:
                passes += 1
                passed_on = min(passed_on or sitting.taken_on, sitting.taken_on)
            elif sitting.outcome is Outcome.FAIL:
                fails.append(sitting)
        attempts = max(passes + len(fails), highest)
        if passed_on is not None:
            return ExamProgress(exam, ExamState.PASSED, attempts, None, passed_on)
        last_fail = max((sitting.taken_on for sitting in fails), default=date.min)
        if any(s.outcome is Outcome.SUBMITTED and s.taken_on > last_fail for s in sittings):
            return ExamProgress(exam, ExamState.SUBMITTED, attempts)
        if fails and (until := _locked_until(exam, fails, attempts, day)):
            return ExamProgress(exam, ExamState.LOCKED, attempts, until)
        if waits and exam.kind is ExamKind.THEORY:
            return ExamProgress(exam, ExamState.LOCKED, attempts)
        return ExamProgress(exam, ExamState.FAILED if fails else ExamState.REMAINING, attempts)


def _locked_until(exam: Exam, fails: list[Result], attempts: int, day: _Day) -> date | None:
    rule = day.attempts
    if rule.included is None or rule.kind not in {None, exam.kind.value}:
        return None
    under_it = [fail for fail in fails if fail.taken_on >= rule.first_day]
    if not under_it or attempts < rule.included:
        return None
    opens = max(fail.taken_on for fail in under_it) + timedelta(days=rule.lock_days)
    return opens if opens > day.today else None


def counting(results: Iterable[Result]) -> dict[str, list[Result]]:
    """Return the results that count, by exam.

    A void cancels the attempt with its exam, day and number. A result without an attempt number is
    canceled by any void of its day. A void without an attempt number cancels the attempts that were
    on record when it was imported. The import adds a separate void for each of these attempts.
    """
    voids: dict[tuple[str, date], set[int]] = {}
    for result in results:
        if result.outcome is Outcome.VOID:
            voids.setdefault((result.exam, result.taken_on), set()).add(result.attempt)
    sittings: dict[str, list[Result]] = {}
    for result in results:
        if voids:
            covered = voids.get((result.exam, result.taken_on))
            if covered and (result.attempt == 0 or result.attempt in covered):
                continue
            if result.outcome is Outcome.VOID:
                continue
        sittings.setdefault(result.exam, []).append(result)
    return sittings


def _latest(awards: Iterable[Award]) -> dict[str, Award]:
    """Return a candidate's award for each credential code.

    It is the award that the candidate holds, or else the last award that was revoked.
    """
    latest: dict[str, Award] = {}
    for award in awards:
        known = latest.get(award.credential)
        if known is None or _rank(award) > _rank(known):
            latest[award.credential] = award
    return latest


def _rank(award: Award) -> tuple[bool, date]:
    return award.revoked_on is None, award.revoked_on or award.issued_on


def elsewhere_document(record: Record) -> list[dict[str, Any]]:
    """Return the JSON form of the credentials that a candidate earned elsewhere."""
    return [
        {
            "code": each.credential,
            "issued_on": each.issued_on.isoformat(),
            "issuer": each.issuer,
            "evidence": each.evidence,
        }
        for each in record.elsewhere
    ]


def status_document(
    person: Person, progress: CandidateProgress, others: Iterable[CredentialProgress], now: datetime
) -> dict[str, Any]:
    """Return the JSON form of a candidate's status.

    `others` are further credentials that the user asked for and the candidate has not started.
    """
    return {
        "candidate": {"number": person.number, "name": person.name},
        "as_of": now.isoformat(timespec="seconds"),
        "credentials": [_credential_document(c) for c in (*progress.credentials, *others)],
    }


def _credential_document(progress: CredentialProgress) -> dict[str, Any]:
    award = progress.award
    return {
        "code": progress.credential.code,
        "title": progress.credential.title,
        "state": progress.state.value,
        "exams": [_exam_document(exam) for exam in progress.exams],
        "remaining": [exam.exam.code for exam in progress.remaining],
        "award": award
        and {
            "code": award.code,
            "issued_on": award.issued_on.isoformat(),
            "status": award.status,
        },
    }


def _exam_document(progress: ExamProgress) -> dict[str, Any]:
    document: dict[str, Any] = {
        "code": progress.exam.code,
        "kind": progress.exam.kind.value,
        "state": progress.state.value,
        "attempts": progress.attempts,
    }
    if progress.until:
        document["until"] = progress.until.isoformat()
    return document
