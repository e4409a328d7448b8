"""A fixture with the playground of a small training center on a real server."""

import io
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from adapters.cli.demo_slack_views import DemoSlackViews
from adapters.notice_relay import Relay
from adapters.playground.app import playground_app
from adapters.playground.panes import Pane, Post
from adapters.playground.playground import Cast, Playground, PlaygroundSender
from adapters.web.app import web_app
from bot.plain_text import plain_text
from core.importing.report import ImportKind
from tests.adapters.web_server import served
from tests.world import World, open_world

TOKEN = "a-token-of-a-test"
ANA, INES = "1001", "ines@example.org"
SCRIPT = {"Accept": "application/json"}


@dataclass
class Page:
    """The page, for tests that use it over HTTP."""

    world: World
    playground: Playground
    url: str
    session: aiohttp.ClientSession
    valid: str
    revoked: str
    told: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"{self.url}/play/{TOKEN}/"

    def posts(self, pane: str) -> list[Post]:
        return list(self.playground.board.of(Pane(pane)))

    def last(self, pane: str) -> str:
        """Return the text of a chat's newest post."""
        reply = self.posts(pane)[-1].reply
        return plain_text(reply.markdown) if reply else ""

    async def get(self, path: str = "") -> tuple[int, str, Mapping[str, str]]:
        async with self.session.get(self.address + path) as answer:
            return answer.status, await answer.text(), answer.headers

    async def send(
        self, path: str, file: tuple[str, bytes] | None = None, **form: str
    ) -> tuple[int, str]:
        """Send a form as the page's script does."""
        data = aiohttp.FormData(form, default_to_multipart=True)
        if file is not None:
            data.add_field("file", io.BytesIO(file[1]), filename=file[0])
        async with self.session.post(self.address + path, data=data, headers=SCRIPT) as answer:
            return answer.status, await answer.text()

    async def window(
        self,
        path: str,
        file: tuple[str, bytes] | None = None,
        *,
        pane: str = "employer",
        **form: str,
    ) -> tuple[str, int]:
        """Send a button or form of a window; return the window's HTML and its number of errors."""
        status, answer = await self.send(f"{pane}/window/{path}", file, **form)
        assert status == 200, answer
        shown = json.loads(answer)
        return shown["html"], shown["errors"]

    async def open(self, action: str, pane: str = "employer") -> tuple[str, str]:
        """Press a button that opens a window; return the window's HTML and number."""
        html, _ = await self.window("open", pane=pane, opens=action)
        return html, html.partition(f'action="{pane}/window/')[2].partition('"')[0]

    async def relayed(self) -> None:
        """Deliver due notices."""
        sender = PlaygroundSender(self.playground, lambda name, _: self.told.append(name))
        world = self.world
        await Relay(world.edgefinder, world.conversation, {sender.platform: sender}).turn()


async def cast_of(world: World, valid: str, revoked: str) -> Cast:
    contacts = world.edgefinder.contacts
    candidate, instructor = await contacts.find(ANA), await contacts.find(INES)
    assert candidate is not None
    assert instructor is not None
    center = "Ridgeline Technical Center"
    return Cast(candidate, instructor, "Cascade Tool & Die", center, valid, revoked)


@pytest.fixture
async def page(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Page]:
    world = await open_world(sqlite_url, public_url="https://verify.example.org")
    await world.instructor(INES)
    await world.candidate(ANA)
    await world.roster("Mornings", INES, ANA)
    valid = await world.award(ANA, "M1-MMS")
    revoked = await world.award(ANA, "M1-JPB", revoked_on=world.clock().date(), revoked_by="issuer")
    await world.result(ANA, "M1-TUR-T", "pass")

    async def record() -> str:
        path = tmp_path / "results.csv"
        path.write_text(
            "candidate_number,exam,outcome,taken_on\n1001,M1-TCH-P,pass,2026-11-22\n", "utf-8"
        )
        report = await world.edgefinder.import_file(ImportKind.RESULTS, path)
        return f"{report.awarded} credential awarded"

    cast = await cast_of(world, valid, revoked)
    playground = Playground(world.edgefinder, world.conversation, cast, record, DemoSlackViews)
    await playground.open()
    app = playground_app(playground, TOKEN, web_app(world.edgefinder))
    async with served(app) as url, aiohttp.ClientSession() as session:
        yield Page(world, playground, url, session, valid, revoked)
        playground.board.close()
    await world.edgefinder.close()
