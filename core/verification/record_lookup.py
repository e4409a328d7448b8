"""Look up codes and links in our record. All codes of a request take at most one query."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from core.audit.actor import Action, Why, acting, looked_at
from core.awards.codes import Mistyped, read_code
from core.catalog.shipped_titles import Titles
from core.clock import Clock
from core.language.message import _
from core.storage.stored_queries import StoredQuery
from core.verification.code_verdicts import ON_RECORD, not_a_code, verdict_with_expiry
from core.verification.files.found_items import MOST_FOUND
from core.verification.proof_links import FindProof, proof_verdict
from core.verification.verdict import (
    Verdict,
    VerdictKind,
)

if TYPE_CHECKING:
    from core.storage.raw_statements import Query

MOST_CODES = 20
"""Maximum codes verified at once."""
_WITHDRAWN = _("its holder has stopped sharing it")
MOST_IN_BULK = MOST_FOUND
"""Maximum codes in a list."""


def _question(most: int) -> StoredQuery:
    def build() -> "Query":
        from core.verification.record_query import codes_query  # noqa: PLC0415 - SQLAlchemy is slow

        return codes_query(most)

    return StoredQuery(f"{most} codes", build)


_QUESTIONS = {most: _question(most) for most in (1, MOST_CODES, MOST_IN_BULK)}
"""The queries, by the number of codes that they have room
for, smallest first: usually it is one code.
"""


class FetchRows(Protocol):
    """The database, or a SQLite file with it."""

    async def fetch(
        self, question: StoredQuery, **parameters: str | int | datetime | None
    ) -> Sequence[Any]: ...


class RecordLookup:
    """Gives the verdict of our record on codes and on links to goal proofs."""

    def __init__(
        self,
        database: FetchRows,
        catalog: Titles,
        clock: Clock,
        issuer: str,
        proofs: FindProof | None = None,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._clock = clock
        self._issuer = issuer
        self._proofs = proofs
        self.source = lru_cache(maxsize=64)(self._source)

    async def verdicts(self, shown: Sequence[str]) -> list[Verdict]:
        """Return a verdict for each code or link, in order, with at most one query."""
        now = self._clock()
        read = [read_code(_code_part(text)) for text in shown]
        codes = [code for code in read if isinstance(code, str)]
        found: dict[str, Sequence[Any]] = {}
        fresh = None
        if codes:
            actor = acting()
            parameters = {"platform": actor.platform, "external_id": actor.who}
            if len(codes) == 1:  # this is so in most cases
                most, parameters["code0"] = 1, codes[0]
            else:
                most = next(each for each in _QUESTIONS if each >= len(codes))
                padded = codes + [""] * (most - len(codes))
                parameters |= {f"code{place}": code for place, code in enumerate(padded)}
            for row in await self._database.fetch(_QUESTIONS[most], **parameters):
                if row[0] is None:
                    *_, language, fresh = row
                    actor.language = language or ""
                else:
                    found[row[0]] = row
            for code, row in found.items():
                looked_at(Action.CHECKED, row[1], code=code, why=Why.SHOWN)
        source = self.source(fresh)
        return [
            await proof_verdict(code.typed, self._proofs, now, source)
            or not_a_code(code.typed, now, source)
            if isinstance(code, Mistyped)
            else self._verdict(code, found.get(code), now, source)
            for code in read
        ]

    def _verdict(self, code: str, row: Sequence[Any] | None, now: datetime, source: str) -> Verdict:
        if row is None:
            kind = VerdictKind.UNKNOWN
            return Verdict(kind, code, now, source, checks=ON_RECORD[kind])
        (
            _code,
            _holder_id,
            credential_code,
            holder,
            now_named,
            issued_on,
            revoked_on,
            reason,
            withdrawn,
            named,
        ) = row
        if withdrawn and not revoked_on:
            kind = VerdictKind.WITHDRAWN
            return Verdict(kind, code, now, source, reason=_WITHDRAWN, checks=ON_RECORD[kind])
        credential = self._catalog.credential(credential_code)
        kind = VerdictKind.REVOKED if revoked_on else VerdictKind.VALID
        verdict = Verdict(
            kind,
            code,
            now,
            source,
            credential_code,
            credential.title if credential else credential_code,
            holder or None,  # because its holder was forgotten
            date.fromisoformat(issued_on),
            date.fromisoformat(revoked_on) if revoked_on else None,
            reason
            if revoked_on or now_named == holder
            else _("its holder's name on record is %(name)s now", name=now_named),
            checks=ON_RECORD[kind],
            named_in_previews=bool(named),
        )
        ends_on = credential.ends_on(date.fromisoformat(issued_on)) if credential else None
        return verdict_with_expiry(verdict, ends_on) if ends_on else verdict

    def _source(self, fresh: str | None = None) -> str:
        """Say whose records these are and, if known, when results were last imported."""
        if fresh is None:
            return _("records of %(issuer)s", issuer=self._issuer)
        moment = datetime.fromisoformat(fresh).astimezone(UTC)
        return _(
            "records of %(issuer)s, results last imported on %(day)s, %(time)s UTC",
            issuer=self._issuer,
            day=moment,
            time=f"{moment:%H:%M}",
        )


def _code_part(shown: str) -> str:
    """Return the code within a link, or else the text itself."""
    if "://" not in shown:
        return shown.strip()
    from core.verification.files.codes_in_text import code_in_link  # noqa: PLC0415 - few are links

    held = code_in_link(shown)
    return held.text if held else shown.strip()
