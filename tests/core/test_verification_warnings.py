"""A verdict has a warning if a link only looks like ours or a page says something else."""

import io
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pypdf
import pytest
import typst

from adapters.cli.verify_command import _verdict_line
from bot.plain_text import plain_text
from bot.reply import Turn
from core.people.model import Identity
from core.verification.look_alikes import warning_about
from core.verification.verdict import VerdictKind
from tests.world import World, open_world

OURS = "https://verify.ridgeline.example.org"
CYRILLIC = "ex\u0430mple"


@pytest.mark.parametrize(
    "host",
    [
        f"verify.{CYRILLIC}.org",
        f"verify.xn--{CYRILLIC.encode('punycode').decode()}.org",
        "verify.examp1e.org",
        "ex\u00e1mple.org",
        "verify.ridgeline.example.com",
        "example-verify.com",
        "verify.example.org.evil.net",
        "example.co",
        "my-example.org",
        "exarnple.org",
        "exampel.org",
    ],
)
def test_an_address_that_imitates_the_centers_gets_a_warning(host: str) -> None:
    assert warning_about(f"https://{host}/v/EF-1", OURS) is not None


@pytest.mark.parametrize(
    "link",
    [
        f"{OURS}/v/EF-1",
        "https://VERIFY.ridgeline.example.org./v/EF-1",
        "https://www.example.org/v/EF-1",
        "https://credly.com/badges/1",
        "https://old-center.test/v/EF-1",
        "http://[x",
        "no link",
        "https://google.com/url?q=https%3A%2F%2Fverify.ridgeline.example.org%2Fv%2FEF-1",
    ],
)
def test_the_centers_own_and_unrelated_addresses_get_no_warning(link: str) -> None:
    assert warning_about(link, OURS) is None
    assert warning_about(link, None) is None
    assert warning_about(link, "http://localhost:8080") is None
    assert warning_about(link, "http://127.0.0.1:8080") is None


@pytest.fixture
async def world(sqlite_url: str, tmp_path: Path) -> AsyncIterator[World]:
    made = await open_world(sqlite_url, "https://verify.example.org", tmp_path / "keys")
    assert made.edgefinder.signing.issuer is not None
    made.edgefinder.signing.issuer.keys.init()
    await made.candidate("1001", "Ana Popescu")
    yield made
    await made.edgefinder.close()


async def test_a_link_that_imitates_ours_gets_the_verdict_of_its_code_and_a_warning(
    world: World,
) -> None:
    code = await world.award("1001", "M1-MMS", date(2026, 5, 1))
    bad, good = f"https://verify.examp1e.org/v/{code}", f"https://verify.example.org/v/{code}"
    verification = world.edgefinder.verification
    [verdict] = await verification.verify_typed(bad)
    assert (verdict.kind, verdict.code) == (VerdictKind.VALID, code)
    assert "points to verify.examp1e.org, which is not our address" in str(verdict.warning)
    assert "warning" in verdict.document()
    [fine] = await verification.verify_typed(good)
    assert (fine.warning, "warning" in fine.document()) == (None, False)
    for said in (bad, f"verify {bad}"):
        turn = Turn(Identity("telegram", "7"), said, address="7")
        reply = await world.conversation.answer(turn)
        assert "Careful: the link points to" in plain_text(reply.markdown)
    assert _verdict_line(verdict).startswith("valid: ")


async def certificate(world: World, number: str, name: str) -> tuple[bytes, str]:
    """Return a signed certificate, and its code."""
    await world.candidate(number, name)
    code = await world.award(number, "M1-MMS", date(2026, 5, 1))
    awarded = await world.edgefinder.signing.find_award(code)
    assert awarded is not None
    return await world.edgefinder.award_files.certificates([awarded]), code


@pytest.mark.parametrize(
    "name", ["Ana Popescu", "María-José Núñez y Fernández de la Torre", "Zoë O'Neill-Łukasz"]
)
async def test_our_own_certificates_get_no_warning_about_their_pages(
    world: World, name: str
) -> None:
    content, _code = await certificate(world, "1002", name)
    verdicts = await world.edgefinder.verification.verify_file("a.pdf", content)
    assert [(each.kind, each.warning) for each in verdicts] == [(VerdictKind.VALID, None)]


async def with_attachment_of(world: World, page: bytes, code: str) -> bytes:
    """Return a PDF with the pages of `page` and the attached credential of another certificate."""
    awarded = await world.edgefinder.signing.find_award(code)
    assert awarded is not None
    token = await world.edgefinder.signing.token(awarded)
    assert isinstance(token, str)
    writer = pypdf.PdfWriter()
    for each in pypdf.PdfReader(io.BytesIO(page)).pages:
        writer.add_page(each)
    writer.add_attachment("credential.jwt", token.encode())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("page_of", "words"),
    [("another person", "another code"), ("words alone", "another name")],
)
async def test_a_page_with_another_name_or_code_than_its_attached_credential_gets_a_warning(
    world: World, page_of: str, words: str
) -> None:
    _paper, code = await certificate(world, "1001", "Ana Popescu")
    page, _other = await certificate(world, "1003", "Somebody Else Entirely")
    if page_of == "words alone":
        text = "Certificate of Somebody Else Entirely, who is a machinist of the first rank"
        page = typst.compile(text.encode(), format="pdf")
    forged = await with_attachment_of(world, page, code)
    first, *_others = await world.edgefinder.verification.verify_file("a.pdf", forged)
    assert (first.kind, first.code, first.holder) == (VerdictKind.VALID, code, "Ana Popescu")
    assert words in str(first.warning)
