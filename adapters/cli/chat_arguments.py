"""Declare the arguments of the commands help, demo, chat and serve."""

import argparse
from typing import Any

from adapters.cli.parser_parts import add_command, file_argument
from bot.whose_record import Shows


def add_help(commands: Any) -> None:
    shown = add_command(
        commands,
        "help",
        "help_command:show_help",
        Shows.NOBODY,
        "list commands and topics, or explain one",
    )
    shown.add_argument(
        "topic",
        metavar="COMMAND|TOPIC",
        nargs="*",
        help="a command, such as 'db backup', or a topic: chat, exit-codes, files, settings",
    )


def add_chat(commands: Any) -> None:
    demo = add_command(
        commands,
        "demo",
        "demo_command:demo",
        Shows.NOBODY,
        "try a sample training center in a chat",
        "Fills a temporary database with a sample training center, serves a page on "
        "this machine with three chats side by side, and opens a chat in the "
        "terminal. Without a terminal, it answers piped lines or shows a short tour, "
        "without the page. To keep the database, set EDGEFINDER_DATABASE_URL to a "
        "SQLite file that is new or that a demo made.",
    )
    demo.add_argument(
        "--no-browser", action="store_true", help="print the page's address without opening it"
    )
    demo.add_argument(
        "--host",
        default="127.0.0.1",
        help="the address to serve the page at (default: %(default)s, only this "
        "machine; anyone who knows the page's address with its token can use it)",
    )
    demo.add_argument(
        "--port", type=int, default=0, help="the port to serve the page at (default: a free one)"
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
    chat.add_argument(
        "--json", action="store_true", help="print a JSON object for each line of input"
    )
    serve = add_command(
        commands,
        "serve",
        "serve_command:serve",
        Shows.NOBODY,
        "run everything that is configured: Telegram, Slack, the web, notices",
        "Runs everything that is configured (Telegram, Slack, the web server and "
        "sending notices) until SIGTERM or Ctrl-C.",
    )
    serve.add_argument(
        "--workers",
        metavar="N",
        type=int,
        default=1,
        help="how many processes serve the same port (default: 1); one of them sends the notices",
    )


def _add_save(chat: argparse.ArgumentParser) -> None:
    chat.add_argument(
        "--save",
        metavar="DIR",
        type=file_argument,
        help="save the files of answers to this folder, created if missing",
    )
