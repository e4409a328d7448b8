"""Render a reply for the terminal, with styles if the terminal supports them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from adapters.terminal.visible_marks import visible
from bot.markdown_blocks import Block, Grid, Span, parse
from bot.reply import Button, Reply

_SIGNS = {"✓": "green", "✗": "red", "…": "yellow", "○": "dim", "?": "yellow", "!": "yellow"}
_INDENT = 2


def rendered_parts(reply: Reply) -> RenderableType:
    """Return a reply's text and a line for each of its files, without the buttons."""
    parts: list[RenderableType] = []
    previous: Block | Grid | None = None
    for block in parse(reply.markdown):
        if previous is not None and not (_is_item(previous) and _is_item(block)):
            parts.append("")
        parts.append(_table(block) if isinstance(block, Grid) else _block(block))
        previous = block
    for attachment in reply.attachments:
        told = visible(f"{attachment.name}: {attachment.description}")
        parts += ["", Text(told, "italic")]
    return Group(*parts)


def choices_shown(rows: Sequence[Sequence[Button]], numbers: dict[Button, int]) -> RenderableType:
    """Return rows of buttons as text.

    Each button has a number to type. A link has its URL instead of a number.
    """
    return Group(*(_Row([_choice(button, numbers) for button in row]) for row in rows))


def _choice(button: Button, numbers: dict[Button, int]) -> Text:
    if button.url:
        return Text.assemble(
            (f"{visible(button.label)}: ", "dim"), (button.url, f"link {button.url}")
        )
    return Text.assemble((f"[{numbers[button]}]", "bold cyan"), f" {visible(button.label)}")


class _Row:
    """A row of buttons.

    A button that does not fit into the line goes to the next line.
    """

    def __init__(self, buttons: Sequence[Text]) -> None:
        self._buttons = buttons

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        line = Text()
        for button in self._buttons:
            if line and line.cell_len + len(_BETWEEN) + button.cell_len > options.max_width:
                yield line
                line = Text()
            line.append(_BETWEEN if line else "").append_text(button)
        yield line


_BETWEEN = " " * 3


def files_shown(numbers: Mapping[Path, int]) -> RenderableType:
    """Return a line for each saved file: the number that opens it, and its path."""
    lines = []
    for path, number in numbers.items():
        line = Text.assemble((f"[{number}]", "bold cyan"), f" {visible(path.name)}: ")
        lines.append(line.append(visible(str(path)), f"dim link {path.resolve().as_uri()}"))
    return Group(*lines)


def _is_item(block: Block | Grid) -> bool:
    return isinstance(block, Block) and block.kind == "item"


def _block(block: Block) -> RenderableType:
    text = _styled(block.spans)
    match block.kind:
        case "heading":
            text.stylize("bold")
        case "item":
            marker = Text(block.marker, _SIGNS.get(block.marker, "dim"))
            grid = Table.grid(padding=(0, 1))
            grid.add_row(marker, text)
            return Padding(grid, (0, 0, 0, _INDENT * block.depth))
        case "code":
            return Padding(text, (0, 0, 0, _INDENT))
        case "quote":
            return Padding(Text.assemble(("│ ", "dim"), text), 0)
    return text


def _styled(spans: Sequence[Span]) -> Text:
    text = Text()
    for span in spans:
        style = " ".join(
            name
            for name, on in (("bold", span.bold), ("italic", span.italic), ("cyan", span.code))
            if on
        )
        text.append(visible(span.text), style)
        if span.link and span.link != span.text:
            text.append(f" ({visible(span.link)})", "dim")
    return text


def _table(grid: Grid) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for cell in grid.header:
        table.add_column(_styled(cell))
    for row in grid.rows:
        table.add_row(*map(_styled, row))
    return table
