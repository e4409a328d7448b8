"""Tests of what people want that the bot does not do: it says who does."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import meant

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        # the bot writes to nobody for anybody, and knows no phone numbers
        ("instructor", ("Grace Mwangi", "tell her to come see me"), "ask contact"),
        ("instructor", ("Grace Mwangi", "dile que venga el lunes"), "ask contact"),
        ("instructor", ("Grace Mwangi", "pásame su teléfono"), "ask contact"),
        ("instructor", ("Grace Mwangi", "ok tell her"), "ask contact"),
        ("instructor", ("Grace Mwangi", "tell me about her"), "student Grace Mwangi"),
        # administrators change classes
        ("instructor", ("delete Wei from my class",), "ask contact"),
        ("instructor", ("saca a Wei de mi grupo",), "ask contact"),
        # a class of another time of day is not one of the instructor's
        (
            "instructor",
            ("cómo va el grupo de la mañana", "y el de la noche"),
            "roster el de la noche",
        ),
        (
            "instructor",
            ("who's behind", "and the evening ones"),
            "students behind in the evening ones",
        ),
        # nobody is shown a list of people
        ("employer", ("who do you have that can run a CNC mill",), "privacy"),
        # an employer who looks for people sees the credential of their trade
        ("employer", ("hi, we're hiring a mill operator",), "credential M1-CMO"),
        ("employer", ("we need a machinist",), "goals"),
    ],
)
async def test_a_request_for_something_that_others_do_is_answered(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("Grace Mwangi", "and Mai", "no, the other one"), "student Grace Mwangi"),
        (("Grace Mwangi", "no the other one"), "not_understood"),
        (("Grace Mwangi", "no, la otra"), "not_understood"),
    ],
)
async def test_the_other_student_is_never_the_one_just_shown(
    center: Edgefinder, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, "instructor", *said) == expected
