"""Telegram features: buttons, edits, inline cards, groups, files, links and menus.

Each test runs with polling and with a webhook.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from adapters.delivery_outcome import Delivered, Unreachable
from adapters.telegram.adapter import TelegramAdapter
from bot.access import Audience
from bot.reply import Reply
from core.typesetting import qr_code
from core.verification.files.found_items import MOST_BYTES
from tests.adapters.telegram.run_adapter import SmallConversation, running
from tests.bot.center import ANA, INES, Center
from tests.doubles.telegram import Group, Message, Person, TelegramApi


@pytest.fixture(params=["polling", "webhook"])
def by_webhook(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "webhook")


@pytest.fixture
async def center(center: Center) -> Center:
    await center.world.linked(ANA, "telegram", "700")
    return center


@pytest.fixture
async def bot(api: TelegramApi, center: Center, by_webhook: bool) -> AsyncIterator[TelegramAdapter]:
    async with running(api, center.world.conversation, by_webhook=by_webhook) as adapter:
        yield adapter


@pytest.fixture
def bob(api: TelegramApi) -> Person:
    return api.user(701, "Bob", "bob_example")


@pytest.fixture
def group(api: TelegramApi) -> Group:
    return api.group()


# Buttons and activity


async def test_a_code_and_its_link_are_copied_by_buttons(
    bot: TelegramAdapter, api: TelegramApi, ana: Person, center: Center
) -> None:
    await ana.send("/share M1-MMS")
    shared = await ana.hears()
    link = f"https://verify.example.org/v/{center.earned}"
    assert _copied(shared) == [center.earned, link]


async def test_a_server_without_copy_buttons_gets_answers_without_copy_buttons(
    bot: TelegramAdapter, api: TelegramApi, ana: Person
) -> None:
    api.knows_copying = False
    for _ in range(2):
        await ana.send("/share M1-MMS")
        shared, badge = await ana.hears(), await ana.hears()
        assert _copied(shared) == []
        assert "certificate" in str(shared.keyboard)
        assert badge.file
    assert len([call for call in api.called("sendMessage") if call.refused]) == 1


async def test_a_button_that_removes_something_is_red(bot: TelegramAdapter, ana: Person) -> None:
    await ana.send("/withdraw M1-MMS")
    asked = await ana.hears()
    styles = [button.get("style") for row in asked.keyboard for button in row]
    assert styles == ["danger", None]


async def test_a_long_answer_is_announced_and_a_quick_one_is_not(
    api: TelegramApi, ana: Person
) -> None:
    conversation = SmallConversation()
    async with running(api, conversation, patience=0.0):
        await ana.send("slow")
        await api.wait_for(lambda double: double.called("sendChatAction"))
        conversation.let_go.set()
        assert (await ana.hears()).text == "At last"
    [shown, *_] = api.called("sendChatAction")
    assert shown.parameters["chat_id"] == "700"
    assert shown.parameters["action"] == "typing"
    before = len(api.called("sendChatAction"))
    async with running(api, conversation, patience=60.0):
        await ana.send("status")
        await ana.hears()
    assert len(api.called("sendChatAction")) == before


async def until_announced(api: TelegramApi, activity: str) -> None:
    await api.wait_for(
        lambda a: activity in [call.parameters["action"] for call in a.called("sendChatAction")]
    )


async def test_the_chat_shows_that_a_file_is_being_sent_during_its_upload(
    api: TelegramApi, ana: Person
) -> None:
    api.held["sendPhoto"], api.held["sendDocument"] = asyncio.Event(), asyncio.Event()
    async with running(api, SmallConversation(), patience=0.0):
        for said, method, activity in (
            ("picture", "sendPhoto", "upload_photo"),
            ("file", "sendDocument", "upload_document"),
        ):
            await ana.send(said)
            await until_announced(api, activity)
            api.held[method].set()
            await ana.hears()
            assert (await ana.hears()).file


def _copied(message: Message) -> list[str]:
    buttons = (button for row in message.keyboard for button in row)
    return [button["copy_text"]["text"] for button in buttons if "copy_text" in button]


# Edits


async def test_editing_a_question_changes_its_answer(
    bot: TelegramAdapter, api: TelegramApi, ana: Person
) -> None:
    asked = await ana.send("/credential M1-TCH")
    first = await ana.hears()
    await ana.edits(asked, "/credential M1-MMS")
    second = await ana.hears()
    assert (second.id, second.edits) == (first.id, 1)
    assert second.text.startswith("Measurement, Materials")
    await ana.edits(asked, "/credential M1-MMS")  # an edit without a change
    await ana.send("/whoami")
    assert "You are Ana" in (await ana.hears()).text
    assert len(api.messages(ana.id)) == 2


async def test_an_edit_of_an_old_question_gets_a_new_answer(
    bot: TelegramAdapter, api: TelegramApi, ana: Person
) -> None:
    await ana.edits(4711, "/whoami")
    assert (await ana.hears()).edits == 0


async def test_an_edited_question_gets_a_new_answer_if_the_old_answer_was_deleted(
    bot: TelegramAdapter, api: TelegramApi, ana: Person
) -> None:
    asked = await ana.send("/credential M1-TCH")
    first = await ana.hears()
    api.inject_fault("editMessageText", status=400)
    await ana.edits(asked, "/credential M1-MMS")
    second = await ana.hears()
    assert second.id != first.id
    await ana.edits(asked, "/credential M1-JBL")
    third = await ana.hears()
    assert (third.id, third.edits) == (second.id, 1)


async def test_an_edit_changes_every_message_of_a_long_answer(
    api: TelegramApi, by_webhook: bool
) -> None:
    ana = api.user(700)
    async with running(api, SmallConversation(), by_webhook=by_webhook):
        asked = await ana.send("long")
        while not (await ana.hears()).keyboard:
            pass
        many = len(api.messages(ana.id))
        assert many > 2
        await ana.edits(asked, "one")
        assert (await ana.hears()).text == "You said: one"
        await api.wait_for(lambda a: len(a.messages(ana.id)) == 1)
        await ana.edits(asked, "long")
        await api.wait_for(lambda a: len(a.messages(ana.id)) == many)


async def test_an_edit_changes_the_whole_answer_even_if_it_was_sent_in_two_tries(
    api: TelegramApi, by_webhook: bool
) -> None:
    ana = api.user(700)
    async with running(api, SmallConversation(), by_webhook=by_webhook):
        api.inject_fault("sendMessage", status=0)  # the first call does not fail
        api.inject_fault("sendMessage", failure="reset", times=5)
        asked = await ana.send("long")
        while not (await ana.hears(20)).keyboard:
            pass
        await ana.edits(asked, "one")
        assert (await ana.hears()).text == "You said: one"
        await api.wait_for(lambda a: len(a.messages(ana.id)) == 1)


async def test_the_answer_to_a_picture_survives_failures_too(
    bot: TelegramAdapter, api: TelegramApi, bob: Person
) -> None:
    api.inject_fault("sendMessage", failure="reset", times=5)
    await bob.send_photo("look")
    assert "Not a credential" in (await bob.hears(20)).text
    await bob.send_album(b"one", b"two")
    assert "Not a credential" in (await bob.hears(20)).text


# Cards


async def test_catalog_cards_are_picked_while_typing(
    bot: TelegramAdapter, api: TelegramApi, bob: Person, group: Group
) -> None:
    query = await bob.types("cnc mill")
    cards = await bob.reads_cards(query)
    assert "CNC Milling" in cards[0]["title"]
    assert "Level" in cards[0]["description"]
    [call] = api.called("answerInlineQuery")
    assert (call.parameters["is_personal"], int(call.parameters["cache_time"])) in {
        ("false", 300),
        (False, 300),
    }
    before = len(api.called("sendMessage"))
    posted = await bob.picks(query, cards[0]["id"], group.chat)
    assert "To earn it, pass" in posted.text
    for row in posted.keyboard:
        for button in row:
            assert button["url"].startswith("https://t.me/edgefinder_test_bot?start=")
    await bob.send("/whoami")
    await bob.hears()
    assert len(api.called("sendMessage")) == before + 1, "a posted card is not answered"


async def test_an_inline_query_with_the_next_offset_gets_further_cards(
    bot: TelegramAdapter, api: TelegramApi, bob: Person
) -> None:
    first = await bob.reads_cards(await bob.types(""))
    [call] = api.called("answerInlineQuery")
    following = call.parameters["next_offset"]
    second = await bob.reads_cards(await bob.types("", offset=following))
    assert not {card["id"] for card in first} & {card["id"] for card in second}


async def test_cards_of_personal_credentials_are_not_cached_for_others(
    bot: TelegramAdapter, api: TelegramApi, center: Center, ana: Person, bob: Person
) -> None:
    cards = await ana.reads_cards(await ana.types(""))
    assert cards[0]["id"] == center.earned
    assert center.earned not in [card["id"] for card in await bob.reads_cards(await bob.types(""))]
    checked = await bob.reads_cards(await bob.types(center.earned))
    assert checked[0]["description"] == "Valid, Ana Popescu"
    for call in api.called("answerInlineQuery"):
        assert str(call.parameters["is_personal"]).lower() == "true"
        assert int(call.parameters["cache_time"]) == 0


async def test_a_search_without_a_match_has_a_link_to_the_chat(
    bot: TelegramAdapter, api: TelegramApi, bob: Person
) -> None:
    assert await bob.reads_cards(await bob.types("xyzzyq")) == []
    [call] = api.called("answerInlineQuery")
    assert "catalog" in str(call.parameters["button"])


# Groups


async def test_an_answer_in_a_group_replies_to_the_asker(
    bot: TelegramAdapter, api: TelegramApi, ana: Person, group: Group
) -> None:
    await group.say(ana, "/catalog")
    await api.wait_for(lambda a: a.messages(group.id))
    [call] = api.called("sendMessage")
    assert "message_id" in str(call.parameters["reply_parameters"])


async def test_a_group_that_becomes_a_supergroup_keeps_its_notices(
    bot: TelegramAdapter, api: TelegramApi, center: Center
) -> None:
    small = api.group(-77, "Small class")
    await center.world.add(
        "chat_identities",
        platform="telegram",
        external_id="-77",
        address="-77",
        person_id=center.world.ids[INES],
        linked_at=center.world.clock(),
        unreachable_because="the group is closed",
        unreachable_since=center.world.clock(),
    )
    moved = await small.migrate()
    async with asyncio.timeout(5):
        while True:
            [row] = [
                each
                for each in await center.world.rows("chat_identities")
                if each["external_id"] == "-77"
            ]
            if row["address"] == str(moved.id):
                break
            await asyncio.sleep(0.02)
    assert row["unreachable_since"] is None


async def test_a_notice_reaches_a_group_that_has_moved(
    bot: TelegramAdapter, api: TelegramApi
) -> None:
    small = api.group(-77, "Small class")
    moved = await small.migrate()
    assert await bot.sender.send("-77", Reply("notices", "n", "News")) == Delivered()
    assert [message.text for message in api.messages(moved.id)] == ["News"]


async def test_people_who_post_as_a_group_are_answered_as_strangers(
    bot: TelegramAdapter, api: TelegramApi, group: Group
) -> None:
    await group.say_anonymously("/credential mms")
    await api.wait_for(lambda a: a.messages(group.id))
    assert "Measurement" in api.messages(group.id)[0].text


async def test_anonymous_administrators_are_told_how_to_be_recognized(
    bot: TelegramAdapter, api: TelegramApi, group: Group
) -> None:
    await group.say_anonymously("/notices here")
    await api.wait_for(lambda a: a.messages(group.id))
    [said] = api.messages(group.id)
    assert "so I cannot tell who you are" in said.text
    assert "Remain anonymous" in said.text
    assert "link" not in said.text
    assert said.buttons == ["Answer me in private"]


async def test_a_notice_arrives_in_its_topic_and_only_a_deleted_topic_is_unreachable(
    bot: TelegramAdapter, api: TelegramApi
) -> None:
    forum = api.group(-1002, forum=True)
    api.topics[forum.id] = {7}
    assert await bot.sender.send("-1002/7", Reply("notices", "n", "News")) == Delivered()
    assert [(each.text, each.thread_id) for each in api.messages(forum.id)] == [("News", 7)]
    forum.delete_topic(7)
    assert await bot.sender.send("-1002/7", Reply("notices", "n", "More")) == Unreachable(
        "the topic is gone"
    )
    assert await bot.sender.send("-1002", Reply("notices", "n", "More")) == Delivered()
    assert [each.thread_id for each in api.messages(forum.id)] == [7, None]


async def test_an_answer_goes_to_the_group_itself_if_its_topic_was_deleted(
    bot: TelegramAdapter, api: TelegramApi, ana: Person
) -> None:
    forum = api.group(-1002, forum=True)
    forum.delete_topic(99)
    await forum.say(ana, "/catalog", thread_id=99)
    await api.wait_for(lambda a: a.messages(forum.id))


# Files and stickers


async def test_an_album_and_a_run_of_stickers_get_one_reply_each(
    bot: TelegramAdapter, api: TelegramApi, bob: Person
) -> None:
    await bob.send_album(b"one", b"two", b"three", b"four")
    assert "Not a credential" in (await bob.hears()).text
    for _ in range(3):
        await bob.send_sticker()
    assert "I can only read text and credential files" in (await bob.hears()).text
    await bob.send("/whoami")
    assert "not linked to anybody" in (await bob.hears()).text
    assert len(api.messages(bob.id)) == 3


async def test_a_call_whose_result_is_not_needed_is_sent_in_the_response_to_the_webhook(
    bot: TelegramAdapter, api: TelegramApi, bob: Person, by_webhook: bool
) -> None:
    await bob.send_sticker()
    await bob.hears()
    await bob.reads_cards(await bob.types("cnc"))
    await bob.send("/help")  # an edit of this answer would need its message id
    await bob.hears()
    calls = [*api.called("sendMessage"), *api.called("answerInlineQuery")]
    assert [call.in_answer for call in calls] == [by_webhook, False, by_webhook]


async def test_each_file_gets_an_answer(bot: TelegramAdapter, bob: Person) -> None:
    for name in ("one.pdf", "two.pdf"):
        await bob.send_document(name, b"%PDF")
        assert "Not a credential" in (await bob.hears()).text


async def test_a_file_is_never_taken_from_our_own_folder(
    bot: TelegramAdapter,
    center: Center,
    bob: Person,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By itself, python-telegram-bot would read a local file with the path in Telegram's answer."""
    (tmp_path / "code.txt").write_text(center.earned)
    monkeypatch.chdir(tmp_path)
    await bob.send_document("code.txt", center.revoked.encode())
    said = (await bob.hears()).text
    assert center.revoked in said
    assert center.earned not in said


