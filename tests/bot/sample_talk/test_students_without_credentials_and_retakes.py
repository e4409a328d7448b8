"""Tests of who has nothing yet, who may retake an exam, and what a student's page says of it."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import last_of, meant

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("who has nothing yet",), "students nothing"),
        (("how many have no credential at all",), "students nothing"),
        (("cuántos no tienen nada",), "students nothing"),
        (("who can retake now",), "students retake"),
        (("who failed", "which of them can go again"), "students retake"),
        # who failed has no time, and is not answered by who earned something
        (("who failed this week", "and last week"), "students failed week-last"),
        # an order to erase something that was not named does not offer to erase everything
        (("delete it",), "not_understood"),
    ],
)
async def test_a_question_about_students_without_credentials_or_with_retakes_is_understood(
    center: Edgefinder, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, "instructor", *said) == expected


async def test_students_without_a_credential_are_listed_with_what_they_have_begun(
    center: Edgefinder,
) -> None:
    listed = (await last_of(center, "instructor", "students nothing")).markdown
    assert "Emma Johansson: none begun" in listed
    assert "Chloé Tremblay: 1 begun" in listed
    assert "Wei Zhang" not in listed


async def test_students_who_may_retake_an_exam_are_listed_without_the_locked_ones(
    center: Edgefinder,
) -> None:
    listed = (await last_of(center, "instructor", "students retake")).markdown
    assert "Ingrid Sørensen: Grinding Skills I" in listed
    assert "Tyrell Washington" not in listed


@pytest.mark.parametrize(
    ("student", "told"),
    [
        ("Tyrell Washington", "theory exam locked until "),
        ("Dmytro Kovalenko", "revoked on "),
        ("Emma Johansson", "Nothing is on record yet."),
    ],
)
async def test_a_students_page_tells_of_locks_revocations_and_an_empty_record(
    center: Edgefinder, student: str, told: str
) -> None:
    page = await last_of(center, "instructor", f"student {student}")
    assert told in page.markdown
