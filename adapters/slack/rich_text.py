"""Render paragraphs, lists, quotations and code as the elements of a `rich_text` block.

Elements contain no markup, so every text is shown literally.
"""

from collections.abc import Sequence
from typing import Any

from adapters.slack.block_limits import clean
from bot.markdown_blocks import Block, Grid, Span
from bot.plain_text import grid_lines

Json = dict[str, Any]

DEEPEST_LIST = 8  # docs.slack.dev/reference/block-kit/blocks/rich-text-block


def rich_text(blocks: Sequence[Block | Grid]) -> list[Json]:
    """Return the elements of a rich_text block that shows these blocks."""
    elements: list[Json] = []
    for block in blocks:
        if isinstance(block, Grid):
            text = clean("\n".join(grid_lines(block)))
            elements.append(_preformatted([{"type": "text", "text": text}] if text else []))
        elif block.kind == "code":
            elements.append(_preformatted([text_part(span, styled=False) for span in block.spans]))
        elif block.kind == "quote":
            parts = [text_part(span) for span in block.spans]
            elements.append({"type": "rich_text_quote", "elements": parts})
        elif block.kind == "item" and _list_style(block.marker):
            _add_to_list(elements, block)
        elif block.kind == "item":
            _add_signed(elements, block)
        else:
            heading = block.kind == "heading"
            elements.append(_section([text_part(span, bold=heading) for span in block.spans]))
    return [element for element in elements if element["elements"]]


def _list_style(marker: str) -> str:
    """Return Slack's list style for a marker: bullet, ordered, or '' for a symbol."""
    if marker == "•":
        return "bullet"
    return "ordered" if marker.rstrip(".").isdecimal() and int(marker.rstrip(".")) > 0 else ""


def _add_to_list(elements: list[Json], block: Block) -> None:
    """Add an item to the list at the end of `elements`.

    If `elements` does not end with a list, or the item does not continue that list, start a new
    list.
    """
    style = _list_style(block.marker)
    indent = min(block.depth, DEEPEST_LIST)
    number = int(block.marker.rstrip(".")) if style == "ordered" else 0
    last = elements[-1] if elements else {}
    if last.get("style") == style and last.get("indent") == indent:
        following = last.get("offset", 0) + len(last["elements"]) + 1
        if style == "bullet" or number == following:
            last["elements"].append(_section([text_part(span) for span in block.spans]))
            return
    begun: Json = {
        "type": "rich_text_list",
        "style": style,
        "indent": indent,
        "elements": [_section([text_part(span) for span in block.spans])],
    }
    if number > 1:
        begun["offset"] = number - 1
    elements.append(begun)


def _add_signed(elements: list[Json], block: Block) -> None:
    """Add a list item whose marker is a symbol, as a line that begins with the symbol.

    If `elements` ends with a section, add the line to that section, because Slack does not promise
    to start a new section on a new line.
    """
    begins = "\u2003" * min(block.depth, DEEPEST_LIST) + f"{block.marker} "
    parts = [text_part(span) for span in block.spans]
    if elements and elements[-1]["type"] == "rich_text_section":
        elements[-1]["elements"] += [_text(f"\n{begins}"), *parts]
    else:
        elements.append(_section([_text(begins), *parts]))


def _section(parts: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": parts}


def _preformatted(parts: list[Json]) -> Json:
    return {"type": "rich_text_preformatted", "elements": parts}


def _text(text: str) -> Json:
    return {"type": "text", "text": text}


def text_part(span: Span, *, styled: bool = True, bold: bool = False) -> Json:
    """Return the rich_text element for a span: a text in its style, or a link."""
    part = _text(span.text)
    if span.link:
        part = {"type": "link", "url": span.link, "text": span.text}
    styles = {"bold": span.bold or bold, "italic": span.italic, "code": span.code}
    if styled and any(styles.values()):
        part["style"] = {name: True for name, on in styles.items() if on}
    return part
