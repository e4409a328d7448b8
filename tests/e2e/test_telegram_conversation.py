"""Conversations with the bot in Telegram.

Each test runs with polling and with a webhook.
"""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.access import Audience
from core.language.message import in_language
from tests.adapters.telegram.run_adapter import SmallConversation, running
from tests.doubles.telegram import Group, Person, TelegramApi
from tests.world import World, open_world


@pytest.fixture
async def world(sqlite_url: str) -> AsyncIterator[World]:
    """Return a center whose candidate Ana has passed one of a credential's two exams."""
    opened = await open_world(sqlite_url)
    await opened.candidate("4001")
    await opened.result("4001", "M1-TUR-T", "pass")
    yield opened
    await opened.edgefinder.close()


@pytest.fixture(params=["polling", "webhook"])
def by_webhook(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "webhook")


@pytest.fixture
async def telegram(world: World, by_webhook: bool) -> AsyncIterator[TelegramApi]:
    """Run the bot on a Telegram double."""
    async with (
        TelegramApi() as api,
        running(api, world.conversation, by_webhook=by_webhook),
    ):
        yield api


@pytest.fixture
async def ana(world: World, telegram: TelegramApi) -> Person:
    """Return Ana in a chat that is linked to her record."""
    await world.linked("4001", "telegram", "700")
    return telegram.user(700)


@pytest.fixture
def bob(telegram: TelegramApi) -> Person:
    return telegram.user(701, "Bob", "bob_example")


@pytest.fixture
def group(telegram: TelegramApi) -> Group:
    return telegram.group()


async def test_typed_text_is_answered(ana: Person, telegram: TelegramApi) -> None:
    await ana.send("what is left for me?")
    heard = await ana.hears()
    assert heard.text.startswith("Ana Popescu")
    assert "What next?" in heard.buttons
    await ana.send("/help")
    await ana.hears()
    [call] = telegram.called("sendMessage")
    assert call.parameters["link_preview_options"] == {"is_disabled": True}


async def test_menus_list_everybodys_commands_in_private_chats_and_public_commands_in_groups(
    telegram: TelegramApi, world: World
) -> None:
    commands = world.conversation.commands
    everybodys = [c for c in commands if c.access.audience is Audience.EVERYONE]
    safe = [c for c in commands if not c.access.private]
    for key, shown in (("all_private_chats:", everybodys), ("all_group_chats:", safe)):
        menus = {key: telegram.menus[key], f"{key}es": telegram.menus[f"{key}es"]}
        open_to_all = {
            name: [each for each in menu if "is_ephemeral" not in each]
            for name, menu in menus.items()
        }
        assert open_to_all == {
            key: [{"command": c.name, "description": c.summary} for c in shown],
            f"{key}es": [
                {"command": c.name, "description": in_language(c.summary, "es")} for c in shown
            ],
        }


async def test_personal_commands_are_in_the_group_menu_marked_as_ephemeral(
    telegram: TelegramApi,
) -> None:
    menu = {
        each["command"]: each.get("is_ephemeral") for each in telegram.menus["all_group_chats:"]
    }
    assert (menu["status"], menu["next"], menu["catalog"]) == (True, True, None)
    assert "link" not in menu


async def test_an_older_server_gets_a_group_menu_without_personal_commands(world: World) -> None:
    async with TelegramApi() as api:
        api.version = (10, 0)
        for _ in range(2):
            async with running(api, world.conversation):
                pass
        assert "status" not in [each["command"] for each in api.menus["all_group_chats:"]]
        assert "catalog" in [each["command"] for each in api.menus["all_group_chats:"]]


async def test_menus_that_are_up_to_date_are_not_set_again(world: World) -> None:
    async with TelegramApi() as api:
        async with running(api, world.conversation):
            pass
        before = len(api.called("getMyShortDescription"))
        async with running(api, world.conversation):
            await api.wait_for(lambda a: len(a.called("getMyShortDescription")) == 2 * before)
        assert len(api.called("setMyCommands")) == 4
        assert len(api.called("setMyDescription")) == 2


async def test_a_press_edits_its_message_in_place_and_is_acknowledged(
    ana: Person, telegram: TelegramApi
) -> None:
    await ana.send("/catalog")
    before = await ana.hears()
    query = await ana.press("Turning" if "Turning" in before.buttons else before.buttons[0])
    after = await ana.hears()
    assert (after.id, after.edits) == (before.id, 1)
    assert after.text != before.text
    await telegram.wait_for(lambda a: a.called("answerCallbackQuery"))
    [call] = telegram.called("answerCallbackQuery")
    assert (call.parameters["callback_query_id"], call.refused) == (query, "")


