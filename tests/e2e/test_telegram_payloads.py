"""Compare what the bot sends to Telegram with golden/telegram.json.

`make golden` rewrites the file: review the diff. Entities are written as marks in the text, so that
an added line does not change the offsets of all others.
"""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from telegram import Chat, Message, MessageEntity
from telegram.constants import ChatType

from adapters.telegram.adapter import TelegramAdapter
from bot.access import Audience
from bot.commands import COMMANDS
from tests.adapters.telegram.run_adapter import running
from tests.bot.center import ANA, INES, Center
from tests.doubles.telegram import Call, Person, TelegramApi
from tests.golden import compare_with_golden

GOLDEN = Path(__file__).parent / "golden" / "telegram.json"
GOLDEN_SPANISH = Path(__file__).parent / "golden" / "telegram.es.json"
_CODE = re.compile(r"EF-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-(?:[0-9A-Z*~$=]|s[1-4]|%[0-9A-F]{2})")
_SHOWN = {
    *("sendMessage", "sendRichMessage", "editMessageText", "editEphemeralMessageText"),
    *("answerCallbackQuery", "sendDocument", "sendPhoto"),
}

CANDIDATE: tuple[str, ...] = (
    *("/start", "/help", "/help verify", "/status", "/status M1-TCH", "/status M1-MMS", "/next"),
    *("/catalog", "/catalog machining", "/catalog level I", "/catalog cnc mill", "/catalog xyzzyq"),
    *("/credential M1-TCH", "/credential turning", "/verify EARNED REVOKED EF-1234", "/verify"),
    *("/roster", "/notices", "/notices off", "/unlink", "/link ABCD-EFGH-JKM1", "/whoami"),
    *("/certificate", "/print", "/withdraw M1-MMS", "/share M1-MMS"),
    *("/goals", "/goal nc-entry-machinist", "/check EARNED for nc-entry-machinist"),
    *("/follow nc-entry-machinist", "/follow merit", "my status", "what next?", "/unfollow merit"),
    *("/prove nc-entry-machinist", "/proofs", "/ask retakes", "/cost", "/cost M1-GRD"),
    *("/score", "/score M1-MMS", "/remind", "/language", "/language es", "/language en"),
    *("/privacy", "/seen", "/data", "/forget", "/approve"),
    *("/correct", "/correct my score in turning was 82", "/minor"),
    *("what is left for turning?", "statsu", "ICS-100", "qwrtz plmkn"),
)
SPANISH_CANDIDATE = (
    *("/start", "/help", "/status", "/status M1-TCH", "/next", "/credential M1-TCH"),
    *("/goals", "/goal nc-entry-machinist", "/check EARNED for nc-entry-machinist"),
    *("/certificate", "/share M1-MMS", "/cost", "/privacy", "/remind", "/notices"),
    *("¿qué me falta para el torno?", "gracias"),
)
INSTRUCTOR: tuple[str, ...] = (
    *("/start", "/roster", "/roster CNC 1", "/roster nowhere", "/status"),
    *("/student 1001", "/students behind", "/signoff 1001 welding for merit"),
    *("/result", "/result Cy passed chucking performance today"),
)
STRANGER = (
    *("/start", "/status", "/whoami", "/credential M1-MMS", "/unlink"),
    *("/watch EARNED", "/watch", "/unwatch all"),
)
_CANDIDATES = (Audience.EVERYONE, Audience.LINKED, Audience.CANDIDATES)
for _command in COMMANDS:  # add the commands that no line of this table runs
    _asked = f"/{_command.name}"
    if not any(text.split()[0] == _asked for text in (*CANDIDATE, *INSTRUCTOR, *STRANGER)):
        if _command.access.audience in _CANDIDATES:
            CANDIDATE += (_asked,)
        else:
            INSTRUCTOR += (_asked,)


@pytest.fixture
async def center(center: Center) -> Center:
    await center.world.linked(ANA, "telegram", "700")
    await center.world.linked(INES, "telegram", "701")
    return center


async def test_each_command_sends_the_reviewed_payload(center: Center) -> None:
    told: dict[str, Any] = {}
    async with TelegramApi() as api, running(api, center.world.conversation) as adapter:
        ana, ines = api.user(700), api.user(701, "Ines", "ines_example")
        bo, class_chat = api.user(702, "Bo", "bo_example"), api.group()
        for who, person, said in (
            ("a candidate", ana, CANDIDATE),
            ("an instructor", ines, INSTRUCTOR),
            ("a stranger", bo, STRANGER),
        ):
            for text in said:
                typed = text.replace("EARNED", center.earned).replace("REVOKED", center.revoked)
                told[f"{who}: {text}"] = await _payloads(api, adapter, person, typed)
        told["a candidate presses Catalog under /help"] = await _pressed(api, adapter, ana)
        for text in ("/status", "/credential M1-MMS", "/help"):
            before = len(api.calls)
            await class_chat.say(ana, text)
            told[f"in a group: {text}"] = await _shown(api, adapter, before)
        for text in ("", "mms", center.earned):
            name = text.replace(center.earned, "EARNED")
            told[f"typed after the bot's name: {name}"] = await _cards(api, ana, text)
    written = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    compare_with_golden(GOLDEN, told, written)
    assert {c.name for c in COMMANDS} <= set(re.findall(r"/(\w+)", " ".join(told)))


