"""List every entry point (command, window, route) with its declared access."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp

from adapters.cli.parser import parser
from adapters.slack import inbound_requests
from adapters.slack.windows.registry import WINDOWS
from bot import file_import, inline_cards
from bot.access import Access, Audience, access_of
from bot.commands import COMMANDS
from bot.whose_record import Shows


@dataclass(frozen=True)
class Entry:
    """A command, window, route or other way in, by the name that docs/access.md gives it."""

    name: str
    access: Access


def commands() -> list[Entry]:
    """Return the chat commands, and the import of a file sent in a chat."""
    files = Entry("(a file to import, and its buttons)", file_import.ACCESS)
    return [*(Entry(each.name, each.access) for each in COMMANDS), files]


_REQUESTS = {
    "Asked": "/nims, a message, a mention, a button below an answer, the shortcut “Ask Edgefinder”",
    "MessageChecked": "the shortcut on a message",
    "WindowOpened": "a button that opens a window (as the window)",
    "Submitted": "a submitted window (as the window)",
    "Shared": "the button that shows a verdict to everybody in the conversation",
    "LinksPosted": "the preview of a link to a credential's page",
    "DetailsRequested": "the panel of a link's card",
    "HomeOpened": "the Home tab",
    "MessagesOpened": "the prompts offered in the direct messages",
    "RetentionSet": "the menu that says how long verifications are kept",
    "StepRun": "the step in a workflow",
    "AppRemoved": "the removal of the app",
}


def slack() -> list[Entry]:
    """Return what people can do in Slack besides commands, such as open windows."""
    requests = [
        Entry(words, getattr(inbound_requests, name).access) for name, words in _REQUESTS.items()
    ]
    return [*requests, *(Entry(f"window: {each.callback_id}", each.access) for each in WINDOWS)]


def telegram() -> list[Entry]:
    """Return what people can do on Telegram besides commands."""
    return [Entry(name, access) for name, access in inline_cards.ACCESS.items()]


def routes_in(app: ASGIApp) -> list[APIRoute]:
    """Return the routes of the web app."""
    pages = getattr(app, "_pages", app)
    assert isinstance(pages, FastAPI)
    return [each for each in pages.routes if isinstance(each, APIRoute)]


def web(app: ASGIApp) -> list[Entry]:
    """Return the web routes, including those that platforms post to."""
    found = [
        Entry(f"{' '.join(sorted((each.methods or set()) - {'HEAD'}))} {each.path}", access)
        for each in routes_in(app)
        if (access := access_of(each.endpoint)) is not None
    ]
    posts = getattr(app, "access", None)
    assert isinstance(posts, Access)
    platforms = [Entry(f"POST {path}", posts) for path in ("/slack/events", "/telegram/webhook")]
    return [*found, *platforms]


def shell() -> list[Entry]:
    """Return the shell commands."""
    return [
        Entry(prog.removeprefix("edgefinder "), Access(Audience.OPERATORS, shows))
        for prog, shows in _leaves(parser())
    ]


def _leaves(of: argparse.ArgumentParser) -> Iterator[tuple[str, Shows]]:
    parts = [
        each
        for action in of._actions
        if isinstance(action, argparse._SubParsersAction)
        for each in action.choices.values()
    ]
    own = of.get_default("shows")
    if own is not None and (
        not parts
        or any(
            not action.required
            for action in of._actions
            if isinstance(action, argparse._SubParsersAction)
        )
    ):
        yield of.prog, own
    for each in parts:
        yield from _leaves(each)
