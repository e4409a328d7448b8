"""Check a credential with its issuer's website: keys, hosted badges, and revocation.

Nothing is fetched unless the settings name trusted hosts. Without trusted hosts, only the issuers
with a document in the folder of `trusted_issuers` are trusted.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from core.awards.issuer import Issuer
from core.language.message import _
from core.verification import open_badges_2
from core.verification.credential_checks import check
from core.verification.credential_findings import (
    KNOWN,
    READ,
    Finding,
    Signed,
    check_dates,
    could_not,
)
from core.verification.fetching import CannotFetch, Fetcher, host_of_issuer
from core.verification.files.json_documents import MOST_NODES, nodes, parse_json
from core.verification.files.worker_pool import FileReader
from core.verification.revocation import StatusLists
from core.verification.signatures import taken_back
from core.verification.signed_content import Refused, Statements, odd_form, one_line
from core.verification.trusted_issuers import Trusted, TrustedError
from core.verification.verdict import (
    CheckName,
    Detail,
    VerdictKind,
    not_checked,
    passed,
)


class Examination:
    """Checks credentials by the trusted issuers: those in the folder and those on trusted hosts."""

    def __init__(self, trusted: Trusted, fetcher: Fetcher, reader: FileReader) -> None:
        self._trusted = trusted
        self._fetcher = fetcher
        self._lists = StatusLists(fetcher, reader)

    async def examine(self, signed: Signed, issuer: Issuer | None, now: datetime) -> Finding:
        """Make all checks of a credential that do not need our record."""
        if signed.is_assertion and signed.token is None:
            hosted = await self._hosted(signed, now)
            return hosted or check(signed, issuer, self._trusted, now)
        if signed.is_assertion:
            signed = await self._described(signed)
        trusted = await self._with_issuer(signed, issuer)
        found = check(signed, issuer, trusted, now)
        theirs = found.ours is None and found.said is not None
        if not theirs or found.kind not in {VerdictKind.VALID, VerdictKind.EXPIRED}:
            return found
        return await self._lists.looked_up(found, trusted, now)

    async def _with_issuer(self, signed: Signed, ours: Issuer | None) -> Trusted:
        """Return the trusted issuers.

        If the credential's own issuer is on a trusted host, add it.
        """
        said_by = signed.issuer
        if self._trusted.knows(said_by) or (ours is not None and said_by == ours.did):
            return self._trusted
        if signed.is_assertion:
            return await self._with_profile(signed, said_by)
        address = _address_of_did(said_by)
        document = await self._document(address) if address else None
        if document is None or document.get("id") != said_by:
            return self._trusted
        return _also(self._trusted, document)

    async def _with_profile(self, signed: Signed, said_by: str) -> Trusted:
        """Return the trusted issuers, with the issuer of an Open Badges 2.0 badge added.

        The issuer's profile and key are fetched from the issuer's website. `said_by` is the
        identifier of the issuer that the badge names.
        """
        trusted = self._trusted
        method = signed.method
        for address in (said_by, method):
            document = await self._document(address)
            if document is None or document.get("id") != address:
                continue
            owner = document.get("owner") if address == method else address
            if not isinstance(owner, str) or host_of_issuer(owner) != host_of_issuer(address):
                continue  # no host can speak for an issuer on another host
            trusted = _also(trusted, document)
        return trusted

    async def _described(self, signed: Signed) -> Signed:
        """Return an Open Badges 2.0 assertion with its badge and issuer.

        If the assertion has only the addresses of the badge and the issuer, fetch both.
        """
        credential = dict(signed.credential)
        badge = credential.get("badge")
        if isinstance(badge, str):
            badge = await self._of_type(badge, "BadgeClass")
        if not isinstance(badge, dict):
            return signed
        if isinstance(said_by := badge.get("issuer"), str):
            profile = await self._document(said_by)
            if profile is not None and profile.get("id") == said_by:
                badge = {**badge, "issuer": profile}
        return replace(signed, credential={**credential, "badge": badge})

    async def _of_type(self, address: str, kind: str) -> dict[str, Any] | None:
        document = await self._document(address)
        if document is None or document.get("id") != address:
            return None
        kinds = document.get("type")
        return document if kind in (kinds if isinstance(kinds, list) else [kinds]) else None

    async def _document(self, address: str) -> dict[str, Any] | None:
        """Return the JSON document at an address of a trusted host, or None if there is none."""
        if not self._fetcher.may(address):
            return None
        try:
            return _parsed((await self._fetcher.get(address)).content)
        except CannotFetch:
            return None

    async def _hosted(self, signed: Signed, now: datetime) -> Finding | None:
        """Return the finding on a hosted badge by asking its issuer's website.

        Return None if the settings do not allow asking that website.
        """
        address = open_badges_2.address_of(signed.credential)
        if not self._fetcher.may(address):
            return None
        host = host_of_issuer(address)
        try:
            fetched = await self._fetcher.get(address)
        except CannotFetch as error:
            found = could_not(Detail.HOSTED, error.reason)
            return replace(found, issuer=host, checks={CheckName.FORMAT: READ, **found.checks})
        document = _parsed(fetched.content)
        if fetched.gone or (document is not None and document.get("revoked") is True):
            return taken_back(document or {}, passed(_("%(host)s confirms it", host=host)), host)
        if document is None or not open_badges_2.is_assertion(document):
            reason = _("%(host)s has no badge there", host=host)
            return replace(could_not(Detail.HOSTED, reason), issuer=host)
        return await self._confirmed(signed, document, address, now)

    async def _confirmed(
        self, signed: Signed, document: dict[str, Any], address: str, now: datetime
    ) -> Finding:
        """Compare a badge with the document that its issuer's website has.

        Return the finding. The badge and its issuer must be on the same host. `signed` is the badge
        that the user has, and `document` is the badge on the website at `address`.
        """
        host = host_of_issuer(address)
        whole = await self._described(Signed(document, None, ()))
        said_by, _name = open_badges_2.issuer_of(whole.credential)
        if document.get("id") != address or host_of_issuer(said_by) != host:
            reason = _("what %(host)s has there is of another issuer", host=host)
            return replace(could_not(Detail.HOSTED, reason, CheckName.ISSUER), issuer=host)
        said = odd_form(whole.credential) or open_badges_2.from_assertion(whole.credential)
        if isinstance(said, Refused):
            return replace(could_not(said.detail, said.reason, CheckName.FORMAT), issuer=host)
        found = check_dates(said, (None, None), now)
        site = passed(_("%(host)s, its issuer's website, confirms it", host=host))
        holder = passed(_("the name is what its issuer's website says"))
        if not said.holder:
            holder = not_checked(_("it names its holder by the fingerprint of an address only"))
        checks = {
            CheckName.FORMAT: READ,
            **found.checks,
            CheckName.SIGNATURE: site,
            CheckName.ISSUER: KNOWN,
            CheckName.REVOCATION: passed(_("its issuer's website has not revoked it")),
            CheckName.HOLDER: holder,
        }
        changed = _differs(signed.credential, whole.credential)
        valid = found.kind is VerdictKind.VALID
        return replace(
            found,
            detail=Detail.TRUSTED_ISSUER if valid else found.detail,
            reason=(_CHANGED if changed else None) if valid else found.reason,
            issuer=one_line(said.issuer_name or host),
            checks=checks,
        )


_CHANGED = _(
    "the file says something else than its issuer's website does: what you see here is what the "
    "website says"
)


def _differs(brought: Mapping[str, Any], confirmed: Mapping[str, Any]) -> bool:
    """Whether the badge `brought` by a user contradicts the badge `confirmed` by the website.

    A member that has only an address contradicts nothing.
    """
    one, other = (open_badges_2.from_assertion(each) for each in (brought, confirmed))
    if isinstance(one, Refused) or isinstance(other, Refused):
        return isinstance(one, Refused)

    def facts(said: Statements) -> tuple[object, ...]:
        title = "" if "://" in said.title else said.title
        return title, said.recipients, said.valid_from, said.valid_until

    told = [(a, b) for a, b in zip(facts(one), facts(other), strict=True) if a]
    return any(a != b for a, b in told)


def _parsed(content: bytes) -> dict[str, Any] | None:
    try:
        document = parse_json(content.decode("utf-8-sig"))
    except (ValueError, RecursionError, json.JSONDecodeError):
        return None
    return document if isinstance(document, dict) and nodes(document) <= MOST_NODES else None


def _also(trusted: Trusted, document: Mapping[str, Any]) -> Trusted:
    try:
        return trusted.also(document)
    except TrustedError:
        return trusted


def _address_of_did(did: str) -> str:
    """Return the web address of a `did:web` document, or "" for any other identifier.

    https://w3c-ccg.github.io/did-method-web/#read-resolve
    """
    method, _mark, rest = did.removeprefix("did:").partition(":")
    if method != "web" or not rest:
        return ""
    host, *path = rest.split(":")
    host = unquote(host)
    if not _HOST.fullmatch(host) or not all(_is_plain_segment(each) for each in path):
        return ""
    place = "/".join(path) if path else ".well-known"
    return f"https://{host}/{place}/did.json"


_HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?", re.ASCII)
_PLAIN_SEGMENT = re.compile(r"[\w.~!$'()*+,;=@ -]+")


def _is_plain_segment(segment: str) -> bool:
    """Whether a part of a URL's path, once decoded, has no sign that begins a path or query."""
    return _PLAIN_SEGMENT.fullmatch(unquote(segment)) is not None and set(unquote(segment)) != {"."}
