"""Simulated people who keep asking questions and check the answers."""

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp
import orjson

from tests.growth.rows import award_code, instructor_of, rosters
from tests.load.bot_api import BotApi, update

SECRET = "load-secret"
SHARES = {"status": 70, "verify": 15, "free text": 10, "roster": 5}
"""The kinds of questions, each with its share in percent."""
_SAID = (
    "which exams remain for turning?",
    "what do i do next",
    "cnc lathe op",
    "where do I stand",
    "surface grindin",
    "statsu",
)
_PATIENCE = aiohttp.ClientTimeout(total=60)
_HEADERS = {
    "X-Telegram-Bot-Api-Secret-Token": SECRET,
    "Content-Type": "application/json",
}
_TRIES = 3
"""How many times an update is posted before its question counts as an error."""
_APOLOGY = "went wrong on my side"


@dataclass
class Asked:
    """The answers to one kind of question: the seconds of each right answer, and all errors."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class People:
    """The people who ask: candidates 1 to `asking`, their instructors, and employers.

    `total` is the number of candidates on record, from which their codes are computed.
    """

    def __init__(
        self, session: aiohttp.ClientSession, api: BotApi, urls: list[str], asking: int, total: int
    ) -> None:
        self.asked = {kind: Asked() for kind in SHARES}
        self._session = session
        self._api = api
        self._urls = urls
        self._asking = asking
        self._total = total
        self._chance = random.Random(7)
        self._number = 0
        self._busy: set[int] = set()
        self.answered_in_chats = 0
        self.sent_again = 0
        """Updates that were posted again because the connection broke, as Telegram does."""
        self._kinds: dict[str, Callable[[], Awaitable[str]]] = {
            "status": self._status,
            "verify": self._verify,
            "free text": self._says_something,
            "roster": self._roster,
        }

    async def ask_until(self, ends: float, at_once: int) -> None:
        """Ask a mix of questions, `at_once` at a time, until the event loop's time `ends`."""
        kinds, shares = list(SHARES), list(SHARES.values())
        loop = asyncio.get_running_loop()

        async def somebody() -> None:
            while loop.time() < ends:
                await self.ask(*self._chance.choices(kinds, shares))

        await asyncio.gather(*(somebody() for _ in range(at_once)))

    async def ask(self, kind: str) -> None:
        """Ask one question of this kind, and record its seconds or its error."""
        began = time.perf_counter()
        try:
            wrong = await self._kinds[kind]()
        except (aiohttp.ClientError, TimeoutError) as error:
            wrong = type(error).__name__
        if wrong:
            self.asked[kind].errors.append(wrong)
        else:
            self.asked[kind].seconds.append(time.perf_counter() - began)

    def forget(self) -> None:
        """Forget all answers that were counted so far."""
        self.asked = {kind: Asked() for kind in SHARES}
        self.answered_in_chats = 0

    def _somebody(self) -> int:
        return self._chance.randint(1, self._asking)

    def _somebody_free(self) -> int:
        """Return a person who waits for no answer, because a chat asks one question at a time."""
        while (who := self._somebody()) in self._busy:
            pass
        return who

    async def _status(self) -> str:
        return await self._in_chat(self._somebody_free(), "/status", "Measurement")

    async def _verify(self) -> str:
        code = award_code(self._somebody(), self._total)
        if self._chance.random() < 1 / 2:
            return await self._in_chat(self._somebody_free(), f"/verify {code}", "Valid")
        url = f"{self._chance.choice(self._urls)}/v/{code}.json"
        async with self._session.get(url, timeout=_PATIENCE) as page:
            found = orjson.loads(await page.read()) if page.status == 200 else {}
        return "" if found.get("verdict") == "valid" else f"the page said {page.status}"

    async def _says_something(self) -> str:
        return await self._in_chat(self._somebody_free(), self._chance.choice(_SAID), "")

    async def _roster(self) -> str:
        while True:
            roster = self._chance.randint(1, rosters(self._asking))
            who = instructor_of(roster, self._total)
            if who not in self._busy:
                return await self._in_chat(who, "/roster", f"Class {roster}")

    async def _in_chat(self, who: int, words: str, expected: str) -> str:
        """Ask in a person's chat. Return what is wrong with the answer, or '' if it is right."""
        self._busy.add(who)
        try:
            return await self._asked(who, words, expected)
        finally:
            self._busy.discard(who)

    async def _asked(self, who: int, words: str, expected: str) -> str:
        self._number += 1
        url = f"{self._chance.choice(self._urls)}/telegram/webhook"
        self._api.texts.pop(who, None)
        status, answer = await self._posted(url, update(self._number, who, words))
        if status != 200:
            return f"the webhook said {status}"
        if answer:  # the response contains the call that sends the answer
            self._api.keep(orjson.loads(answer))
        text = self._api.texts.pop(who, "")
        self.answered_in_chats += bool(text)
        if not text:
            return "no answer"
        if _APOLOGY in text:
            return "an apology"
        return "" if expected in text else f"{words.partition(' ')[0]} got: {text[:200]}"

    async def _posted(self, url: str, body: bytes) -> tuple[int, bytes]:
        """Post an update; return the status and the body of the response."""
        for _ in range(_TRIES - 1):
            with contextlib.suppress(aiohttp.ClientConnectionError):
                return await self._post(url, body)
            self.sent_again += 1
        return await self._post(url, body)

    async def _post(self, url: str, body: bytes) -> tuple[int, bytes]:
        async with self._session.post(url, data=body, headers=_HEADERS, timeout=_PATIENCE) as done:
            return done.status, await done.read()
