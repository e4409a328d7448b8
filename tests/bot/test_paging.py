"""Long lists are shown in pages: nothing is left out, and every page can be reached."""

from hypothesis import given
from hypothesis import strategies as st

from bot.paging import asked_page, page_of
from tests.bot.center import ADA, Center


@given(st.integers(0, 200), st.integers(1, 30))
def test_the_pages_together_contain_every_entry_once_and_in_order(length: int, size: int) -> None:
    items = list(range(length))
    page = page_of(items, 1, size, "list")
    found = list(page.items)
    while following := [each for each in page.buttons if each.label == "Next page"]:
        call, number = asked_page(following[0].call)
        assert call == "list"
        page = page_of(items, number, size, call)
        found += page.items
    assert found == items
    assert page.number == page.count


def test_a_page_past_the_end_is_the_last_page() -> None:
    assert page_of("abc", 999, 2, "list").items == ("c",)
    assert asked_page("turning page 0") == ("turning", 1)


def test_a_command_with_a_page_number_shows_that_page() -> None:
    assert asked_page("turning PAGE 2") == ("turning", 2)
    assert asked_page("page 3") == ("", 3)
    assert asked_page("page layout") == ("page layout", 1)
    assert asked_page("webpage 2") == ("webpage 2", 1)


def test_a_command_that_is_too_long_for_a_button_gets_no_page_buttons() -> None:
    assert page_of("abc", 1, 1, "x" * 60).buttons == ()


async def test_a_list_from_the_catalog_has_buttons_to_the_next_page_and_back(
    center: Center,
) -> None:
    whole = await center.ask(ADA, "catalog level I")
    assert "Page 1 of" in whole.markdown
    following = whole.buttons[-2][-1]
    assert (following.label, following.call) == ("Next page", "catalog level I page 2")
    second = await center.ask(ADA, following.call)
    assert "Page 2 of" in second.markdown
    assert [each.label for each in second.buttons[-2]] == ["Previous page", "Next page"]
    first_rows, second_rows = ({row[0].call for row in r.buttons[:-2]} for r in (whole, second))
    assert not first_rows & second_rows


async def test_a_credential_has_a_button_to_its_level_and_a_level_one_to_its_area(
    center: Center,
) -> None:
    page = await center.ask(ADA, "credential M1-MMS")
    [back] = [each for row in page.buttons for each in row]
    assert back.label == "Machining, Level I"
    level = await center.ask(ADA, back.call)
    assert [each.label for each in level.buttons[-1]] == ["Machining", "All areas"]
    area = await center.ask(ADA, level.buttons[-1][0].call)
    assert area.template == "catalog_area"


async def test_all_pages_of_a_class_can_be_reached_even_if_its_name_looks_like_a_page(
    center: Center,
) -> None:
    world = center.world
    numbers = [f"7{n:03}" for n in range(30)]
    for number in numbers:
        await world.candidate(number, f"Student {number}")
    await world.roster("Big page 2", "ines@example.org", *numbers)
    first = await center.ask(ADA, "roster Big page 2")
    assert "30 candidates" in first.markdown
    assert "Page 1 of 2" in first.markdown
    [following] = first.buttons[0]
    second = await center.ask(ADA, following.call)
    assert "Page 2 of 2" in second.markdown
    assert second.markdown.count("Student") == 5
