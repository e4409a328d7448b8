"""Every surface (chat, web, shell, Slack) reads a code or link in any spelling."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from adapters.web.app import web_app
from bot.plain_text import plain_text
from bot.reply import Reply, Turn
from bot.verdict_words import words_of
from bot.workplace import Workplace
from core.goals.link_tokens import new_token
from core.people.model import Identity
from core.verification.verdict import Detail, VerdictKind
from tests.adapters.web_server import served
from tests.code_spellings import LOST, ROOT, TOKEN_WAYS, WAYS
from tests.world import World, open_world

Ask = Callable[[str], Awaitable[list[tuple[str, str]]]]
JSON = {"Accept": "application/json"}
LOST_SAID = "its last symbol is missing"


@dataclass
class Surfaces:
    """A center with a credential, and functions that send its code to each surface."""

    world: World
    code: str
    ask: dict[str, Ask]
    page: Callable[[str], Awaitable[str]]
    """Uploads a file with this text; returns the page that a browser shows."""


def _told(reply: Reply) -> list[tuple[str, str]]:
    """Return the kinds and codes of the verdicts, or the text if there is no verdict."""
    told = _of_documents([each.document() for each in reply.verdicts])
    return told or [("no verdict", plain_text(reply.markdown))]


def _of_documents(told: Any) -> list[tuple[str, str]]:
    documents = told if isinstance(told, list) else [told]
    return [
        (each["verdict"], LOST_SAID if LOST_SAID in (each["reason"] or "") else each["code"])
        for each in documents
    ]


@pytest.fixture
async def surfaces(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Surfaces]:
    world = await open_world(sqlite_url, ROOT, tmp_path / "keys")
    issuer = world.edgefinder.signing.issuer
    assert issuer is not None
    issuer.keys.init_all()
    await world.candidate("1001", "Ana Popescu")
    code = await world.award("1001", "M1-MMS", date(2026, 5, 1))
    workplace = Workplace(world.edgefinder)

    async def typed_in_a_chat(text: str) -> list[tuple[str, str]]:
        return _told(await world.ask("employer:Acme", f"verify {text}"))

    async def pasted_in_a_chat(text: str) -> list[tuple[str, str]]:
        return _told(await world.ask("employer:Acme", text))

    async def slack_shortcut(text: str) -> list[tuple[str, str]]:
        turn = Turn(Identity("slack", "T1:U1", "T1"), f"she wrote {text}", address="T1:U1")
        return _told(await workplace.checks.check_message(turn))

    async def slack_list(text: str) -> list[tuple[str, str]]:
        turn = Turn(Identity("slack", "T1:U1", "T1"), text, address="T1:U1")
        return _told(await workplace.checks.check_list(turn))

    async def a_file(text: str) -> list[tuple[str, str]]:
        verdicts = await world.edgefinder.verification.verify_file("a.txt", text.encode())
        return _of_documents([each.document() for each in verdicts])

    async def a_file_of_windows(text: str) -> list[tuple[str, str]]:
        content = f"Please check: {text}".encode("utf-16")
        verdicts = await world.edgefinder.verification.verify_file("a.txt", content)
        return _of_documents([each.document() for each in verdicts])

    async with served(web_app(world.edgefinder)) as url, aiohttp.ClientSession() as session:

        async def the_form(text: str) -> list[tuple[str, str]]:
            async with session.post(f"{url}/verify", data={"code": text}, headers=JSON) as answer:
                return _of_documents(json.loads(await answer.text()))

        asks: dict[str, Ask] = {
            "chat, typed": typed_in_a_chat,
            "chat, pasted": pasted_in_a_chat,
            "Slack's shortcut": slack_shortcut,
            "Slack's window": slack_list,
            "web": the_form,
            "file": a_file,
            "file, UTF-16": a_file_of_windows,
        }

        async def page(text: str) -> str:
            form = aiohttp.FormData()
            form.add_field("file", text.encode(), filename="a.txt")
            async with session.post(f"{url}/verify", data=form) as answer:
                return await answer.text()

        yield Surfaces(world, code, asks, page)
    await world.edgefinder.close()


async def _failures(surfaces: Surfaces, ways: dict[str, str], wanted: tuple[str, str]) -> list[str]:
    failures = []
    for surface, ask in surfaces.ask.items():
        for way, text in ways.items():
            told = await ask(text)
            if told != [wanted]:
                failures.append(f"{surface}, {way}: {told}")
    return failures


async def test_a_code_is_read_in_every_spelling_on_every_surface(
    surfaces: Surfaces,
) -> None:
    ways = {name: way(surfaces.code) for name, way in WAYS.items()}
    assert await _failures(surfaces, ways, ("valid", surfaces.code)) == []


async def test_a_missing_last_symbol_is_reported_on_every_surface(surfaces: Surfaces) -> None:
    ways = {name: way(surfaces.code) for name, way in LOST.items()}
    assert await _failures(surfaces, ways, ("mistyped", LOST_SAID)) == []


async def test_a_goal_proof_link_is_answered_on_every_surface(
    surfaces: Surfaces,
) -> None:
    world = surfaces.world
    await world.award("1001", "M1-CMP")
    parts = world.edgefinder
    goal = (await parts.goal_repository.everything())["ccc-mfgt-123"]
    made = await parts.proofs.make(world.ids["1001"], goal, 30, shows=False, met=True)
    assert made is not None
    link = f"{ROOT}/g/{made.token}"
    for surface, ask in surfaces.ask.items():
        if not surface.startswith("chat"):  # the chat words a single proof differently
            assert await ask(f"({link}),") == [("valid", link)], surface
        told = await ask(f"{link} and {surfaces.code}")
        assert told == [("valid", link), ("valid", surfaces.code)], surface
    for surface in ("chat, typed", "chat, pasted"):
        [(_, words)] = await surfaces.ask[surface](link)
        assert "Credit for MFGT 123" in words
    pages = [await surfaces.page(each) for each in (f"{link} {surfaces.code}", f"file: {link}")]
    for page in pages:
        assert "Credit for MFGT 123" in page
        assert "/v/http" not in page
    lost = f"{ROOT}/g/{new_token()}"
    [verdict] = await parts.verification.verify_typed(lost)
    assert (verdict.kind, verdict.code) == (VerdictKind.UNKNOWN, lost)
    assert "that link proves nothing" in str(verdict.reason)
    [kept] = await parts.proofs.of_person(world.ids["1001"])
    assert await parts.proofs.withdraw(world.ids["1001"], kept.id)
    [verdict] = await parts.verification.verify_typed(link)
    assert verdict.kind is VerdictKind.UNKNOWN


async def test_a_proof_of_an_unmet_goal_is_not_valid(surfaces: Surfaces) -> None:
    world = surfaces.world
    parts = world.edgefinder
    goal = (await parts.goal_repository.everything())["ccc-mfgt-123"]
    expired, not_yet = VerdictKind.EXPIRED, VerdictKind.NOT_YET_VALID
    for met, kind, detail, words in (
        (True, expired, Detail.GOAL_LOST, "This goal is no longer met"),
        (False, not_yet, Detail.GOAL_NOT_MET, "This goal is not met yet"),
    ):
        made = await parts.proofs.make(world.ids["1001"], goal, 30, shows=False, met=met)
        assert made is not None
        [verdict] = await parts.verification.verify_typed(f"verify.example.org/g/{made.token}")
        assert (verdict.kind, verdict.detail) == (kind, detail)
        assert words_of(verdict).headline == words
        assert verdict.credential_title == goal.title


async def test_a_signed_credential_is_read_however_it_is_wrapped(surfaces: Surfaces) -> None:
    signing = surfaces.world.edgefinder.signing
    awarded = await signing.find_award(surfaces.code)
    assert awarded is not None
    token = await signing.token(awarded)
    assert isinstance(token, str)
    ways = {name: way(token) for name, way in TOKEN_WAYS.items()}
    del surfaces.ask["Slack's shortcut"]  # this surface does not accept pasted credentials
    assert await _failures(surfaces, ways, ("valid", surfaces.code)) == []
