"""Check a signed credential: its signer, its dates, and whether it was altered."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from core.awards import jose
from core.awards.codes import read_code
from core.awards.credential import Awarded
from core.awards.issuer import Issuer
from core.awards.jose import Token, VerifyingKey, take_apart
from core.awards.proof_signatures import is_signed_by
from core.catalog.model import Credential
from core.language.message import Message, _
from core.verification.files.held import (
    NOT_A_CREDENTIAL,
    TOO_MUCH,
    HeldDocument,
    HeldNothing,
    HeldToken,
)
from core.verification.files.json_documents import MOST_NODES, nodes
from core.verification.recognized_kinds import recognized
from core.verification.statements import (
    ProofWork,
    Refused,
    Statements,
    from_json,
    moment,
    odd_form,
    proofs_in,
    shortened,
)
from core.verification.trusted_issuers import Trusted, key_of_did
from core.verification.verdict import (
    CheckName,
    Detail,
    Found,
    VerdictKind,
    failed,
    not_checked,
    passed,
)

_BADGES = {"OpenBadgeCredential", "AchievementCredential"}
_TOLERANCE = timedelta(seconds=60)
"""Allowed clock difference for the start and end of a JWT or a proof."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The problem with a credential, or kind VALID if only the record is left to check.

    `ours` is its code in our record. `said` is the signed content, if the signature fits. `checks`
    are the checks made.
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
    """A credential with its security: the JWT it came in, or its proofs and what each signs.

    Nothing is checked yet: its issuer is only claimed.
    """

    credential: dict[str, Any]
    token: Token | None
    proofs: tuple[Any, ...]
    work: tuple[ProofWork, ...] = ()

    @property
    def issuer(self) -> str:
        said = self.credential.get("issuer")
        found = said.get("id") if isinstance(said, dict) else said
        return found if isinstance(found, str) else ""

    @property
    def issuer_name(self) -> str:
        said = self.credential.get("issuer")
        name = said.get("name") if isinstance(said, dict) else None
        return shortened(name if isinstance(name, str) and name.strip() else self.issuer)


def take_signed(held: HeldToken | HeldDocument) -> Signed | HeldNothing:
    """Read the credential with its security; nothing is checked yet."""
    token = None
    proofs: tuple[Any, ...] = ()
    work: tuple[ProofWork, ...] = ()
    if isinstance(held, HeldToken):
        token = take_apart(held.text)
        if token is None:
            reason = _("it looks like a signed credential, and is none")
            return HeldNothing(Detail.NOT_A_CREDENTIAL, reason)
        if nodes(token.claims) > MOST_NODES:
            return TOO_MUCH
        credential = _credential_of(token)
    else:
        credential = held.document
        proofs, work = proofs_in(credential), held.work or ()
    kinds = credential.get("type")
    kinds = {kind for kind in kinds if isinstance(kind, str)} if isinstance(kinds, list) else set()
    if "VerifiableCredential" not in kinds or not kinds & _BADGES:
        return recognized(credential) or NOT_A_CREDENTIAL
    return Signed(credential, token, proofs, work)


def _credential_of(token: Token) -> dict[str, Any]:
    """The credential in a JWT: its claims, or its claim `vc` as in data model 1.1.

    Members that such a credential leaves to the registered claims are filled in from them:
    https://www.w3.org/TR/vc-data-model-1.1/#jwt-decoding
    """
    within = token.claims.get("vc", token.claims)
    if not isinstance(within, dict) or within is token.claims:
        return within if isinstance(within, dict) else {}
    given = {"issuer": token.claims.get("iss"), "id": token.claims.get("jti")}
    return {**{name: each for name, each in given.items() if each is not None}, **within}


class _Keys(Protocol):
    """The keys of one issuer, us or a trusted one."""

    def find(
        self, method: str, offered: dict[str, Any] | None
    ) -> tuple[VerifyingKey, str] | Finding | None:
        """The key with this name; a finding if it must not be used, None if there is none."""


@dataclass(frozen=True, slots=True)
class _OurKeys:
    issuer: Issuer

    def find(
        self, method: str, _offered: dict[str, Any] | None
    ) -> tuple[VerifyingKey, str] | Finding | None:
        key = self.issuer.key_of(method)
        if key is None:
            return None
        if key.revoked_at is None:
            return key.verifier, key.algorithm
        reason = _(
            "the key that signed it was revoked on %(day)s: %(why)s; "
            "a new copy can be had from its page",
            day=f"{key.revoked_at:%Y-%m-%d}",
            why=key.revoked_because or "",
        )
        checks = {CheckName.SIGNATURE: failed(_("by a key that its issuer has revoked"))}
        return Finding(VerdictKind.UNTRUSTED, Detail.REVOKED_KEY, reason, checks=checks)


