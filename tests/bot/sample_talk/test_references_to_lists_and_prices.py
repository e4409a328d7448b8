"""A message refers to what was shown: to a place in a list, to its price, to the latest entry."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import meant, unchanged_by

pytestmark = pytest.mark.asyncio(loop_scope="module")

_FIRST, _SECOND = "EF-MKRJ-86MA-08E8-N", "EF-BSFS-YFGX-MFG8-2"


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        # the message gives a place in a list, such as "fourth name" or "the kid above him"
        ("instructor", ("students failed", "fourth name"), "student Ingrid Sørensen"),
        (
            "instructor",
            ("students one away", "second on that list, what's his story", "and the kid above him"),
            "student Jakub Dvořák",
        ),
        (
            "instructor",
            ("students failed", "fourth name", "now the one right under her"),
            "student Chloé Tremblay",
        ),
        ("instructor", ("students failed", "el tercero cuál sacó"), "student Esperanza Núñez"),
        ("instructor", ("students failed", "el del cuarto lugar"), "student Ingrid Sørensen"),
        ("instructor", ("students locked", "and the middle"), "student Chloé Tremblay"),
        ("instructor", ("students average", "lowest one"), "student Zeynep Y\u0131lmaz"),
        ("instructor", ("students average", "y la mejor"), "student Luca De Santis"),
        ("candidate", ("certificate", "El de en medio, imprímelo"), "certificate M1-JBL"),
        # "first one" is the first result to confirm, in the list of `result`
        # the message names an entry of a list by a word of its name or by its level
        (
            "candidate",
            ("what tests u got for cnc lathe", "the operator one what is it"),
            "credential M1-CTO",
        ),
        (
            "candidate",
            ("what tests u got for cnc lathe", "credential M1-CTO", "and the programming one"),
            "credential M1-CTP",
        ),
        ("candidate", ("¿Qué hay de moldes?", "¿Y el nivel dos qué lleva?"), "credential MM2"),
        ("candidate", ("credential M2-GRD", "ok whats level 1 then"), "credential M1-GRD"),
        # the message asks for the price or for both exams of what was shown
        ("candidate", ("credential MM2", "¿Cuánto vale?"), "cost MM2"),
        ("candidate", ("status M1-TCH", "Cost."), "cost M1-TCH"),
        ("candidate", ("goal nims-special-merit", "price"), "cost nims-special-merit"),
        ("candidate", ("whats my next test", "price"), "cost M1-TCH"),
        (
            "candidate",
            ("what is next for me", "And what would that set me back"),
            "cost M1-TCH",
        ),
        ("candidate", ("status M1-TCH", "/cost"), "cost"),
        ("candidate", ("share M1-TBC", "Cost."), "cost"),
        ("candidate", ("status M1-JBL", "Both parts of it?"), "status M1-JBL"),
        ("candidate", ("score M1-CMO", "cuanto saque las dos veces"), "score M1-CMO"),
        # "the last one I got" is the credential that the candidate earned last
        ("candidate", ("status", "Share the last one I got"), "share M1-TBC"),
        ("candidate", ("certificate", "Only the most recent one."), "certificate M1-TBC"),
        ("candidate", ("status", "¿y el más reciente?"), "status M1-TBC"),
        # "the one below" is the next lower goal of the same state, and not the next line of the
        # list
        (
            "candidate",
            ("goals", "goal pa-skills-advanced", "that's a lot. what's the one below"),
            "goal pa-skills-competent",
        ),
        (
            "candidate",
            ("goal pa-skills-competent", "wat about the one under"),
            "goal pa-skills-basic",
        ),
        # the question is about the class, and about the credential or goal just shown
        ("instructor", ("cost M1-DRL", "¿y quién de los míos la tiene?"), "students count M1-DRL"),
        (
            "instructor",
            ("students missing M1-DRL", "and how many did pass it"),
            "students count M1-DRL",
        ),
        ("instructor", ("credential M1-GRD", "who failed it"), "students failed M1-GRD"),
        (
            "instructor",
            ("goal ccc-mfgt-140", "who in class would make that"),
            "roster Machining I, mornings goal ccc-mfgt-140",
        ),
        ("instructor", ("goal pa-skills-advanced", "who is locked"), "students locked"),
        # codes keep the order in which they were sent, and "the other" is checked against the same
        # goal
        (
            "employer",
            (_FIRST, _SECOND, "Does the first one meet the North Carolina rule?"),
            f"check {_FIRST} for nc-entry-machinist",
        ),
        (
            "employer",
            (_FIRST, _SECOND, "Does the first one meet the North Carolina rule?", "The other?"),
            f"check {_SECOND} for nc-entry-machinist",
        ),
        (
            "employer",
            (f"{_FIRST} {_SECOND}", "el primero, ¿cumple lo de Carolina?", "¿y el segundo?"),
            f"check {_SECOND} for nc-entry-machinist",
        ),
        (
            "employer",
            (_FIRST, _SECOND, f"verify {_FIRST}", "follow the second guy's for changes"),
            f"watch {_SECOND}",
        ),
    ],
)
async def test_a_message_that_refers_to_a_list_or_an_answer_is_understood(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


async def test_the_first_of_the_exams_that_wait_can_be_recorded_as_passed(
    center: Edgefinder,
) -> None:
    recorded = await meant(center, "instructor", "result", "first one passed")
    assert recorded.startswith("result 1009; M1-TCH-P; pass; ")


@pytest.mark.parametrize(
    "said", ["the power went out in the middle of the theory", "first shift guys are loud"]
)
async def test_a_place_word_about_something_else_does_not_show_a_student(
    center: Edgefinder, said: str
) -> None:
    reply = await unchanged_by(center, "instructor", "students locked", said)
    assert not any(command == "student" and about for command, about, _ in reply.understood)
