"""A candidate who asks about another candidate is not answered with the own record."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import last_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    "asked",
    [
        "did Wei Zhang get an 89 on measurement",
        "y Mateo cuánto sacó en torno",
        "is Chloe still locked",
    ],
)
async def test_only_the_own_record_is_shown(center: Edgefinder, asked: str) -> None:
    assert (await last_of(center, "candidate", asked)).template == "not_theirs"


@pytest.mark.parametrize(
    "asked", ["how am i doing", "y a Noor cuanto le falta", "what did I get in May"]
)
async def test_what_is_asked_about_oneself_is_answered(center: Edgefinder, asked: str) -> None:
    assert (await last_of(center, "candidate", asked)).template != "not_theirs"