async def test_pressing_a_button_twice_is_harmless(ana: Person, telegram: TelegramApi) -> None:
    await ana.send("/catalog")
    message = await ana.hears()
    label = message.buttons[0]
    await ana.press(label, message)
    await ana.press(label, message)
    changed = await ana.hears()
    await telegram.wait_for(lambda a: len(a.called("editMessageText")) == 2)
    assert "not modified" in telegram.called("editMessageText")[1].refused
    await ana.send("/whoami")
    assert (await ana.hears()).text != changed.text
    assert len(telegram.messages(ana.id)) == 2


async def test_if_a_message_can_no_longer_be_edited_a_new_one_is_sent(
    ana: Person, telegram: TelegramApi
) -> None:
    await ana.send("/catalog")
    gone = await ana.hears()
    telegram.inject_fault("editMessageText", status=400)
    await ana.press(gone.buttons[0], gone)
    heard = await ana.hears()
    assert heard.id != gone.id
    assert heard.text != gone.text


async def test_a_press_too_late_to_acknowledge_is_answered(
    ana: Person, telegram: TelegramApi
) -> None:
    await ana.send("/catalog")
    message = await ana.hears()
    telegram.inject_fault("answerCallbackQuery", status=400)
    await ana.press(message.buttons[0], message)
    assert (await ana.hears()).edits == 1


async def test_an_invitation_link_links_the_chat_to_its_person(bob: Person, world: World) -> None:
    edgefinder = world.edgefinder
    await world.candidate("4002", "Bob Example")
    person = await edgefinder.contacts.find("4002")
    assert person is not None
    [invitation] = await edgefinder.invitations.invite([person])
    await bob.send(f"/start {invitation.code}")
    assert "is now linked to your record" in (await bob.hears()).text
    [identity] = await world.rows("chat_identities")
    assert identity["person_id"] == world.ids["4002"]
    assert (identity["platform"], identity["external_id"], identity["address"]) == (
        "telegram",
        "701",
        "701",
    )


async def test_a_command_with_the_bots_name_is_that_command(ana: Person) -> None:
    await ana.send("/status@Edgefinder_Test_Bot")
    assert (await ana.hears()).text.startswith("Ana Popescu")


async def test_a_photo_is_answered_with_advice(ana: Person) -> None:
    await ana.send_photo()
    assert "Not a credential" in (await ana.hears()).text


async def test_a_personal_question_in_a_group_is_answered_in_private(
    ana: Person, group: Group, telegram: TelegramApi
) -> None:
    telegram.version = (10, 0)  # this server has no ephemeral messages
    await group.say(ana, "/status turning chucking")
    await telegram.wait_for(lambda a: a.messages(group.id))
    [shown] = telegram.messages(group.id)
    for secret in ("Ana", "Popescu", "4001", "passed", "remain"):
        assert secret not in shown.text
    [[button]] = shown.keyboard
    link = urlsplit(button["url"])
    assert (link.netloc, link.path) == ("t.me", "/edgefinder_test_bot")
    [payload] = parse_qs(link.query)["start"]

    await ana.send(f"/start {payload}")
    heard = await ana.hears()
    assert "Turning I (Chucking Skills)" in heard.text
    assert "passed" in heard.text


async def test_a_press_in_a_group_opens_the_private_chat_and_shows_nothing_in_the_group(
    ana: Person, bob: Person, group: Group, telegram: TelegramApi
) -> None:
    telegram.version = (10, 0)  # this server has no ephemeral messages
    await group.say(ana, "/help")
    await telegram.wait_for(lambda a: a.messages(group.id))
    [message] = telegram.messages(group.id)
    message.keyboard = [[{"text": "My status", "callback_data": "status"}]]
    for person in (ana, bob):  # anybody may press the button
        await person.press("My status", message)
    await telegram.wait_for(lambda a: len(a.called("answerCallbackQuery")) == 2)
    for call in telegram.called("answerCallbackQuery"):
        assert call.parameters["url"] == "https://t.me/edgefinder_test_bot?start=status"
        assert not call.refused
    assert [message.edits for message in telegram.messages(group.id)] == [0]


