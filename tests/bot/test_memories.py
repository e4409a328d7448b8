"""When somebody is forgotten, cached pages and pieces of text are deleted."""

from datetime import date

import pytest

from bot.codes_in_text import _shown_and_alike
from bot.markdown_blocks import parse_piece
from bot.understanding.concepts import concepts_of
from bot.understanding.credentials import CredentialFinder
from bot.understanding.features import _letters_of
from bot.understanding.lead_ins import core_of
from bot.understanding.spelling import Speller
from bot.understanding.words import plain
from core import memories
from core.awards import award_files
from core.awards.credential import Awarded
from core.catalog.loading import load_catalog
from core.catalog.search import CatalogIndex
from core.verification.files.codes_in_text import _read
from tests.bot.center import ANA, BEN, Center


async def test_a_cached_status_page_is_used_until_anybody_is_forgotten(center: Center) -> None:
    first = await center.ask(ANA, "status")
    assert (await center.ask(ANA, "status")).markdown is first.markdown
    await center.world.edgefinder.forgetting.forget(center.world.ids[BEN])
    assert (await center.ask(ANA, "status")).markdown is not first.markdown


async def test_a_cached_status_page_is_used_for_at_most_an_hour(
    center: Center, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await center.ask(ANA, "status")
    monkeypatch.setattr(memories, "HOUR", -1.0)
    assert (await center.ask(ANA, "status")).markdown is not first.markdown


def test_emptying_the_memories_deletes_cached_pieces_of_rendered_text() -> None:
    piece = "**Zelda Quill**: one exam remains"
    kept = parse_piece(piece)
    assert parse_piece(piece) is kept
    memories.empty_memories()
    assert parse_piece(piece) is not kept


def test_emptying_the_memories_deletes_cached_words_of_messages() -> None:
    for cached in (concepts_of, _letters_of, plain, _shown_and_alike, core_of, _read):
        cached("quillzelda")
        assert cached.cache_info().currsize > 0
        memories.empty_memories()
        assert cached.cache_info().currsize == 0


def test_emptying_the_memories_deletes_cached_spellings_of_unknown_words() -> None:
    speller, finder = Speller(("exam",)), CredentialFinder(CatalogIndex(load_catalog()))
    speller.correct("quillzelda")
    finder.find("quillzelda")
    assert speller._known
    assert finder._known
    memories.empty_memories()
    assert not speller._known
    assert not finder._known


async def test_the_cached_preview_of_an_award_is_used_until_the_memories_are_emptied(
    center: Center, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, made = center.world.edgefinder.award_files, []

    def draw(*_: object) -> bytes:
        made.append("a picture")
        return b"a picture"

    monkeypatch.setattr(award_files, "preview_png", draw)
    awarded = Awarded(1, "EF-1", "machining-1", "Zelda Quill", "2026-001", date(2026, 1, 2))
    await files.preview(awarded)
    await files.preview(awarded)
    assert len(made) == 1
    memories.empty_memories()
    await files.preview(awarded)
    assert len(made) == 2
