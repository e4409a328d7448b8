"""The Bot API's rules and error texts. Limits: core.telegram.org/bots/api."""

import io
import json
import re
from typing import Any
from urllib.parse import urlsplit

from PIL import Image

Json = dict[str, Any]

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LARGEST_PHOTO = 10 * 1024 * 1024
LONGEST_CALLBACK_DATA = 64
MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
MOST_COMMANDS = 100
MOST_RESULTS = 50
LONGEST_NAME = 64
LONGEST_DESCRIPTION = 512
LONGEST_SHORT_DESCRIPTION = 120

_ENTITY_FIELDS = {"type", "offset", "length", "url", "user", "language", "custom_emoji_id"}
_ENTITY_TYPES = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold",
    "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote",
    "code", "pre", "text_link", "text_mention", "custom_emoji",
}  # fmt: skip
_CODES = {"code", "pre"}
_BUTTON_ACTIONS = {
    "url", "callback_data", "web_app", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text", "pay",
}  # fmt: skip

PARAMETERS: dict[str, set[str]] = {
    "getMe": set(),
    "getUpdates": {"offset", "limit", "timeout", "allowed_updates"},
    "setWebhook": {
        "url", "certificate", "ip_address", "max_connections", "allowed_updates",
        "drop_pending_updates", "secret_token",
    },
    "deleteWebhook": {"drop_pending_updates"},
    "getWebhookInfo": set(),
    "sendMessage": {
        "chat_id", "message_thread_id", "text", "parse_mode", "entities", "link_preview_options",
        "disable_notification", "protect_content", "reply_parameters", "reply_markup",
        "ephemeral_message_parameters",
    },
    "sendRichMessage": {
        "chat_id", "message_thread_id", "rich_message", "disable_notification", "protect_content",
        "reply_parameters", "reply_markup", "ephemeral_message_parameters",
    },
    "editMessageText": {
        "chat_id", "message_id", "inline_message_id", "text", "parse_mode", "entities",
        "link_preview_options", "reply_markup", "rich_message",
    },
    "editEphemeralMessageText": {
        "chat_id", "receiver_user_id", "ephemeral_message_id", "text", "parse_mode", "entities",
        "link_preview_options", "reply_markup", "rich_message",
    },
    "deleteMessage": {"chat_id", "message_id"},
    "deleteEphemeralMessage": {"chat_id", "receiver_user_id", "ephemeral_message_id"},
    "answerInlineQuery": {
        "inline_query_id", "results", "cache_time", "is_personal", "next_offset", "button",
    },
    "answerCallbackQuery": {"callback_query_id", "text", "show_alert", "url", "cache_time"},
    "sendDocument": {
        "chat_id", "message_thread_id", "document", "caption", "caption_entities", "parse_mode",
        "disable_notification", "protect_content", "reply_parameters", "reply_markup",
        "disable_content_type_detection", "ephemeral_message_parameters",
    },
    "sendPhoto": {
        "chat_id", "message_thread_id", "photo", "caption", "caption_entities", "parse_mode",
        "show_caption_above_media", "has_spoiler", "disable_notification", "protect_content",
        "reply_parameters", "reply_markup", "ephemeral_message_parameters",
    },
    "sendChatAction": {"chat_id", "message_thread_id", "action"},
    "setMyCommands": {"commands", "scope", "language_code"},
    "getMyCommands": {"scope", "language_code"},
    "deleteMyCommands": {"scope", "language_code"},
    "setMyName": {"name", "language_code"},
    "getMyName": {"language_code"},
    "setMyDescription": {"description", "language_code"},
    "getMyDescription": {"language_code"},
    "setMyShortDescription": {"short_description", "language_code"},
    "getMyShortDescription": {"language_code"},
    "getFile": {"file_id"},
    "getChat": {"chat_id"},
}  # fmt: skip


class Refused(Exception):  # noqa: N818 - a refusal in the platform's words
    """A call that the platform answers with an error."""

    def __init__(self, description: str, code: int = 400, **parameters: int) -> None:
        super().__init__(description)
        self.description = description
        self.code = code
        self.parameters = parameters


