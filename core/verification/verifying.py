"""From codes, or links that carry one, to verdicts: at most one statement for all of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import Text, bindparam, cast, func, null, select, union_all

from core.awards.codes import Mistyped, read_code
from core.catalog.model import Catalog
from core.clock import Clock
from core.storage.database import Database, Question
from core.storage.tables import awards, imports, people
from core.verification.verdict import Verdict, VerdictKind

MOST_CODES = 20
"""How many codes are verified at once."""
MOST_IN_BULK = 100
"""How many where somebody brings a list of them."""
_SAID_BACK = 60
"""Letters of what cannot be a code that are said back; a code has 19."""

_newest = select(func.max(imports.c.finished_at)).where(imports.c.kind == "results")


def _question(most: int) -> Question:
    codes = [bindparam(f"code{i}", type_=Text) for i in range(most)]
    found = (
        select(
            awards.c.code,
            awards.c.credential_code,
            people.c.given_name,
            people.c.family_name,
            cast(awards.c.issued_on, Text),
            cast(awards.c.revoked_on, Text),
            awards.c.revoked_because,
        )
        .join_from(awards, people, people.c.id == awards.c.candidate_id)
        .where(awards.c.code.in_(codes))
    )
    fresh = cast(_newest.scalar_subquery(), Text)
    # always there, so that a code that exists and one that does not cost the same
    return Question(union_all(found, select(null(), null(), null(), null(), null(), null(), fresh)))


_QUESTIONS = {most: _question(most) for most in (MOST_CODES, MOST_IN_BULK)}


class Verification:
    """Answers whether codes are of credentials that this issuer awarded and did not take back."""

    def __init__(self, database: Database, catalog: Catalog, clock: Clock, issuer: str) -> None:
        self._database = database
        self._catalog = catalog
        self._clock = clock
        self._issuer = issuer

    async def verify(self, shown: Sequence[str]) -> list[Verdict]:
        """A verdict for each of at most `MOST_CODES` codes or links, in their order."""
        return await self._verify(shown, MOST_CODES)

    async def verify_bulk(self, shown: Sequence[str]) -> list[Verdict]:
        """As `verify`, of a list of at most `MOST_IN_BULK` of them."""
        return await self._verify(shown, MOST_IN_BULK)

    async def _verify(self, shown: Sequence[str], most: int) -> list[Verdict]:
        if len(shown) > most:
            raise ValueError(f"at most {most} codes are verified at once")
        now = self._clock()
        read = [read_code(_code_part(text)) for text in shown]
        codes = [code for code in read if isinstance(code, str)]
        found: dict[str, Sequence[Any]] = {}
        fresh = None
        if codes:
            padded = codes + [""] * (most - len(codes))
            parameters = {f"code{place}": code for place, code in enumerate(padded)}
            *rows, (*_, fresh) = sorted(
                await self._database.ask(_QUESTIONS[most], **parameters),
                key=lambda row: row[0] is None,
            )
            found = {row[0]: row for row in rows}
        source = self._source(fresh)
        return [
            Verdict(VerdictKind.MISTYPED, _shortened(code.typed), now, source)
            if isinstance(code, Mistyped)
            else self._verdict(code, found.get(code), now, source)
            for code in read
        ]

    def _verdict(self, code: str, row: Sequence[Any] | None, now: datetime, source: str) -> Verdict:
        if row is None:
            return Verdict(VerdictKind.UNKNOWN, code, now, source)
        _, credential_code, given_name, family_name, issued_on, revoked_on, reason = row
        credential = self._catalog.credential(credential_code)
        return Verdict(
            VerdictKind.REVOKED if revoked_on else VerdictKind.VALID,
            code,
            now,
            source,
            credential_code,
            credential.title if credential else credential_code,
            f"{given_name} {family_name}".strip(),
            date.fromisoformat(issued_on),
            date.fromisoformat(revoked_on) if revoked_on else None,
            reason,
        )

    def _source(self, fresh: str | None) -> str:
        if fresh is None:
            return f"records of {self._issuer}"
        moment = datetime.fromisoformat(fresh).astimezone(UTC)
        return f"records of {self._issuer}, results last imported {moment:%Y-%m-%d %H:%M} UTC"


def _shortened(typed: str) -> str:
    return typed if len(typed) <= _SAID_BACK else f"{typed[:_SAID_BACK]}…"


def _code_part(shown: str) -> str:
    """The code within a verification link (`https://.../v/CODE`), or the text itself."""
    text = shown.strip()
    if "://" not in text:
        return text
    return unquote(urlsplit(text).path.rstrip("/").rpartition("/")[2]).removesuffix(".json")
