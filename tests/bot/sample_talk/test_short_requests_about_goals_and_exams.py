"""In a few words, a candidate follows, drops or proves a goal, or asks about an exam."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import last_of, meant, unchanged_by

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # the last order is repeated for another goal
        (("I want to follow 137", "140 too please"), "follow ccc-mfgt-140"),
        (("sigue la MFGT 140", "la 137 igual"), "follow ccc-mfgt-137"),
        (
            ("deja de seguir la básica de Pensilvania", "la Advanced igual"),
            "unfollow pa-skills-advanced",
        ),
        # the order is about the goal just shown, or about a goal that it names
        (("qué pide mi high school", "me la pones de meta?"), "follow hs-machining-scope"),
        (("what does pa basic need", "make that my goal"), "follow pa-skills-basic"),
        (
            ("what does pa advanced need", "no, mejor pon de meta el básico"),
            "follow pa-skills-basic",
        ),
        (
            ("qué pide CNC Lathe II", "Bueno, márquela como mi meta, la del mérito"),
            "follow nims-special-merit",
        ),
        (("qué pide mi high school", "ya no, quítala de mis metas"), "unfollow hs-machining-scope"),
        # the question is about the next or the highest goal of the same state
        (("qué pide pa basic", "y la que sigue de esa"), "goal pa-skills-competent"),
        (("qué pide pa basic", "y el otro, el más alto"), "goal pa-skills-advanced"),
        # the candidate asks for a link that proves a goal
        (
            ("what does pa basic need", "give me a link that shows I qualify"),
            "prove pa-skills-basic",
        ),
        (
            ("qué pide mi high school", "si ya las tengo, ¿cómo lo demuestro?"),
            "prove hs-machining-scope",
        ),
        (
            ("follow pa-skills-advanced", "y si ya cumplo el basic, sácame el comprobante"),
            "prove pa-skills-basic",
        ),
        (
            ("follow 137", "Changed my mind about Chicago, quit following 137"),
            "unfollow ccc-mfgt-137",
        ),
        # the candidate tells what an employer requires
        (("Got an interview, they want two level ones. Do I make it?",), "goal nc-entry-machinist"),
        (("en un taller piden dos de nivel uno, ¿cumplo?",), "goal nc-entry-machinist"),
    ],
)
async def test_a_few_words_about_a_goal_are_understood_from_the_chat(
    center: Edgefinder, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, "candidate", *said) == expected


@pytest.mark.parametrize(
    "said",
    [
        ("what does pa basic need", "should I make that my goal?"),
        ("what does pa basic need", "don't make it my goal"),
        ("what does pa basic need", "my teacher said make that my goal"),
        ("qué pide mi high school", "si la pongo de meta, ¿qué pasa?"),
        ("qué pide mi high school", "no la pongas de meta"),
        ("what if i unlink this tablet, do i lose my results", "ok do it"),
        ("qué pasa si oculto mi credencial de planeación", "hazlo"),
        ("no dejes de seguir mi meta",),
    ],
)
async def test_a_question_a_denial_or_a_quotation_does_not_follow_hide_or_unlink_anything(
    center: Edgefinder, said: tuple[str, ...]
) -> None:
    await unchanged_by(center, "candidate", *said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("si la escondo se me borra?",), "help withdraw"),
        (("si oculto una credencial, ¿se borra para siempre?",), "help withdraw"),
        (("if I stop following a goal do I lose anything?",), "help unfollow"),
        (("what if i unlink this tablet, do i lose my results", "ok do it"), "unlink"),
        (
            ("comparte mi credencial de planeación", "esa última ya escóndela, no me contestó"),
            "withdraw M1-JBL",
        ),
    ],
)
async def test_an_order_that_is_asked_about_is_explained_and_one_that_is_given_is_understood(
    center: Edgefinder, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, "candidate", *said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # the question is about the theory exam only, or about the performance exam only
        (("how do i stand on mill operator", "the written's done right?"), "status M1-CMO theory"),
        (
            ("what is press brake two", "so only the performance is missing?"),
            "status PB2 performance",
        ),
        (
            ("what is hydraulics", "i passed that theory.. is the hands on part all that's left"),
            "status IT1-HYD performance",
        ),
        (("i bombed drill press theory again", "my part passed tho"), "status M1-DRL performance"),
        # the candidate tells that they failed an exam
        (("i bombed drill press theory again",), "status M1-DRL theory"),
        (("i failed drill press written again", "when can i go again"), "status M1-DRL"),
        (("my scores", "how many tries do I have left"), "ask retakes"),
        (("cómo voy en fresa cnc", "y quién la abre, mi profe o quién"), "ask locked"),
        # the message names only another level of the credential
        (
            ("¿qué credenciales tienen para prensa dobladora?", "enséñame la nivel 2"),
            "credential PB2",
        ),
        (("what is press brake two", "y la 3"), "credential PB3"),
        (
            (
                "what stamping credentials are there",
                "qué pide troquel progresivo nivel 2",
                "y la tres?",
            ),
            "credential ST3-PRG",
        ),
        # the message corrects or narrows what it said before
        (
            (
                "put my cnc lathe II on linkedin... wait i don't have that. CNC Milling II",
                "also print it",
            ),
            "print M2-CML",
        ),
        (
            ("what did I get on the turning written test the between centers one",),
            "score M1-TBC theory",
        ),
        (("cómo voy en chucking", "ok back to milling but the programming one"), "status M1-CMP"),
    ],
)
async def test_an_exam_a_level_or_a_corrected_credential_is_understood_from_the_chat(
    center: Edgefinder, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, "candidate", *said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            ("cómo voy en rectificado nivel uno", "y en fresado I y taladro"),
            {("status", "M1-MIL"), ("status", "M1-DRL")},
        ),
        (
            ("la de seguridad y la de planificación, cuánto fue?", "¿y sólo los teóricos?"),
            {("score", "M1-MMS theory"), ("score", "M1-JBL theory")},
        ),
        (
            (
                "cómo voy en chucking",
                "y en fresadora cnc operador",
                "o sea que ninguna de las dos está lista",
            ),
            {("status", "M1-TCH"), ("status", "M1-CMO")},
        ),
    ],
)
async def test_a_question_about_two_credentials_is_answered_for_each_of_them(
    center: Edgefinder, said: tuple[str, ...], expected: set[tuple[str, str]]
) -> None:
    reply = await last_of(center, "candidate", *said)
    assert {each[:2] for each in reply.understood} == expected
