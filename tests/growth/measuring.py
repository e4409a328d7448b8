"""Ask a small and a large database the same questions by turns, and compare the slowest answers."""

import gc
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.conversation import Conversation
from bot.reply import Turn
from core.edgefinder import Edgefinder, open_edgefinder
from core.people.model import Identity
from tests.growth.rows import PLATFORM, award_code, instructor_of, rosters

MOST = 1.5
"""How many times longer the slowest answers from the large database may take."""
_ROUNDS = 3
_ASKED = 400
_CLAIMS = 200
_CLAIMED = 20
_SLOWEST = 0.99

Ask = Callable[[], Awaitable[None]]


class WrongAnswerError(Exception):
    """A question got the wrong answer."""


@dataclass
class Measured:
    """An open database, the number of its candidates, and the questions to ask."""

    edgefinder: Edgefinder
    candidates: int
    chance: random.Random

    def __post_init__(self) -> None:
        self._conversation = Conversation(self.edgefinder)

    async def _answer(self, who: int, words: str, template: str) -> None:
        said = await self._conversation.answer(Turn(Identity(PLATFORM, str(who)), words))
        if said.template != template:
            raise WrongAnswerError(f"{words.partition(' ')[0]} was answered by {said.template!r}")

    async def status(self) -> None:
        await self._answer(self.chance.randint(1, self.candidates), "status", "status")

    async def verify(self) -> None:
        code = award_code(self.chance.randint(1, self.candidates), self.candidates)
        await self._answer(self.chance.randint(1, self.candidates), f"verify {code}", "verify")

    async def roster(self) -> None:
        roster = self.chance.randint(1, rosters(self.candidates))
        await self._answer(instructor_of(roster, self.candidates), "roster", "roster")

    async def claim(self) -> None:
        """Claim queues and release them without sending."""
        outbox = self.edgefinder.outbox
        due = await outbox.claim(_CLAIMED)
        if len(due) < _CLAIMED:
            raise WrongAnswerError(f"only {len(due)} notices were claimed")
        await outbox.postpone(due, self.edgefinder.clock())

    @property
    def questions(self) -> Mapping[str, tuple[Ask, int]]:
        """Return the questions by name, each with how often it is asked in a round."""
        return {
            "status": (self.status, _ASKED),
            "verify": (self.verify, _ASKED),
            "roster": (self.roster, _ASKED // 4),
            "the relay's claim": (self.claim, _CLAIMS),
        }


@dataclass(frozen=True)
class Growth:
    """The seconds within which 99% of a question's answers came, on both databases."""

    name: str
    small: float
    large: float

    @property
    def ratio(self) -> float:
        return self.large / self.small


async def compare(small: tuple[str, int], large: tuple[str, int]) -> list[Growth]:
    """Compare two filled databases, each given by its URL and its number of candidates."""
    opened = [
        Measured(await open_edgefinder(database_url=url), candidates, random.Random(7))
        for url, candidates in (small, large)
    ]
    try:
        return [await _compared(name, *opened) for name in opened[0].questions]
    finally:
        for each in opened:
            await each.edgefinder.close()


async def _compared(name: str, small: Measured, large: Measured) -> Growth:
    (ask_small, count), (ask_large, _) = small.questions[name], large.questions[name]
    slowest: tuple[list[float], list[float]] = ([], [])
    for one_round in range(_ROUNDS + 1):
        spent: tuple[list[float], list[float]] = ([], [])
        gc.collect()
        gc.disable()
        try:
            for _ in range(count):
                for ask, kept in zip((ask_small, ask_large), spent, strict=True):
                    began = time.perf_counter()
                    await ask()
                    kept.append(time.perf_counter() - began)
        finally:
            gc.enable()
        if one_round:  # the first round only warms the databases up
            for kept, times in zip(slowest, spent, strict=True):
                kept.append(percentile(times, _SLOWEST))
    return Growth(name, *(statistics.median(each) for each in slowest))


def percentile(times: list[float], share: float) -> float:
    """Return the time within which a share of the answers came, such as 0.99 of them."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
