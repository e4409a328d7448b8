"""A student is found by the name that somebody types on their own keyboard."""

import pytest

from bot.plain_text import plain_text
from tests.bot.center import INES, Center, calls

NAMES = {
    "1011": ("Jakub Dvořák", ["jakub dvorak", "Dvorak", "DVOŘÁK"]),
    "1012": ("Mai Nguyễn", ["mai nguyen", "nguyen mai"]),
    "1013": ("Søren Bjerregaard", ["soren bjerregaard", "Søren"]),
    "1014": ("Zeynep Y\u0131lmaz", ["zeynep yilmaz"]),
    "1015": ("Liam O'Connell", ["oconnell", "liam o\u2019connell", "Liam OConnell"]),
    "1016": ("Theo van der Berg", ["vanderberg", "van der berg"]),
    "1017": ("Soo-jin Park", ["soojin park", "soo jin", "Soo-jin"]),
}


@pytest.fixture
async def many(center: Center) -> Center:
    """Add students with accents, apostrophes, hyphens and small words in their names."""
    for number, (name, _typed) in NAMES.items():
        await center.world.candidate(number, name)
    await center.world.roster("Everybody", INES, *NAMES)
    return center


async def test_accents_apostrophes_and_hyphens_may_be_left_out_of_a_students_name(
    many: Center,
) -> None:
    for number, (name, typed) in NAMES.items():
        for each in (name, *typed):
            page = await many.says(INES, f"student {each}")
            assert f"number {number}" in page, each


async def test_a_misspelled_name_is_not_found_but_the_student_is_offered(many: Center) -> None:
    for typed in ("student jakup dvorak", "student bjeregard", "student Yilmas"):
        reply = await many.ask(INES, typed)
        assert plain_text(reply.markdown).strip() == "Which student do you mean?", typed
        first = next(iter(calls(reply).values()))
        assert "number 101" in plain_text((await many.press(INES, first)).markdown), typed


async def test_a_result_for_a_misspelled_name_offers_the_candidate(many: Center) -> None:
    reply = await many.ask(INES, "result jakup dvorak passed Layout performance today")
    assert "Which of your candidates do you mean by “jakup dvorak”?" in plain_text(reply.markdown)
    assert "Jakub Dvořák" in " ".join(calls(reply))


async def test_a_name_like_no_students_name_is_not_on_a_roster(many: Center) -> None:
    said = await many.says(INES, "student Bartholomew")
    assert "No student called “Bartholomew” is on a roster of yours." in said


async def test_words_that_are_no_names_are_not_taken_for_a_student(many: Center) -> None:
    for text in (
        "Mae, ¿cuántos tienen rectificado?",
        "Bueno, los míos entonces, completos.",
        "ya la voy a regañar",
        "lo que pasa es que la tiene guindá",
    ):
        reply = await many.ask(INES, text)
        assert reply.template not in {"which_student_named", "result_who"}, text


async def test_somebody_who_shares_one_name_with_a_student_is_not_that_student(
    many: Center,
) -> None:
    for other in ("Maria Dvorak", "Jakub Chen", "Zeynep Stone", "Liam Ortiz"):
        reply = await many.ask(INES, f"how is {other} doing")
        assert reply.template == "which_student_named", other
