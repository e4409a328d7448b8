"""A named colleague is not taken for a student, and a class may be called by its instructor."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import meant

pytestmark = pytest.mark.asyncio(loop_scope="module")
MORNINGS, EVENINGS = "Machining I, mornings", "CNC and turning, evenings"


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        (
            "administrator",
            ("which of Inés's students are behind?",),
            f"students behind in {MORNINGS}",
        ),
        ("administrator", ("cómo va el grupo de Inés",), f"roster {MORNINGS}"),
        (
            "administrator",
            ("quién de los de Hana no ha pasado MMS",),
            f"students missing M1-MMS in {EVENINGS}",
        ),
        (
            "administrator",
            ("who isn't linked yet", "just Inés's class"),
            f"students not linked in {MORNINGS}",
        ),
        ("administrator", ("who is behind", "how's Tomasz's class doing"), f"roster {EVENINGS}"),
        # a quoted colleague does not become the student of the question
        ("instructor", ("tomasz says you can tell him who's locked",), "students locked"),
        # an instructor who asks for a colleague's page is not shown a student
        ("instructor", ("how is Hana doing",), "student Hana"),
        # Kobayashi is a colleague and Omar a student, but nobody has both names
        ("instructor", ("do you have Omar Kobayashi",), "student Omar Kobayashi"),
    ],
)
async def test_the_name_of_a_colleague_means_their_class_or_nobody(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("morning group, who's locked",), f"students locked in {MORNINGS}"),
        (
            ("¿Qué promedio sacaron los de la mañana en planeación?",),
            f"students average M1-JBL in {MORNINGS}",
        ),
        (("who has not linked", "just the mornings"), f"students not linked in {MORNINGS}"),
        # the message names no class
        (("who passed something this morning",), "students earned month"),
        (("who is behind",), "students behind"),
    ],
)
async def test_the_answer_is_about_the_only_class_of_an_instructor_if_the_message_names_it(
    center: Edgefinder, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, "instructor", *said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("is shanice dun with maintenance piping", "student shanice"),
        ("how is kevin kowalczyk", "student kevin kowalczyk"),
        ("how is Shanice dun with it", "student Shanice"),
    ],
)
async def test_a_word_after_an_unknown_given_name_is_its_surname_only_at_the_end(
    center: Edgefinder, said: str, expected: str
) -> None:
    assert await meant(center, "instructor", said) == expected


async def test_a_question_how_a_class_is_doing_shows_the_class_even_after_a_list_of_its_students(
    center: Edgefinder,
) -> None:
    before = ("los que ganaron algo este mes", "turno de la mañana, cómo está")
    assert await meant(center, "administrator", *before) == f"roster {MORNINGS}"
    assert await meant(center, "administrator", *before, "y el otro turno") == f"roster {EVENINGS}"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Kevin y Brayan, en qué andan", "student Kevin|Brayan"),
        ("cómo van Chloé y Zbigniew", "student Chloé Tremblay|Zbigniew"),
        (
            "show me Kevin Ortega and also Brayan Flores please",
            "student Kevin Ortega|Brayan Flores",
        ),
        # MMS and JBL are exams and not people
        ("who is missing MMS and JBL", "students missing M1-MMS"),
        # the family name begins the message
        ("Kowalczyk's mill part, in yet?", "student Kowalczyk"),
        ("Rosa Kowalczyk", "student Rosa Kowalczyk"),
        # "CNC" and "mill" are words of a credential's name and not people
        ("CNC mill programming theory, who has not passed", "students missing M1-CMP theory"),
    ],
)
async def test_names_on_no_roster_are_kept_apart_from_each_other_and_from_exams(
    center: Edgefinder, said: str, expected: str
) -> None:
    assert await meant(center, "instructor", said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("who blew the CNC mill operator theory", "failed M1-CMO theory"),
        ("kuantos me faltan x ligar", "not linked"),
        ("which ones haven't got their safty credential", "missing M1-MMS"),
    ],
)
async def test_slang_and_typing_errors_in_a_question_about_a_class_are_understood(
    center: Edgefinder, said: str, expected: str
) -> None:
    assert await meant(center, "instructor", said) == f"students {expected}"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # the question is about the credential of the question before it
        (("who has MMS", "average on that theory"), "students average M1-MMS theory"),
        (("average in grinding", "who failed it"), "students failed M1-GRD"),
        (
            ("who failed the CNC lathe programming theory", "¿y el de operador?"),
            "students failed M1-CTO theory",
        ),
        (
            ("how many have drill press", "now the ones who don't have that one"),
            "students missing M1-DRL",
        ),
        (("how many still have no MMS",), "students missing M1-MMS"),
        (("how many in the class have drill press without him",), "students count M1-DRL"),
        # the class is compared with the goal that the message refers to
        (
            ("what does Pennsylvania basic ask for", "mornings against it"),
            f"roster {MORNINGS} goal pa-skills-basic",
        ),
        (
            (
                "qué pide el básico de Pensilvania",
                "¿y el avanzado?",
                "los de la mañana contra el primero",
            ),
            f"roster {MORNINGS} goal pa-skills-basic",
        ),
        # thanks and news about a student are small talk; a question shows the student
        (("how is Noor doing", "thanks, she's calmer now"), "talk:thanks"),
        (("how is Noor doing", "what does she need"), "student Noor Haddad"),
    ],
)
async def test_a_question_about_a_class_keeps_the_credential_or_goal_that_was_asked_about(
    center: Edgefinder, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, "instructor", *said) == expected