@dataclass(frozen=True, slots=True)
class _TrustedKeys:
    issuer: str
    trusted: Trusted

    def find(
        self, method: str, offered: dict[str, Any] | None
    ) -> tuple[VerifyingKey, str] | Finding | None:
        return self.trusted.key(self.issuer, method, offered)


def check(signed: Signed, issuer: Issuer | None, trusted: Trusted, now: datetime) -> Finding:
    """Check everything that does not need the record."""
    name = signed.issuer_name
    if (signed.token is None and not signed.proofs) or _asks_for_none(signed.token):
        return Finding(
            VerdictKind.UNTRUSTED,
            Detail.NOT_SIGNED,
            _("it is not signed, so that anybody may have written it"),
            name,
            checks={CheckName.FORMAT: _READ, CheckName.SIGNATURE: failed(_("it is not signed"))},
        )
    ours = issuer is not None and signed.issuer == issuer.did
    if not ours and not trusted.knows(signed.issuer):
        return _by_its_own_key(signed, now) or _other_issuer(name)
    assert issuer is not None or not ours
    keys: _Keys = (
        _OurKeys(issuer) if issuer is not None and ours else _TrustedKeys(signed.issuer, trusted)
    )
    found = (
        _check_document(signed, keys, now)
        if signed.token is None
        else _check_token(signed, signed.token, keys, now)
    )
    if found.said is not None:
        return _believed(found, found.said, ours=ours)
    code = _code_in(signed.credential.get("id")) if ours else None
    said_by = None if ours and found.detail is not Detail.UNKNOWN_KEY else name
    return replace(found, issuer=said_by, ours=code, checks=_with_issuer(found))


_READ = passed(_("it is a credential that can be read"))
_FITS = passed(_("it fits, by the issuer's key"))
_KNOWN = passed(_("its issuer is trusted here"))


def _with_issuer(found: Finding) -> dict[CheckName, Found]:
    """The checks, plus format and issuer; the issuer is known once a signature fits."""
    known = {CheckName.ISSUER: _KNOWN} if found.checks.get(CheckName.SIGNATURE) == _FITS else {}
    return {CheckName.FORMAT: _READ, **known, **found.checks}


def _asks_for_none(token: Token | None) -> bool:
    return token is not None and token.algorithm.lower() in {"", "none"}


def _believed(found: Finding, said: Statements, *, ours: bool) -> Finding:
    """The finding for a signature that fits: the content is what its issuer signed."""
    if ours:
        code = _code_in(said.address)
        return replace(found, ours=code, checks=_with_issuer(found))
    holder = passed(_("the name is in what was signed")) if said.holder else _NAMELESS
    revocation = not_checked(_("whether its issuer has revoked it was not looked up"))
    checks = {CheckName.REVOCATION: revocation, CheckName.HOLDER: holder}
    late = found.kind is not VerdictKind.VALID
    return replace(
        found,
        detail=found.detail if late else Detail.TRUSTED_ISSUER,
        reason=found.reason if late else _ONLY_ITS_ISSUER,
        issuer=shortened(said.issuer_name or said.issuer),
        checks={**_with_issuer(found), **checks},
    )


_ONLY_ITS_ISSUER = _(
    "signed by a trusted issuer; whether it was revoked since, only its issuer can say"
)


def _by_its_own_key(signed: Signed, now: datetime) -> Finding | None:
    """Check a credential whose issuer is its own key (did:key): whether it is unaltered.

    Anyone can make such a key, so this does not show who the issuer is. None if the issuer is named
    otherwise, or if that key cannot tell.
    """
    key = key_of_did(signed.issuer)
    if key is None:
        return None
    name = f"{signed.issuer}#{signed.issuer.removeprefix('did:key:')}"
    keys = _TrustedKeys(signed.issuer, Trusted({signed.issuer: {name: key}}))
    found = (
        _check_document(signed, keys, now)
        if signed.token is None
        else _check_token(signed, signed.token, keys, now)
    )
    stranger = failed(_("anybody can make such a key: who has it is not known here"))
    checks = {CheckName.FORMAT: _READ, **found.checks, CheckName.ISSUER: stranger}
    if found.kind is VerdictKind.VALID:
        reason = _("it is unchanged since it was signed, by an issuer who is not known here")
        kind, detail = VerdictKind.UNTRUSTED, Detail.UNTRUSTED_INTACT
        return Finding(kind, detail, reason, signed.issuer_name, checks=checks)
    if found.kind in {VerdictKind.UNCHECKED, VerdictKind.UNTRUSTED}:
        return None
    return replace(found, said=None, issuer=signed.issuer_name, checks=checks)


