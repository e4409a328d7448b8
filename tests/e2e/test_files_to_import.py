"""An account administrator sends a file to import in a direct message, and confirms it there."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.slack.adapter import SlackAdapter
from adapters.telegram.adapter import TelegramAdapter
from tests.adapters.slack.run_adapter import linked_on_slack, serving
from tests.adapters.slack.shown_text import read
from tests.bot.center import ADA, CY, INES, Center
from tests.core.importing.import_helpers import workbook_file
from tests.core.importing.nasty_files import ods
from tests.doubles.slack import Message, Person, SlackPlatform
from tests.doubles.telegram import Person as TelegramPerson
from tests.doubles.telegram import TelegramApi

pytestmark = pytest.mark.slack_app("socket")

HEADER = ["candidate_number", "exam", "outcome", "taken_on"]
ROWS = [[CY, "M1-MMS-T", "pass", "2026-03-31"], ["9999", "M1-MMS-T", "pass", "2026-03-31"]]


@pytest.fixture
async def center(center: Center) -> Center:
    world = center.world
    await world.add(
        "candidate_numbers",
        person_id=world.ids[CY],
        organisation_id=await world.organisation(),
        number=CY,
        bare=CY,
    )
    return center


@pytest.fixture
def files(tmp_path: Path) -> dict[str, bytes]:
    """Return the same results, one of an unknown candidate, in every file format, by name."""
    lines = [HEADER, *ROWS]
    made = {
        "results.ods": ods(tmp_path, *lines).read_bytes(),
        "results.xlsx": workbook_file(tmp_path, *lines).read_bytes(),
    }
    made["results.csv"] = "\n".join(",".join(row) for row in lines).encode()
    # Excel also opens tab-separated text with this name
    made["results.xls"] = "\n".join("\t".join(row) for row in lines).encode("utf-16")
    return made


NAMES = ("results.csv", "results.xlsx", "results.ods", "results.xls")


async def taken(center: Center) -> list[object]:
    rows = await center.world.rows("results")
    return [row["exam_code"] for row in rows if row["candidate_id"] == center.world.ids[CY]]


@pytest.fixture
async def slack_bot(slack: SlackPlatform, center: Center) -> AsyncIterator[SlackAdapter]:
    async with serving(slack, "http", center.world) as adapter:
        yield adapter


async def heard(person: Person, says: str) -> Message:
    """Wait for a message with this text; return it."""
    while True:
        message = await person.hears()
        if says in read(message):
            return message


@pytest.mark.parametrize("name", NAMES)
async def test_a_file_is_imported_in_slack_once_it_is_confirmed(
    slack: SlackPlatform,
    slack_bot: SlackAdapter,
    center: Center,
    files: dict[str, bytes],
    name: str,
) -> None:
    ada = await linked_on_slack(slack, center.world, ADA)
    await ada.drops(ada.uploads(name, files[name], "application/octet-stream"))
    asked = await heard(ada, "Import it? Nothing was taken so far.")
    assert "2 rows, 1 new row" in read(asked)
    assert await taken(center) == []
    await ada.press(asked, "Import 1 row")
    done = await heard(ada, "is imported")
    assert "1 row taken, 0 unchanged, 1 rejected" in read(done)
    assert "no candidate has the number '9999'" in read(done)
    assert await taken(center) == ["M1-MMS-T"]
    [rejects] = [each for each in slack.files.values() if each.name.endswith(".rejects.csv")]
    assert b"9999" in (rejects.content or b"")


async def test_a_button_pressed_twice_imports_once_and_the_report_stays(
    slack: SlackPlatform, slack_bot: SlackAdapter, center: Center, files: dict[str, bytes]
) -> None:
    ada = await linked_on_slack(slack, center.world, ADA)
    await ada.drops(ada.uploads("results.csv", files["results.csv"], "text/csv"))
    asked = await heard(ada, "Import it? Nothing was taken so far.")
    await asyncio.gather(*(ada.press(asked, "Import 1 row") for _ in range(2)))
    await heard(ada, "is imported")
    await ada.opens_home()  # a person's actions are handled in order
    await slack.wait_for(lambda _: ada.home)
    await slack.settled()
    assert await taken(center) == ["M1-MMS-T"]
    assert any("is imported" in read(each) for each in ada.dms.history)


async def test_an_instructors_file_is_not_imported_in_slack(
    slack: SlackPlatform, slack_bot: SlackAdapter, center: Center, files: dict[str, bytes]
) -> None:
    ines = await linked_on_slack(slack, center.world, INES)
    await ines.drops(ines.uploads("results.ods", files["results.ods"], "application/zip"))
    assert "Your account administrator can import it" in read(await ines.hears())


@pytest.mark.parametrize("name", NAMES)
async def test_a_file_is_imported_in_telegram_once_it_is_confirmed(
    bot: TelegramAdapter,
    api: TelegramApi,
    ana: TelegramPerson,
    center: Center,
    files: dict[str, bytes],
    name: str,
) -> None:
    await center.world.linked(ADA, "telegram", "700")
    await ana.send_document(name, files[name])
    asked = await ana.hears()
    assert "2 rows, 1 new row" in asked.text
    await ana.press("Import 1 row", asked)
    done = await ana.hears()
    while "is imported" not in done.text:
        done = await ana.hears()
    assert "1 row taken, 0 unchanged, 1 rejected" in done.text
    assert await taken(center) == ["M1-MMS-T"]
