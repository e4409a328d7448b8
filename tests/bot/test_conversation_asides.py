"""Private commands in a group, on a platform that can show an answer to the asker alone."""

from dataclasses import replace

import pytest

from bot.command_runner import NEVER_ASIDE
from bot.commands import COMMANDS
from bot.refusals import IN_PRIVATE
from bot.reply import Reply, Turn, combine
from core.notices.places import Chat
from core.people.model import Identity
from tests.bot.center import ANA, INES, STRANGER, Center

GROUP = Chat("telegram", "-1001", "Class", "group")


async def ask(center: Center, who: str, text: str, *, aside: bool = True) -> Reply:
    identity = Identity("telegram", who)
    turn = Turn(identity, text, who, private=False, chat=GROUP, aside=aside)
    return await center.world.conversation.answer(turn)


@pytest.fixture
async def linked(center: Center) -> Center:
    await center.world.linked(ANA, "telegram", "700")
    await center.world.linked(INES, "telegram", "701")
    return center


@pytest.mark.parametrize("who", ["700", "701", STRANGER])
async def test_only_the_answers_to_private_commands_are_shown_to_the_asker_alone(
    linked: Center, who: str
) -> None:
    for command in COMMANDS:
        reply = await ask(linked, who, f"/{command.name}")
        alone = command.access.private and command.name not in NEVER_ASIDE
        assert reply.aside is alone, command.name
        assert (reply.template == IN_PRIVATE) is (command.name in NEVER_ASIDE), command.name


async def test_if_only_public_answers_are_possible_private_commands_lead_to_the_private_chat(
    linked: Center,
) -> None:
    for command in COMMANDS:
        reply = await ask(linked, "700", f"/{command.name}", aside=False)
        assert not reply.aside, command.name
        assert (reply.template == IN_PRIVATE) is command.access.private, command.name


async def test_an_answer_shown_to_the_asker_alone_is_the_same_as_in_the_private_chat(
    linked: Center,
) -> None:
    aside = await ask(linked, "700", "/status")
    private = await linked.world.conversation.answer(Turn(Identity("telegram", "700"), "/status"))
    assert aside == replace(private, aside=True)


async def test_if_one_of_two_combined_answers_is_private_both_are_shown_to_the_asker_alone(
    linked: Center,
) -> None:
    public = await ask(linked, "700", "/catalog")
    private = await ask(linked, "700", "/status")
    assert combine([public, private]).aside
