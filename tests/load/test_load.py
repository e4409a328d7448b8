"""`make load` recognizes answers of every kind, and fails if something goes wrong."""

import dataclasses

import aiohttp
import pytest

from tests.load.bot_api import BotApi, update
from tests.load.load_run import Load, Report
from tests.load.people import SHARES, Asked

GOOD = Report(
    Load(60, 2, 16, 100, 50),
    {kind: Asked([0.01, 0.02]) for kind in SHARES},
    dict.fromkeys(SHARES, 2.0),
    [(100_000_000, 109_000_000)],
    "50 results imported in 1.0 s, 25 credentials",
    (40, 10, 0, 3.0),
)


async def test_the_text_of_each_kind_of_message_is_stored() -> None:
    file = aiohttp.FormData()
    file.add_field("chat_id", "7")
    file.add_field("caption", "your class")
    file.add_field("photo", b"\x89PNG", filename="class.png", content_type="image/png")
    async with BotApi() as api, aiohttp.ClientSession() as session:
        for method, sent in (
            ("sendMessage", {"chat_id": 5, "text": "one exam"}),
            ("sendRichMessage", {"chat_id": 6, "rich_message": {"markdown": "**one exam**"}}),
        ):
            async with session.post(f"{api.url}/bot1:x/{method}", json=sent) as answer:
                assert (await answer.json())["ok"]
        async with session.post(f"{api.url}/bot1:x/sendPhoto", data=file) as answer:
            assert (await answer.json())["result"]["chat"]["id"] == 7
    assert api.texts[5] == "one exam"
    assert "one exam" in api.texts[6]
    assert api.texts[7] == "your class"


def test_an_update_marks_the_command_in_its_text() -> None:
    assert b'"length":7' in update(1, 5, "/verify EF-1")
    assert b"entities" not in update(1, 5, "where do I stand")


def test_a_run_without_errors_succeeds_and_reports_all_figures() -> None:
    assert GOOD.kept
    for word in ("status", "70 %", "p99.9", "graduation day", "memory of process 1", "+9.0%"):
        assert word in str(GOOD)


@pytest.mark.parametrize(
    "change",
    [
        {"asked": {**GOOD.asked, "roster": Asked([0.01], ["no answer"])}},
        {"memory": [(100_000_000, 111_000_000)]},
        {"notices": (40, 10, 1, 600.0)},
    ],
)
def test_a_run_fails_after_a_wrong_answer_too_much_memory_or_a_notice_that_is_not_sent(
    change: dict[str, object],
) -> None:
    assert not dataclasses.replace(GOOD, **change).kept  # type: ignore[arg-type] # one field each
