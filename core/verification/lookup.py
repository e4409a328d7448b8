"""Verify codes, links, text and files by our record and by the signatures in them."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from core.asking import Limit
from core.awards.certificate_seals import attached_to
from core.awards.signing import Signing
from core.catalog.model import Catalog
from core.clock import Clock
from core.language.message import Message, _, _n
from core.measurements import FILES_REFUSED
from core.rate_limits import RateLimits
from core.storage.database import Database
from core.storage.sqlite_file import NotPlain
from core.verification.code_verdicts import said_back
from core.verification.credential_checks import take_signed
from core.verification.credential_findings import Finding, Signed
from core.verification.fetching import Fetcher
from core.verification.files.found_items import (
    MOST_FOUND,
    TOO_LARGE,
    FoundDocument,
    FoundItem,
    FoundToken,
    NothingFound,
    left_out,
    need_work,
)
from core.verification.files.kinds import read_short_text
from core.verification.files.texts import LONGEST_TYPED, read_typed
from core.verification.files.worker_pool import FileReader
from core.verification.online_checks import Examination
from core.verification.proof_links import FindProof
from core.verification.recipient_check import compare_recipient, recipients_in
from core.verification.record_comparison import claims_of, differences
from core.verification.record_lookup import MOST_CODES, CodeLookup, RecordLookup
from core.verification.signed_content import Statements, one_line
from core.verification.trusted_issuers import Trusted
from core.verification.verdict import (
    CheckName,
    Detail,
    Verdict,
    VerdictKind,
    all_checks,
    failed,
    not_checked,
)

_log = logging.getLogger(__name__)

_OUR_FAULT = _("something went wrong here: that is our fault, and says nothing about it")


def come_back(pause: timedelta) -> Message:
    """Say that nothing was looked up, and when to try again."""
    minutes = max(1, -(-int(pause.total_seconds()) // 60))
    return _n(
        "too many requests from here: please ask again in %(count)s minute",
        "too many requests from here: please ask again in %(count)s minutes",
        minutes,
    )


_FILE_REFUSED = frozenset(
    {
        Detail.TOO_LARGE,
        Detail.TOO_MUCH,
        Detail.DAMAGED,
        Detail.UNSUPPORTED,
        Detail.BUSY,
        Detail.FAULT,
    }
)
"""Details of verdicts on files that were not read completely."""
_COULD_NOT = frozenset({Detail.UNSUPPORTED, Detail.TOO_MUCH, Detail.BUSY, Detail.FAULT})
"""Details that mean "it could not be checked". They do not mean "no credential in it"."""


class Verification(CodeLookup):
    """Verifies codes, links, text and files, within the rate limits."""

    def __init__(
        self,
        database: Database,
        catalog: Catalog,
        clock: Clock,
        issuer: str,
        signing: Signing | None = None,
        trusted: Trusted | None = None,
        reader: FileReader | None = None,
        limits: RateLimits | None = None,
        proofs: FindProof | None = None,
        fetcher: Fetcher | None = None,
        own_url: str | None = None,
    ) -> None:
        super().__init__(RecordLookup(database, catalog, clock, issuer, proofs), own_url)
        self._catalog = catalog
        self._clock = clock
        self._signing = signing
        self._reader = reader or FileReader()
        fetcher = fetcher or Fetcher()
        self._examination = Examination(trusted or Trusted(), fetcher, self._reader)
        self._limits = limits

    async def verify(self, shown: Sequence[str], most: int = MOST_CODES) -> list[Verdict]:
        """Return a verdict for each of up to `most` codes or links, in order."""
        if self._limits is None:
            return await super().verify(shown, most)
        async with self._limits.one_at_a_time():
            if pause := await self._limits.pause(Limit.FAILED_LOOKUP):
                return [self._limited(text, pause) for text in shown]
            verdicts = await super().verify(shown, most)
            failures = [each.kind for each in verdicts].count(VerdictKind.UNKNOWN)
            if failures:
                await self._limits.count(Limit.FAILED_LOOKUP, failures)
            return verdicts

    def _limited(self, shown: str, pause: timedelta) -> Verdict:
        """Return the verdict for a user who has to wait.

        It does not depend on whether the code is on record.
        """
        reason = come_back(pause)
        checks = all_checks({CheckName.FORMAT: not_checked(reason)})
        return Verdict(
            VerdictKind.UNCHECKED,
            said_back(shown),
            self._clock(),
            self._record.source(),
            reason=reason,
            detail=Detail.LIMITED,
            checks=checks,
        )

    async def verify_file(
        self, name: str, content: bytes, person: str = "", recipient: str = ""
    ) -> list[Verdict]:
        """Return a verdict for each code and credential in a file, and for unreadable parts.

        The verdicts are in the order of the file, and there is at least one. `name` is the file's
        name, only to be shown. `person` is any id of the user: users who send files at the same
        time take turns. `recipient` is the e-mail address of the supposed holder, to compare with
        the badge's.
        """
        found = read_short_text(content) or self._sealed(content)
        if found is None:
            if self._limits and (pause := await self._limits.take(Limit.FILE)):
                return [self._limited(name, pause)]
            found = await self._reader.read(content, person)
        verdicts = await self.verdicts_on(name, found, recipient)
        for each in verdicts:
            if each.detail in _FILE_REFUSED:
                FILES_REFUSED.add(each.detail.value)
        return verdicts

    def _sealed(self, content: bytes) -> list[FoundItem] | None:
        """Return the credentials in a certificate that is exactly as we made it.

        Return None for any other file.
        """
        issuer = self._signing.issuer if self._signing else None
        if issuer is None or not content.startswith(b"%PDF-"):
            return None
        return [FoundToken(each) for each in attached_to(content, issuer.keys)] or None

    async def verify_typed(self, text: str, person: str = "", recipient: str = "") -> list[Verdict]:
        """Return the verdicts on a text where codes and links are expected.

        Codes may lack `EF-`. A text without any code counts as a mistyped code.
        """
        found = read_typed(text) if len(text) <= LONGEST_TYPED else []
        if not found or need_work(found):
            content = text.encode("utf-8", "replace")
            return await self.verify_file("the text", content, person, recipient)
        if len(found) > MOST_FOUND:
            found = [*found[:MOST_FOUND], left_out(len(found) - MOST_FOUND)]
        return await self.verdicts_on("the text", found, recipient)

    async def unreadable(self, name: str, reason: str) -> Verdict:
        """Return the verdict on a file that is missing or cannot be opened."""
        return await self._verify_held(name, NothingFound("damaged", reason))

    async def too_large(self, name: str) -> Verdict:
        """Return the verdict on a file that is too large to download."""
        return await self._verify_held(name, TOO_LARGE)

    async def _verify_held(
        self, name: str, held: FoundToken | FoundDocument | NothingFound, recipient: str = ""
    ) -> Verdict:
        signed = held if isinstance(held, NothingFound) else take_signed(held)
        shown, now, source = said_back(name), self._clock(), self._record.source()
        if isinstance(signed, NothingFound):
            detail = Detail(signed.detail)
            could_not = detail in _COULD_NOT
            kind = VerdictKind.UNCHECKED if could_not else VerdictKind.UNREADABLE
            told = not_checked(signed.reason) if could_not else failed(signed.reason)
            checks = all_checks({CheckName.FORMAT: told})
            return Verdict(
                kind, shown, now, source, reason=signed.reason, detail=detail, checks=checks
            )
        issuer = self._signing.issuer if self._signing else None
        try:
            found = await self._examination.examine(signed, issuer, now)
        except NotPlain:
            raise
        except Exception as fault:  # noqa: BLE001 - our own error says nothing about a credential
            _log.error("a credential could not be checked: %s", type(fault).__name__)
            found = Finding(VerdictKind.UNCHECKED, Detail.FAULT, _OUR_FAULT)
        verdict = Verdict(
            found.kind,
            found.ours or shown,
            now,
            source,
            reason=found.reason,
            detail=found.detail,
            issuer=found.issuer,
            checks=all_checks(found.checks),
        )
        if found.ours is not None:
            return await self._by_record(signed, found, verdict)
        if found.said is not None:
            verdict = _as_signed(found.said, verdict)
        return compare_recipient(verdict, recipients_in(signed, found), recipient)

    async def _by_record(self, signed: Signed, found: Finding, verdict: Verdict) -> Verdict:
        """Return the verdict on a credential that we signed, by our record.

        If the credential differs from our record, the verdict says where.
        """
        assert self._signing is not None
        said = found.said
        if said is None and found.kind is not VerdictKind.ALTERED:
            return verdict
        code = str(found.ours)
        recorded = await self._signing.find_award(code)
        compared = said or claims_of(signed)
        differing: list[Message] = []
        if recorded is not None and compared is not None:
            known = self._catalog.credential(recorded.credential)
            differing = differences(compared, recorded, known)
        if found.kind is VerdictKind.ALTERED:
            if not differing:
                return verdict
            reason = _(
                "its signature does not fit what it says: %(fields)s in it differs from our record",
                fields=differing,
            )
            return replace(verdict, reason=reason, detail=Detail.FIELD)
        [standing] = await self.verify([code])
        by_record = {each.check: (each.result, each.detail) for each in standing.checks}
        standing = replace(standing, checks=all_checks({**by_record, **found.checks}))
        if standing.kind is VerdictKind.UNKNOWN:
            reason = _("we signed it, and no longer have a record of it")
            return replace(standing, reason=reason, detail=Detail.NOT_RECORDED)
        if standing.kind is not VerdictKind.VALID:
            return standing
        if found.kind is not VerdictKind.VALID:
            return replace(standing, kind=found.kind, reason=found.reason, detail=found.detail)
        if differing:
            reason = _(
                "since it was signed, %(fields)s has changed in our record", fields=differing
            )
            return replace(standing, reason=reason, detail=Detail.RECORD_CHANGED)
        return standing

    async def could_not_check(self, name: str, detail: Detail, reason: str) -> Verdict:
        """Return the verdict on something that could not be checked.

        An example is a file that is too large. An error in our program is another.
        """
        return await self._verify_held(name, NothingFound(detail, reason))


def _as_signed(said: Statements, verdict: Verdict) -> Verdict:
    """Return the verdict on a trusted issuer's credential, with the facts that were signed."""
    title = one_line(said.title or said.achievement or _kind_in_words(said)) or _("a credential")
    try:
        begins = said.begins()
    except ValueError:
        begins = None
    return replace(
        verdict,
        credential_code=one_line(said.code) or title,
        credential_title=title,
        holder=one_line(said.holder) or None,
        issued_on=begins.date() if begins else None,
    )


def _kind_in_words(said: Statements) -> str:
    """Return a name for a credential without a title, by its type: "UniversityDegreeCredential"."""
    return min(said.kinds - _OF_ALL_KINDS, default="")


_OF_ALL_KINDS = frozenset({"VerifiableCredential", "VerifiableAttestation", "Assertion"})
