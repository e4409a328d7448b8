"""Check whether an issuer has revoked or suspended a credential, by its status lists.

There are two kinds of lists: Bitstring Status List,
https://www.w3.org/TR/vc-bitstring-status-list/, and its predecessor Status List 2021. A list counts
only if the credential's own issuer signed it.
"""

from dataclasses import replace
from datetime import datetime

from core.awards.status_lists import is_set
from core.language.message import Message, _
from core.verification.credential_checks import ONLY_ITS_ISSUER, check, find_security
from core.verification.credential_findings import Finding, Signed
from core.verification.fetching import CannotFetch, Fetcher
from core.verification.files.found_items import FoundDocument, FoundToken
from core.verification.files.worker_pool import FileReader
from core.verification.signed_content import Status
from core.verification.trusted_issuers import Trusted
from core.verification.verdict import CheckName, VerdictKind, failed, not_checked, passed

_REASONS = {
    "revocation": _("its issuer has revoked it"),
    "suspension": _("its issuer has suspended it for now: ask there until when"),
}
"""What people are told if a credential's bit is set, by the purpose of the status list."""
_MOST_LISTS = 4


class StatusLists:
    """Looks up credentials in the status lists of their issuers."""

    def __init__(self, fetcher: Fetcher, reader: FileReader) -> None:
        self._fetcher = fetcher
        self._reader = reader

    async def looked_up(self, found: Finding, trusted: Trusted, now: datetime) -> Finding:
        """Look up a genuine credential in its status lists.

        Return the finding, changed if the credential is revoked or suspended.
        """
        assert found.said is not None
        asked = [each for each in found.said.statuses if each.purpose in _REASONS]
        unread: Message | None = None
        for status in asked[:_MOST_LISTS]:
            there = await self._is_set(status, found.said.issuer, trusted, now)
            if isinstance(there, Message):
                unread = unread or there
            elif there:
                return _taken_back(found, _REASONS[status.purpose])
        if not asked:
            return found
        if unread is not None or len(asked) > _MOST_LISTS:
            told = not_checked(unread or _("it is in more lists than are looked at"))
            return replace(found, checks={**found.checks, CheckName.REVOCATION: told})
        checks = {
            **found.checks,
            CheckName.REVOCATION: passed(_("its issuer's status list has not revoked it")),
        }
        reason = None if found.reason == ONLY_ITS_ISSUER else found.reason
        return replace(found, reason=reason, checks=checks)

    async def _is_set(
        self, status: Status, issuer: str, trusted: Trusted, now: datetime
    ) -> bool | Message:
        """Return whether a credential's bit in a status list is 1, or why nobody can know."""
        content = await self._content(status.address, trusted)
        if isinstance(content, Message):
            return content
        [held, *_more] = await self._reader.read(content)
        if not isinstance(held, FoundToken | FoundDocument):
            return _NOT_READ
        signed = find_security(held)
        listed = check(signed, None, trusted, now) if isinstance(signed, Signed) else None
        if (
            listed is None
            or listed.kind is not VerdictKind.VALID
            or listed.said is None
            or listed.said.issuer != issuer
            or listed.said.address != status.address
            or listed.said.status_list is None
            or status.purpose not in listed.said.status_list.purposes
        ):
            return _NOT_READ
        encoded = listed.said.status_list.encoded
        try:
            place = int(status.place)
            return is_set(encoded if encoded.startswith("u") else f"u{encoded}", place)
        except ValueError:
            return _NOT_READ

    async def _content(self, address: str, trusted: Trusted) -> bytes | Message:
        if (kept := trusted.lists.get(address)) is not None:
            return kept
        if not self._fetcher.may(address):
            return _("whether its issuer has revoked it was not looked up")
        try:
            fetched = await self._fetcher.get(address)
        except CannotFetch as error:
            return _("its issuer's status list could not be had: %(why)s", why=error.reason)
        return _NOT_READ if fetched.gone else fetched.content


_NOT_READ = _("its issuer's status list could not be checked itself")


def _taken_back(found: Finding, reason: Message) -> Finding:
    checks = {**found.checks, CheckName.REVOCATION: failed(reason)}
    return replace(found, kind=VerdictKind.REVOKED, detail=None, reason=reason, checks=checks)
