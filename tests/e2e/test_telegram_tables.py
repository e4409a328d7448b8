"""Tables on Telegram as rich messages, and as lists on older servers."""

from typing import Any

import pytest

from adapters.telegram.adapter import TelegramAdapter
from tests.bot.center import ANA, INES, Center
from tests.doubles.telegram import Message, Person, TelegramApi
from tests.doubles.telegram.rich import said


@pytest.fixture
async def center(center: Center) -> Center:
    await center.world.linked(ANA, "telegram", "700")
    await center.world.linked(INES, "telegram", "701")
    return center


@pytest.fixture
def ines(api: TelegramApi) -> Person:
    return api.user(701, "Ines", "ines_example")


def tables(message: Message) -> list[list[list[str]]]:
    """Return the cells of each table, as text."""
    assert message.rich is not None, message.text
    return [
        [[said(cell["text"]) for cell in row] for row in block["cells"]]
        for block in message.rich["blocks"]
        if block["type"] == "table"
    ]


async def test_status_has_a_table_of_the_exams_of_each_credential(
    bot: TelegramAdapter, ana: Person
) -> None:
    await ana.send("/status M1-MIL")
    [exams] = tables(await ana.hears())
    assert ["✗", "Theory exam", "failed 2 times, locked until January 2, 2027"] in exams
    await ana.send("/status")
    whole = await ana.hears()
    assert len(tables(whole)) > 3
    assert "Goals" in whole.buttons


async def test_a_roster_is_a_table_with_right_aligned_numbers(
    bot: TelegramAdapter, ines: Person
) -> None:
    await ines.send("/roster CNC 1")
    roster = await ines.hears()
    [[header, *rows]] = tables(roster)
    assert header[0] == "Candidate"
    assert sorted(row[0] for row in rows) == ["Ana Popescu", "Cy Newman"]
    assert roster.rich is not None
    [table] = [each for each in roster.rich["blocks"] if each["type"] == "table"]
    aligned = [cell["align"] for cell in table["cells"][1]]
    assert aligned[:2] == ["left", "right"]


async def test_many_verdicts_are_shown_in_one_table(
    bot: TelegramAdapter, center: Center, ana: Person
) -> None:
    codes = " ".join([center.earned, center.revoked, *(f"EF-000{n}-0000-0000-0" for n in range(9))])
    await ana.send(f"/verify {codes}")
    [[header, *rows]] = tables(await ana.hears())
    assert header == ["Code", "Verdict", "Holder", "Credential"]
    assert len(rows) == 11
    assert rows[0][:3] == [center.earned, "valid", "Ana Popescu"]


@pytest.mark.parametrize("version", [(10, 0), (9, 2)])
async def test_an_older_server_gets_lists_and_is_sent_a_table_only_once(
    bot: TelegramAdapter, api: TelegramApi, ana: Person, ines: Person, version: tuple[int, int]
) -> None:
    api.version = version
    for person, asked, words in (
        (ana, "/status M1-MIL", "✗ Theory exam: failed 2 times, locked until January 2, 2027"),
        (ines, "/roster CNC 1", "• Ana Popescu: 1 earned"),
    ):
        await person.send(asked)
        answer = await person.hears()
        assert answer.rich is None
        assert words in answer.text
    assert len(api.called("sendRichMessage")) == 1


async def test_a_press_on_an_older_server_changes_the_message_to_lists_without_a_table(
    bot: TelegramAdapter, api: TelegramApi, ana: Person
) -> None:
    await ana.send("/help")
    api.version = (10, 0)
    await ana.press("My status", await ana.hears())
    changed = await ana.hears()
    assert (changed.edits, changed.rich) == (1, None)
    assert "✗ Theory exam: failed" in changed.text


async def test_a_chat_that_refuses_tables_gets_the_lists(
    bot: TelegramAdapter, api: TelegramApi, ana: Person
) -> None:
    api.inject_fault("sendRichMessage", status=400)
    for _ in range(2):
        await ana.send("/status M1-MIL")
        assert (await ana.hears()).rich is None
    assert len(api.called("sendRichMessage")) == 1


async def test_a_failing_server_is_not_treated_as_an_older_one(
    bot: TelegramAdapter, api: TelegramApi, ana: Person
) -> None:
    api.inject_fault("sendRichMessage", status=404)
    api.inject_fault("sendMessage", status=404)
    await ana.send("/status M1-MIL")
    assert (await ana.hears(20)).text
    await ana.send("/status M1-MIL")
    assert (await ana.hears()).rich is not None


async def test_a_button_press_changes_a_text_message_to_a_table_and_back_to_text(
    bot: TelegramAdapter, ana: Person
) -> None:
    await ana.send("/help")
    await ana.press("My status", await ana.hears())
    status = await ana.hears()
    assert (status.edits, status.rich is not None) == (1, True)
    await ana.press("Goals", status)
    goals = await ana.hears()
    assert (goals.id, goals.edits, goals.rich) == (status.id, 2, None)


async def test_an_edited_question_changes_a_table(bot: TelegramAdapter, ana: Person) -> None:
    asked = await ana.send("/status M1-MIL")
    first = await ana.hears()
    await ana.edits(asked, "/status M1-GRD")
    second = await ana.hears()
    assert (second.id, second.edits) == (first.id, 1)
    assert tables(first) != tables(second)


async def test_names_with_marks_are_shown_literally(
    bot: TelegramAdapter, center: Center, ines: Person
) -> None:
    name = "*Bo* | [x](http://evil.example.org)"
    row: Any = center.world.ids[ANA]
    await center.world.set("people", row, given_name=name, family_name="")
    await ines.send("/roster CNC 1")
    [rows] = tables(await ines.hears())
    assert name in [row[0] for row in rows]
