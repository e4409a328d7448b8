"""Read PDFs: attachments, the text of pages, and QR codes.

QR codes are searched only on pages with pictures, and on pages whose text has no award code and no
JWT.
"""

import ctypes
from typing import Any

import pypdfium2
from pypdfium2 import raw

from core.language.message import _
from core.verification.files.collected_findings import FileFindings
from core.verification.files.found_items import FoundCode, FoundToken, NothingFound
from core.verification.files.texts import read_text

_MOST_PAGES = 500
_MOST_RENDERED = 50
"""The maximum number of pages of a PDF that are searched for QR codes."""
_MOST_ATTACHED = 400
_LARGEST_PAGE = 2000
"""The maximum length in pixels of the longer side of a page when the page is drawn."""
_SHARPEST = 3.0
"""The maximum number of pixels per point (1/72 inch). 3 pixels per point are 216 dots per inch."""
_SMALLEST_QR_CODE = 21
"""The minimum width of a QR code in pixels. A code has at least 21 modules on a side."""
_MOST_OBJECTS = 2000
_CANNOT = NothingFound("damaged", _("it is a PDF that cannot be read"))
_LOCKED = NothingFound("unsupported", _("it is a PDF with a password: ask for one without"))


def read_pdf(content: bytes, findings: FileFindings, depth: int) -> None:
    """Read a PDF: first its attachments, then its pages in order."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        findings.add(_LOCKED if "password" in str(error).lower() else _CANNOT)
        return
    before = findings.count
    _read_attachments(document, findings, depth)
    attached, words = findings.count, list[str]()
    _read_pages(document, findings, words)
    if before == 0:
        findings.compare_with_page(attached, "\n".join(words))


def _read_pages(document: Any, findings: FileFindings, words: list[str]) -> None:
    """Read the pages of a PDF.

    The pages' words are added to `words`, so that they can be compared with the attachments.
    """
    has_form = document.get_formtype() != raw.FORMTYPE_NONE
    rendered = 0
    for place in range(min(len(document), _MOST_PAGES)):
        if findings.out_of_time:
            findings.unread(
                _(
                    "its pages from page %(page)s on were not read: it takes too long",
                    page=str(place + 1),
                )
            )
            return
        try:
            page = _page(document, place, has_form=has_form)
            found = _read_words(page, findings, words)
            if not found or _has_pictures(page):
                rendered += 1
                if rendered > _MOST_RENDERED:
                    findings.unread(
                        _(
                            "only %(count)s of its pages without a code in words were looked at "
                            "for QR codes",
                            count=_MOST_RENDERED,
                        )
                    )
                    return
                _read_qr_codes(page, findings)
        except pypdfium2.PdfiumError:
            findings.add(_CANNOT)
    if len(document) > _MOST_PAGES:
        findings.unread(_("only its first %(count)s pages were read", count=_MOST_PAGES))


def _read_attachments(document: Any, findings: FileFindings, depth: int) -> None:
    from core.verification.files.file_reading import read_part  # noqa: PLC0415 - circular import

    for place in range(min(document.count_attachments(), _MOST_ATTACHED)):
        try:
            content = bytes(document.get_attachment(place).get_data())
        except pypdfium2.PdfiumError:
            continue
        read_part(content, findings, depth + 1)


def _page(document: Any, place: int, *, has_form: bool) -> Any:
    page = document[place]
    if has_form:  # form fields then become part of the text
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page = document[place]
    return page


def _read_words(page: Any, findings: FileFindings, words: list[str]) -> bool:
    """Read the words of a page. Return whether an award code or a JWT is among them."""
    text = page.get_textpage().get_text_range()
    findings.spend(len(text))
    words.append(text)
    found = False
    for held in read_text(text):
        findings.add(held)
        found = found or isinstance(held, FoundCode | FoundToken)
    return found


def _has_pictures(page: Any) -> bool:
    """Whether a page has pictures that are large enough for a QR code."""
    count = raw.FPDFPage_CountObjects(page)
    width, height = ctypes.c_uint(), ctypes.c_uint()
    for place in range(min(count, _MOST_OBJECTS)):
        one = raw.FPDFPage_GetObject(page, place)
        if raw.FPDFPageObj_GetType(one) == raw.FPDF_PAGEOBJ_IMAGE:
            raw.FPDFImageObj_GetImagePixelSize(one, width, height)
            if min(width.value, height.value) >= _SMALLEST_QR_CODE:
                return True
    return False


def _read_qr_codes(page: Any, findings: FileFindings) -> None:
    from core.verification.files.pictures import add_qr_codes  # noqa: PLC0415 - circular import

    longest = max(page.get_size())
    scale = min(_SHARPEST, _LARGEST_PAGE / longest) if longest > 0 else 1.0
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    add_qr_codes(bitmap.to_pil(), findings)
