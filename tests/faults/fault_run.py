"""Send notices while relays are killed, platforms fail and the database restarts."""

import asyncio
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, text

from adapters.concurrency_limits import AT_ONCE
from core.awards.codes import new_code
from core.catalog.loading import load_catalog
from core.clock import Clock, utc_now
from core.outbox.enqueue import NewNotice, enqueue
from core.outbox.kinds import NoticeKind
from core.storage.database import Database
from core.storage.revisions import prepare
from core.storage.tables import awards, chat_identities, people
from tests.e2e.serve_process import environment
from tests.faults import relay_process
from tests.faults.failing_platforms import BadDay
from tests.servers.forked_process import Forked

_OF_EACH = 50
"""Notices per person. There must be at least as many credentials in the catalog."""
_IN_FLIGHT = 2 * AT_ONCE
"""The most notices that a killed relay can have sent but not marked as sent, on both platforms."""
_PARTS = 5
"""In how many parts the notices are enqueued while relays run."""

Restart = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Outage:
    """A time when a platform is down, in minutes of the relays' clocks."""

    platform: str
    begins: float
    ends: float


@dataclass(frozen=True)
class Run:
    """The parameters of a run: notices, relays, seconds between kills, and more."""

    name: str
    database_url: str
    notices: int
    relays: int
    kill_every: float
    seed: int
    most_kills: int = 10_000
    restart: Restart | None = None
    outages: tuple[Outage, ...] = ()
    faster: float = 1
    """How many times faster than real time the relays' clocks run."""


@dataclass(frozen=True)
class FaultCounts:
    """The results of a run with faults.

    `repeated` and `unheard` count messages that were sent again although the platform had accepted
    them: `unheard` if the response was lost on purpose, else `repeated`.
    """

    sent: int
    lost: int
    repeated: int
    reordered: int
    unheard: int
    kills: int
    seconds: float
    went_wrong: dict[str, int]

    @property
    def most_repeated(self) -> int:
        return self.kills * _IN_FLIGHT

    @property
    def kept(self) -> bool:
        return not self.lost and not self.reordered and self.repeated <= self.most_repeated

    def __str__(self) -> str:
        wrong = ", ".join(f"{how} {count:,}" for how, count in sorted(self.went_wrong.items()))
        return (
            f"sent {self.sent:,}, lost {self.lost:,}, repeated {self.repeated:,} (at most "
            f"{self.most_repeated:,}: {self.kills} kills x {_IN_FLIGHT} in flight), "
            f"reordered {self.reordered:,}\n"
            f"  in {self.seconds:.0f} s; went wrong: {wrong}; "
            f"sent again as the platform's yes was lost: {self.unheard:,}"
        )


async def run(given: Run) -> FaultCounts:
    """Enqueue the notices, relay them under faults, and count the results."""
    began = time.monotonic()
    clock = relay_process.FastClock(time.time(), given.faster)
    async with BadDay(given.seed) as day, Database.open(given.database_url) as database:
        expected = await _fill(database, day, given.notices)
        relays = _Relays(given, day, clock)
        try:
            await relays.start()
            outages = [asyncio.create_task(_away(each, day, given)) for each in given.outages]
            await asyncio.sleep(0)  # outages at minute 0 start before anything is sent
            await _owe_in_parts(database, expected, clock)
            await asyncio.gather(relays.harass(), _restarted(given), *outages)
            await _until_settled(database)
            await relays.stop()
        finally:
            await relays.kill_all()
        return _tally(day, expected, relays.kills, time.monotonic() - began)


class _Relays:
    """The relay processes. From time to time, one of them is killed and restarted."""

    def __init__(self, given: Run, day: BadDay, clock: relay_process.FastClock) -> None:
        self.kills = 0
        self._given = given
        self._random = random.Random(given.seed)
        slack = day.slack
        self._words = (
            given.database_url,
            *(day.telegram.url, day.telegram.token),
            *(slack.api_url, slack.workspace().bot_token),
            *(repr(clock.began), repr(clock.faster)),
        )
        self._running: list[Forked] = []
        self._folder = tempfile.TemporaryDirectory()
        self._log = Path(self._folder.name) / "log"

    async def start(self) -> None:
        for _ in range(self._given.relays):
            self._running.append(await self._one())

    async def harass(self) -> None:
        """Kill and restart relays until everything is sent or the maximum of kills is reached."""
        async with Database.open(self._given.database_url) as database:
            while self.kills < self._given.most_kills and await _pending(database):
                await asyncio.sleep(self._given.kill_every * self._random.uniform(0.7, 1.3))
                place = self._random.randrange(len(self._running))
                assert self._running[place].returncode is None, self._last_words()
                self._running[place].kill()
                await self._running[place].wait()
                self.kills += 1
                self._running[place] = await self._one()

    async def stop(self) -> None:
        for each in self._running:
            each.send_signal(signal.SIGTERM)
        for each in self._running:
            code = await asyncio.wait_for(each.wait(), 60)
            assert code == 0, self._last_words()

    def _last_words(self) -> str:
        said = self._log.read_text("utf-8", errors="replace")[-3000:]
        return f"a relay ended in a way of its own: {said}"

    async def kill_all(self) -> None:
        for each in self._running:
            each.kill()
            await each.wait()
        self._folder.cleanup()

    async def _one(self) -> Forked:
        """Start a relay process; return when it is ready."""
        folder = Path(self._folder.name)
        begun = folder / "begun"
        begun.unlink(missing_ok=True)
        started = await Forked.start(
            *(relay_process.main, str(begun), *self._words),
            env=environment({}),
            folder=folder,
            out=self._log,
        )
        while not begun.exists():
            assert started.returncode is None, self._last_words()
            await asyncio.sleep(0.02)
        return started