async def test_a_picture_of_a_qr_code_is_verified(
    bot: TelegramAdapter, center: Center, bob: Person
) -> None:
    page = qr_code(f"https://verify.example.org/v/{center.earned}", "png")
    await bob.send_document("badge.png", page)
    assert "held by Ana Popescu" in (await bob.hears()).text
    revoked = qr_code(f"https://verify.example.org/v/{center.revoked}", "png")
    await bob.send_album(page, b"a cat", revoked)
    told = [(await bob.hears()).text for _ in range(3)]
    assert "held by Ana Popescu" in told[0]
    assert "Not a credential" in told[1]
    assert "Revoked" in told[2]


async def test_files_that_are_too_large_or_cannot_be_fetched_are_reported(
    bot: TelegramAdapter, api: TelegramApi, bob: Person
) -> None:
    await bob.send_document("film.pdf", b"x" * (MOST_BYTES + 1))
    assert "up to 5 MB" in (await bob.hears()).text
    assert not api.called("getFile")
    api.inject_fault("getFile", status=400)
    await bob.send_document("gone.pdf", b"x")
    assert "I could not open that file" in (await bob.hears()).text


async def test_a_forwarded_code_is_checked_and_nothing_else_is_done(
    bot: TelegramAdapter, center: Center, ana: Person
) -> None:
    await ana.forwards(f"I hold {center.earned}", "Somebody")
    assert "held by Ana Popescu" in (await ana.hears()).text
    await ana.forwards("/unlink yes", "Somebody")
    assert "I only look for credential codes" in (await ana.hears()).text
    assert await center.world.rows("chat_identities")


