"""A candidate asks more about the credential, exam, link or goal that the chat was about."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import meant, unchanged_by

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # the exam that opens is that of the credential just talked about, although it is not locked
        (("my drill press theory is locked", "what day does it open"), "status M1-DRL"),
        (("did i pass job planning", "alert me when it unlocks"), "remind M1-JBL"),
        (
            ("¿está bloqueado mi teórico de esmeril?", "avísame cuando se desbloquee"),
            "remind M1-GRD",
        ),
        (("cuanto saque en taladro", "cuando lo puedo volver a hacer"), "status M1-DRL"),
        # "the locked one" is the only locked exam
        (("what's left for drill press", "when does the locked one open"), "status M1-CMO"),
        # one exam of two
        (("what's left for drill press", "how's the written"), "status M1-DRL theory"),
        (("qué me falta en rectificado", "qué pasó con la pieza"), "status M1-GRD performance"),
        (("status of drill press", "only the theory or the part too"), "status M1-DRL"),
        (("qué me falta en esmeril", "la pieza de ese ya pasó?"), "status M1-GRD performance"),
        (("where do I stand on drill press", "what's the theory going to cost me"), "cost M1-DRL"),
        (
            ("what is drill press two", "and safety", "my score in the theory of level 2"),
            "score M2-DRL theory",
        ),
        # words that only tell credentials of one machine apart
        (("what is cnc mill programming", "what does the operator one cost"), "cost M1-CMO"),
        (("share cnc turning programming", "no, wait, the operator one"), "share M1-CTO"),
        (("comparte el torno CNC de programación", "no espérate, el de operador"), "share M1-CTO"),
        # the one of several that is earned
        (
            ("what's left for measurement", "and drill press", "link of the one i already have"),
            "share M1-MMS",
        ),
        (("qué piden mediciones y taladro", "certificado del que ya saqué"), "certificate M1-MMS"),
        # "it" is the credential, and "in total" the whole record
        (("what's in drill press", "do I have any of it"), "status M1-DRL"),
        (("certificate", "how many have I earned in total"), "status"),
        (("my score in measurement", "who inspects it", "what did i score btw"), "score M1-MMS"),
        # other levels
        (("what is drill press one", "is there a level two"), "credential M2-DRL"),
        (("qué es esmeril uno", "¿y hay un nivel dos?"), "credential M2-GRD"),
        # a fact about another credential is not the last question again
        (
            ("cuanto saque en planeación", "y cuándo lo repito", "y el de taladro se vence"),
            "ask expiry",
        ),
        # a story in between leaves the subject as it was
        (
            (
                "my score in drill press",
                "well my dad and me went fishing all weekend and it was great",
                "when can i take it again",
            ),
            "status M1-DRL",
        ),
        (
            ("how often may i retake turning programming", "whats my best score on that"),
            "score M1-CTP",
        ),
        (
            ("qué me falta de chucking", "y entre centros", "¿y el affidavit del primero?"),
            "status M1-TCH performance",
        ),
        # links
        (("share my safety card", "does the link ever expire"), "help share"),
        (("share my safety card", "can I take it down later"), "help withdraw"),
        (("comparte mediciones", "¿lo puedo ocultar después?"), "help withdraw"),
        # goals
        (
            ("goal pa-skills-competent", "cuánto gastaría en esa con lo que me falta"),
            "cost pa-skills-competent",
        ),
        (("goal pa-skills-competent", "y para la más bajita ¿ya cumplo?"), "goal pa-skills-basic"),
        (
            (
                "the merit one, what does it take",
                "the two illinois high schools, what is in that",
                "the other one is enough. make me a link that proves it for my boss",
            ),
            "prove nims-special-merit",
        ),
    ],
)
async def test_a_few_words_ask_about_what_the_chat_was_about(
    center: Edgefinder, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, "candidate", *said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # the exam that is asked about comes last
        ("drill press written is done, and the part?", "status M1-DRL performance"),
        ("I passed the grinding part, now what about the theory", "status M1-GRD theory"),
        ("ya hice la pieza de taladro, ¿y el teórico?", "status M1-DRL theory"),
        # a sentence that only tells something names another credential
        (
            "nobody there runs lathes, it is all grinding. what does drill press take",
            "credential M1-DRL",
        ),
        ("status of my multi spindle level 2", "status SM2-MUL"),
        ("u can call me Lupe", "whoami name Lupe"),
        ("what happens to my link on facebook once I withdraw it", "help withdraw"),
        ("cuánto tarda en salir la credencial", "ask passed-no-credential"),
        ("no le entiendo al inglés háblame en español", "language es"),
        ("u saved me a trip", "talk:thanks"),
        ("woohoo", "talk:praise"),
        ("mientras espero la pieza ¿puedo hacer el teórico de esmeril?", "ask theory-first"),
        ("can i take the written for grinding while i wait for the part", "ask theory-first"),
        ("ok a dormir entonces", "talk:bye"),
        ("leave the safety one as it is, my boss saw it", "no_order"),
        ("y el de taladro déjalo quieto, ese ya lo vio el jefe", "no_order"),
        ("leave the safety one alone, hide the drill press one", "withdraw M1-DRL"),
        ("desconecta el celular que me robaron", "unlink others"),
        ("me robaron el celular anoche", "ask lost-phone"),
        ("y mis credenciales de ese tiempo ¿ya vencieron?", "ask expiry"),
        ("folow mfgt 137 for me", "follow ccc-mfgt-137"),
    ],
)
async def test_a_message_of_its_own_is_read_to_its_end(
    center: Edgefinder, said: str, expected: str
) -> None:
    assert await meant(center, "candidate", said) == expected


async def test_a_statement_with_that_asks_nothing_about_what_was_shown(center: Edgefinder) -> None:
    said = "is my bench work in", "yesss i worked on that block for like 3 weeks"
    assert await meant(center, "candidate", *said) == "not_understood"


@pytest.mark.parametrize("explained", ["print", "remind", "certificate"])
async def test_an_explained_command_is_then_asked_for_a_credential(
    center: Edgefinder, explained: str
) -> None:
    said = f"help {explained}", "do that for job planning"
    assert await meant(center, "candidate", *said) == f"{explained} M1-JBL"


async def test_withdrawing_asks_first_even_after_it_was_explained(center: Edgefinder) -> None:
    said = "what happens if i hide a credential", "do that with measurement"
    reply = await unchanged_by(center, "candidate", *said)
    assert reply.template == "withdraw_sure"


@pytest.mark.parametrize(
    "said",
    [
        "no I don't want drill press, that machine is down",
        "i don't want you to stop the notices",
        "no quiero que me apaguen las notificaciones",
        "no hablo inglés",
    ],
)
async def test_words_about_what_is_not_wanted_change_nothing(center: Edgefinder, said: str) -> None:
    reply = await unchanged_by(center, "candidate", "what should i take next", said)
    assert reply.template in {"no_order", "not_understood", "which_reading"}
