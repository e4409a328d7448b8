"""The bot understands free text in English and Spanish, and answers it."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.terminal.piped import document
from bot.conversation import Conversation
from bot.plain_text import plain_text
from bot.reply import Reply, Turn
from core.edgefinder import Edgefinder
from core.people.model import Identity
from tests.understanding.measure import SPEAKERS, everything_on_record, judged
from tests.understanding.training import DATA, read_rows

ROOT = Path(__file__).parents[3]


_FORBIDDEN, _UTTERANCES = 280, 130
"""The tests send about this many training utterances that must change nothing, and others."""


@dataclass
class Sample:
    """The sample training center, and a conversation in which people send it messages."""

    edgefinder: Edgefinder
    conversation: Conversation

    async def say(self, who: str, text: str) -> Reply:
        return await self.conversation.answer(Turn(SPEAKERS[who], text, address="900"))

    async def understood(self, who: str, text: str) -> tuple[str, str]:
        reply = await self.say(who, text)
        assert reply.template != "fault"
        assert reply.understood, f"{text!r} was not understood: {reply.template}"
        return reply.understood[0][:2]


@pytest_asyncio.fixture(loop_scope="module")
async def sample(center: Edgefinder) -> Sample:
    """Return the sample center. Its chats have no topic and no language yet."""
    for who in SPEAKERS.values():
        await center.chat_memory.forget(who)
    return Sample(center, Conversation(center))


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("who", "text", "command", "argument"),
    [
        ("candidate", "whats left", "status", ""),
        ("candidate", "how am i doing", "status", ""),
        ("candidate", "what do i still need on turning chucking", "status", "M1-TCH"),
        ("candidate", "I have the theory, what else for chucking", "status", "M1-TCH"),
        ("candidate", "ya tengo el teórico, ¿qué más piden para el mandril?", "status", "M1-TCH"),
        ("candidate", "turn off the lathe", "", "talk:off-topic"),
        ("candidate", "apague el torno por favor", "", "talk:off-topic"),
        ("candidate", "how do I delete my data", "privacy", ""),
        ("candidate", "my mom wants to frame my safety certificate", "certificate", "M1-MMS"),
        ("candidate", "kick out all the other devices, keep this one", "unlink", "others"),
        ("candidate", "call me Nori from now on", "whoami", "name Nori"),
        ("instructor", "how many kids have I got on my list", "students", "count"),
        ("instructor", "student got her sleeve caught in the lathe", "", "talk:accident"),
        ("candidate", "¿qué me falta del taladro?", "status", "M1-DRL"),
        ("candidate", "did i pass mms", "score", "M1-MMS"),
        ("candidate", "cuánto saqué en mediciones", "score", "M1-MMS"),
        # the only locked exam
        ("candidate", "when can i retake", "status", "M1-CMO"),
        ("candidate", "qué sigue", "next", ""),
        ("candidate", "how do i book an exam", "ask", "book-exam"),
        ("candidate", "does it expire", "ask", "expiry"),
        ("candidate", "cuánto cuesta", "cost", ""),
        ("candidate", "i lost my phone", "ask", "lost-phone"),
        ("candidate", "stop messaging me", "notices", "off"),
        ("candidate", "who am i to you", "whoami", ""),
        ("candidate", "thanks", "", "talk:thanks"),
        ("candidate", "adiós", "", "talk:bye"),
        ("candidate", "i cut my finger on the mill and it is bleeding", "", "talk:accident"),
        ("employer", "habla español", "language", "es"),
        ("instructor", "who is behind", "students", "behind"),
        ("instructor", "who is one exam away", "students", "one away"),
        ("instructor", "who is one exam away from chucking", "students", "one away M1-TCH"),
        ("instructor", "who needs the CNC mill for operator", "students", "missing M1-CMO"),
        ("instructor", "who has the most credentials", "students", "ahead"),
        ("instructor", "quién va mejor", "students", "ahead"),
        ("instructor", "quién no ha vinculado su chat", "students", "not linked"),
        ("instructor", "who earned something this week", "students", "earned week"),
        ("instructor", "how is Esperanza doing", "student", "Esperanza Núñez"),
        ("instructor", "cómo va 1004", "student", "Esperanza Núñez"),
        ("instructor", "how is the morning class doing", "roster", "Machining I, mornings"),
        ("employer", "is EF-1234-5678-9ABC-D real", "verify", "EF-1234-5678-9ABC-D"),
    ],
)
async def test_a_question_in_everyday_words_is_understood_as_the_right_command(
    sample: Sample, who: str, text: str, command: str, argument: str
) -> None:
    assert await sample.understood(who, text) == (command, argument)


async def test_each_button_of_a_choice_between_credentials_keeps_the_question_that_was_asked(
    sample: Sample,
) -> None:
    reply = await sample.say("candidate", "what is left for edm")
    assert reply.template == "which_one"
    calls = [button.call for row in reply.buttons for button in row]
    assert calls == ["status M2-EDW", "status M2-EDP"]


async def test_if_only_one_credential_fits_a_question_the_bot_offers_no_choice(
    sample: Sample,
) -> None:
    assert await sample.understood("candidate", "what is left for grinding") == ("status", "M1-GRD")
    assert await sample.understood("candidate", "what is left for grinding two") == (
        "status",
        "M2-GRD",
    )
    assert await sample.understood("candidate", "what is left for chucking") == ("status", "M1-TCH")


@pytest.mark.parametrize(
    ("first", "then", "command", "argument"),
    [
        ("what is left for chucking", "and the theory?", "status", "M1-TCH theory"),
        ("what is left for chucking", "and level two?", "status", "M2-TCH"),
        ("qué me falta de chuck", "y el teórico?", "status", "M1-TCH theory"),
        ("did i pass mms", "what about jbl", "score", "M1-JBL"),
        ("did i pass jbl", "and safety?", "score", "M1-MMS"),
        ("cuánto saqué en medición", "y trazado?", "score", "M1-JBL"),
        ("what is left for edm", "the second one", "status", "M2-EDP"),
        ("qué me falta de electroerosión", "la primera", "status", "M2-EDW"),
        ("what is left for grinding", "level two", "status", "M2-GRD"),
        ("what do i still need", "the first one", "status", "M1-TCH"),
        ("what is left for chucking", "how much", "cost", "M1-TCH"),
        ("how far am i with the milling operator", "why", "ask", "locked"),
        ("cómo voy con operador de fresadora", "hasta cuándo", "status", "M1-CMO"),
        ("i want to withdraw my mms", "what happens if i do", "help", "withdraw"),
        ("quiero retirar mi mms", "se puede deshacer", "help", "withdraw"),
        ("special merit", "how close am i", "goal", "nims-special-merit"),
    ],
)
async def test_a_follow_up_question_is_understood_from_the_question_before_it(
    sample: Sample, first: str, then: str, command: str, argument: str
) -> None:
    await sample.say("candidate", first)
    assert await sample.understood("candidate", then) == (command, argument)


async def test_an_instructor_can_ask_the_same_question_about_another_student(
    sample: Sample,
) -> None:
    await sample.say("instructor", "how is Esperanza doing")
    assert await sample.understood("instructor", "and Liam?") == ("student", "Liam O'Connell")


async def test_two_questions_in_one_message_are_both_answered(sample: Sample) -> None:
    reply = await sample.say("candidate", "what's left for drill press and what should i take next")
    assert [(name, argument) for name, argument, _ in reply.understood] == [
        ("status", "M1-DRL"),
        ("next", ""),
    ]
    told = plain_text(reply.markdown)
    assert "Drill Press Skills I" in told
    assert "Next:" in told


async def test_the_json_form_of_an_answer_contains_the_understood_commands(sample: Sample) -> None:
    one = document(await sample.say("candidate", "what's left for drill press"))["understood"]
    assert (one["command"], one["argument"]) == ("status", "M1-DRL")
    assert 0 < one["score"] <= 1
    text = "what's left for drill press and what should i take next"
    two = document(await sample.say("candidate", text))["understood"]
    assert [each["command"] for each in two] == ["status", "next"]
    assert document(await sample.say("candidate", "qwrtz plmkn"))["understood"] is None


async def test_a_candidate_who_asks_about_another_student_learns_nothing(sample: Sample) -> None:
    reply = await sample.say("candidate", "how is Esperanza Núñez doing")
    assert "Esperanza" not in plain_text(reply.markdown)


async def test_text_that_is_not_understood_is_answered_with_suggestions(sample: Sample) -> None:
    for who, words in (("candidate", "your scores"), ("instructor", "who is behind")):
        await sample.edgefinder.chat_memory.forget(SPEAKERS[who])  # and the chat's language
        reply = await sample.say(who, "qwrtz plmkn")
        assert words in reply.markdown
        assert any(row for row in reply.buttons)


async def test_free_text_about_a_record_in_a_group_leads_to_the_private_chat(
    sample: Sample,
) -> None:
    turn = Turn(SPEAKERS["candidate"], "what is left for me", address="9", private=False)
    assert (await sample.conversation.answer(turn)).template == "in_private"


async def test_a_message_that_only_mentions_a_command_changes_nothing(sample: Sample) -> None:
    rows = [row for row in read_rows(ROOT / DATA) if row.get("forbidden")]
    rows = rows[:: len(rows) // _FORBIDDEN]
    before = await everything_on_record(sample.edgefinder)
    for row in rows:
        speaker = Identity("telegram", "901") if row["as"] == "stranger" else SPEAKERS[row["as"]]
        await sample.conversation.answer(Turn(speaker, row["text"], address="901"))
    assert await everything_on_record(sample.edgefinder) == before


async def test_at_least_three_quarters_of_the_training_utterances_are_understood(
    sample: Sample,
) -> None:
    rows = [row for row in read_rows(ROOT / DATA) if not row.get("before")]
    rows = rows[:: len(rows) // _UTTERANCES]
    right = 0
    for row in rows:
        reply = await sample.say(row["as"], row["text"])
        right += judged(row, reply) == "right"
    assert right >= 0.75 * len(rows)


async def test_a_follow_up_question_about_a_goal_a_class_a_student_or_a_code_is_understood(
    sample: Sample,
) -> None:
    for who, first, then, expected in (
        (
            "candidate",
            "what goals are there",
            "la de carolina del norte",
            "goal nc-entry-machinist",
        ),
        ("candidate", "goal nc-entry-machinist", "y cuánto me costaría", "cost nc-entry-machinist"),
        (
            "instructor",
            "who is missing the jbl theory",
            "and mms?",
            "students missing M1-MMS theory",
        ),
        ("instructor", "how is liam doing", "what's next for him", "student Liam O'Connell"),
        ("instructor", "how is liam doing", "what about his scores", "student Liam O'Connell"),
        (
            "administrator",
            "who failed in the morning class",
            "and in the evening one?",
            "students failed in CNC and turning, evenings",
        ),
        (
            "administrator",
            "cómo va el grupo de la noche",
            "y quién va atrasado ahí",
            "students behind in CNC and turning, evenings",
        ),
        (
            "administrator",
            "where does my morning class stand",
            "same thing for the evening folks",
            "roster CNC and turning, evenings",
        ),
        (
            "employer",
            "is EF-2MNB-77QX-0C4D-8 real",
            "watch it",
            "watch EF-2MNB-77QX-0C4D-8",
        ),
    ):
        await sample.understood(who, first)
        command, argument = await sample.understood(who, then)
        assert f"{command} {argument}" == expected


async def test_the_other_one_means_the_credential_that_was_not_picked_from_a_choice(
    sample: Sample,
) -> None:
    for picked, other in (("the first one", "M2-EDP"), ("la segunda", "M2-EDW")):
        await sample.say("candidate", "what is left for edm")
        await sample.say("candidate", picked)
        assert await sample.understood("candidate", "the other one") == ("status", other)
        assert other not in str(await sample.understood("candidate", "and the other one"))


async def test_the_last_one_never_means_a_button_that_every_answer_has(
    sample: Sample,
) -> None:
    reply = await sample.say("candidate", "both")
    assert reply.template == "not_understood"
    assert (await sample.say("candidate", "the last one")).command not in {"catalog", "help"}


async def test_a_typed_yes_changes_nothing_and_the_answer_names_the_button_that_does(
    sample: Sample,
) -> None:
    before = await everything_on_record(sample.edgefinder)
    for order, yes, button in (
        ("i want to withdraw my mms", "yes", "Yes, withdraw it"),
        ("quiero retirar mi mms", "sí", "Sí, retirarla"),
    ):
        asked = await sample.say("candidate", order)
        again = await sample.say("candidate", yes)
        assert again.buttons == asked.buttons
        assert button not in asked.markdown
        assert button in plain_text(again.markdown).splitlines()[0]
    assert await everything_on_record(sample.edgefinder) == before


async def test_the_words_beside_a_code_decide_whether_it_is_watched_verified_or_checked(
    sample: Sample,
) -> None:
    code = "EF-2MNB-77QX-0C4D-8"
    for text, expected in (
        (f"let us know if anything happens to {code}", "watch"),
        (f"{code} deja de servir, quiero saber", "watch"),
        (f"the day {code} goes bad let me know", "watch"),
        (f"tell me if {code} is real", "verify"),
        (f"does {code} satisfy the entry machinist rule", "check"),
        (f"si {code} se cae me dice por favor", "watch"),
        (f"warn me the minute {code} expires", "watch"),
        (f"i want to know if anything happens to {code}", "watch"),
        (f"dime si revocan {code}", "watch"),
        (f"{code} dies? tell me if it is real", "verify"),
        (f"if {code} expired tell me", "verify"),
        (f"let me know if {code} has been pulled", "verify"),
        (f"dígame si {code} ya fue revocada", "verify"),
        (f"{code} revoked? let me know", "verify"),
        (f"don't watch {code} yet, just check it", "verify"),
        (f"no vigile {code}, nomás revísela", "verify"),
    ):
        assert (await sample.understood("employer", text))[0] == expected, text


@pytest.mark.parametrize(
    ("who", "text", "words"),
    [
        ("employer", "what grades did this applicant get", "I never show anybody's grades"),
        ("employer", "¿qué notas sacó el solicitante?", "No doy calificaciones"),
        ("stranger", "what did the applicant score", "I never show anybody's grades"),
        ("instructor", "who sees what in here", "candidates on their own rosters"),
        ("candidate", "who can see my scores", "You see your whole record"),
    ],
)
async def test_each_role_is_told_only_about_records_that_it_may_see(
    sample: Sample, who: str, text: str, words: str
) -> None:
    assert words in plain_text((await sample.say(who, text)).markdown)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("what happens if i withdraw my certificate", "You keep the credential"),
        ("¿qué pasa si retiro mi credencial?", "Usted conserva la credencial"),
        ("what happens if i unlink", "Your record and your credentials stay"),
        ("what happens when i share", "never scores, attempts or other credentials"),
        ("could somebody fake my certificate", "they prove nothing by themselves"),
        ("¿pueden falsificar mi certificado?", "por sí solos no prueban nada"),
    ],
)
async def test_a_question_about_the_consequences_of_an_order_is_answered_and_changes_nothing(
    sample: Sample, text: str, words: str
) -> None:
    before = await everything_on_record(sample.edgefinder)
    assert words in plain_text((await sample.say("candidate", text)).markdown)
    assert await everything_on_record(sample.edgefinder) == before


@pytest.mark.parametrize(
    ("text", "argument"),
    [
        ("remind me when my exam opens", ""),
        ("dont let me forget when it unlocks", ""),
        ("cancel the reminder", "off"),
        ("ya no me recuerde", "off"),
    ],
)
async def test_a_candidate_can_request_and_cancel_a_reminder_in_their_own_words(
    sample: Sample, text: str, argument: str
) -> None:
    await sample.edgefinder.chat_memory.forget(SPEAKERS["candidate"])
    assert await sample.understood("candidate", text) == ("remind", argument)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("i dont see a reason to go on", "despair"),
        ("no le veo sentido a seguir", "despair"),
        ("he told me he wants to hurt himself", "despair"),
        ("ya no quiero vivir", "despair"),
        ("withdraw my mms i want to die", "despair"),
        ("his glove got caught in the drill press", "accident"),
        ("se le atoró la manga en el torno", "accident"),
        ("i cut my finger on the lathe", "accident"),
        ("me corté el dedo con la fresadora", "accident"),
        ("call 911 he is bleeding", "accident"),
        ("nobody would notice if i was gone", "despair"),
        ("a veces no sé ni para qué sigo vivo", "despair"),
    ],
)
@pytest.mark.parametrize("who", ["candidate", "instructor", "employer", "stranger"])
async def test_a_message_about_an_emergency_is_never_taken_for_a_question(
    sample: Sample, who: str, text: str, kind: str
) -> None:
    assert await sample.understood(who, text) == ("", f"talk:{kind}")


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("what do i have left and what would that cost me", "status", "cost"),
        ("cómo voy y quién puede verlo", "status", "privacy"),
        ("mándame el certificado de banco y dime si se vence", "certificate", "ask"),
        ("what does chucking need and what does it cost", "credential", "cost"),
        ("cuánto saqué en medición y cuál sigue", "score", "next"),
        ("cuánto cuesta y qué me falta", "cost", "status"),
        ("qué me sigue y cuánto cuesta", "next", "cost"),
        ("when can i test again and the price", "status", "cost"),
        ("qué me falta y cuánto me va a costar", "status", "cost"),
        ("is EF-2MNB-77QX-0C4D-8 real and what can somebody with it do", "verify", "ask"),
        ("EF-2MNB-77QX-0C4D-8 good? and does it expire", "verify", "ask"),
    ],
)
async def test_two_different_questions_in_one_message_are_both_answered_in_order(
    sample: Sample, text: str, first: str, second: str
) -> None:
    reply = await sample.say("candidate", text)
    assert [command for command, _, _ in reply.understood] == [first, second]
    calls = [button.call for row in reply.buttons for button in row if button.call]
    assert len(calls) == len(set(calls))


async def test_a_question_about_following_a_goal_does_not_follow_it(sample: Sample) -> None:
    before = await everything_on_record(sample.edgefinder)
    for text in (
        "should i follow special merit? what do i have left",
        "would you follow entry machinist? and what is left for me",
        "what do i have left? and should i follow special merit",
        "who follows the merit goal",
        "which goal does everybody follow, special merit",
    ):
        await sample.say("candidate", text)
        assert await everything_on_record(sample.edgefinder) == before, text


async def test_if_the_second_question_is_uncertain_the_answer_offers_it_as_a_button(
    sample: Sample,
) -> None:
    reply = await sample.say("candidate", "did i pass jbl and is there a certificate for it")
    assert reply.understood[0][0] == "score"
    calls = [button.call for row in reply.buttons for button in row]
    assert "certificate M1-JBL" in calls or reply.understood[-1][0] == "certificate"


async def test_a_question_about_each_of_two_classes_is_answered_for_both(sample: Sample) -> None:
    reply = await sample.say("administrator", "who is behind in each of my groups")
    classes = {argument.partition(" in ")[2] for _, argument, _ in reply.understood}
    assert classes == {"CNC and turning, evenings", "Machining I, mornings"}


async def test_the_bot_does_not_ask_which_of_two_questions_about_prices_is_meant(
    sample: Sample,
) -> None:
    for text in (
        "how much is one and who do i write the check to",
        "cuánto sale y a quién le pago",
    ):
        assert (await sample.say("employer", text)).template != "which_reading", text


async def test_a_result_that_a_message_only_imagines_is_not_offered_for_recording(
    sample: Sample,
) -> None:
    for text in (
        "if Kwame had passed the chucking part he'd be done",
        "don't record it yet but Kwame passed the chucking part",
        "Kwame will probably fail the chucking part",
        "no lo anote todavía pero Kwame pasó la pieza del mandril",
        "ojalá Kwame hubiera pasado la pieza del mandril",
    ):
        assert (await sample.say("instructor", text)).template != "result_sure", text
    reply = await sample.say("instructor", "Kwame passed the chucking part")
    assert reply.template == "result_sure"


async def test_if_the_bot_asks_which_command_is_meant_it_names_what_each_command_would_do(
    sample: Sample,
) -> None:
    reply = await sample.say("candidate", "my mom says follow special merit, what is that")
    assert reply.template != "which_reading" or "follow nims-special-merit" in reply.markdown
    await sample.edgefinder.chat_memory.forget(SPEAKERS["candidate"])
    reply = await sample.say("candidate", "my wife speaks spanish, keep mine in english")
    assert "language en" in reply.markdown


async def test_a_level_before_the_name_of_a_credential_leaves_out_other_levels(
    sample: Sample,
) -> None:
    reply = await sample.say("employer", "he says he is level two on the lathe, what is that")
    assert all("M1-" not in button.call for row in reply.buttons for button in row)


@pytest.mark.parametrize(
    ("text", "command", "arguments"),
    [
        ("cost for hydraulics and pneumatics", "cost", ["IT1-HYD", "IT1-PNE"]),
        ("whats left on chucking and on the drill press", "status", ["M1-TCH", "M1-DRL"]),
        ("qué me falta de entre puntos y de banco", "status", ["M1-TBC", "M1-JBL"]),
    ],
)
async def test_a_question_about_two_credentials_is_answered_for_both(
    sample: Sample, text: str, command: str, arguments: list[str]
) -> None:
    reply = await sample.say("candidate", text)
    assert [each[:2] for each in reply.understood] == [(command, each) for each in arguments]


async def test_two_verbs_about_one_credential_are_one_question(sample: Sample) -> None:
    for text in (
        "quiero compartir mi credencial y que la vea mi jefe",
        "my boss and my teacher want to see my credential",
        "how do i get the certificate for measurement and safety",
    ):
        reply = await sample.say("candidate", text)
        assert len(reply.understood) <= 1, text


@pytest.mark.parametrize(
    "text",
    [
        "Do not delete my account, I only want to see what data you have about me",
        "no elimines mi cuenta, solo quiero ver qué datos tienen de mí",
    ],
)
async def test_a_request_that_follows_a_refusal_in_one_message_is_answered(
    sample: Sample, text: str
) -> None:
    reply = await sample.say("candidate", text)
    assert [command for command, _, _ in reply.understood] == ["data"], reply.template


async def test_an_order_that_replaces_a_refused_order_changes_nothing_before_it_is_confirmed(
    sample: Sample,
) -> None:
    before = await everything_on_record(sample.edgefinder)
    for text in ("don't forget me, just unlink this phone", "no me borres, solo quita mis avisos"):
        await sample.say("candidate", text)
    assert await everything_on_record(sample.edgefinder) == before


async def test_a_result_that_a_message_says_not_to_record_is_not_offered_for_recording(
    sample: Sample,
) -> None:
    for text in ("don't mark Kwame as passed on the chucking part", "no marque aprobado a Kwame"):
        assert (await sample.say("instructor", text)).template != "result_sure", text


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("quiet hours 21:30-06:15", "21:30-06:15"),
        ("no messages between 9 at night and 5 in the morning please", "21:00-05:00"),
        ("no me escribas entre diez de la noche y seis de la mañana", "22:00-06:00"),
        ("keep quiet while I work, that is 2 pm to 10", "14:00-22:00"),
        ("be quiet from 12 am to 6 am", "00:00-06:00"),
    ],
)
async def test_the_bounds_of_quiet_hours_are_read_from_everyday_words(
    sample: Sample, text: str, hours: str
) -> None:
    reply = await sample.say("candidate", text)
    assert [argument for _, argument, _ in reply.understood] == [f"quiet {hours}"], reply.template
