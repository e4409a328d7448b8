"""The private names of libraries that we use still exist.

These libraries have upper bounds in pyproject.toml. Raise a bound together with this test.
"""

import asyncio
import inspect
import sqlite3
import tomllib
from pathlib import Path
from threading import Thread

import aiosqlite
import pytest
from aiohttp.client_proto import ResponseHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request import payload_utils
from telegram._utils.defaultvalue import DEFAULT_NONE, DefaultValue
from telegram.request import BaseRequest


async def test_an_aiosqlite_connection_has_a_thread_that_runs_functions() -> None:
    waiting = aiosqlite.connect(":memory:")
    assert isinstance(waiting._thread, Thread)
    waiting._thread.daemon = True
    async with waiting as connection:
        assert isinstance(connection._conn, sqlite3.Connection)
        found = await connection._execute(  # type: ignore[no-untyped-call]  # a private method
            lambda raw: raw.execute("SELECT 1").fetchall(), connection._conn
        )
    assert found == [(1,)]


def test_telegrams_requests_mark_a_missing_timeout_with_their_own_default_value() -> None:
    assert isinstance(DEFAULT_NONE, DefaultValue)
    assert DEFAULT_NONE.value is None
    asked = inspect.signature(BaseRequest.do_request).parameters
    assert {"url", "method", "request_data", "read_timeout"} <= asked.keys()
    assert asked["read_timeout"].default is BaseRequest.DEFAULT_NONE


def test_slack_bolt_calls_a_middleware_with_the_parameters_that_ours_takes() -> None:
    asked = inspect.signature(AsyncMiddleware.async_process).parameters
    assert list(asked) == ["self", "req", "resp", "next"]
    assert "process_before_response" in inspect.signature(AsyncApp).parameters
    kinds = ("action", "event", "options", "shortcut", "slash_command", "view_submission")
    assert all(callable(getattr(payload_utils, f"is_{kind}")) for kind in kinds)


async def test_an_aiohttp_connection_passes_received_data_to_the_parser_that_is_set() -> None:
    class Parser:
        got = b""

        def feed_data(self, data: bytes) -> tuple[bool, bytes]:
            self.got += data
            return False, b""

        def feed_eof(self) -> None:
            self.got += b"."

    protocol, parser = ResponseHandler(asyncio.get_running_loop()), Parser()
    protocol.connection_made(asyncio.Transport())
    protocol.set_parser(parser, None)
    protocol.data_received(b"some")
    protocol.set_parser(None, None)
    assert not protocol.should_close
    protocol.data_received(b"nobody asked for this")
    assert protocol.should_close
    protocol.set_parser(parser, None)
    protocol.connection_lost(None)
    assert parser.got == b"somenobody asked for this."
    assert protocol.exception() is not None


@pytest.mark.parametrize("name", ["aiohttp", "aiosqlite", "python-telegram-bot", "slack-bolt"])
def test_libraries_whose_private_names_are_used_have_an_upper_bound(name: str) -> None:
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8")
    wanted = tomllib.loads(text)["project"]["dependencies"]
    [found] = [each for each in wanted if each.startswith(f"{name}>")]
    assert ",<" in found
