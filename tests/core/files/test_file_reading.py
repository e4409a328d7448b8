"""Everything in a file of any kind is found, and no file can use too many resources."""

import base64
import io
import json
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
import segno
from openpyxl import Workbook
from PIL import Image

from core.awards.codes import new_code
from core.verification.files.file_reading import read_file
from core.verification.files.found_items import (
    MOST_FOUND,
    TOO_MUCH,
    FoundCode,
    FoundDocument,
    FoundItem,
    FoundToken,
    NothingFound,
)

A, B, C = "EF-4K7M-9Q2X-AB3D-T", new_code(), new_code()
PAGE = "https://verify.example.org/v/"


def found(content: bytes) -> list[str]:
    return [held.text for held in read_file(content) if isinstance(held, FoundCode)]


def reasons(content: bytes) -> list[str]:
    return [held.detail for held in read_file(content) if isinstance(held, NothingFound)]


def png(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def qr(text: str, scale: int = 5) -> Image.Image:
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="png", scale=scale, border=4)
    return Image.open(out).convert("L")


def sheet(*rows: tuple[str, ...], turned: float = 0) -> Image.Image:
    """Draw a sheet with rows of QR codes, turned by some degrees as in a photo."""
    whole = Image.new("L", (250 * max(len(row) for row in rows), 250 * len(rows)), 255)
    for down, row in enumerate(rows):
        for across, code in enumerate(row):
            whole.paste(qr(PAGE + code), (250 * across, 250 * down))
    return whole.rotate(turned, expand=True, fillcolor=255)


def zipped(members: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


def pdf(*pages: str, picture: Image.Image | None = None, attached: bytes = b"") -> bytes:
    """Return a PDF with one line of text on each page.

    With `picture`, each page is a picture instead, as a scanner makes it.
    """
    if picture is not None:
        return png(picture.convert("RGB"), "PDF", resolution=100)
    objects = [b"<</Type/Catalog/Pages 2 0 R%s>>" % (_names(len(pages)) if attached else b"")]
    kids = b" ".join(b"%d 0 R" % (4 + 2 * place) for place in range(len(pages)))
    objects.append(b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)))
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for place, words in enumerate(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>"
            b"/Contents %d 0 R>>" % (5 + 2 * place)
        )
        objects.append(stream(b"BT /F 12 Tf 50 700 Td (%s) Tj ET" % words.encode("ascii")))
    if attached:
        number = 4 + 2 * len(pages)
        objects.append(b"<</Type/Filespec/F(a.jwt)/EF<</F %d 0 R>>>>" % (number + 1))
        objects.append(stream(attached, b"/Type/EmbeddedFile"))
    out = b"%PDF-1.7\n"
    for number, body in enumerate(objects, 1):
        out += b"%d 0 obj%s endobj\n" % (number, body)
    return out + b"trailer<</Root 1 0 R>>\n%%EOF"


def _names(pages: int) -> bytes:
    return b"/Names<</EmbeddedFiles<</Names[(a.jwt)%d 0 R]>>>>" % (4 + 2 * pages)


def stream(content: bytes, more: bytes = b"", *, packed: bool = True) -> bytes:
    raw = zlib.compress(content) if packed else content
    how = b"/Filter/FlateDecode" if packed else b""
    return b"<</Length %d%s%s>>stream\n%s\nendstream" % (len(raw), how, more, raw)


def workbook(*sheets: list[list[str]]) -> bytes:
    book = Workbook()
    for place, rows in enumerate(sheets):
        page = book.active if place == 0 else book.create_sheet()
        assert page is not None
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def open_document() -> bytes:
    """Return an .ods sheet as SheetJS writes it, with a tab and a line break next to codes."""
    of = "urn:oasis:names:tc:opendocument:xmlns"
    cells = "\n".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in (f"{A}<text:tab/>Ana", f"{B}<text:line-break/>{C}")
    )
    content = (
        f'<office:document-content xmlns:office="{of}:office:1.0" xmlns:table="{of}:table:1.0" '
        f'xmlns:text="{of}:text:1.0"><office:body><office:spreadsheet><table:table '
        f'table:name="x"><table:table-row>\n{cells}\n</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": (f'<manifest:manifest xmlns:manifest="{of}:manifest:1.0"/>'),
            "content.xml": content,
        }
    )


