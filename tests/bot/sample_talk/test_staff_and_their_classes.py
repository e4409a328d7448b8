"""Staff who are named are no students, and a class may be called by its instructor."""

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
        # a colleague who is quoted does not become the student who is shown
        ("instructor", ("tomasz says you can tell him who's locked",), "students locked"),
        # but nobody else is shown to who asks for a colleague's page
        ("instructor", ("how is Hana doing",), "student Hana"),
        # one of the names is a colleague's, but nobody has both
        ("instructor", ("do you have Omar Kobayashi",), "student Omar Kobayashi"),
    ],
)
async def test_a_colleague_who_is_named_is_no_student(
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
        # no class is named
        (("who passed something this morning",), "students earned month"),
        (("who is behind",), "students behind"),
    ],
)
async def test_the_only_class_of_an_instructor_is_kept_if_it_is_named(
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
async def test_a_small_word_after_a_name_is_part_of_it_only_at_the_end(
    center: Edgefinder, said: str, expected: str
) -> None:
    assert await meant(center, "instructor", said) == expected


async def test_how_a_class_is_doing_shows_the_class_after_a_question_about_its_students(
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
        # exams are no people
        ("who is missing MMS and JBL", "students missing M1-MMS"),
        # a family name at the beginning
        ("Kowalczyk's mill part, in yet?", "student Kowalczyk"),
        ("Rosa Kowalczyk", "student Rosa Kowalczyk"),
        # a word of a credential's name is nobody
        ("CNC mill programming theory, who has not passed", "students missing M1-CMP theory"),
    ],
)
async def test_people_on_no_roster_are_told_apart(
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
async def test_slang_and_typing_errors_in_questions_about_a_class(
    center: Edgefinder, said: str, expected: str
) -> None:
    assert await meant(center, "instructor", said) == f"students {expected}"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # the credential that was asked about before stays
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
        # the class is compared with the goal that the message points at
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
        # thanks and news for a student ask for nothing
        (("how is Noor doing", "thanks, she's calmer now"), "talk:thanks"),
        (("how is Noor doing", "what does she need"), "student Noor Haddad"),
    ],
)
async def test_a_question_about_a_class_keeps_what_was_asked_about(
    center: Edgefinder, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, "instructor", *said) == expected
