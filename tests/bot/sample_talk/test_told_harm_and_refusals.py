"""Reports of harm to others get the help answer; the bot does not do what a message refuses."""

import pytest

from adapters.sample import training_center
from bot.conversation import Conversation
from bot.reply import Reply, Turn
from bot.understanding.emergencies import emergency_in, only_sounds_bad
from bot.understanding.names_in_text import called_in
from bot.understanding.orders import is_refused
from bot.understanding.other_chats import others_in
from bot.understanding.readings import Reading
from bot.understanding.reminder_words import asks_to_cancel
from bot.understanding.settings_in_text import notices_in, number_in
from bot.understanding.small_talk import small_talk_in
from bot.understanding.words import plain
from bot.understanding.written_out import written_out
from core.edgefinder import Edgefinder
from core.people.model import TERMINAL, Identity
from tests.bot.sample_talk.talks import last_of, meant, unchanged_by

CANDIDATE = Identity(TERMINAL, training_center.CANDIDATE)
INSTRUCTOR = Identity(TERMINAL, training_center.INSTRUCTOR)


@pytest.fixture
async def sample(center: Edgefinder) -> Conversation:
    for each in (CANDIDATE, INSTRUCTOR):
        await center.chat_memory.forget(each)
    return Conversation(center)


async def said(sample: Conversation, who: Identity, text: str) -> Reply:
    return await sample.answer(Turn(who, text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("one of the guys on nights told me he'd rather be dead", "talk:despair"),
        ("an inmate in my program was talking about hanging himself", "talk:despair"),
        ("the girl by the window has scars up and down her wrists", "talk:despair"),
        ("one of my seniors thinks his family would be better off without him", "talk:despair"),
        ("she sent a farewell text to the whole class and won't pick up", "talk:despair"),
        ("un compañero dijo que se va a ahorcar", "talk:despair"),
        ("una alumna de la tarde se corta los brazos", "talk:despair"),
        ("me dijo que piensa tirarse del puente", "talk:despair"),
        ("uno del turno dejó una carta, una despedida, y no lo encuentro", "talk:despair"),
        ("dice mi muchacho que no le ve sentido a vivir", "talk:despair"),
        ("bay four, man down!", "talk:accident"),
        ("a vise rolled onto a student's foot", "talk:accident"),
        ("the new helper swallowed coolant", "talk:accident"),
        ("kid went down and he's not answering me", "talk:accident"),
        ("my apprentice was burned pretty bad", "talk:accident"),
        ("un alumno se tragó aceite", "talk:accident"),
        ("mi operador se resbaló y se golpeó la nuca", "talk:accident"),
        ("salió disparada una pieza y le pegó al señor", "talk:accident"),
        ("operador caído en la línea dos", "talk:accident"),
    ],
)
def test_a_report_of_harm_to_others_is_recognized_as_an_emergency(text: str, kind: str) -> None:
    assert emergency_in(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "don't take your eyes off that code",
        "my toes are numb from the concrete",
        "the man down the hall wants his certificate",
        "he'll end it early, the class I mean",
        "our first shift is better off without the old mill",
        "she is hurting herself by skipping theory",
        "they hung the roster on the door",
        "the class hung itself up on question nine",
        "I was in shock that I passed",
        "la despedida de soltero de mi compadre es el viernes",
        "se le fue la mano en el torno y reprobó",
        "el compresor se quedó sin aire",
        "el sistema se cayó y no abre",
        "esa idea me pasó por la cabeza",
        "what is the point of me asking you",
    ],
)
def test_a_message_that_only_sounds_like_an_emergency_is_not_taken_for_one(text: str) -> None:
    assert emergency_in(text) == ""


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("dead beat after second shift", True),
        ("killed that test today", True),
        ("muerto de sueño ando", True),
        ("pondría las manos al fuego por ella", True),
        ("dead tired of living like this", False),
        ("i can't go on", False),
        ("ya no aguanto", False),
    ],
)
def test_a_figure_of_speech_about_death_is_distinguished_from_real_distress(
    text: str, *, sounds: bool
) -> None:
    assert only_sounds_bad(text) is sounds


