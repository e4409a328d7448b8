"""Pages and pieces of text that are kept in memory are emptied when somebody is forgotten."""

import pytest

from bot.markdown_blocks import parse_piece
from core import memories
from tests.bot.center import ANA, BEN, Center


async def test_a_status_page_is_kept_until_somebody_is_forgotten(center: Center) -> None:
    first = await center.ask(ANA, "status")
    assert (await center.ask(ANA, "status")).markdown is first.markdown
    await center.world.edgefinder.forgetting.forget(center.world.ids[BEN])
    assert (await center.ask(ANA, "status")).markdown is not first.markdown


async def test_a_status_page_is_kept_for_an_hour_at_most(
    center: Center, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await center.ask(ANA, "status")
    monkeypatch.setattr(memories, "HOUR", -1.0)
    assert (await center.ask(ANA, "status")).markdown is not first.markdown


def test_rendered_pieces_are_emptied_too() -> None:
    piece = "**Zelda Quill**: one exam remains"
    kept = parse_piece(piece)
    assert parse_piece(piece) is kept
    memories.empty_memories()
    assert parse_piece(piece) is not kept
