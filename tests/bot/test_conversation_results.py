"""Staff record performance results in a chat, after a preview.

Nobody can pass their own students.
"""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.plain_text import plain_text
from core.importing.report import ImportKind
from core.notices.claimed_notice import DueNotice
from core.outbox.kinds import NoticeKind
from core.people.model import Person
from tests.bot.center import ADA, ANA, BEN, CY, INES, LUC, OTTO, Center, ago
from tests.world import TODAY

EVA, JO = "eva@example.org", "jo@example.org"
"""Evaluators. Eva is assigned to the class of Ines, and Jo to no class."""
SAID = "Cy passed Chucking performance today"


async def with_evaluators(center: Center) -> Center:
    await center.world.evaluator(EVA)
    await center.world.evaluator(JO, "Jo Vale")
    await center.world.roster("Assigned to Eva", EVA, ANA, CY)
    return center


async def recorded(center: Center, number: str) -> list[tuple[object, ...]]:
    rows = await center.world.rows("results")
    mine = [row for row in rows if row["candidate_id"] == center.world.ids[number]]
    names = ("exam_code", "taken_on", "outcome", "evaluator")
    return [tuple(row[name] for name in names) for row in mine]


async def test_an_evaluator_records_a_result_by_a_sentence_and_confirms_it_after_a_preview(
    center_on_each: Center,
) -> None:
    center = await with_evaluators(center_on_each)
    asked = await center.ask(EVA, f"result {SAID}")
    assert asked.template == "result_sure"
    assert "Cy Newman" in asked.markdown
    assert "passed" in asked.markdown
    assert "November 23, 2026" in plain_text(asked.markdown)
    assert await recorded(center, CY) == []
    done = await center.press(EVA, asked.buttons[0][0].call)
    assert "Recorded" in done.markdown
    assert await recorded(center, CY) == [("M1-TCH-P", TODAY, "pass", "Eva Kraft")]
    assert "already" in await center.done(EVA, f"result {SAID}")


async def test_only_the_person_who_recorded_a_result_can_undo_it(
    center_on_each: Center,
) -> None:
    center = await with_evaluators(center_on_each)
    asked = await center.ask(EVA, f"result {SAID}")
    done = await center.press(EVA, asked.buttons[0][0].call)
    [brought] = await center.world.rows("imports")
    assert brought["brought_by"] == center.world.ids[EVA]
    undo = done.buttons[0][0].call
    assert "no such result of yours" in await center.done(ADA, undo)
    assert "Undone" in await center.done(EVA, undo)
    assert {row[2] for row in await recorded(center, CY)} == {"pass", "void"}
    assert "Recorded" in await center.done(EVA, f"result {SAID}")


async def test_pressing_a_record_or_undo_button_twice_records_or_undoes_once(
    center: Center,
) -> None:
    await with_evaluators(center)
    asked = await center.ask(EVA, f"result {SAID}")
    first, second = [await center.press(EVA, asked.buttons[0][0].call) for _ in range(2)]
    assert first.buttons == second.buttons
    undo = first.buttons[0][0].call
    told = [await center.press(EVA, undo) for _ in range(2)]
    assert all("Undone" in each.markdown for each in told)
    await center.done(EVA, f"result {SAID}")
    again = await center.press(JO, asked.buttons[0][0].call)
    assert not any(each.call.startswith("result undo") for row in again.buttons for each in row)


async def test_undoing_a_result_keeps_the_other_results_of_that_candidate_and_day(
    center_on_each: Center,
) -> None:
    center = await with_evaluators(center_on_each)
    await center.world.result(CY, "M1-TUR-T", "pass", ago(10))
    await center.does(INES, f"result {SAID}")
    asked = await center.ask(EVA, f"result {SAID}")
    done = await center.press(EVA, asked.buttons[0][0].call)
    assert "completed 1 credential" in done.markdown
    await center.does(EVA, done.buttons[0][0].call)
    said = await center.says(CY, "status M1-TCH")
    assert "affidavit submitted, not accepted yet" in said, (
        "the affidavit that Ines submitted is kept"
    )
    assert "Cy Newman" in (await center.ask(EVA, "result")).buttons[-1][0].label
    again = await center.ask(EVA, f"result {SAID}")
    await center.press(EVA, again.buttons[0][0].call)
    assert "earned on" in await center.says(CY, "status M1-TCH")


