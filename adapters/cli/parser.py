"""Build the argument parser of the whole command line."""

import argparse
import importlib
from collections.abc import Callable
from typing import Any

from adapters.cli.parser_parts import Parser, Version

DECLARED = {
    "help": "chat_arguments:add_help",
    "demo": "chat_arguments:add_chat",
    "chat": "chat_arguments:add_chat",
    "serve": "chat_arguments:add_chat",
    "import": "import_arguments:add_imports",
    "people": "people_arguments:add_people",
    "rosters": "people_arguments:add_people",
    "chats": "people_arguments:add_people",
    "results": "people_arguments:add_people",
    "export": "import_arguments:add_export",
    "catalog": "lookup_arguments:add_lookups",
    "fees": "lookup_arguments:add_lookups",
    "status": "lookup_arguments:add_lookups",
    "verify": "lookup_arguments:add_lookups",
    "revoke": "credential_arguments:add_revoke",
    "invite": "people_arguments:add_invite",
    "telegram": "platform_arguments:add_telegram",
    "certificate": "credential_arguments:add_certificates",
    "keys": "credential_arguments:add_keys",
    "audit": "audit_arguments:add_audit",
    "db": "maintenance_arguments:add_care",
    "notices": "maintenance_arguments:add_care",
    "completion": "maintenance_arguments:add_care",
    "init": "maintenance_arguments:add_care",
    "doctor": "maintenance_arguments:add_care",
    "slack": "platform_arguments:add_slack",
}
"""The function that declares each command, in the order in which `help` lists the commands."""


def parser(command: str = "") -> argparse.ArgumentParser:
    """Return the parser of the whole command line.

    With `command`, return only the part of the parser that this command needs.
    """
    top = Parser(
        prog="edgefinder",
        description="NIMS credentials: which exams remain, what was earned, and "
        "whether a credential is real.",
        epilog="Exit codes: 0 done; 1 the answer is no; 2 bad input or could not be done; "
        "3 an import finished with rejected rows.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action=Version, nargs=0, help="show the version")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    known = DECLARED.get(command)
    for each in [known] if known else dict.fromkeys(DECLARED.values()):
        _declaration(each)(commands)
    return top


def _declaration(work: str) -> Callable[[Any], None]:
    """Import a function that declares commands, and return it.

    `work` is the function's `module:function`.
    """
    module, _, name = work.partition(":")
    found: Callable[[Any], None] = getattr(importlib.import_module(f"adapters.cli.{module}"), name)
    return found
