"""Settings in people's own words, help about a command, and messages that order nothing."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import meant, unchanged_by

pytestmark = pytest.mark.asyncio(loop_scope="module")

CODE, OTHER_CODE = "EF-MKRJ-86MA-08E8-N", "EF-2MNB-77QX-0C4D-8"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # only one end of the quiet hours says whether it is morning or night
        ("please don't text me at night, say ten to six in the morning", "quiet 22:00-06:00"),
        ("no messages after eleven at night til five", "quiet 23:00-05:00"),
        ("nothing late please, quiet 20:30 to 06:30", "quiet 20:30-06:30"),
        ("silencio de nueve a seis de la mañana", "quiet 21:00-06:00"),
        # the message gives the weekday of the summary, so "weekly" is not the setting
        ("let the weekly summary come on tuesdays", "day tuesday"),
        ("que el resumen semanal me llegue los jueves", "day thursday"),
        # the message says in which chat notices should come
        ("mándame mis avisos a este mismo chat, no al de mi esposa", "here"),
        # the candidate wants no more reminders to take an exam
        ("deja de presionarme con el siguiente examen", "nudges off"),
        ("enough pushing me to take the next test", "nudges off"),
        ('ya no quiero los de "te toca tu siguiente examen", basta', "nudges off"),
    ],
)
async def test_a_setting_of_notices_is_read_from_everyday_words(
    center: Edgefinder, said: str, expected: str
) -> None:
    reply = await unchanged_by(center, "candidate", said)
    assert [each[:2] for each in reply.understood] == [("notices", expected)]


async def test_students_who_are_not_moving_in_a_request_about_reminders_are_no_emergency(
    center: Edgefinder,
) -> None:
    said = "please turn off the reminders about students who are not moving forward"
    assert await meant(center, "instructor", said) == "notices nudges off"


async def test_muting_a_class_of_another_teacher_does_not_mute_all_classes(
    center: Edgefinder,
) -> None:
    assert await meant(center, "instructor", "mute the evening CNC class for me") == (
        "notices off evening cnc class"
    )


async def test_an_administrator_can_ask_to_be_notified_of_imports(center: Edgefinder) -> None:
    said = "text me whenever a results file gets imported"
    assert await meant(center, "administrator", said) == "notices imports on"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("change to english please, my coach put it in spanish", "language en"),
        ("ponme en español, me lo dejaron en inglés", "language es"),
        ("dime Nori, nadie me dice Noor", "whoami name Nori"),
        ("that's me but everybody says Alex", "whoami name Alex"),
        ("I forgot what am I in the system", "whoami"),
        ("quítame la meta que tengo", "unfollow pa-skills-competent"),
    ],
)
async def test_the_new_language_name_or_goal_is_distinguished_from_the_old_one(
    center: Edgefinder, said: str, expected: str
) -> None:
    assert await meant(center, "candidate", said) == expected


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        ("employer", "if I turn on watching for a code, does the worker hear of it?", "watch"),
        ("candidate", "if I quit following a goal do I lose anything?", "unfollow"),
        ("candidate", "si escondo una credencial, ¿se borra o puedo regresarla?", "withdraw"),
    ],
)
async def test_the_order_in_a_what_if_question_decides_which_command_is_explained(
    center: Edgefinder, who: str, said: str, expected: str
) -> None:
    assert await meant(center, who, said) == f"help {expected}"


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("candidate", "Don't delete anything, I was just asking what would happen"),
        ("candidate", "no me quites nada, nomás preguntaba"),
        ("candidate", "No borres nada mío, eh."),
        ("candidate", "please dont drop my goal"),
        ("candidate", "nomás le cuento que ayer se descompuso la fresadora"),
        ("administrator", "la carta pide «apruebe todas las solicitudes», nada más se lo comento"),
        ("evaluator", "I ran a jig borer for 20 years before that"),
        ("evaluator", "hoy ando sola revisando piezas"),
        ("instructor", "nobody failed this week, good group"),
        ("instructor", "yo no dije que Thabo reprobó, dije que faltó"),
    ],
)
async def test_a_message_that_gives_no_order_changes_nothing(
    center: Edgefinder, who: str, said: str
) -> None:
    assert (await unchanged_by(center, who, said)).template == "no_order"


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        ("employer", ("so what are you guys then",), "ask what-is-nims"),
        ("stranger", ("¿y ustedes qué son, pues?",), "ask what-is-nims"),
        ("employer", ("we'd like to give the exams at our shop, what do we need",), "ask register"),
        ("evaluator", ("can i check my own nephew's part?",), "ask evaluator"),
        ("evaluator", ("me pidieron revisar piezas, ¿cualquiera puede?",), "ask evaluator"),
        # a level continues from a code without a dash, such as DM1
        ("employer", ("credential DM1", "and 2"), "credential DM2"),
        ("candidate", ("credential PB1", "enséñame la nivel 2"), "credential PB2"),
        # the message says by position which of the two codes it means
        ("employer", (CODE, OTHER_CODE, "de la primera avísame si cambia"), f"watch {CODE}"),
        (
            "employer",
            (CODE, OTHER_CODE, "let me know if the second one changes"),
            f"watch {OTHER_CODE}",
        ),
        ("employer", ("stop watching number 3", "screw it, all of them"), "unwatch all"),
    ],
)
async def test_a_question_of_an_employer_an_evaluator_or_a_stranger_is_understood(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


async def test_a_result_that_is_emphasized_with_yes_is_understood(center: Edgefinder) -> None:
    said = "es la pieza de Mateo Fernández, la de torno entre puntos, sí pasó"
    assert (await meant(center, "evaluator", said)).startswith("result Mateo Fernández; ")
