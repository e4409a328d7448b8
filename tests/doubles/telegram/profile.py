"""Bot API methods for a bot's menus, name and descriptions, by scope and language."""

from typing import TYPE_CHECKING

from tests.doubles.telegram import rules
from tests.doubles.telegram.rules import Json, bad

if TYPE_CHECKING:
    from tests.doubles.telegram.server import TelegramApi

_SCOPES = {
    "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat",
    "chat_administrators", "chat_member",
}  # fmt: skip


def scope_of(api: "TelegramApi", given: Json) -> str:
    """Return a scope and language as text, such as `all_private_chats:es` or `chat:700:`."""
    scope = rules.parsed(given.get("scope", {"type": "default"}), "scope")
    kind = scope.get("type")
    if kind not in _SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type")
    language = rules.checked_language(given)
    if "chat_id" not in scope:
        return f"{kind}:{language}"
    if int(scope["chat_id"]) not in api.chats:
        raise bad("chat not found")
    return f"{kind}:{scope['chat_id']}:{language}"


async def set_commands(api: "TelegramApi", given: Json) -> bool:
    api.menus[scope_of(api, given)] = rules.checked_commands(given)
    return True


async def get_commands(api: "TelegramApi", given: Json) -> list[Json]:
    return api.menus.get(scope_of(api, given), [])


async def delete_commands(api: "TelegramApi", given: Json) -> bool:
    api.menus.pop(scope_of(api, given), None)
    return True


async def set_name(api: "TelegramApi", given: Json) -> bool:
    words = rules.checked_words(given, "name", rules.LONGEST_NAME)
    api.names[rules.checked_language(given)] = words
    return True


async def get_name(api: "TelegramApi", given: Json) -> Json:
    return {"name": _said_in(api.names, given) or str(api.bot["first_name"])}


async def set_description(api: "TelegramApi", given: Json) -> bool:
    words = rules.checked_words(given, "description", rules.LONGEST_DESCRIPTION)
    api.descriptions[rules.checked_language(given)] = words
    return True


async def get_description(api: "TelegramApi", given: Json) -> Json:
    return {"description": _said_in(api.descriptions, given)}


async def set_short_description(api: "TelegramApi", given: Json) -> bool:
    words = rules.checked_words(given, "short_description", rules.LONGEST_SHORT_DESCRIPTION)
    api.short_descriptions[rules.checked_language(given)] = words
    return True


async def get_short_description(api: "TelegramApi", given: Json) -> Json:
    return {"short_description": _said_in(api.short_descriptions, given)}


def _said_in(words: dict[str, str], given: Json) -> str:
    """Return the text in the requested language, or the default for all languages."""
    return words.get(rules.checked_language(given)) or words.get("", "")
