"""Typed commands that change data ask for confirmation, and only a button makes the change."""

import pytest

from bot.commands import COMMANDS
from bot.reply import Reply
from tests.bot.center import ANA, INES, STRANGER, Center, ago
from tests.bot.test_conversation_proofs import GOAL

CHANGING = [command.name for command in COMMANDS if command.changes]
ACT_AT_ONCE = {"follow", "watch", "link", "language"}
"""Commands that act at once when typed. Their answers say how to undo that."""
TYPED = (
    *("withdraw mms", "withdraw", "/withdraw M1-MMS", "WITHDRAW MMS!", "share grinding", "share"),
    *(f"prove {GOAL} 30", f"prove {GOAL} 90 shown", "proofs withdraw 1", f"unfollow {GOAL}"),
    *("unwatch all", "unwatch 1", "unlink", "unlink yes"),
    *("notices off", "notices on", "notices results off", "notices daily", "notices weekly CNC 1"),
    *("notices at 7:00 Friday", "notices day Friday", "notices zone chicago", "notices quiet 21-7"),
    *("notices quiet off", "notices leave #1", f"signoff {ANA} task 3 for apprentice"),
    *("signoff undo 1", *CHANGING),
)


async def everything(center: Center) -> dict[str, list[dict[str, object]]]:
    tables = ("people", "awards", "chat_identities", "followed_goals", "goal_proofs", "watches")
    more = ("sign_offs", "notice_settings", "roster_notices", "notice_places", "invitations")
    return {name: await center.world.rows(name) for name in (*tables, *more)}


async def prepared(center: Center) -> None:
    world = center.world
    await world.award(ANA, "M1-GRD", ago(4), withdrawn_at=world.clock())
    await world.linked(ANA, "telegram", "77")
    await world.linked(INES, "telegram", "78")
    person = world.ids[ANA]
    await world.edgefinder.followed_goals.follow(person, GOAL)
    for typed in (f"prove {GOAL} 30", f"watch {center.earned}"):
        await world.does("77", typed, "telegram")


def asks_back(reply: Reply) -> bool:
    return reply.template.endswith("_sure")


@pytest.mark.parametrize("typed", TYPED)
async def test_a_typed_order_changes_nothing_before_a_button_is_pressed(
    center: Center, typed: str
) -> None:
    await prepared(center)
    before = await everything(center)
    for who in ("77", "78", STRANGER):
        reply = await center.world.ask(who, typed, "telegram")
        assert reply.template != "fault"
    assert await everything(center) == before


@pytest.mark.parametrize(
    "typed",
    [
        *("withdraw mms", "share grinding", f"prove {GOAL} 30", f"unfollow {GOAL}"),
        *("unwatch all", "unlink", "notices off", "notices results off", "notices quiet 21-7"),
    ],
)
async def test_only_the_confirming_button_makes_the_change(center: Center, typed: str) -> None:
    await prepared(center)
    before = await everything(center)
    asked = await center.world.ask("77", typed, "telegram")
    assert asks_back(asked)
    [[yes, no]] = asked.buttons
    await center.world.press("77", no.call, "telegram")
    assert await everything(center) == before
    done = await center.world.press("77", yes.call, "telegram")
    assert not asks_back(done)
    assert await everything(center) != before


@pytest.mark.parametrize(
    ("typed", "undo"),
    [
        *(("withdraw mms", "Share it again"), (f"unfollow {GOAL}", "Follow it again")),
        *(("share grinding", "Withdraw the link"), ("unwatch all", "Watch it again")),
        *(("notices off", "Undo"), ("notices results off", "Undo"), ("notices quiet 21-7", "Undo")),
    ],
)
async def test_after_a_change_its_undo_button_is_offered_and_works(
    center: Center, typed: str, undo: str
) -> None:
    await prepared(center)
    shown = {name: rows for name, rows in (await everything(center)).items() if name != "watches"}
    asked = await center.world.ask("77", typed, "telegram")
    done = await center.world.press("77", asked.buttons[0][0].call, "telegram")
    [button] = [each for row in done.buttons for each in row if each.label == undo]
    await center.world.press("77", button.call, "telegram")
    after = await everything(center)
    assert len(after["followed_goals"]) == len(shown["followed_goals"])
    withdrawn = [row["withdrawn_at"] is None for row in after["awards"]]
    assert withdrawn == [row["withdrawn_at"] is None for row in shown["awards"]]
    assert all(row["notices_on"] for row in after["people"])


async def test_pressing_a_button_whose_command_lacks_its_yes_changes_nothing(
    center: Center,
) -> None:
    await prepared(center)
    before = await everything(center)
    for call in ("unlink", "withdraw", "withdraw mms"):
        await center.world.press("77", call, "telegram")
    assert await everything(center) == before


def test_commands_that_ask_for_confirmation_are_declared_as_changing_something() -> None:
    assert {
        *("withdraw", "unlink", "unfollow", "unwatch", "notices", "prove", "proofs", "signoff"),
        "share",
    } <= set(CHANGING)
    assert not ACT_AT_ONCE & set(CHANGING)