async def test_people_with_spanish_telegram_get_spanish(center: Center) -> None:
    told: dict[str, Any] = {}
    async with TelegramApi() as api, running(api, center.world.conversation) as adapter:
        ana, ines = api.user(700), api.user(701, "Ines", "ines_example")
        bo = api.user(702, "Bo", "bo_example")
        for who, person, said in (
            ("a candidate", ana, SPANISH_CANDIDATE),
            ("an instructor", ines, ("/start", "/roster CNC 1", "/student 1001", "/notices")),
            ("a stranger", bo, ("/start", "/verify EARNED REVOKED EF-1234", "/whoami")),
        ):
            person.user["language_code"] = "es"
            for text in said:
                typed = text.replace("EARNED", center.earned).replace("REVOKED", center.revoked)
                told[f"{who}: {text}"] = await _payloads(api, adapter, person, typed)
    written = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    compare_with_golden(GOLDEN_SPANISH, told, written)


async def _cards(api: TelegramApi, person: Person, text: str) -> list[Any]:
    """Return the answer to an inline query, with its first two cards."""
    await person.reads_cards(await person.types(text))
    answer = _parsed(api.called("answerInlineQuery")[-1])
    del answer["inline_query_id"]
    return [{"method": "answerInlineQuery", **answer, "results": answer["results"][:2]}]


async def _payloads(
    api: TelegramApi, adapter: TelegramAdapter, person: Person, text: str
) -> list[Any]:
    before = len(api.calls)
    await person.send(text)
    return await _shown(api, adapter, before)


async def _pressed(api: TelegramApi, adapter: TelegramAdapter, person: Person) -> list[Any]:
    await _payloads(api, adapter, person, "/help")
    before = len(api.calls)
    await person.press("Catalog")
    return await _shown(api, adapter, before, most=2)


async def _shown(
    api: TelegramApi, adapter: TelegramAdapter, before: int, most: int = 1
) -> list[Any]:
    """Return the visible calls after the first `before` as JSON, once there are `most`."""
    await api.wait_for(lambda a: len(_visible(a.calls[before:])) >= most)
    await adapter._tasks.finish(5)
    calls = sorted(_visible(api.calls[before:]), key=lambda call: call.method)
    return [{"method": call.method, **_parsed(call)} for call in calls]


def _visible(calls: list[Call]) -> list[Call]:
    return [call for call in calls if call.method in _SHOWN and not call.refused]


def _parsed(call: Call) -> dict[str, Any]:
    """Return a call's parameters as JSON, without codes and numbers that differ on each run."""
    found: dict[str, Any] = {}
    for name, given in call.parameters.items():
        # only the type of a file, because its content differs on each run
        value = given[:4].decode("latin-1") if isinstance(given, bytes) else given
        written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        text = _CODE.sub("EF-0000-0000-0000-0", written)
        if name in {"callback_query_id", "message_id", "reply_parameters"}:
            continue
        try:
            found[name] = json.loads(text)
        except ValueError:
            found[name] = text
    found.pop("link_preview_options", None)
    if rich := found.get("rich_message"):  # one line for each block and each table row
        found["rich_message"] = [line for block in rich["blocks"] for line in _lines(block)]
    for text, entities in (("text", "entities"), ("caption", "caption_entities")):
        if marks := found.pop(entities, None):
            found[text] = _marked(found[text], marks).split("\n")
        elif isinstance(found.get(text), str) and "\n" in found[text]:
            found[text] = found[text].split("\n")
    return found


def _lines(block: dict[str, Any]) -> list[str]:
    block = dict(block)
    rows = block.pop("cells", [])
    return [json.dumps(each, ensure_ascii=False) for each in (block, *rows)]


def _marked(text: str, entities: list[dict[str, Any]]) -> str:
    """Return the text with its entities as HTML, rendered by python-telegram-bot."""
    message = Message(
        1,
        datetime.now(UTC),
        Chat(1, ChatType.PRIVATE),
        text=text,
        entities=[MessageEntity.de_json(each, None) for each in entities],
    )
    return message.text_html
