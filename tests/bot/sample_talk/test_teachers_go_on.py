"""A staff member's message continues from an answer about a class, a result or notices."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import meant, unchanged_by

pytestmark = pytest.mark.asyncio(loop_scope="module")

MORNINGS, EVENINGS = "Machining I, mornings", "CNC and turning, evenings"
NOOR = "result Noor Haddad; M1-TCH performance"
LIAM = "result Liam O'Connell; M1-MIL performance"
MATEO = "result Mateo Fernández; M1-TCH performance"
CALEB = "result Caleb Yazzie; M1-MIL performance"
GRACE = "result Grace Mwangi; M1-JBL performance"
JAKUB = "result Jakub Dvořák; M1-JBL performance"


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        # a correction comes with its reason, or a part that came out too small means "fail"
        (
            "instructor",
            (f"{MATEO}; fail", "corrijo, la de Mateo sí. leí mal el micrómetro"),
            f"{MATEO}; pass",
        ),
        ("instructor", ("Mateo's chucking part came out too small",), f"{MATEO}; fail"),
        ("instructor", ("la pieza de chucking de Mateo quedó chica",), f"{MATEO}; fail"),
        # a question about one student is repeated for the class, with the same credential
        (
            "instructor",
            ("how is Liam doing", "who else still needs that"),
            "students missing M1-MIL",
        ),
        (
            "instructor",
            ("Esperanza Núñez", "¿y quién más reprobó esa?"),
            "students failed M1-JBL",
        ),
        (
            "instructor",
            ("Esperanza Núñez", "¿quién más tronó ese teórico?"),
            "students failed M1-JBL theory",
        ),
        (
            "instructor",
            ("Oluwaseun Adebayo", "does he have grinding", "anybody else got that"),
            "students count M1-GRD",
        ),
        (
            "instructor",
            ("did Wei get the cnc mill operator", "who besides Wei has it"),
            "students count M1-CMO",
        ),
        ("instructor", ("how is Liam doing", "and what does that one cost"), "cost M1-MIL"),
        ("instructor", ("how is Liam doing", "what is on that exam"), "credential M1-MIL"),
        ("instructor", ("how is Liam doing", "who is locked"), "students locked"),
        # the question is repeated for one exam, another credential or another class
        (
            "instructor",
            ("who is missing manual milling", "the part alone"),
            "students missing M1-MIL performance",
        ),
        (
            "instructor",
            ("quién no tiene taladro", "la pura pieza"),
            "students missing M1-DRL performance",
        ),
        (
            "instructor",
            ("average in cnc turning operator", "now milling"),
            "students average M1-CMO",
        ),
        (
            "administrator",
            ("how many have benchwork", "and nights"),
            f"students count M1-JBL in {EVENINGS}",
        ),
        (
            "administrator",
            ("who earned something this month", "the 6pm bunch"),
            f"students earned month in {EVENINGS}",
        ),
        (
            "administrator",
            ("quién va más atrasado", "primero los de la mañana", "ahora el otro"),
            f"students behind in {EVENINGS}",
        ),
        (
            "administrator",
            ("how many have benchwork", "and the vespertino", "names for those"),
            f"students count M1-JBL in {EVENINGS}",
        ),
        # the message states a result of the student just shown, for the exam that is still open
        ("instructor", ("how is Liam doing", "Ruth checked it, pass him"), f"{LIAM}; pass"),
        ("instructor", ("how is Liam doing", "Ruth says it measures, pass him"), f"{LIAM}; pass"),
        ("instructor", ("how is Liam doing", "run him through"), f"{LIAM}; pass"),
        ("instructor", ("¿cómo va Mateo?", "apruébala"), f"{MATEO}; pass"),
        ("instructor", ("¿cómo va Mateo?", "esa pieza no pasó"), f"{MATEO}; fail"),
        # the message states the same result for another student, or the other outcome
        (
            "instructor",
            ("Liam's part passed", "y a Caleb la misma"),
            f"{CALEB}; pass",
        ),
        (
            "instructor",
            ("Liam's part passed", "and Caleb's"),
            f"{CALEB}; pass",
        ),
        ("instructor", ("Liam's part passed", "flip it"), f"{LIAM}; fail"),
        ("instructor", ("Liam's part failed", "hold on, it's a go"), f"{LIAM}; pass"),
        (
            "instructor",
            ("Mateo's part passed", "no fue Mateo, fue Noor"),
            f"{NOOR}; pass",
        ),
        # the message names the exam loosely or not at all
        ("instructor", ("Mateo torno, aprobado",), f"{MATEO}; pass"),
        ("instructor", ("Jakub's part passed",), f"{JAKUB}; pass"),
        # "Anote" and "Now" are not part of a name
        ("evaluator", ("Anote: Noor Haddad, chucking, aprobada",), f"{NOOR}; pass"),
        ("evaluator", ("Now Noor Haddad, chucking, pass",), f"{NOOR}; pass"),
        # the message gives another order after an error was reported, or a detail of the error
        ("candidate", ("my record is wrong", "print my mms card"), "print M1-MMS"),
        ("administrator", ("mi nombre está mal", "avisos cada semana"), "notices weekly"),
        (
            "instructor",
            ("my name is wrong", "Grace's benchwork part passed"),
            f"{GRACE}; pass",
        ),
        ("candidate", ("my record is wrong", "I never sat the lathe exam"), "correct more"),
        ("candidate", ("my record is wrong", "it has to be 88"), "correct more"),
        # the question is about the student just shown, or about a rule
        ("instructor", ("Wei Zhang", "¿Presentó ya el teórico?"), "student Wei Zhang"),
        ("instructor", ("Wei Zhang", "his piece is ok, isn't it"), "student Wei Zhang"),
        ("instructor", ("Wei Zhang", "when may he take it again"), "student Wei Zhang"),
        ("instructor", ("Wei Zhang", "what is a passing grade"), "ask passing-score"),
        ("instructor", ("Wei Zhang", "¿y la calificación mínima?"), "ask passing-score"),
        ("instructor", ("Wei Zhang", "who inspects it"), "ask evaluator"),
        ("instructor", ("Wei Zhang", "¿quién la revisa?"), "ask evaluator"),
        ("instructor", ("Arjun Patel", "is that allowed"), "ask theory-first"),
        # the message changes quiet hours or another setting of notices
        (
            "candidate",
            ("no me molesten de noche", "de las nueve de la noche a las cuatro"),
            "notices quiet 21:00-04:00",
        ),
        ("candidate", ("quiet hours", "eleven at night to five"), "notices quiet 23:00-05:00"),
        ("candidate", ("quiet hours", "7 to 10 at night"), "notices quiet 19:00-22:00"),
        ("candidate", ("quiet hours", "two to five"), "notices quiet 14:00-17:00"),
        ("instructor", ("notices results on", "and leave out the nagging"), "notices nudges off"),
        (
            "instructor",
            ("I would also like to hear about results, not credentials only",),
            "notices results on",
        ),
        ("instructor", ("forget it, one digest a day",), "notices daily"),
        ("candidate", ("forget me",), "forget me"),
        # an evaluator asks which parts to look at, and what to look for
        ("evaluator", ("what have I still got to inspect",), "result"),
        ("evaluator", ("¿qué hay por revisar?",), "result"),
        ("evaluator", ("what's left on my list",), "result"),
        ("evaluator", ("what do I look at in the chucking part",), "credential M1-TCH"),
    ],
)
async def test_a_staff_members_message_is_understood_from_the_answer_before_it(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (("how is Liam doing", "put him through"), "result_sure"),
        (("Liam's part passed", "and Caleb's"), "result_sure"),
        (("Mateo's part passed", "no fue Mateo, fue Noor"), "result_sure"),
        (("forget it, one digest a day",), "notices_sure"),
        (("Liam's part passed", "flip it"), "result_not_yours"),
    ],
)
async def test_a_result_or_setting_changes_nothing_before_the_button_is_pressed(
    center: Edgefinder, said: tuple[str, ...], asked: str
) -> None:
    reply = await unchanged_by(center, "instructor", *said)
    assert reply.template == asked


@pytest.mark.parametrize(
    "said",
    [
        ("how is Liam doing", "did he pass it?"),
        ("how is Liam doing", "my boss said: pass him"),
        ("how is Liam doing", "if he passes I'll eat my hat"),
        ("how is Liam doing", "the theory passed already"),
    ],
)
async def test_a_result_that_is_asked_about_quoted_or_imagined_is_not_offered_for_recording(
    center: Edgefinder, said: tuple[str, ...]
) -> None:
    assert not (await meant(center, "instructor", *said)).startswith("result Liam")
