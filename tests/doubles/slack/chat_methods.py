"""Web API methods: chat.* (posting, editing, deleting, unfurling)."""

from tests.doubles.slack.blocks import problems_of_message_blocks
from tests.doubles.slack.entities import problems_of_entity
from tests.doubles.slack.message_checks import (
    UPDATED_TEXT_MOST,
    RefusedError,
    content_from,
    decoded,
    delete,
    edit,
    post,
)
from tests.doubles.slack.messages import Message
from tests.doubles.slack.schema import Json
from tests.doubles.slack.web_api import Asked, method

_CONTENT = "text blocks attachments markdown_text mrkdwn parse link_names"
_LOOKS = "username icon_emoji icon_url"


@method(
    "chat.postMessage",
    f"channel thread_ts reply_broadcast unfurl_links unfurl_media metadata {_CONTENT} {_LOOKS}",
    scope="chat:write",
)
def post_message(asked: Asked) -> Json:
    channel = asked.channel_to_post_in()
    asked.slack.flood.check(asked.workspace.id, channel.id)
    content = content_from(asked.args, lacks=asked.workspace.lacks)
    thread = asked.args.get("thread_ts")
    message = post(channel, content, via="chat.postMessage", thread_ts=thread)
    return {"channel": channel.id, "ts": message.ts, "message": message.as_slack_shows_it()}


@method("chat.postEphemeral", f"channel user thread_ts {_CONTENT} {_LOOKS}", scope="chat:write")
def post_ephemeral(asked: Asked) -> Json:
    channel = asked.channel_to_post_in()
    person = asked.workspace.somebody(asked.text("user"))
    if person is None:
        raise RefusedError("user_not_found")
    if person not in channel.members:
        raise RefusedError("user_not_in_channel")
    content = content_from(asked.args, lacks=asked.workspace.lacks)
    thread = asked.args.get("thread_ts")
    message = post(channel, content, via="chat.postEphemeral", only_for=person, thread_ts=thread)
    return {"message_ts": message.ts}


@method(
    "chat.update", f"channel ts metadata reply_broadcast file_ids {_CONTENT}", scope="chat:write"
)
def update(asked: Asked) -> Json:
    message = _own_message(asked, "cant_update_message")
    lacks = asked.workspace.lacks
    edit(message, content_from(asked.args, text_most=UPDATED_TEXT_MOST, lacks=lacks))
    return {
        "channel": message.channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": message.as_slack_shows_it(),
    }


@method("chat.delete", "channel ts", scope="chat:write")
def delete_message(asked: Asked) -> Json:
    message = _own_message(asked, "cant_delete_message")
    delete(message)
    return {"channel": message.channel.id, "ts": message.ts}


def _own_message(asked: Asked, refusal: str) -> Message:
    # Unlike chat.postMessage, these methods do not accept a person's id as the channel.
    channel = asked.workspace.channels.get(asked.text("channel"))
    if channel is None or (channel.direct and not channel.with_bot):
        raise RefusedError("channel_not_found")
    message = channel.find(asked.text("ts"))
    if message is None:
        raise RefusedError("message_not_found")
    if not message.by_bot:
        raise RefusedError(refusal)
    return message


@method("chat.unfurl", "channel ts unfurl_id source unfurls metadata", scope="links:write")
def unfurl(asked: Asked) -> Json:
    unfurls = decoded(asked.args.get("unfurls"), "invalid_unfurls_format")
    if not unfurls:
        raise RefusedError("missing_unfurls")
    if not isinstance(unfurls, dict):
        raise RefusedError("invalid_unfurls_format")
    if unfurl_id := asked.args.get("unfurl_id"):
        asked.text("source")
        channel_id, _, ts = str(unfurl_id).partition("-")
    else:
        channel_id, ts = asked.text("channel"), asked.text("ts")
    channel = asked.workspace.channels.get(channel_id)
    message = channel.find(ts) if channel else None
    if message is None:
        raise RefusedError("cannot_unfurl_message")
    for url, shown in unfurls.items():
        if f"<{url}" not in message.text:
            raise RefusedError("cannot_unfurl_url")
        if not isinstance(shown, dict) or not shown:
            raise RefusedError("invalid_unfurls_format")
        if problems := problems_of_message_blocks(shown.get("blocks", [])):
            raise RefusedError("invalid_blocks", problems)
    entities = decoded(asked.args.get("metadata"), "invalid_metadata_format")
    for entity in entities.get("entities", []) if isinstance(entities, dict) else ():
        if problems := problems_of_entity(entity):
            raise RefusedError("invalid_metadata_format", problems)
        if entity.get("app_unfurl_url") not in unfurls:
            raise RefusedError("invalid_metadata_format", ["app_unfurl_url was not posted"])
        message.entities[entity["app_unfurl_url"]] = entity
    message.unfurls |= unfurls
    return {}
