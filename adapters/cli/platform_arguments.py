"""Declare the arguments of the commands telegram and slack."""

from typing import Any

from adapters.cli.parser_parts import add_command, file_argument
from bot.whose_record import Shows


def add_telegram(commands: Any) -> None:
    """Declare the command `telegram` with its subcommands."""
    telegram = add_command(
        commands,
        "telegram",
        "telegram_command:setup",
        Shows.NOBODY,
        "set up the bot on Telegram, or make links to it",
    )
    parts = telegram.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add_command(
        parts,
        "setup",
        "telegram_command:setup",
        Shows.NOBODY,
        "set the bot's menus and profile on Telegram",
        "Updates the command menus and the profile, and lists the changes. "
        "'edgefinder serve' also does this when it starts.",
    )
    link = add_command(
        parts,
        "link",
        "telegram_command:link",
        Shows.NOBODY,
        "make a link or a QR code that opens the bot",
        "Prints a link that opens the bot, and optionally asks it about a credential "
        "or checks a code.",
    )
    link.add_argument(
        "what",
        metavar="CREDENTIAL|CODE",
        nargs="?",
        help="a credential, or the code of an earned one",
    )
    link.add_argument(
        "--qr",
        metavar="FILE",
        type=file_argument,
        help="write the link's QR code to FILE.svg or FILE.png",
    )


def add_slack(commands: Any) -> None:
    """Declare the command `slack` with its subcommands."""
    slack = add_command(
        commands,
        "slack",
        "slack_command:manifest",
        Shows.NOBODY,
        "set up the Slack app",
    )
    parts = slack.add_subparsers(title="commands", metavar="COMMAND", required=True)
    manifest = add_command(
        parts,
        "manifest",
        "slack_command:manifest",
        Shows.NOBODY,
        "print the app manifest, to paste when you create the app at Slack",
    )
    manifest.add_argument(
        "--mode",
        choices=("socket", "http"),
        default="socket",
        help="how Slack reaches the app: Socket Mode, or HTTP at EDGEFINDER_PUBLIC_URL "
        "(default: socket)",
    )
    manifest.add_argument(
        "--installs",
        action="store_true",
        help="workspaces install the app themselves, and their tokens rotate",
    )
    add_command(
        parts,
        "key",
        "slack_command:key",
        Shows.NOBODY,
        "print a new key for EDGEFINDER_SLACK_TOKEN_KEY, which encrypts the tokens of workspaces",
    )
    add_command(
        parts,
        "check",
        "slack_command:check",
        Shows.NOBODY,
        "ask Slack whether it accepts the app's messages and windows",
        "Sends a sample of each to Slack's blocks.validate, with "
        "EDGEFINDER_SLACK_BOT_TOKEN. If Slack refuses one, its workspace gets older "
        "blocks instead.",
    )
    form = manifest.add_mutually_exclusive_group()
    form.add_argument("--yaml", action="store_true", help="as YAML (the default)")
    form.add_argument("--json", action="store_true", help="as JSON")
