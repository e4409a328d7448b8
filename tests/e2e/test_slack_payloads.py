"""Compare what the app sends to Slack with the payloads in golden/slack.json.

`make golden` rewrites the file: review the diff.
"""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from adapters.slack.adapter import SlackAdapter
from bot.commands import COMMANDS
from bot.workplace import Workplace
from tests.adapters.slack.run_adapter import running
from tests.bot.center import ANA, INES, Center
from tests.doubles.slack import Call, Person, SlackPlatform
from tests.doubles.slack.blocks import NOT_IN_THE_SDK
from tests.e2e.test_telegram_payloads import CANDIDATE, INSTRUCTOR, STRANGER
from tests.golden import compare_with_golden

GOLDEN = Path(__file__).parent / "golden" / "slack.json"
GOLDEN_SPANISH = Path(__file__).parent / "golden" / "slack.es.json"
PAGES = "https://verify.example.org"
TEAM = "T0EXAMPLE"
_CODE = re.compile(r"EF-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-(?:[0-9A-Z*~$=]|%[0-9A-F]{2})")
_SHORT = re.compile(r"EF-[0-9A-Z]{4}-…-?[0-9A-Z*~$=]{1,2}")
_REFERENCE = re.compile(r'"external_ref": \{"id": "[0-9a-f]{32}"\}')
_SERIAL = re.compile(r'"ask-[0-9a-f]{8}"')
_SHOWN = {
    *("response_url", "chat.postMessage", "chat.postEphemeral", "chat.update", "chat.unfurl"),
    *("views.open", "views.push", "views.update", "views.publish"),
    *("files.completeUploadExternal", "functions.completeSuccess", "functions.completeError"),
}
# ids of channels, windows and files, which differ on each run
_PLACES = {"channel", "channel_id", "trigger_id", "view_id", "thread_ts", "ts", "user", "user_id"}
_PLACES |= {"unfurl_id", "function_execution_id", "files"}


pytestmark = pytest.mark.slack_app("http", public_url=PAGES)


@pytest.fixture
async def center(center: Center) -> Center:
    await center.world.linked(ANA, "slack", f"{TEAM}:U0ANA")
    await center.world.linked(INES, "slack", f"{TEAM}:U0INES")
    return center


@dataclass
class Watched:
    """Records what the app sends, by the action that caused it."""

    slack: SlackPlatform
    adapter: SlackAdapter
    said: dict[str, list[Any]] = field(default_factory=dict)

    async def when(self, what: str, done: Awaitable[object]) -> None:
        before = len(self.slack.calls)
        await done
        while self.adapter._tasks._tasks:
            await self.adapter._tasks.finish(10)
        calls = [call for call in self.slack.calls[before:] if call.method in _SHOWN]
        assert all(call.ok for call in calls), [call.response for call in calls]
        self.said[what] = [{"method": call.method, **_shown(call)} for call in calls]


@pytest.fixture
async def watched(slack: SlackPlatform, center: Center) -> AsyncIterator[Watched]:
    workplace = Workplace(center.world.edgefinder)
    conversation = center.world.conversation
    async with running(
        slack, "http", conversation, workplace=workplace, patience_seconds=60
    ) as adapter:
        yield Watched(slack, adapter)


def _people(slack: SlackPlatform) -> tuple[Person, Person, Person]:
    team = slack.workspace()
    ana, ines, bo = (
        team.user(f"U0{name.upper()}", f"{name} Example") for name in ("Ana", "Ines", "Bo")
    )
    return ana, ines, bo


async def test_each_command_and_surface_matches_the_reviewed_payload(
    watched: Watched, center: Center
) -> None:
    ana, ines, bo = _people(watched.slack)
    await _commands(watched, center, ana, ines, bo)
    await _surfaces(watched, center, ana, ines, bo)
    compare_with_golden(GOLDEN, watched.said, _written(watched.said))
    assert {c.name for c in COMMANDS} <= set(re.findall(r"/nims (\w+)", " ".join(watched.said)))


