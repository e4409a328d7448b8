"""Benchmark checking signed credentials, with few awards on record and with a million."""

import base64
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import update

from adapters.web.page_view import Center, View
from adapters.web.public_pages import verification_page
from core.awards.codes import new_code
from core.awards.signing import StatusList
from core.edgefinder import Edgefinder, open_edgefinder
from core.storage.tables import award_statuses
from core.verification.credential_checks import check, take_signed
from core.verification.credential_findings import Signed
from core.verification.files.found_items import FoundToken
from core.verification.trusted_issuers import Trusted
from tests.bench.measuring import Ratio, side_by_side

_FEW, _MANY = 1_000, 1_000_000
_EACH = 50
"""The number of credentials of each person."""


async def proof_ratios(folder: Path) -> list[Ratio]:
    small, few = await _filled(folder / "few", _FEW)
    large, many = await _filled(folder / "many", _MANY)
    ratios = [await _checking(small, few[0])]
    for name, work in (
        ("verdict of a file", _verdicts),
        ("status list, one more revoked", _lists),
        ("public page", _pages),
    ):
        ours, bare = await side_by_side(await work(large, many), await work(small, few), jobs=5)
        what = f"{name}, {_MANY:,} awards"
        ratios.append(Ratio(what, ours, f"the same of {_FEW:,}", bare, 2.0, 1.2, cost=True))
    for each in (small, large):
        await each.close()
    return ratios


async def _filled(folder: Path, awards: int) -> tuple[Edgefinder, list[str]]:
    """Open a database with this many awards, and return some valid codes.

    2 % of the awards are revoked.
    """
    file = folder / "edgefinder.db"
    edgefinder = await open_edgefinder(
        database_url=f"sqlite:///{file}",
        public_url="https://verify.example.org",
        keys_dir=folder / "keys",
    )
    assert edgefinder.signing.issuer is not None
    edgefinder.signing.issuer.keys.init()
    credentials = [each.code for each in edgefinder.catalog.credentials[:_EACH]]
    codes = {number: new_code() for number in range(1, awards + 1)}
    with closing(sqlite3.connect(file)) as connection:
        connection.executemany(
            "INSERT INTO people (id, number, given_name, family_name) "
            "VALUES (?, ?, 'Ana', 'Popescu')",
            ((number, str(number)) for number in range(1, awards // _EACH + 2)),
        )
        connection.executemany(
            "INSERT INTO awards (id, code, candidate_id, credential_code, issued_on, awarded_at, "
            "revoked_on, revoked_because, revoked_by) VALUES (?, ?, ?, ?, '2026-05-01', "
            "'2026-05-01T00:00:00.000000+00:00', ?, ?, ?)",
            (
                (
                    number,
                    code,
                    number // _EACH + 1,
                    credentials[number % _EACH],
                    *(("2026-06-01", "withdrawn", "issuer") if number % 50 == 7 else (None,) * 3),
                )
                for number, code in codes.items()
            ),
        )
        connection.executemany(
            "INSERT INTO award_statuses (award_id, list, place, salt, revoked) "
            "VALUES (?, ?, ?, 'salt', ?)",
            ((number, number // 65_536, number % 65_536 * 2, number % 50 == 7) for number in codes),
        )
        connection.commit()
        connection.execute("ANALYZE")
    held = [code for number, code in codes.items() if number % 50 != 7]
    return edgefinder, held[:: len(held) // 50][:50]


async def _token(edgefinder: Edgefinder, code: str) -> str:
    awarded = await edgefinder.signing.find_award(code)
    assert awarded is not None
    token = await edgefinder.signing.token(awarded)
    assert isinstance(token, str)
    return token


async def _checking(edgefinder: Edgefinder, code: str) -> Ratio:
    token = await _token(edgefinder, code)
    issuer, now, trusted = edgefinder.signing.issuer, edgefinder.clock(), Trusted()
    assert issuer is not None
    key = issuer.keys.current()
    assert key is not None
    public = key.jose.public_key
    assert isinstance(public, Ed25519PublicKey)
    taken = take_signed(FoundToken(token))
    assert isinstance(taken, Signed)
    assert taken.token is not None
    signed, _, signature = token.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "==")

    async def ours() -> int:
        for _ in range(500):
            held = take_signed(FoundToken(token))
            assert isinstance(held, Signed)
            assert check(held, issuer, trusted, now).ours == code
        return 500

    async def bare() -> int:
        for _ in range(500):
            public.verify(raw, signed.encode())
        return 500

    fast, base = await side_by_side(ours, bare)
    return Ratio("signed badge (JWT) checked", fast, "a bare Ed25519 verify", base, 0.3, 0.6)


_Made = Callable[[], Awaitable[int]]


async def _verdicts(edgefinder: Edgefinder, codes: list[str]) -> _Made:
    tokens = [(await _token(edgefinder, code)).encode() for code in codes]

    async def verify() -> int:
        for token in tokens:
            [verdict] = await edgefinder.verification.verify_file("badge.jwt", token)
            assert verdict.kind == "valid"
        return len(tokens)

    return verify


async def _lists(edgefinder: Edgefinder, codes: list[str]) -> _Made:
    awarded = await edgefinder.signing.find_award(codes[0])
    assert awarded is not None
    one = award_statuses.c.award_id == awarded.id
    revoked = False

    async def change_and_sign() -> int:
        nonlocal revoked
        for _ in range(10):
            revoked = not revoked
            async with edgefinder.database.begin() as connection:
                await connection.execute(update(award_statuses).where(one).values(revoked=revoked))
            made = await edgefinder.signing.status_list(awarded.id // 65_536)
            assert isinstance(made, StatusList)
        return 10

    return change_and_sign


async def _pages(edgefinder: Edgefinder, codes: list[str]) -> _Made:
    view = View(Center.of(edgefinder))

    async def show() -> int:
        for code in codes:
            [verdict] = await edgefinder.verification.verify([code])
            verification_page(verdict, edgefinder.catalog, view)
        return len(codes)

    return show
