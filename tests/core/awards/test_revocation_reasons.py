"""The reason for a revocation is told in the language of its reader."""

from datetime import date

import aiohttp
import pytest

from adapters.web.app import web_app
from core.records.corrections import Correction
from core.records.revocation_reasons import reason_for_readers
from tests.adapters.web_server import served
from tests.world import World

DAY = date(2026, 5, 1)
ENGLISH = "the result of Measurement, Materials & Safety: theory of May 1, 2026 was voided"
SPANISH = "se anuló el resultado de Measurement, Materials & Safety: theory del 1 de mayo de 2026"
STORED = "the result of Measurement, Materials & Safety: theory of 2026-05-01 was voided"


@pytest.fixture
async def code(world: World) -> str:
    """Return the code of a credential that was revoked because a result was voided."""
    await world.candidate("1001", "Cy Newman")
    await world.instructor("ines@example.org")
    await world.roster("CNC 1", "ines@example.org", "1001")
    await world.linked("1001", "telegram", "71")
    code = await world.award("1001", "M1-MMS", DAY)
    await world.result("1001", "M1-MMS-T", "pass", DAY)
    void = Correction(world.ids["1001"], "M1-MMS-T", DAY, outcome="void")
    assert await world.edgefinder.result_corrections.correct(void)
    return code


async def test_a_chat_tells_the_reason_of_a_revocation_in_the_readers_language(
    world: World, code: str
) -> None:
    for question in (f"verify {code}", "status M1-MMS"):
        await world.does("71", "language en", "telegram")
        assert ENGLISH in await world.says("71", question, "telegram")
        await world.does("71", "language es", "telegram")
        assert SPANISH in await world.says("71", question, "telegram")


async def test_a_credentials_page_tells_the_reason_of_a_revocation_in_the_readers_language(
    world: World, code: str
) -> None:
    async with served(web_app(world.edgefinder)) as url, aiohttp.ClientSession() as session:
        for language, words in (("en", ENGLISH), ("es", SPANISH)):
            async with session.get(f"{url}/v/{code}?lang={language}") as response:
                assert words.replace("&", "&amp;") in await response.text()


async def test_the_stored_reason_of_a_revocation_has_the_same_form_as_in_earlier_versions(
    world: World, code: str
) -> None:
    """An earlier version can still read it, and this one reads what an earlier one stored."""
    [award] = [row for row in await world.rows("awards") if row["code"] == code]
    assert award["revoked_because"] == STORED


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "entered in error",
        "the result of a bet of 2026-13-45 was voided",
        f"{STORED}, and it was late",
    ],
)
def test_a_reason_that_a_person_wrote_is_told_in_the_same_words(written: str | None) -> None:
    assert reason_for_readers(written) == written
