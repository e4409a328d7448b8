"""A teacher who asks about a student's chats, data or papers does not get the teacher's own."""

import pytest

from bot.plain_text import plain_text
from tests.bot.center import ADA, ANA, BEN, EMPLOYER, INES, Center, ago, calls


@pytest.fixture
async def shown(center: Center) -> Center:
    """Show the instructor the page of Ana Popescu."""
    await center.says(INES, "student Ana Popescu")
    return center


@pytest.mark.parametrize(
    ("asked", "command"),
    [
        ("who looked at her record", "seen"),
        ("¿quién vio el expediente de ella?", "seen"),
        ("download her data", "data"),
        ("turn her notices off", "notices"),
        ("switch her to spanish", "language"),
        ("print her card", "print"),
    ],
)
async def test_only_the_student_can_do_what_is_asked_about_the_student(
    shown: Center, asked: str, command: str
) -> None:
    reply = await shown.ask(INES, asked)
    assert reply.template == "only_they", asked
    assert "Ana Popescu" in plain_text(reply.markdown)
    assert f"`{command}`" in reply.markdown
    assert calls(reply)["Ana Popescu"] == "student Ana Popescu"


async def test_a_students_old_phone_is_not_taken_for_the_teachers_own_chats(shown: Center) -> None:
    for asked in ("kick the old phone off", "unlink her old phone", "kick Ana's old phone off"):
        said = await shown.says(INES, asked)
        assert "edgefinder invite NUMBER --end-chats" in said, asked


async def test_what_is_asked_about_oneself_is_answered_after_a_students_page_too(
    shown: Center,
) -> None:
    expected = {
        "who looked at my record": "seen",
        "did Ana look at my record": "seen",
        "download my data": "data",
        "en español por favor": "language",
        "stop all notices": "notices_sure",
    }
    for asked, template in expected.items():
        assert (await shown.ask(INES, asked)).template == template, asked


async def test_an_administrator_gets_no_data_of_their_own_for_a_student(center: Center) -> None:
    await center.says(ADA, "student Ana Popescu")
    assert (await center.ask(ADA, "export her data")).template == "only_they"


async def test_a_question_about_him_after_a_list_asks_which_of_the_students(center: Center) -> None:
    await center.world.candidate("1010", "Eli Grant")
    await center.world.candidate("1011", "Fay Hall")
    for number in ("1010", "1011"):
        await center.world.result(number, "M1-DRL-T", "fail", ago(3))
    await center.says(ADA, "students failed M1-DRL")
    asked = calls(await center.ask(ADA, "when can he sit it again"))
    assert {"student Eli Grant", "student Fay Hall"} <= set(asked.values())


async def test_what_is_told_about_a_student_is_not_answered_with_the_page_again(
    shown: Center,
) -> None:
    said = await shown.ask(INES, "she was out two weeks with her back")
    assert said.template != "student"


async def test_after_what_is_kept_delete_it_means_all_of_it(center: Center) -> None:
    await center.says(ANA, "what do you keep about me")
    assert (await center.ask(ANA, "now delete it")).template == "forget_sure"
    assert (await center.ask(BEN, "bórrame")).template == "forget_sure"


async def test_a_class_of_somebody_else_is_not_answered_with_the_own_class(center: Center) -> None:
    await center.world.roster("Milling, mornings", INES, ANA, BEN)
    said = await center.says(INES, "who is behind in CNC and turning, evenings")
    assert "You have no roster called" in said


async def test_asking_who_confirmed_a_part_records_no_result(center: Center) -> None:
    for asked in ("which evaluator confirmed Ana's layout part", "who passed Ana's milling part"):
        assert (await center.ask(INES, asked)).template == "student", asked


@pytest.mark.parametrize("asked", ["what reminders do I have", "when will you remind me"])
async def test_asking_about_reminders_sets_none(center: Center, asked: str) -> None:
    assert (await center.ask(ANA, asked)).template != "remind"


async def test_asking_whether_somebody_is_a_minor_records_nothing(center: Center) -> None:
    assert (await center.ask(ADA, "is Ana Popescu a minor")).template == "minor"


async def test_an_employer_who_asks_on_after_a_code_gets_its_verdict(center: Center) -> None:
    await center.says(EMPLOYER, f"verify {center.earned}")
    for asked in ("when did she earn that", "what is the status of that one"):
        [(command, argument, _score)] = (await center.ask(EMPLOYER, asked)).understood
        assert (command, argument) == ("verify", center.earned), asked