async def test_people_with_spanish_slack_get_spanish_everywhere(
    watched: Watched, center: Center
) -> None:
    ana, ines, bo = _people(watched.slack)
    for person in (ana, ines, bo):
        person.looks = {"locale": "es-MX"}
    shop = watched.slack.workspace().channel("shop-floor", [ana, ines, bo])
    for text in ("status", "next", "help", "certificate"):
        await watched.when(f"a candidate: /nims {text}", ana.slash("/nims", text))
    await watched.when("an instructor: /nims notices", ines.slash("/nims", "notices"))
    verify = bo.slash("/nims", f"verify {center.earned}", channel=shop)
    await watched.when("a stranger: /nims verify EARNED", verify)
    shared = bo.press(shop.history[-1], "Compartir este resultado aquí")
    await watched.when("presses Share", shared)
    for who, person in (("a candidate", ana), ("an instructor", ines), ("a stranger", bo)):
        await watched.when(f"Home of {who}", person.opens_home())
    assert ines.home is not None
    assert bo.home is not None
    press = ines.press(ines.home, "Ajustar mis avisos")
    await watched.when("a window: Set my notices", press)
    wrong = await ines.submits({"zone": "Atlantis"})
    assert "No conozco esa zona horaria" in str(wrong)
    for title in ("Verificar varias", "Crear una regla"):
        await watched.when(f"a window: {title}", bo.press(bo.home, title))
    await watched.when("a window: bare /nims", bo.slash("/nims"))
    link = bo.shares_link(shop, f"{PAGES}/v/{center.earned}")
    await watched.when("a link is posted", link)
    compare_with_golden(GOLDEN_SPANISH, watched.said, _written(watched.said))


async def _commands(
    watched: Watched, center: Center, ana: Person, ines: Person, bo: Person
) -> None:
    shop = watched.slack.workspace().channel("shop-floor", [ana, ines, bo])
    for who, person, said in (
        ("a candidate", ana, CANDIDATE),
        ("an instructor", ines, INSTRUCTOR),
        ("a stranger", bo, STRANGER),
    ):
        for text in dict.fromkeys(each.removeprefix("/") for each in said):
            typed = text.replace("EARNED", center.earned).replace("REVOKED", center.revoked)
            await watched.when(f"{who}: /nims {text}", person.slash("/nims", typed))
    for text in ("status", "verify EARNED"):
        typed = text.replace("EARNED", center.earned)
        what = f"a stranger in a channel: /nims {text}"
        await watched.when(what, bo.slash("/nims", typed, channel=shop))
    shared = shop.history[-1]
    await watched.when("presses Share", bo.press(shared, "Share this verdict here"))
    await watched.when("mentions it in a channel", bo.mention(shop, "catalog machining"))
    await watched.when("writes to it", ana.dm("what is left?"))
    await watched.when("presses a button", ana.press(ana.dms.history[-1], "What next?"))


async def _surfaces(
    watched: Watched, center: Center, ana: Person, ines: Person, bo: Person
) -> None:
    shop = watched.slack.workspace().channel("shop-floor", [ana, ines, bo])
    codes = f"{center.earned}\n{center.revoked}\nEF-0000-0000-0000-1"
    await watched.when("a window: bare /nims", bo.slash("/nims"))
    assert bo.modal is not None
    await watched.when("a window: Verify several", bo.press(bo.modal, "Verify several"))
    await watched.when("a window: the list is sent", bo.submits({"typed": codes}))
    await watched.when("the shortcut", ana.shortcut("open_menu"))
    await watched.when("a window: a question is sent", ana.submits({"typed": "status M1-TCH"}))
    link = f"{PAGES}/v/{center.earned}"
    await watched.when("a link is posted", bo.shares_link(shop, link))
    message = shop.history[-1]
    await watched.when("the message shortcut", bo.message_shortcut("verify_here", message))
    for who, person in (("a candidate", ana), ("an instructor", ines), ("a stranger", bo)):
        await watched.when(f"Home of {who}", person.opens_home())
    assert ines.home is not None
    await watched.when("a window: Set my notices", ines.press(ines.home, "Set my notices"))
    await watched.when("a window: notices are set", ines.submits({"zone": "Chicago"}))
    step: Callable[[str], Awaitable[object]] = lambda code: bo.runs(  # noqa: E731 - used twice below
        "verify_credential", {"code": code}
    )
    await watched.when("a workflow's step", step(center.revoked))
    await watched.when("a workflow's step without a code", step(" "))


