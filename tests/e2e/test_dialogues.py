"""Whole conversations, compared with reviewed ones on each platform.

The messages are in dialogues/dialogues.jsonl, with the commands that may answer each turn. The
answers are in golden/dialogues; `make golden` rewrites them.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from adapters.slack import rendering as slack
from adapters.telegram import rendering as telegram
from adapters.terminal import rendering as terminal
from bot.reply import Button, Reply, Turn
from bot.understanding.words import plain
from core.people.model import TERMINAL, Identity
from tests.bot.center import STRANGER, Center

HERE = Path(__file__).parent
GOLDEN = HERE / "golden" / "dialogues"
DIALOGUES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (HERE / "dialogues" / "dialogues.jsonl").read_text("utf-8").splitlines()
]
TELEGRAM, SLACK = "telegram", "slack"
PLATFORMS = (TELEGRAM, SLACK, TERMINAL)
_CODE = re.compile(r"EF-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z*~$=]")
_LINE_ENDS = re.compile(r"[ \t]+$", re.MULTILINE)


def file_of(dialogue: dict[str, Any]) -> Path:
    words = re.sub(r"[^a-z0-9]+", "-", plain(dialogue["name"])).strip("-")
    return GOLDEN / f"{words}.{dialogue['lang']}.txt"


def test_there_are_at_least_thirty_dialogues_in_english_and_spanish() -> None:
    assert len(DIALOGUES) >= 30
    assert len({file_of(each) for each in DIALOGUES}) == len(DIALOGUES)
    assert {each["lang"] for each in DIALOGUES} == {"en", "es"}


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda each: file_of(each).stem)
async def test_whole_conversations_match_the_reviewed_ones(
    center: Center, dialogue: dict[str, Any]
) -> None:
    shown = ""
    for platform in PLATFORMS:
        identity = await _identity(center, dialogue["as"], platform)
        shown += f"==== {platform}\n\n" + await _visit(center, dialogue, identity)
        await center.world.edgefinder.close()
    file = file_of(dialogue)
    if os.environ.get("EDGEFINDER_TEST_GOLDEN") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(shown, "utf-8")
    assert shown == file.read_text("utf-8")


async def _identity(center: Center, who: str, platform: str) -> Identity:
    if platform == TERMINAL and who != STRANGER:
        return Identity(TERMINAL, who)
    external = "T0CENTER:U0VISIT" if platform == SLACK else f"701-{platform}"
    if who in center.world.ids:
        await center.world.linked(who, platform, external)
    return Identity(platform, external)


async def _visit(center: Center, dialogue: dict[str, Any], identity: Identity) -> str:
    said = ""
    reply: Reply | None = None
    for turn in dialogue["turns"]:
        button = _buttons(reply)[turn["press"]] if "press" in turn and reply else None
        text = button.call if button else turn["text"]
        text = text.replace("EARNED", center.earned).replace("REVOKED", center.revoked)
        locale = dialogue["lang"]
        reply = await center.world.conversation.answer(
            Turn(identity, text, address="1", pressed=button is not None, locale=locale)
        )
        asked = f"[{button.label}]" if button else text
        said += f"> {asked}\n\n{_shown(reply, identity.platform)}\n\n"
        assert reply.command in turn["commands"], (asked, reply.command, reply.template)
    return _LINE_ENDS.sub("", _CODE.sub("EF-CODE", said))


def _buttons(reply: Reply | None) -> list[Button]:
    return [button for row in reply.buttons for button in row] if reply else []


def _shown(reply: Reply, platform: str) -> str:
    """Return the text and buttons of a reply. The golden files of payloads hold the rest."""
    if platform == TELEGRAM:
        return "\n".join(_telegram(each) for each in telegram.messages_of(reply))
    if platform == SLACK:
        return "\n".join(_slack(each) for each in slack.messages_of(reply))
    console = Console(width=100, no_color=True, force_terminal=False)
    with console.capture() as captured:
        console.print(terminal.rendered_parts(reply))
        numbers = {button: place for place, button in enumerate(_buttons(reply), 1)}
        console.print(terminal.choices_shown(reply.buttons, numbers))
    return captured.get().strip("\n")


def _telegram(message: telegram.TelegramMessage) -> str:
    keyboard = message.keyboard or {"inline_keyboard": []}
    rows = [[each["text"] for each in row] for row in keyboard["inline_keyboard"]]
    return "\n".join([message.text, *(f"[{'] ['.join(row)}]" for row in rows)])


def _slack(message: slack.SlackMessage) -> str:
    rows = [
        [each["text"]["text"] for each in block["elements"]]
        for block in message.blocks
        if block["type"] == "actions"
    ]
    return "\n".join([message.text, *(f"[{'] ['.join(row)}]" for row in rows)])