# Buttons, links and menus


async def test_a_button_under_a_verdict_is_answered_below_it(
    bot: TelegramAdapter, api: TelegramApi, center: Center, bob: Person
) -> None:
    await bob.send(center.earned)
    verdict = await bob.hears()
    await bob.press("What it certifies", verdict)
    page = await bob.hears()
    assert page.id != verdict.id
    assert api.messages(bob.id)[0].edits == 0
    await bob.press("Machining, Level I", page)
    assert (await bob.hears()).id == page.id


async def test_a_press_on_a_message_too_old_to_edit_gets_a_new_answer(
    bot: TelegramAdapter, api: TelegramApi, bob: Person
) -> None:
    await bob.send("/catalog")
    old = await bob.hears()
    await bob.press_old("Machining (20)", old)
    assert (await bob.hears()).id != old.id
    await api.wait_for(lambda a: a.called("answerCallbackQuery"))


async def test_a_link_on_a_card_opens_its_record_in_the_private_chat(
    bot: TelegramAdapter, api: TelegramApi, center: Center, bob: Person
) -> None:
    query = await bob.types(center.earned)
    [card] = await bob.reads_cards(query)
    button = card["reply_markup"]["inline_keyboard"][0][0]
    payload = urlsplit(button["url"]).query.removeprefix("start=")
    await bob.send(f"/start {payload}")
    assert "held by Ana Popescu" in (await bob.hears()).text


async def test_a_chat_has_the_menu_of_its_owners_roles(
    bot: TelegramAdapter, api: TelegramApi, center: Center, bob: Person
) -> None:
    edgefinder = center.world.edgefinder
    person = await edgefinder.contacts.find(INES)
    assert person is not None
    [invitation] = await edgefinder.invitations.invite([person])
    await bob.send(f"/start {invitation.code}")
    assert "second code" in (await bob.hears()).text
    await bob.send(invitation.second)
    await bob.hears()
    key = f"chat:{bob.id}:"
    await api.wait_for(lambda a: key in a.menus)
    names = {each["command"] for each in api.menus[key]}
    assert "roster" in names
    assert "status" not in names
    everybodys = {
        c.name for c in bot._conversation.commands if c.access.audience is Audience.EVERYONE
    }
    assert everybodys <= names
    await bob.send("/unlink")
    await bob.press("Yes, unlink", await bob.hears())
    await bob.hears()
    await api.wait_for(lambda a: not a.menus.get(key))
