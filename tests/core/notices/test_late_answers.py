"""Answers that a platform did not accept are stored, sent until they arrive, and deleted."""

import logging

import pytest

from adapters.delivery_outcome import Delivered, Failed, Unreachable
from adapters.notice_relay import Relay
from bot.reply import Attachment, Button, Reply, Turn
from bot.turn_trace import current_reference, watching
from core.notices.claims import MOST_ATTEMPTS
from core.people.model import Identity
from tests.adapters.fake_senders import FakeSender
from tests.world import World

ANA = "1001"
ASKED = Turn(Identity("telegram", "500"), "status", address="500")
ANSWER = Reply("status", "status", "**One exam** remains", ((Button("Next", "next"),),))
FILE = Attachment("card.pdf", "application/pdf", b"%PDF", "A card for the wallet")


@pytest.fixture
def sender() -> FakeSender:
    return FakeSender()


@pytest.fixture
def relay(world: World, sender: FakeSender) -> Relay:
    return Relay(world.edgefinder, world.conversation, {"telegram": sender})


async def test_a_stored_answer_is_sent_by_the_relay(
    world: World, relay: Relay, sender: FakeSender
) -> None:
    await world.conversation.retry_later(ASKED, ANSWER)
    assert await relay.turn() == 1
    assert sender.sent == [("500", "One exam remains")]
    assert await relay.turn() == 0


async def test_an_answer_that_is_sent_late_begins_with_an_apology(
    world: World, relay: Relay, sender: FakeSender
) -> None:
    sender.answers["500"] = [Failed("Telegram could not be reached")]
    await world.conversation.retry_later(ASKED, ANSWER)
    await relay.turn()
    world.clock.pass_by(minutes=20)
    await relay.turn()
    assert sender.sent[-1][1].startswith("Sorry for the wait")


async def test_an_answer_is_sent_again_until_it_is_delivered_and_its_words_are_deleted(
    world: World, relay: Relay, sender: FakeSender
) -> None:
    sender.answers["500"] = [*[Failed("Telegram could not be reached")] * 3, Delivered()]
    await world.conversation.retry_later(ASKED, ANSWER)
    for _ in range(4):
        await relay.turn()
        world.clock.pass_by(minutes=20)
    assert len(sender.sent) == 4
    [row] = await world.rows("notices")
    assert (row["state"], row["data"]) == ("sent", None)


async def test_a_late_answer_is_sent_after_the_time_that_the_platform_asked_for(
    world: World, relay: Relay, sender: FakeSender
) -> None:
    await world.conversation.retry_later(ASKED, ANSWER, 3600)
    assert await relay.turn() == 0
    world.clock.pass_by(seconds=3601)
    assert await relay.turn() == 1


async def test_a_late_answer_without_its_files_says_to_ask_for_them_again(
    world: World, relay: Relay, sender: FakeSender
) -> None:
    answer = Reply("print", "print", "Here it is", attachments=(FILE,))
    await world.conversation.retry_later(ASKED, answer)
    await relay.turn()
    [(_, text)] = sender.sent
    assert "Please ask again for the file" in text


async def test_the_log_of_a_late_answer_has_the_reference_of_the_question(
    world: World, relay: Relay, sender: FakeSender, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "adapters.notice_relay")
    named: list[str] = []

    def note(_: logging.LogRecord) -> bool:
        named.append(current_reference())
        return True

    caplog.handler.addFilter(note)
    sender.answers["500"] = [Failed("Telegram could not be reached"), Delivered()]
    with watching("telegram", "a1b2c3d4"):
        await world.conversation.retry_later(ASKED, ANSWER)
    for _ in range(2):
        await relay.turn()
        world.clock.pass_by(minutes=20)
    assert [record.getMessage() for record in caplog.records] == [
        "a notice on telegram did not go out: Telegram could not be reached",
        "an answer went out late on telegram",
    ]
    caplog.handler.removeFilter(note)
    assert named == ["a1b2c3d4"] * 2
    assert current_reference() == ""


async def test_a_late_answer_goes_to_people_with_notices_off_and_to_strangers(
    world: World, relay: Relay, sender: FakeSender
) -> None:
    await world.candidate(ANA)
    await world.linked(ANA, "telegram", "500")
    await world.says("500", "notices off", "telegram")
    await world.conversation.retry_later(ASKED, ANSWER)
    stranger = Turn(Identity("telegram", "900"), "catalog", address="900")
    await world.conversation.retry_later(stranger, ANSWER)
    await relay.turn()
    assert sorted(address for address, _ in sender.sent) == ["500", "900"]


async def test_the_next_reply_says_that_a_late_answer_could_not_be_delivered(
    world: World, relay: Relay, sender: FakeSender
) -> None:
    await world.candidate(ANA)
    await world.linked(ANA, "telegram", "500")
    sender.answers["500"] = [Failed("Telegram could not be reached")] * MOST_ATTEMPTS
    await world.conversation.retry_later(ASKED, ANSWER)
    while await relay.turn():
        world.clock.pass_by(minutes=20)
    [row] = await world.rows("notices")
    assert (row["state"], row["data"]) == ("undeliverable", None)
    missed = (await world.ask("500", "whoami", "telegram")).markdown
    assert missed != (await world.ask("500", "whoami", "telegram")).markdown, (
        "a missed answer is mentioned only once"
    )


async def test_a_late_answer_to_a_closed_chat_is_given_up_without_another_notice(
    world: World, relay: Relay, sender: FakeSender
) -> None:
    await world.candidate(ANA)
    await world.linked(ANA, "telegram", "500")
    sender.answers["500"] = [Unreachable("the person has blocked the bot")] * 2
    await world.conversation.retry_later(ASKED, ANSWER)
    await relay.turn()
    world.clock.pass_by(minutes=20)
    await relay.turn()
    assert {row["kind"] for row in await world.rows("notices")} == {"answer"}
