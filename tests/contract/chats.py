"""One person's chat with the bot on each platform, driven by the same methods on all of them."""

import asyncio
import io
import sys
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import adapters
from adapters.chat_platform import ChatPlatform
from adapters.delivery_outcome import Sender
from adapters.telegram.adapter import TelegramAdapter
from adapters.terminal.notice_sender import TerminalSender
from adapters.terminal.piped import answer_lines
from adapters.terminal.session import Speaker
from bot.plain_text import plain_text
from bot.workplace import Workplace
from tests.adapters.slack import run_adapter as run_slack
from tests.adapters.telegram import run_adapter as run_telegram
from tests.doubles.slack import Person as SlackPerson
from tests.doubles.slack import SlackPlatform
from tests.doubles.slack.messages import Message as SlackMessage
from tests.doubles.telegram import Person as TelegramPerson
from tests.doubles.telegram import TelegramApi
from tests.doubles.telegram.chats import Message as TelegramMessage
from tests.guides import files_of
from tests.waiting import until
from tests.world import World

NUMBER = "1001"
"""The candidate number of the person who talks with the bot."""
_MOST_READ = 1 << 20


class Chat(ABC):
    """A candidate's chat on one platform, and what can go wrong on that platform.

    `who` is the person's id on the platform. `sender` sends notices. `repeats` says whether the
    platform may deliver one message or press twice.
    """

    platform: ClassVar[str]
    repeats: ClassVar[bool] = False
    who: str
    sender: Sender

    @classmethod
    @abstractmethod
    def opened(cls, world: World) -> AbstractAsyncContextManager["Chat"]:
        """Return a context in which the chat is open and linked to the candidate."""

    @abstractmethod
    async def says(self, text: str, times: int = 1) -> None: ...

    @abstractmethod
    async def hears(self) -> str:
        """Wait for the next message of the bot, and return its text."""

    @abstractmethod
    async def presses(self, place: int, times: int = 1) -> None:
        """Press a button of the last message. `place` counts from 0."""

    @abstractmethod
    async def unread(self) -> list[str]:
        """Return the bot's messages that have arrived and were not read yet."""

    @contextmanager
    def refused(self) -> Iterator[None]:
        """Make the platform refuse all messages inside the `with` block."""
        raise NotImplementedError

    def block(self) -> None:
        """Block the bot, or delete the person's account."""
        raise NotImplementedError

    @property
    def tries(self) -> int:
        """Return how many times something was sent to the person, with or without success."""
        raise NotImplementedError

    @classmethod
    @asynccontextmanager
    async def misconfigured(cls, world: World) -> AsyncIterator[tuple[ChatPlatform, str]]:
        """Yield a started adapter that cannot work, and a secret in the adapter's settings."""
        raise NotImplementedError
        yield


class TelegramChat(Chat):
    platform = "telegram"
    repeats = True

    def __init__(self, api: TelegramApi, sender: Sender) -> None:
        self._api = api
        self._ana: TelegramPerson = api.user(700)
        self._ana.started = True
        self._heard: TelegramMessage | None = None
        self.who, self.sender = "700", sender

    @classmethod
    @asynccontextmanager
    async def opened(cls, world: World) -> AsyncIterator["TelegramChat"]:
        async with (
            TelegramApi() as api,
            run_telegram.running(api, world.conversation) as adapter,
        ):
            yield cls(api, adapter.sender)
            assert adapter.health.ready

    async def says(self, text: str, times: int = 1) -> None:
        await self._ana.send(text)
        await self._repeat(times)

    async def _repeat(self, times: int) -> None:
        for _ in range(times - 1):
            await self._api.deliver_again(self._api.delivering.latest)

    async def hears(self) -> str:
        self._heard = await self._ana.hears()
        return self._heard.text

    async def presses(self, place: int, times: int = 1) -> None:
        assert self._heard is not None
        await self._ana.press(self._heard.buttons[place], self._heard)
        await self._repeat(times)

    async def unread(self) -> list[str]:
        await self._ana.confirmed()
        return [each.text for each in self._api.heard[700][self._ana._read :]]

    @contextmanager
    def refused(self) -> Iterator[None]:
        self._api.inject_fault("sendMessage", status=429, times=99)
        yield
        self._api.behave()

    def block(self) -> None:
        self._ana.block()

    @property
    def tries(self) -> int:
        return len(self._api.called("sendMessage"))

    @classmethod
    @asynccontextmanager
    async def misconfigured(cls, world: World) -> AsyncIterator[tuple[ChatPlatform, str]]:
        async with TelegramApi() as api:
            adapter = TelegramAdapter(world.conversation, "4242:not-the-token", api.url)
            await adapter.start()
            yield adapter, "not-the-token"
            await adapter.stop()


