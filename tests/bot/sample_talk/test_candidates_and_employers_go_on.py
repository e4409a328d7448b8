"""A candidate or employer asks something, and the next message continues or changes the topic."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import meant, unchanged_by

pytestmark = pytest.mark.asyncio(loop_scope="module")

CODE, OTHER_CODE = "EF-MKRJ-86MA-08E8-N", "EF-2MNB-77QX-0C4D-8"
RULE = "what does the north carolina employer ask"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # the last message asks for the whole record, although the chat was about one credential
        (
            (
                "what is left for chucking",
                "what else besides that one is still open for me",
            ),
            "status",
        ),
        (("cómo voy en chucking", "¿y aparte de eso qué me falta?"), "status"),
        # the last message asks the same question about another credential
        (("how much is the drill press", "y el esmeril"), "cost M1-GRD"),
        (("how much is the drill press", "and the computer lathe operator"), "cost M1-CTO"),
        (
            ("qué pide el de operador de torno", "¿y fresadora de control numérico, operador?"),
            "credential M1-CMO",
        ),
        (("what does drill press ask", "cuánto vale"), "cost M1-DRL"),
        # of several credentials that "the lathe one" may mean, the chat was about one
        (("what does between centers ask", "what did i score on the lathe one"), "score M1-TBC"),
        (
            ("what does between centers ask", "how do i stand on the lathe one"),
            "status M1-TBC",
        ),
        (("what is left for chucking", "print the lathe one please"), "print M1-TBC"),
        # "when" asks for the day on which a locked exam opens
        (("my status", "y cuándo lo sueltan"), "status M1-CMO"),
        (("why is my cnc mill exam locked", "is there a date?"), "status M1-CMO"),
        (("why is my cnc mill exam locked", "ok tho when"), "status M1-CMO"),
        (("what is left for chucking", "and when does the locked one open"), "status M1-CMO"),
        (("what is left for chucking", "when can i do that"), "status M1-TCH"),
        (("my status", "ping me when that one opens"), "remind M1-CMO"),
        (("what is next for me", "avísame del que está cerrado"), "remind M1-CMO"),
        # "cuándo se abre" asks for the day and does not order a reminder
        (("pa' cuándo se abre el de fresadora",), "status M1-CMO"),
    ],
)
async def test_the_last_message_repeats_the_topic_of_the_chat_or_replaces_it(
    center: Edgefinder, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, "candidate", *said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # the message gives the number of a course in words: "the one forty" is MFGT 140
        (("which chicago courses are there", "the one forty, am i close?"), "goal ccc-mfgt-140"),
        (("qué pide la de ciento veintitrés de Chicago",), "goal ccc-mfgt-123"),
        # "the one beneath it" and "the harder one" are goals of the same state
        (("what does pa competent need", "and the one beneath it"), "goal pa-skills-basic"),
        (("what does pa basic need", "top level?"), "goal pa-skills-advanced"),
        (("what does pa basic need", "y el de más arriba"), "goal pa-skills-competent"),
        (("what does pa basic need", "follow the harder one"), "follow pa-skills-competent"),
        # "the one I follow" is the followed goal, and "la avanzada" is a goal by its level
        (("my goals", "how far am i on the one i follow"), "goal pa-skills-competent"),
        (("quita la que sigo",), "unfollow pa-skills-competent"),
        (("qué me falta para la avanzada",), "goal pa-skills-advanced"),
        # "the proof" is of the goal that an earlier message named, although a price came in between
        ((RULE, "how much is chucking", "make me the proof"), "prove nc-entry-machinist"),
        (("my goals", "drop it"), "unfollow pa-skills-competent"),
        # the message gives an order ("Drop it.") and then asks a question
        (("what does pa competent need", "Drop it. What do I have left?"), "status"),
        # the message tells a story before it asks
        (
            ("I work at a plant over in Gastonia and they want two level ones, do I qualify?",),
            "goal nc-entry-machinist",
        ),
        (
            ("llevo años en el taller y quisiera saber si ya pasé el de medición",),
            "status M1-MMS",
        ),
        # the endings of words are cut off: "to'" is "todo"
        (("dime to' lo que me falta",), "status"),
        (("cuánto saqué en medicione', verdá que bien",), "score M1-MMS"),
    ],
)
async def test_a_goal_or_exam_that_a_message_names_indirectly_is_found(
    center: Edgefinder, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, "candidate", *said) == expected


@pytest.mark.parametrize(
    "said",
    [
        ("share my mms", "leave the benchwork alone"),
        ("share my mms", "leave the rest"),
        ("quita el enlace de mms", "el de trazado déjalo"),
        ("print my mms card", "no hace falta la de banco"),
        ("print my mms card", "I don't need the lathe one"),
        ("quita el enlace de mms", "el de banco todavía no"),
        ("what does pa competent need", "the advanced is not needed"),
    ],
)
async def test_a_credential_that_a_message_says_to_leave_alone_is_not_offered(
    center: Edgefinder, said: tuple[str, ...]
) -> None:
    reply = await unchanged_by(center, "candidate", *said)
    assert reply.template == "no_order"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("mis notas", "la peor"), "score"),
        (("what did i get on layout", "and overall average"), "score"),
        (("who am i to you", "change it to hunter"), "whoami name Hunter"),
        (("quiet hours", "3 to 11 pm"), "notices quiet 15:00-23:00"),
        (
            ("nothing between eight in the morning and four in the afternoon please",),
            "notices quiet 08:00-16:00",
        ),
        # a request for the code shares the credential; not wanting it public withdraws it
        (("requiero el código de mi credencial de trazado",), "share M1-JBL"),
        (("i don't want my layout public anymore",), "withdraw M1-JBL"),
    ],
)
async def test_a_candidates_request_about_scores_a_name_hours_or_a_code_is_understood(
    center: Edgefinder, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, "candidate", *said) == expected


@pytest.mark.parametrize(
    "said", ["no me mandes nada por la noche", "please don't text me at night"]
)
async def test_a_request_for_no_messages_at_night_is_about_quiet_hours(
    center: Edgefinder, said: str
) -> None:
    assert await meant(center, "candidate", said) == "notices quiet"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            (f"{CODE}", "does it meet the north carolina rule", OTHER_CODE, "same check please"),
            f"check {OTHER_CODE} for nc-entry-machinist",
        ),
        ((RULE, OTHER_CODE, "¿lo cumple?"), f"check {OTHER_CODE} for nc-entry-machinist"),
        ((RULE, OTHER_CODE, "does that one meet it"), f"check {OTHER_CODE} for nc-entry-machinist"),
        (
            (RULE, OTHER_CODE, "¿lo cumple?", "and what about pennsylvania's basic one"),
            f"check {OTHER_CODE} for pa-skills-basic",
        ),
        ((f"watch {CODE}", f"and {OTHER_CODE} too"), f"watch {OTHER_CODE}"),
        (
            (RULE, CODE, "¿lo cumple?", f"y {OTHER_CODE} también"),
            f"check {OTHER_CODE} for nc-entry-machinist",
        ),
    ],
)
async def test_an_employer_can_ask_the_same_question_about_another_code(
    center: Edgefinder, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, "employer", *said) == expected
