"""Messages about a whole list, a numbered link, or one goal more, and verbs that decide."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import last_of, meant, unchanged_by

pytestmark = pytest.mark.asyncio(loop_scope="module")

CODE = "EF-MKRJ-86MA-08E8-N"


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        # whether the list just shown is complete
        ("administrator", ("who wants in", "is that everybody"), "approve"),
        ("instructor", ("who is locked out", "¿son todos?"), "students locked"),
        ("employer", (f"watch {CODE}", "cuáles otras tengo ahí"), "watch"),
        # a link that proves a goal: a new one, and the end of one that is named by its place
        (
            "candidate",
            ("am i done for the carolina goal", "cool, make me a link I can send them"),
            "prove nc-entry-machinist",
        ),
        ("candidate", ("cancel the second link, they never called",), "proofs withdraw 2"),
        ("candidate", ("tumba la liga número 1",), "proofs withdraw 1"),
        # goals by their number, or by who has to meet them
        ("candidate", ("what would I need for 140",), "goal ccc-mfgt-140"),
        (
            "instructor",
            ("¿qué pide la acreditación para los maestros?",),
            "goal nims-accreditation-staff",
        ),
        # the verb decides between answers of nearly the same meaning
        (
            "candidate",
            ("what does between centers ask", "how do i stand on the lathe one"),
            "status M1-TBC",
        ),
        ("employer", (f"verify {CODE}", "so what does that tell me he can do"), "ask meaning"),
        # none of the credentials that the words fit is held
        ("candidate", ("send the recruiter my grinding cert",), "share M1-GRD"),
    ],
)
async def test_a_list_a_link_or_a_goal_is_meant(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


@pytest.mark.parametrize(
    "said",
    ["no canceles el segundo link", "they said: cancel the second link"],
)
async def test_a_link_that_is_only_talked_about_is_not_ended(center: Edgefinder, said: str) -> None:
    reply = await unchanged_by(center, "candidate", said)
    assert reply.template == "no_order"


async def test_a_watch_that_is_to_stay_is_not_ended(center: Edgefinder) -> None:
    reply = await unchanged_by(
        center, "employer", "stop watching number 3", "no, leave number 1 as it is"
    )
    assert reply.template == "no_order"


async def test_a_list_of_named_credentials_shows_no_codes_in_its_heading(
    center: Edgefinder,
) -> None:
    reply = await last_of(center, "stranger", "qué hay de rectificado")
    assert reply.template == "catalog_matches"
    assert "|" not in reply.markdown


async def test_both_means_nothing_before_anything_was_shown(center: Edgefinder) -> None:
    assert await meant(center, "candidate", "both") == "not_understood"
