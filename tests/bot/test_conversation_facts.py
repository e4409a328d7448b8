"""Answers to the thirty common questions about NIMS, most in both languages, and the costs."""

import re
from datetime import date
from decimal import Decimal

import pytest

from bot.conversation import Conversation
from bot.plain_text import plain_text
from bot.reply import Turn
from core.catalog.fees import Fee, Fees, Item
from core.catalog.model import Level
from core.catalog.nims_facts import shipped_facts
from core.goals.exam_costs import ExamCosts
from core.people.model import TERMINAL, Identity
from tests.bot.center import ADA, ANA, CY, EMPLOYER, INES, STRANGER, Center
from tests.bot.recorded_statements import statements
from tests.doubles.changed_parts import with_parts

# each row: the number of the question, who asks, the command, and words that the English and the
# Spanish answer must contain
QUESTIONS = [
    (1, ANA, "ask start-where", "with a theory exam only", "solo lleva examen teórico"),
    (2, STRANGER, "credential M1-GRD", "To earn it, pass", None),
    (3, ANA, "status", "Ana Popescu", None),
    (4, ANA, "ask passed-no-credential", "Mostly the performance affidavit", "Casi siempre"),
    (5, ANA, "ask affidavit-missing", "the account administrator assigns the", "asigna al"),
    (6, ANA, "ask theory-first", "Since October 1, 2018", "Desde el 1 de octubre de 2018"),
    (7, ANA, "ask retakes", "Two attempts come with a test", "Cada examen incluye dos intentos"),
    (8, ANA, "ask locked", "locked for 60 days", "bloqueado 60 días"),
    (9, ANA, "ask passing-score", "no single number", "no publica un número único"),
    (10, ANA, "ask test-length", "lasts 90 minutes", "dura 90 minutos"),
    (11, ANA, "ask interrupted", "Your progress is saved", "Su avance queda guardado"),
    (12, ANA, "ask shared-theory", "share one theory exam", "comparten un examen teórico"),
    (13, EMPLOYER, "ask renamed", "CNC Turning II became CNC Lathe II", "pasó a ser CNC Lathe II"),
    (14, ANA, "ask where-print", "Since July 1, 2017", "Desde el 1 de julio de 2017"),
    (15, ANA, "ask expiry", "no expiry date", "no tiene fecha de vencimiento"),
    (16, STRANGER, "ask cost", "Only those who test pay", "Solo pagan quienes presentan"),
    (17, ANA, "ask subscription-or-pass", "for several exams", "para varios en un año"),
    (18, STRANGER, "ask age-school", "16 in a machining program", "16 en un programa de"),
    (19, STRANGER, "ask register-again", "once, for life", "una sola vez, para toda la vida"),
    (20, ANA, "ask proctor", "your teacher may not", "su maestro no puede"),
    (21, ANA, "ask evaluator", "MET-TEC member", "miembro del MET-TEC"),
    (22, ANA, "ask sponsor", "the retired word for two roles", "palabra anterior para dos"),
    (23, ADA, "ask add-class", "20 at a time", "de 20 en 20"),
    (24, INES, "roster CNC 1", "CNC 1", None),
    (25, INES, "notices", "Notices are on", None),
    (26, EMPLOYER, "help verify", "verify CODE", None),
    (27, EMPLOYER, "ask meaning", "made a part to a print", "hizo una pieza según plano"),
    (28, ANA, "ask college-credit", "City Colleges of Chicago gives credit", "da crédito por MFGT"),
    (29, INES, "ask special-merit", "Seven or more credentials", "Siete credenciales o más"),
    (29, INES, "ask accreditation", "five years' experience", "cinco años de experiencia"),
    (30, STRANGER, "ask fema", "that is the other NIMS", "ese es el otro NIMS"),
]


async def said(center: Center, who: str, text: str, locale: str = "en") -> str:
    platform = "telegram" if who == STRANGER else TERMINAL
    turn = Turn(Identity(platform, who), text, address=who, locale=locale)
    reply = await center.world.conversation.answer(turn)
    assert reply.template != "fault"
    return plain_text(reply.markdown)


@pytest.mark.parametrize(("number", "who", "call", "english", "spanish"), QUESTIONS)
async def test_each_of_the_thirty_questions_has_its_answer_in_both_languages(
    center: Center, number: int, who: str, call: str, english: str, spanish: str | None
) -> None:
    assert english in await said(center, who, call)
    if spanish is not None:  # checked only for questions that this table translates
        assert spanish in await said(center, who, call, "es-MX")


def test_the_common_questions_tested_above_are_thirty() -> None:
    assert {number for number, *_ in QUESTIONS} == set(range(1, 31))


