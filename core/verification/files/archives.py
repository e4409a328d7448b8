"""Read ZIP files: workbooks, Word documents, wallet passes, and folders of files."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from core.language.message import _
from core.verification.files.collected_findings import FileFindings
from core.verification.files.decoding import decode_text
from core.verification.files.found_items import TOO_MUCH, NothingFound
from core.verification.files.json_documents import MOST_JSON_BYTES, parse_json
from core.verification.files.texts import read_text

_CANNOT = NothingFound("damaged", _("it is a packed file that cannot be read"))
_LOCKED = NothingFound("unsupported", _("it is packed with a password: ask for it without"))
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError, KeyError),
    *(ParseError, DefusedXmlException),
)
_MOST_MEMBERS = 400
_LARGEST_MEMBER = 5 * 1024 * 1024
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")
_FLAG_LOCKED = 1


def read_archive(content: bytes, findings: FileFindings, depth: int) -> None:
    """Read a ZIP file: a workbook, a document, a wallet pass, or a folder of files."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
            if "xl/workbook.xml" in names or "xl/workbook.bin" in names or "content.xml" in names:
                findings.spend(sum(each.file_size for each in packed.infolist()))
                _read_sheets(content, findings, depth)
            elif "word/document.xml" in names:
                _read_document(packed, findings, depth)
            elif "pass.json" in names:
                _read_pass(packed, findings)
            else:
                _read_members(packed, findings, depth)
    except _DAMAGED:
        findings.add(_CANNOT)


def _read_sheets(content: bytes, findings: FileFindings, depth: int) -> None:
    from core.verification.files.workbooks import read_workbook  # noqa: PLC0415 - rarely needed

    read_workbook(content, findings, depth)


def _members(
    packed: zipfile.ZipFile, findings: FileFindings, wanted: Callable[[str], bool]
) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file in an archive for which `wanted` is true.

    The archive must stay within the limits of `findings`.
    """
    taken = 0
    for each in packed.infolist():
        if each.is_dir() or not wanted(each.filename):
            continue
        if each.flag_bits & _FLAG_LOCKED:
            findings.add(_LOCKED)
            continue
        if taken >= _MOST_MEMBERS or findings.out_of_time:
            findings.unread(_("only %(count)s of the files in it were read", count=taken))
            return
        taken += 1
        with packed.open(each) as member:
            content = member.read(_LARGEST_MEMBER + 1)
        findings.spend(len(content))
        if len(content) > _LARGEST_MEMBER:
            findings.unread(_("a file in it is too large"))
            continue
        yield each.filename, content


def _read_members(packed: zipfile.ZipFile, findings: FileFindings, depth: int) -> None:
    from core.verification.files.file_reading import read_part  # noqa: PLC0415 - circular import

    for _name, content in _members(packed, findings, lambda _name: True):
        read_part(content, findings, depth + 1)


def _read_document(packed: zipfile.ZipFile, findings: FileFindings, depth: int) -> None:
    """Read the words of a Word document, its links, and the QR codes in its pictures.

    Words in tracked changes and form fields count too.
    """
    from core.verification.files.file_reading import read_part  # noqa: PLC0415 - circular import

    def wanted(name: str) -> bool:
        return name.startswith("word/") and name.endswith((".xml", ".rels", *_PICTURES))

    for name, content in _members(packed, findings, wanted):
        if name.endswith(_PICTURES):
            read_part(content, findings, depth + 1)
            continue
        root = fromstring(content, forbid_dtd=True)
        words = _targets(root) if name.endswith(".rels") else _paragraphs(root)
        for held in read_text("\n".join(words)):
            findings.add(held)


_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _paragraphs(root: Element) -> Iterator[str]:
    for paragraph in root.iter(f"{_WORD}p"):
        parts = []
        for each in paragraph.iter():
            if each.tag == f"{_WORD}t":
                parts.append(each.text or "")
            elif each.tag in {f"{_WORD}tab", f"{_WORD}br", f"{_WORD}cr"}:
                parts.append("\n")
            elif each.tag == f"{_WORD}noBreakHyphen":
                parts.append("-")
        yield "".join(parts)


def _targets(root: Element) -> Iterator[str]:
    """Yield the addresses of a Word document's links."""
    return (each.get("Target", "") for each in root.iter() if each.get("TargetMode") == "External")


def _read_pass(packed: zipfile.ZipFile, findings: FileFindings) -> None:
    """Read the barcodes and fields of a wallet pass."""
    for _name, content in _members(packed, findings, lambda name: name == "pass.json"):
        if len(content) > MOST_JSON_BYTES:
            findings.add(TOO_MUCH)
            return
        for text in _strings(parse_json(decode_text(content) or "")):
            for held in read_text(text):
                findings.add(held)


def _strings(document: object) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict | list):
        for each in document.values() if isinstance(document, dict) else document:
            yield from _strings(each)