async def test_a_late_press_in_a_group_gets_a_button_to_the_private_chat(
    ana: Person, group: Group, telegram: TelegramApi
) -> None:
    telegram.version = (10, 0)  # this server has no ephemeral messages
    await group.say(ana, "/help")
    await telegram.wait_for(lambda a: a.messages(group.id))
    [message] = telegram.messages(group.id)
    message.keyboard = [[{"text": "My status", "callback_data": "status"}]]
    telegram.inject_fault("answerCallbackQuery", status=400)
    await ana.press("My status", message)
    await telegram.wait_for(lambda a: len(a.messages(group.id)) == 2)
    first, second = telegram.messages(group.id)
    assert first.edits == 0
    assert "Ana" not in second.text
    assert [list(button) for row in second.keyboard for button in row] == [["text", "url"]]


async def test_messages_to_others_in_a_group_are_ignored(
    ana: Person, bob: Person, group: Group, telegram: TelegramApi
) -> None:
    await group.say(ana, "what is left for me?")
    await group.say(ana, "/status@another_bot")
    await group.say(ana, "/weather")
    await group.say(ana, "ask @edgefinder_test_bot2 or mail to me@edgefinder_test_bot")
    await telegram.deliver({"edited_message": {"message_id": 1, "date": 1, "chat": group.chat}})
    await group.say(bob, "/catalog")
    await telegram.wait_for(lambda a: a.messages(group.id))
    await bob.send("/whoami")  # this is answered after all earlier messages
    await bob.hears()
    assert len(telegram.called("sendMessage")) == 2


@pytest.mark.parametrize(
    "said",
    ["/credential mms", "/credential@EDGEFINDER_test_bot mms", "@edgefinder_test_bot: mms"],
)
async def test_messages_to_the_bot_in_a_group_are_answered_there(
    ana: Person, group: Group, telegram: TelegramApi, said: str
) -> None:
    await group.say(ana, said)
    await telegram.wait_for(lambda a: a.messages(group.id))
    assert "Measurement, Materials" in telegram.messages(group.id)[0].text


async def test_a_reply_to_the_bot_in_a_group_is_answered(
    ana: Person, group: Group, telegram: TelegramApi
) -> None:
    await group.say(ana, "/catalog")
    await telegram.wait_for(lambda a: a.messages(group.id))
    await group.reply(ana, "credential mms", telegram.messages(group.id)[0])
    await telegram.wait_for(lambda a: len(a.messages(group.id)) == 2)


async def test_an_answer_is_in_the_topic_of_its_question(
    ana: Person, telegram: TelegramApi
) -> None:
    forum = telegram.group(-1002, forum=True)
    await forum.say(ana, "/catalog", thread_id=17)
    await telegram.wait_for(lambda a: a.messages(forum.id))
    assert telegram.messages(forum.id)[0].thread_id == 17


# With a small, slow conversation


@pytest.fixture
def small() -> SmallConversation:
    return SmallConversation()


@pytest.fixture
async def chats(small: SmallConversation, by_webhook: bool) -> AsyncIterator[TelegramApi]:
    """Run the bot with a small conversation, whose answers the tests control."""
    async with TelegramApi() as api, running(api, small, by_webhook=by_webhook):
        yield api


async def test_a_chat_is_answered_in_order_without_delaying_others(
    chats: TelegramApi, small: SmallConversation
) -> None:
    cleo, dan = chats.user(), chats.user(701, "Dan")
    for said in ("slow", "one", "two", "three"):
        await cleo.send(said)
    await dan.send("four")
    assert (await dan.hears()).text == "You said: four"
    assert chats.messages(cleo.id) == []
    small.let_go.set()
    heard = [(await cleo.hears()).text for _ in range(4)]
    assert heard == ["At last", "You said: one", "You said: two", "You said: three"]


async def test_a_message_sent_during_a_slow_answer_does_not_wait_for_it(
    chats: TelegramApi, small: SmallConversation
) -> None:
    cleo, dan = chats.user(), chats.user(701, "Dan")
    await cleo.send("slow")
    await chats.wait_for(lambda _: small.turns)
    for said in ("one", "two"):
        await asyncio.sleep(0.3)  # long enough for the message to arrive
        await dan.send(said)
        assert (await dan.hears(4)).text == f"You said: {said}"
    assert chats.messages(cleo.id) == []
    small.let_go.set()
    assert (await cleo.hears()).text == "At last"


