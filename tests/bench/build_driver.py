"""Run one build of Edgefinder on commands from standard input: JSON lines in and out.

The build's own Python runs this script, so the script uses only what every measured build has. If a
name has changed between builds, it is looked up at run time. See `earlier_build`.
"""

import asyncio
import hashlib
import hmac
import importlib
import json
import sqlite3
import sys
import time
from typing import Any
from urllib.parse import parse_qs

import uvicorn

from adapters.slack.adapter import SlackAdapter
from adapters.web.app import web_app
from bot.conversation import Conversation
from bot.reply import Turn
from bot.workplace import Workplace
from core.edgefinder import Edgefinder, open_edgefinder
from core.people.model import Identity

UNHEARD = "{unheard}"
"""A placeholder for a word in `text`. Each person types another word, which no dictionary has."""
SECRET = "a signing secret of this bench"
EVENTS, BARE = "/slack/events", "/bare"
_SERVE, _PLATFORMS = "adapters.serve", "adapters.configured_platforms"


class Driven:
    """A build with an open database."""

    def __init__(self, edgefinder: Edgefinder, file: str) -> None:
        self._edgefinder = edgefinder
        self._conversation = Conversation(edgefinder)
        self._file = file

    async def load(self) -> int:
        """Import the modules that `serve` imports before it answers."""
        if hasattr(self._conversation, "load"):
            self._conversation.load()
        return 0

    async def ask(
        self, text: str, people: list[int], at_once: int, change: str, first: int
    ) -> dict[str, Any]:
        """Ask the same question as each of these Telegram users, `at_once` of them at a time.

        `change` is an SQL statement to run before each question. Its parameter is the question's
        number, which counts from `first`.
        """
        raw = sqlite3.connect(self._file, isolation_level=None, check_same_thread=False)
        left = iter(list(enumerate(people, first)))
        template = ""
        files = 0

        async def some() -> None:
            nonlocal template, files
            for number, person in left:
                if change:  # this runs in a thread, because the build itself may be writing
                    await asyncio.to_thread(raw.execute, change, (number,))
                said = text.replace(UNHEARD, _unheard_word(person))
                turn = Turn(Identity("telegram", str(person)), said)
                reply = await self._conversation.answer(turn)
                template, files = reply.template, len(reply.attachments)

        began = time.perf_counter()
        await asyncio.gather(*(some() for _ in range(at_once)))
        seconds = time.perf_counter() - began
        raw.close()
        return {"seconds": seconds, "template": template, "files": files}

    async def slack(self, url: str) -> int:
        """Serve Slack's requests, and an endpoint that only checks them. Return the port."""
        adapter = SlackAdapter(
            self._conversation,
            Workplace(self._edgefinder),
            "xoxb-bench",
            signing_secret=SECRET,
            api_url=f"{url}/api/",
        )
        await adapter.start()
        endpoint_of = _either(_PLATFORMS, "endpoint_of") or _either(_SERVE, "endpoint_of")
        pages = web_app(self._edgefinder, {EVENTS: endpoint_of(adapter.handle)})

        async def app(scope: Any, receive: Any, send: Any) -> None:
            served = _bare if scope.get("path") == BARE else pages
            await served(scope, receive, send)

        _either(_SERVE, "reduce_garbage_collection", "settle")()
        bounded = _either("adapters.web.slow_clients", "bounded_protocol")
        config = uvicorn.Config(
            app,
            http=bounded() if bounded else "auto",
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            port=0,
        )
        bound = config.bind_socket()
        bound.listen()  # clients can connect from now on
        self._server = asyncio.create_task(uvicorn.Server(config).serve(sockets=[bound]))
        port: int = bound.getsockname()[1]
        return port


def _unheard_word(person: int) -> str:
    return "".join("bcdfghjklm"[int(digit)] for digit in str(person))


def signature(at: str, body: bytes) -> str:
    signed = f"v0:{at}:".encode() + body
    return f"v0={hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()}"


async def _bare(scope: Any, receive: Any, send: Any) -> None:
    """Answer like a minimal endpoint: check the signature and its time, and parse the form."""
    body, more = b"", True
    while more:
        part = await receive()
        body += part.get("body", b"")
        more = part.get("more_body", False)
    headers = {name: value.decode() for name, value in scope["headers"]}
    at = headers[b"x-slack-request-timestamp"]
    good = hmac.compare_digest(signature(at, body), headers[b"x-slack-signature"])
    good = good and abs(time.time() - int(at)) < 60 * 5 and bool(parse_qs(body.decode()))
    status = 200 if good else 401
    length = [(b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": length})
    await send({"type": "http.response.body", "body": b""})


def _either(module: str, *names: str) -> Any:
    """Return the first of these names that a module of this build has.

    Return None if the build has no such module.
    """
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError:
        return None
    return next(getattr(found, name) for name in names if hasattr(found, name))


async def _drive(file: str) -> None:
    driven = Driven(await open_edgefinder(database_url=f"sqlite:///{file}"), file)
    while line := await asyncio.to_thread(sys.stdin.readline):
        given = json.loads(line)
        told = await getattr(driven, given.pop("do"))(**given)
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    _either(_SERVE, "run_in_fastest_loop", "in_our_loop")(_drive(sys.argv[1]))