class SlackChat(Chat):
    platform = "slack"
    repeats = True

    def __init__(self, slack: SlackPlatform, sender: Sender) -> None:
        self._slack = slack
        self._ana: SlackPerson = slack.workspace().user("U0ANA", "Ana Example", "ana@example.org")
        self._heard: SlackMessage | None = None
        self.who, self.sender = f"{self._ana.workspace.id}:{self._ana.id}", sender

    @classmethod
    @asynccontextmanager
    async def opened(cls, world: World) -> AsyncIterator["SlackChat"]:
        work = Workplace(world.edgefinder)
        async with (
            SlackPlatform() as slack,
            run_slack.running(slack, "http", world.conversation, workplace=work) as adapter,
        ):
            yield cls(slack, adapter.sender)
            assert adapter.health.ready
            assert slack.violations == []

    async def says(self, text: str, times: int = 1) -> None:
        said = await self._ana.dm(text)
        for _ in range(times - 1):
            await self._slack.redeliver(said)

    async def hears(self) -> str:
        self._heard = await self._ana.hears()
        return self._heard.shown

    async def presses(self, place: int, times: int = 1) -> None:
        assert self._heard is not None
        pressed = await self._ana.press(self._heard, self._heard.buttons[place])
        for _ in range(times - 1):
            await self._slack.redeliver(pressed)

    async def unread(self) -> list[str]:
        return [each.shown for each in self._ana.unread]

    @contextmanager
    def refused(self) -> Iterator[None]:
        self._slack.inject_fault("chat.postMessage", times=99)
        yield
        self._slack.faults.clear()

    def block(self) -> None:
        self._ana.deactivated = True

    @property
    def tries(self) -> int:
        return sum(
            len(self._slack.called(each)) for each in ("chat.postMessage", "conversations.open")
        )

    @classmethod
    @asynccontextmanager
    async def misconfigured(cls, world: World) -> AsyncIterator[tuple[ChatPlatform, str]]:
        async with SlackPlatform() as slack:
            slack.workspace()
            given = {"bot_token": "xoxb-not-the-token", "workplace": Workplace(world.edgefinder)}
            adapter = run_slack.make_adapter(slack, "socket mode", world.conversation, **given)
            await adapter.start()
            yield adapter, "not-the-token"
            await adapter.stop()


class TerminalChat(Chat):
    platform = "terminal"

    def __init__(self, world: World) -> None:
        self._speaker = Speaker(world.conversation, NUMBER)
        self._came: list[str] = []
        self.who = NUMBER
        self.sender = TerminalSender(lambda _, reply: self._came.append(plain_text(reply.markdown)))

    @classmethod
    @asynccontextmanager
    async def opened(cls, world: World) -> AsyncIterator["TerminalChat"]:
        yield cls(world)

    async def says(self, text: str, times: int = 1) -> None:
        for _ in range(times):
            out = io.StringIO()
            await answer_lines(self._speaker, [text], out)
            self._came.append(out.getvalue())

    async def hears(self) -> str:
        return self._came.pop(0)

    async def presses(self, place: int, times: int = 1) -> None:
        await self.says(str(place + 1), times)

    async def unread(self) -> list[str]:
        return self._came


class LinesChat(Chat):
    """A chat on the platform that docs/architecture.md adds as an example."""

    platform = "lines"

    def __init__(self, platform: ChatPlatform) -> None:
        self._platform = platform
        self._heard = ""
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter
        self.who, self.sender = "ana", platform.sender

    @classmethod
    @asynccontextmanager
    async def opened(cls, world: World) -> AsyncIterator["LinesChat"]:
        with _package_of_guide() as lines:
            platform: ChatPlatform = lines.LinesAdapter(world.conversation, 0)
            await platform.start()
            assert platform.health.ready
            chat = cls(platform)
            await chat._connect()
            yield chat
            chat._writer.close()
            await platform.stop()

    async def _connect(self) -> None:
        [bound] = self._platform._server.sockets  # type: ignore[attr-defined]  # the port that it found
        self._reader, self._writer = await asyncio.open_connection(*bound.getsockname())
        self._writer.write(b"ana\n")
        await until(lambda: self.sender.connected)  # type: ignore[attr-defined]  # of the guide's sender

    async def says(self, text: str, times: int = 1) -> None:
        self._writer.write(f"{text}\n".encode() * times)

    async def hears(self) -> str:
        async with asyncio.timeout(10):
            self._heard = (await self._reader.read(_MOST_READ)).decode()
        return self._heard + "".join(await self.unread())

    async def presses(self, place: int, times: int = 1) -> None:
        offered = [line for line in self._heard.splitlines() if ": " in line]
        await self.says(offered[place].rpartition(": ")[2], times)

    async def unread(self) -> list[str]:
        try:
            async with asyncio.timeout(0.1):
                return [(await self._reader.read(_MOST_READ)).decode()]
        except TimeoutError:
            return []

    @contextmanager
    def refused(self) -> Iterator[None]:
        known = self.sender.connected  # type: ignore[attr-defined]  # of the guide's sender
        self.sender.connected = {}  # type: ignore[attr-defined]  # as above
        yield
        self.sender.connected = known  # type: ignore[attr-defined]  # as above

    @classmethod
    @asynccontextmanager
    async def misconfigured(cls, world: World) -> AsyncIterator[tuple[ChatPlatform, str]]:
        with _package_of_guide() as lines:
            first = lines.LinesAdapter(world.conversation, 0)
            await first.start()
            [bound] = first._server.sockets
            second = lines.LinesAdapter(world.conversation, bound.getsockname()[1])
            await second.start()
            yield second, "no secret here"
            await second.stop()
            await first.stop()


@contextmanager
def _package_of_guide() -> Iterator[Any]:
    """Import the adapter from the text of docs/architecture.md, as if it were in `adapters/`."""
    before = list(adapters.__path__)
    with TemporaryDirectory() as folder:
        for path, text in files_of("Add a platform").items():
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_text(text, "utf-8")
        adapters.__path__ = [*before, f"{folder}/adapters"]
        try:
            yield import_module("adapters.lines.adapter")
        finally:
            adapters.__path__ = before
            for name in [name for name in sys.modules if name.startswith("adapters.lines")]:
                del sys.modules[name]


CHATS: tuple[type[Chat], ...] = (TelegramChat, SlackChat, TerminalChat, LinesChat)
