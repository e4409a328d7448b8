"""Convert a reply to plain text, for places without styles such as pipes and notifications."""

from bot.markdown_blocks import Block, Document, Grid, Span, parse


def plain_text(markdown: str) -> str:
    """Return Markdown as plain text, with the URL of each link after the link."""
    return render(parse(markdown))


def render(document: Document) -> str:
    lines: list[str] = []
    previous: Block | Grid | None = None
    for block in document:
        together = _is_item(previous) and _is_item(block)
        if previous is not None and not together:
            lines.append("")
        lines.extend(grid_lines(block) if isinstance(block, Grid) else _lines(block))
        previous = block
    return "\n".join(lines)


def span_text(span: Span) -> str:
    shown = span.link and span.link != span.text
    return f"{span.text} ({span.link})" if shown else span.text


def grid_lines(grid: Grid) -> list[str]:
    """Return a table as lines of text. Each column is as wide as its widest cell."""
    table = [_cells(grid.header), *(_cells(row) for row in grid.rows)]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return lines


def _cells(row: tuple[tuple[Span, ...], ...]) -> list[str]:
    return ["".join(span_text(span) for span in cell) for cell in row]


def _lines(block: Block) -> list[str]:
    text = "".join(span_text(span) for span in block.spans)
    if block.kind == "item":
        indent = "  " * block.depth
        return [f"{indent}{block.marker} {text}"]
    if block.kind == "quote":
        return [f"> {line}" for line in text.splitlines()]
    return text.splitlines() or [""]


def _is_item(block: Block | Grid | None) -> bool:
    return isinstance(block, Block) and block.kind == "item"