async def _restarted(given: Run) -> None:
    if given.restart is not None:
        await asyncio.sleep(2 * given.kill_every)
        await given.restart()


async def _away(outage: Outage, day: BadDay, given: Run) -> None:
    """Take a platform down during an outage."""
    if outage.begins:
        await asyncio.sleep(outage.begins * 60 / given.faster)
    day.away.add(outage.platform)
    await asyncio.sleep((outage.ends - outage.begins) * 60 / given.faster)
    day.away.discard(outage.platform)


async def _pending(database: Database) -> int:
    """Return how many notices are not settled. Retry while the database is down."""
    for _ in range(600):
        try:
            async with database.begin() as connection:
                count = await connection.scalar(
                    text("SELECT count(*) FROM notices WHERE state = 'due'")
                )
                return int(count or 0)
        except Exception:  # noqa: BLE001 - the server is restarting
            await asyncio.sleep(0.1)
    raise AssertionError("the database did not come back")


async def _until_settled(database: Database) -> None:
    while await _pending(database):  # noqa: ASYNC110 - other processes settle them
        await asyncio.sleep(0.5)


async def _fill(
    database: Database, day: BadDay, count: int
) -> dict[str, list[tuple[int, int, str]]]:
    """Create people with chats, half on each platform, and their credentials.

    Returns the notices of each destination in order: person, award, code.
    """
    await prepare(database)
    credentials = [each.code for each in load_catalog(None).credentials][:_OF_EACH]
    workspace = day.slack.workspace()
    expected: dict[str, list[tuple[int, int, str]]] = {}
    ids = iter(range(1, count + 1))
    async with database.begin() as connection:
        for person in range(1, -(-count // _OF_EACH) + 1):
            on_slack = person % 2 == 0
            if on_slack:
                user = workspace.user(f"U{person:06}", f"Person {person}")
                platform, address = "slack", f"{workspace.id}:{user.id}"
                name = f"slack {workspace.direct_message(user).id}"
            else:
                day.telegram.user(person, f"Person {person}").started = True
                platform, address = "telegram", str(person)
                name = f"telegram {person}"
            await connection.execute(
                insert(people).values(
                    id=person, number=str(person), given_name="P", family_name="Q"
                )
            )
            await connection.execute(
                insert(chat_identities).values(
                    platform=platform,
                    external_id=address,
                    address=address,
                    person_id=person,
                    linked_at=utc_now(),
                )
            )
            expected[name] = [
                (person, number, new_code()) for _, number in zip(credentials, ids, strict=False)
            ]
            await connection.execute(
                insert(awards),
                [
                    {
                        "id": number,
                        "code": code,
                        "candidate_id": person,
                        "credential_code": credential,
                        "issued_on": utc_now().date(),
                        "awarded_at": utc_now(),
                    }
                    for credential, (_, number, code) in zip(
                        credentials, expected[name], strict=False
                    )
                ],
            )
    return expected


async def _owe_in_parts(
    database: Database, expected: dict[str, list[tuple[int, int, str]]], clock: Clock
) -> None:
    for part in range(_PARTS):
        size = -(-_OF_EACH // _PARTS)
        some = [each[part * size : (part + 1) * size] for each in expected.values()]
        owed = [
            NewNotice(NoticeKind.AWARD_EARNED, person, award_id=award)
            for theirs in some
            for person, award, _ in theirs
        ]
        async with database.begin() as connection:
            await enqueue(connection, clock(), *owed)
        await asyncio.sleep(0.2)


def _tally(
    day: BadDay, expected: dict[str, list[tuple[int, int, str]]], kills: int, seconds: float
) -> FaultCounts:
    lost = repeated = unheard = reordered = 0
    lost_answers = Counter(day.unheard)
    for name, theirs in expected.items():
        came = day.delivered[name]
        counted = Counter(came)
        lost += sum(code not in counted for _, _, code in theirs)
        for code, times in counted.items():
            asked_for = min(times - 1, lost_answers[code])
            unheard += asked_for
            repeated += times - 1 - asked_for
        place = {code: number for number, (_, _, code) in enumerate(theirs)}
        reordered += _turned_back(place[code] for code in came)
    sent = sum(len(came) for came in day.delivered.values())
    return FaultCounts(
        sent, lost, repeated, reordered, unheard, kills, seconds, dict(day.went_wrong)
    )


def _turned_back(places: Iterable[int]) -> int:
    """Return how many codes arrived after a code that should have come later."""
    furthest = -1
    turned = 0
    for place in places:
        turned += place < furthest
        furthest = max(furthest, place)
    return turned
