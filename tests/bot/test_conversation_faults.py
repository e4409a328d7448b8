"""After a fault, people get an apology with a reference, and the log has no personal data."""

import linecache
import logging
import re
from typing import NoReturn

import pytest

from bot.fault_log import way_of, where
from bot.plain_text import plain_text
from bot.reply import Turn
from core.people.model import TERMINAL, Identity
from tests.bot.center import ANA, EMPLOYER, EVERYBODY, INES, Center

SECRET = "Ana Popescu, EF-7H3B-TGW3-NJQV-G"


async def fails(*_: object, **__: object) -> NoReturn:
    try:
        dict[str, str]()[SECRET]
    except KeyError as error:
        raise RuntimeError(f"no row for {SECRET}") from error
    raise AssertionError("never here")


async def test_a_fault_is_answered_with_a_reference_that_is_also_in_the_log(
    center: Center, caplog: pytest.LogCaptureFixture
) -> None:
    center.world.edgefinder.database.fetch = fails  # type: ignore[method-assign] # simulates an error
    for text in ("status", "what is left?", f"verify {center.earned}"):
        caplog.clear()
        reply = await center.ask(ANA, text)
        said = plain_text(reply.markdown)
        assert said.startswith("Sorry, something went wrong on my side.")
        [reference] = re.findall(r"\b[0-9a-f]{8}\b", said)
        assert reply.buttons
        [record] = caplog.records
        assert reference in record.getMessage()
        assert record.levelno == logging.ERROR


async def test_the_log_says_where_in_the_code_a_fault_happened_without_personal_data(
    center: Center, caplog: pytest.LogCaptureFixture
) -> None:
    center.world.edgefinder.database.fetch = fails  # type: ignore[method-assign] # simulates an error
    reply = await center.ask(ANA, f"verify {center.earned} for Ana")
    [record] = caplog.records
    logged = logging.Formatter().format(record)
    assert "RuntimeError at test_conversation_faults.py" in logged
    assert "from KeyError" in logged
    assert "(verify)" in logged, "the command is logged"
    for secret in (SECRET, "Ana", "Popescu", "EF-", center.earned):
        assert secret not in logged
        assert secret not in reply.markdown


async def test_the_next_question_after_a_fault_is_answered(center: Center) -> None:
    database = center.world.edgefinder.database
    works = database.fetch
    database.fetch = fails  # type: ignore[method-assign] # simulates a temporary error
    assert (await center.ask(ANA, "status")).template == "fault"
    database.fetch = works  # type: ignore[method-assign] # the error is over
    assert (await center.ask(ANA, "status")).template == "status"


async def test_the_log_of_answered_questions_contains_no_personal_data(
    center: Center, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        for who in EVERYBODY:
            for text in ("status", "roster", "whoami", f"verify {center.earned}", "blah"):
                await center.ask(who, text)
    line = re.compile(
        r"(answered|refused|not_understood) (status|roster|whoami|verify|no command)"
        r" for (candidate|instructor|evaluator|administrator|employer|linked|stranger)"
        r" on (terminal|telegram|slack) in \d+ ms"
    )
    assert [each for each in caplog.messages if not line.fullmatch(each)] == []


def test_an_exception_without_a_traceback_is_logged_by_its_class() -> None:
    assert way_of(ValueError(SECRET)) == "ValueError at an unknown place"


def test_a_suppressed_cause_of_an_exception_is_not_logged() -> None:
    def hides() -> NoReturn:
        try:
            dict[str, str]()[SECRET]
        except KeyError:
            raise ValueError(SECRET) from None
        raise AssertionError("never here")

    with pytest.raises(ValueError, match="Ana") as caught:
        hides()
    assert "KeyError" not in way_of(caught.value)


@pytest.mark.parametrize("locale", ["en", "en-GB", "de", "zz-ZZ", "", "x" * 300, "../.."])
async def test_dates_are_in_the_language_of_the_reply_even_if_the_platform_has_another_locale(
    center: Center, locale: str
) -> None:
    for who in (EMPLOYER, INES):
        turn = Turn(Identity(TERMINAL, who), center.earned, locale=locale)
        said = plain_text((await center.world.conversation.answer(turn)).markdown)
        assert ("15 August 2026" if locale == "en-GB" else "August 15, 2026") in said


async def test_while_the_database_cannot_be_reached_people_are_told_that_nothing_is_lost(
    center: Center,
) -> None:
    async def away(*_: object, **__: object) -> NoReturn:
        raise ConnectionRefusedError

    center.world.edgefinder.database.fetch = away  # type: ignore[method-assign] # simulates an error
    said = plain_text((await center.ask(ANA, "status")).markdown)
    assert said.startswith("Sorry, I cannot reach the records right now. Nothing is lost")


async def test_describing_a_fault_for_the_log_reads_no_source_files() -> None:
    linecache.clearcache()
    with pytest.raises(RuntimeError) as raised:
        await fails()
    assert "test_conversation_faults.py" in way_of(raised.value)
    assert "test_conversation_faults.py" in where(raised.value)
    assert not linecache.cache
