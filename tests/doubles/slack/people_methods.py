"""Web API methods: users.*, conversations.*, views.* and assistant.threads.*."""

from typing import TYPE_CHECKING

from tests.doubles.slack import views
from tests.doubles.slack.entities import problems_of_entity
from tests.doubles.slack.message_checks import RefusedError, decoded
from tests.doubles.slack.schema import Json
from tests.doubles.slack.web_api import Asked, method, need_scope

if TYPE_CHECKING:
    from tests.doubles.slack.people import Person

# https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts
PROMPTS_MOST = 4


def _user(person: "Person") -> Json:
    workspace = person.workspace
    profile: Json = {
        "real_name": person.name,
        "real_name_normalized": person.name,
        "display_name": person.username,
        "display_name_normalized": person.username,
        "team": workspace.id,
    }
    if person.email and "users:read.email" in workspace.scopes:
        profile["email"] = person.email
    found: Json = {
        "id": person.id,
        "team_id": workspace.id,
        "name": person.username,
        "deleted": person.deactivated,
        "profile": profile,
        "is_bot": False,
        "is_app_user": False,
        "updated": 1_700_000_000,
    }
    if person.deactivated:
        return found
    return {
        **found,
        "real_name": person.name,
        "tz": "America/Chicago",
        "tz_label": "Central Time",
        "tz_offset": -21600,
        "locale": "en-US",
        "is_admin": person.administrator,
        "is_owner": False,
        "is_restricted": False,
        "is_email_confirmed": person.verified,
        **person.looks,
    }


@method("users.info", "user include_locale", scope="users:read", reads_json=False)
def users_info(asked: Asked) -> Json:
    person = asked.workspace.somebody(asked.text("user"))
    if person is None:
        raise RefusedError("user_not_found")
    return {"user": {"is_stranger": person.workspace is not asked.workspace, **_user(person)}}


@method("users.lookupByEmail", "email", scope="users:read.email", reads_json=False)
def users_lookup_by_email(asked: Asked) -> Json:
    person = asked.workspace.person_by_email(asked.text("email"))
    if person is None or person.deactivated:
        raise RefusedError("users_not_found")
    return {"user": _user(person)}


@method("conversations.open", "users channel return_im prevent_creation", scope="im:write")
def conversations_open(asked: Asked) -> Json:
    names = str(asked.args.get("users") or "").split(",")
    if not any(names):
        return {"channel": {"id": asked.channel().id}}
    people = [asked.workspace.people.get(name.strip()) for name in names]
    if len(people) > 1:
        raise RefusedError("method_not_supported_for_channel_type")
    if people[0] is None:
        raise RefusedError("user_not_found")
    if people[0].deactivated:
        raise RefusedError("user_disabled")
    return {"channel": {"id": asked.workspace.direct_message(people[0]).id}}


@method(
    "conversations.info", "channel include_locale include_num_members", reads_json=False, scope=None
)
def conversations_info(asked: Asked) -> Json:
    channel = asked.workspace.channels.get(asked.text("channel"))
    if channel is None or ((channel.private or channel.direct) and not channel.with_bot):
        raise RefusedError("channel_not_found")
    kind = "im" if channel.direct else "groups" if channel.private else "channels"
    need_scope(asked.workspace, f"{kind}:read")
    return {"channel": channel.as_slack_shows_it()}


@method("views.open", "trigger_id interactivity_pointer view")
def views_open(asked: Asked) -> Json:
    person = asked.slack.triggers.exchange(asked.text("trigger_id"))
    return {"view": views.show(person, asked.args.get("view")).as_slack_shows_it()}


@method("views.push", "trigger_id interactivity_pointer view")
def views_push(asked: Asked) -> Json:
    person = asked.slack.triggers.exchange(asked.text("trigger_id"))
    view = views.show(person, asked.args.get("view"), on_top=True)
    return {"view": view.as_slack_shows_it()}


@method("views.update", "view_id external_id view hash")
def views_update(asked: Asked) -> Json:
    view_id, external = asked.args.get("view_id"), asked.args.get("external_id")
    for view in asked.slack.views.values():
        if view.id == view_id or (external and view.content.get("external_id") == external):
            found = views.replace(view, asked.args.get("view"), asked.args.get("hash"))
            return {"view": found.as_slack_shows_it()}
    raise RefusedError("not_found")


@method("views.publish", "user_id view hash")
def views_publish(asked: Asked) -> Json:
    person = asked.workspace.people.get(asked.text("user_id"))
    if person is None:
        raise RefusedError("user_not_found")
    view = views.publish(person, asked.args.get("view"), asked.args.get("hash"))
    return {"view": view.as_slack_shows_it()}


@method(
    "assistant.threads.setSuggestedPrompts",
    "channel_id thread_ts title prompts",
    scope="assistant:write",
)
def set_suggested_prompts(asked: Asked) -> Json:
    channel = asked.channel("channel_id")
    prompts = decoded(asked.args.get("prompts"), "invalid_arguments")
    if not channel.direct:
        raise RefusedError("channel_type_not_supported")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= PROMPTS_MOST:
        raise RefusedError("invalid_arguments", ["prompts: 1 to 4 of them"])
    for prompt in prompts:
        if set(prompt) != {"title", "message"} or not all(prompt.values()):
            raise RefusedError("invalid_arguments", ["a prompt has a title and a message"])
    if "thread_ts" not in asked.args:  # apps with an agent_view cannot set prompts in a thread
        channel.members[0].prompts = [prompt["message"] for prompt in prompts]
        asked.slack.changed()
    return {}


@method(
    "assistant.threads.setStatus",
    "channel_id thread_ts status loading_messages icon_emoji icon_url username",
    scope="assistant:write",
)
def set_status(asked: Asked) -> Json:
    channel = asked.channel("channel_id")
    if channel.find(asked.text("thread_ts")) is None:
        raise RefusedError("invalid_thread_ts")
    if "status" not in asked.args:
        raise RefusedError("invalid_arguments", ["missing required field: status"])
    channel.status = str(asked.args["status"])
    asked.slack.changed()
    return {}


@method("entity.presentDetails", "trigger_id metadata error user_auth_required user_auth_url")
def present_details(asked: Asked) -> Json:
    person = asked.slack.triggers.exchange(asked.text("trigger_id"))
    metadata = decoded(asked.args.get("metadata"), "invalid_metadata")
    error = decoded(asked.args.get("error"), "invalid_arguments")
    if bool(metadata) == bool(error):
        raise RefusedError("invalid_arguments", ["either metadata or error"])
    if metadata and (problems := problems_of_entity(metadata)):
        raise RefusedError("invalid_metadata", problems)
    if isinstance(metadata, dict) and metadata["external_ref"]["id"] != person.opened_entity:
        raise RefusedError("entity_metadata_does_not_match_trigger")
    person.panel = metadata if isinstance(metadata, dict) else {"error": error}
    asked.slack.changed()
    return {}
