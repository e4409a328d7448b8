"""A short message answers, refuses or changes what the bot just asked, listed or did."""

import pytest

from bot.conversation import Conversation
from bot.reply import Turn
from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import last_of, meant, unchanged_by
from tests.understanding.measure import SPEAKERS, everything_on_record

pytestmark = pytest.mark.asyncio(loop_scope="module")
CODE = "EF-Q8VN-2HJC-77RW-K"


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        # the message refuses the last answer and asks for something else instead
        ("candidate", ("share my benchwork", "nah, better take it down"), "withdraw M1-JBL"),
        ("candidate", ("comparte mi trazado", "no, mejor bájalo"), "withdraw M1-JBL"),
        ("candidate", ("share my benchwork", "actually show me my scores"), "score"),
        (
            "candidate",
            ("comparte mi trazado", "no, mejor imprime la tarjeta de medición"),
            "print M1-MMS",
        ),
        # the message ends what was just started or listed
        (
            "candidate",
            ("remind me about the milling operator", "ok no more reminders"),
            "remind off",
        ),
        (
            "candidate",
            ("what does pa competent need", "take it off my page"),
            "unfollow pa-skills-competent",
        ),
        (
            "candidate",
            ("qué pide pa competente", "ya no la quiero"),
            "unfollow pa-skills-competent",
        ),
        ("candidate", ("my proofs", "kill the second one"), "proofs withdraw 2"),
        ("candidate", ("mis comprobantes", "borra el primero"), "proofs withdraw 1"),
        ("employer", ("what am i watching", "get rid of the third"), "unwatch 3"),
        ("employer", ("qué estoy vigilando", "quita el 2", "mejor el 1"), "unwatch 1"),
        (
            "employer",
            ("what am i watching", "drop the second", "no wait, all of them"),
            "unwatch all",
        ),
        ("candidate", ("quiet hours", "turn everything off"), "notices off"),
        # the message gives another value for the last setting, link or name
        ("candidate", ("quiet hours", "eleven to 6"), "notices quiet 23:00-06:00"),
        ("candidate", ("horas de silencio", "de 9 a 7"), "notices quiet 21:00-07:00"),
        (
            "candidate",
            ("prove pa-skills-basic 90", "thirty days is enough"),
            "prove pa-skills-basic 30",
        ),
        ("candidate", ("prove pa-skills-basic 30", "que sean noventa"), "prove pa-skills-basic 90"),
        ("candidate", ("prove pa-skills-basic", "do one for nc too"), "prove nc-entry-machinist"),
        ("candidate", ("who am i", "right, but everybody calls me Sam"), "whoami name Sam"),
        ("candidate", ("quién soy", "sí, pero llámame Memo"), "whoami name Memo"),
        # the message asks something about the last answer
        ("candidate", ("next", "why this one"), "next"),
        ("candidate", ("why is my milling operator locked", "for how long"), "status M1-CMO"),
        (
            "candidate",
            ("por qué está cerrado operador de fresadora", "avísame pues"),
            "remind M1-CMO",
        ),
        ("candidate", ("what is left for chucking", "and what does it cover"), "credential M1-TCH"),
        ("candidate", ("qué me falta de mandril", "¿en qué consiste?"), "credential M1-TCH"),
        ("candidate", ("did i pass mms", "is that enough"), "ask passing-score"),
        ("candidate", ("prove pa-skills-basic 30", "has anybody looked"), "proofs"),
        ("candidate", ("share my benchwork", "did they open it"), "seen"),
        ("candidate", ("print my mms card", "no, all of them"), "print"),
        # "the other" is the credential that was not picked, even after another question
        (
            "candidate",
            ("what is left for edm", "the first", "how much is it", "and the other"),
            "cost M2-EDP",
        ),
        (
            "candidate",
            ("what do i still need", "the first one", "not that, the other one"),
            "status M1-CMO",
        ),
        ("candidate", ("qué me falta", "ábreme la primera"), "status M1-TCH"),
        # the message is about the code just verified
        (
            "employer",
            (f"is {CODE} genuine", "good enough for pa basic?"),
            f"check {CODE} for pa-skills-basic",
        ),
        (
            "employer",
            (CODE, "¿le alcanza para lo de Carolina?"),
            f"check {CODE} for nc-entry-machinist",
        ),
        ("employer", (CODE, "give me a shout when it gets pulled"), f"watch {CODE}"),
        ("employer", (CODE, "écheme un ojo"), f"watch {CODE}"),
        (
            "employer",
            (f"does {CODE} meet pa basic", "what does that one want"),
            "goal pa-skills-basic",
        ),
        # the message is about the student or the result just shown
        (
            "instructor",
            ("how is liam doing", "put him beside Priya"),
            "student Liam O'Connell|Priya Raghunathan",
        ),
        (
            "instructor",
            ("cómo va Grace", "¿y Liam?", "ponme los dos juntos"),
            "student Grace Mwangi|Liam O'Connell",
        ),
        (
            "instructor",
            ("what is drill press", "who is missing that one"),
            "students missing M1-DRL",
        ),
        (
            "instructor",
            ("Liam's manual milling is good", "wait, his was a fail"),
            "result Liam O'Connell; M1-MIL performance; fail",
        ),
        (
            "instructor",
            ("Liam's manual milling is good", "Grace too but hers is benchwork"),
            "result Grace Mwangi; M1-JBL performance; pass",
        ),
        ("evaluator", ("what waits for me", "anything else?"), "result"),
        (
            "administrator",
            ("how is the evening class", "how do they stand toward pa basic"),
            "roster CNC and turning, evenings goal pa-skills-basic",
        ),
        ("employer", (CODE, "ok that's all, thanks"), "talk:thanks"),
        ("candidate", ("next", "listo, eso era todo, gracias"), "talk:thanks"),
    ],
)
async def test_a_short_message_is_understood_from_the_answer_before_it(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("candidate", ("share my benchwork", "no, don't hide it")),
        ("candidate", ("share my benchwork", "no, better not")),
        ("candidate", ("comparte mi trazado", "no lo quites")),
        ("candidate", ("comparte mi trazado", "mi jefe dijo: quítalo")),
        ("candidate", ("share my benchwork", "he told me to take it down")),
        ("candidate", ("what does pa basic need", "i'd never go for that")),
        ("candidate", ("what does pa basic need", "should i pin that")),
        ("candidate", ("qué pide pa basic", "si la sigo, ¿qué pasa?")),
        ("candidate", ("who am i", "my boss said call me Buddy")),
        ("employer", (CODE, "no need to let me know if it changes")),
        ("employer", (CODE, "do not holler if it gets pulled")),
        ("employer", (CODE, "no me avises si cambia")),
        ("employer", ("what am i watching", "don't drop the first")),
        ("instructor", ("Liam's manual milling is good", "if his is a fail")),
    ],
)
async def test_a_short_message_that_negates_quotes_or_asks_about_an_order_changes_nothing(
    center: Edgefinder, who: str, said: tuple[str, ...]
) -> None:
    reply = await unchanged_by(center, who, *said)
    assert reply.template not in {
        "withdraw_sure", "unwatch_sure", "watch_begun", "watch_where", "followed", "called_sure",
        "result_sure", "unfollow_sure",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        ("candidate", ("withdraw jbl", "and what is it about"), "credential M1-JBL"),
        ("candidate", ("goal pa-skills-basic", "next", "prove it"), "prove"),
        (
            "instructor",
            ("student Liam", "he passed his manual milling"),
            "result Liam O'Connell; M1-MIL performance; pass",
        ),
        (
            "instructor",
            ("student Grace Mwangi", "student Liam O'Connell", "los dos juntos"),
            "student Grace Mwangi|Liam O'Connell",
        ),
        (
            "employer",
            (
                f"verify {CODE}",
                "goals",
                "enough for pa basic",
                f"verify {CODE}",
                "avíseme si cambia",
            ),
            f"watch {CODE}",
        ),
        (
            "instructor",
            ("Liam's manual milling is good", "sorry, it failed"),
            "result Liam O'Connell; M1-MIL performance; fail",
        ),
        (
            "instructor",
            ("la pieza de Liam de fresadora manual quedó bien", "perdón, la reprobó"),
            "result Liam O'Connell; M1-MIL performance; fail",
        ),
    ],
)
async def test_a_message_can_refer_to_a_command_that_was_typed_before(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


async def test_the_other_one_can_be_asked_for_after_a_button_of_a_choice_was_pressed(
    center: Edgefinder,
) -> None:
    await last_of(center, "candidate", "what is left for edm")
    who, conversation = SPEAKERS["candidate"], Conversation(center)
    await conversation.answer(Turn(who, "status M2-EDP", address="900", pressed=True))
    reply = await conversation.answer(Turn(who, "and the other one", address="900"))
    assert reply.understood[0][:2] == ("status", "M2-EDW")


async def test_an_order_in_a_short_message_asks_for_confirmation_and_changes_nothing(
    center: Edgefinder,
) -> None:
    before = await everything_on_record(center)
    for said, template in (
        (("share my benchwork", "no, better hide it"), "withdraw_sure"),
        (("what does pa competent need", "take it off"), "unfollow_sure"),
        (("notices", "kill all of it"), "notices_sure"),
        (("quiet hours", "10 to 6"), "notices_sure"),
    ):
        reply = await last_of(center, "candidate", *said)
        assert reply.template == template, said
    assert await everything_on_record(center) == before


async def test_a_credential_that_was_named_in_words_stays_the_topic_for_two_messages(
    center: Edgefinder,
) -> None:
    said = ("share my mms", "does it expire?", "can i get a certificate too")
    assert await meant(center, "candidate", *said) == "certificate M1-MMS"
