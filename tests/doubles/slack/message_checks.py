"""Check and store messages, however they are sent."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.doubles.slack.blocks import (
    MARKDOWN_TEXT_MOST,
    MESSAGE_CHARACTERS_MOST,
    characters_in,
    problems_of_attachments,
    problems_of_message_blocks,
    types_in,
)
from tests.doubles.slack.messages import Message, with_ids
from tests.doubles.slack.schema import Json

if TYPE_CHECKING:
    from tests.doubles.slack.people import Person
    from tests.doubles.slack.workspaces import Channel

# limit from https://docs.slack.dev/changelog/2018-truncating-really-long-messages
TEXT_MOST = 40_000
# limit under msg_too_long: https://docs.slack.dev/reference/methods/chat.update
UPDATED_TEXT_MOST = 4_000
ATTACHMENTS_MOST = 100

# Errors that only a bug in the app can cause. They are also recorded as violations.
FAULTS_OF_THE_APP = frozenset(
    {
        "invalid_arguments",
        "invalid_attachments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "markdown_text_conflict",
        "missing_scope",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "not_allowed_token_type",
        "too_many_attachments",
        "unknown_method",
        "view_too_large",
    }
)


class RefusedError(Exception):
    """Slack's refusal: an error code, sometimes with details."""

    def __init__(self, error: str, problems: list[str] | None = None, **more: object) -> None:
        super().__init__(f"{error} {'; '.join(problems or [])}".strip())
        self.error = error
        self.problems = problems or []
        self.more = more

    def as_slack_answers(self) -> Json:
        found: Json = {"ok": False, "error": self.error, **self.more}
        if self.problems:
            found["response_metadata"] = {"messages": [f"[ERROR] {p}" for p in self.problems]}
            if self.error == "invalid_blocks":
                found["errors"] = self.problems
        return found


class NotTakenYetError(RefusedError):
    """Raised if a workspace refuses a block that it does not support yet.

    This is not a bug in the app.
    """


def refuse_lacking(found: object, lacks: Collection[str], error: str) -> None:
    """Refuse blocks of the types in `lacks`, which this workspace does not support yet."""
    if lacking := sorted(types_in(found) & set(lacks)):
        raise NotTakenYetError(error, [f"unsupported type: {each}" for each in lacking])


@dataclass(frozen=True)
class Content:
    """The checked content of a message."""

    text: str
    blocks: list[Json] | None
    attachments: list[Json] | None
    metadata: Json | None

    def put_on(self, message: Message) -> None:
        """Set the message's content. Text without blocks removes earlier blocks."""
        keep_blocks = self.blocks is None and not self.text
        message.text = self.text
        if not keep_blocks:
            next_id = message.channel.workspace.slack.next_id
            message.blocks = with_ids(self.blocks or [], next_id)
        if self.attachments is not None:
            message.attachments = self.attachments
        if self.metadata is not None:
            message.metadata = self.metadata


def decoded(value: object, error: str) -> object:
    """Decode an argument: JSON text in a form, a value in a JSON body."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise RefusedError(error) from None


def content_from(args: Json, *, text_most: int = TEXT_MOST, lacks: Collection[str] = ()) -> Content:
    """Return the checked content of a message, or raise Slack's refusal."""
    text = args.get("text") or ""
    if not isinstance(text, str):
        raise RefusedError("invalid_arguments", ["must provide a string [json-pointer:/text]"])
    if len(text) > text_most:
        raise RefusedError("msg_too_long")
    blocks = decoded(args.get("blocks"), "invalid_blocks_format")
    markdown = args.get("markdown_text")
    if markdown and (text or blocks):
        raise RefusedError("markdown_text_conflict")
    if markdown:
        if len(str(markdown)) > MARKDOWN_TEXT_MOST:
            raise RefusedError("msg_too_long")
        text = str(markdown)
    attachments = decoded(args.get("attachments"), "invalid_attachments")
    refuse_lacking(blocks, lacks, "invalid_blocks")
    _check_blocks(blocks, text)
    _check_attachments(attachments)
    if not text.strip() and not blocks and not attachments:
        raise RefusedError("no_text")
    return Content(
        text,
        blocks if isinstance(blocks, list) else None,
        attachments if isinstance(attachments, list) else None,
        _metadata(args),
    )


def _check_blocks(blocks: object, text: str) -> None:
    if blocks is None:
        return
    if problems := problems_of_message_blocks(blocks):
        raise RefusedError("invalid_blocks", problems)
    if not isinstance(blocks, list) or not blocks:
        return
    if characters_in(blocks) > MESSAGE_CHARACTERS_MOST:
        raise RefusedError("msg_blocks_too_long")
    if not text.strip():
        # Slack accepts this, but notifications and screen readers would have no text.
        words = "a message with blocks needs a top-level text too [json-pointer:/text]"
        raise RefusedError("no_text", [words])


def _check_attachments(attachments: object) -> None:
    if attachments is None:
        return
    if isinstance(attachments, list) and len(attachments) > ATTACHMENTS_MOST:
        raise RefusedError("too_many_attachments")
    if problems := problems_of_attachments(attachments):
        raise RefusedError("invalid_attachments", problems)


def _metadata(args: Json) -> Json | None:
    metadata = decoded(args.get("metadata"), "invalid_metadata_format")
    if metadata is None:
        return None
    if (
        not isinstance(metadata, dict)
        or not isinstance(metadata.get("event_type"), str)
        or not isinstance(metadata.get("event_payload"), dict)
    ):
        raise RefusedError("invalid_metadata_format")
    return metadata


def post(
    channel: "Channel",
    content: Content,
    *,
    via: str,
    only_for: "Person | None" = None,
    thread_ts: str | None = None,
) -> Message:
    """Post a message of the bot in the channel, for everyone or for one person."""
    workspace = channel.workspace
    message = Message(
        workspace.slack.next_ts(),
        channel,
        workspace.bot_user_id,
        only_for=only_for,
        thread_ts=thread_ts,
        via=via,
    )
    content.put_on(message)
    channel.history.append(message)
    workspace.slack.show(message)
    return message


def edit(message: Message, content: Content) -> None:
    """Replace the content of a message. It becomes unread for those who can see it."""
    content.put_on(message)
    message.edits += 1
    message.channel.workspace.slack.show(message)


def delete(message: Message) -> None:
    """Delete a message for everyone who could see it."""
    message.deleted = True
    message.channel.workspace.slack.hide(message)
