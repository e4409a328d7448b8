"""Declare the arguments of help, demo, chat and serve."""

import argparse
from typing import Any

from adapters.cli.parser_parts import add_command, file_argument
from bot.shows import Shows


def add_help(commands: Any) -> None:
    shown = add_command(
        commands,
        "help",
        "help_command:show_help",
        Shows.NOBODY,
        "what there is, and help on a command or a topic",
    )
    shown.add_argument(
        "topic",
        metavar="COMMAND|TOPIC",
        nargs="*",
        help="a command, as 'db backup', or a topic: chat, exit-codes, files, settings",
    )


def add_chat(commands: Any) -> None:
    demo = add_command(
        commands,
        "demo",
        "demo_command:demo",
        Shows.NOBODY,
        "a sample training center, then the chat",
        "Fills an embedded database with a sample training center, serves a page with three chats "
        "side by side on this machine, and opens the chat in the terminal. Piped lines are "
        "answered; without any, a short tour is played, both without the page. The database is a "
        "temporary one, unless EDGEFINDER_DATABASE_URL names a SQLite file for it that is new, or "
        "that a demo made.",
    )
    demo.add_argument(
        "--no-browser", action="store_true", help="print the page's address, and do not open it"
    )
    demo.add_argument(
        "--host",
        default="127.0.0.1",
        help="serve the page there (default: %(default)s, for this machine alone; anyone with the "
        "address, with its token, can use the page)",
    )
    demo.add_argument(
        "--port", type=int, default=0, help="serve the page at this port (default: a free one)"
    )
    _add_save(demo)
    chat = add_command(
        commands,
        "chat",
        "chat_command:chat",
        Shows.ANYBODY,
        "chat in the terminal as a chosen person",
    )
    chat.add_argument(
        "--as",
        dest="who",
        metavar="WHO",
        required=True,
        help="a candidate's number, a staff e-mail address, or 'employer:NAME'",
    )
    _add_save(chat)
    chat.add_argument("--json", action="store_true", help="one JSON object a line of input")
    serve = add_command(
        commands,
        "serve",
        "serve_command:serve",
        Shows.NOBODY,
        "serve all that has settings: Telegram, Slack, the web, notices",
        "Serves all that has settings (Telegram, Slack, the web, and the relay of notices), until "
        "SIGTERM or Ctrl-C.",
    )
    serve.add_argument(
        "--workers",
        metavar="N",
        type=int,
        default=1,
        help="how many processes answer at one port (default: 1); one of them sends the notices",
    )


def _add_save(chat: argparse.ArgumentParser) -> None:
    chat.add_argument(
        "--save",
        metavar="DIR",
        type=file_argument,
        help="save the files of answers to this folder, which is made",
    )
