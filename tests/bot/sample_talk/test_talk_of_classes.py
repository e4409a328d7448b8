"""A short message of an instructor or other staff continues from the last answer."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import meant, unchanged_by

pytestmark = pytest.mark.asyncio(loop_scope="module")
MORNINGS, EVENINGS = "Machining I, mornings", "CNC and turning, evenings"


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        # the message asks for the names or the number of the students just counted
        ("instructor", ("students count M1-DRL", "which ones exactly"), "students count M1-DRL"),
        ("instructor", ("students locked", "and how many is that"), "students locked"),
        (
            "instructor",
            ("students missing M1-GRD theory", "léeme los nombres"),
            "students missing M1-GRD theory",
        ),
        ("instructor", ("students not linked", "¿y cuáles son?"), "students not linked"),
        (
            "administrator",
            (f"students behind in {EVENINGS}", "who?"),
            f"students behind in {EVENINGS}",
        ),
        # the message asks for the other students, another period, or those with a credential
        ("instructor", ("students count M1-MIL", "and the others?"), "students missing M1-MIL"),
        ("instructor", ("students missing M1-MIL", "¿y los demás?"), "students count M1-MIL"),
        ("instructor", ("students average", "who is under it"), "students behind"),
        ("instructor", ("students average", "anyone below"), "students behind"),
        ("instructor", ("students behind", "¿y los que andan más adelantados?"), "students ahead"),
        ("instructor", ("students earned month", "this week only"), "students earned week"),
        ("instructor", ("credential M1-GRD", "who lacks it"), "students missing M1-GRD"),
        ("instructor", ("credential M1-GRD", "¿quién ya la trae?"), "students count M1-GRD"),
        # the question is repeated for the credential most like the last one, such as lathe and mill
        ("instructor", ("students count M1-CMO", "and the lathe"), "students count M1-CTO"),
        (
            "instructor",
            ("students missing M1-CTP", "¿y de la fresadora?"),
            "students missing M1-CMP",
        ),
        ("evaluator", ("credential M1-DRL", "y para la fresadora"), "credential M1-MIL"),
        ("evaluator", ("credential M1-DRL", "does it need a theory"), "credential M1-DRL"),
        ("evaluator", ("credential M1-GRD", "¿trae examen teórico?"), "credential M1-GRD"),
        # the question is about the class just shown, or about the other class
        (
            "administrator",
            (f"roster {EVENINGS}", "anybody almost finished in there"),
            f"students one away in {EVENINGS}",
        ),
        (
            "administrator",
            (f"students failed in {MORNINGS}", "¿y en el otro grupo?"),
            f"students failed in {EVENINGS}",
        ),
        # the question is about the student just shown, or about another student
        ("instructor", ("student Chloé Tremblay", "¿qué le hace falta?"), "student Chloé Tremblay"),
        ("instructor", ("student Chloé Tremblay", "the theory?"), "student Chloé Tremblay"),
        (
            "instructor",
            ("student Chloé Tremblay", "how many tries has she had"),
            "student Chloé Tremblay",
        ),
        ("instructor", ("student Wei Zhang", "and grace"), "student Grace Mwangi"),
        (
            "instructor",
            ("student Wei Zhang", "student Mai Nguyễn", "back to the first one"),
            "student Wei Zhang",
        ),
        (
            "instructor",
            ("student Wei Zhang", "student Mai Nguyễn", "¿y al otro qué le falta?"),
            "student Wei Zhang",
        ),
        (
            "instructor",
            ("student Wei Zhang", "no, aguántame, a Tyrell"),
            "student Tyrell Washington",
        ),
        # another result follows the result just stated
        (
            "evaluator",
            ("Wei Zhang passed the drill press part", "Priya's did not"),
            "result Priya; M1-DRL performance; fail",
        ),
        (
            "evaluator",
            ("Wei Zhang reprobó la pieza de taladro", "la de Grace igual"),
            "result Grace; M1-DRL performance; fail",
        ),
        (
            "instructor",
            ("Liam's manual milling is good", "no, it was Mateo"),
            "result Mateo Fernández; M1-MIL performance; pass",
        ),
        (
            "instructor",
            ("la pieza de Liam de fresadora manual quedó bien", "la de Kwame no"),
            "result Kwame Mensah; M1-MIL performance; fail",
        ),
        ("evaluator", ("result", "the second one failed"), "result"),
        ("evaluator", ("result", "¿y la tercera? no pasó"), "result"),
        # another sign-off follows the last one, or the last one is undone
        ("instructor", ("sign off a task for Noor", "one more for Kwame"), "signoff"),
        ("instructor", ("fírmale una tarea a Noor", "a Priya lo mismo"), "signoff"),
        ("instructor", ("sign off a task", "oh wait, scratch that last one"), "signoff undo"),
        (
            "instructor",
            ("signoff 1001 Layout for pa-skills-basic", "same for Kwame"),
            "signoff 1005 Layout for pa-skills-basic",
        ),
        # a request about the notices of one class only
        (
            "administrator",
            ("notices", "I don't want those of the night class"),
            f"notices off {EVENINGS}",
        ),
        (
            "administrator",
            (f"notices off {MORNINGS}", "and the evening group too"),
            f"notices off {EVENINGS}",
        ),
        (
            "administrator",
            (f"notices off {MORNINGS}", "los del otro déjalos"),
            f"notices each {EVENINGS}",
        ),
        ("instructor", ("notices weekly", "so how are they set now"), "notices"),
        ("candidate", ("notices weekly", "¿y cómo quedó todo?"), "notices"),
        ("instructor", ("me están llegando demasiados avisos",), "notices"),
        ("instructor", ("you keep sending me way too many texts",), "notices"),
        # a question asks who unlocks exams, or names a person or a credential
        ("instructor", ("students locked", "¿y quién los desbloquea?"), "ask locked"),
        ("administrator", ("open Amina Hassan's page",), "student Amina Hassan"),
        ("instructor", ("who's holding the drill press already",), "students count M1-DRL"),
    ],
)
async def test_a_staff_members_short_message_is_understood_from_the_last_answer(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


@pytest.mark.parametrize(
    "said",
    [
        ("student Wei Zhang", "student Mai Nguyễn", "which of them is further along"),
        ("student Wei Zhang", "student Mai Nguyễn", "¿cuál de los dos lleva más?"),
        ("student Wei Zhang", "him and Mai"),
        ("compare Wei and Mai", "who has more"),
        ("compara a Wei con Mai", "¿y quién va mejor?"),
    ],
)
async def test_two_students_who_are_compared_are_shown_in_the_order_named(
    center: Edgefinder, said: tuple[str, ...]
) -> None:
    assert await meant(center, "instructor", *said) == "student Wei Zhang|Mai Nguyễn"


async def test_after_two_students_are_compared_the_other_one_is_the_first(
    center: Edgefinder,
) -> None:
    said = ("compare Wei and Mai", "and the other one?")
    assert await meant(center, "instructor", *said) == "student Wei Zhang"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            ("Liam passed the drill press part today", "wait no it was job planning"),
            "result Liam O'Connell; M1-JBL performance; pass",
        ),
        (
            ("Liam reprobó la pieza de taladro", "no perdón, era la de trazado"),
            "result Liam O'Connell; M1-JBL performance; fail",
        ),
        (("Liam passed the drill press part today", "what is job planning"), "credential M1-JBL"),
    ],
)
async def test_an_instructor_can_correct_the_exam_of_a_result_just_stated(
    center: Edgefinder, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, "instructor", *said) == expected


@pytest.mark.parametrize(
    ("who", "said"),
    [
        # a question, hearsay, a condition or a denial records no result
        ("evaluator", ("Wei Zhang passed the drill press part", "did Priya too?")),
        (
            "evaluator",
            ("Wei Zhang passed the drill press part", "I heard Priya's did not, they say"),
        ),
        ("instructor", ("Liam's manual milling is good", "if Kwame did too")),
        ("instructor", ("Liam's manual milling is good", "don't record Kwame's")),
        (
            "instructor",
            ("la pieza de Liam de fresadora manual quedó bien", "¿la de Kwame también?"),
        ),
        (
            "instructor",
            ("la pieza de Liam de fresadora manual quedó bien", "la de Kwame no la anotes"),
        ),
        # a question about a student signs nothing off
        ("instructor", ("sign off a task for Noor", "how is Kwame doing")),
        ("instructor", ("sign off a task for Noor", "what does Kwame still need?")),
        ("instructor", ("fírmale una tarea a Noor", "¿y a Kwame?")),
        # a denial or a question does not change notices
        ("administrator", ("notices", "don't turn off the evening ones")),
        ("administrator", ("notices", "should the evening ones be off?")),
        ("administrator", ("notices", "no apagues los de la tarde")),
    ],
)
async def test_a_question_a_denial_or_hearsay_is_not_taken_for_an_order(
    center: Edgefinder, who: str, said: tuple[str, ...]
) -> None:
    reply = await unchanged_by(center, who, *said)
    assert reply.template not in {
        "result_sure", "result_who", "signoff_sure", "missing_argument", "notices_sure",
        "notices_which",
    }, reply.understood  # fmt: skip


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        # each message names everything that its question needs
        ("instructor", ("student Wei Zhang", "who is behind"), "students behind"),
        ("instructor", ("student Wei Zhang", "how is my class doing"), "roster"),
        (
            "instructor",
            ("students count M1-DRL", "what does grinding ask for"),
            "credential M1-GRD",
        ),
        ("instructor", ("students locked", "¿cuánto cuesta repetirlo?"), "cost"),
        ("instructor", ("student Wei Zhang", "who proctors the exams"), "ask proctor"),
        ("instructor", ("students behind", "thanks, that was it"), "talk:thanks"),
    ],
)
async def test_a_question_that_names_its_subject_ignores_the_last_answer(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    found = await meant(center, who, *said)
    assert found.startswith(expected)
