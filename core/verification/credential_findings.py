"""A credential with its token or proofs, and the findings of checks without our record."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from core.awards.jose import Token
from core.language.message import Message, _
from core.verification import open_badges_2
from core.verification.sd_jwt import SdJwt
from core.verification.signed_content import ProofWork, Statements, moment, one_line
from core.verification.verdict import (
    CheckName,
    Detail,
    Found,
    VerdictKind,
    failed,
    not_checked,
    passed,
)

TOLERANCE = timedelta(seconds=60)
"""How far clocks may differ when the start and the end of a JWT or a proof are checked."""
BADGES = frozenset({"OpenBadgeCredential", "AchievementCredential"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a credential.

    `kind` is VALID if only the check of our record is left. `ours` is the credential's award code
    in our record. `said` is the signed content, if the signature fits. `checks` has the checks that
    were made.
    """

    kind: VerdictKind
    detail: Detail | None = None
    reason: str | None = None
    issuer: str | None = None
    ours: str | None = None
    said: Statements | None = None
    checks: Mapping[CheckName, Found] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signed:
    """A credential with the JWT that contains it, or with its proofs and what each proof signs.

    `disclosed` is what the holder of an SD-JWT discloses, and the key that the SD-JWT is bound to.
    Nothing is checked yet, so the issuer may be false.
    """

    credential: dict[str, Any]
    token: Token | None
    proofs: tuple[Any, ...]
    work: tuple[ProofWork, ...] = ()
    disclosed: SdJwt | None = None

    @property
    def is_assertion(self) -> bool:
        """Whether the credential is an Open Badges 2.0 badge."""
        return open_badges_2.is_assertion(self.credential)

    @property
    def is_badge(self) -> bool:
        """Whether the credential is a badge of any version of Open Badges."""
        return self.is_assertion or bool(kinds_of(self.credential) & BADGES)

    @property
    def issuer(self) -> str:
        """The identifier of the issuer that the credential names, or "" if it names none."""
        if self.is_assertion:
            return open_badges_2.issuer_of(self.credential)[0]
        said = self.credential.get("issuer", self.credential.get("iss"))
        found = said.get("id") if isinstance(said, dict) else said
        return found if isinstance(found, str) else ""

    @property
    def issuer_name(self) -> str:
        """The issuer's name in the credential, or else the issuer's identifier."""
        name: object = None
        if self.is_assertion:
            _id, name = open_badges_2.issuer_of(self.credential)
        elif isinstance(said := self.credential.get("issuer"), dict):
            name = said.get("name")
        return one_line(name if isinstance(name, str) and name.strip() else self.issuer)

    @property
    def method(self) -> str:
        """The identifier of the key that is said to have signed the JWT."""
        assert self.token is not None
        of_badge = open_badges_2.key_named_in(self.credential) if self.is_assertion else ""
        return of_badge or self.token.kid


def kinds_of(document: Mapping[str, Any]) -> set[str]:
    """Return the types that a document claims to have."""
    said = document.get("type")
    kinds = said if isinstance(said, list) else [said]
    return {kind for kind in kinds if isinstance(kind, str)}


READ = passed(_("it is a credential that can be read"))
FITS = passed(_("it fits, by the issuer's key"))
KNOWN = passed(_("its issuer is trusted here"))
ALTERED = Finding(
    VerdictKind.ALTERED,
    Detail.SIGNATURE,
    _("its signature does not fit what it says"),
    checks={CheckName.SIGNATURE: failed(_("it does not fit what it says"))},
)


def could_not(detail: Detail, reason: str, which: CheckName = CheckName.SIGNATURE) -> Finding:
    """Return the finding that the check `which` could not be made, for this reason."""
    return Finding(VerdictKind.UNCHECKED, detail, reason, checks={which: not_checked(reason)})


# ---- dates

_LAST_SECOND = 253_402_300_800
"""The end of the year 9999, in seconds since 1970.

A larger number is not read as a date, and NaN is not either.
"""
_ANY_DATE = "date"
Limits = tuple[float | str | None, float | str | None]
"""The start and the end of validity, in seconds since 1970.

If a date cannot be read, the name of the date takes the place of its time.
"""


def claimed_limits(claims: Mapping[str, Any]) -> Limits:
    """Return the claims `nbf` and `exp` of a JWT, in seconds since 1970.

    If a claim cannot be read, return the claim's name in its place.
    """

    def read(name: str) -> float | str | None:
        value = claims.get(name)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool):
            return name
        return float(value) if abs(value) < _LAST_SECOND else name

    return read("nbf"), read("exp")


def proof_limits(proof: Mapping[str, Any]) -> Limits:
    """Return `created` and `expires` of a proof, in seconds since 1970.

    If a date cannot be read, return the date's name in its place.
    """
    return _proof_date(proof, "created"), _proof_date(proof, "expires")


def _proof_date(proof: Mapping[str, Any], name: str) -> float | str | None:
    if name not in proof:
        return None
    try:
        return moment(proof[name]).timestamp()
    except ValueError:
        return name


def check_dates(said: Statements, limits: Limits, now: datetime) -> Finding:
    """Check the dates of content whose signature fits.

    If a date cannot be read, the content counts as not checked.
    """
    checks = {CheckName.SIGNATURE: FITS}
    try:
        begins, ends = said.begins(), said.ends()
    except ValueError:
        begins, ends, limits = None, None, (_ANY_DATE, None)
    if odd := next((each for each in limits if isinstance(each, str)), None):
        reason = _("a date in it cannot be read")
        if odd != _ANY_DATE:
            reason = _("a date in it ('%(name)s') cannot be read", name=odd)
        found = could_not(Detail.UNREADABLE_DATE, reason, CheckName.DATES)
        return replace(found, checks={**checks, **found.checks})
    late = _out_of_time(begins, ends, limits, now)
    if late is None:
        dates = passed(_("it is within its time") if begins or ends else _("it has no dates"))
        return Finding(VerdictKind.VALID, said=said, checks={**checks, CheckName.DATES: dates})
    kind, reason = late
    detail = Detail.EXPIRED if kind is VerdictKind.EXPIRED else Detail.NOT_YET_VALID
    return Finding(
        kind, detail, reason, said=said, checks={**checks, CheckName.DATES: failed(reason)}
    )


def _out_of_time(
    begins: datetime | None, ends: datetime | None, limits: Limits, now: datetime
) -> tuple[VerdictKind, Message] | None:
    starts, stops = limits
    tolerance = TOLERANCE.total_seconds()
    if ends is not None and ends <= now:
        return VerdictKind.EXPIRED, _("it was valid until %(day)s", day=f"{ends:%Y-%m-%d}")
    if isinstance(stops, int | float) and stops + tolerance <= now.timestamp():
        return VerdictKind.EXPIRED, _("its signature was good for a time that is over")
    if begins is not None and begins > now:
        words = _("it is not valid before %(day)s", day=f"{begins:%Y-%m-%d}")
        return VerdictKind.NOT_YET_VALID, words
    if isinstance(starts, int | float) and starts - tolerance > now.timestamp():
        return VerdictKind.NOT_YET_VALID, _("its signature has a date in the future")
    return None
