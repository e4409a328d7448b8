"""The command results correct: replace a wrong exam result in one step."""

from argparse import Namespace
from datetime import date

from adapters.cli.exit_codes import DONE, NO, CannotDo
from adapters.cli.open_database import with_edgefinder
from core.catalog.exam_names import names_in
from core.edgefinder import Edgefinder
from core.records.corrections import Correction


def correct(arguments: Namespace) -> int:
    if not any(
        value is not None
        for value in (arguments.outcome, arguments.score, arguments.evaluator, arguments.on)
    ):
        raise CannotDo("give the right value: --outcome, --score, --evaluator or --on DATE")
    if arguments.score is not None and not 0 <= arguments.score <= 100:  # noqa: PLR2004 - percent
        raise CannotDo("--score takes 0 to 100")

    async def work(edgefinder: Edgefinder) -> int:
        asker, _ = await edgefinder.askers.candidate_with_record(arguments.candidate)
        if asker.person is None or asker.person.number is None:
            raise CannotDo(f"no candidate has the number '{arguments.candidate}'")
        exam = names_in(edgefinder.catalog).exam(arguments.exam)
        if exam is None:
            raise CannotDo(
                f"'{arguments.exam}' is not an exam: see the exams with 'edgefinder catalog'"
            )
        earned = await edgefinder.result_corrections.correct(
            Correction(
                asker.person.id,
                exam.code,
                _day(arguments.taken_on),
                arguments.attempt,
                arguments.outcome,
                arguments.score,
                arguments.evaluator,
                right_day=_day(arguments.on) if arguments.on else None,
            )
        )
        if earned is None:
            print("Nothing to do: it is already recorded like that.")
            return NO
        print(f"Corrected: {exam.code} of {asker.person.name}.")
        for count, what in ((earned.awarded, "awarded"), (earned.revoked, "revoked")):
            if count:
                print(f"{count} credential{'' if count == 1 else 's'} {what}")
        return DONE

    return with_edgefinder(work)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CannotDo(f"'{text}' is not a date: write 2026-03-31") from None