_NAMELESS = not_checked(_("it names no holder"))


def _other_issuer(name: str) -> Finding:
    reason = _(
        "it says that its issuer is %(name)s, which is not among those trusted here: "
        "ask that issuer",
        name=name,
    )
    checks = {
        CheckName.FORMAT: _READ,
        CheckName.ISSUER: failed(_("it is not among those trusted here")),
    }
    return Finding(VerdictKind.UNTRUSTED, Detail.OTHER_ISSUER, reason, name, checks=checks)


def _unknown_key(name: str) -> Finding:
    reason = _(
        "it says that it is by %(name)s, and is signed by a key that is not known to be theirs",
        name=name,
    )
    checks = {CheckName.SIGNATURE: failed(_("by a key that is not known to be its issuer's"))}
    return Finding(VerdictKind.UNTRUSTED, Detail.UNKNOWN_KEY, reason, checks=checks)


def _could_not(detail: Detail, reason: str, which: CheckName = CheckName.SIGNATURE) -> Finding:
    return Finding(VerdictKind.UNCHECKED, detail, reason, checks={which: not_checked(reason)})


_ALTERED = Finding(
    VerdictKind.ALTERED,
    Detail.SIGNATURE,
    _("its signature does not fit what it says"),
    checks={CheckName.SIGNATURE: failed(_("it does not fit what it says"))},
)


# ---- a JWT


def _check_token(signed: Signed, token: Token, keys: _Keys, now: datetime) -> Finding:
    key = keys.find(token.kid, token.offered_key)
    if key is None:
        return _unknown_key(signed.issuer_name)
    if isinstance(key, Finding):
        return key
    if not jose.fits(token, key[1]):
        reason = _(
            "it is signed in a way that is not known here (%(name)s)",
            name=shortened(token.algorithm),
        )
        return _could_not(Detail.UNSUPPORTED, reason)
    if not jose.is_signed_by(token, *key):
        return _ALTERED
    said = odd_form(signed.credential) or from_json(signed.credential)
    if isinstance(said, Refused):
        return _could_not(said.detail, said.reason, CheckName.FORMAT)
    if why := _contradiction(token.claims, said):
        return _could_not(Detail.CONTRADICTION, why, CheckName.FORMAT)
    limits = _limits(token.claims, "nbf", "exp")
    return _dated(said, limits, now)


_CLAIMS = {"iss": "issuer", "jti": "address", "sub": "subject"}


def _contradiction(claims: Mapping[str, Any], said: Statements) -> Message | None:
    """Find contradictions between claims and credential, which both give the same facts.

    https://www.imsglobal.org/spec/ob/v3p0/#jwt-verify-credential
    """
    for name, member in _CLAIMS.items():
        told = getattr(said, member)
        if claims.get(name) is not None and told and claims[name] != told:
            return _("its claim '%(name)s' contradicts what it says", name=name)
    return None


_LAST_SECOND = 253_402_300_800
"""The end of the year 9999. NaN does not pass this comparison either."""
_Limits = tuple[float | str | None, float | str | None]
"""The start and end of a JWT or a proof; a text if they cannot be read."""


def _limits(claims: Mapping[str, Any], begins: str, ends: str) -> _Limits:
    """The times in the registered claims, in seconds."""

    def read(name: str) -> float | str | None:
        value = claims.get(name)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool):
            return name
        return float(value) if abs(value) < _LAST_SECOND else name

    return read(begins), read(ends)


# ---- proofs


def _check_document(signed: Signed, keys: _Keys, now: datetime) -> Finding:
    """The best result of a document's proofs: in a set, any single known one is enough."""
    found = [
        _check_proof(signed, proof, work, keys, now)
        for proof, work in zip(signed.proofs, signed.work, strict=True)
    ]
    return min(found, key=_worse)


_ORDER = (
    VerdictKind.VALID,
    VerdictKind.EXPIRED,
    VerdictKind.NOT_YET_VALID,
    VerdictKind.ALTERED,
    VerdictKind.UNCHECKED,
    VerdictKind.UNTRUSTED,
)