def mail() -> bytes:
    inner = EmailMessage()
    inner["Subject"], inner["From"] = "passed on", "ana@example.org"
    inner.set_content(f"my code: {B}")
    outer = EmailMessage()
    outer["Subject"], outer["From"], outer["To"] = "badges", "ines@example.org", "hr@example.org"
    outer.set_content("See the picture.")
    outer.add_alternative(f'<p>See <a href="{PAGE}{A}">here</a>.</p>', subtype="html")
    outer.add_attachment(inner)
    outer.add_attachment(png(qr(PAGE + C)), maintype="image", subtype="png", filename="qr.png")
    return outer.as_bytes()


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def document() -> bytes:
    body = (
        f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>EF-4K7M-</w:t></w:r>'
        "<w:ins><w:r><w:t>9Q2X-AB3D-T</w:t></w:r></w:ins></w:p>"
        f"<w:sdt><w:sdtContent><w:p><w:r><w:t>{B}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "</w:body></w:document>"
    )
    return zipped({"word/document.xml": body, "word/media/image1.png": png(qr(PAGE + C))})


KINDS: dict[str, Callable[[], bytes]] = {
    "a text": f"{A}\n{B} {PAGE}{C}.".encode,
    "a text in UTF-16": lambda: f"{A}\n{B} {C}".encode("utf-16"),
    "a text in UTF-16 without a mark": lambda: f"{A}\n{B} {C}".encode("utf-16-le"),
    "a CSV file": lambda: f"name;code\nAna;{A}\nDov;{B}\nTotal;2\nEve;{C}".encode("cp1252"),
    "a workbook of two sheets": lambda: workbook([["x", A], ["y", B]], [["z", f"{PAGE}{C}"]]),
    "an OpenDocument sheet": open_document,
    "a PDF of many pages": lambda: pdf(A, *["nothing"] * 3, f"{PAGE}{B}", C),
    "a scanned PDF": lambda: pdf(picture=sheet((A, B), (C,))),
    "a picture of three QR codes": lambda: png(sheet((A, B), (C,))),
    "a mail": mail,
    "a Word document": document,
    "a page of HTML": (
        f'<html><p>{A[:8]}<b>{A[8:]}</b></p><a href="{PAGE}{B}">x</a> {C}</html>'
    ).encode,
    "files in a ZIP": lambda: zipped(
        {"a.txt": A, "b.pdf": pdf(B), "c.zip": zipped({"c.png": png(qr(PAGE + C))})}
    ),
    "a drawing": (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><svg xmlns="http://www.w3.org/2000/'
        f'svg"><text>{A}</text><text>{B}</text><a href="{PAGE}{C}"/></svg>'
    ).encode,
    "a list in JSON": lambda: json.dumps([A, {"code": B}, C]).encode(),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_code_in_a_file_of_each_kind_is_found(kind: str) -> None:
    assert sorted(found(KINDS[kind]())) == sorted([A, B, C])
    assert reasons(KINDS[kind]()) == []


@pytest.mark.parametrize("turned", [0, 7, -7, 20, 90, 180])
def test_codes_on_a_turned_page_are_found_in_the_same_order(turned: float) -> None:
    codes = [new_code() for _ in range(6)]
    picture = sheet((codes[0], codes[1], codes[2]), (codes[3], codes[4], codes[5]), turned=turned)
    assert found(png(picture)) == codes


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "AVIF"])
def test_a_code_in_a_picture_of_every_format_is_found(kind: str) -> None:
    assert found(png(qr(PAGE + A, 8).convert("RGB"), kind)) == [A]


def test_a_phone_photo_is_read() -> None:
    """Debian's program heif-enc made the photo. No library with a suitable license writes HEIC."""
    assert found((Path(__file__).parent / "photograph.heic").read_bytes()) == [A]


def enclosed(code: str) -> str:
    """Return a `data:` address of a picture with a QR code."""
    return "data:image/png;base64," + base64.encodebytes(png(qr(PAGE + code))).decode()


def test_codes_in_pictures_that_are_embedded_in_html_and_svg_are_found() -> None:
    page = f'<html><p>See</p><img src="{enclosed(A)}"><img alt="x" src="{enclosed(B)}"></html>'
    assert found(page.encode()) == [A, B]
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = "a", "ana@example.org", "hr@example.org"
    letter.set_content("See the picture.")
    letter.add_alternative(page, subtype="html")
    assert found(letter.as_bytes()) == [A, B]
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<image xlink:href="{enclosed(A)}"/><image href="data:text/plain,{B}"/></svg>'
    )
    assert found(drawing.encode()) == [A, B]


@pytest.mark.parametrize(
    "address", ["data:", "data:,", "data:image/png;base64,!", "data:x;base64,a"]
)
def test_a_broken_embedded_picture_does_not_hide_a_code_beside_it(address: str) -> None:
    assert found(f'<html><img src="{address}"><p>{A}</p></html>'.encode()) == [A]


