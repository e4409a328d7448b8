"""Tests that an exam is found by its state, and a command by what is asked about it."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import meant

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # the only locked exam
        (("when can i retake it",), "status M1-CMO"),
        (("cuándo lo puedo volver a presentar",), "status M1-CMO"),
        (("can employers see my results", "when can i fix it"), "status M1-CMO"),
        (("why is my cnc mill exam locked", "ugh how many days"), "status M1-CMO"),
        # the only performance exam that remains after its theory exam
        (("¿el profe ya subió mi pieza?",), "status M1-TCH performance"),
        # a few words go on about the credential that was shown
        (("between centers is done right", "when did i finish"), "status M1-TBC"),
        (("cnc operador fresa", "¿cuántos días faltan?"), "status M1-CMO"),
        # questions about more than one exam stay general
        (("what is left for chucking", "what else is open for me"), "status"),
    ],
)
async def test_an_exam_that_is_described_by_its_state_is_found(
    center: Edgefinder, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, "candidate", *said) == expected


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        ("instructor", ("who has not linked", "how do they get on"), "help link"),
        ("instructor", ("quién no se ha conectado", "¿cómo se conectan?"), "help link"),
        ("candidate", ("how would a boss check one",), "help verify"),
        ("candidate", ("share M1-MMS", "can I undo that later"), "help withdraw"),
        ("candidate", ("prove pa-skills-basic", "how would I close it"), "help proofs"),
        ("candidate", ("what happens if I unlink", "will I lose my certs"), "help unlink"),
        ("candidate", ("share M1-MMS", "what else can you do"), "help"),
    ],
)
async def test_a_question_about_how_something_works_is_answered_by_its_command(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("grace", "student Grace Mwangi"),
        ("¿la grace ya la repitió?", "student Grace Mwangi"),
        ("who has drill press", "students count M1-DRL"),
        ("¿quién de los míos tiene taladro?", "students count M1-DRL"),
        ("who got drill press this month", "students earned month M1-DRL"),
    ],
)
async def test_a_student_named_by_an_ordinary_word_and_holders_of_a_credential_are_found(
    center: Edgefinder, said: str, expected: str
) -> None:
    assert await meant(center, "instructor", said) == expected


@pytest.mark.parametrize(
    "remark", ["oh she always sits by the window", "la pobre llega en camión cada mañana"]
)
async def test_a_remark_about_a_student_does_not_show_the_student_again(
    center: Edgefinder, remark: str
) -> None:
    assert await meant(center, "instructor", "Grace Mwangi", remark) == "not_understood"
