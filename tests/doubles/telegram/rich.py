"""The Bot API's rules for rich messages, and the text of one.

Field names: InputRichMessage in @gramio/types 10.3.1. Limits:
core.telegram.org/bots/api#inputrichmessage.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Any

from tests.doubles.telegram.rules import Json, bad, parsed, utf16

MOST_CHARACTERS = 32_768
MOST_BLOCKS = 500
MOST_LEVELS = 16
MOST_COLUMNS = 20

_SAID = frozenset({"text"})
_BLOCKS: dict[str, tuple[AbstractSet[str], set[str]]] = {
    "paragraph": (_SAID, set()),
    "heading": ({"text", "size"}, set()),
    "pre": (_SAID, {"language"}),
    "footer": (_SAID, set()),
    "divider": (set(), set()),
    "anchor": ({"name"}, set()),
    "list": ({"items"}, set()),
    "blockquote": ({"blocks"}, {"credit"}),
    "expandable_blockquote": (_SAID, {"credit"}),
    "pullquote": (_SAID, {"credit"}),
    "table": ({"cells"}, {"is_bordered", "is_striped", "is_compact", "caption"}),
    "details": ({"summary", "blocks"}, {"is_open"}),
}
_TEXTS: dict[str, AbstractSet[str]] = {
    **dict.fromkeys(("bold", "italic", "underline", "strikethrough", "spoiler"), _SAID),
    **dict.fromkeys(("subscript", "superscript", "marked", "code"), _SAID),
    "url": {"text", "url"},
    "email_address": {"text", "email_address"},
    "phone_number": {"text", "phone_number"},
    "mention": {"text", "username"},
    "date_time": {"text", "unix_time", "date_time_format"},
}
_ITEM = {"blocks", "has_checkbox", "is_checked", "value", "type"}
_CELL = {"text", "is_header", "colspan", "rowspan", "align", "valign"}


def checked_rich(given: Json) -> Json:
    """Check a rich message and return it. Raises Refused if Telegram would."""
    rich: Json = parsed(given["rich_message"], "rich message")
    contents = set(rich) & {"blocks", "html", "markdown"}
    if len(contents) != 1:
        raise bad("exactly one of the fields html, markdown and blocks must be used")
    if set(rich) - contents - {"media", "is_rtl", "skip_entity_detection"}:
        raise bad("can't parse rich message: unknown field")
    if contents != {"blocks"}:
        raise bad("the double reads only blocks")
    if not rich["blocks"]:
        raise bad("rich message must be non-empty")
    if _blocks(rich["blocks"], 1) > MOST_BLOCKS:
        raise bad("rich message has too many blocks")
    if utf16(words(rich)) > MOST_CHARACTERS:
        raise bad("rich message is too long")
    return rich


def _blocks(blocks: Any, level: int) -> int:
    """Check blocks; return how many blocks Telegram counts against its limit."""
    if not isinstance(blocks, list) or level > MOST_LEVELS:
        raise bad("can't parse rich message: wrong blocks")
    return sum(_block(block, level) for block in blocks)


def _block(block: Json, level: int) -> int:
    kind = block.get("type", "")
    if kind not in _BLOCKS:
        raise bad(f"can't parse rich message: unsupported block {kind!r}")
    required, optional = _BLOCKS[kind]
    if required - set(block) or set(block) - required - optional - {"type"}:
        raise bad(f"can't parse rich message: wrong fields of {kind}: {sorted(block)}")
    for name in ("text", "credit", "summary", "caption"):
        if name in block:
            _text(block[name], 1)
    if kind == "heading" and block["size"] not in range(1, 7):
        raise bad("can't parse rich message: wrong heading size")
    if kind == "list":
        return 1 + sum(_item(item, level) for item in block["items"])
    if kind == "table":
        return 1 + _cells(block["cells"])
    return 1 + (_blocks(block["blocks"], level + 1) if "blocks" in block else 0)


def _item(item: Json, level: int) -> int:
    if set(item) - _ITEM or not item.get("blocks"):
        raise bad("can't parse rich message: wrong list item")
    if item.get("type", "1") not in {"a", "A", "i", "I", "1"}:
        raise bad("can't parse rich message: wrong list item type")
    return 1 + _blocks(item["blocks"], level + 1)


def _cells(rows: list[list[Json]]) -> int:
    if not rows or not all(rows):
        raise bad("can't parse rich message: empty table")
    for row in rows:
        if sum(cell.get("colspan", 1) for cell in row) > MOST_COLUMNS:
            raise bad("can't parse rich message: too many columns")
        for cell in row:
            if set(cell) - _CELL:
                raise bad("can't parse rich message: wrong table cell")
            if cell.get("align") not in {"left", "center", "right"}:
                raise bad("can't parse rich message: cell needs align")
            if cell.get("valign") not in {"top", "middle", "bottom"}:
                raise bad("can't parse rich message: cell needs valign")
            if cell.get("is_header", True) is not True:
                raise bad("can't parse rich message: is_header is true or left out")
            if "text" in cell:
                _text(cell["text"], 1)
    return len(rows)


def _text(text: Any, level: int) -> None:
    if level > MOST_LEVELS:
        raise bad("can't parse rich message: text is nested too deeply")
    if isinstance(text, str):
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise bad("strings must be encoded in UTF-8")
        return
    if isinstance(text, list):
        for each in text:
            _text(each, level + 1)
        return
    kind = text.get("type", "") if isinstance(text, dict) else ""
    if kind not in _TEXTS:
        raise bad(f"can't parse rich message: unsupported text {kind!r}")
    if set(text) != _TEXTS[kind] | {"type"}:
        raise bad(f"can't parse rich message: wrong fields of {kind}")
    if kind == "url" and not str(text["url"]).startswith(("http://", "https://", "tg://")):
        raise bad("can't parse rich message: wrong URL")
    _text(text["text"], level + 1)


def words(rich: Json) -> str:
    """Return the text of a rich message as lines. Bars separate the cells of a table row."""
    return "\n".join(_lines(rich["blocks"]))


def _lines(blocks: list[Json]) -> Iterator[str]:
    for block in blocks:
        for name in ("caption", "summary", "text"):
            if name in block:
                yield said(block[name])
        for item in block.get("items", ()):
            mark = f"{item['value']}." if "value" in item else "•"
            yield f"{mark} " + " ".join(_lines(item["blocks"]))
        for row in block.get("cells", ()):
            yield " | ".join(said(cell.get("text", "")) for cell in row)
        yield from _lines(block.get("blocks", []))


def said(text: Any) -> str:
    if isinstance(text, list):
        return "".join(said(each) for each in text)
    return text if isinstance(text, str) else said(text.get("text", ""))
