"""Read Open Badges 2.0 badges: assertions, either signed or hosted by their issuer.

https://www.imsglobal.org/spec/ob/v2p0/
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from core.verification.recipients import ADDRESSES, Recipient
from core.verification.signed_content import OddShapeError, Refused, Statements, odd_shape

KIND = "Assertion"
_SIGNED = ("signed", "SignedBadge")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WITHOUT_COLON = re.compile(r"([+-]\d\d)(\d\d)$", re.ASCII)


def is_assertion(document: Mapping[str, Any]) -> bool:
    """Whether a document is an assertion of Open Badges 2.0.

    Assertions of Open Badges 1 have no type, so they do not count. Credentials of later versions do
    not count either, although they have the same type name.
    """
    said = document.get("type")
    kinds = said if isinstance(said, list) else [said]
    return KIND in kinds and "VerifiableCredential" not in kinds


def badge_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the badge that an assertion is about.

    If the assertion has only the badge's address, the result has only this address.
    """
    return _described(document.get("badge"))


def issuer_of(document: Mapping[str, Any]) -> tuple[str, str]:
    """Return the issuer's identifier and name, each "" if the assertion does not have it."""
    issuer = _described(badge_of(document).get("issuer"))
    return _plain(issuer.get("id")), _plain(issuer.get("name"))


def _described(said: Any) -> dict[str, Any]:
    return said if isinstance(said, dict) else {"id": said} if isinstance(said, str) else {}


def address_of(document: Mapping[str, Any]) -> str:
    """Return the address of a hosted assertion, from `id` or from `url` in its verification.

    Return "" if the assertion has no address.
    """
    verification = _described(document.get("verification") or document.get("verify"))
    return _plain(document.get("id")) or _plain(verification.get("url"))


def page_of(document: Mapping[str, Any]) -> str:
    """Return the address of a hosted assertion if it is a web address, else ""."""
    address = address_of(document)
    return address if address.startswith(("https://", "http://")) else ""


def host_in(document: Mapping[str, Any]) -> str:
    """Return the host of the issuer's website, by any address in the assertion, or ""."""
    described = _described(document.get("badge"))
    for address in (
        address_of(document),
        key_named_in(document),
        _plain(described.get("id")),
        issuer_of(document)[0],
    ):
        try:
            host = urlsplit(address).hostname if address.startswith("http") else None
        except ValueError:
            host = None
        if host:
            return host
    return ""


def is_signed(document: Mapping[str, Any]) -> bool:
    """Whether an assertion says that it is signed, so that no website confirms it."""
    verification = document.get("verification") or document.get("verify")
    said = verification.get("type") if isinstance(verification, dict) else None
    return any(each in _SIGNED for each in (said if isinstance(said, list) else [said]))


def is_revoked(document: Mapping[str, Any]) -> bool:
    """Whether an assertion says that its issuer has revoked it.

    Raises OddShapeError if the member `revoked` is neither true nor false.
    """
    said = document.get("revoked", False)
    if not isinstance(said, bool):
        raise OddShapeError("revoked")
    return said


def key_named_in(document: Mapping[str, Any]) -> str:
    """Return the address of the key with which an assertion says that it is signed, or ""."""
    for name in ("verification", "verify"):
        told = document.get(name)
        if isinstance(told, dict):
            return _plain(told.get("creator")) or _plain(told.get("url"))
    return ""


def recipients_of(document: Mapping[str, Any]) -> tuple[Recipient, ...]:
    """Return an assertion's recipients, each given by an e-mail address.

    Raises OddShapeError if the member `recipient` has another shape than in the specification.
    """
    told = document.get("recipient")
    if told is None:
        return ()
    if not isinstance(told, dict):
        raise OddShapeError("recipient")
    kind, identity, salt = told.get("type"), told.get("identity"), told.get("salt")
    hashed = told.get("hashed", False)
    if (
        not isinstance(identity, str)
        or not isinstance(hashed, bool)
        or not (salt is None or isinstance(salt, str))
    ):
        raise OddShapeError("recipient")
    kinds = kind if isinstance(kind, list) else [kind]
    if not any(isinstance(each, str) and each in ADDRESSES for each in kinds):
        return ()
    return (Recipient(identity, hashed or "$" in identity, salt or ""),)


def from_assertion(document: Mapping[str, Any]) -> Statements | Refused:
    """Return the facts that an assertion states.

    Return Refused if a member has another shape than in the specification.
    """
    try:
        is_revoked(document)
        badge, (issuer, issuer_name) = badge_of(document), issuer_of(document)
        recipients = recipients_of(document)
        return Statements(
            address=_text(document, "id"),
            kinds=frozenset({KIND}),
            issuer=issuer,
            issuer_name=issuer_name,
            title=_text(badge, "name") or _text(badge, "id"),
            achievement="",
            code="",
            holder=next((each.plain for each in recipients if each.plain), ""),
            subject="",
            valid_from=_dates(document, "issuedOn"),
            valid_until=_dates(document, "expires"),
            recipients=recipients,
        )
    except OddShapeError as odd:
        return odd_shape(odd)


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    if value is not None and not isinstance(value, str):
        raise OddShapeError(name)
    return value or ""


def _dates(document: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return an assertion's date with this name as a tuple of one, or () if there is none.

    Many issuers write the time zone without its colon. The colon is added.
    """
    text = _text(document, name)
    if document.get(name) is None:
        return ()
    return (_WITHOUT_COLON.sub(r"\1:\2", text) if _DAY.match(text) and "T" in text else text,)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else ""