def _shown(call: Call) -> dict[str, Any]:
    """Return a call's arguments as JSON, without codes and numbers that differ on each run."""
    given = {name: _plain(value) for name, value in call.args.items() if name not in _PLACES}
    text = json.dumps(given, ensure_ascii=False)
    text = _SHORT.sub("EF-0000-…-0", _CODE.sub("EF-0000-0000-0000-0", text))
    text = _REFERENCE.sub('"external_ref": {"id": "0"}', text)
    found: dict[str, Any] = json.loads(_SERIAL.sub('"ask-0"', text))
    return found


def _plain(value: object) -> object:
    """Decode a form's field if it contains JSON."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        return json.loads(value)
    return value


def _written(said: dict[str, list[Any]]) -> str:
    """Format the recorded payloads as JSON with one block per line."""
    parts = []
    for what, payloads in said.items():
        lines = ",\n".join(_lines(payload) for payload in payloads)
        parts.append(f"{_line(what)}: [\n{lines}]")
    return "{\n" + ",\n\n".join(parts) + "\n}\n"


def _lines(payload: dict[str, Any]) -> str:
    told = []
    for key, value in payload.items():
        if key == "view":
            rest = {name: each for name, each in value.items() if name != "blocks"}
            opened = f'{_line(rest)[:-1]}, "blocks": [\n   '
            told.append(f'"view": {opened}{_blocks(value["blocks"])}]}}')
        elif key == "blocks" and value:
            told.append(f'"blocks": [\n   {_blocks(value)}]')
        else:
            told.append(f"{_line(key)}: {_line(value)}")
    return " {" + ",\n  ".join(told) + "}"


def _blocks(blocks: list[Any]) -> str:
    return ",\n   ".join(map(_line, blocks))


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# slack_sdk's models accept the golden payloads


def _kept() -> Iterator[tuple[str, dict[str, Any]]]:
    for what, payloads in json.loads(GOLDEN.read_text("utf-8")).items():
        for payload in payloads:
            yield what, payload


def test_slack_sdks_models_accept_every_block_unchanged() -> None:
    blocks = [block for _, payload in _kept() for block in payload.get("blocks") or ()]
    assert len(blocks) > 100
    for block in (each for each in blocks if each["type"] not in NOT_IN_THE_SDK):
        parsed = Block.parse(block)
        assert parsed is not None, block
        parsed.validate_json()
        assert _without_defaults(parsed.to_dict()) == _without_defaults(block)


def test_slack_sdks_models_accept_every_view() -> None:
    views = [payload["view"] for _, payload in _kept() if "view" in payload]
    assert {view["type"] for view in views} == {"modal", "home"}
    for view in views:
        parsed = View(**view)
        parsed.validate_json()
        for block in parsed.blocks or ():
            block.validate_json()


def test_every_message_has_a_fallback_text() -> None:
    for what, payload in _kept():
        if payload["method"] in {"response_url", "chat.postMessage", "chat.postEphemeral"}:
            assert re.search(r"\w{2}", payload["text"]), what


def test_every_icon_button_has_a_description() -> None:
    for what, payload in _kept():
        for button in _buttons(payload):
            label = button["text"]["text"]
            heard = button.get("accessibility_label", label)
            assert re.search(r"[A-Za-z]{2}", heard), (
                f"{what}: {label!r} has no words for a screen reader"
            )


def _buttons(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.get("type") == "button":
            yield value
        for each in value.values():
            yield from _buttons(each)
    elif isinstance(value, list):
        for each in value:
            yield from _buttons(each)


def _without_defaults(value: Any) -> Any:
    """Remove default values, as slack_sdk does."""
    if isinstance(value, dict):
        kept = {name: _without_defaults(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each not in (0, None)}
    return [_without_defaults(each) for each in value] if isinstance(value, list) else value
