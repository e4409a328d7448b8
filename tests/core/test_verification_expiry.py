"""A credential expires as the catalog says, and its code and its signed forms show the date."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.conversation import Conversation
from core.awards.credential import Awarded
from core.awards.jose import split_token
from core.catalog.loading import load_catalog
from core.edgefinder import open_edgefinder
from core.verification.verdict import CheckName, Verdict, VerdictKind
from tests.core.catalog.test_catalog_loading import ANOTHER, WHOLE
from tests.world import StoppedClock, World

ISSUED = date(2024, 2, 29)
ENDS = date(2027, 2, 28)


@pytest.fixture
async def world(sqlite_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """Yield a center with its own catalog: X1 is valid for three years, X2 forever."""
    catalog, clock = tmp_path / "ours.toml", StoppedClock()
    ends = WHOLE.replace('code = "X1"\n', 'code = "X1"\nvalid_years = 3\n')
    catalog.write_text(ends + ANOTHER, "utf-8")
    edgefinder = await open_edgefinder(
        database_url=sqlite_url,
        catalog=catalog,
        issuer="Ridgeline Technical Center",
        public_url="https://verify.example.org",
        keys_dir=tmp_path / "keys",
        clock=clock,
    )
    assert edgefinder.signing.issuer is not None
    edgefinder.signing.issuer.keys.init_all()
    opened = World(edgefinder, Conversation(edgefinder), clock)
    await opened.candidate("1001", "Ana Popescu")
    yield opened
    await edgefinder.close()


async def held(world: World, credential: str) -> Awarded:
    code = await world.award("1001", credential, ISSUED)
    awarded = await world.edgefinder.signing.find_award(code)
    assert awarded is not None
    return awarded


def dates(verdict: Verdict) -> str:
    [check] = [each for each in verdict.checks if each.check is CheckName.DATES]
    return f"{check.result.value}: {check.detail}"


async def test_each_form_of_an_expiring_credential_shows_its_last_day(world: World) -> None:
    ending, lasting = await held(world, "X1"), await held(world, "X2")
    signing = world.edgefinder.signing
    document, token = await signing.document(ending), await signing.token(ending)
    assert isinstance(document, dict)
    assert isinstance(token, str)
    assert document["validUntil"] == "2027-02-28T00:00:00Z"
    taken = split_token(token)
    assert taken is not None
    assert taken.claims["validUntil"] == document["validUntil"]
    assert taken.claims["exp"] == datetime(2027, 2, 28, tzinfo=UTC).timestamp()
    other = await signing.document(lasting)
    assert isinstance(other, dict)
    assert "validUntil" not in other


async def test_a_credential_is_valid_until_its_last_day_and_expired_afterwards(
    world: World,
) -> None:
    awarded = await held(world, "X1")
    verification, signing = world.edgefinder.verification, world.edgefinder.signing
    token = await signing.token(awarded)
    assert isinstance(token, str)
    world.clock.now = datetime(2027, 2, 27, 23, 59, tzinfo=UTC)
    for shown in (awarded.code, token):
        [verdict] = await verification.verify_typed(shown)
        assert (verdict.kind, verdict.valid_until) == (VerdictKind.VALID, ENDS)
        assert verdict.document()["valid_until"] == "2027-02-28"
        assert dates(verdict) == "passed: it is within its time"
    world.clock.pass_by(minutes=1)
    for shown in (awarded.code, token):
        [verdict] = await verification.verify_typed(shown)
        assert (verdict.kind, verdict.holder) == (VerdictKind.EXPIRED, "Ana Popescu")
        assert dates(verdict) == "failed: it was valid until 2027-02-28"
    await world.edgefinder.revocations.revoke(awarded.code, "the affidavit was withdrawn")
    [verdict] = await verification.verify([awarded.code])
    assert (verdict.kind, verdict.reason) == (VerdictKind.REVOKED, "the affidavit was withdrawn")


async def test_the_verdict_on_a_credential_that_never_expires_says_so(world: World) -> None:
    [verdict] = await world.edgefinder.verification.verify([(await held(world, "X2")).code])
    assert dates(verdict) == "passed: it has no end date"
    assert "valid_until" not in verdict.document()


def test_no_credential_in_the_shipped_catalog_expires() -> None:
    assert all(each.valid_years is None for each in load_catalog().credentials)
