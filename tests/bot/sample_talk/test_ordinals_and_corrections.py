"""A message refers to something shown before by its place in a list, or corrects an order."""

import pytest

from bot.conversation import Conversation
from bot.reply import Turn
from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import last_of, meant, unchanged_by
from tests.understanding.measure import SPEAKERS, everything_on_record

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        # the message gives a position in the list, even after a question about one of its entries
        ("instructor", ("students behind", "the third one"), "student Dmytro Kovalenko"),
        ("instructor", ("students behind", "show me number two"), "student Emma Johansson"),
        ("instructor", ("students behind", "el último"), "student Chloé Tremblay"),
        (
            "instructor",
            ("students behind", "the third one", "what does the first one lack"),
            "student Jakub Dvořák",
        ),
        (
            "instructor",
            ("students behind", "la cuarta", "the one above her"),
            "student Dmytro Kovalenko",
        ),
        ("instructor", ("students behind", "the third one", "next kid"), "student Ingrid Sørensen"),
        # the message gives a position in a list that has more entries than buttons
        ("instructor", ("roster", "number 11"), "student Kwame Mensah"),
        ("instructor", ("roster", "the tenth one"), "student Dmytro Kovalenko"),
        ("candidate", ("catalog milling", "what does the second one cost"), "cost M2-MIL"),
        (
            "candidate",
            ("catalog milling", "cuánto cuesta la segunda", "¿y la última?"),
            "cost M1-CMP",
        ),
        ("candidate", ("certificate", "just the second one"), "certificate M1-JBL"),
        ("candidate", ("certificate", "share the last one"), "share M1-MMS"),
        ("candidate", ("goals", "how far am i on the third one"), "goal pa-skills-basic"),
        # an order gives a position, or a question the level before, instead of a name
        ("candidate", ("goals", "follow the third one"), "follow pa-skills-basic"),
        ("employer", ("credential DM3", "¿y el del nivel anterior?"), "credential DM2"),
        # "the other one", "the one before", "the first one" and "both" mean earlier topics
        ("candidate", ("cost M1-DRL", "cost M1-GRD", "and the other one again?"), "cost M1-DRL"),
        (
            "candidate",
            ("cost M1-DRL", "cost M1-GRD", "cost M1-MIL", "the first one i asked about"),
            "cost M1-DRL",
        ),
        (
            "candidate",
            ("credential M1-DRL", "credential M1-GRD", "la de antes"),
            "credential M1-DRL",
        ),
        (
            "instructor",
            ("student Noor Haddad", "student Wei Zhang", "the other one"),
            "student Noor Haddad",
        ),
        (
            "instructor",
            ("student Noor Haddad", "student Wei Zhang", "both"),
            "student Noor Haddad|Wei Zhang",
        ),
        (
            "employer",
            ("verify EF-83EV-VN3Y-MF4E-B", "verify EF-MKRJ-86MA-08E8-N", "the first one again"),
            "verify EF-83EV-VN3Y-MF4E-B",
        ),
        # "the last time" does not refer to anything shown
        ("candidate", ("what do i have left", "what was my score the last time"), "score"),
    ],
)
async def test_a_message_can_name_by_position_or_order_what_was_shown_before(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "the last straw",
        "machine number 3 is down",
        "room number 5",
        "the third floor",
        "la segunda máquina",
        "el último camión",
        "the other machine broke",
        "the second shift guys are loud",
        "both machines are down",
        "el primero de mayo",
        "number one fan",
    ],
)
async def test_an_ordinal_about_something_else_does_not_show_a_student(
    center: Edgefinder, said: str
) -> None:
    reply = await unchanged_by(center, "instructor", "students behind", said)
    assert not any(command == "student" and about for command, about, _ in reply.understood)


async def test_after_an_order_that_failed_a_position_still_means_the_list_before_it(
    center: Edgefinder,
) -> None:
    said = ("goals", "follow both", "follow the third one")
    assert (await last_of(center, "candidate", *said)).template == "followed"


async def test_the_word_both_shows_the_prices_of_both_credentials(center: Edgefinder) -> None:
    reply = await unchanged_by(center, "candidate", "cost M1-DRL", "cost M1-GRD", "both")
    assert [each[:2] for each in reply.understood] == [("cost", "M1-DRL"), ("cost", "M1-GRD")]
    assert "Drill Press" in reply.markdown
    assert "Grinding" in reply.markdown


async def test_a_correction_after_an_order_repeats_the_order_for_another_entry(
    center: Edgefinder,
) -> None:
    said = ("goals", "follow the third one")
    assert (await last_of(center, "candidate", *said, "no wait, the second")).template == "followed"
    assert (await last_of(center, "candidate", *said, "the second")).template == "goal"


async def test_the_words_then_make_that_do_not_follow_the_goal_just_shown(
    center: Edgefinder,
) -> None:
    reply = await unchanged_by(center, "candidate", "goal nc-entry-machinist", "then make that")
    assert reply.template != "followed"


async def test_an_order_to_withdraw_the_second_one_asks_for_confirmation(
    center: Edgefinder,
) -> None:
    reply = await unchanged_by(center, "candidate", "certificate", "withdraw the second one")
    assert reply.template.endswith("_sure")


@pytest.mark.parametrize("said", ["the fourth one", "¿y la cuarta?"])
async def test_an_ordinal_after_following_a_goal_shows_another_goal_and_does_not_follow_it(
    center: Edgefinder, said: str
) -> None:
    await last_of(center, "candidate", "goals", "follow the second one")
    before = await everything_on_record(center)
    conversation = Conversation(center)
    reply = await conversation.answer(Turn(SPEAKERS["candidate"], said, address="900"))
    assert reply.understood[0][0] == "goal"
    assert await everything_on_record(center) == before


async def test_an_instructors_own_data_leaves_out_the_students_that_the_chat_listed(
    center: Edgefinder,
) -> None:
    reply = await unchanged_by(center, "instructor", "students behind", "data")
    [file] = [each for each in reply.attachments if each.name.endswith(".json")]
    assert b"Emma" not in file.content