async def test_an_update_delivered_twice_is_answered_once(
    chats: TelegramApi, small: SmallConversation
) -> None:
    cleo = chats.user()
    message = {
        "message_id": 1,
        "date": 1,
        "chat": cleo.chat,
        "from": cleo.user,
        "text": "one",
    }
    cleo.started = True
    await chats.deliver({"message": message}, times=2)
    assert (await cleo.hears()).text == "You said: one"
    await chats.deliver_again({"update_id": 1, "message": message})
    await cleo.send("two")
    assert (await cleo.hears()).text == "You said: two"
    assert [turn.text for turn in small.turns] == ["one", "two"]


@pytest.mark.parametrize("by_webhook", [False, True])
async def test_a_question_answered_before_a_restart_is_not_answered_again(by_webhook: bool) -> None:
    small = SmallConversation()
    async with TelegramApi() as api:
        cleo = api.user()
        async with running(api, small, by_webhook=by_webhook):
            await cleo.send("one")
            assert (await cleo.hears()).text == "You said: one"
            await cleo.confirmed()  # the update was confirmed at once, not only on shutdown
        async with running(api, small, by_webhook=by_webhook):
            await cleo.send("two")
            assert (await cleo.hears()).text == "You said: two"
    assert [turn.text for turn in small.turns] == ["one", "two"]


async def test_an_unreadable_update_delays_nothing(
    chats: TelegramApi, caplog: pytest.LogCaptureFixture
) -> None:
    cleo = chats.user()
    await chats.deliver({"message": {"text": "Ana's secret", "from": 7}})
    await cleo.send("one")
    assert (await cleo.hears()).text == "You said: one"
    assert "could not be parsed" in caplog.text
    assert "secret" not in caplog.text


async def test_a_long_answer_is_several_messages_with_buttons_under_the_last(
    chats: TelegramApi,
) -> None:
    cleo = chats.user()
    await cleo.send("long")
    heard = [await cleo.hears()]
    while not heard[-1].keyboard:
        heard.append(await cleo.hears())
    assert len(heard) > 2
    words = "\n\n".join(message.text for message in heard)
    positions = [words.index(f"Paragraph {n}:") for n in range(60)]
    assert positions == sorted(positions)


async def test_a_long_answer_to_a_press_begins_in_place_and_continues_below(
    chats: TelegramApi,
) -> None:
    cleo = chats.user()
    await cleo.send("status")
    await cleo.hears()
    [message] = chats.messages(cleo.id)
    message.keyboard[0][0]["callback_data"] = "long"
    await cleo.press("Next")
    heard = [await cleo.hears()]
    while not heard[-1].keyboard:
        heard.append(await cleo.hears())
    assert (heard[0].id, heard[0].edits) == (message.id, 1)
    assert len(heard) > 2


async def test_progress_after_a_press_is_shown_in_the_same_message(
    chats: TelegramApi, small: SmallConversation
) -> None:
    cleo = chats.user()
    await cleo.send("status")
    await cleo.hears()
    [message] = chats.messages(cleo.id)
    message.keyboard[0][0]["callback_data"] = "steps"
    await cleo.press("Next")
    await chats.wait_for(lambda _: message.edits == 1)
    assert (message.text, message.keyboard) == ("Half of it is done", [])
    small.let_go.set()
    await chats.wait_for(lambda _: message.edits == 2)
    assert message.text == "All of it is done"
    assert chats.messages(cleo.id) == [message]


async def test_a_public_answer_to_a_press_in_a_group_edits_the_message(
    chats: TelegramApi,
) -> None:
    cleo, group = chats.user(), chats.group()
    await group.say(cleo, "/catalog")
    await chats.wait_for(lambda a: a.messages(group.id))
    [message] = chats.messages(group.id)
    await cleo.press("Next", message)
    await chats.wait_for(lambda _: message.edits)
    assert message.text == "You said: next"


async def test_a_file_is_sent_with_a_description_in_words(chats: TelegramApi) -> None:
    cleo = chats.user()
    await cleo.send("file")
    assert (await cleo.hears()).text == "Here it is"
    file = await cleo.hears()
    assert (file.file, file.text) == (b"\x89PNG", "The badge of Milling I")


async def test_a_fault_in_one_answer_does_not_affect_the_next(
    chats: TelegramApi, caplog: pytest.LogCaptureFixture
) -> None:
    cleo = chats.user()
    await cleo.send("broken")
    await cleo.send("one")
    assert (await cleo.hears()).text == "You said: one"
    assert "an answer failed: RuntimeError at" in caplog.text
    assert "a name that no log may show" not in caplog.text
