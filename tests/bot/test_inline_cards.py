"""Cards to pick while typing: what they show, to whom, and that they tell no more than a code."""

from bot.inline_cards import MOST
from bot.plain_text import plain_text
from bot.reply import Cards, Turn
from core.awards.codes import new_code
from core.people.model import Identity
from tests.bot.centre import ANA, STRANGER, Centre


async def cards(centre: Centre, typed: str, start: int = 0, who: str = STRANGER) -> Cards:
    platform = "terminal" if who != STRANGER else "telegram"
    turn = Turn(Identity(platform, who), typed, private=False)
    return await centre.world.conversation.cards(turn, start)


async def test_words_find_credentials_of_the_catalogue(centre: Centre) -> None:
    found = await cards(centre, "cnc mill")
    assert found.cards
    assert not found.personal
    first = found.cards[0]
    assert "CNC Milling" in first.title
    assert "Level I" in first.line
    assert "To earn it, pass" in plain_text(first.reply.markdown)
    assert all(b.private for row in first.reply.buttons for b in row), "others press it too"


async def test_nothing_typed_offers_the_catalogue_stretch_by_stretch(centre: Centre) -> None:
    everything = [each.code for each in centre.world.edgefinder.catalog.credentials]
    found, start = [], 0
    while True:
        stretch = await cards(centre, "", start)
        assert len(stretch.cards) <= MOST
        found += [card.name for card in stretch.cards]
        if stretch.following is None:
            break
        start = stretch.following
    assert found == everything


async def test_nothing_typed_offers_candidates_what_they_have_earned_first(centre: Centre) -> None:
    found = await cards(centre, "", who=ANA)
    assert found.personal
    assert found.cards[0].name == centre.earned
    assert "held by Ana Popescu" in plain_text(found.cards[0].reply.markdown)
    assert centre.revoked not in [card.name for card in found.cards]
    again = await cards(centre, "", MOST, who=ANA)
    assert centre.earned not in [card.name for card in again.cards]


async def test_a_code_gives_its_verdict_and_is_kept_for_nobody_else(centre: Centre) -> None:
    found = await cards(centre, f"look: {centre.earned}")
    [card] = found.cards
    assert found.personal
    assert card.title == "Measurement, Materials & Safety"
    assert card.line == "Valid, Ana Popescu"
    assert "Valid" in card.reply.markdown
    [revoked] = (await cards(centre, centre.revoked)).cards
    assert revoked.line.startswith("Revoked")
    unknown = new_code()
    [card] = (await cards(centre, unknown)).cards
    assert (card.title, card.line) == ("Not in our records", unknown)


async def test_a_code_that_is_still_being_typed_is_not_looked_up(centre: Centre) -> None:
    for end in range(4, len(centre.earned)):
        assert (await cards(centre, centre.earned[:end])).cards == ()


async def test_what_finds_nothing_offers_nothing(centre: Centre) -> None:
    found = await cards(centre, "xyzzyq")
    assert (found.cards, found.following) == ((), None)
