"""Have Slack's `blocks.validate` check samples of our messages and views."""

from collections.abc import Iterator
from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from adapters.slack.newer_blocks import Json, alert, card, newer_in
from adapters.slack.rendering import messages_of
from adapters.slack.web_api import WebApi
from adapters.slack.windows.ask import answer_view
from adapters.slack.windows.record_result import record_view
from adapters.slack.windows.verify_list import list_view
from bot.reply import Button, Reply
from core.language.message import localized

_MARKDOWN = """# Milling

**Ada Example**: *one* exam to go, see [the page](https://example.org/v)

- ✓ theory: passed
- ○ performance: open
  1. the part

> **What was checked**\\
> ✓ Format: as it should be

```
EF-0000-0000-0000-0
```

| Candidate | Exams to go |
|---|---|
| Ada Example | 1 |
| Ben Example | 12 |"""
_BUTTONS = (
    (Button("Next", "next"), Button("Page", url="https://example.org/v")),
    (Button("Forget me", "forget", danger=True),),
)
_INVALID = frozenset({"invalid_blocks", "invalid_message", "invalid_view", "invalid_arguments"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What Slack says about one sample message or view.

    `newer` lists the newer types of blocks in the sample. `refused` lists Slack's errors, and is
    empty if Slack accepts the sample.
    """

    sample: str
    newer: tuple[str, ...]
    refused: tuple[str, ...]


def samples() -> Iterator[tuple[str, str, Json]]:
    """Yield sample messages and views: name, kind (`message` or `view`) and payload."""
    reply = Reply("status", "status", _MARKDOWN, _BUTTONS)
    [message] = messages_of(reply)
    yield "an answer", "message", {"text": message.text, "blocks": message.blocks}
    for types in (("data_table",), ("data_table", "table"), ("container",)):
        blocks = [each for found in message.older(frozenset(types)) for each in found.blocks]
        name = f"an answer without {' and '.join(types)}"
        yield name, "message", {"text": message.text, "blocks": blocks}
    shared = [card("✓ Valid", body="Milling I, held by Ada Example")]
    yield "a shared verdict", "message", {"text": "Valid", "blocks": shared}
    view, _whole = answer_view(reply, "0")
    said = {**view, "blocks": [alert("This credential is valid", "success"), *view["blocks"]]}
    yield "a window with an answer", "view", localized(said, "en")
    yield "the window that verifies a list", "view", localized(list_view(), "en")
    exams = [{"text": {"type": "plain_text", "text": "Milling I"}, "value": "M1-MIL-P"}]
    yield "the window that records a result", "view", localized(record_view(exams), "en")


async def check_blocks(api: WebApi) -> list[Checked]:
    """Have Slack validate each sample message and view, and return the results.

    Raises Slack's error if a sample cannot be checked, for example if the token is wrong.
    """
    return [await _checked(api, name, kind, payload) for name, kind, payload in samples()]


async def _checked(api: WebApi, name: str, kind: str, payload: Json) -> Checked:
    newer = tuple(sorted(newer_in(payload["blocks"])))
    try:
        if kind == "view":
            await api.calls.blocks_validate(view=payload)
        else:
            await api.calls.blocks_validate(message=payload)
    except SlackApiError as error:
        told = error.response.data if hasattr(error.response, "data") else error.response
        code = told.get("error") if isinstance(told, dict) else None
        if not isinstance(told, dict) or code not in _INVALID:
            raise
        return Checked(name, newer, tuple(_reasons(told)) or (str(code),))
    return Checked(name, newer, ())


def _reasons(told: Json) -> Iterator[str]:
    found = told.get("errors")
    for each in found if isinstance(found, list) else ():
        if isinstance(each, dict):
            yield f"{each.get('message') or each.get('code')} at {each.get('pointer')}"
        else:
            yield str(each)