def bad(description: str) -> Refused:
    return Refused(f"Bad Request: {description}")


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_parameters(method: str, given: Json) -> None:
    unknown = set(given) - PARAMETERS[method]
    if unknown:
        raise bad(f"unknown parameter {min(unknown)} of {method}")


def checked_text(given: Json) -> tuple[str, list[Json]]:
    """Check a message's text and entities; return them as Telegram stores them."""
    text = given.get("text", "")
    if not isinstance(text, str) or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise bad("strings must be encoded in UTF-8")
    if "parse_mode" in given and "entities" in given:
        raise bad("parse_mode and entities can't be used together")
    if not text.strip():
        raise bad("message text is empty")
    if utf16(text) > LONGEST_TEXT:
        raise bad("message is too long")
    if text != text.strip():
        # Telegram would trim the text and shift the entities, which a caller may not expect
        raise bad("text begins or ends with blank space")
    entities = parsed(given.get("entities", []), "entities")
    _check_entities(text, entities)
    return text, entities


def _check_entities(text: str, entities: list[Json]) -> None:
    units = text.encode("utf-16-le")
    seen: list[tuple[int, int, str]] = []
    if len(entities) > 100:
        raise bad("can't parse entities: too many")
    for entity in entities:
        kind = entity.get("type")
        if kind not in _ENTITY_TYPES or set(entity) - _ENTITY_FIELDS:
            raise bad(f"can't parse entities: unsupported entity {kind!r}")
        start, length = entity.get("offset"), entity.get("length")
        if not isinstance(start, int) or not isinstance(length, int) or start < 0 or length < 1:
            raise bad("can't parse entities: wrong offset or length")
        end = start + length
        if end > len(units) // 2:
            raise bad("can't parse entities: entity ends after the text")
        for at in (start, end):
            if at < len(units) // 2 and 0xDC <= units[2 * at + 1] <= 0xDF:
                raise bad("can't parse entities: entity splits a character")
        if kind == "text_link" and not _is_url(entity.get("url")):
            raise bad("can't parse entities: text_link needs a url")
        for other_start, other_end, other in seen:
            apart = end <= other_start or other_end <= start
            inside = (start >= other_start and end <= other_end) or (
                start <= other_start and end >= other_end
            )
            if not apart and not inside:
                raise bad("can't parse entities: entities overlap in part")
            if not apart and (kind in _CODES or other in _CODES):
                raise bad("can't parse entities: code can't hold or be held by other entities")
        seen.append((start, end, kind))


def checked_keyboard(given: Json) -> list[list[Json]]:
    if "reply_markup" not in given:
        return []
    markup = parsed(given["reply_markup"], "reply markup")
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list):
        raise bad("object expected as reply markup")
    if sum(len(row) for row in rows) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    for row in rows:
        if not 1 <= len(row) <= MOST_IN_A_ROW:
            raise bad("wrong number of buttons in a row")
        for button in row:
            _check_button(button)
    return rows


def _check_button(button: Json) -> None:
    actions = set(button) & _BUTTON_ACTIONS
    if set(button) - _BUTTON_ACTIONS - {"text", "style"}:
        raise bad("can't parse inline keyboard button: unknown field")
    if button.get("style", "danger") not in {"danger", "success", "primary"}:
        raise bad("can't parse inline keyboard button: invalid button style specified")
    if "copy_text" in button and not 1 <= len(button["copy_text"].get("text", "")) <= 256:
        raise bad("BUTTON_COPY_TEXT_INVALID")
    if not str(button.get("text", "")).strip():
        raise bad("text buttons are unallowed in the inline keyboard")
    if len(actions) != 1:
        raise bad("can't parse inline keyboard button: exactly one action must be used")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= LONGEST_CALLBACK_DATA:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not _is_url(button["url"]):
        raise bad("BUTTON_URL_INVALID")
    start = re.fullmatch(r"https://t\.me/\w+\?start=(.*)", button.get("url", ""))
    if start and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", start[1]):
        raise bad("BUTTON_URL_INVALID")


