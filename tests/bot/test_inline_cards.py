"""Inline cards: what they show to whom, and that they reveal no more than a code's verdict."""

from bot.inline_cards import MOST
from bot.plain_text import plain_text
from bot.reply import Cards, Turn
from core.awards.codes import new_code
from core.people.model import Identity
from tests.bot.center import ANA, STRANGER, Center


async def cards(center: Center, typed: str, start: int = 0, who: str = STRANGER) -> Cards:
    platform = "terminal" if who != STRANGER else "telegram"
    turn = Turn(Identity(platform, who), typed, private=False)
    return await center.world.conversation.cards(turn, start)


async def test_words_that_name_a_credential_offer_cards_from_the_catalog(center: Center) -> None:
    found = await cards(center, "cnc mill")
    assert found.cards
    assert not found.personal
    first = found.cards[0]
    assert "CNC Milling" in first.title
    assert "Level I" in first.line
    assert "To earn it, pass" in plain_text(first.reply.markdown)
    assert all(b.private for row in first.reply.buttons for b in row), (
        "other people may press the buttons too"
    )


async def test_without_text_cards_of_the_whole_catalog_are_offered_page_by_page(
    center: Center,
) -> None:
    everything = [each.code for each in center.world.edgefinder.catalog.credentials]
    found, start = [], 0
    while True:
        page = await cards(center, "", start)
        assert len(page.cards) <= MOST
        found += [card.name for card in page.cards]
        if page.following is None:
            break
        start = page.following
    assert found == everything


async def test_without_text_candidates_get_cards_of_their_own_credentials_first(
    center: Center,
) -> None:
    found = await cards(center, "", who=ANA)
    assert found.personal
    assert found.cards[0].name == center.earned
    assert "held by Ana Popescu" in plain_text(found.cards[0].reply.markdown)
    assert center.revoked not in [card.name for card in found.cards]
    again = await cards(center, "", MOST, who=ANA)
    assert center.earned not in [card.name for card in again.cards]


async def test_a_code_offers_a_card_with_its_verdict_that_is_not_cached_for_others(
    center: Center,
) -> None:
    found = await cards(center, f"look: {center.earned}")
    [card] = found.cards
    assert found.personal
    assert card.title == "Measurement, Materials & Safety"
    assert card.line == "Valid, Ana Popescu"
    assert "Valid" in card.reply.markdown
    [revoked] = (await cards(center, center.revoked)).cards
    assert revoked.line.startswith("Revoked")
    unknown = new_code()
    [card] = (await cards(center, unknown)).cards
    assert (card.title, card.line) == ("Not in our records", unknown)


async def test_an_incomplete_code_offers_no_verdict(center: Center) -> None:
    for end in range(4, len(center.earned)):
        assert (await cards(center, center.earned[:end])).cards == ()


async def test_if_nothing_matches_no_card_is_offered(center: Center) -> None:
    found = await cards(center, "xyzzyq")
    assert (found.cards, found.following) == ((), None)