@pytest.mark.parametrize(
    "text",
    [
        "please don't show me my grades",
        "i don't want to know what i got",
        "don't print my certificate yet",
        "no me enseñe mi calificación",
        "no quiero ver mi puntaje",
        "don't sign me out",
        "no me saque de la sesión",
        "don't change my language",
        "no hace falta que me cambie el idioma",
    ],
)
async def test_the_bot_does_not_show_or_change_what_a_message_refuses(
    sample: Conversation, text: str
) -> None:
    reply = await said(sample, CANDIDATE, text)
    assert reply.template in {"talk", "no_order"}


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("i don't know my score", "score"),
        ("don't tell me the price, tell me my score", "score"),
        ("no me diga el costo, dígame qué me falta", "status"),
    ],
)
async def test_a_question_beside_a_refusal_in_one_message_is_answered(
    sample: Conversation, text: str, template: str
) -> None:
    assert (await said(sample, CANDIDATE, text)).template.startswith(template)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("the laptop stays signed in", True),
        ("que mi tablet se quede vinculada", True),
        ("don't keep me logged in here", False),
        ("keep this one linked and drop the others", False),
        ("solo este teléfono debe quedar conectado", False),
    ],
)
def test_a_request_to_keep_a_device_linked_refuses_to_unlink_it(text: str, *, left: bool) -> None:
    assert is_refused(text, Reading("unlink", "", 1.0)) is left


async def test_un_share_with_a_hyphen_asks_for_confirmation_to_withdraw(
    sample: Conversation,
) -> None:
    reply = await said(sample, CANDIDATE, "un-share my benchwork")
    assert reply.template == "withdraw_sure"


async def test_a_request_to_keep_the_language_does_not_change_it_at_once(
    sample: Conversation,
) -> None:
    for text in (
        "mi patrón es el que habla inglés, a mí déjeme en español",
        "my husband reads spanish, leave my messages in english",
    ):
        assert (await said(sample, CANDIDATE, text)).template != "language"
    assert (await said(sample, CANDIDATE, "answer me in spanish please")).template == "language"


@pytest.mark.parametrize(
    ("text", "argument"),
    [
        ("please suspend my notices", "off"),
        ("no need to tell me about file imports", "imports off"),
        ("no es necesario avisarme de los resultados", "results off"),
        ("don't turn my alerts off", "on"),
        ("nos hacen falta sus avisos", "on"),
        ("send it all at closing time", "daily"),
        ("un solo mensaje cada ocho días", "weekly"),
        ("my vacation begins friday, hold everything", "off"),
        ("every friday please", "day friday"),
    ],
)
def test_the_words_decide_the_setting_of_notices_even_if_the_classifier_is_wrong(
    text: str, argument: str
) -> None:
    opposite = "on" if argument.endswith("off") else "off" if argument == "on" else ""
    assert notices_in(plain(text), opposite) == argument


@pytest.mark.parametrize(
    ("text", "argument"),
    [
        ("keep my cell, the rest can go", "others"),
        ("i left it open at the front desk computer", "others"),
        ("sign me out on my cousin's laptop and the school pc", "others"),
        ("quedó abierta en la compu de la oficina, ciérrela", "others"),
        ("log me out, i'm on the library computer", ""),
        ("sáqueme de este celular", ""),
        ("log me out", ""),
    ],
)
def test_a_message_that_names_another_device_unlinks_other_chats(text: str, argument: str) -> None:
    assert others_in(plain(text)) == argument


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("drop alert number four", "4"),
        ("la vigilancia cinco ya no", "5"),
        ("stop every alert", "all"),
        ("quite una alerta", ""),
    ],
)
def test_the_number_of_the_watch_to_stop_is_read_from_words(text: str, number: str) -> None:
    assert number_in(plain(text)) == number


