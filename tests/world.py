"""A small training center for tests.

The tests write its rows directly, and the product reads them.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, insert, select, update

from adapters.terminal import session
from bot.capabilities import Capabilities
from bot.conversation import Conversation
from bot.plain_text import plain_text
from bot.reply import Reply, Turn
from core.awards.codes import new_code
from core.edgefinder import Edgefinder, open_edgefinder
from core.people.model import TERMINAL, Identity
from core.storage import tables

TODAY = date(2026, 11, 23)


@dataclass
class StoppedClock:
    """A clock that stands still until a test moves it."""

    now: datetime = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class World:
    """The center of a test, with the ids of its people by number or e-mail address."""

    edgefinder: Edgefinder
    conversation: Conversation
    clock: StoppedClock
    ids: dict[str, int] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    async def add(self, table: str, **values: object) -> int:
        async with self.edgefinder.database.begin() as connection:
            done = await connection.execute(insert(tables.metadata.tables[table]).values(**values))
            key = done.inserted_primary_key
        return key[0] if key and isinstance(key[0], int) else 0

    async def set(self, table: str, row: int, **values: object) -> None:
        """Change the row with this id."""
        which = tables.metadata.tables[table]
        async with self.edgefinder.database.begin() as connection:
            await connection.execute(update(which).where(which.c.id == row).values(**values))

    async def rows(self, table: str) -> list[dict[str, object]]:
        """Return all rows of a table in the order of the primary key.

        Without an order, PostgreSQL would return rows that were changed after all others.
        """
        stored = tables.metadata.tables[table]
        async with self.edgefinder.database.begin() as connection:
            found = await connection.execute(select(stored).order_by(*stored.primary_key))
            return [dict(row) for row in found.mappings()]

    async def clear(self, table: str) -> None:
        async with self.edgefinder.database.begin() as connection:
            await connection.execute(delete(tables.metadata.tables[table]))

    async def organisation(self, name: str = "Ridgeline Technical Center") -> int:
        if name not in self.ids:
            self.ids[name] = await self.add("organisations", name=name, folded=name.casefold())
        return self.ids[name]

    async def candidate(
        self, number: str, name: str = "Ana Popescu", email: str | None = None
    ) -> int:
        return await self._person("candidate", number, email, name)

    async def instructor(self, email: str, name: str = "Ines Ortega") -> int:
        return await self._person("instructor", None, email, name)

    async def evaluator(self, email: str, name: str = "Eva Kraft") -> int:
        return await self._person("evaluator", None, email, name)

    async def administrator(self, email: str, name: str = "Ada Larsen") -> int:
        return await self._person("administrator", None, email, name)

    async def _person(self, role: str, number: str | None, email: str | None, name: str) -> int:
        given, _, family = name.partition(" ")
        person = await self.add(
            "people", number=number, email=email, given_name=given, family_name=family
        )
        organization = await self.organisation()
        await self.add("roles", person_id=person, organisation_id=organization, role=role)
        self.ids[number or email or ""] = person
        return person

    async def roster(self, name: str, instructor: str, *candidates: str) -> int:
        roster = await self.add(
            "rosters",
            organisation_id=await self.organisation(),
            name=name,
            folded=name.casefold(),
        )
        await self.add("roster_instructors", roster_id=roster, person_id=self.ids[instructor])
        for number in candidates:
            await self.add("roster_candidates", roster_id=roster, person_id=self.ids[number])
        return roster

    async def result(
        self,
        number: str,
        exam: str,
        outcome: str,
        on: date = TODAY,
        attempt: int = 0,
        score: float | None = None,
    ) -> None:
        await self.add(
            "results",
            candidate_id=self.ids[number],
            exam_code=exam,
            taken_on=on,
            attempt=attempt,
            outcome=outcome,
            score=score,
        )

    async def award(self, number: str, credential: str, on: date = TODAY, **more: object) -> str:
        code = new_code()
        self.ids[code] = await self.add(
            "awards",
            code=code,
            candidate_id=self.ids[number],
            credential_code=credential,
            issued_on=on,
            awarded_at=self.clock(),
            **more,
        )
        return code

    async def notice(self, who: str, kind: str, award: str) -> int:
        person, award_id = self.ids[who], self.ids[award]
        return await self.add(
            "notices",
            dedupe_key=f"{kind}:{award_id}:{person}",
            kind=kind,
            person_id=person,
            award_id=award_id,
            created_at=self.clock(),
            not_before=self.clock(),
        )

    async def linked(self, who: str, platform: str, external_id: str) -> int:
        return await self.add(
            "chat_identities",
            platform=platform,
            external_id=external_id,
            address=external_id,
            person_id=self.ids[who],
            linked_at=self.clock(),
        )

    async def ask(
        self, who: str, text: str, platform: str = TERMINAL, *, private: bool = True
    ) -> Reply:
        workspace = who.partition(":")[0] if platform == "slack" else ""
        identity = Identity(platform, who, workspace)
        turn = Turn(
            identity, text, address=who, private=private, capabilities=capabilities_of(platform)
        )
        return await self.conversation.answer(turn)

    async def press(
        self, who: str, call: str, platform: str = TERMINAL, *, private: bool = True
    ) -> Reply:
        """Press a button with this command; return the answer."""
        turn = Turn(
            Identity(platform, who),
            call,
            address=who,
            private=private,
            pressed=True,
            capabilities=capabilities_of(platform),
        )
        return await self.conversation.answer(turn)

    async def does(
        self, who: str, text: str, platform: str = TERMINAL, *, private: bool = True
    ) -> Reply:
        """Send a message and confirm if the bot asks for that. Return the last answer."""
        asked = await self.ask(who, text, platform, private=private)
        if not asked.template.endswith("_sure"):
            return asked
        return await self.press(who, asked.buttons[0][0].call, platform, private=private)

    async def says(
        self, who: str, text: str, platform: str = TERMINAL, *, private: bool = True
    ) -> str:
        """Send a message as `ask` does, and return the answer as plain text."""
        return plain_text((await self.ask(who, text, platform, private=private)).markdown)


def capabilities_of(platform: str) -> Capabilities:
    """Return the capabilities of a platform for tests."""
    return session.CAPABILITIES if platform == TERMINAL else Capabilities()


async def open_world(
    database_url: str,
    public_url: str | None = None,
    keys_dir: Path | None = None,
    *,
    direct_url: str | None = None,
    read_url: str | None = None,
    zone: str = "UTC",
) -> World:
    clock = StoppedClock()
    edgefinder = await open_edgefinder(
        database_url=database_url,
        direct_url=direct_url,
        read_url=read_url,
        issuer="Ridgeline Technical Center",
        public_url=public_url,
        keys_dir=keys_dir,
        zone=zone,
        clock=clock,
    )
    return World(edgefinder, Conversation(edgefinder), clock)
