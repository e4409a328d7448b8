"""Messages about a whole list, a numbered link or a goal, and messages whose verb decides."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import last_of, meant, unchanged_by

pytestmark = pytest.mark.asyncio(loop_scope="module")

CODE = "EF-MKRJ-86MA-08E8-N"


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        # a question asks whether the list just shown is complete
        ("administrator", ("who wants in", "is that everybody"), "approve"),
        ("instructor", ("who is locked out", "¿son todos?"), "students locked"),
        ("employer", (f"watch {CODE}", "cuáles otras tengo ahí"), "watch"),
        # a link that proves a goal is created, or is ended by its number
        (
            "candidate",
            ("am i done for the carolina goal", "cool, make me a link I can send them"),
            "prove nc-entry-machinist",
        ),
        ("candidate", ("cancel the second link, they never called",), "proofs withdraw 2"),
        ("candidate", ("tumba la liga número 1",), "proofs withdraw 1"),
        # a goal is named by its number, or by the people who have to meet it
        ("candidate", ("what would I need for 140",), "goal ccc-mfgt-140"),
        (
            "instructor",
            ("¿qué pide la acreditación para los maestros?",),
            "goal nims-accreditation-staff",
        ),
        # the verb ("ask", "stand", "tell") decides which of two similar answers is meant
        (
            "candidate",
            ("what does between centers ask", "how do i stand on the lathe one"),
            "status M1-TBC",
        ),
        ("employer", (f"verify {CODE}", "so what does that tell me he can do"), "ask meaning"),
        # the candidate holds no credential that the words fit
        ("candidate", ("send the recruiter my grinding cert",), "share M1-GRD"),
    ],
)
async def test_a_message_about_a_list_a_link_a_goal_or_a_credential_is_understood(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


@pytest.mark.parametrize(
    "said",
    ["no canceles el segundo link", "they said: cancel the second link"],
)
async def test_a_link_is_not_ended_by_a_message_that_negates_or_quotes_the_order(
    center: Edgefinder, said: str
) -> None:
    reply = await unchanged_by(center, "candidate", said)
    assert reply.template == "no_order"


async def test_a_watch_is_not_ended_by_a_message_that_says_to_leave_it(center: Edgefinder) -> None:
    reply = await unchanged_by(
        center, "employer", "stop watching number 3", "no, leave number 1 as it is"
    )
    assert reply.template == "no_order"


async def test_the_heading_of_a_list_of_matching_credentials_shows_no_codes(
    center: Edgefinder,
) -> None:
    reply = await last_of(center, "stranger", "qué hay de rectificado")
    assert reply.template == "catalog_matches"
    assert "|" not in reply.markdown


async def test_the_word_both_is_not_understood_in_a_chat_that_has_shown_nothing(
    center: Edgefinder,
) -> None:
    assert await meant(center, "candidate", "both") == "not_understood"
