"""Render replies, posts and the playground's page as HTML."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from adapters.playground.block_kit import Place, blocks_html, field_html
from adapters.playground.panes import Pane, Post
from adapters.playground.playground import Cast
from adapters.playground.windows import OpenWindow, View
from bot.html_templates import html_environment
from bot.markdown_blocks import Block, Grid, Span, parse
from bot.reply import Attachment
from core.language.catalogs import LANGUAGES

_SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp")


def html_of(markdown: str) -> Markup:
    """Return a reply's Markdown as HTML. HTML inside the Markdown is escaped."""
    return Markup().join(_parts(parse(markdown)))


def _parts(blocks: Sequence[Block | Grid]) -> Iterator[Markup]:
    items: list[Block] = []
    for block in blocks:
        if isinstance(block, Block) and block.kind == "item":
            items.append(block)
            continue
        if items:
            yield _list(items)
            items = []
        yield _table(block) if isinstance(block, Grid) else _block(block)
    if items:
        yield _list(items)


_MARKUP = {
    "heading": Markup('<p class="heading"><strong>{}</strong></p>'),
    "quote": Markup("<blockquote>{}</blockquote>"),
    "code": Markup("<pre>{}</pre>"),
}


def _block(block: Block) -> Markup:
    return _MARKUP.get(block.kind, Markup("<p>{}</p>")).format(_spans(block.spans))


_ITEM = Markup('<li class="depth-{}"><span class="marker">{}</span><span>{}</span></li>')


def _list(items: Sequence[Block]) -> Markup:
    deepest = 3
    rows = (
        _ITEM.format(min(each.depth, deepest), each.marker, _spans(each.spans)) for each in items
    )
    return Markup("<ul>{}</ul>").format(Markup().join(rows))


def _table(grid: Grid) -> Markup:
    head = Markup().join(Markup("<th>{}</th>").format(_spans(each)) for each in grid.header)
    rows = Markup().join(
        Markup("<tr>{}</tr>").format(
            Markup().join(Markup("<td>{}</td>").format(_spans(cell)) for cell in row)
        )
        for row in grid.rows
    )
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, rows)


def _spans(spans: Sequence[Span]) -> Markup:
    return Markup().join(_span(span) for span in spans)


def _span(span: Span) -> Markup:
    text = escape(span.text).replace("\n", Markup("<br>"))
    if span.code:
        text = Markup("<code>{}</code>").format(text)
    if span.italic:
        text = Markup("<em>{}</em>").format(text)
    if span.bold:
        text = Markup("<strong>{}</strong>").format(text)
    if span.link.startswith(("https://", "http://")):
        text = Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(span.link, text)
    return text


def page_html(
    cast: Cast,
    posts: Mapping[Pane, Sequence[Post]],
    homes: Mapping[Pane, View],
    lang: str,
    last: int,
) -> str:
    """Return the whole page, with its style and script. `last` is the number of the newest post."""
    page = _environment().get_template("page.html")
    return page.render(
        locale=lang,
        languages=LANGUAGES,
        cast=cast,
        posts=posts,
        homes={pane: home_html(home, pane, cast) for pane, home in homes.items()},
        last=last,
        panes=tuple(Pane),
        style=_file("playground.css"),
        script=_file("playground.js"),
    )


def post_html(post: Post, cast: Cast, lang: str) -> str:
    """Return one post as HTML."""
    module: Any = _environment().get_template("_post.html").make_module({"locale": lang})
    return str(module.post(post, cast))


def home_html(home: View, pane: Pane, cast: Cast) -> Markup:
    """Return a Slack Home tab as HTML."""
    return blocks_html(home["blocks"], Place(cast.name(pane), f"{pane}/"))


def window_html(window: OpenWindow, cast: Cast, lang: str) -> str:
    """Return the content of a Slack window as HTML."""
    module: Any = _environment().get_template("_window.html").make_module({"locale": lang})
    up = f"{window.pane}/"
    return str(module.window(window, _window_blocks(window, cast, up), up)).strip()


def window_page(window: OpenWindow, cast: Cast, lang: str) -> str:
    """Return a Slack window as a separate page, for browsers without scripts."""
    page = _environment().get_template("window.html")
    up = f"../../{window.pane}/"
    blocks = _window_blocks(window, cast, up)
    style = _file("playground.css")
    return page.render(locale=lang, window=window, blocks=blocks, up=up, style=style)


def _window_blocks(window: OpenWindow, cast: Cast, up: str) -> Markup:
    return Markup("\n").join(
        field_html(block, window)
        if block["type"] == "input"
        else blocks_html([block], Place(cast.name(window.pane), up))
        for block in window.view["blocks"]
    )


@cache
def _environment() -> Environment:
    made = html_environment("adapters.playground")
    made.filters.update(words=_words, size=_size, shown=_is_shown, folded=_folded)
    return made


def _words(post: Post, cast: Cast, locale: str) -> Markup:
    """Return a reply's text as HTML, in the style of the post's platform.

    For Slack, the text includes the buttons.
    """
    if post.pane.is_phone:
        assert post.reply is not None
        return html_of(post.reply.tabular or post.reply.markdown)
    place = Place(cast.name(post.pane), f"{post.pane}/", post.number, locale)
    return blocks_html(post.blocks, place)


def _is_shown(attachment: Attachment) -> bool:
    """Whether a file is a picture that browsers can show."""
    return attachment.media_type in _SHOWN


def _size(content: bytes) -> str:
    """Format a size, such as `12 kB`."""
    return f"{max(1, len(content) // 1000)} kB"


def _folded(statement: str) -> str:
    """Return an SQL statement on a single line."""
    return " ".join(statement.split())


@cache
def _file(name: str) -> Markup:
    folder = resources.files("adapters.playground").joinpath("templates")
    return Markup(folder.joinpath(name).read_text("utf-8"))  # noqa: S704 - from our own file