def _worse(found: Finding) -> int:
    return _ORDER.index(found.kind)


def _check_proof(
    signed: Signed, proof: Any, work: ProofWork, keys: _Keys, now: datetime
) -> Finding:
    """The result of one proof, whose signed data is worked out already."""
    method = proof.get("verificationMethod") if isinstance(proof, dict) else None
    key = keys.find(method if isinstance(method, str) else "", None)
    if isinstance(key, Finding):
        return key
    if isinstance(work, Refused):
        return _could_not(work.detail, work.reason, work.check)
    if key is None:
        return _unknown_key(signed.issuer_name)
    fits = is_signed_by(work.suite, work.signed, str(proof.get("proofValue", "")), key[0])
    if fits is None:
        reason = _("its proof (%(name)s) does not go with the issuer's key", name=work.suite)
        return _could_not(Detail.UNSUPPORTED, reason)
    if not fits:
        return _ALTERED
    said = _covered(signed, work.said)
    if isinstance(said, Refused):
        return _could_not(said.detail, said.reason, CheckName.FORMAT)
    return _dated(said, (_proof_date(proof, "created"), _proof_date(proof, "expires")), now)


def _covered(signed: Signed, said: Statements | Refused) -> Statements | Refused:
    """The signed content; refused if the rest of the document claims to be something else."""
    if isinstance(said, Statements) and (said.issuer != signed.issuer or not said.is_badge):
        return Refused(Detail.NOT_COVERED, _("what was signed is not what stands in it"))
    return said


def _proof_date(proof: Mapping[str, Any], name: str) -> float | str | None:
    if name not in proof:
        return None
    try:
        return moment(proof[name]).timestamp()
    except ValueError:
        return name


# ---- dates


def _dated(said: Statements, limits: _Limits, now: datetime) -> Finding:
    """Check the dates of well-signed content. Unreadable dates count as invalid."""
    checks = {CheckName.SIGNATURE: _FITS}
    try:
        begins, ends = said.begins(), said.ends()
    except ValueError:
        begins, ends, limits = None, None, ("date", None)
    if odd := next((each for each in limits if isinstance(each, str)), None):
        reason = _("a date in it ('%(name)s') cannot be read", name=odd)
        found = _could_not(Detail.UNREADABLE_DATE, reason, CheckName.DATES)
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
    begins: datetime | None, ends: datetime | None, limits: _Limits, now: datetime
) -> tuple[VerdictKind, Message] | None:
    starts, stops = limits
    tolerance = _TOLERANCE.total_seconds()
    if ends is not None and ends <= now:
        return VerdictKind.EXPIRED, _("it was valid until %(day)s", day=f"{ends:%Y-%m-%d}")
    if isinstance(stops, int | float) and stops + tolerance <= now.timestamp():
        return VerdictKind.EXPIRED, _("its signature was good for a time that is over")
    if begins is not None and begins > now:
        words = _("it is not valid before %(day)s", day=f"{begins:%Y-%m-%d}")
        return VerdictKind.NOT_YET_VALID, words
    if isinstance(starts, int | float) and starts - tolerance > now.timestamp():
        return VerdictKind.NOT_YET_VALID, _("its signature is from a time that is yet to come")
    return None


# ---- our record


def differences(said: Statements, recorded: Awarded, known: Credential | None) -> list[Message]:
    """The names of the fields in which a credential of ours differs from our record.

    A title that the credential had when it was signed is not a difference.
    """
    titles = (known.title, *known.former_titles) if known else (recorded.credential,)
    title = said.title if said.title in titles else titles[0]
    days = tuple(each[:10] for each in said.valid_from)
    wanted = (
        (_("the holder's name"), said.holder, recorded.holder),
        (_("the credential"), (said.title, said.code), (title, recorded.credential)),
        (_("the date of issue"), days, (recorded.issued_on.isoformat(),)),
    )
    return [field for field, told, held in wanted if told != held]


def claimed(signed: Signed) -> Statements | None:
    """What an altered credential claims, for comparison with our record, never shown."""
    said = from_json(signed.credential)
    return None if isinstance(said, Refused) else said


def _code_in(address: Any) -> str | None:
    """Our code, if a credential's identifier ends in one."""
    read = read_code(address.rpartition("/")[2]) if isinstance(address, str) else None
    return read if isinstance(read, str) else None
