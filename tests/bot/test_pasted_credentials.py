"""Signed credentials that are pasted as text are checked in a process that can be killed."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from bot.plain_text import plain_text
from bot.reply import Turn
from core.people.model import Identity
from core.verification.files.worker_pool import FileReader
from core.verification.verdict import Detail, VerdictKind
from tests.signed_credential import SignedCredential, anas_credential


@pytest.fixture(scope="module")
def files() -> Iterator[FileReader]:
    reader = FileReader()
    yield reader
    reader.close()


@pytest.fixture
async def held(
    sqlite_url: str, tmp_path: Path, files: FileReader, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SignedCredential]:
    """Return Ana's signed credential.

    It is signed before the tests disable canonicalization in this process.
    """
    made = await anas_credential(sqlite_url, tmp_path / "keys", files)
    monkeypatch.setattr("core.awards.canonicalization.canonical_rdf", never)
    monkeypatch.setattr("core.awards.data_integrity.canonical_rdf", never)
    yield made
    await made.world.edgefinder.close()


def never(*_: Any, **__: Any) -> None:
    raise AssertionError("a stranger's document is parsed in this process")


def written(held: SignedCredential, how: str) -> str:
    return held.token if how == "JWT" else json.dumps(held.document)


@pytest.mark.parametrize("how", ["JWT", "JSON"])
@pytest.mark.parametrize("said", ["verify {}", "{}"])
async def test_a_credential_that_is_pasted_as_text_is_checked(
    held: SignedCredential, how: str, said: str
) -> None:
    turn = Turn(Identity("telegram", "7"), said.format(written(held, how)), address="7")
    reply = await held.world.conversation.answer(turn)
    assert reply.template == "verify"
    assert "held by Ana Popescu" in plain_text(reply.markdown)


async def test_a_pasted_credential_is_canonicalized_in_another_process(
    held: SignedCredential,
) -> None:
    verification = held.world.edgefinder.verification
    text = json.dumps(held.document)
    for found in (
        await verification.verify_typed(text),
        await verification.verify_file("a", text.encode()),
    ):
        assert [(each.kind, each.code) for each in found] == [(VerdictKind.VALID, held.code)]


def poisoned(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document with so many nodes without names that canonicalizing it would never end."""
    made = deepcopy(document)
    nodes = [f"_:b{place}" for place in range(12)]
    made["credentialSubject"] = [
        {"id": node, "achievement": [{"id": other} for other in nodes if other != node]}
        for node in nodes
    ]
    return made


async def test_a_pasted_credential_that_never_ends_does_not_hold_up_others(
    held: SignedCredential,
) -> None:
    several = json.dumps([poisoned(held.document), held.document, held.token])
    verification = held.world.edgefinder.verification
    first, *rest = await verification.verify_file("several.json", several.encode())
    assert (first.kind, first.detail) == (VerdictKind.UNCHECKED, Detail.UNSUPPORTED)
    assert [(each.kind, each.code) for each in rest] == [(VerdictKind.VALID, held.code)]


async def test_a_code_is_verified_while_a_pasted_credential_is_still_being_checked(
    held: SignedCredential,
) -> None:
    verification = held.world.edgefinder.verification
    slow = asyncio.create_task(verification.verify_typed(json.dumps(held.document)))
    await asyncio.sleep(0)
    [verdict] = await verification.verify([held.code])
    assert verdict.kind is VerdictKind.VALID
    assert not slow.done()
    assert [each.kind for each in await slow] == [VerdictKind.VALID]
