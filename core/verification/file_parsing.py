"""What somebody holds, read: a signed credential, or a code, out of whatever kind of file it is in.

Nothing is fetched, and nothing of a file is run. `read_held` takes a while for pictures: call it in
a thread.
"""

import io
import json
import re
from dataclasses import dataclass
from typing import Any

from core.awards.codes import CODE_IN_TEXT

MOST_BYTES = 5 * 1024 * 1024
"""Of a file; certificates and badges are far smaller, and photographs of telephones fit."""
_MOST_PIXELS = 50_000_000
_MOST_PAGES = 3
BAKED_PNG = "openbadgecredential"
"""The keyword of the iTXt chunk: https://www.imsglobal.org/spec/ob/v3p0/#png"""
BAKED_SVG = "{https://purl.imsglobal.org/ob/v3p0}credential"
"""The element that an SVG is baked with: https://www.imsglobal.org/spec/ob/v3p0/#svg"""
_JWT = re.compile(r"^[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$")
_ENVELOPE = re.compile(r"^data:application/vc(?:\+ld)?\+(?:jwt|jose)[^,]*,")


@dataclass(frozen=True, slots=True)
class HeldToken:
    """A compact JWT."""

    text: str


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A credential as JSON, with or without a proof in it."""

    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class HeldCode:
    """A code, or a link to the page of one."""

    text: str


@dataclass(frozen=True, slots=True)
class HeldNothing:
    """No credential: `detail` says why, for programs, `reason` for people."""

    detail: str
    reason: str


Held = HeldToken | HeldDocument | HeldCode | HeldNothing

NOT_A_CREDENTIAL = HeldNothing("not_a_credential", "there is no credential in it, and no code")
TOO_LARGE = HeldNothing(
    "too_large", f"it is too large: at most {MOST_BYTES // 1024 // 1024} MB are read"
)


def read_held(content: bytes) -> Held:
    """What is in a file. Its name does not matter: what it is, it says by its first bytes."""
    if len(content) > MOST_BYTES:
        return TOO_LARGE
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"%PDF-"):
        return _in_pdf(content)
    if start.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")) or start[8:12] == b"WEBP":
        return _in_picture(content)
    if start.startswith(b"<"):
        return _in_svg(content)
    try:
        return read_text(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return NOT_A_CREDENTIAL


def read_text(text: str) -> Held:
    """What is in a text: JSON, a compact JWT, or words with a code or link among them."""
    text = text.strip()
    if _JWT.match(text):
        return HeldToken(text)
    if text.startswith("{"):
        return _in_json(text)
    if found := CODE_IN_TEXT.search(text):
        return HeldCode(found.group())
    return NOT_A_CREDENTIAL


def _in_json(text: str) -> Held:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return HeldNothing("not_a_credential", "it begins like JSON, and is none")
    return _in_document(document)


def _in_document(document: dict[str, Any]) -> Held:
    """The credential itself, out of an envelope or a presentation of one."""
    kinds = document.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    enveloped = document.get("id")
    if "EnvelopedVerifiableCredential" in kinds and isinstance(enveloped, str):
        found = _ENVELOPE.match(enveloped)
        return HeldToken(enveloped[found.end() :]) if found else NOT_A_CREDENTIAL
    if "VerifiablePresentation" in kinds:
        held = document.get("verifiableCredential")
        if isinstance(held, list) and len(held) == 1:
            [held] = held
        if isinstance(held, str):
            return HeldToken(held)
        if isinstance(held, dict) and "VerifiablePresentation" not in str(held.get("type")):
            return _in_document(held)
        return NOT_A_CREDENTIAL
    return HeldDocument(document)


def _in_pdf(content: bytes) -> Held:
    from pypdf import PdfReader  # noqa: PLC0415 - only files of this kind take it
    from pypdf.errors import PyPdfError  # noqa: PLC0415 - as above

    found: Held = NOT_A_CREDENTIAL
    try:
        reader = PdfReader(io.BytesIO(content))
        for attached in reader.attachment_list:
            held = read_text(attached.content[:MOST_BYTES].decode("utf-8", "replace"))
            if isinstance(held, HeldToken | HeldDocument):
                return held
        for page in reader.pages[:_MOST_PAGES]:
            if code := CODE_IN_TEXT.search(page.extract_text()):
                return HeldCode(code.group())
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        found = HeldNothing("not_a_credential", "it is a PDF that cannot be read")
    return found


def _in_picture(content: bytes) -> Held:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - only files of this kind take it

    Image.MAX_IMAGE_PIXELS = None  # our own limit is stricter, and refuses without a warning
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "GIF", "WEBP")) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return HeldNothing("too_large", "it is a picture with too many pixels")
            picture.load()
            baked = getattr(picture, "text", {}).get(BAKED_PNG)
            if baked:
                return read_text(baked)
            return _in_qr_codes(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        # what the library raises of files that are damaged
        return HeldNothing("not_a_credential", "it is a picture that cannot be read")


def _in_qr_codes(picture: Any) -> Held:
    """What the QR codes in a picture say: the first that is a credential or a code."""
    import zxingcpp  # noqa: PLC0415 - only files of this kind take it

    qr_codes = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    for code in zxingcpp.read_barcodes(picture.convert("L"), formats=qr_codes):
        held = read_text(code.text)
        if not isinstance(held, HeldNothing):
            return held
    return HeldNothing("not_a_credential", "no credential is in the picture, and no QR code of one")


def _in_svg(content: bytes) -> Held:
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415 - of the error's type only

    from defusedxml.common import DefusedXmlException  # noqa: PLC0415 - as above
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415 - as above

    try:
        baked = fromstring(content, forbid_dtd=True).find(f".//{BAKED_SVG}")
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return HeldNothing("not_a_credential", "it is an SVG or XML file that cannot be read")
    if baked is None:
        return NOT_A_CREDENTIAL
    return read_text(baked.get("verify") or baked.text or "")
