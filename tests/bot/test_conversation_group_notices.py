"""A group gets the notices of a roster once an instructor has confirmed that in the group."""

from bot.plain_text import plain_text
from bot.reply import Reply, Turn
from core.notices.places import Chat
from core.people.model import TERMINAL, Identity
from tests.bot.center import ANA, INES, OTTO, Center, calls

GROUP = Chat("telegram", "-100200", "CNC crew", "group")


async def in_group(center: Center, who: str, text: str, *, pressed: bool = False) -> Reply:
    turn = Turn(Identity(TERMINAL, who), text, private=False, pressed=pressed, chat=GROUP)
    return await center.world.conversation.answer(turn)


async def test_an_instructor_is_asked_in_the_group_before_a_roster_is_announced_there(
    center_on_each: Center,
) -> None:
    center = center_on_each
    offer = await in_group(center, INES, "notices here")
    assert offer.template == "notices_here"
    assert not offer.personal, "the offer and its buttons are in the group"
    assert "told in" not in await center.says(INES, "notices"), (
        "the group gets no notices before the confirmation"
    )
    done = await in_group(center, INES, calls(offer)["Yes, counts only"], pressed=True)
    assert "without names" in plain_text(done.markdown)
    said = await center.says(INES, "notices places")
    assert "CNC crew: CNC 1, counts only" in said


async def test_a_group_sees_students_names_only_if_that_was_confirmed_there(center: Center) -> None:
    offer = await in_group(center, INES, "notices here")
    await in_group(center, INES, calls(offer)["Yes, with names"], pressed=True)
    assert "CNC crew: CNC 1, with names" in await center.says(INES, "notices places")
    await in_group(center, INES, calls(offer)["Yes, counts only"], pressed=True)
    assert "CNC crew: CNC 1, counts only" in await center.says(INES, "notices places")


async def test_nobody_but_the_instructor_can_confirm_in_the_group(center: Center) -> None:
    offer = await in_group(center, INES, "notices here")
    for who in (OTTO, ANA, "nobody"):
        for call in calls(offer).values():
            await in_group(center, who, call, pressed=True)
    assert await center.world.rows("notice_places") == []


async def test_the_announcements_in_a_group_can_be_stopped_there_and_in_private(
    center: Center,
) -> None:
    for ending in ("in the group", "in private"):
        offer = await in_group(center, INES, "notices here")
        await in_group(center, INES, calls(offer)["Yes, with names"], pressed=True)
        if ending == "in the group":
            await in_group(center, INES, "notices here off", pressed=True)
        else:
            listed = await center.ask(INES, "notices places")
            await center.press(INES, calls(listed)["Leave CNC crew"])
        assert "None of your rosters is posted" in await center.says(INES, "notices places")


async def test_in_a_private_chat_notices_here_is_answered_with_advice_to_type_it_in_the_group(
    center: Center,
) -> None:
    assert "Type notices here in the group" in await center.says(INES, "notices here")


async def test_other_settings_of_notices_in_a_group_lead_to_the_private_chat(
    center: Center,
) -> None:
    for text in ("notices", "notices off", "notices places", "notices daily CNC 1"):
        assert (await in_group(center, INES, text)).template == "in_private"


async def test_an_instructor_with_several_rosters_chooses_which_one_the_group_gets(
    center: Center,
) -> None:
    await center.world.roster("CNC 2", INES, ANA)
    which = await in_group(center, INES, "notices here")
    assert which.template == "notices_here_which"
    assert (await in_group(center, INES, calls(which)["CNC 2"])).template == "notices_here"
