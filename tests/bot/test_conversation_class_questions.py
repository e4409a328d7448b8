"""Questions about students are answered for the class, credential or exam that they name."""

import pytest
from sqlalchemy import update

from bot.plain_text import plain_text
from core.storage.tables import rosters
from tests.bot.center import ADA, ANA, BEN, CY, INES, Center


@pytest.fixture
async def two_classes(center: Center) -> Center:
    """Add a morning class with Ana and Ben, and an evening class with Cy."""
    await center.world.roster("Milling, mornings", INES, ANA, BEN)
    await center.world.roster("Turning, evenings", INES, CY)
    return center


async def test_a_question_about_one_class_leaves_out_the_other_classes(two_classes: Center) -> None:
    for asked in ("students count in Milling, mornings", "students not linked in mornings"):
        said = await two_classes.says(INES, asked)
        assert "Milling, mornings" in said, asked
        assert "Cy " not in said, asked
    said = await two_classes.says(INES, "students count in Turning, evenings")
    assert "Ana Popescu" not in said
    assert "1 student" in said


async def test_a_class_that_a_sentence_names_is_the_class_that_the_answer_is_about(
    two_classes: Center,
) -> None:
    for text in ("who failed in the evening class", "quién reprobó del grupo de la noche"):
        [(command, argument, _score)] = (await two_classes.ask(INES, text)).understood
        assert (command, argument) == ("students", "failed in Turning, evenings"), text


async def test_one_exam_away_from_a_credential_lists_only_students_with_one_exam_left(
    center: Center,
) -> None:
    await center.world.candidate("1010", "Eli Grant")
    await center.world.result("1010", "M1-DRL-T", "pass")
    assert "Eli Grant" in await center.says(ADA, "students one away M1-DRL")
    assert "Eli Grant" not in await center.says(ADA, "students one away M1-GRD")


async def test_asking_who_passed_the_theory_exam_lists_others_than_asking_who_has_the_credential(
    center: Center,
) -> None:
    await center.world.candidate("1010", "Eli Grant")
    await center.world.result("1010", "M1-DRL-T", "pass")
    assert "Eli Grant" in await center.says(ADA, "students count M1-DRL theory")
    assert "Eli Grant" not in await center.says(ADA, "students count M1-DRL")


async def test_the_students_with_the_most_credentials_are_listed_first(center: Center) -> None:
    reply = await center.ask(INES, "students ahead")
    assert "Ana Popescu: 1 credential" in plain_text(reply.markdown)


async def test_a_count_of_students_also_says_how_many_students_there_are_in_all(
    center: Center,
) -> None:
    await center.world.candidate("1010", "Eli Grant")
    await center.world.result("1010", "M1-DRL-T", "pass")
    said = await center.says(ADA, "students count M1-DRL theory")
    assert "1 of 4 students" in said


async def test_students_with_a_locked_exam_are_listed_with_the_day_on_which_it_opens(
    center: Center,
) -> None:
    assert "opens on" in await center.says(INES, "students locked")


async def test_the_question_who_meets_a_goal_is_answered_for_the_class(center: Center) -> None:
    [(command, argument, _score)] = (
        await center.ask(INES, "who in my class could earn pennsylvania basic")
    ).understood
    assert command == "roster"
    assert argument.endswith("goal pa-skills-basic")


@pytest.mark.parametrize("text", ["who meets pennsylvania", "quién cumple lo de Pensilvania"])
async def test_several_goals_for_a_class_are_offered_by_their_titles(
    center: Center, text: str
) -> None:
    reply = await center.ask(INES, text)
    labels = [row[0].label for row in reply.buttons]
    assert len(labels) == 3
    assert all(label.startswith("Pennsylvania Skills Certificate") for label in labels)
    assert (await center.press(INES, reply.buttons[0][0].call)).template == "roster_goal"


async def test_a_choice_of_goals_shows_their_titles(center: Center) -> None:
    reply = await center.ask(ANA, "do i have what pennsylvania wants")
    assert reply.template == "which_goal"
    assert "pa-skills" not in str([row[0].label for row in reply.buttons])


async def test_if_a_question_fits_several_credentials_the_bot_asks_which_is_meant(
    center: Center,
) -> None:
    reply = await center.ask(INES, "students missing edm")
    assert reply.template == "which_one"
    assert all(row[0].call.startswith("students missing ") for row in reply.buttons)


async def test_a_question_about_a_class_that_the_asker_does_not_have_offers_their_own_classes(
    two_classes: Center,
) -> None:
    for asked in ("students count in Welding 7", "students failed M1-MIL in Welding 7"):
        reply = await two_classes.ask(INES, asked)
        assert "You have no roster called “Welding 7”" in plain_text(reply.markdown), asked
        calls = [row[0].call for row in reply.buttons]
        said = [await two_classes.says(INES, call) for call in calls if call.startswith("students")]
        assert len(said) == 3, "there is a button for each of three classes"
        assert "Milling, mornings" in said[1], asked


