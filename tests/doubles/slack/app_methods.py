"""Web API methods: auth.*, apps.*, oauth.*, files.*, functions.* and blocks.validate."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from tests.doubles.slack.blocks import (
    problems_of_message_blocks,
    problems_of_view,
    types_in,
)
from tests.doubles.slack.files import SharedFile
from tests.doubles.slack.message_checks import (
    Content,
    NotTakenYetError,
    RefusedError,
    decoded,
    post,
)
from tests.doubles.slack.schema import Json
from tests.doubles.slack.web_api import Asked, method

if TYPE_CHECKING:
    from tests.doubles.slack.people import Person
    from tests.doubles.slack.platform import SlackPlatform
    from tests.doubles.slack.workspaces import Workspace


@dataclass(eq=False)
class Grant:
    """A person's permission to install the app, to be exchanged for a token."""

    person: "Person"
    redirect_uri: str | None
    used: bool = False
    org: str | None = None
    """The org's id if the app is installed for a whole org."""


@method("auth.test")
def auth_test(asked: Asked) -> Json:
    workspace = asked.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.bot_name,
        "team_id": workspace.id,
        "user_id": workspace.bot_user_id,
        "bot_id": workspace.bot_id,
        "enterprise_id": workspace.installed_in,
        "is_enterprise_install": bool(workspace.installed_in),
    }


@method("auth.teams.list", "cursor limit include_icon", reads_json=False)
def auth_teams_list(asked: Asked) -> Json:
    """List one workspace per page, to catch callers that read only the first page."""
    holds = [w for w in asked.slack.workspaces.values() if w.bot_token == asked.token]
    place = int(asked.args.get("cursor") or 0)
    following = str(place + 1) if place + 1 < len(holds) else ""
    teams = [{"id": each.id, "name": each.name} for each in holds[place : place + 1]]
    return {"teams": teams, "response_metadata": {"next_cursor": following}}


@method("auth.revoke", "test", reads_json=False)
def auth_revoke(asked: Asked) -> Json:
    if str(asked.args.get("test", "")).lower() in {"1", "true"}:
        return {"revoked": False}
    asked.workspace.revoked_tokens.add(asked.token)
    return {"revoked": True}


@method("apps.connections.open", token="app")
def apps_connections_open(asked: Asked) -> Json:
    return {"url": asked.slack.sockets.new_url()}


@method(
    "oauth.v2.access",
    "code redirect_uri client_id client_secret grant_type refresh_token",
    token="none",
    reads_json=False,
)
def oauth_v2_access(asked: Asked) -> Json:
    slack = asked.slack
    given_id, secret = asked.client or (
        asked.args.get("client_id"),
        asked.args.get("client_secret"),
    )
    if given_id != slack.client_id:
        raise RefusedError("invalid_client_id")
    if secret != slack.client_secret:
        raise RefusedError("bad_client_secret")
    if asked.args.get("grant_type") == "refresh_token":
        return _rotated(asked)
    grant = slack.grants.get(asked.text("code"))
    if grant is None:
        raise RefusedError("invalid_code")
    if grant.used:
        raise RefusedError("code_already_used")
    if grant.redirect_uri and asked.args.get("redirect_uri") != grant.redirect_uri:
        raise RefusedError("bad_redirect_uri")
    grant.used = True
    rotates = slack.manifest.rotates_tokens
    workspace = grant.person.workspace
    if workspace.bot_token in workspace.revoked_tokens:
        workspace.bot_token = f"xoxb-{workspace.id.lower()}-{slack.next_id('')}"
    workspace.installed_in = grant.org
    return {
        "app_id": slack.app_id,
        "authed_user": {"id": grant.person.id},
        "scope": ",".join(sorted(workspace.scopes)),
        "token_type": "bot",
        "access_token": workspace.bot_token,
        "bot_user_id": workspace.bot_user_id,
        "team": None if grant.org else {"id": workspace.id, "name": workspace.name},
        "enterprise": {"id": grant.org, "name": "Example Group"} if grant.org else None,
        "is_enterprise_install": bool(grant.org),
        **({"refresh_token": _refresh_token(workspace), "expires_in": 43_200} if rotates else {}),
    }


def _refresh_token(workspace: "Workspace") -> str:
    workspace.refresh_token = f"xoxe-1-{workspace.slack.next_id('')}"
    return workspace.refresh_token


def _rotated(asked: Asked) -> Json:
    """Exchange a refresh token, which works once, for a new token."""
    slack, given = asked.slack, asked.text("refresh_token")
    found = [w for w in slack.workspaces.values() if w.refresh_token == given]
    if not found:
        raise RefusedError("invalid_refresh_token")
    [workspace] = found
    workspace.bot_token = f"xoxe.xoxb-{workspace.id.lower()}-{slack.next_id('')}"
    return {
        "app_id": slack.app_id,
        "scope": ",".join(sorted(workspace.scopes)),
        "token_type": "bot",
        "access_token": workspace.bot_token,
        "bot_user_id": workspace.bot_user_id,
        "refresh_token": _refresh_token(workspace),
        "expires_in": 43_200,
    }