async def test_a_trainer_who_records_that_their_own_student_passed_only_submits_the_result(
    center_on_each: Center,
) -> None:
    center = await with_evaluators(center_on_each)
    asked = await center.says(INES, f"result {SAID}")
    assert "it counts once an evaluator or an account administrator has confirmed it" in asked
    await center.does(INES, f"result {SAID}")
    assert await recorded(center, CY) == [("M1-TCH-P", TODAY, "submitted", "Ines Ortega")]
    for one_more in range(2):
        waiting = await center.ask(EVA, "result")
        calls = [row[0].call for row in waiting.buttons]
        assert len(calls) == 2 - one_more
        await center.does(EVA, calls[-1])
    outcomes = {row[2:] for row in await recorded(center, CY)}
    assert outcomes == {("submitted", "Ines Ortega"), ("pass", "Eva Kraft")}
    assert "Nothing waits" in await center.says(EVA, "result")


async def told(center: Center) -> list[tuple[str, str, str]]:
    """Return the notices of submitted results: kind, recipient, and text."""
    found = []
    names = {number: name for name, number in center.world.ids.items()}
    for row in await center.world.rows("notices"):
        kind = NoticeKind(str(row["kind"]))
        if kind in {NoticeKind.RESULT_WAITS, NoticeKind.RESULT_DECIDED}:
            reader = names[int(str(row["person_id"]))]
            found.append((kind.value, reader, await read_by(center, reader, kind, row["data"])))
    return found


async def read_by(center: Center, reader: str, kind: NoticeKind, data: object) -> str:
    person = Person(center.world.ids[reader], None, "Given", "Family", reader)
    notice = DueNotice(1, kind, person, (), None, person, 0, json.loads(str(data)))
    return plain_text((await center.world.conversation.compose(notice)).markdown).strip()


async def test_an_evaluator_is_notified_of_a_submission_and_the_trainer_of_the_decision(
    center_on_each: Center,
) -> None:
    center = await with_evaluators(center_on_each)
    await center.does(INES, f"result {SAID}")
    [(kind, who, words)] = await told(center)
    assert (kind, who) == ("result_waits", EVA)
    assert words.startswith("To be confirmed: Turning I Chucking: performance")
    assert words.endswith(" of Cy Newman, handed in on November 23, 2026.")
    await center.does(EVA, f"result {SAID}")
    [_, (kind, who, words)] = await told(center)
    assert (kind, who) == ("result_decided", INES)
    assert words.startswith("Confirmed: Cy Newman passed Turning I Chucking")


@pytest.mark.parametrize(
    ("outcome", "said"),
    [("pass", "Confirmed: Cy Newman passed"), ("fail", "Not confirmed: Cy Newman did not pass")],
)
async def test_the_trainer_is_notified_if_an_imported_file_decides_their_submission(
    center_on_each: Center, tmp_path: Path, outcome: str, said: str
) -> None:
    center = await with_evaluators(center_on_each)
    await center.does(INES, f"result {SAID}")
    file = tmp_path / "results.csv"
    header = "candidate_number,exam,outcome,taken_on\n"

    async def imported(outcome: str, day: date) -> None:
        file.write_text(f"{header}{CY},M1-TCH-P,{outcome},{day}\n")
        await center.world.edgefinder.import_file(ImportKind.RESULTS, file)

    await imported("fail", ago(400))
    assert len(await told(center)) == 1, "an older result does not decide the submission"
    for _again in range(2):
        await imported(outcome, TODAY)
        [_, (kind, who, words)] = await told(center)
        assert (kind, who) == ("result_decided", INES)
        assert words.startswith(said)


async def test_if_no_evaluator_has_the_class_administrators_are_notified_of_a_submission(
    center: Center,
) -> None:
    await center.does(INES, f"result {SAID}")
    assert {(kind, who) for kind, who, _ in await told(center)} == {("result_waits", ADA)}


async def test_a_submission_that_an_evaluator_fails_is_reported_to_the_trainer_as_failed(
    center: Center,
) -> None:
    await with_evaluators(center)
    await center.does(INES, f"result {SAID}")
    await center.does(EVA, "result Cy failed Chucking performance today")
    [_, (kind, who, words)] = await told(center)
    assert (kind, who) == ("result_decided", INES)
    assert words.startswith("Not confirmed: Cy Newman did not pass Turning I Chucking")


