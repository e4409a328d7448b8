"""The tables of docs/ that are made from declarations: `make docs` writes them.

python -m tests.reference_tables
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from adapters.settings import Settings, variable
from adapters.slack.manifest import LINKING_SCOPES, SCOPES, UNFURLING_SCOPES
from bot.commands import COMMANDS

DOCS = Path(__file__).parents[1] / "docs"
_END = "<!-- end -->"


def settings_table() -> str:
    lines = ["| setting | what it is | unset |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default_factory or field.default is None else f"`{field.default}`"
        lines.append(f"| `{variable(name)}` | {field.description} | {default} |")
    return "\n".join(lines)


def commands_table() -> str:
    lines = ["| say | to get | for |", "|---|---|---|"]
    for command in COMMANDS:
        written = command.written.replace("|", "\\|")
        where = ", in private" if command.private else ""
        lines.append(f"| `{written}` | {command.summary} | {command.audience.value}{where} |")
    return "\n".join(lines)


def scopes_table() -> str:
    scopes = {**SCOPES, **LINKING_SCOPES, **UNFURLING_SCOPES}
    rows = [f"| `{name}` | {why} |" for name, why in scopes.items()]
    return "\n".join(["| scope | what for |", "|---|---|", *rows])


TABLES: Mapping[tuple[str, str], Callable[[], str]] = {
    ("settings.md", "settings"): settings_table,
    ("commands.md", "commands"): commands_table,
    ("slack.md", "scopes"): scopes_table,
}
"""Each table by its file and the name that stands in the comment above it."""


def written(file: str, name: str) -> str:
    """The table as the file has it."""
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
