"""Look up award codes and links in our record.

All codes of a request take at most one query.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

from core.audit.actor import Action, Why, acting, looked_at
from core.awards.codes import Mistyped, read_code
from core.catalog.shipped_titles import Titles
from core.clock import Clock
from core.language.message import _
from core.records.revocation_reasons import reason_for_readers
from core.storage.stored_queries import StoredQuery
from core.verification.code_verdicts import ON_RECORD, not_a_code, said_back, verdict_with_expiry
from core.verification.files.found_items import (
    MOST_FOUND,
    FoundCode,
    FoundDocument,
    FoundItem,
    FoundToken,
    NothingFound,
)
from core.verification.proof_links import FindProof, proof_verdict
from core.verification.verdict import (
    Verdict,
    VerdictKind,
)

if TYPE_CHECKING:
    from core.storage.raw_statements import Query

MOST_CODES = 20
"""The maximum number of award codes in one request."""
_WITHDRAWN = _("its holder has stopped sharing it")
MOST_IN_BULK = MOST_FOUND
"""The maximum number of award codes in a list that a user sends."""


def _question(most: int) -> StoredQuery:
    def build() -> "Query":
        from core.verification.record_query import codes_query  # noqa: PLC0415 - SQLAlchemy is slow

        return codes_query(most)

    return StoredQuery(f"{most} codes", build)


_QUESTIONS = {most: _question(most) for most in (1, MOST_CODES, MOST_IN_BULK)}
"""The queries by the number of award codes that each can look up. Most requests have one code."""


class FetchRows(Protocol):
    """An object that runs queries: the database, or a SQLite file without SQLAlchemy."""

    async def fetch(
        self, question: StoredQuery, **parameters: str | int | datetime | None
    ) -> Sequence[Any]: ...


class RecordLookup:
    """Gives verdicts on award codes and on links to goal proofs, by our record."""

    def __init__(
        self,
        database: FetchRows,
        catalog: Titles,
        clock: Clock,
        issuer: str,
        find_proof: FindProof | None = None,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._clock = clock
        self._issuer = issuer
        self._find_proof = find_proof
        self.source = lru_cache(maxsize=64)(self._source)

    async def verdicts(self, shown: Sequence[str]) -> list[Verdict]:
        """Return a verdict for each award code or link, in order, with at most one query."""
        now = self._clock()
        read = [read_code(_code_part(text)) for text in shown]
        codes = [code for code in read if isinstance(code, str)]
        found: dict[str, Sequence[Any]] = {}
        fresh = None
        if codes:
            actor = acting()
            parameters = {"platform": actor.platform, "external_id": actor.who}
            if len(codes) == 1:  # the usual case
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
            await proof_verdict(code.typed, self._find_proof, now, source)
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
            holder or None,  # None if the award's holder was forgotten
            date.fromisoformat(issued_on),
            date.fromisoformat(revoked_on) if revoked_on else None,
            reason_for_readers(reason)
            if revoked_on or now_named == holder
            else _("its holder's name on record is %(name)s now", name=now_named),
            checks=ON_RECORD[kind],
            named_in_previews=bool(named),
        )
        ends_on = credential.ends_on(date.fromisoformat(issued_on)) if credential else None
        return verdict_with_expiry(verdict, ends_on) if ends_on else verdict

    def _source(self, fresh: str | None = None) -> str:
        """Say whose records were used and, if known, when results were last imported."""
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
    """Return the award code in a link, or the text itself if it is not a link."""
    if "://" not in shown:
        return shown.strip()
    from core.verification.files.codes_in_text import code_in_link  # noqa: PLC0415 - few are links

    held = code_in_link(shown)
    return held.text if held else shown.strip()


class CodeLookup:
    """Gives verdicts on award codes, and on the codes found in a file.

    A subclass adds credentials.
    """

    def __init__(self, record: RecordLookup, own_url: str | None = None) -> None:
        self._record = record
        self._own_url = own_url
        self.source = record.source

    async def verify(self, shown: Sequence[str], most: int = MOST_CODES) -> list[Verdict]:
        """Return a verdict for each of up to `most` award codes or links, in order.

        Raises ValueError if there are more than `most`.
        """
        if len(shown) > most:
            raise ValueError(f"at most {most} codes are verified at once")
        return await self._record.verdicts(shown)

    async def verdicts_on(
        self, name: str, found: Sequence[FoundItem], recipient: str = ""
    ) -> list[Verdict]:
        """Return the verdicts on findings, in order.

        A credential and its award code get a single verdict. `name` is the name of the file, and
        `recipient` is the e-mail address to compare.
        """
        if len(found) == 1 and isinstance(found[0], FoundCode):  # the usual case
            verdicts = await self.verify([found[0].text], MOST_IN_BULK)
            return [self._warned(verdicts[0], found[0].link)]
        codes = [held.text for held in found if isinstance(held, FoundCode)]
        looked_up = iter(await self.verify(codes, MOST_IN_BULK) if codes else [])
        several = sum(not isinstance(held, FoundCode) for held in found) > 1
        verdicts = []
        by_code: dict[tuple[VerdictKind, str, str | None], int] = {}
        for place, held in enumerate(found, 1):
            if isinstance(held, FoundCode):
                verdict = self._warned(next(looked_up), held.link)
            else:
                shown = f"{said_back(name)}, no. {place}" if several else name
                verdict = await self._verify_held(shown, held, recipient)
                page = "" if isinstance(held, NothingFound) else held.page
                verdict = replace(verdict, warning=_ON_PAGE.get(page))
            key = verdict.kind, verdict.code, verdict.issuer
            if key not in by_code:
                by_code[key] = len(verdicts)
                verdicts.append(verdict)
            elif not isinstance(held, FoundCode):
                # a credential shows more than its award code, so its verdict replaces the code's
                # verdict
                verdicts[by_code[key]] = verdict
        return verdicts

    async def _verify_held(
        self, name: str, held: FoundToken | FoundDocument | NothingFound, recipient: str = ""
    ) -> Verdict:
        """Return the verdict on a token or a document, or on the finding that there is none."""
        raise NotImplementedError(type(held).__name__)

    def with_warnings(self, verdicts: Sequence[Verdict], text: str) -> list[Verdict]:
        """Add a warning to verdicts whose code came in a link that only looks like ours.

        Return the verdicts. `text` is the text that the user sent.
        """
        texts = _texts()
        text = texts.clean_text(text)
        if not texts.may_hold_link(text):
            return list(verdicts)
        links = {
            code: match.held.link
            for match in texts.matches_in(text)
            if match.held.link and isinstance(code := read_code(match.held.text), str)
        }
        return [self._warned(each, links.get(each.code, "")) for each in verdicts]

    def _warned(self, verdict: Verdict, link: str) -> Verdict:
        if not link:
            return verdict
        from core.verification.look_alikes import warning_about  # noqa: PLC0415 - few have a link

        warning = warning_about(link, self._own_url)
        return replace(verdict, warning=warning) if warning else verdict


@cache
def _texts() -> ModuleType:
    # cached, because an import within a function takes as long as a small query
    from core.verification.files import codes_in_text  # noqa: PLC0415 - slow

    return codes_in_text


_ON_PAGE = {
    "name": _(
        "the page shows another name, or none: only the details shown here were signed. Ask for "
        "the link"
    ),
    "code": _("the page shows another code than the credential in it: do not rely on the page"),
}
"""The warning about a PDF page that contradicts its attachment, by what differs: name or code."""
