"""Verification says what a code proves and shows nothing else of the record."""

import json
from datetime import UTC, date, datetime

import pytest

from core.awards.codes import new_code
from core.verification.verdict import VerdictKind
from tests.world import World


async def verdicts(world: World, *shown: str) -> list[VerdictKind]:
    return [verdict.kind for verdict in await world.edgefinder.verification.verify(shown)]


async def test_a_valid_credential_shows_its_holder_and_date(world: World) -> None:
    await world.candidate("2026-001", "Ana Popescu")
    code = await world.award("2026-001", "M1-MMS", date(2026, 5, 1))
    [verdict] = await world.edgefinder.verification.verify([code.lower()])
    document = verdict.document()
    assert [(each["check"], each["result"]) for each in document.pop("checks")] == [
        ("format", "passed"),
        ("signature", "not_checked"),
        ("issuer", "passed"),
        ("dates", "passed"),
        ("revocation", "passed"),
        ("holder", "passed"),
    ]
    assert document == {
        "verdict": "valid",
        "code": code,
        "credential": {"code": "M1-MMS", "title": "Measurement, Materials & Safety"},
        "holder": "Ana Popescu",
        "issued_on": "2026-05-01",
        "revoked_on": None,
        "reason": None,
        "as_of": "2026-11-23T12:00:00+00:00",
        "source": "records of Ridgeline Technical Center",
    }
    json.dumps(verdict.document())


async def test_a_revoked_credential_shows_date_and_reason(world: World) -> None:
    await world.candidate("2026-001")
    code = await world.award(
        "2026-001",
        "M1-MMS",
        revoked_on=date(2026, 11, 2),
        revoked_because="the result was voided",
        revoked_by="void",
    )
    [verdict] = await world.edgefinder.verification.verify([code])
    assert (verdict.kind, verdict.revoked_on) == (VerdictKind.REVOKED, date(2026, 11, 2))
    assert verdict.reason == "the result was voided"


async def test_several_codes_get_their_verdicts_in_the_order_given(world: World) -> None:
    await world.candidate("2026-001")
    code, stranger = await world.award("2026-001", "M1-MMS"), new_code()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert await verdicts(world, wrong, stranger, code) == [
        VerdictKind.MISTYPED,
        VerdictKind.UNKNOWN,
        VerdictKind.VALID,
    ]


async def test_a_link_gets_the_verdict_of_the_code_in_it(world: World) -> None:
    await world.candidate("2026-001")
    code = await world.award("2026-001", "M1-MMS")
    links = [f"https://verify.example.org/v/{code}", f"https://x.example.org/v/{code}.json"]
    assert await verdicts(world, *links) == [VerdictKind.VALID] * 2


async def test_a_verdict_says_when_results_were_last_imported(world: World) -> None:
    await world.candidate("2026-001")
    code = await world.award("2026-001", "M1-MMS")
    for kind, day in (("results", 20), ("people", 22), ("results", 21)):
        moment = datetime(2026, 11, day, 9, 30, tzinfo=UTC)
        await world.add(
            "imports", kind=kind, file_name="x.csv", started_at=moment, finished_at=moment
        )
    [verdict] = await world.edgefinder.verification.verify([code])
    assert verdict.source.endswith("results last imported on November 21, 2026, 09:30 UTC")


async def test_a_mistyped_code_is_reported_without_a_database_query(world: World) -> None:
    await world.edgefinder.database.close()
    world.edgefinder.database.fetch = None  # type: ignore[assignment,method-assign]  # any query would fail
    assert await verdicts(world, "EF-0000-0000-0000-1") == [VerdictKind.MISTYPED]


async def test_a_call_with_more_than_twenty_codes_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="at most 20"):
        await world.edgefinder.verification.verify([new_code()] * 21)


async def test_a_credential_removed_from_the_catalog_is_still_verified(world: World) -> None:
    await world.candidate("2026-001")
    code = await world.award("2026-001", "X9-GONE")
    [verdict] = await world.edgefinder.verification.verify([code])
    assert (verdict.kind, verdict.credential_title) == (VerdictKind.VALID, "X9-GONE")


async def test_a_withdrawn_credential_shows_no_name_until_its_holder_shares_it_again(
    world: World,
) -> None:
    await world.candidate("2026-001", "Ana Popescu")
    code = await world.award("2026-001", "M1-MMS", date(2026, 5, 1))
    holdings, ana = world.edgefinder.holdings, world.ids["2026-001"]
    [held] = await holdings.of(ana)
    assert await holdings.withdraw(ana, held.id)
    [verdict] = await world.edgefinder.verification.verify([code])
    assert verdict.kind is VerdictKind.WITHDRAWN
    assert (verdict.holder, verdict.credential_title, verdict.issued_on) == (None, None, None)
    assert await holdings.share_again(ana, held.id)
    assert await verdicts(world, code) == [VerdictKind.VALID]


async def test_a_revoked_credential_is_shown_as_revoked_even_if_its_holder_withdrew_it(
    world: World,
) -> None:
    await world.candidate("2026-001", "Ana Popescu")
    code = await world.award("2026-001", "M1-MMS", date(2026, 5, 1))
    holdings, ana = world.edgefinder.holdings, world.ids["2026-001"]
    [held] = await holdings.of(ana)
    assert await holdings.withdraw(ana, held.id)
    await world.edgefinder.revocations.revoke(code, "it was a mistake")
    assert await verdicts(world, code) == [VerdictKind.REVOKED]