def test_embedded_pictures_beyond_the_limit_are_reported_as_not_read() -> None:
    page = "<html>" + f'<img src="data:text/plain,{A}">' * 21 + "</html>"
    assert found(page.encode()) == [A]
    assert reasons(page.encode()) == ["too_much"]


def test_the_fiftieth_page_of_a_scanned_pdf_is_read() -> None:
    blank = Image.new("L", (120, 120), 255)
    pages = [blank] * 49 + [qr(PAGE + A)]
    assert found(png(blank, "PDF", save_all=True, append_images=pages[1:], resolution=100)) == [A]


def test_the_codes_on_all_pages_of_a_tiff_are_found() -> None:
    first, second = qr(PAGE + A), qr(PAGE + B)
    assert found(png(first, "TIFF", save_all=True, append_images=[second])) == [A, B]


def test_the_code_in_the_barcode_of_a_wallet_pass_is_found() -> None:
    told = {"formatVersion": 1, "barcodes": [{"format": "PKBarcodeFormatQR", "message": PAGE + A}]}
    assert found(zipped({"pass.json": json.dumps(told), "icon.png": b"x"})) == [A]


def test_a_code_in_a_transparent_picture_is_read_on_white() -> None:
    code = qr(PAGE + A)
    clear = Image.new("RGBA", code.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=code.point(lambda value: 255 - value))
    assert found(png(clear)) == [A]


def test_credentials_attached_to_a_pdf_come_before_codes_in_its_text() -> None:
    token = f"eyJhbGciOiJFZERTQSJ9.{'Ab1-' * 10}.{'x_Y9' * 10}"
    held = read_file(pdf(A, attached=token.encode()))
    assert held == [FoundToken(token), FoundCode(A)]


def test_every_credential_in_a_presentation_is_found() -> None:
    one, two = {"type": ["VerifiableCredential"], "id": "1"}, "eyJhbGciOiJ.e30.AAAA"
    told = {"type": "VerifiablePresentation", "verifiableCredential": [one, two]}
    assert read_file(json.dumps(told).encode()) == [FoundDocument(one), FoundToken(two)]
    both: list[FoundItem] = [FoundDocument(one), FoundDocument({**one, "id": "2"})]
    assert read_file(json.dumps([one, {**one, "id": "2"}]).encode()) == both


def test_codes_beyond_the_limit_are_counted_and_reported_as_not_checked() -> None:
    held = read_file("\n".join(new_code() for _ in range(MOST_FOUND + 7)).encode())
    assert len(held) == MOST_FOUND + 1
    last = held[-1]
    assert isinstance(last, NothingFound)
    assert "207 codes" in last.reason
    assert "the other 7 were not" in last.reason


def test_a_code_that_is_repeated_in_a_file_is_found_once() -> None:
    assert found(f"{A}\n{A.lower()} {PAGE}{A} {A.replace('-', '')}".encode()) == [A]


JSON = {
    "more than a thousand nodes": {"type": ["VerifiableCredential"], "x": list(range(1001))},
    "more than a megabyte": {"type": ["VerifiableCredential"], "x": "x" * 1_050_000},
}


@pytest.mark.parametrize("what", JSON)
def test_a_json_document_that_is_too_large_or_too_deep_is_not_checked(what: str) -> None:
    assert read_file(json.dumps(JSON[what]).encode()) == [TOO_MUCH]


@pytest.mark.parametrize("number", ["1e309", "1" + "0" * 309, "-1e400"])
def test_a_credential_with_a_number_out_of_range_is_reported_as_not_checked(number: str) -> None:
    text = f'{{"type": ["VerifiableCredential"], "x": {number}}}'
    assert reasons(text.encode()) == ["unsupported"]


def test_a_credential_with_two_members_of_one_name_is_reported_as_not_checked() -> None:
    text = '{"type": ["VerifiableCredential"], "name": "Ana", "name": "Zoran"}'
    assert reasons(text.encode()) == ["unsupported"]


def test_a_file_that_unpacks_to_too_much_is_reported_as_not_checked() -> None:
    bomb = zipped({f"{place}.txt": b" " * 15_000_000 for place in range(6)})
    assert len(bomb) < 200_000
    assert reasons(bomb) == ["too_much"]


def test_a_damaged_file_in_a_zip_does_not_hide_codes_in_the_others() -> None:
    held = read_file(zipped({"a.txt": A, "b.pdf": b"%PDF-1.7 damaged", "c.txt": B}))
    assert [each for each in held if isinstance(each, FoundCode)] == [FoundCode(A), FoundCode(B)]


def test_an_svg_that_declares_entities_is_refused() -> None:
    text = f'<!DOCTYPE x [<!ENTITY a "{A}">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'
    assert found(text.encode()) == []
