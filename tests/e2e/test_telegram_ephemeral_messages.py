"""Answers in a Telegram group that only the asker sees, to personal commands.

The Bot API calls the answers ephemeral messages; the code calls each an aside.
"""

import pytest

from adapters.telegram.adapter import TelegramAdapter
from tests.bot.center import ANA, Center
from tests.doubles.telegram import Call, Group, Person, TelegramApi

LED_AWAY = "Answer me in private"


@pytest.fixture
async def center(center: Center) -> Center:
    await center.world.linked(ANA, "telegram", "700")
    return center


@pytest.fixture
def bob(api: TelegramApi) -> Person:
    return api.user(701, "Bob", "bob_example")


@pytest.fixture
def group(api: TelegramApi) -> Group:
    """Return a group in which the bot is an administrator."""
    made = api.group()
    made.promote()
    return made


def shown_to_all(api: TelegramApi, group: Group) -> str:
    return "\n".join(message.text for message in api.messages(group.id))


async def until_shown(api: TelegramApi, group: Group, count: int) -> None:
    await api.wait_for(lambda a: len(a.messages(group.id)) == count)


async def first_aside(ana: Person, group: Group, text: str = "/status") -> None:
    """Ask once, so that the bot learns that this server supports ephemeral messages."""
    await group.say(ana, text)
    await ana.sees_aside(group, 1)


async def test_only_the_asker_sees_the_answer_to_a_personal_command_in_a_group(
    bot: TelegramAdapter, api: TelegramApi, group: Group, ana: Person, bob: Person
) -> None:
    await first_aside(ana, group)
    answer = await ana.sees_aside(group)
    assert "Ana Popescu: 1 earned" in answer.text
    assert api.messages(group.id) == []
    assert not api.asides.seen[group.id, bob.id]
    assert api.messages(ana.id) == []


async def test_a_free_text_question_in_a_group_is_answered_by_an_ephemeral_message(
    bot: TelegramAdapter, api: TelegramApi, group: Group, ana: Person
) -> None:
    await first_aside(ana, group, "@edgefinder_test_bot what is left for me?")
    assert "Ana Popescu: 1 earned" in (await ana.sees_aside(group)).text
    assert api.messages(group.id) == []


async def test_nothing_personal_is_sent_before_the_server_is_known_to_support_ephemeral_messages(
    bot: TelegramAdapter, api: TelegramApi, group: Group, ana: Person
) -> None:
    await first_aside(ana, group)
    sent, changed = calls(api)
    assert "only answer status in a private chat" in sent.parameters["text"]
    assert changed.method == "editEphemeralMessageText"
    await group.say(ana, "/status M1-TUR")
    await ana.sees_aside(group, 2)
    assert len(calls(api)) == 3, "the second answer is sent at once"


@pytest.mark.parametrize("version", [(10, 0), (10, 2)])
async def test_an_older_server_that_ignores_the_receiver_reveals_nothing_personal(
    bot: TelegramAdapter, api: TelegramApi, group: Group, ana: Person, version: tuple[int, int]
) -> None:
    api.version = version
    for number in (1, 2):
        await group.say(ana, "/status")
        await until_shown(api, group, number)
    assert [message.buttons for message in api.messages(group.id)] == [[LED_AWAY]] * 2
    assert "Ana" not in shown_to_all(api, group)
    assert ["ephemeral_message_parameters" in call.parameters for call in calls(api)] == [
        True,
        False,
    ]


async def test_an_answer_that_an_older_server_shows_to_everyone_is_deleted_at_once(
    bot: TelegramAdapter, api: TelegramApi, group: Group, ana: Person
) -> None:
    await first_aside(ana, group)
    api.version = (10, 2)
    await group.say(ana, "/status")
    await api.wait_for(lambda a: [LED_AWAY] in [each.buttons for each in a.messages(group.id)])
    assert "Ana" not in shown_to_all(api, group)
    assert len(api.called("deleteMessage")) == 1


async def test_a_group_that_refuses_an_ephemeral_message_always_gets_a_private_chat_button(
    bot: TelegramAdapter, api: TelegramApi, group: Group, ana: Person
) -> None:
    api.asides.refused[group.id] = "EPHEMERAL_MESSAGES_FORBIDDEN"
    for number in (1, 2):
        await group.say(ana, "/status")
        await until_shown(api, group, number)
    assert [message.buttons for message in api.messages(group.id)] == [[LED_AWAY]] * 2
    assert len([call for call in calls(api) if call.refused]) == 1


async def test_a_bot_that_is_not_an_administrator_answers_a_press_by_an_ephemeral_message(
    bot: TelegramAdapter, api: TelegramApi, ana: Person, bob: Person
) -> None:
    group = api.group()
    await group.say(bob, "/status")
    await api.wait_for(lambda a: a.messages(group.id))
    [asked] = api.messages(group.id)
    await ana.press(LED_AWAY, asked)
    assert "Ana Popescu: 1 earned" in (await ana.sees_aside(group)).text
    await ana.confirmed()
    assert [message.text for message in api.messages(group.id)] == [asked.text]
    assert not [call for call in api.called("answerCallbackQuery") if "url" in call.parameters]


