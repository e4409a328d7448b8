"""Files in Slack: CSV files of codes in a window, and credentials in messages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.awards.codes import new_code
from core.awards.issuer import Issuer
from core.verification.files.found_items import MOST_BYTES
from tests.adapters.slack.shown_text import read, window
from tests.doubles.slack import Message, Person, SlackPlatform
from tests.doubles.slack.files import SharedFile
from tests.world import World, open_world

PAGES = "https://verify.example.org"
CSV = "text/csv"


@pytest.fixture
async def center(sqlite_url: str, tmp_path: Path) -> AsyncIterator[World]:
    world = await open_world(sqlite_url, PAGES, tmp_path / "keys")
    issuer = world.edgefinder.signing.issuer
    assert isinstance(issuer, Issuer)
    issuer.keys.init()
    await world.candidate("2026-001", "Ana Popescu")
    yield world
    await world.edgefinder.close()


pytestmark = [pytest.mark.slack_app("socket", public_url=PAGES), pytest.mark.usefixtures("adapter")]


async def list_window(person: Person) -> None:
    await person.slash("/nims")
    await person.press(await window(person, "What do you need?"), "Verify several")
    await window(person, "Or a file with them")


async def test_codes_in_any_column_of_a_csv_file_are_verified_with_the_typed_ones(
    slack: SlackPlatform, erin: Person, code: str
) -> None:
    other, typed = new_code(), new_code()
    rows = f'Applicant;Start;"Shown"\r\nAna;2026-11-01;"{code}"\r\n{PAGES}/v/{other};;EF-none\r\n'
    file = erin.uploads("applicants.csv", rows.encode("utf-16"), CSV)
    await list_window(erin)
    await erin.submits({"typed": typed}, file)
    answered = read(await window(erin, "4 codes: 1 valid, 2 not in our records, 1 mistyped"))
    assert "Ana Popescu" in answered
    assert all(each in answered for each in (code, other, typed))
    assert slack.called("file")[0].token == erin.workspace.bot_token


async def test_a_list_window_submitted_empty_says_what_is_missing_and_stays_open(
    erin: Person,
) -> None:
    await list_window(erin)
    await erin.submits({"typed": "  "})
    assert erin.form_errors == {"check-list": "Paste codes or links here, or choose a file below."}


WRONG = {
    "no list": (b"\x89PNG\r\n\x1a\n\0\0\0", "I found no code in that file."),
    "a workbook": (b"PK\x03\x04\x14\0\x06\0", "I found no code in that file."),
    "no code in it": (b"name,city\nAna,Reno\n", "I found no code in that file."),
    "empty": (b"", "I found no code in that file."),
    "too large": (b"x" * (MOST_BYTES + 1), "I read up to 5 MB"),
    "too many": (
        "\n".join(new_code() for _ in range(203)).encode(),
        "201 codes: 200 not in our records, 1 could not be checked",
    ),
}


@pytest.mark.parametrize(("content", "words"), WRONG.values(), ids=WRONG)
async def test_a_file_without_a_readable_list_of_codes_is_reported(
    erin: Person, content: bytes, words: str
) -> None:
    file = erin.uploads("list.csv", content, CSV)
    file.length = 10  # a wrong size, which the app must not rely on
    await list_window(erin)
    await erin.submits({}, file)
    await window(erin, words)


async def test_a_file_that_slack_lost_is_reported(erin: Person) -> None:
    file = erin.uploads("list.csv", b"code\n", CSV)
    file.content = None
    await list_window(erin)
    await erin.submits({}, file)
    await window(erin, "I could not get that file from Slack.")


@pytest.mark.parametrize("form", ["png", "svg", "jwt", "text"])
async def test_a_credential_file_dropped_in_a_direct_message_is_verified(
    center: World, erin: Person, code: str, form: str
) -> None:
    name, content, kind = await held(center, code, form)
    await erin.drops(erin.uploads(name, content, kind))
    said = read(await erin.hears())
    assert f"Valid: {code} is Measurement, Materials & Safety, held by Ana Popescu" in said
    assert "Asked by <@U0ERIN>" in said


@pytest.mark.parametrize("form", ["png", "svg", "jwt", "text"])
async def test_a_message_in_a_channel_is_verified_by_its_shortcut(
    center: World, erin: Person, code: str, form: str
) -> None:
    other = new_code()
    message = await posted(erin, f"and {other}", erin.uploads(*await held(center, code, form)))
    await erin.message_shortcut("verify_here", message)
    heard = await erin.hears()
    assert heard.only_for is erin
    assert f"Valid: {code} is Measurement, Materials & Safety" in read(heard)
    assert f"Not in our records: {other}" in read(heard)
    assert "Share these verdicts here" in heard.buttons


async def test_verifying_a_message_with_an_inaccessible_file_is_answered_with_advice(
    erin: Person, code: str
) -> None:
    file = erin.uploads("badge.png", b"\x89PNG", "image/png")
    file.content = None
    message = await posted(erin, "here is mine", file)
    await erin.message_shortcut("verify_here", message)
    assert "Add me to that conversation, or send me the file" in read(await erin.hears())
    erin.workspace.scopes -= {"files:read"}
    message = await posted(erin, f"it is {code}", erin.uploads("code.txt", b"", "text/plain"))
    await erin.message_shortcut("verify_here", message)
    assert f"Valid: {code}" in read(await erin.hears())


async def posted(person: Person, text: str, file: SharedFile) -> Message:
    """Post a message with a file in a channel; return it."""
    channel = person.workspace.channel(f"hiring-{file.id.lower()}", [person])
    await person.says(channel, text)
    message = channel.messages[-1]
    message.files = [file.as_slack_shows_it()]
    return message


async def held(center: World, code: str, form: str) -> tuple[str, bytes, str]:
    edgefinder = center.edgefinder
    awarded = await edgefinder.signing.find_award(code)
    assert awarded is not None
    if form == "png":
        return "badge.png", await edgefinder.award_files.badge(awarded) or b"", "image/png"
    if form == "svg":
        drawn = await edgefinder.award_files.badge_drawing(awarded) or ""
        return "badge.svg", drawn.encode(), "image/svg+xml"
    if form == "jwt":
        signed = await edgefinder.signing.token(awarded)
        return "credential.jwt", str(signed).encode(), "application/octet-stream"
    return "note.txt", f"my code is {code}".encode(), "text/plain"


async def test_each_file_gets_an_answer_and_no_file_name_is_stored(
    slack: SlackPlatform, center: World, erin: Person, code: str
) -> None:
    files = (
        erin.uploads("Ana Popescu.txt", b"hello", "text/plain"),
        erin.uploads("code.txt", code.encode(), "text/plain"),
    )
    await erin.drops(*files, text="both, please")
    first, second = read(await erin.hears()), read(await erin.hears())
    assert "Not a credential: Ana Popescu.txt" in first
    assert f"Valid: {code}" in second
    await erin.opens_home()  # a person's actions are handled in order
    await slack.wait_for(lambda _: erin.home)
    assert [row["code"] for row in await center.rows("checks")] == [code]


async def test_without_the_scope_or_the_content_a_file_is_reported_as_not_opened(
    slack: SlackPlatform, erin: Person, code: str
) -> None:
    file = erin.uploads("badge.png", b"\x89PNG", "image/png")
    file.content = None
    await erin.drops(file)
    assert "I could not open that file." in read(await erin.hears())
    erin.workspace.scopes -= {"files:read"}
    await erin.drops(erin.uploads("code.txt", code.encode(), "text/plain"))
    assert "I could not open that file." in read(await erin.hears())
    await erin.drops(erin.uploads("code.txt", b"", "text/plain"), text=f"it is {code}")
    assert f"Valid: {code}" in read(await erin.hears())


async def test_details_of_a_file_from_a_shared_channel_are_requested(
    slack: SlackPlatform, erin: Person, code: str
) -> None:
    file = erin.uploads("code.txt", code.encode(), "text/plain")
    file.told = {"file_access": "check_file_info", "url_private": "", "url_private_download": ""}
    await erin.drops(file)
    assert f"Valid: {code}" in read(await erin.hears())


async def test_the_token_is_sent_only_to_slack(
    slack: SlackPlatform, erin: Person, code: str
) -> None:
    file = erin.uploads("code.txt", code.encode(), "text/plain")
    elsewhere = file.url.replace("127.0.0.1", "localhost")
    file.told = {"url_private": elsewhere, "url_private_download": elsewhere}
    await erin.drops(file)
    assert "I could not open that file." in read(await erin.hears())
    assert slack.called("file") == []