def checked_commands(given: Json) -> list[Json]:
    commands: list[Json] = parsed(given.get("commands", []), "commands")
    if len(commands) > MOST_COMMANDS:
        raise bad("too many commands")
    for each in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", each.get("command", "")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(each.get("description", "")) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        unknown = set(each) - {"command", "description", "is_ephemeral"}
        if unknown or not isinstance(each.get("is_ephemeral", True), bool):
            raise bad("can't parse BotCommand: wrong field")
    return commands


def parsed(value: Any, what: str) -> Any:
    """Parse a form field that contains JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad(f"can't parse {what} JSON object") from None


def integer(given: Json, name: str, without: int, least: int = -(2**31), most: int = 2**31) -> int:
    """Return a parameter as an integer, limited to `least` and `most`.

    Return `without` if the parameter is missing or is not an integer.
    """
    try:
        return min(max(int(given[name]), least), most)
    except (KeyError, TypeError, ValueError):
        return without


def yes(given: Json, name: str) -> bool:
    """Whether a parameter is one of the words that Telegram accepts as true."""
    return str(given.get(name, "")).lower() in {"true", "yes", "1"}


def _is_url(url: object) -> bool:
    if not isinstance(url, str) or " " in url:
        return False
    parts = urlsplit(url)
    return parts.scheme in {"http", "https", "tg"} and bool(parts.netloc)


def checked_results(given: Json) -> list[Json]:
    """Check the results of an inline query: articles, each with a text to send."""
    results: list[Json] = parsed(given.get("results", []), "inline query results")
    if len(results) > MOST_RESULTS:
        raise bad("RESULTS_TOO_MUCH")
    names = [each.get("id", "") for each in results]
    if len(set(names)) != len(names):
        raise bad("RESULT_ID_DUPLICATE")
    for each in results:
        if not 1 <= len(str(each.get("id", "")).encode()) <= 64:
            raise bad("RESULT_ID_INVALID")
        shown = f"{each.get('title', '')}{each.get('description', '')}"
        if any("\ud800" <= letter <= "\udfff" for letter in shown):
            raise bad("strings must be encoded in UTF-8")
        if each.get("type") != "article" or not str(each.get("title", "")).strip():
            raise bad('can\'t parse inline query result: field "title" must be a String')
        content = each.get("input_message_content", {})
        checked_text({"text": content.get("message_text", ""), **_with_entities(content)})
        checked_keyboard(each)
        unknown = set(each) - {
            "type", "id", "title", "description", "input_message_content", "reply_markup",
        }  # fmt: skip
        if unknown or set(content) - {"message_text", "entities", "link_preview_options"}:
            raise bad("can't parse inline query result: unknown field")
    if len(str(given.get("next_offset", "")).encode()) > 64:
        raise bad("NEXT_OFFSET_INVALID")
    button = parsed(given.get("button", {}), "inline query results button")
    if button and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", button.get("start_parameter", "")):
        raise bad("START_PARAM_INVALID")
    return results


def _with_entities(content: Json) -> Json:
    return {"entities": content["entities"]} if "entities" in content else {}


def check_photo(given: Any) -> None:
    """Check an uploaded photo; https://core.telegram.org/bots/api#sendphoto"""
    if not isinstance(given, bytes):
        return
    if len(given) > LARGEST_PHOTO:
        raise bad("file is too big")
    try:
        with Image.open(io.BytesIO(given)) as picture:
            width, height = picture.size
    except OSError:
        raise bad("IMAGE_PROCESS_FAILED") from None
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")


def checked_language(given: Json) -> str:
    language = str(given.get("language_code", ""))
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad("invalid language code specified")
    return language


def checked_words(given: Json, name: str, most: int) -> str:
    words = str(given.get(name, ""))
    if len(words) > most:
        raise bad(f"{name.upper()}_TOO_LONG")
    return words
