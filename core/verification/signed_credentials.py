"""Verify signed credentials, and files that contain them, by signatures and by our record."""

import logging
from dataclasses import replace

from core.awards.certificate_seals import attached_to
from core.awards.signing import Signing
from core.catalog.model import Catalog
from core.clock import Clock
from core.language.message import Message, _
from core.storage.sqlite_file import NotPlain
from core.verification.code_verdicts import said_back
from core.verification.credential_checks import take_signed
from core.verification.credential_findings import Finding, Signed
from core.verification.files.found_items import FoundDocument, FoundItem, FoundToken, NothingFound
from core.verification.files.worker_pool import FileReader
from core.verification.online_checks import Examination
from core.verification.recipient_check import compare_recipient, recipients_in
from core.verification.record_comparison import claims_of, differences
from core.verification.record_lookup import CodeLookup
from core.verification.signed_content import Statements, one_line
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


_COULD_NOT = frozenset({Detail.UNSUPPORTED, Detail.TOO_MUCH, Detail.BUSY, Detail.FAULT})
"""The `detail` of verdicts that mean "not checked", and not "no credential in it"."""


class SignedCredentials:
    """Gives verdicts on credentials in files, and reads these files."""

    def __init__(
        self,
        catalog: Catalog,
        clock: Clock,
        signing: Signing,
        examination: Examination,
        reader: FileReader,
        lookup: CodeLookup,
    ) -> None:
        """`lookup` verifies the award codes of the credentials that we signed."""
        self._catalog = catalog
        self._clock = clock
        self._signing = signing
        self._examination = examination
        self._reader = reader
        self._lookup = lookup

    async def read(self, content: bytes, person: str) -> list[FoundItem]:
        """Return everything found in a file. `person` is any id of the user who sent it."""
        return await self._reader.read(content, person)

    def sealed(self, content: bytes) -> list[FoundItem] | None:
        """Return the credentials in a certificate that is exactly as we made it.

        Return None for any other file.
        """
        issuer = self._signing.issuer
        if issuer is None or not content.startswith(b"%PDF-"):
            return None
        return [FoundToken(each) for each in attached_to(content, issuer.keys)] or None

    async def verdict(
        self, name: str, held: FoundToken | FoundDocument | NothingFound, recipient: str = ""
    ) -> Verdict:
        """Return the verdict on a token or a document, or on a file without a credential.

        `recipient` is the e-mail address to compare with the holder's.
        """
        signed = held if isinstance(held, NothingFound) else take_signed(held)
        shown, now, source = said_back(name), self._clock(), self._lookup.source()
        if isinstance(signed, NothingFound):
            detail = Detail(signed.detail)
            could_not = detail in _COULD_NOT
            kind = VerdictKind.UNCHECKED if could_not else VerdictKind.UNREADABLE
            told = not_checked(signed.reason) if could_not else failed(signed.reason)
            checks = all_checks({CheckName.FORMAT: told})
            return Verdict(
                kind, shown, now, source, reason=signed.reason, detail=detail, checks=checks
            )
        issuer = self._signing.issuer
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
        """Compare a credential that we signed with our record. Return the verdict.

        If the credential differs from our record, the verdict says where.
        """
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
        [standing] = await self._lookup.verify([code])
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
    """Return a name made from the type of a credential without a title.

    An example of such a type is "UniversityDegreeCredential".
    """
    return min(said.kinds - _OF_ALL_KINDS, default="")


_OF_ALL_KINDS = frozenset({"VerifiableCredential", "VerifiableAttestation", "Assertion"})
