"""Bot API methods that send, edit and delete messages."""

from typing import TYPE_CHECKING

from tests.doubles.telegram import ephemeral_messages, rich, rules
from tests.doubles.telegram.chats import Message
from tests.doubles.telegram.rules import Json, bad

if TYPE_CHECKING:
    from tests.doubles.telegram.server import TelegramApi


async def send_message(api: "TelegramApi", given: Json) -> Json:
    text, entities = rules.checked_text(given)
    return _send(api, given, Message(0, 0, text, entities))


async def send_rich_message(api: "TelegramApi", given: Json) -> Json:
    content = rich.checked_rich(given)
    return _send(api, given, Message(0, 0, rich.words(content), rich=content))


async def send_file(api: "TelegramApi", given: Json, kind: str) -> Json:
    if rules.utf16(given.get("caption", "")) > rules.LONGEST_CAPTION:
        raise bad("message caption is too long")
    if not given.get(kind):
        raise bad(f"there is no {kind} in the request")
    if kind == "photo":
        rules.check_photo(given["photo"])
    return _send(api, given, Message(0, 0, given.get("caption", ""), file=given[kind]))


def _send(api: "TelegramApi", given: Json, message: Message) -> Json:
    chat = api.chat(given)
    message.chat_id = chat["id"]
    message.keyboard = rules.checked_keyboard(given)
    thread = given.get("message_thread_id")
    if thread is not None and int(thread) not in api.topics.get(chat["id"], {int(thread)}):
        raise bad("message thread not found")
    message.thread_id = int(thread) if thread is not None else None
    person = ephemeral_messages.receiver(api, given)
    if person is None:
        api.check_reply(given)
    api.flood.check(chat["id"])
    if person is not None:
        return ephemeral_messages.stand(api, message, person)
    message.id = api.next_message_id()
    return api.stand(message)


async def edit_text(api: "TelegramApi", given: Json) -> Json | bool:
    if "inline_message_id" in given:
        message = api.posted_cards.get(str(given["inline_message_id"]))
    else:
        chat = api.chat(given)
        message = api.find(chat["id"], int(given.get("message_id", 0)))
        api.flood.check(chat["id"])
    if message is None:
        raise bad("message to edit not found")
    if message.old:
        raise bad("message can't be edited")
    _change(message, given)
    return True if "inline_message_id" in given else api.stand(message)


async def edit_aside(api: "TelegramApi", given: Json) -> bool:
    message = ephemeral_messages.find(api, given)
    api.flood.check(message.chat_id)
    _change(message, given)
    api.asides.seen[message.chat_id, message.receiver].append(message.copy())
    return True


def _change(message: Message, given: Json) -> None:
    if ("text" in given) == ("rich_message" in given):
        raise bad("message text is empty")
    content: Json | None = None
    entities: list[Json] = []
    if "rich_message" in given:
        content = rich.checked_rich(given)
        text = rich.words(content)
    else:
        text, entities = rules.checked_text(given)
    keyboard = rules.checked_keyboard(given)
    changed = (text, entities, keyboard, content)
    if changed == (message.text, message.entities, message.keyboard, message.rich):
        raise bad(
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message"
        )
    message.text, message.entities, message.keyboard, message.rich = changed
    message.edits += 1


async def delete(api: "TelegramApi", given: Json) -> bool:
    if not api.forget(api.chat(given)["id"], int(given.get("message_id", 0))):
        raise bad("message to delete not found")
    return True
