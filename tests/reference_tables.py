"""`make docs`: write the tables in docs/ that are generated from declarations.

python -m tests.reference_tables
"""

import argparse
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from adapters.cli.parser import parser
from adapters.settings import setting_declarations, variable
from adapters.slack.manifest import LINKING_SCOPES, SCOPES, UNFURLING_SCOPES
from bot.commands import COMMANDS
from tests.access import docs_tables as access_tables
from tests.e2e.failure_table import FAILURES

DOCS = Path(__file__).parents[1] / "docs"
_END = "<!-- end -->"


def settings_table() -> str:
    lines = ["| setting | what it is | unset |", "|---|---|---|"]
    for name, field in setting_declarations().items():
        default = "" if field.default is None or callable(field.default) else f"`{field.default}`"
        lines.append(f"| `{variable(name)}` | {field.description} | {default} |")
    return "\n".join(lines)


def commands_table() -> str:
    lines = ["| say | to get | for |", "|---|---|---|"]
    for command in COMMANDS:
        written = command.written.replace("|", "\\|")
        where = ", in private" if command.access.private else ""
        lines.append(
            f"| `{written}` | {command.summary} | {command.access.audience.value}{where} |"
        )
    return "\n".join(lines)


def scopes_table() -> str:
    scopes = {**SCOPES, **LINKING_SCOPES, **UNFURLING_SCOPES}
    rows = [f"| `{name}` | {why} |" for name, why in scopes.items()]
    return "\n".join(["| scope | what for |", "|---|---|", *rows])


def command_line() -> str:
    """Return the reference of the command line: a section for each command."""
    return "\n\n".join(_sections(parser(), ""))


def _sections(of: argparse.ArgumentParser, summary: str) -> Iterator[str]:
    choices = {
        name: (each, about.get(name, ""))
        for action in of._actions
        if isinstance(action, argparse._SubParsersAction)
        for about in [{str(one.dest): one.help or "" for one in action._choices_actions}]
        for name, each in action.choices.items()
    }
    own = [
        action
        for action in of._actions
        if not isinstance(action, argparse._SubParsersAction | argparse._HelpAction)
    ]
    if " " in of.prog and (own or not choices):
        said = " ".join((of.description or summary).split())
        lines = [f"## {of.prog}", "", f"{said[:1].upper()}{said[1:].rstrip('.')}."]
        if own:
            lines += ["", "| argument | what it does |", "|---|---|", *map(_argument, own)]
        yield "\n".join(lines)
    for each, about in choices.values():
        yield from _sections(each, about)


def _argument(action: argparse.Action) -> str:
    shown = action.metavar or (
        "|".join(map(str, action.choices)) if action.choices else action.dest.upper()
    )
    value = "" if action.nargs == 0 else str(shown)
    names = ", ".join(action.option_strings)
    written = f"{names} {value}".strip().replace("|", "\\|")
    filled = {**vars(action), "prog": "edgefinder"}
    told = (action.help or "") % filled
    return f"| `{written}` | {told.replace('|', chr(92) + '|')} |"


def failures_table() -> str:
    platforms = {"telegram": "Telegram", "slack": "Slack"}
    parts = {
        "sendMessage": "answering",
        "getUpdates": "asking for messages",
        "chat.postMessage": "answering",
        "apps.connections.open": "connecting",
    }
    lines = [
        "| platform | what fails | the person sees | the operator sees | `kind` |",
        "|---|---|---|---|---|",
    ]
    for each in FAILURES:
        log = f"`{each.log.strip()}`" if each.log else ""
        kind = f"`{each.kind}`" if each.kind else ""
        where = f"{platforms[each.platform]}, {parts[each.method]}"
        lines.append(f"| {where} | {each.what} | {each.person} | {log} | {kind} |")
    return "\n".join(lines)


TABLES: Mapping[tuple[str, str], Callable[[], str]] = {
    ("settings.md", "settings"): settings_table,
    ("commands.md", "commands"): commands_table,
    ("slack.md", "scopes"): scopes_table,
    ("command-line.md", "command line"): command_line,
    ("failures.md", "failures"): failures_table,
    ("access.md", "commands"): access_tables.commands_access,
    ("access.md", "slack"): access_tables.slack_access,
    ("access.md", "telegram"): access_tables.telegram_access,
    ("access.md", "web"): access_tables.web_access,
    ("access.md", "shell"): access_tables.shell_access,
}
"""The function that generates each table.

A table is found by its file and by the name in the comment above the table.
"""


def written(file: str, name: str) -> str:
    """Return the text of the table that is in the file now."""
    text = (DOCS / file).read_text("utf-8")
    return text.partition(f"<!-- {name} -->\n")[2].partition(_END)[0].strip()


def main() -> None:
    """Write every table into its file."""
    for (file, name), made in TABLES.items():
        text = (DOCS / file).read_text("utf-8")
        before, mark, rest = text.partition(f"<!-- {name} -->\n")
        if not mark:
            raise SystemExit(f"docs/{file} has no place for the table {name!r}")
        after = rest.partition(_END)[2]
        (DOCS / file).write_text(f"{before}{mark}{made()}\n{_END}{after}", "utf-8")


if __name__ == "__main__":
    main()