async def test_words_such_as_all_my_classes_are_not_taken_for_a_class_name(
    two_classes: Center,
) -> None:
    for asked in ("students failed in the last month", "students count in all my classes"):
        assert (await two_classes.ask(INES, asked)).template == "students", asked


async def test_a_class_with_the_word_in_in_its_name_is_found(two_classes: Center) -> None:
    await two_classes.world.roster("Milling in Erie", INES, BEN)
    said = await two_classes.says(INES, "students count In Milling in Erie")
    assert "1 student" in said
    assert "Ben Okoro" in said


async def test_one_question_can_name_several_classes(two_classes: Center) -> None:
    await two_classes.world.roster("Grinding and drilling", INES, CY)
    said = await two_classes.says(INES, "students count in mornings and Turning, evenings")
    assert "3 students" in said
    assert "Grinding" not in said
    assert "1 student" in await two_classes.says(INES, "students count in grinding and drilling")


async def test_the_choice_of_a_credential_keeps_the_class_that_was_asked_about(
    two_classes: Center,
) -> None:
    for asked in ("students missing edm in mornings", "who is missing edm in the morning class"):
        reply = await two_classes.ask(INES, asked)
        assert reply.template == "which_one", asked
        for row in reply.buttons:
            assert "Milling, mornings" in await two_classes.says(INES, row[0].call), row[0].call


async def test_a_class_with_several_terms_is_answered_in_one_list_of_students(
    two_classes: Center,
) -> None:
    world = two_classes.world
    for term in ("2025", "2026"):
        roster = await world.roster(f"Sundown {term}", INES, BEN)
        async with world.edgefinder.database.begin() as connection:
            named = update(rosters).where(rosters.c.id == roster)
            await connection.execute(named.values(name="Sundown", folded="sundown", term=term))
    said = await two_classes.says(INES, "who failed in the sundown class")
    assert "Sundown, 2025 and Sundown, 2026" in said
    assert "of 1 student" in said


async def test_averages_are_of_the_scores_on_record_and_the_best_comes_first(
    two_classes: Center,
) -> None:
    world = two_classes.world
    for number, exam, outcome, score in (
        (ANA, "M1-MMS-T", "pass", 90),
        (BEN, "M1-MMS-T", "fail", 50),
        (BEN, "M1-DRL-T", "pass", 84.5),
        (CY, "M1-MMS-T", "pass", 70),
    ):
        await world.result(number, exam, outcome, score=score)
    said = await two_classes.says(INES, "students average in Milling, mornings")
    assert "Average: 74.8, from 3 scores on record" in said
    assert said.index("Ana Popescu: 90") < said.index("67.2, from 2 scores")
    said = await two_classes.says(INES, "students average M1-MMS in Turning, evenings")
    assert "Average: 70, from 1 score on record" in said
    said = await two_classes.says(INES, "students average M1-GRD")
    assert "No score is on record here." in said
    assert "Average: 67.2, from 2 scores on record" in await two_classes.says(
        INES, f"student {BEN}"
    )


async def test_average_scores_can_be_asked_for_in_everyday_words(two_classes: Center) -> None:
    for text, expected in (
        ("average score in the morning class", "average in Milling, mornings"),
        ("promedio del grupo de la noche", "average in Turning, evenings"),
        ("who has the highest scores in my evening class", "average in Turning, evenings"),
        ("what's the average score for measurement", "average M1-MMS"),
    ):
        [(command, argument, _score)] = (await two_classes.ask(INES, text)).understood
        assert (command, argument) == ("students", expected), text


async def test_a_question_about_two_classes_is_answered_for_each(two_classes: Center) -> None:
    for text, expected in (
        (
            "who is behind in mornings and evenings",
            ["behind in Milling, mornings", "behind in Turning, evenings"],
        ),
        (
            "who is behind in the morning class and who's one away in the evening class",
            ["behind in Milling, mornings", "one away in Turning, evenings"],
        ),
        ("how is the evening class doing vs the morning class", _BOTH),
        ("cómo van los de la noche y los de la mañana", _BOTH),
    ):
        understood = (await two_classes.ask(INES, text)).understood
        assert [argument for _command, argument, _score in understood] == expected, text


_BOTH = ["Turning, evenings", "Milling, mornings"]


async def test_words_such_as_this_morning_are_not_taken_for_a_class(two_classes: Center) -> None:
    for text in (
        "how did the evening class do this morning",
        "good morning, how is the evening class and its people",
    ):
        understood = (await two_classes.ask(INES, text)).understood
        assert [argument for _command, argument, _score in understood] == ["Turning, evenings"]


async def test_a_question_about_another_instructors_class_is_not_answered_with_the_askers_own(
    center: Center,
) -> None:
    await center.world.roster("Milling, mornings", INES, ANA, BEN)
    for text in ("who failed in my night class", "cómo va el grupo de la noche"):
        reply = await center.ask(INES, text)
        assert reply.template == "no_roster", text
