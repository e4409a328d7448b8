"""The double of Slack in the benchmarks counts answers, and stops at a refused command."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import islice

import pytest

from tests.bench.fake_slack import FakeSlack
from tests.bench.slack_commands import commands


class App:
    """Answers each request with a status, and each of its commands with a message."""

    def __init__(self, status: bytes, answers: bool) -> None:
        self._status = status
        self._answers = answers
        self.asked: list[bytes] = []
        self.answered = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.read(4096):
            body = head.partition(b"\r\n\r\n")[2]
            self.asked.append(body)
            writer.write(b"HTTP/1.1 %s\r\ncontent-length: 0\r\n\r\n" % self._status)
            if self._answers:
                await self.answer(body)
        writer.close()

    async def answer(self, body: bytes) -> None:
        found = re.search(rb"response_url=http%3A%2F%2F127.0.0.1%3A(\d+)%2Fresponse%2F(\d+)&", body)
        assert found is not None
        reader, writer = await asyncio.open_connection("127.0.0.1", int(found[1]))
        writer.write(b"POST /response/%s HTTP/1.1\r\nContent-Length: 2\r\n\r\n" % found[2])
        await writer.drain()
        self.answered += 1
        writer.write(b"{}")
        assert (await reader.read(4096)).endswith(b"\r\n\r\nok")
        writer.close()


@asynccontextmanager
async def served(
    status: bytes = b"200 OK", *, answers: bool = True
) -> AsyncIterator[tuple[App, int]]:
    app = App(status, answers)
    async with await asyncio.start_server(app.talk, "127.0.0.1", 0) as server:
        yield app, server.sockets[0].getsockname()[1]


async def test_a_round_ends_only_when_every_command_is_answered() -> None:
    async with served() as (app, port), FakeSlack() as slack:
        asked = list(islice(commands(slack, port), 20))
        taken = await slack.asks(port, asked, at_once=4)
        assert (len(taken), app.answered) == (20, 20)
        assert len(set(app.asked)) == 20


async def test_a_command_without_an_answer_is_timed_until_its_acknowledgement() -> None:
    async with served(answers=False) as (_, port), FakeSlack() as slack:
        asked = list(islice(commands(slack, port), 3))
        taken = await slack.asks(port, asked, at_once=1, answered=False, pause=0.001)
        assert len(taken) == 3


async def test_a_command_that_the_server_refuses_fails_the_benchmark() -> None:
    async with served(b"401 No", answers=False) as (_, port), FakeSlack() as slack:
        asked = list(islice(commands(slack, port), 3))
        with pytest.raises(AssertionError, match="401 No"):
            await slack.asks(port, asked, at_once=1)
