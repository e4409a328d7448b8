"""A candidate's progress follows from their record by the rules of the day."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.loading import load_catalog
from core.exam_rules import load_rules
from core.people.model import RetakePlan
from core.progress import (
    CandidateProgress,
    CredentialState,
    ExamProgress,
    ExamState,
    NextStep,
    Progress,
)
from core.records.model import Award, Outcome, Record, Result

CATALOG = load_catalog()
PROGRESS = Progress(CATALOG, load_rules())
TODAY = date(2026, 11, 23)


def at(*results: Result, awards: tuple[Award, ...] = (), today: date = TODAY) -> CandidateProgress:
    return PROGRESS.of(Record(results, awards), today)


def passed(exam: str, on: date = date(2026, 5, 1), attempt: int = 0) -> Result:
    return Result(exam, on, attempt, Outcome.PASS)


def failed(exam: str, on: date, attempt: int = 0) -> Result:
    return Result(exam, on, attempt, Outcome.FAIL)


def voided(exam: str, on: date, attempt: int = 0) -> Result:
    return Result(exam, on, attempt, Outcome.VOID)


def exam_state(progress: CandidateProgress, credential: str, exam: str) -> ExamState:
    return exam_of(progress, credential, exam).state


def next_step(progress: CandidateProgress) -> NextStep:
    assert progress.next_step is not None
    return progress.next_step


def exam_of(progress: CandidateProgress, credential: str, exam: str) -> ExamProgress:
    [one] = [c for c in progress.credentials if c.credential.code == credential]
    return next(each for each in one.exams if each.exam.code == exam)


@pytest.mark.parametrize(
    ("plan", "state"),
    [
        (None, ExamState.LOCKED),
        (RetakePlan.SUBSCRIPTION, ExamState.LOCKED),
        (RetakePlan.TEST_PASS, ExamState.FAILED),
    ],
)
def test_whether_two_failures_lock_an_exam_depends_on_how_the_exam_was_bought(
    plan: RetakePlan | None, state: ExamState
) -> None:
    twice = (failed("M1-GRD-T", TODAY, 1), failed("M1-GRD-T", TODAY, 2))
    progress = PROGRESS.of(Record(twice, retake_plan=plan), TODAY)
    assert exam_state(progress, "M1-GRD", "M1-GRD-T") is state
    later = PROGRESS.of(Record(twice, retake_plan=plan), TODAY + timedelta(days=60))
    assert exam_state(later, "M1-GRD", "M1-GRD-T") is ExamState.FAILED


def test_without_any_result_no_credential_is_in_progress() -> None:
    progress = at()
    assert progress.credentials == ()
    assert progress.next_step is None


def test_after_a_passed_theory_exam_the_performance_exam_remains() -> None:
    progress = at(passed("M1-GRD-T"))
    [grinding] = progress.credentials
    assert grinding.state is CredentialState.IN_PROGRESS
    assert [e.exam.code for e in grinding.remaining] == ["M1-GRD-P"]
    assert next_step(progress).exam.exam.code == "M1-GRD-P"


def test_the_theory_exam_that_both_turning_credentials_share_counts_toward_both() -> None:
    progress = at(passed("M1-TUR-T"))
    assert [c.credential.code for c in progress.credentials] == ["M1-TBC", "M1-TCH"]
    assert exam_state(progress, "M1-TBC", "M1-TUR-T") is ExamState.PASSED
    assert exam_state(progress, "M1-TCH", "M1-TUR-T") is ExamState.PASSED


def test_a_credential_is_earned_by_an_award_and_not_by_a_revoked_one() -> None:
    held = Award("EF-1", "M1-MMS", date(2026, 5, 1))
    assert at(passed("M1-MMS-T"), awards=(held,)).earned[0].award == held
    gone = Award("EF-1", "M1-MMS", date(2026, 5, 1), date(2026, 6, 1), "forged", "issuer")
    [one] = at(passed("M1-MMS-T"), awards=(gone,)).credentials
    assert one.state is CredentialState.IN_PROGRESS
    assert one.award == gone


def test_of_a_valid_and_a_revoked_award_of_one_credential_the_valid_one_is_shown() -> None:
    gone = Award("EF-1", "M1-MMS", date(2026, 7, 1), date(2026, 8, 1), "void", "void")
    held = Award("EF-2", "M1-MMS", date(2026, 5, 1))
    for awards in ((gone, held), (held, gone)):
        assert at(awards=awards).earned[0].award == held


def test_after_one_failure_an_exam_can_be_taken_again_at_once() -> None:
    progress = at(failed("M1-CMO-T", TODAY))
    assert exam_of(progress, "M1-CMO", "M1-CMO-T").state is ExamState.FAILED
    assert exam_of(progress, "M1-CMO", "M1-CMO-T").attempts == 1


def test_two_failures_lock_a_theory_exam_for_sixty_days() -> None:
    second = date(2026, 11, 1)
    tries = (failed("M1-CMO-T", date(2026, 10, 1)), failed("M1-CMO-T", second))
    locked = exam_of(at(*tries), "M1-CMO", "M1-CMO-T")
    assert (locked.state, locked.until) == (ExamState.LOCKED, date(2026, 12, 31))
    day_before = at(*tries, today=date(2026, 12, 30))
    assert exam_state(day_before, "M1-CMO", "M1-CMO-T") is ExamState.LOCKED
    on_the_day = at(*tries, today=date(2026, 12, 31))
    assert exam_state(on_the_day, "M1-CMO", "M1-CMO-T") is ExamState.FAILED


def test_an_attempt_number_of_two_counts_as_two_attempts_although_one_is_on_record() -> None:
    progress = at(failed("M1-CMO-T", date(2026, 11, 1), attempt=2))
    assert exam_of(progress, "M1-CMO", "M1-CMO-T").attempts == 2
    assert exam_state(progress, "M1-CMO", "M1-CMO-T") is ExamState.LOCKED


def test_failed_attempts_never_lock_a_performance_exam() -> None:
    tries = [failed("M1-CMO-P", date(2026, 11, day)) for day in (1, 2, 3)]
    assert exam_state(at(*tries), "M1-CMO", "M1-CMO-P") is ExamState.FAILED


def test_before_october_2018_failures_locked_nothing_and_the_affidavit_came_first() -> None:
    then = date(2018, 9, 30)
    tries = [failed("M1-CMO-T", date(2018, 9, day)) for day in (1, 2)]
    assert exam_of(at(*tries, today=then), "M1-CMO", "M1-CMO-T").until is None
    begun = at(failed("M1-CMO-P", date(2018, 9, 1)), today=then)
    assert exam_state(begun, "M1-CMO", "M1-CMO-T") is ExamState.LOCKED
    affidavit = Result("M1-CMO-P", date(2018, 9, 1), 0, Outcome.SUBMITTED)
    assert exam_state(at(affidavit, today=then), "M1-CMO", "M1-CMO-T") is ExamState.REMAINING
    after = at(failed("M1-CMO-P", date(2018, 9, 1)), today=date(2018, 10, 1))
    assert exam_state(after, "M1-CMO", "M1-CMO-T") is ExamState.REMAINING


def test_the_safety_credential_needed_no_affidavit_even_before_october_2018() -> None:
    safety = CATALOG.credential("M1-MMS")
    assert safety is not None
    progress = PROGRESS.of_credential(safety, Record(), date(2018, 1, 1))
    assert [exam.state for exam in progress.exams] == [ExamState.REMAINING]


@pytest.mark.parametrize(("result_attempt", "void_attempt"), [(0, 0), (1, 1), (0, 1)])
def test_a_void_cancels_the_result_of_its_day_and_attempt(
    result_attempt: int, void_attempt: int
) -> None:
    on = date(2026, 5, 1)
    assert at(passed("M1-MMS-T", on, result_attempt), voided("M1-MMS-T", on, void_attempt)) == at()


def test_a_void_of_another_attempt_or_day_cancels_nothing() -> None:
    on = date(2026, 5, 1)
    other = at(passed("M1-MMS-T", on, 2), voided("M1-MMS-T", on, 1))
    assert exam_state(other, "M1-MMS", "M1-MMS-T") is ExamState.PASSED
    other = at(passed("M1-MMS-T", on), voided("M1-MMS-T", on + timedelta(1)))
    assert exam_state(other, "M1-MMS", "M1-MMS-T") is ExamState.PASSED


def test_a_submitted_affidavit_is_shown_as_submitted_until_a_result_decides_it() -> None:
    submitted = Result("M1-CMO-P", date(2026, 11, 1), 0, Outcome.SUBMITTED)
    assert exam_state(at(submitted), "M1-CMO", "M1-CMO-P") is ExamState.SUBMITTED
    refused = failed("M1-CMO-P", date(2026, 11, 5))
    assert exam_state(at(submitted, refused), "M1-CMO", "M1-CMO-P") is ExamState.FAILED


def test_the_next_step_is_an_open_exam_if_there_is_one() -> None:
    locked = [failed("M1-CMO-T", date(2026, 11, day)) for day in (1, 2)]
    progress = at(*locked, passed("M1-CMO-P"), passed("M1-GRD-T"))
    assert next_step(progress).exam.exam.code == "M1-GRD-P"
    only_locked = next_step(at(*locked, passed("M1-CMO-P")))
    assert (only_locked.exam.exam.code, only_locked.exam.until) == ("M1-CMO-T", date(2027, 1, 1))


outcomes = st.sampled_from(list(Outcome))
results = st.builds(
    Result,
    exam=st.sampled_from(["M1-MMS-T", "M1-TUR-T", "M1-TCH-P", "M1-TBC-P", "M1-CMO-T", "M1-CMO-P"]),
    taken_on=st.dates(date(2018, 6, 1), TODAY),
    attempt=st.integers(0, 3),
    outcome=outcomes,
)


def remaining(progress: CandidateProgress) -> set[tuple[str, str]]:
    return {
        (each.credential.code, exam.exam.code)
        for each in progress.credentials
        for exam in each.remaining
    }


@given(st.lists(results, max_size=12), st.sampled_from(sorted(CATALOG.exams)))
def test_another_pass_never_increases_the_exams_that_remain(
    record: list[Result], exam: str
) -> None:
    record = [r for r in record if (r.exam, r.outcome) != (exam, Outcome.VOID)]
    before, after = at(*record), at(*record, passed(exam, TODAY))
    begun = {each.credential.code for each in before.credentials}
    assert {pair for pair in remaining(after) if pair[0] in begun} <= remaining(before)


@given(st.lists(results, max_size=12), st.randoms())
def test_progress_is_the_same_whatever_the_order_of_the_results(
    record: list[Result], random: Random
) -> None:
    shuffled = record[:]
    random.shuffle(shuffled)
    assert at(*record) == at(*shuffled)


@given(st.lists(results, max_size=12))
def test_the_next_step_is_one_of_the_remaining_exams(record: list[Result]) -> None:
    progress = at(*record)
    step = progress.next_step
    if step is not None:
        assert (step.credential.credential.code, step.exam.exam.code) in remaining(progress)
