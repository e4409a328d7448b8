"""Results that a message only asks about or takes back, and students named in passing."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import meant, unchanged_by

pytestmark = pytest.mark.asyncio(loop_scope="module")

ESPERANZA = "student Esperanza Núñez"


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        # one clause asks about the result, although the message has no question mark
        (
            "administrator",
            ("Siobhan Byrne, did she pass the press brake theory",),
            "student Siobhán Byrne",
        ),
        (
            "administrator",
            ("Siobhan Byrne, did she pass the press brake theory", "and Omar with electrical"),
            "student Omar Farouk",
        ),
        ("instructor", ("Pavel flunked it didn't he",), "student Pavel"),
        ("instructor", ("Esperanza passed benchwork, didn't she",), ESPERANZA),
        ("instructor", ("Esperanza failed the benchwork theory, right",), ESPERANZA),
        (
            "instructor",
            ("Kwame swears he passed grinding theory. what do you have on him",),
            "student Kwame Mensah",
        ),
        # the writer begins to state a result and then stops
        ("instructor", ("Esperanza pasó la... no, espérate, déjame revisar",), ESPERANZA),
        ("instructor", ("Esperanza passed the bench part, wait, let me check",), ESPERANZA),
        ("instructor", ("Esperanza reprobó, no, aguántame tantito",), ESPERANZA),
        # a question after a name is about the class
        (
            "instructor",
            ("who's behind", "and who failed the lathe operator theory"),
            "students failed M1-CTO theory",
        ),
        # the chat is about the student whom a message named, even if the message was not an order
        (
            "instructor",
            ("need to sign off hours", "now Jakub 12", "where does he stand"),
            "student Jakub Dvořák",
        ),
        (
            "instructor",
            ("Esperanza pasó la... no, espérate", "sí, checa su página"),
            ESPERANZA,
        ),
        ("instructor", ("Pavel flunked it didn't he", "when can he go again"), "student Pavel"),
        # a name with a hyphen is read whole
        ("instructor", ("Soo-jin Park",), "student Soo-jin Park"),
        ("instructor", ("how is Jean-Luc Moreau doing",), "student Jean-Luc Moreau"),
        ("instructor", ("y Soo-jin, cómo va",), "student Soo-jin"),
        # a result that is not to be recorded
        ("instructor", ("I am not recording anything for Omar, he has to redo it",), "no_order"),
        ("instructor", ("we're not putting that in for Jakub yet",), "no_order"),
        (
            "instructor",
            ("Caleb, su page", "dice que ya pasó la pieza pero no la pongas todavía"),
            "no_order",
        ),
        # an evaluator asks for the list, or what is left for one student
        ("evaluator", ("anything left in my list?",), "result"),
        ("evaluator", ("¿queda algo en mi lista?",), "result"),
        (
            "evaluator",
            ("Tyrell is here with his drill press, anything left for him?",),
            "student Tyrell",
        ),
    ],
)
async def test_a_result_that_is_asked_about_or_taken_back_shows_the_student(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (("how is Liam doing", "hold on, it's a go"), "pass"),
        (("Liam's part passed",), "pass"),
        (("Liam's part, wait, no, it failed",), "fail"),
        (("record it for Liam: passed",), "pass"),
    ],
)
async def test_a_result_that_is_stated_is_still_offered_for_recording(
    center: Edgefinder, said: tuple[str, ...], outcome: str
) -> None:
    reply = await unchanged_by(center, "instructor", *said)
    command, argument, _score = reply.understood[0]
    assert command == "result"
    assert argument.endswith(f"; {outcome}")
