"""Introductions, what the writer does next, questions taken back, and who answers here."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import last_of, meant

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("who", "said", "kind"),
    [
        # a greeting with the writer's name and employer
        ("employer", "hola, soy Lupita de RH", "hello"),
        ("employer", "hi this is Marcus from Halden Precision", "hello"),
        ("employer", "buenas tardes, le habla Rosa Trejo de Aceros del Norte", "hello"),
        ("stranger", "good morning, I'm Dana with the county jobs office", "hello"),
        # whom the writer will tell or ask
        ("instructor", "ok yo le aviso", "thanks"),
        ("evaluator", "ok then I'll tell Adaeze", "thanks"),
        ("instructor", "ok voy a preguntarle a Hana", "thanks"),
        ("employer", "alright I'll have HR get me a code", "thanks"),
        ("candidate", "ok i'll ask my teacher", "thanks"),
        ("instructor", "phew", "thanks"),
        # the writer no longer needs an answer
        ("administrator", "never mind the rest I found the list myself", "no"),
        ("candidate", "olvídalo, ya lo vi", "no"),
        ("instructor", "found it", "no"),
        # who answers here
        ("stranger", "hola con quien hablo es maquina o persona", "bot"),
        ("stranger", "who am I talking to", "bot"),
        ("employer", "¿con quién tengo el gusto?", "bot"),
    ],
)
async def test_small_talk_is_answered_as_small_talk(
    center: Edgefinder, who: str, said: str, kind: str
) -> None:
    reply = await last_of(center, who, said)
    assert (reply.template, reply.understood[0][1]) == ("talk", f"talk:{kind}")


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        ("candidate", ("ok I'll tell my boss. what does it cost?",), "cost"),
        ("candidate", ("never mind, show me my score",), "score"),
        ("instructor", ("I'll have the list of who failed",), "students failed"),
        ("candidate", ("con quien hablo de mi calificación",), "ask contact"),
        ("employer", ("hola, soy de RH y quiero verificar un certificado",), "verify"),
        # the name to be called by, with a reason after it
        (
            "instructor",
            ("dime Profe Inés, eso de maestra Ortega suena a mi mamá",),
            "whoami name Profe Inés",
        ),
        ("instructor", ("call me Coach, everybody does",), "whoami name Coach"),
        ("candidate", ("u can call me Bee",), "whoami name Bee"),
        # the language that the writer reads, not the one that they ask about
        ("instructor", ("oye por qué me contestas en inglés, yo hablo español",), "language es"),
        ("candidate", ("no le entiendo al ingles hablame en español",), "language es"),
        ("candidate", ("why do you write to me in Spanish, I only speak English",), "language en"),
        ("candidate", ("pq me sale todo en ingles",), "language es"),
        # something on record is wrong
        ("administrator", ("that withdrawal is wrong, someone needs to correct it",), "correct"),
        ("administrator", ("my name is wrong", "no don't delete anything"), "no_order"),
    ],
)
async def test_a_request_beside_small_talk_is_still_understood(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected
