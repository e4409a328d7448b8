"""Render Slack's blocks as HTML: https://docs.slack.dev/reference/block-kit/blocks"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from markupsafe import Markup, escape

from adapters.playground.windows import OpenWindow
from core.language.catalogs import ENGLISH
from core.language.message import _, in_language

Json = Mapping[str, Any]

_MARKUP = re.compile(
    r"<@(?P<user>[^>]+)>|<!date\^\d+\^[^|>]*\|(?P<moment>[^>]+)>"
    r"|`(?P<code>[^`\n]+)`|\*(?P<bold>[^*\n]+)\*|(?P<line>\n)"
)
"""Matches the parts of Slack's mrkdwn that Edgefinder uses."""
_CALL = "call-"
"""The prefix of the action_id of buttons that send a command to the bot."""


@dataclass(frozen=True, slots=True)
class Place:
    """In which chat, message or window blocks are shown, and to whom.

    `who` is the name that replaces mentions of the user. `up` is the relative path to the routes
    that handle buttons. `post` is the number of the message, or 0 in a window or on the Home tab.
    """

    who: str
    up: str
    post: int = 0
    locale: str = ENGLISH


def blocks_html(blocks: Sequence[Json], place: Place) -> Markup:
    """Return Slack blocks as HTML."""
    return Markup("\n").join(
        _data_table(block, place.locale) if block["type"] == "data_table" else _block(block, place)
        for block in blocks
    )


def _block(block: Json, place: Place) -> Markup:
    match block["type"]:
        case "header":
            words = block["text"]["text"]
            return Markup('<p class="heading"><strong>{}</strong></p>').format(words)
        case "divider":
            return Markup("<hr>")
        case "section":
            beside = block.get("accessory")
            words = Markup("<p>{}</p>").format(_text(block["text"], place.who))
            return words + (_row([beside], place) if beside else Markup())
        case "context" | "alert" as kind:
            parts = Markup(" ").join(
                _text(each, place.who) for each in block.get("elements", [block.get("text")])
            )
            return Markup('<p class="{}">{}</p>').format(kind, parts)
        case "actions":
            return _row(block["elements"], place)
        case "rich_text":
            return Markup().join(_rich(each) for each in block["elements"])
        case "container":
            inside = blocks_html(block["child_blocks"], place)
            return Markup("<details><summary>{}</summary>{}</details>").format(
                block["title"]["text"], inside
            )
        case _:
            return Markup()


def _row(elements: Sequence[Json], place: Place) -> Markup:
    return Markup('<div class="row">{}</div>').format(
        Markup().join(_element(each, place) for each in elements)
    )


def _element(element: Json, place: Place) -> Markup:
    if element["type"] == "static_select":
        return _kept(element, place.up)
    label = element["text"]["text"]
    if url := element.get("url"):
        link = Markup('<a class="button" href="{}" target="_blank" rel="noopener">{}</a>')
        return link.format(url, label)
    spoken = element.get("accessibility_label")
    aria = Markup(' aria-label="{}"').format(spoken) if spoken else Markup()
    if not element["action_id"].startswith(_CALL):
        return _button(f"{place.up}window/open", "opens", element["action_id"], aria, label)
    if place.post:
        return _IN_MESSAGE.format(element["value"], place.post, aria, label)
    return _button(f"{place.up}window/press", "call", element["value"], aria, label)


_IN_MESSAGE = Markup('<button type="submit" name="call" value="{}" data-post="{}"{}>{}</button>')
_BUTTON = Markup('<button form="acts" formaction="{}" name="{}" value="{}"{}>{}</button>')


def _button(path: str, name: str, value: str, aria: Markup, label: str) -> Markup:
    return _BUTTON.format(path, name, value, aria, label)


def _kept(menu: Json, up: str) -> Markup:
    """Return a form with the menu that sets for how many days checks are kept."""
    label = menu["placeholder"]["text"]
    chosen = menu.get("initial_option", {}).get("value")
    return Markup(
        '<label>{} <select form="acts" name="keep">{}</select></label>'
        '<button form="acts" formaction="{}window/keep" aria-label="{}">OK</button>'
    ).format(label, _options(menu["options"], [chosen]), up, label)


def _options(options: Sequence[Json], chosen: Sequence[str | None]) -> Markup:
    made = Markup('<option value="{}"{}>{}</option>')
    return Markup().join(
        made.format(
            each["value"],
            Markup(" selected") if each["value"] in chosen else "",
            each["text"]["text"],
        )
        for each in options
    )


# Tables


_TABLE = Markup(
    '<div class="table" tabindex="0"><table data-page-size="{}"><caption class="hidden">{}'
    "</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
)
_SORTS = Markup('<th scope="col"><button type="button" data-sorts disabled>{}</button></th>')
_TURNS = Markup('<button type="button" data-turns="{}" aria-label="{}">{}</button>')
_PAGES = Markup('<p class="pages" hidden>{}<span role="status"></span>{}</p>')


def _data_table(block: Json, locale: str) -> Markup:
    """Return a table as HTML, which the page's script can sort and split into pages.

    If scripts are off, the table shows all rows.
    """
    header, *rows = block["rows"]
    head = Markup().join(_SORTS.format(each["text"]) for each in header)
    lines = (Markup("<tr>{}</tr>").format(Markup().join(map(_cell, row))) for row in rows)
    size = block["page_size"]
    table = _TABLE.format(size, block["caption"], head, Markup("\n").join(lines))
    if len(rows) <= size:
        return table
    back = _TURNS.format(-1, in_language(_("Previous page"), locale), "‹")  # noqa: RUF001 - an arrow
    on = _TURNS.format(1, in_language(_("Next page"), locale), "›")  # noqa: RUF001 - an arrow
    return table + _PAGES.format(back, on)


def _cell(cell: Json) -> Markup:
    if cell["type"] == "raw_number":
        return Markup('<td data-value="{}">{}</td>').format(cell["value"], cell["text"])
    if cell["type"] == "raw_text":
        return Markup("<td>{}</td>").format(cell["text"])
    [section] = cell["elements"]
    return Markup("<td>{}</td>").format(_spans(section["elements"]))


# Text


def _text(text: Json, who: str) -> Markup:
    if text["type"] == "plain_text":
        return escape(text["text"])
    return Markup().join(_marked(text["text"], who))


def _marked(text: str, who: str) -> Iterator[Markup]:
    place = 0
    for found in _MARKUP.finditer(text):
        yield escape(unescape(text[place : found.start()]))
        place = found.end()
        kind, inside = found.lastgroup, unescape(found[found.lastgroup or 0])
        if kind == "line":
            yield Markup("<br>")
        elif kind == "user":
            yield escape(who)
        else:
            yield _TAGS.get(kind or "", Markup("<span>{}</span>")).format(inside)
    yield escape(unescape(text[place:]))


_TAGS = {
    "code": Markup("<code>{}</code>"),
    "italic": Markup("<em>{}</em>"),
    "bold": Markup("<strong>{}</strong>"),
    "rich_text_section": Markup("<p>{}</p>"),
    "rich_text_quote": Markup("<blockquote>{}</blockquote>"),
    "rich_text_preformatted": Markup('<pre tabindex="0">{}</pre>'),
    "bullet": Markup('<ul class="plain depth-{}">{}</ul>'),
    "ordered": Markup('<ol class="plain depth-{}" start="{}">{}</ol>'),
}
_DEEPEST = 3


def _rich(element: Json) -> Markup:
    if element["type"] != "rich_text_list":
        return _TAGS[element["type"]].format(_spans(element["elements"]))
    items = Markup().join(
        Markup("<li>{}</li>").format(_spans(each["elements"])) for each in element["elements"]
    )
    depth = min(element.get("indent", 0), _DEEPEST)
    if element["style"] == "ordered":
        return _TAGS["ordered"].format(depth, element.get("offset", 0) + 1, items)
    return _TAGS["bullet"].format(depth, items)


def _spans(parts: Sequence[Json]) -> Markup:
    return Markup().join(_span(each) for each in parts)


def _span(part: Json) -> Markup:
    text = escape(part.get("text", "")).replace("\n", Markup("<br>"))
    for style in ("code", "italic", "bold"):
        if part.get("style", {}).get(style):
            text = _TAGS[style].format(text)
    if part["type"] == "link" and part["url"].startswith(("https://", "http://")):
        link = Markup('<a href="{}" target="_blank" rel="noopener">{}</a>')
        return link.format(part["url"], text)
    return text


# Fields


def field_html(block: Json, window: OpenWindow) -> Markup:
    """Return an input block as HTML: its label, field, hint and error."""
    name, element = f"field-{block['block_id']}", block["element"]
    error = window.errors.get(block["block_id"], "")
    hint = block.get("hint", {}).get("text", "")
    told = [f"{name}-{what}" for what, words in (("hint", hint), ("error", error)) if words]
    aria = Markup(' aria-describedby="{}"').format(" ".join(told)) if told else Markup()
    aria += Markup(' aria-invalid="true"') if error else Markup()
    needed = Markup() if block.get("optional") else Markup(" required")
    group = element["type"] in {"checkboxes", "multi_external_select"}
    label = block["label"]["text"]
    made = (
        _group(element, window, aria, label)
        if group
        else _labeled(element, window, name, aria + needed, label)
    )
    for what, words in (("hint", hint), ("error", error)):
        if words:
            role = Markup(' role="alert"') if what == "error" else ""
            made += Markup('<p class="{}" id="{}-{}"{}>{}</p>').format(
                what, name, what, role, words
            )
    return made


def _labeled(element: Json, window: OpenWindow, name: str, more: Markup, label: str) -> Markup:
    own = "file" if element["type"] == "file_input" else element["action_id"]
    return Markup('<label for="{}">{}</label>').format(name, label) + _field(
        element, window.filled.get(own), Markup('id="{}" name="{}"{}').format(name, own, more)
    )


_AREA = Markup(
    '<textarea {} rows="4" spellcheck="false" maxlength="{}" placeholder="{}">{}</textarea>'
)
_LINE = Markup(
    '<input {} type="text" autocomplete="off" maxlength="{}" placeholder="{}" value="{}">'
)


def _field(element: Json, filled: Sequence[str] | None, more: Markup) -> Markup:
    value = filled[0] if filled else ""
    hint = element.get("placeholder", {}).get("text", "")
    match element["type"]:
        case "plain_text_input":
            kept = value if filled else element.get("initial_value", "")
            longest = element.get("max_length", 3000)
            if element.get("multiline"):
                return _AREA.format(more, longest, hint, kept)
            return _LINE.format(more, longest, hint, kept)
        case "static_select":
            initial = element.get("initial_option", {}).get("value")
            empty = Markup() if initial else Markup('<option value=""></option>')
            options = _options(element["options"], filled or [initial])
            return Markup("<select {}>{}{}</select>").format(more, empty, options)
        case "timepicker":
            shown = value or element.get("initial_time", "")
            return Markup('<input {} type="time" value="{}">').format(more, shown)
        case "datepicker":
            return Markup('<input {} type="date" value="{}">').format(more, value)
        case _:
            return Markup('<input {} type="file">').format(more)


def _group(element: Json, window: OpenWindow, aria: Markup, label: str) -> Markup:
    """Return checkboxes under one label as HTML. If there are many, the list scrolls."""
    own = element["action_id"]
    ticked = window.filled.get(own)
    if ticked is None:
        ticked = [each["value"] for each in element.get("initial_options", ())]
    box = Markup('<label class="box"><input type="checkbox" name="{}" value="{}"{}> {}</label>')
    options = element.get("options") or window.options
    boxes = Markup().join(
        box.format(
            own,
            each["value"],
            Markup(" checked") if each["value"] in ticked else "",
            each["text"]["text"],
        )
        for each in options
    )
    return Markup('<fieldset class="boxes"{}><legend>{}</legend><div>{}</div></fieldset>').format(
        aria, label, boxes
    )