async def test_the_notice_of_a_submission_hides_the_name_if_its_reader_may_not_see_the_student(
    center: Center,
) -> None:
    await with_evaluators(center)
    await center.does(INES, f"result {SAID}")
    [row] = [r for r in await center.world.rows("notices") if r["kind"] == "result_waits"]
    assert await read_by(center, JO, NoticeKind.RESULT_WAITS, row["data"]) == (
        "A performance exam was handed in."
    )


async def test_an_evaluator_cannot_record_results_of_a_student_whom_they_teach(
    center: Center,
) -> None:
    world = center.world
    organization = await world.organisation()
    for role in ("evaluator", "administrator"):
        person = world.ids[INES]
        await world.add("roles", person_id=person, organisation_id=organization, role=role)
    await center.does(INES, f"result {SAID}")
    assert [row[2] for row in await recorded(center, CY)] == ["submitted"]
    assert "does not teach" in await center.says(INES, "result Cy failed Chucking today")
    assert "does not teach" in await center.says(INES, "result Cy passed M1-TUR-T")


async def test_undoing_the_result_that_completed_a_credential_revokes_the_credential(
    center: Center,
) -> None:
    await with_evaluators(center)
    await center.world.result(CY, "M1-TUR-T", "pass", ago(10))
    asked = await center.ask(EVA, f"result {SAID}")
    done = await center.press(EVA, asked.buttons[0][0].call)
    assert "completed 1 credential" in done.markdown
    await center.does(EVA, done.buttons[0][0].call)
    mine = [row for row in await center.world.rows("awards") if row["credential_code"] == "M1-TCH"]
    assert [row["revoked_by"] for row in mine if row["candidate_id"] == center.world.ids[CY]] == [
        "void"
    ]


@pytest.mark.parametrize(
    ("who", "text", "why"),
    [
        (JO, SAID, "None of your candidates is called"),
        (EVA, "Ben passed Chucking today", "None of your candidates is called"),
        (OTTO, SAID, "None of your candidates is called"),
        (LUC, SAID, "None of your candidates is called"),
        (EVA, "Cy passed Chucking theory today", "theory results come by file"),
        (INES, "Cy failed Chucking performance", "records a failed exam"),
        (EVA, "Cy passed basket weaving", "I do not know a performance exam"),
        (EVA, "Cy passed Chucking performance 2031-01-05", "in the future"),
    ],
)
async def test_a_result_that_a_person_may_not_record_is_refused_and_changes_nothing(
    center: Center, who: str, text: str, why: str
) -> None:
    await with_evaluators(center)
    before = await center.world.rows("results")
    assert why in await center.done(who, f"result {text}")
    assert await center.world.rows("results") == before


async def test_an_administrator_can_record_theory_exams_and_results_of_past_days(
    center: Center,
) -> None:
    await center.does(ADA, f"result {BEN} failed M1-TUR-T yesterday")
    await center.does(ADA, "result Cy passed Chucking performance on 11/20/2026")
    assert ("M1-TUR-T", ago(1), "fail", "Ada Larsen") in await recorded(center, BEN)
    assert ("M1-TCH-P", ago(3), "pass", "Ada Larsen") in await recorded(center, CY)


async def test_a_candidate_cannot_record_a_result(center: Center) -> None:
    assert "instructors, evaluators and account administrators" in await center.says(
        ANA, f"result {SAID}"
    )


async def test_a_sentence_about_a_result_is_understood_without_the_command_name(
    center: Center,
) -> None:
    await with_evaluators(center)
    asked = await center.ask(EVA, "Cy Newman passed chucking performance today")
    assert asked.template == "result_sure"
    assert await recorded(center, CY) == []


async def test_a_result_with_missing_parts_is_answered_with_an_example(center: Center) -> None:
    await with_evaluators(center)
    assert "Write it like this" in (await center.press(EVA, "result Cy is doing well")).markdown


@pytest.mark.parametrize(
    "words", ["{} M1-TCH-P pass today", "Cy Newman, m1-tch-p, passed, 11/23/2026"]
)
async def test_a_result_may_be_typed_in_the_order_of_the_columns_of_a_results_file(
    center_on_each: Center, words: str
) -> None:
    center = await with_evaluators(center_on_each)
    await center.done(EVA, f"result {words.format(CY)}")
    assert await recorded(center, CY) == [("M1-TCH-P", TODAY, "pass", "Eva Kraft")]