async def test_the_answer_with_a_fact_names_its_source_and_date(center: Center) -> None:
    assert "(NIMS, changes for 2018-2019, October 1, 2018)" in await said(
        center, ANA, "ask retakes"
    )
    assert "(NIMS, frequently asked questions, undated)" in await said(center, ANA, "ask retakes")
    assert "(NIMS, cambios para 2018-2019, 1 de octubre de 2018)" in await said(
        center, ANA, "ask retakes", "es"
    )
    assert ", octubre de 2019)" in await said(center, ANA, "ask age-school", "es")


async def test_the_answer_about_an_unknown_fact_says_that_it_is_unknown_and_whom_to_ask(
    center: Center,
) -> None:
    text = await said(center, ANA, "ask retakes")
    assert "Not known: Which of these rules holds today could not be confirmed." in text
    assert "Ask your instructor, or the account administrator where you train." in text
    assert "NIMS itself is at nims-skills.org." in text
    spanish = await said(center, ANA, "ask retakes", "es")
    assert "No se sabe: No se pudo confirmar cuál de estas reglas rige hoy." in spanish
    assert "Pregunte a su instructor" in spanish


async def test_an_answer_names_the_centers_contact_if_one_is_set(center: Center) -> None:
    edgefinder = with_parts(center.world.edgefinder, contact="Front desk, 555-0100")
    center.world.conversation = Conversation(edgefinder)
    for call in ("ask retakes", "cost", "cost M1-GRD", "ask contact"):
        assert "Ask here: Front desk, 555-0100." in await said(center, ANA, call)
        assert "Pregunte aquí: Front desk, 555-0100." in await said(center, ANA, call, "es")


async def test_the_list_of_questions_is_shown_in_pages(center: Center) -> None:
    reply = await center.ask(STRANGER, "ask")
    assert "What is NIMS?" in plain_text(reply.markdown)
    calls = [button.call for row in reply.buttons for button in row]
    assert "ask retakes" in calls
    assert calls[-1] == "ask page 2"
    last = await center.ask(STRANGER, "ask page 99")
    assert [button.call for button in last.buttons[-1]] == ["ask page 4"]


async def test_an_unknown_question_is_answered_with_the_list_of_questions(center: Center) -> None:
    text = await said(center, STRANGER, "ask flying saucers")
    assert text.startswith("I have no answer about “flying saucers”.")
    assert "What is NIMS?" in text


async def test_buttons_below_a_fact_are_translated_and_only_those_that_the_person_may_use(
    center: Center,
) -> None:
    turn = Turn(Identity(TERMINAL, ANA), "ask retakes", address=ANA, locale="es")
    reply = await center.world.conversation.answer(turn)
    labels = [button.label for row in reply.buttons for button in row]
    assert "Exámenes bloqueados" in labels
    stranger = await center.ask(STRANGER, "ask retakes")
    assert "next" not in [button.call for row in stranger.buttons for button in row]


async def test_answering_with_a_fact_takes_one_database_statement(center_on_each: Center) -> None:
    for call in ("ask retakes", "cost M1-GRD", "cost"):
        async with statements(center_on_each.world) as sent:
            await center_on_each.ask(ANA, call)
        assert len(sent) == 1, (call, sent)


# ---- costs --------------------------------------------------------------------------------------

SINCE = date(2026, 8, 1)


def priced(center: Center, *, since: date = SINCE, subscription: float | None = None) -> None:
    """Give the center a price list: 45.50 for a Level I exam, but 30 for Measurement."""
    catalog = center.world.edgefinder.catalog
    level = {
        exam.code for each in catalog.credentials if each.level is Level.I for exam in each.exams
    }
    fees = [
        Fee(Item.REGISTRATION, Decimal(40), since, "Price list"),
        Fee(Item.EXAM, Decimal("45.50"), since, "Price list", frozenset(level)),
        Fee(Item.EXAM, Decimal(30), since, "Price list", frozenset({"M1-MMS-T"})),
    ]
    if subscription:
        every = frozenset(catalog.exams)
        fees.append(Fee(Item.SUBSCRIPTION, Decimal(subscription), since, "Price list", every))
    edgefinder = center.world.edgefinder
    exam_costs = ExamCosts(Fees("USD", tuple(fees)), edgefinder.goals)
    center.world.conversation = Conversation(with_parts(edgefinder, exam_costs=exam_costs))


async def test_without_a_price_list_the_answer_shows_earlier_fees_with_their_years(
    center: Center,
) -> None:
    text = await said(center, STRANGER, "cost")
    assert "Registration was $40" in text
    assert "(NIMS, credentialing process, 2018)" in text
    assert "Before October 2018 a Level I test was $35" in text
    assert "Not known: What NIMS charges today is not known here" in text


