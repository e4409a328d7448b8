"""Read SVG, HTML and other markup: baked credentials, words, and the links behind the words."""

import base64
import re
from html.parser import HTMLParser
from urllib.parse import unquote_to_bytes
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from core.language.message import _
from core.verification.files.collected_findings import FileFindings
from core.verification.files.decoding import decode_text
from core.verification.files.found_items import NOT_A_CREDENTIAL, NothingFound
from core.verification.files.texts import read_baked, read_text

BAKED_SVG = (
    "{https://purl.imsglobal.org/ob/v3p0}credential",
    "{http://openbadges.org}assertion",
)
"""Names of the SVG elements that contain a baked credential.

https://www.imsglobal.org/spec/ob/v3p0/#svg and OB 2.0.
"""
_CANNOT = NothingFound("damaged", _("it is an SVG or XML file that cannot be read"))
_HTML = re.compile(rb"<(?:!doctype html|html|head|body|div|p|table|span|a)\b", re.IGNORECASE)
_XML = re.compile(rb"^\s*<(?:\?xml|svg)|<svg\b", re.IGNORECASE)
_MOST_ENCLOSED = 20
_LINKS = frozenset({"href", "src", "content", "value", "alt", "title"})


def read_markup(content: bytes, findings: FileFindings, depth: int) -> None:
    """Read the credential baked into an SVG, or else the award codes in any markup."""
    if _HTML.search(content[:4096]) and not _XML.search(content[:1024]):
        read_html(decode_text(content) or "", findings, depth)
        return
    try:
        root = fromstring(content, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        findings.add(_CANNOT)
        return
    baked = [each for name in BAKED_SVG for each in root.iter(name)]
    for each in baked:
        for held in read_baked(_all_text(each).strip() or each.get("verify") or ""):
            findings.add(held)
    if not baked:
        _read_words("\n".join(_words(root)), findings)
        hrefs = (
            value for each in root.iter() for name, value in each.items() if name.endswith("href")
        )
        _read_enclosed([each for each in hrefs if _is_data(each)], findings, depth)


def read_html(text: str, findings: FileFindings, depth: int) -> None:
    """Read the words of an HTML page, the addresses of its links, and its pictures."""
    parser = _Words()
    parser.feed(text)
    parser.close()
    _read_words("".join(parser.words), findings)
    _read_enclosed(parser.enclosed, findings, depth)


def _is_data(address: str) -> bool:
    return address[:5].lower() == "data:"


def _read_enclosed(addresses: list[str], findings: FileFindings, depth: int) -> None:
    """Read the files embedded in markup, whose addresses begin with `data:`."""
    from core.verification.files.file_reading import read_part  # noqa: PLC0415 - circular import

    if len(addresses) > _MOST_ENCLOSED:
        findings.unread(
            _("only the first %(count)s pictures in it were read", count=_MOST_ENCLOSED)
        )
    for address in addresses[:_MOST_ENCLOSED]:
        about, _comma, written = address.partition(",")
        try:
            content = unquote_to_bytes("".join(written.split()))
            if about.rstrip().lower().endswith(";base64"):
                content = base64.b64decode(content + b"=" * (-len(content) % 4))
        except ValueError:
            continue
        read_part(content, findings, depth + 1)


class _Words(HTMLParser):
    _BLOCKS = frozenset(
        {"p", "div", "br", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "table", "ul", "a"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.enclosed: list[str] = []
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self._skipped += 1
        for name, value in attrs:
            if name in _LINKS and value and _is_data(value):
                self.enclosed.append(value)
            elif name in _LINKS and value:
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


def _read_words(text: str, findings: FileFindings) -> None:
    for held in read_text(text):
        findings.add(held)
    if not text.strip():
        findings.add(NOT_A_CREDENTIAL)


def _all_text(element: Element) -> str:
    return "".join(element.itertext())


def _words(root: Element) -> list[str]:
    words = []
    for each in root.iter():
        words += [each.text or "", each.tail or ""]
        words += [value for name, value in each.attrib.items() if name.endswith("href")]
    return [word for word in words if word.strip() and not word.startswith("data:")]
