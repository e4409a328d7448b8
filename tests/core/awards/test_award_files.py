"""What a holder can download: certificates, cards and badges that contain the signed credential."""

import io
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from pypdf import PdfReader

from core.awards.badge import badge_png, badge_svg
from core.awards.certificate import language_of
from core.awards.credential import Awarded
from core.catalog.loading import load_catalog
from core.typesetting import Paper
from core.verification.verdict import VerdictKind
from tests.world import World, open_world

CATALOG = load_catalog()
FORMER = next(each.former_titles for each in CATALOG.credentials if each.code == "M1-TCH")


@pytest.fixture
async def world(sqlite_url: str, tmp_path: Path) -> AsyncIterator[World]:
    opened = await open_world(sqlite_url, "https://verify.example.org", tmp_path / "keys")
    issuer = opened.edgefinder.signing.issuer
    assert issuer is not None
    issuer.keys.init()
    await opened.candidate("1001", "Ana Popescu")
    yield opened
    await opened.edgefinder.close()


async def award(world: World, credential: str = "M1-TCH") -> Awarded:
    code = await world.award("1001", credential, date(2026, 5, 1))
    awarded = await world.edgefinder.signing.find_award(code)
    assert awarded is not None
    return awarded


def words(pdf: bytes) -> str:
    return " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


@pytest.mark.parametrize(("sheet", "size"), [(Paper.LETTER, (792, 612)), (Paper.A4, (842, 595))])
async def test_a_certificate_names_the_credential_its_holder_and_its_date(
    world: World, sheet: Paper, size: tuple[int, int]
) -> None:
    one = await award(world)
    pdf = await world.edgefinder.award_files.certificates([one], sheet)
    shown = words(pdf)
    for told in (
        "Ana Popescu",
        "Turning I (Chucking Skills)",
        f"formerly {'; '.join(FORMER)}",
        "Machining, Level I",
        "May 1, 2026",
        "Ridgeline Technical Center",
        one.code,
        f"verify.example.org/v/{one.code}",
    ):
        assert told in shown
    [page] = PdfReader(io.BytesIO(pdf)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size


async def test_a_certificate_works_with_screen_readers_and_embeds_its_fonts(world: World) -> None:
    reader = PdfReader(
        io.BytesIO(await world.edgefinder.award_files.certificates([await award(world)]))
    )
    root: Any = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == ("Certificate: Turning I (Chucking Skills), Ana Popescu")
    page: Any = reader.pages[0]
    for font in page["/Resources"]["/Font"].values():
        [inner] = font.get_object()["/DescendantFonts"]
        described = inner.get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & described.keys()


async def test_a_certificate_is_in_the_requested_language(world: World) -> None:
    pdf = await world.edgefinder.award_files.certificates([await award(world)], locale="es-MX")
    assert "Se certifica que Ana Popescu" in words(pdf)
    assert "1 de mayo de 2026" in words(pdf)
    assert [language_of(each) for each in ("es", "ES_mx", "fr", "")] == ["es", "es", "en", "en"]


async def test_each_downloaded_document_and_picture_is_verified_as_valid(world: World) -> None:
    one = await award(world)
    award_files = world.edgefinder.award_files
    drawing = await award_files.badge_drawing(one)
    assert drawing is not None
    verify = world.edgefinder.verification.verify_file
    for content in (
        await award_files.certificates([one]),
        await award_files.cards([one]),
        await award_files.badge(one),
        drawing.encode(),
    ):
        assert content is not None
        [verdict] = await verify("paper", content)
        assert (verdict.kind, verdict.code) == (VerdictKind.VALID, one.code)


async def test_several_certificates_are_one_file_with_a_page_for_each_credential(
    world: World,
) -> None:
    held = [await award(world, each) for each in ("M1-MMS", "M1-JBL", "M1-TCH")]
    reader = PdfReader(io.BytesIO(await world.edgefinder.award_files.certificates(held)))
    assert len(reader.pages) == 3
    assert sorted(reader.attachments) == sorted(f"{each.code[:17]}.jwt" for each in held)


@pytest.mark.parametrize(
    "name", ["Ö" * 60, "Wolfeschlegelsteinhausenbergerdorff " * 4, "Лариса Жук", "*#_ $x$"]
)
async def test_a_certificate_and_a_card_with_any_name_fit_on_one_page(
    world: World, name: str
) -> None:
    one = Awarded(1, "EF-0000-0000-0000-0", "M1-MMS", name.strip(), "1", date(2026, 5, 1))
    awarded = await award(world)
    shown = Awarded(awarded.id, one.code, one.credential, one.holder, one.number, one.issued_on)
    for pdf in (
        await world.edgefinder.award_files.certificates([shown]),
        await world.edgefinder.award_files.cards([shown]),
    ):
        assert len(PdfReader(io.BytesIO(pdf)).pages) == 1


async def test_without_a_signing_key_a_certificate_has_a_code_and_no_attachment(
    sqlite_url: str,
) -> None:
    world = await open_world(sqlite_url)
    await world.candidate("1001", "Ana Popescu")
    one = await award(world)
    pdf = await world.edgefinder.award_files.certificates([one])
    assert PdfReader(io.BytesIO(pdf)).attachments == {}
    assert "To verify it, ask the issuer for this code." in words(pdf)
    badge = await world.edgefinder.award_files.badge(one)
    assert badge is not None
    await world.edgefinder.close()


async def test_a_credential_removed_from_the_catalog_has_a_certificate_but_no_badge(
    world: World,
) -> None:
    one = await award(world, "X9-GONE")
    assert "X9-GONE" in words(await world.edgefinder.award_files.certificates([one]))
    assert await world.edgefinder.award_files.badge(one) is None


def test_a_badge_without_its_certificate_shows_the_area_and_the_level() -> None:
    drawn = {
        (each.area, each.level): badge_svg(each, CATALOG).replace(each.code.rpartition("-")[2], "")
        for each in CATALOG.credentials
    }
    shapes = {key: svg.partition('d="')[2].partition('"')[0] for key, svg in drawn.items()}
    assert len(set(shapes.values())) == len(CATALOG.areas)
    lit = {key[1]: svg.count('rx="4" fill="#e0b04a"') for key, svg in drawn.items()}
    assert [lit[level] for level in sorted(lit)] == [1, 2, 3]


def test_a_badge_has_a_transparent_background() -> None:
    with Image.open(io.BytesIO(badge_png(CATALOG.credentials[0], CATALOG))) as picture:
        assert (picture.size, picture.mode) == ((512, 512), "RGBA")
        assert picture.getpixel((0, 0))[3] == 0  # type: ignore[index]  # a pixel with four channels


async def test_the_link_to_linkedin_fills_in_each_field_of_its_form(world: World) -> None:
    one = await award(world)
    link = urlsplit(world.edgefinder.award_files.linkedin(one))
    asked = {name: values[0] for name, values in parse_qs(link.query).items()}
    assert link.netloc == "www.linkedin.com"
    assert asked == {
        "startTask": "CERTIFICATION_NAME",
        "name": "NIMS Turning I (Chucking Skills)",
        "organizationName": "Ridgeline Technical Center",
        "issueYear": "2026",
        "issueMonth": "5",
        "certUrl": f"https://verify.example.org/v/{one.code}",
        "certId": one.code,
    }