@pytest.mark.parametrize(
    ("text", "cancels"),
    [
        ("nix the reminder", True),
        ("elimine ese recordatorio", True),
        ("my alarm for the exam, cancel", True),
        ("don't delete my reminder", False),
        ("no borre el recordatorio", False),
        ("don't forget to remind me", False),
        ("recuérdame quitar el molde", False),
    ],
)
def test_a_request_to_cancel_a_reminder_is_recognized_in_many_wordings(
    text: str, *, cancels: bool
) -> None:
    assert asks_to_cancel(plain(text)) is cancels


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("everyone says Gus so just say Gus", "Gus"),
        ("díganme Lalo", "Lalo"),
        ("put me in the system as Sparky", "Sparky"),
        ("tuesday is fine", ""),
        ("the foreman said call me Sparky", ""),
        ("call me when it opens", ""),
        ("everybody says Monday is the exam", ""),
    ],
)
def test_the_name_that_somebody_wants_to_be_called_is_read_from_everyday_words(
    text: str, name: str
) -> None:
    assert called_in(text) == name


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my toddler sent that, sorry", "talk:mistake"),
        ("mi hija mandó eso", "talk:mistake"),
        ("my son dropped my phone in the coolant tank", ""),
        ("mi niña me quebró el celular, y ahora qué hago para entrar", ""),
        ("mi hijo mandó un papel de la escuela", ""),
    ],
)
def test_only_a_message_that_a_child_sent_counts_as_sent_by_mistake(text: str, kind: str) -> None:
    assert small_talk_in(text) == kind


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("\N{WAVING HAND SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}", "talk"),
        ("\N{BELL WITH CANCELLATION STROKE}", "notices_sure"),
        ("\N{MONEY BAG}", "cost"),
        ("howamidoing", "status"),
        ("miscertificados", "certificate"),
    ],
)
async def test_emoji_and_words_without_spaces_are_read_if_they_are_the_whole_message(
    sample: Conversation, text: str, template: str
) -> None:
    assert (await said(sample, CANDIDATE, text)).template.startswith(template)


@pytest.mark.parametrize(
    "text", ["did i pass \N{EYES}", "gracias \N{WAVING HAND SIGN}", "measurement", "M1-DRL"]
)
def test_decorative_emoji_and_single_words_are_left_unchanged(text: str) -> None:
    assert written_out(text) == text


async def test_a_question_about_the_price_of_a_goal_shows_its_cost(sample: Conversation) -> None:
    reply = await said(sample, CANDIDATE, "what would special merit set me back")
    assert reply.command == "cost"


@pytest.mark.parametrize(
    "text", ["no need to reverse that sign-off", "¿otro instructor puede anular mi firma?"]
)
async def test_a_question_or_refusal_about_undoing_a_sign_off_undoes_nothing(
    sample: Conversation, text: str
) -> None:
    assert (await said(sample, INSTRUCTOR, text)).template != "signoff_undone"


@pytest.mark.parametrize(
    "text",
    [
        "that reminds me of my old shop",
        "remind me what a ktm is",
        "you reminded me yesterday",
        "did I ask you to remind me",
        'he told me "remind me when my wait ends"',
        "recuérdame qué era pa basic",
        "quiero saber que es seguir pa basic",
        "follow pa basic, just kidding",
        "follow pa basic when I turn 18",
        "follow pa basic was a mistake",
        "switch to english was a mistake",
        "spanish class is at 3",
        "si cambio a inglés pierdo algo?",
    ],
)
async def test_a_command_that_acts_at_once_is_not_run_by_a_message_that_only_mentions_it(
    center: Edgefinder, text: str
) -> None:
    reply = await unchanged_by(center, "candidate", text)
    assert reply.template not in {"remind", "followed", "language"}


@pytest.mark.parametrize(
    "text",
    [
        "remind me when my wait ends",
        "remind me what day it opens",
        "recuérdame cuando se abra mi examen",
    ],
)
async def test_an_order_for_a_reminder_is_carried_out_at_once(
    center: Edgefinder, text: str
) -> None:
    assert (await last_of(center, "candidate", text)).template == "remind"


async def test_a_question_mark_after_a_typed_name_is_not_part_of_the_name(
    center: Edgefinder,
) -> None:
    assert await meant(center, "instructor", "student noor haddad?") == "student Noor Haddad"
    assert (await last_of(center, "instructor", "student noor?")).template == "student"
