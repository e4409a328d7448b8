"""A reply as Slack messages: Block Kit blocks that show every value by its very letters.

Text goes into `rich_text`, which knows no marks and so needs no escapes. Named fallbacks: a table
is set in type of one width, a list marker that is a sign (a tick, a cross) stands in the text, a
button whose address Slack would refuse becomes a line with that address, and what stands under a
fold in a message is a quotation in windows and on the Home tab.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from adapters.slack.block_limits import clean, cut, is_web_address, weight_of
from bot.commands import COMMANDS
from bot.document import Block, Document, Grid, Span, parse_piece, pieces
from bot.plain_text import grid_lines, render
from bot.reply import Button, Reply

Json = dict[str, Any]

# docs.slack.dev/reference/block-kit/blocks and .../block-elements
MOST_BLOCKS = 50
MOST_IN_A_ROW = 5  # 25 are allowed; more than five are not told apart any more
LABEL_CHARACTERS = 75  # and as many of an accessibility_label
FEW_WORDS = 3
HEADER_CHARACTERS = 150
SECTION_CHARACTERS = 3_000
DEEPEST_LIST = 8
ROOM = 12_000
"""What a message may weigh (see `cutting.weight`): Slack refuses it from about 13,200 on."""
STANZA = 6_000
"""What one rich_text block may weigh: a paragraph, and the list that follows it."""
BLOCK_ID = 40  # Slack gives every block an id, and its elements too
NO_WORDS = "…"
_SUMMARIES = {command.name: command.summary for command in COMMANDS}
_BAR = re.compile(" ?[▓░]+")  # its numbers stand beside it
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)]) ")
CALL = "call-"
"""How the action_id of a button with a call begins; that of a link begins otherwise."""


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """One message: its blocks, and a text that stands alone in notifications and for readers."""

    text: str
    blocks: list[Json]

    def payload(self) -> Json:
        return {"text": self.text, "blocks": self.folded}

    @property
    def folded(self) -> list[Json]:
        """The blocks with what is said in small under a fold, which only messages may have."""
        return [_under_a_fold(block) or block for block in self.blocks]


@dataclass(frozen=True, slots=True)
class _Piece:
    """One Block Kit block, what it weighs, and its words where there are no blocks.

    `item_first` and `item_last`: it begins or ends with an item of a list. Pieces are remembered:
    nobody may change their blocks.
    """

    block: Json
    weight: int
    words: str = ""
    label: str = ""
    item_first: bool = False
    item_last: bool = False


def messages_of(reply: Reply, more: Sequence[Json] = ()) -> tuple[SlackMessage, ...]:
    """The messages of a reply, in order, at least one; the buttons stand under the last words.

    `more` are blocks of Slack's own that stand at the end.
    """
    found = [*_of_markdown(reply.markdown), *_of_buttons(reply.buttons)]
    found += [_piece(block) for block in more]
    return tuple(_message(each) for each in _packed(found)) or (SlackMessage(NO_WORDS, []),)


def escaped(text: str) -> str:
    """The text where Slack reads marks: notifications show it by its very letters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _packed(found: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    held: list[_Piece] = []
    room = ROOM
    for piece in found:
        if held and (piece.weight > room or len(held) == MOST_BLOCKS):
            yield held
            held, room = [], ROOM
        held.append(piece)
        room -= piece.weight
    if held:
        yield held


def _message(held: list[_Piece]) -> SlackMessage:
    words, item_last = "", False
    for piece in held:
        if piece.words:
            together = item_last and piece.item_first
            words += ("\n" if together else "\n\n") + piece.words if words else piece.words
            item_last = piece.item_last
    text = words.strip() or escaped(" · ".join(piece.label for piece in held if piece.label))
    return SlackMessage(text if text.strip() else NO_WORDS, [piece.block for piece in held])


# Words


def _of_markdown(markdown: str) -> Iterator[_Piece]:
    held: list[str] = []
    for text in pieces(markdown):
        if held and not _ITEM.match(text):
            yield from _remembered(tuple(held))
            held = []
        held.append(text)
    yield from _remembered(tuple(held))


@lru_cache(maxsize=4096)
def _remembered(texts: tuple[str, ...]) -> tuple[_Piece, ...]:
    """A paragraph and the list after it: most come again and again."""
    return tuple(_pieces(tuple(cut(tuple(block for text in texts for block in parse_piece(text))))))


def _piece(block: Json, shows: Document = (), label: str = "") -> _Piece:
    ends = [isinstance(each, Block) and each.kind == "item" for each in shows[:1] + shows[-1:]]
    words = escaped(clean(_BAR.sub("", render(shows))))
    return _Piece(block, len(json.dumps(block)) + BLOCK_ID, words, label, *ends)


def _pieces(document: Document) -> Iterator[_Piece]:
    """A block for each paragraph; a list stands in one block with what introduces it."""
    held: list[Block | Grid] = []
    held_weight = 0
    for block in document:
        needed = weight_of(block)
        is_item = isinstance(block, Block) and block.kind == "item"
        if held and (not is_item or held_weight + needed > STANZA):
            yield from _stanza(held)
            held, held_weight = [], 0
        held.append(block)
        held_weight += needed
    yield from _stanza(held)


def _stanza(blocks: list[Block | Grid]) -> Iterator[_Piece]:
    if not blocks:
        return
    first, *rest = blocks
    if header := _header(first):
        yield _piece(header, (first,))
        yield from _stanza(rest)
    elif elements := _rich_text(blocks):
        yield _piece({"type": "rich_text", "elements": elements}, tuple(blocks))


def _header(block: Block | Grid) -> Json | None:
    """A header block, for what it shows exactly: short, without styles and entities."""
    if not isinstance(block, Block) or block.kind != "heading":
        return None
    plain = all(span == Span(span.text) for span in block.spans)
    if not plain or not block.text.strip() or _utf16(block.text) > HEADER_CHARACTERS:
        return None
    if "&" in block.text or "<" in block.text:
        return None
    return {"type": "header", "text": _plain(block.text.strip())}


def _rich_text(blocks: list[Block | Grid]) -> list[Json]:
    elements: list[Json] = []
    for block in blocks:
        if isinstance(block, Grid):
            text = clean("\n".join(grid_lines(block)))
            elements.append(_preformatted([{"type": "text", "text": text}] if text else []))
        elif block.kind == "code":
            elements.append(_preformatted([_part(span, styled=False) for span in block.spans]))
        elif block.kind == "quote":
            parts = [_part(span) for span in block.spans]
            elements.append({"type": "rich_text_quote", "elements": parts})
        elif block.kind == "item" and _list_style(block.marker):
            _add_to_list(elements, block)
        elif block.kind == "item":
            _add_signed(elements, block)
        else:
            heading = block.kind == "heading"
            elements.append(_section([_part(span, bold=heading) for span in block.spans]))
    return [element for element in elements if element["elements"]]


def _under_a_fold(block: Json) -> Json | None:
    """A quotation that begins with a heading, as a container that is closed at first; None for
    every other block.
    """
    parts = block["elements"] if block["type"] == "rich_text" else []
    if len(parts) != 1 or parts[0]["type"] != "rich_text_quote":
        return None
    heading, *rest = parts[0]["elements"]
    words = "".join(each.get("text", "") for each in rest)
    is_heading = heading.get("style") == {"bold": True} and words.startswith("\n")
    if not is_heading or _utf16(heading["text"]) > HEADER_CHARACTERS:
        return None
    if any(each["type"] != "text" for each in rest) or _utf16(words) > SECTION_CHARACTERS:
        return None
    return {
        "type": "container",
        "title": _plain(heading["text"]),
        "is_collapsible": True,
        "default_collapsed": True,
        "child_blocks": [{"type": "section", "text": _plain(words.strip("\n"))}],
    }


def _list_style(marker: str) -> str:
    """How Slack draws this marker; empty when it draws none that is like it."""
    if marker == "•":
        return "bullet"
    return "ordered" if marker.rstrip(".").isdecimal() and int(marker.rstrip(".")) > 0 else ""


def _add_to_list(elements: list[Json], block: Block) -> None:
    """Adds an item to the list that we are in, or begins one."""
    style = _list_style(block.marker)
    indent = min(block.depth, DEEPEST_LIST)
    number = int(block.marker.rstrip(".")) if style == "ordered" else 0
    last = elements[-1] if elements else {}
    if last.get("style") == style and last.get("indent") == indent:
        following = last.get("offset", 0) + len(last["elements"]) + 1
        if style == "bullet" or number == following:
            last["elements"].append(_section([_part(span) for span in block.spans]))
            return
    begun: Json = {
        "type": "rich_text_list",
        "style": style,
        "indent": indent,
        "elements": [_section([_part(span) for span in block.spans])],
    }
    if number > 1:
        begun["offset"] = number - 1
    elements.append(begun)


def _add_signed(elements: list[Json], block: Block) -> None:
    """An item whose marker is a sign: a line of text that begins with it.

    It goes on in the section before it: nowhere is it said that sections stand on lines of their
    own.
    """
    begins = "\u2003" * min(block.depth, DEEPEST_LIST) + f"{block.marker} "
    parts = [_part(span) for span in block.spans]
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


def _part(span: Span, *, styled: bool = True, bold: bool = False) -> Json:
    part = _text(span.text)
    if span.link:
        part = {"type": "link", "url": span.link, "text": span.text}
    styles = {"bold": span.bold or bold, "italic": span.italic, "code": span.code}
    if styled and any(styles.values()):
        part["style"] = {name: True for name, on in styles.items() if on}
    return part


# Buttons


@lru_cache(maxsize=4096)
def _of_buttons(rows: tuple[tuple[Button, ...], ...]) -> tuple[_Piece, ...]:
    shown, told = _sorted_buttons(rows)
    return (*_pieces(tuple(cut(told))), *_actions(shown))


def _sorted_buttons(rows: tuple[tuple[Button, ...], ...]) -> tuple[list[list[Button]], Document]:
    """The rows that Slack can show, and those buttons whose address it would refuse, as lines."""
    shown: list[list[Button]] = []
    told: list[Block] = []
    for row in rows:
        taken = [button for button in row if not button.url or is_web_address(button.url)]
        starts = range(0, len(taken), MOST_IN_A_ROW)
        shown += [taken[start : start + MOST_IN_A_ROW] for start in starts]
        refused = [button for button in row if button not in taken]
        told += [Block("paragraph", (Span(f"{each.label}: {each.url}"),)) for each in refused]
    return shown, tuple(told)


def _actions(rows: list[list[Button]]) -> Iterator[_Piece]:
    for number, row in enumerate(rows):
        yield _row(row, number)


def _row(row: list[Button], number: int) -> _Piece:
    buttons = [_button(button, f"{number}-{place}") for place, button in enumerate(row)]
    label = " · ".join(each["text"]["text"] for each in buttons)
    return _piece({"type": "actions", "elements": buttons}, label=label)


def _button(button: Button, place: str) -> Json:
    shown = {"type": "button", "text": _plain(_label(button))}
    if button.url:
        return {**shown, "action_id": f"link-{place}", "url": button.url}
    if spoken := _spoken(_label(button), button.call):
        shown["accessibility_label"] = spoken
    return {**shown, "action_id": f"{CALL}{place}", "value": clean(button.call)}


def _spoken(label: str, call: str) -> str:
    """What screen readers say for a button whose few words lean on what stands above it.

    "About this credential" says little to somebody who hears the buttons alone, so the summary of
    its command is added.
    """
    summary = _SUMMARIES.get(call.partition(" ")[0])
    if summary is None or len(label.split()) > FEW_WORDS:
        return ""
    spoken = f"{label} {summary}" if label.endswith("?") else f"{label}: {summary}"
    return spoken if _utf16(spoken) <= LABEL_CHARACTERS else ""


def _label(button: Button) -> str:
    label = " ".join(clean(button.label).split()) or button.call or button.url
    if _utf16(label) <= LABEL_CHARACTERS:
        return label
    while _utf16(label) >= LABEL_CHARACTERS:
        label = label[: min(len(label) - 1, LABEL_CHARACTERS)]
    return f"{label}…"


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def _utf16(text: str) -> int:
    """The length as Slack counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
