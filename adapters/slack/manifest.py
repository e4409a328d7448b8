"""Build the Slack app's manifest, with the reason for each scope.

The fields and their limits: https://docs.slack.dev/reference/app-manifest
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

from bot.command import Command

Mode = Literal["socket", "http"]
SLASH_COMMAND = "/nims"
HINT_CHARACTERS = 1_000
EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "answers people who mention it in a channel",
    "assistant:write": "offers prompts to begin with, and shows a status line while an answer "
    "takes longer",
    "chat:write": "says its answers, and tells of credentials earned",
    "commands": "adds `/nims` and the shortcuts",
    "files:read": "reads files that people send it in direct messages or its windows, or that are "
    "in a message they ask it to verify, and no others",
    "files:write": "sends files, such as a table of verdicts, in direct messages",
    "im:history": "reads what people write to it in their direct messages, and nothing else",
    "im:write": "opens direct messages, to notify people of credentials earned",
    "users:read": "sees who is an administrator of the workspace, before its settings are changed",
}
"""The scopes that the app always requests, and what the app uses each scope for."""
LINKING_SCOPES: Mapping[str, str] = {
    "users:read.email": "offers people to link their chat to the record with their confirmed "
    "e-mail address; left out where workspaces install the app and none is trusted",
}
"""Scopes for linking people by e-mail address, and what the app uses each scope for.

They are requested if any workspace may link people by e-mail address.
"""

OPEN_MENU = "open_menu"
VERIFY_HERE = "verify_here"
SHORTCUTS: Sequence[Mapping[str, str]] = (
    {
        "name": "Ask Edgefinder",
        "type": "global",
        "callback_id": OPEN_MENU,
        "description": "Ask about NIMS credentials, or verify one",
    },
    {
        "name": "Verify credentials here",
        "type": "message",
        "callback_id": VERIFY_HERE,
        "description": "Verify the codes, links and files in this message",
    },
)

EVENTS: Sequence[str] = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "function_executed",
    "message.im",
    "team_access_revoked",
    "tokens_revoked",
)
UNFURLING_EVENTS = ("link_shared", "entity_details_requested")
UNFURLING_SCOPES: Mapping[str, str] = {
    "links:read": "sees the links to its own verification pages, and no others",
    "links:write": "puts what it proves under such a link, and into the panel of its card",
}
"""Scopes for previews of links to our pages, and what the app uses each scope for.

They are requested if the pages have a public URL.
"""


def scopes_for(*, linking: bool, pages: bool) -> list[str]:
    """Return the scopes that the app needs with these features, and no others."""
    return [*SCOPES, *(LINKING_SCOPES if linking else ()), *(UNFURLING_SCOPES if pages else ())]


VERIFY_STEP = "verify_credential"


def _parameter(name: str, title: str, description: str) -> dict[str, Any]:
    return {
        "type": "string",
        "name": name,
        "title": title,
        "description": description,
        "is_required": True,
    }


FUNCTIONS: Mapping[str, Mapping[str, Any]] = {
    VERIFY_STEP: {
        "title": "Verify a NIMS credential",
        "description": "Says whether a credential is real, whose it is, and since when",
        "input_parameters": {
            "code": _parameter("code", "Code", "The code or link that its holder gave you"),
        },
        "output_parameters": {
            name: _parameter(name, title, description)
            for name, title, description in (
                (
                    "verdict",
                    "Verdict",
                    "One word, such as valid, revoked, withdrawn, unknown or unchecked",
                ),
                ("credential", "Credential", "What it is of; empty where nothing is known"),
                ("holder", "Holder", "Whose it is; empty where nothing is known"),
                ("issued_on", "Issued on", "As 2026-03-31; empty where nothing is known"),
            )
        },
    }
}
"""The steps of our app for Slack's Workflow Builder.

https://docs.slack.dev/workflows/workflow-steps
"""

AGENT_VIEW: Mapping[str, Any] = {
    "agent_description": (
        "Answers questions about NIMS credentials: which exams remain, who is one exam away, and "
        "whether a credential that somebody shows you is real."
    ),
    "suggested_prompts": [
        {"title": each, "message": each}
        for each in ("What is left?", "Who is one exam away?", "Check a code", "What can I ask?")
    ],
}
"""How Slack presents the app as an agent.

People see other prompts, for their role, when they open the app.
"""

_LONG_DESCRIPTION = (
    "Edgefinder answers questions about NIMS credentials, the certificates of the metalworking "
    "trades. Employers check that a credential which somebody shows them is real, and learn "
    "nothing else about that person. Candidates see which exams remain and hear of credentials "
    "earned; instructors see where a class stands. What is on record about a person is shown to "
    "that person and to their instructors alone, and never to a channel."
)


def manifest(
    commands: Sequence[Command],
    mode: Mode,
    public_url: str | None = None,
    *,
    installs: bool = False,
    trusts: bool = False,
) -> dict[str, Any]:
    """Return the manifest, to be uploaded to Slack as JSON or YAML.

    `public_url` is the URL where Slack reaches this process. Without it, mode `http` and `installs`
    raise ValueError. `installs`: workspaces install the app through that URL, and their tokens
    rotate. `trusts`: some workspaces confirm their members' e-mail addresses.
    """
    if (mode == "http" or installs) and not public_url:
        raise ValueError(
            "Slack needs the app's public address to reach it over HTTP, and none is set"
        )
    address = f"{public_url}{EVENTS_PATH}" if mode == "http" else None
    reached = {"request_url": address} if address else {}
    menus = {"message_menu_options_url": address} if address else {}
    url = {"url": address} if address else {}
    redirects = {"redirect_urls": [f"{public_url}{REDIRECT_PATH}"]} if installs else {}
    host = urlsplit(public_url or "").hostname
    unfurling = {"unfurl_domains": [host]} if host else {}
    scopes = scopes_for(linking=trusts or not installs, pages=bool(host))
    events = [*EVENTS, *(UNFURLING_EVENTS if host else ())]
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Edgefinder",
            "description": "NIMS credentials: what remains, what is earned, what is real",
            "long_description": _LONG_DESCRIPTION,
            "background_color": "#1f3a4d",
        },
        "features": {
            "agent_view": dict(AGENT_VIEW),
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Edgefinder", "always_online": True},
            "shortcuts": [dict(shortcut) for shortcut in SHORTCUTS],
            "slash_commands": [
                {
                    "command": SLASH_COMMAND,
                    **url,
                    "description": "NIMS credentials: ask, or verify a code",
                    "usage_hint": usage_hint(commands),
                    "should_escape": False,
                }
            ],
            **unfurling,
        },
        "oauth_config": {**redirects, "scopes": {"bot": scopes}},
        "functions": {name: dict(declared) for name, declared in FUNCTIONS.items()},
        "settings": {
            "function_runtime": "remote",
            "event_subscriptions": {**reached, "bot_events": events},
            "interactivity": {"is_enabled": True, **reached, **menus},
            "org_deploy_enabled": True,
            "socket_mode_enabled": mode == "socket",
            "token_rotation_enabled": installs,
        },
    }


def usage_hint(commands: Sequence[Command]) -> str:
    """Return the hint that Slack shows after the slash command: as many commands as fit."""
    hint = ""
    for command in commands:
        longer = f"{hint} | {command.written}" if hint else command.written
        if len(longer) > HINT_CHARACTERS:
            break
        hint = longer
    return hint
