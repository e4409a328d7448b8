"""Notices of a roster in a group chat, and in private once the bot has lost the group."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Protocol

import pytest

from adapters.notice_relay import Relay
from adapters.slack.manifest import manifest
from bot.commands import COMMANDS
from bot.workplace import Workplace
from core.importing.import_file import import_file
from core.importing.report import ImportKind
from tests.adapters.slack import run_adapter as slack_running
from tests.adapters.slack.shown_text import read
from tests.adapters.telegram import run_adapter as telegram_running
from tests.bot.center import ANA, INES, Center
from tests.doubles.slack import Channel, Message, SlackPlatform
from tests.doubles.telegram import TelegramApi

CHUCKING, BETWEEN_CENTERS = "M1-TCH-P", "M1-TBC-P"


class Place(Protocol):
    """A group with Ines, the bot and others, and Ines's private chat with the bot."""

    async def asks(self, text: str) -> str:
        """Post Ines's message in the group; return the answer there."""
        ...

    async def presses(self, label: str) -> str:
        """Let Ines press a button below the group's last answer; return the answer's new text."""
        ...

    async def told(self) -> str:
        """Return the next notice in the group."""
        ...

    async def private_messages(self) -> str: ...

    async def asks_in_private(self, text: str) -> str: ...

    def puts_the_bot_out(self) -> None: ...


class OnTelegram:
    def __init__(self, api: TelegramApi) -> None:
        self._api = api
        self._group = api.group(-1001, "CNC crew")
        self._ines = api.user(700, "Ines")
        self._ines.started = True
        self._read = 0

    async def asks(self, text: str) -> str:
        await self._group.say(self._ines, f"/{text}")
        return await self.told()

    async def presses(self, label: str) -> str:
        message = self._api.messages(self._group.id)[-1]
        before = message.text
        await self._ines.press(label, message)
        await self._api.wait_for(lambda _: message.text != before)
        return message.text

    async def told(self) -> str:
        await self._api.wait_for(lambda api: len(api.messages(self._group.id)) > self._read)
        self._read += 1
        return self._api.messages(self._group.id)[self._read - 1].text

    async def private_messages(self) -> str:
        return (await self._ines.hears()).text

    async def asks_in_private(self, text: str) -> str:
        await self._ines.send(text)
        return await self.private_messages()

    def puts_the_bot_out(self) -> None:
        self._group.kick()


class OnSlack:
    def __init__(self, slack: SlackPlatform) -> None:
        self._ines = slack.workspace().user("U0INES", "Ines Ortega", INES)
        others = slack.workspace().user("U0BOB", "Bob Example", "bob@example.org")
        self._channel = slack.workspace().channel("cnc-crew", [self._ines, others])
        self._heard: list[Message] = []

    async def asks(self, text: str) -> str:
        await self._ines.slash("/nims", text, channel=self._channel)
        self._shown = await self._ines.hears()
        return read(self._shown)

    async def presses(self, label: str) -> str:
        await self._ines.press(self._shown, label)
        self._shown = await self._ines.hears()
        return read(self._shown)

    async def told(self) -> str:
        heard = await self._next(self._channel)
        assert heard.only_for is None, "everybody in the channel sees the notice"
        return read(heard)

    async def private_messages(self) -> str:
        return read(await self._next(self._ines.dms))

    async def _next(self, channel: Channel) -> Message:
        """Return the next message in this channel. Messages in other channels may come first."""
        while not (there := [each for each in self._heard if each.channel is channel]):
            self._heard.append(await self._ines.hears())
        self._heard.remove(there[0])
        return there[0]

    async def asks_in_private(self, text: str) -> str:
        await self._ines.dm(text)
        return await self.private_messages()

    def puts_the_bot_out(self) -> None:
        self._channel.with_bot = False


CountMessages = Callable[[], Awaitable[int]]


@pytest.fixture(params=["telegram", "slack"])
async def group(
    request: pytest.FixtureRequest, center: Center
) -> AsyncIterator[tuple[Place, CountMessages]]:
    """Return a group on each platform, with a relay for its notices."""
    world = center.world
    if request.param == "telegram":
        await world.linked(INES, "telegram", "700")
        async with (
            TelegramApi() as api,
            telegram_running.running(api, world.conversation) as telegram,
        ):
            relay = Relay(world.edgefinder, world.conversation, {"telegram": telegram.sender})
            yield OnTelegram(api), relay.turn
        return
    async with SlackPlatform(manifest=manifest(COMMANDS, "socket")) as slack:
        place = OnSlack(slack)
        await world.linked(INES, "slack", f"{slack.workspace().id}:U0INES")
        workplace = Workplace(world.edgefinder)
        async with slack_running.running(
            slack, "http", world.conversation, workplace=workplace
        ) as adapter:
            relay = Relay(world.edgefinder, world.conversation, {"slack": adapter.sender})
            yield place, relay.turn
    assert [str(each) for each in slack.violations] == []


async def ana_passes(center: Center, exam: str, folder: Path) -> None:
    """Import a result that completes one of her credentials."""
    path = folder / "results.csv"
    path.write_text(f"candidate_number,exam,outcome,taken_on\n{ANA},{exam},pass,2026-11-23\n")
    edgefinder = center.world.edgefinder
    report = await import_file(
        edgefinder.database, edgefinder.catalog, center.world.clock, ImportKind.RESULTS, path
    )
    assert report.awarded == 1


@pytest.mark.parametrize("answer", ["Yes, with names", "Yes, counts only"])
async def test_a_rosters_notices_go_to_a_group_and_to_the_instructor_once_the_group_is_lost(
    center: Center, group: tuple[Place, CountMessages], tmp_path: Path, answer: str
) -> None:
    place, relay_turn = group

    async def relay() -> None:
        while await relay_turn():
            pass

    assert "CNC 1" in await place.asks("notices here")
    assert "CNC 1" in await place.presses(answer)

    await ana_passes(center, CHUCKING, tmp_path)
    await relay()
    told = await place.told()
    if answer == "Yes, with names":
        assert told.startswith("Ana Popescu has earned Turning I (Chucking")
    else:
        assert told.startswith("1 credential was earned")
        assert "Ana" not in told
    assert "EF-" not in told, "only the candidate gets the code"
    assert "(Chucking Skills)" in await place.private_messages(), (
        "the instructor is notified of each award"
    )

    place.puts_the_bot_out()
    await ana_passes(center, BETWEEN_CENTERS, tmp_path)
    await relay()
    said = [await place.private_messages(), await place.private_messages()]
    assert "Ana Popescu has earned Turning I (Between" in said[0]
    if answer == "Yes, counts only":
        assert "1 credential was earned on CNC 1" in said[1]
        said.append(await place.private_messages())
    assert "I can no longer reach" in said[-1]
    assert "comes to you here from now on" in said[-1]
    assert "cnc" in said[-1].lower()
    assert "I can no longer reach it" in await place.asks_in_private("notices places")
    states = {row["state"] for row in await center.world.rows("notices")}
    assert states <= {"sent", "silenced", "waiting"}, "no notice is lost"
