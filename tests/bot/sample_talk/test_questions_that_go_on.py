"""A question continues from the last answer: another form, another goal, other students."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import meant, unchanged_by
from tests.understanding.measure import SPEAKERS

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        # the message asks for another form of a credential, such as a link instead of a card
        ("candidate", ("print my mms card", "hm, just a link"), "share M1-MMS"),
        ("candidate", ("dame mi certificado de trazado", "mejor una liga"), "share M1-JBL"),
        ("candidate", ("imprime mi tarjeta de mms", "¿no se puede un enlace?"), "share M1-MMS"),
        ("candidate", ("share my benchwork", "can I get it printed"), "print M1-JBL"),
        ("candidate", ("share my benchwork", "a paper one would be better"), "certificate M1-JBL"),
        ("candidate", ("what does pa basic need", "Make me the proof."), "prove pa-skills-basic"),
        (
            "candidate",
            ("¿cumplo con lo de carolina?", "deme el papel que lo compruebe"),
            "prove nc-entry-machinist",
        ),
        # the message asks for an easier or harder goal of the same state
        ("candidate", ("which pa goal is the simplest",), "goal pa-skills-basic"),
        (
            "candidate",
            ("which pa goal is the simplest", "and the hardest"),
            "goal pa-skills-advanced",
        ),
        (
            "candidate",
            ("cuál es la más fácil de pensilvania", "¿y la de en medio?"),
            "goal pa-skills-competent",
        ),
        (
            "candidate",
            ("what does pa basic need", "what's the next one up"),
            "goal pa-skills-competent",
        ),
        ("candidate", ("how much is pa basic", "and the hardest"), "cost pa-skills-advanced"),
        ("candidate", ("qué pide pa avanzado", "¿y la más baja?"), "goal pa-skills-basic"),
        ("candidate", ("cuál es la más fácil pa empezar",), "ask start-where"),
        # the candidate asks whether they hold the credential just explained
        ("candidate", ("what does benchwork ask", "do I have that one"), "status M1-JBL"),
        # "that one" is the credential that the last answer suggested
        ("candidate", ("what is next for me", "how much does that one cost"), "cost M1-TCH"),
        ("stranger", ("¿con cuál empiezo?", "¿y esa cuánto cuesta?"), "cost M1-MMS"),
        # "pa" means "para" (for), unless a level of a Pennsylvania goal follows it
        (
            "candidate",
            ("qué pide el empleador de carolina del norte", "mándame algo pa mostrarle"),
            "prove nc-entry-machinist",
        ),
        ("candidate", ("qué pide pa avanzado",), "goal pa-skills-advanced"),
        ("candidate", ("qué pide el de mandril", "oye ¿y yo ya lo saqué?"), "status M1-TCH"),
        ("candidate", ("my score in mms", "that's not what I got"), "correct"),
        ("candidate", ("mi puntaje de mms", "oye, está equivocado"), "correct"),
        # the question is about other students of the class, or the same student
        ("instructor", ("who has mms", "and who hasn't"), "students missing M1-MMS"),
        ("instructor", ("who's missing mms", "and who does have it"), "students count M1-MMS"),
        (
            "instructor",
            ("cuántos ya tienen taladro", "¿y quién no?", "¿les falta el teórico?"),
            "students missing M1-DRL theory",
        ),
        (
            "instructor",
            ("who failed drill press", "the written part only"),
            "students failed M1-DRL theory",
        ),
        (
            "instructor",
            ("cómo va Liam", "¿Quién más reprobó el de taladro?"),
            "students failed M1-DRL",
        ),
        ("instructor", ("cómo va Liam", "¿y él reprobó el de taladro?"), "student Liam O'Connell"),
        # the message takes back or changes what was just recorded
        ("instructor", ("sign off a task", "oops wrong one, take it back"), "signoff undo"),
        ("instructor", ("firmar una tarea", "alumno equivocado, deshazlo"), "signoff undo"),
        (
            "evaluator",
            ("Wei Zhang passed the drill press part", "oops, fail"),
            "result Wei Zhang; M1-DRL performance; fail",
        ),
        (
            "evaluator",
            ("Wei Zhang reprobó la pieza de taladro", "perdón, sí la pasó"),
            "result Wei Zhang; M1-DRL performance; pass",
        ),
    ],
)
async def test_a_question_or_order_continues_from_the_last_answer(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("candidate", ("certificate for mms", "I don't need a link")),
        ("candidate", ("certificate for mms", "my teacher said a link would be better")),
        ("candidate", ("what does pa basic need", "don't follow the middle one")),
        ("candidate", ("what does pa basic need", "no sigas la más difícil")),
        ("candidate", ("what does pa basic need", "should i follow the middle one")),
        ("candidate", ("what does pa basic need", "my friend follows the hardest one")),
        ("candidate", ("qué pide pa basic", "no me hagas el comprobante")),
        ("candidate", ("my score in mms", "no está mal")),
        ("candidate", ("my score in mms", "is that bad")),
        ("instructor", ("sign off a task", "don't undo it")),
        ("instructor", ("sign off a task", "no lo deshagas")),
        ("instructor", ("sign off a task", "my boss said undo it")),
        ("instructor", ("sign off a task", "cancel")),
        ("evaluator", ("Wei Zhang passed the drill press part", "don't fail him")),
        ("evaluator", ("Wei Zhang passed the drill press part", "if he didn't pass")),
        ("evaluator", ("Wei Zhang pasó la pieza de taladro", "mi jefe dice que no pasó")),
    ],
)
async def test_a_message_that_denies_quotes_or_asks_about_an_order_changes_nothing(
    center: Edgefinder, who: str, said: tuple[str, ...]
) -> None:
    reply = await unchanged_by(center, who, *said)
    assert reply.template not in {
        "share", "prove", "correct_sure", "followed", "signoff_undone", "signoff_undo_sure",
        "result_sure", "result_who",
    }  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    [
        "And what can someone with that credential do?",
        "what does that certificate cover",
        "¿y qué sabe hacer alguien con esa credencial?",
    ],
)
@pytest.mark.parametrize("first", ["{}", "does {} meet pa basic"])
async def test_a_question_after_a_verified_code_explains_the_credential_of_that_code(
    center: Edgefinder, first: str, asked: str
) -> None:
    _asker, record = await center.askers.find_with_record(SPEAKERS["candidate"])
    code = next(each.code for each in record.awards if each.credential == "M1-MMS")
    assert await meant(center, "employer", first.format(code), asked) == "credential M1-MMS"


async def test_a_question_after_an_unknown_code_does_not_explain_the_credential_before_it(
    center: Edgefinder,
) -> None:
    _asker, record = await center.askers.find_with_record(SPEAKERS["candidate"])
    known, unknown = record.awards[0].code, "EF-BSFS-YFGX-MFG8-2"
    said = (known, unknown, "what can she do with it")
    assert await meant(center, "employer", *said) == "ask meaning"