async def test_cost_without_a_name_adds_up_the_exams_that_remain_of_everything_begun(
    center: Center,
) -> None:
    priced(center)
    text = await said(center, ANA, "cost")
    assert "What is left of everything you have begun" in text
    assert "Prices: Price list, valid from August 1, 2026." in text
    assert "Together: $" in text
    assert "Measurement" not in text  # Ana already has this credential


async def test_exams_that_a_candidate_has_passed_are_left_out_of_the_cost(
    center: Center,
) -> None:
    priced(center)
    whole = await said(center, CY, "cost M1-JBL")
    assert "Together: $91.00." in whole
    assert "En total: " in await said(center, CY, "cost M1-JBL", "es")
    for exam in ("M1-JBL-T", "M1-JBL-P"):
        await center.world.result(CY, exam, "pass")
    assert "no exam remains to pay for" in await said(center, CY, "cost M1-JBL")
    assert "Together: $91.00." in await said(center, EMPLOYER, "cost M1-JBL")


async def test_people_without_results_are_told_the_registration_fee(center: Center) -> None:
    priced(center)
    assert "Registering with NIMS, once in a lifetime: $40.00." in await said(
        center, CY, "cost M1-JBL"
    )
    assert "Registering" not in await said(center, ANA, "cost")


async def test_a_cheaper_subscription_is_mentioned_with_the_cost(center: Center) -> None:
    priced(center, subscription=60)
    assert "A subscription for a year covers all of these for $60.00." in await said(
        center, CY, "cost M1-JBL"
    )


async def test_the_answer_says_whether_the_fewest_exams_also_cost_the_least(center: Center) -> None:
    priced(center)
    text = await said(center, CY, "cost nc-entry-machinist")
    assert "The fewest exams (3) also cost the least:" in text
    assert "$121.00" in text


async def test_a_path_that_costs_less_with_more_exams_is_shown_separately(center: Center) -> None:
    priced(center)
    catalog = center.world.edgefinder.catalog
    dear = Fee(Item.EXAM, Decimal(500), SINCE, "Price list", frozenset({"M1-MMS-T"}))
    rest = Fee(Item.EXAM, Decimal(10), SINCE, "Price list", frozenset(catalog.exams))
    edgefinder = center.world.edgefinder
    exam_costs = ExamCosts(Fees("USD", (dear, rest)), edgefinder.goals)
    center.world.conversation = Conversation(with_parts(edgefinder, exam_costs=exam_costs))
    text = await said(center, EMPLOYER, "cost nc-entry-machinist")
    assert "The fewest exams (3):" in text
    assert "The cheapest way, 3 exams for $30.00:" in text


async def test_a_price_that_is_older_than_a_year_is_shown_with_its_age(center: Center) -> None:
    priced(center, since=date(2025, 3, 1))
    text = await said(center, CY, "cost M1-JBL")
    assert "valid from March 1, 2025." in text
    assert "That is more than a year ago, so ask whether they are still right." in text


async def test_an_exam_whose_price_is_unknown_is_named_in_the_answer(center: Center) -> None:
    priced(center)
    assert "theory exam: no price is known" in await said(center, CY, "cost M2-EDW")
    assert "I cannot say which way is the cheapest" not in await said(
        center, CY, "cost pa-skills-basic"
    )


async def test_if_a_name_fits_several_credentials_the_bot_asks_which_price_is_meant(
    center: Center,
) -> None:
    reply = await center.ask(CY, "cost grinding")
    assert [row[0].call for row in reply.buttons] == ["cost M1-GRD", "cost M2-GRD"]


async def test_the_cost_of_a_goal_is_found_by_the_goals_name(center: Center) -> None:
    priced(center)
    assert (await said(center, CY, "cost special merit")).startswith("NIMS special merit")


async def test_an_answer_about_costs_in_a_group_uses_nothing_from_a_record(center: Center) -> None:
    priced(center)
    for call in ("cost", "cost M1-GRD", "cost pa-skills-basic"):
        reply = await center.ask(ANA, call, private=False)
        text = plain_text(reply.markdown)
        assert "remains" not in text
        assert "Ana" not in text


async def test_for_an_unknown_credential_or_goal_the_answer_says_that_it_is_unknown(
    center: Center,
) -> None:
    assert "do not know a credential called" in await said(center, CY, "cost flying saucers")


def test_spanish_answers_use_the_polite_form() -> None:
    familiar = re.compile(r"\b(?:tú|tu|tus|te|ti|contigo|tuy[oa]s?|puedes|tienes|quieres)\b")
    for topic in shipped_facts().topics:
        said = [each.words.es for each in topic.known]
        said += [topic.unknown.es] if topic.unknown else []
        for words in said:
            assert not familiar.search(words), words
