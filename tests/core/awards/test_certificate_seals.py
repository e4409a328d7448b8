"""A certificate with an unbroken seal is verified without parsing its pages."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from core.awards.certificate_seals import add_seal, attached_to
from core.awards.keys import Algorithm, Keys
from core.verification.files.found_items import FoundItem
from core.verification.verdict import VerdictKind
from tests.world import World, open_world


class Read(Exception):  # noqa: N818 - tests look for it
    """Raised instead of reading a file in a separate process."""


class NoReader:
    """Replaces the reader of files, and fails if a file is read."""

    async def read(self, content: bytes, person: str = "") -> list[FoundItem]:
        raise Read


@pytest.fixture(params=["one key", "two keys", "ES256"])
async def world(
    sqlite_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[World]:
    opened = await open_world(sqlite_url, "https://verify.example.org", tmp_path / "keys")
    keys = keys_of(opened)
    if request.param == "two keys":
        keys.init_all()
    else:
        keys.init(Algorithm.ES256 if request.param == "ES256" else Algorithm.ED25519)
    await opened.candidate("1001", "Ana Popescu")
    yield opened
    await opened.edgefinder.close()


def keys_of(world: World) -> Keys:
    issuer = world.edgefinder.signing.issuer
    assert issuer is not None
    return issuer.keys


async def certificate(world: World, *codes: str) -> bytes:
    awarded = [await world.edgefinder.signing.find_award(code) for code in codes]
    return await world.edgefinder.award_files.certificates([each for each in awarded if each])


async def test_a_certificate_with_its_seal_is_verified_without_reading_its_pages(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    verification = world.edgefinder.verification
    monkeypatch.setattr(world.edgefinder._signed_credentials, "_reader", NoReader())
    codes = [await world.award("1001", each, date(2026, 5, 1)) for each in ("M1-MMS", "M1-JBL")]
    pdf = await certificate(world, *codes)
    verdicts = await verification.verify_file("certificate.pdf", pdf)
    assert [(each.kind, each.code) for each in verdicts] == [
        (VerdictKind.VALID, code) for code in codes
    ]
    assert [each.result.value for each in verdicts[0].checks] == ["passed"] * 6
    await world.edgefinder.revocations.revoke(codes[0], "the affidavit was withdrawn")
    verdicts = await verification.verify_file("certificate.pdf", pdf)
    assert [each.kind for each in verdicts] == [VerdictKind.REVOKED, VerdictKind.VALID]
    keys_of(world).rotate_all()
    assert len(await verification.verify_file("certificate.pdf", pdf)) == 2
    for key in keys_of(world).all():
        keys_of(world).revoke(key.kid, "the laptop was stolen")
    with pytest.raises(Read):
        await verification.verify_file("certificate.pdf", pdf)


async def test_a_certificate_with_any_change_has_no_valid_seal(
    world: World, tmp_path: Path
) -> None:
    pdf = await certificate(world, await world.award("1001", "M1-MMS", date(2026, 5, 1)))
    keys = keys_of(world)
    [token] = attached_to(pdf, keys)
    seal = pdf.index(b"%edgefinder-seal")
    for place in (*range(9, len(pdf), 331), seal, seal + 17, seal + 40, len(pdf) - 3):
        changed = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
        assert attached_to(changed, keys) == [], place
    for changed in (pdf + b"\n", b"\n" + pdf, pdf[:-1], pdf + bytes(1024 * 1024), b""):
        assert attached_to(changed, keys) == []
    stranger = Keys(tmp_path / "stranger", world.clock)
    bare = pdf[:seal] + pdf[pdf.index(b"\n", seal) + 1 :]
    assert attached_to(add_seal(bare, stranger.init()), keys) == []
    assert attached_to(bare, keys) == []
    signature = token.rpartition(".")[2].encode()
    kid = keys.all_current()[-1].kid.encode()
    moved = b"%%edgefinder-seal %s %s\n" % (kid, signature)
    assert attached_to(bare[:seal] + moved + bare[seal:], keys) == []


async def test_a_certificate_without_its_seal_is_read_like_any_other_file(world: World) -> None:
    code = await world.award("1001", "M1-MMS", date(2026, 5, 1))
    pdf = await certificate(world, code)
    seal = pdf.index(b"%edgefinder-seal")
    saved_anew = pdf[:seal] + pdf[pdf.index(b"\n", seal) + 1 :]
    [verdict] = await world.edgefinder.verification.verify_file("certificate.pdf", saved_anew)
    assert (verdict.kind, verdict.code) == (VerdictKind.VALID, code)
