"""SVG, HTML and other markup: baked credentials, words, and the links behind them."""

import re
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from core.language.message import _
from core.verification.files.decoding import decoded
from core.verification.files.held import NOT_A_CREDENTIAL, HeldNothing
from core.verification.files.reading import Reading
from core.verification.files.texts import read_baked, read_text

BAKED_SVG = (
    "{https://purl.imsglobal.org/ob/v3p0}credential",
    "{http://openbadges.org}assertion",
)
"""Names of the elements that an SVG is baked with, by https://www.imsglobal.org/spec/ob/v3p0/#svg
and by OB 2.0.
"""
_CANNOT = HeldNothing("damaged", _("it is an SVG or XML file that cannot be read"))
_HTML = re.compile(rb"<(?:!doctype html|html|head|body|div|p|table|span|a)\b", re.IGNORECASE)
_XML = re.compile(rb"^\s*<(?:\?xml|svg)|<svg\b", re.IGNORECASE)
_LINKS = frozenset({"href", "src", "content", "value", "alt", "title"})


def read_markup(content: bytes, reading: Reading, _depth: int) -> None:
    """Read a credential baked into an SVG, and the codes in the words of any markup."""
    if _HTML.search(content[:4096]) and not _XML.search(content[:1024]):
        _read_words(html_words(decoded(content) or ""), reading)
        return
    try:
        root = fromstring(content, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        reading.add(_CANNOT)
        return
    baked = [each for name in BAKED_SVG for each in root.iter(name)]
    for each in baked:
        for held in read_baked(_all_text(each).strip() or each.get("verify") or ""):
            reading.add(held)
    if not baked:
        _read_words("\n".join(_words(root)), reading)


def html_words(text: str) -> str:
    """The words of an HTML page, with the addresses of its links."""
    parser = _Words()
    parser.feed(text)
    parser.close()
    return "".join(parser.words)


class _Words(HTMLParser):
    _BLOCKS = frozenset(
        {"p", "div", "br", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "table", "ul", "a"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self._skipped += 1
        for name, value in attrs:
            if name in _LINKS and value and not value.startswith("data:"):
                self.words.append(f"\n{value}\n")
        if tag in self._BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"} and self._skipped:
            self._skipped -= 1
        if tag in self._BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.words.append(data)


def _read_words(text: str, reading: Reading) -> None:
    for held in read_text(text):
        reading.add(held)
    if not text.strip():
        reading.add(NOT_A_CREDENTIAL)


def _all_text(element: Element) -> str:
    return "".join(element.itertext())


def _words(root: Element) -> list[str]:
    words = []
    for each in root.iter():
        words += [each.text or "", each.tail or ""]
        words += [value for name, value in each.attrib.items() if name.endswith("href")]
    return [word for word in words if word.strip() and not word.startswith("data:")]