@method(
    "files.getUploadURLExternal",
    "filename length alt_txt snippet_type",
    scope="files:write",
    reads_json=False,
)
def files_get_upload_url(asked: Asked) -> Json:
    slack = asked.slack
    length = asked.text("length")
    if not length.isdigit() or int(length) == 0:
        raise RefusedError("invalid_arguments", ["length must be a whole number above 0"])
    file_id = slack.next_id("F")
    alt_text = str(asked.args.get("alt_txt", ""))
    slack.files[file_id] = SharedFile(file_id, asked.text("filename"), int(length), alt_text)
    return {"upload_url": f"{slack.url}/upload/v1/{file_id}", "file_id": file_id}


@method(
    "files.completeUploadExternal",
    "files channel_id channels initial_comment thread_ts",
    scope="files:write",
)
def files_complete_upload(asked: Asked) -> Json:
    named = decoded(asked.args.get("files"), "invalid_arguments")
    if not isinstance(named, list) or not named:
        raise RefusedError("invalid_arguments", ["missing required field: files"])
    files = []
    for entry in named:
        found = asked.slack.files.get(entry.get("id"))
        if found is None or found.content is None or found.shared:
            raise RefusedError("file_not_found")
        found.title = entry.get("title") or found.name
        files.append(found)
    shown = [file.as_slack_shows_it() for file in files]
    if asked.args.get("channel_id") or asked.args.get("channels"):
        comment = Content(str(asked.args.get("initial_comment") or ""), None, None, None)
        name = "channel_id" if asked.args.get("channel_id") else "channels"
        channel = asked.channel_to_post_in(name)
        thread = asked.args.get("thread_ts")
        message = post(channel, comment, via="files.completeUploadExternal", thread_ts=thread)
        message.files = shown
    for file in files:
        file.shared = True
    return {"files": shown}


async def take_upload(slack: "SlackPlatform", request: web.Request) -> web.Response:
    """Accept a file's bytes at the upload URL, if their count is as announced."""
    file = slack.files.get(request.match_info["file_id"])
    content = await request.read()
    if file is None or file.content is not None:
        return web.Response(status=404, text="no such upload")
    if len(content) != file.length:
        words = f"{file.name}: announced {file.length} bytes, sent {len(content)}"
        slack.violate("upload", words)
        return web.Response(status=400, text=words)
    file.content = content
    slack.changed()
    return web.Response(text=f"OK - {len(content)}")


@method("files.info", "file", scope="files:read", reads_json=False)
def files_info(asked: Asked) -> Json:
    file = asked.slack.files.get(asked.text("file"))
    if file is None:
        raise RefusedError("file_not_found")
    return {"file": {**file.as_slack_shows_it(), "url_private": file.url}}


async def give_file(slack: "SlackPlatform", request: web.Request) -> web.Response:
    """Return a person's file, or Slack's login page if the token lacks files:read."""
    file = slack.files.get(request.match_info["file_id"])
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    workspace = slack.workspace_of(bearer)
    slack.note_call("file", {"file": request.match_info["file_id"]}, bearer)
    if workspace is None or "files:read" not in workspace.scopes:
        return web.Response(text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html")
    if file is None or file.content is None:
        return web.Response(status=404)
    return web.Response(body=file.content, content_type=file.media_type)


@method("functions.completeSuccess", "function_execution_id outputs")
def functions_complete_success(asked: Asked) -> Json:
    outputs = decoded(asked.args.get("outputs"), "invalid_arguments")
    _running(asked).update(state="completed", outputs=outputs)
    return {}


@method("functions.completeError", "function_execution_id error")
def functions_complete_error(asked: Asked) -> Json:
    _running(asked).update(state="failed", error=asked.text("error"))
    return {}


def _running(asked: Asked) -> Json:
    execution = asked.slack.executions.get(asked.text("function_execution_id"))
    if execution is None:
        raise RefusedError("function_execution_not_found")
    if execution["state"] != "running":
        raise RefusedError("function_execution_not_in_running_state")
    return execution


@method("blocks.validate", "blocks message view", reads_json=False)
def blocks_validate(asked: Asked) -> Json:
    """Return the errors in a payload. They are not violations: this method is for checking."""
    given = [name for name in ("blocks", "message", "view") if asked.args.get(name)]
    if len(given) != 1:
        raise RefusedError("invalid_arguments", ["exactly one of blocks, message, view"])
    [name] = given
    found = decoded(asked.args[name], "invalid_arguments")
    if name == "view":
        problems = problems_of_view(found)
    else:
        blocks = found.get("blocks") if isinstance(found, dict) else found
        problems = problems_of_message_blocks(blocks)
    lacking = sorted(types_in(found) & asked.workspace.lacks)
    problems += [f"unsupported type: {each}" for each in lacking]
    if problems:
        errors = [{"pointer": "/", "code": "failed_constraint", "message": p} for p in problems]
        raise NotTakenYetError(f"invalid_{name}", errors=errors)
    return {}
