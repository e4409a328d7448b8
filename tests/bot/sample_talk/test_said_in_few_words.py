"""Candidates follow, drop and prove goals, and ask about exams, in words that lean on the chat."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import last_of, meant, unchanged_by

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # another goal, with the last order
        (("I want to follow 137", "140 too please"), "follow ccc-mfgt-140"),
        (("sigue la MFGT 140", "la 137 igual"), "follow ccc-mfgt-137"),
        (
            ("deja de seguir la básica de Pensilvania", "la Advanced igual"),
            "unfollow pa-skills-advanced",
        ),
        # the goal just shown, or a goal that is named
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
        # one goal of a family
        (("qué pide pa basic", "y la que sigue de esa"), "goal pa-skills-competent"),
        (("qué pide pa basic", "y el otro, el más alto"), "goal pa-skills-advanced"),
        # a link that proves a goal
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
        # what an employer asks
        (("Got an interview, they want two level ones. Do I make it?",), "goal nc-entry-machinist"),
        (("en un taller piden dos de nivel uno, ¿cumplo?",), "goal nc-entry-machinist"),
    ],
)
async def test_a_goal_is_meant_in_few_words(
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
async def test_nothing_is_followed_hidden_or_unlinked_unasked(
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
async def test_an_order_is_explained_given_or_taken_back(
    center: Edgefinder, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, "candidate", *said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # one kind of exam
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
        # a failed exam
        (("i bombed drill press theory again",), "status M1-DRL theory"),
        (("i failed drill press written again", "when can i go again"), "status M1-DRL"),
        (("my scores", "how many tries do I have left"), "ask retakes"),
        (("cómo voy en fresa cnc", "y quién la abre, mi profe o quién"), "ask locked"),
        # a level
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
        # what a message corrects, or says more narrowly
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
async def test_an_exam_a_level_or_the_right_name_is_meant(
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
async def test_two_credentials_are_each_answered(
    center: Edgefinder, said: tuple[str, ...], expected: set[tuple[str, str]]
) -> None:
    reply = await last_of(center, "candidate", *said)
    assert {each[:2] for each in reply.understood} == expected
