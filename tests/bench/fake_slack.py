"""A cheap double of Slack that posts signed commands, takes the answers and accepts every call.

It runs in a thread with its own event loop and parses only what it counts, because the servers
that it measures need the cores.
"""

import asyncio
import re
import threading
import time
from collections.abc import Coroutine, Sequence
from typing import Any, Self, TypeVar

from uvicorn.loops.auto import auto_loop_factory

AT_ONCE = 32
_PATIENCE = 30.0
"""Seconds without an answer after which the benchmark fails."""
_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_ANSWER = re.compile(rb"POST /response/(\d+) ")
_RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
_TAKEN = _RESPONSE % (b"text/plain", 2, b"ok")
_USER = b'{"ok":true,"user":{"locale":"en-US"}}'
_ACCEPTED = _RESPONSE % (b"application/json", len(_USER), _USER)

T = TypeVar("T")
Command = tuple[int, bytes]
"""The number of a Slack command, and the HTTP request that posts the command."""


class FakeSlack:
    """Slack, at `url`.

    A server answers the command with the number N by a POST to `/response/N`.
    """

    def __init__(self) -> None:
        self.url = ""
        self._loop = auto_loop_factory()()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._waiting: dict[int, _Asker] = {}
        self._open: set[_Answers] = set()

    async def __aenter__(self) -> Self:
        self._thread.start()
        server = self._loop.create_server(
            lambda: _Answers(self._waiting, self._open), "127.0.0.1", 0
        )
        self._server = await self._in_thread(server)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._in_thread(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join)
        self._loop.close()

    async def asks(
        self,
        port: int,
        commands: Sequence[Command],
        *,
        at_once: int = AT_ONCE,
        answered: bool = True,
        pause: float = 0.0,
    ) -> list[float]:
        """Post the commands. Return the seconds until each was acknowledged.

        With `answered`, wait for the answer to each command. `pause` is the number of seconds
        before the next command.
        """
        asked = _Round(commands, self._waiting if answered else None, pause)
        return await self._in_thread(asked.run(port, at_once))

    async def _close(self) -> None:
        self._server.close()
        for each in list(self._open):
            each.transport.abort()
            await each.closed.wait()

    async def _in_thread(self, work: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))


class _Round:
    """Commands to post over several connections."""

    def __init__(
        self, commands: Sequence[Command], waiting: "dict[int, _Asker] | None", pause: float
    ) -> None:
        self.left = iter(commands)
        self.waiting = waiting
        self.pause = pause
        self.spent: list[float] = []
        self._count = len(commands)
        self._done = 0
        self._ended = asyncio.Event()
        self.fault: BaseException | None = None

    async def run(self, port: int, at_once: int) -> list[float]:
        """Post all commands to `port` over `at_once` connections.

        Raises TimeoutError if no answer comes for a while.
        """
        loop = asyncio.get_running_loop()
        opened = [
            await loop.create_connection(lambda: _Asker(self), "127.0.0.1", port)
            for _ in range(at_once)
        ]
        try:
            while not self._ended.is_set():
                done = self._done
                try:
                    await asyncio.wait_for(self._ended.wait(), _PATIENCE)
                except TimeoutError:
                    if done == self._done:
                        raise
        finally:
            for transport, asker in opened:
                transport.abort()
                await asker.closed.wait()
        if self.fault is not None:
            raise self.fault
        return self.spent

    def one_done(self) -> None:
        self._done += 1
        if self._done == self._count:
            self._ended.set()

    def fail(self, fault: BaseException) -> None:
        if not self._ended.is_set():
            self.fault = fault
            self._ended.set()


class _Asker(asyncio.Protocol):
    """A connection to the measured server that posts one command after another."""

    def __init__(self, of: _Round) -> None:
        self._round = of
        self._got = b""
        self._open = 0
        """How many responses are still missing: the acknowledgement, and perhaps the answer."""
        self.closed = asyncio.Event()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed.set()
        if self._open:
            self._round.fail(exc or ConnectionResetError("the server closed a connection"))

    def data_received(self, data: bytes) -> None:
        self._got = got = self._got + data if self._got else data
        head = got.find(_END)
        if head < 0:
            return
        length = _LENGTH.search(got, 0, head + 2)
        if len(got) < head + len(_END) + (int(length[1]) if length else 0):
            return
        self._round.spent.append(time.perf_counter() - self._began)
        self._got = b""
        if got.startswith(b"HTTP/1.1 200"):
            self.take_one()
        else:
            self._round.fail(AssertionError(got))

    def take_one(self) -> None:
        """Count a response to the current command. After the last one, post the next command."""
        self._open -= 1
        if self._open:
            return
        self._round.one_done()
        if self._round.pause:
            asyncio.get_running_loop().call_later(self._round.pause, self._next)
        else:
            self._next()

    def _next(self) -> None:
        number, request = next(self._round.left, (0, b""))
        if not request:
            return
        waiting = self._round.waiting
        self._open = 1
        if waiting is not None:
            self._open = 2
            waiting[number] = self
        self._began = time.perf_counter()
        self._transport.write(request)


class _Answers(asyncio.Protocol):
    """A connection from the measured server, which posts answers and calls Slack's API."""

    def __init__(self, waiting: dict[int, _Asker], opened: "set[_Answers]") -> None:
        self._waiting = waiting
        self._opened = opened
        self._got = b""
        self.closed = asyncio.Event()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self._opened.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._opened.discard(self)
        self.closed.set()

    def data_received(self, data: bytes) -> None:
        got = self._got + data if self._got else data
        while (head := got.find(_END)) >= 0:
            length = _LENGTH.search(got, 0, head + 2)
            end = head + len(_END) + (int(length[1]) if length else 0)
            if len(got) < end:
                break
            self._take(got)
            got = got[end:]
        self._got = got

    def _take(self, request: bytes) -> None:
        answer = _ANSWER.match(request)
        if answer is None:
            self.transport.write(_ACCEPTED)
            return
        self.transport.write(_TAKEN)
        asker = self._waiting.pop(int(answer[1]), None)
        if asker is not None:  # otherwise it is a second message of an answer
            asker.take_one()
