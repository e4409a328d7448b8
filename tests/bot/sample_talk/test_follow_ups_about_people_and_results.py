"""A message continues the one before: with another name, "it" or "him", or a corrected result."""

import pytest

from bot.conversation import Conversation
from bot.reply import Turn
from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import last_of, meant, unchanged_by
from tests.understanding.measure import SPEAKERS

pytestmark = pytest.mark.asyncio(loop_scope="module")
CODE = "EF-Q8VN-2HJC-77RW-K"


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        # the last question is repeated for another credential, level or exam
        ("candidate", ("my grade in measurement", "the benchwork one as well"), "score M1-JBL"),
        ("candidate", ("mi calificación", "¿la de mediciones?"), "score M1-MMS"),
        ("candidate", ("print my mms card", "jbl too"), "print M1-JBL"),
        ("candidate", ("what is grinding one", "and two?"), "credential M2-GRD"),
        ("candidate", ("cuánto cuesta taladro uno", "y el dos"), "cost M2-DRL"),
        (
            "candidate",
            ("cuánto cuesta mandril dos", "¿y el de taladro, también el dos?"),
            "cost M2-DRL",
        ),
        ("candidate", ("what is left for chucking", "sorry, i meant drill press"), "status M1-DRL"),
        (
            "candidate",
            ("what is grinding one", "what about milling one", "and the other one?"),
            "credential M1-GRD",
        ),
        (
            "candidate",
            ("how much is grinding one", "and grinding two", "and the first one?"),
            "cost M1-GRD",
        ),
        ("candidate", ("what is chucking", "do they share the theory"), "ask shared-theory"),
        ("candidate", ("what is left for chucking", "does it expire"), "ask expiry"),
        (
            "candidate",
            ("what is left for chucking", "thanks", "and the theory?"),
            "status M1-TCH theory",
        ),
        # "it" or "the link" belongs to the credential that an earlier message named
        (
            "candidate",
            ("hide my benchwork", "no, leave it", "give me the link instead"),
            "share M1-JBL",
        ),
        ("candidate", ("share my benchwork", "and a card for my wallet"), "print M1-JBL"),
        ("candidate", ("share my benchwork", "and cards for all of them"), "print"),
        (
            "candidate",
            ("why is the theory of milling operator locked", "ok then remind me"),
            "remind M1-CMO",
        ),
        # the message is about the goal, the links or the command of the last answer
        (
            "candidate",
            ("follow pennsylvania basic", "and a link that proves it, for 30 days"),
            "prove pa-skills-basic 30",
        ),
        ("candidate", ("prove pa-skills-basic 30", "how many times was it opened"), "proofs"),
        ("candidate", ("privacy", "and who did?"), "seen"),
        ("candidate", ("help", "tell me more about watch"), "help watch"),
        # the message is about the code just verified
        ("employer", (f"is {CODE} genuine", "let me know if it changes"), f"watch {CODE}"),
        (
            "employer",
            (f"is {CODE} genuine", "is it enough for pennsylvania basic"),
            f"check {CODE} for pa-skills-basic",
        ),
        (
            "employer",
            (f"does {CODE} satisfy pennsylvania basic", "and advanced?"),
            f"check {CODE} for pa-skills-advanced",
        ),
        # the message is about the class or the credential of the last answer
        (
            "administrator",
            ("how is the morning class doing", "who is behind there"),
            "students behind in Machining I, mornings",
        ),
        (
            "administrator",
            ("how is the morning class doing", "who is behind there", "and in the other class?"),
            "students behind in CNC and turning, evenings",
        ),
        (
            "administrator",
            ("quién reprobó en la clase de la mañana", "¿y en la de la noche?"),
            "students failed in CNC and turning, evenings",
        ),
        (
            "instructor",
            ("how is my class doing", "against pennsylvania basic"),
            "roster Machining I, mornings goal pa-skills-basic",
        ),
        (
            "instructor",
            ("how is my class doing", "against pennsylvania basic", "and advanced"),
            "roster Machining I, mornings goal pa-skills-advanced",
        ),
        ("instructor", ("who failed mms", "who has it already?"), "students count M1-MMS"),
        ("instructor", ("quién tiene jbl", "¿y quién la reprobó?"), "students failed M1-JBL"),
        # the message is about a student, or records another student's result
        (
            "instructor",
            ("how is liam doing", "record that he passed his manual milling performance"),
            "result Liam O'Connell; M1-MIL performance; pass",
        ),
        (
            "instructor",
            ("Liam's milling is good", "Priya's too, the cnc mill operator"),
            "result Priya Raghunathan; M1-CMO performance; pass",
        ),
        ("instructor", ("Liam's manual milling is scrap", "what else is waiting"), "result"),
        (
            "administrator",
            ("minor Tyrell Washington", "no, sorry, it is Priya"),
            "minor Priya Raghunathan",
        ),
        ("administrator", ("minor Tyrell Washington", "¿cómo va él?"), "student Tyrell Washington"),
        (
            "evaluator",
            ("what waits for me", "Grace's benchwork came out good"),
            "result Grace; M1-JBL performance; pass",
        ),
        (
            "evaluator",
            ("what waits for me", "la pieza de Mateo de chucking salió mal"),
            "result Mateo; M1-TCH performance; fail",
        ),
        # the message names one of the credentials just listed
        (
            "stranger",
            ("qué hay de estampado nivel 3", "¿qué pide la de inspección?"),
            "credential ST3-PIQ",
        ),
    ],
)
async def test_a_message_is_understood_from_the_question_before_it(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("employer", (f"is {CODE} genuine", "do not keep an eye on it")),
        ("employer", (f"is {CODE} genuine", "my boss said: keep an eye on it")),
        ("employer", (f"is {CODE} genuine", "what if i watch it")),
        ("candidate", ("what does pennsylvania basic need", "i do not want to follow it")),
        ("candidate", ("hide my benchwork", "no, better not")),
        ("candidate", ("hide my benchwork", "yes")),
        ("evaluator", ("what waits for me", "Mateo says his chucking is good")),
        ("instructor", ("how is liam doing", "he said he passed his milling", "yes")),
    ],
)
async def test_a_follow_up_message_that_gives_no_order_changes_nothing(
    center: Edgefinder, who: str, said: tuple[str, ...]
) -> None:
    reply = await unchanged_by(center, who, *said)
    assert "watching" not in reply.template


async def test_a_result_that_is_quoted_asked_denied_or_hoped_for_is_not_recorded(
    center: Edgefinder,
) -> None:
    for said in (
        "Mateo says his chucking is good",
        "is Mateo's chucking good?",
        "do not record that Mateo's chucking is good",
        "hopefully Mateo's chucking is good",
        "ojalá la pieza de Mateo de chucking salió bien",
    ):
        reply = await last_of(center, "evaluator", "what waits for me", said)
        assert not (reply.understood and ";" in reply.understood[0][1]), said


async def test_another_conversation_object_knows_the_topic_of_the_chat(center: Edgefinder) -> None:
    who = SPEAKERS["stranger"]
    await last_of(center, "stranger", f"is {CODE} genuine")
    await center.chat_memory.flush()
    reply = await Conversation(center).answer(
        Turn(who, "would it be enough for pennsylvania basic", address="900")
    )
    assert reply.understood[0][:2] == ("check", f"{CODE} for pa-skills-basic")
