"""Candidates and strangers talk as people do: they lean on the last answer, or tell a story."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import last_of, meant, unchanged_by

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    "said",
    [
        ("mándale un mensaje",),
        ("remind her to sign it",),
        ("recuérdale a Inés que firme",),
        ("tell Inés I am done with the part",),
        ("can you text her for me",),
        ("send a message to Ruth",),
        ("let my teacher know I'll be late tomorrow",),
        ("le puedes decir que ya terminé la pieza",),
        ("¿cómo le escribo a Inés?",),
        ("have somebody call me",),
        ("text Ruth",),
    ],
)
async def test_the_bot_writes_to_nobody_and_says_whom_to_ask(
    center: Edgefinder, said: tuple[str, ...]
) -> None:
    reply = await unchanged_by(center, "candidate", *said)
    assert reply.understood[0][:2] == ("ask", "contact")


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("text me when it opens", "remind"),
        ("dime qué sigue", "next"),
        ("me dices cuando se desbloquee", "remind"),
        ("tell them my score is wrong", "correct"),
        ("tell me about grinding", "credential"),
    ],
)
async def test_orders_to_the_bot_itself_are_not_passed_on(
    center: Edgefinder, said: str, command: str
) -> None:
    assert (await meant(center, "candidate", said)).partition(" ")[0] == command


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        (("print my cards", "does it have a code he can check"), "help verify"),
        (("print my cards", "what if he types it wrong", "can I take it back"), "help withdraw"),
        (("mándame mi certificado de banco", "lo puedo quitar luego"), "help withdraw"),
        (("how do people know these aren't fake", "how would a boss check one"), "help verify"),
        (("mándame mi tarjeta", "se puede en el celular?"), "help share"),
        (("share my turning", "not my scores I hope"), "privacy"),
        (("my score in turning", "why didn't you tell me"), "notices"),
        (("where do I stand on the mill", "not cnc. the regular one"), "status M1-MIL"),
        (("what's next on the cnc mill", "the manual one"), "next M1-MIL"),
        (("don't text me after 10", "until 5 am"), "notices quiet 22:00-05:00"),
        (("no me manden nada de noche", "a partir de las 9"), "notices quiet 21:00-07:00"),
        (("goal pa-skills-competent", "anything like it in texas"), "goals"),
        (("remind me about between centers", "actually no, forget it"), "talk:no"),
        (("remind me about the cnc mill", "stop the reminder", "all of them"), "remind off"),
        (("where do I stand on the cnc mill", "what can I do till then"), "next"),
        (("prove pa-skills-basic", "por cuánto tiempo sirve"), "help prove"),
        (("prove pa-skills-basic", "how long does it work", "30 days"), "prove pa-skills-basic 30"),
        (
            ("prove pa-skills-basic", "qué van a ver", "hazlo por 90 días"),
            "prove pa-skills-basic 90",
        ),
        (("my scores", "and the lowest"), "score"),
        (("my scores", "is 59 close"), "ask passing-score"),
    ],
)
async def test_a_few_words_go_on_from_the_last_answer(
    center: Edgefinder, said: tuple[str, ...], understood: str
) -> None:
    found = await meant(center, "candidate", *said)
    assert found.removeprefix(" ") == understood


@pytest.mark.parametrize(
    "said",
    [
        ("certificate", "el de torno", "no, el otro"),
        ("put my turning credential on linkedin", "and the other two as well"),
    ],
)
async def test_the_other_one_is_never_the_one_just_shown(
    center: Edgefinder, said: tuple[str, ...]
) -> None:
    reply = await last_of(center, "candidate", *said)
    assert reply.template == "which_one"
    assert "M1-TBC" not in reply.understood[0][1]


@pytest.mark.parametrize(
    ("said", "template"),
    [
        (("what do I need for the pennsylvania thing", "just one more? which"), "which_goal"),
        (("status", "what do you have to make for it"), "which_one"),
        (("the PA certificate",), "which_goal"),
    ],
)
async def test_a_question_that_names_nothing_gets_buttons(
    center: Edgefinder, said: tuple[str, ...], template: str
) -> None:
    reply = await last_of(center, "candidate", *said)
    assert reply.template == template
    assert len(reply.buttons) > 1


@pytest.mark.parametrize(
    "said", ["lost card", "very nice", "with Ruth", "for Noor", "thats", "points", "date wrong"]
)
async def test_an_ordinary_word_is_no_mistyped_command(center: Edgefinder, said: str) -> None:
    assert (await last_of(center, "candidate", said)).template != "nearly"


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("I can't come tomorrow my kid is sick", "ask contact"),
        ("mi hijo está enfermo no puedo ir", "ask contact"),
        ("I can't afford it", "ask cost"),
        ("can I pay by card", "ask cost"),
        ("se puede pagar con tarjeta", "ask cost"),
        ("dice mi maestra que ya lo mandó pero no sale", "ask affidavit-missing"),
    ],
)
async def test_what_hinders_somebody_is_answered_without_alarm(
    center: Edgefinder, said: str, understood: str
) -> None:
    assert await meant(center, "candidate", said) == understood


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("what's my best score", "score"),
        ("who do I send the proof to", "ask contact"),
        ("did anyone else fail the cnc", "privacy"),
        ("what is my certificate number", "ask my-code"),
        ("will an employer see where I took them?", "privacy"),
        ("I'm on a different phone, is this still me", "whoami"),
        ("kick them out", "unlink others"),
    ],
)
async def test_a_candidates_question_is_about_what_it_names(
    center: Edgefinder, said: str, understood: str
) -> None:
    assert await meant(center, "candidate", said) == understood


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        (("my boss sent me a link to check, how",), "help verify"),
        (("my boss sent me a link to check, how", "it says withdrawn"), "help withdraw"),
        (("you got anything for die makers",), "catalog Diemaking"),
    ],
)
async def test_a_stranger_hears_how_to_check_and_what_there_is(
    center: Edgefinder, said: tuple[str, ...], understood: str
) -> None:
    assert await meant(center, "stranger", *said) == understood


async def test_a_question_about_english_does_not_change_the_language(center: Edgefinder) -> None:
    said = ("esa qué trae", "en inglés nomás?")
    reply = await unchanged_by(center, "stranger", *said)
    assert reply.template == "which_reading"


async def test_blame_is_not_taken_for_thanks(center: Edgefinder) -> None:
    reply = await last_of(center, "stranger", "give me a phone number", "you're no help")
    assert reply.understood[0][1] == "talk:abuse"


async def test_a_question_why_a_code_was_revoked_shows_its_verdict_again(
    center: Edgefinder,
) -> None:
    code = "EF-77ME-YBDS-PNAF-1"
    assert await meant(center, "stranger", code, "why was it pulled") == f"verify {code}"


async def test_a_report_gathers_what_is_said_in_several_messages(center: Edgefinder) -> None:
    said = ("the date on my certificate is wrong", "it should say april")
    reply = await last_of(center, "candidate", *said)
    assert "the date on my certificate is wrong" in reply.markdown
    assert "it should say april" in reply.markdown
    asked = await last_of(center, "candidate", *said, "when will they fix it")
    assert "when will they fix it" not in asked.markdown


async def test_an_order_to_fix_it_alone_asks_what_is_wrong(center: Edgefinder) -> None:
    assert (await last_of(center, "candidate", "so fix it")).template == "correct"