async def test_a_press_whose_ephemeral_answer_is_refused_opens_the_private_chat(
    bot: TelegramAdapter, api: TelegramApi, ana: Person
) -> None:
    group = api.group()
    await group.say(ana, "/status")
    await api.wait_for(lambda a: a.messages(group.id))
    api.asides.refused[group.id] = "EPHEMERAL_MESSAGES_FORBIDDEN"
    await ana.press(LED_AWAY, api.messages(group.id)[0])
    await api.wait_for(lambda a: a.called("answerCallbackQuery"))
    [answered] = api.called("answerCallbackQuery")
    assert answered.parameters["url"] == "https://t.me/edgefinder_test_bot?start=status"
    assert "Ana Popescu" not in shown_to_all(api, group)


async def test_a_button_below_an_ephemeral_message_changes_the_message_in_place(
    bot: TelegramAdapter, api: TelegramApi, group: Group, ana: Person
) -> None:
    await first_aside(ana, group)
    answer = await ana.sees_aside(group)
    await ana.press("Goals", answer)
    changed = await ana.sees_aside(group, 2)
    assert (changed.aside, changed.edits) == (answer.aside, 2)
    assert api.messages(group.id) == []


async def test_a_change_is_confirmed_in_the_ephemeral_message_that_asked(
    bot: TelegramAdapter, api: TelegramApi, center: Center, group: Group, ana: Person
) -> None:
    await first_aside(ana, group, "/withdraw M1-MMS")
    await ana.press("Yes, withdraw it", await ana.sees_aside(group))
    assert (await ana.sees_aside(group, 2)).edits == 2
    assert api.messages(group.id) == []
    await group.say(ana, f"/verify {center.earned}")
    assert "Withdrawn" in (await ana.sees_aside(group, 3)).text


async def test_an_ephemeral_command_is_answered_by_an_ephemeral_message(
    bot: TelegramAdapter, api: TelegramApi, ana: Person
) -> None:
    group = api.group()  # the bot is not an administrator, but may answer an ephemeral command
    await group.say_aside(ana, "/status")
    assert "Ana Popescu: 1 earned" in (await ana.sees_aside(group)).text
    await group.say_aside(ana, "/catalog")
    assert "63 in 12 areas" in (await ana.sees_aside(group, 1)).text
    assert api.messages(group.id) == []


async def test_an_unlinked_persons_command_is_refused_by_an_ephemeral_message(
    bot: TelegramAdapter, api: TelegramApi, group: Group, ana: Person, bob: Person
) -> None:
    await first_aside(ana, group)
    await group.say(bob, "/status")
    assert "I do not know yet who you are" in (await bob.sees_aside(group)).text
    assert api.messages(group.id) == []


@pytest.mark.parametrize("command", ["/link ABCD-EFGH-JKM1", "/watch EF-0000-0000-0000-0"])
async def test_a_command_that_needs_the_private_chat_is_not_run_in_a_group(
    bot: TelegramAdapter, api: TelegramApi, group: Group, ana: Person, bob: Person, command: str
) -> None:
    await first_aside(ana, group)
    await group.say(bob, command)
    await api.wait_for(lambda a: a.messages(group.id))
    [said] = api.messages(group.id)
    assert said.buttons == [LED_AWAY]


async def test_anonymous_administrators_get_the_button_to_the_private_chat(
    bot: TelegramAdapter, api: TelegramApi, group: Group, ana: Person
) -> None:
    await first_aside(ana, group)
    await group.say_anonymously("/status")
    await api.wait_for(lambda a: a.messages(group.id))
    assert LED_AWAY in api.messages(group.id)[0].buttons


async def test_a_file_for_one_person_is_an_ephemeral_message(
    bot: TelegramAdapter, api: TelegramApi, group: Group, ana: Person
) -> None:
    await first_aside(ana, group, "/remind")
    file = await ana.sees_aside(group, 2)
    assert file.file is not None
    assert b"BEGIN:VCALENDAR" in file.file
    assert api.messages(group.id) == []


async def test_the_ephemeral_answer_to_a_question_in_a_forum_topic_is_in_that_topic(
    bot: TelegramAdapter, api: TelegramApi, ana: Person
) -> None:
    forum = api.group(-1002, forum=True)
    forum.promote()
    await forum.say(ana, "/status", thread_id=7)
    await ana.sees_aside(forum, 1)
    assert [message.thread_id for message in api.asides.seen[forum.id, ana.id]] == [7, 7]


def calls(api: TelegramApi) -> list[Call]:
    methods = {"sendMessage", "sendRichMessage", "editEphemeralMessageText"}
    return [call for call in api.calls if call.method in methods]
