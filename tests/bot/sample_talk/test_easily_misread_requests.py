"""Requests in everyday words that are easily misread, and similar ones that mean something else."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import last_of
from tests.understanding.measure import everything_on_record

pytestmark = pytest.mark.asyncio(loop_scope="module")
CODE = "EF-Q8VN-2HJC-77RW-K"


async def meant(center: Edgefinder, who: str, text: str) -> str:
    """Return all commands that were understood, or else the template of the answer.

    If the bot asked which command was meant, the text begins with "asked: ".
    """
    reply = await last_of(center, who, text)
    every = [" ".join(each[:2]).strip() for each in reply.understood]
    asked = "asked: " if reply.template == "which_reading" else ""
    return asked + "; ".join(every) if every else reply.template


@pytest.mark.parametrize(
    ("who", "text", "expected"),
    [
        # messages that are only small talk
        ("candidate", "gm everybody", "talk:hello"),
        ("candidate", "quiubo compa", "talk:hello"),
        ("candidate", "alright that's everything for today, thx", "talk:thanks"),
        ("candidate", "con eso es todo, muchas gracias", "talk:thanks"),
        ("candidate", "gn", "talk:bye"),
        ("stranger", "whoops, that was meant for my brother", "talk:mistake"),
        ("candidate", "my toddler got the phone, sorry", "talk:mistake"),
        ("candidate", "ay perdón, era para mi hermana", "talk:mistake"),
        ("stranger", "se escribió solo", "talk:mistake"),
        ("candidate", "they sent my wrong number to NIMS, how do I fix it", "correct"),
        ("candidate", "i guess i\u2019m just too dumb to learn this", "talk:despair"),
        ("candidate", "I'll never pass.", "talk:despair"),
        ("candidate", "no nací para ser maquinista", "talk:despair"),
        ("candidate", "soy muy bruto, nunca lo voy a lograr", "talk:despair"),
        ("candidate", "am i too old for this? im 52", "ask age-school"),
        # questions about credentials
        ("candidate", "did i ace job planning", "score M1-JBL"),
        ("candidate", "did i ace job planing", "score M1-JBL"),
        ("candidate", "qué me falta en job planing", "status M1-JBL"),
        ("employer", "surface grinding 2", "credential M2-GRD|M1-GRD"),
        ("candidate", "costo mandril", "cost M1-TCH"),
        ("candidate", "costs drilling", "cost M1-DRL"),
        ("employer", "what could a fellow with the drill press one do for me", "credential M1-DRL"),
        ("employer", "¿qué sabe hacer uno que trae la de taladro?", "credential M1-DRL"),
        (
            "candidate",
            "flunked the CNC mill operator test two times, when am I let back in",
            "status M1-CMO",
        ),
        (
            "candidate",
            "troné dos veces el mandril, ¿cuándo puedo volver a presentarlo?",
            "status M1-TCH",
        ),
        ("candidate", "how long does my exam stay locked", "ask locked"),
        # settings of notices: when they may start again, and how often they are wanted
        ("candidate", "stop buzzing me after 10, start back at 6", "notices quiet 22:00-06:00"),
        ("candidate", "no messages after 9, hasta las 5 otra vez", "notices quiet 21:00-05:00"),
        ("candidate", "I not want notice every day, weekly is enough", "notices weekly"),
        ("candidate", "no me manden cada semana, mejor diario", "notices daily"),
        # the message names the language that it does not want
        ("stranger", "me pueden hablar en español? el inglés se me dificulta", "language es"),
        # the question is about a price, although it mentions repeating an exam
        ("candidate", "cuánto cuesta repetir el examen", "cost"),
        # the candidate asks for their own average, and not for that of a class
        ("candidate", "qué promedio llevo yo", "score"),
        # requests about the person's own account
        ("candidate", "everyone calls me Nori", "whoami name Nori"),
        ("candidate", "mejor dime Nori, no Noor", "whoami name Nori"),
        ("candidate", "bought another phone, unhook the previous one", "unlink others"),
        ("candidate", "traigo cel nuevo, desconecta el anterior", "unlink others"),
        ("candidate", "somebody stole my old phone, what now", "ask lost-phone"),
        ("candidate", "dont kick my old phone off", "no_order"),
        ("candidate", "no messages at nite", "notices quiet"),
        ("candidate", "de madrugada no me escriban", "notices quiet"),
        ("candidate", "stop all notices", "notices off"),
        ("candidate", "time zone America/Chicago", "notices zone america/chicago"),
        ("candidate", "set my timezone to mountain", "notices zone mountain"),
        ("instructor", "mi zona horaria es la del centro", "notices zone central"),
        ("candidate", "did they open the proof I sent?", "proofs"),
        ("candidate", "¿todavía sirve la liga que mandé?", "proofs"),
        ("candidate", "who has looked at my credentials", "seen"),
        (
            "candidate",
            "stop letting Alder College look at my scores",
            "privacy end results Alder College",
        ),
        ("candidate", "ya no quiero que la escuela vea mis calificaciones", "privacy"),
        ("candidate", "who lets the college see my scores", "privacy"),
        # messages with codes, and questions about codes
        ("stranger", "my teacher wrote down K3MT-90QZ for me", "link K3MT-90QZ"),
        ("stranger", "me apuntaron este: H7WD-22KM", "link H7WD-22KM"),
        ("employer", "his paper says K3MT-90QZ, is that any good", "verify K3MT-90QZ"),
        ("employer", "what did our team look up so far", "seen"),
        ("employer", "los códigos que ya checamos", "seen"),
        # questions and orders about students
        ("instructor", "mateo?", "student Mateo Fernández"),
        ("instructor", "¿y kwame?", "student Kwame Mensah"),
        (
            "instructor",
            "Priya or Mateo, who is further along",
            "student Priya Raghunathan; student Mateo Fernández",
        ),
        ("instructor", "compárame a Wei con Liam", "student Wei Zhang; student Liam O'Connell"),
        ("instructor", "undo that sign-off, wrong student", "signoff undo"),
        ("instructor", "anula la firma que acabo de poner", "signoff undo"),
        ("instructor", "mute the morning bunch", "notices off Machining I, mornings"),
        (
            "instructor",
            "ya no me avises del grupo de la mañana",
            "notices off Machining I, mornings",
        ),
        ("instructor", "turn my notices off", "notices off"),
        ("instructor", "Liam did not fail, leave his record alone", "no_order"),
        ("instructor", "no le pongas nada a Wei todavía", "no_order"),
        ("administrator", "dont let Samuel's chat in until I say so", "no_order"),
        ("administrator", "hide Emma's codes again", "minor close Emma Johansson"),
        (
            "administrator",
            "la mamá de Chloé firmó, abre sus enlaces",
            "minor open Chloé Tremblay guardian",
        ),
        ("administrator", "Luca is an adult now", "minor end Luca De Santis"),
        ("administrator", "dont open Emma's codes", "no_order"),
        ("administrator", "how is Emma doing", "student Emma Johansson"),
        # messages that talk about an order without giving it
        ("candidate", "if I unlink my phone, do I lose my scores?", "help unlink"),
        ("candidate", "¿y si retiro la credencial, se borra?", "help withdraw"),
        ("employer", "he wrote 'unwatch everything'. Don't, I just want to see the list", "watch"),
        ("employer", 'mi jefe puso "deja de vigilar todo". No, solo quiero la lista', "watch"),
        # an employer wants to be told when a credential changes
        ("employer", f"keep on {CODE} and yell if they yank it", f"watch {CODE}"),
        ("employer", f"no pierdas de vista {CODE}", f"asked: watch {CODE}"),
        ("employer", f"should I watch {CODE} or not", f"asked: watch {CODE}"),
        ("employer", f"my boss said to watch {CODE}", f"asked: watch {CODE}"),
        ("employer", f"what do I do if {CODE} gets pulled", f"verify {CODE}"),
    ],
)
async def test_a_request_in_everyday_words_is_understood_as_the_right_command(
    center: Edgefinder, who: str, text: str, expected: str
) -> None:
    before = await everything_on_record(center)
    assert await meant(center, who, text) == expected
    if not expected.startswith("watch"):
        assert await everything_on_record(center) == before
