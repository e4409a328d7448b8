"""Check the signature of a credential, in a JWT or in proofs, and read the signed content."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.awards import jose
from core.awards.jose import Token
from core.awards.proof_signatures import is_signed_by
from core.language.message import Message, _
from core.verification import open_badges_2, sd_jwt
from core.verification.credential_findings import (
    ALTERED,
    BADGES,
    FITS,
    KNOWN,
    READ,
    TOLERANCE,
    Finding,
    Signed,
    check_dates,
    claimed_limits,
    could_not,
    kinds_of,
    proof_limits,
)
from core.verification.issuer_keys import IssuerKeys
from core.verification.recognized_kinds import (
    without_badges,
)
from core.verification.signed_content import (
    ProofWork,
    Refused,
    Statements,
    from_json,
    odd_form,
    one_line,
)
from core.verification.verdict import (
    CheckName,
    Detail,
    Found,
    VerdictKind,
    failed,
)


def check_signature(signed: Signed, keys: IssuerKeys, now: datetime) -> Finding:
    """Check a credential's signature with the keys of its issuer. Return the finding."""
    if signed.token is None:
        return _check_document(signed, keys, now)
    return _check_token(signed, signed.token, keys, now)


def host_of_badge(signed: Signed) -> str:
    """Return the host to ask about an Open Badges 2.0 badge that does not name its issuer."""
    return one_line(open_badges_2.host_in(signed.credential))


def _unknown_key(name: str) -> Finding:
    reason = _(
        "it says that it is by %(name)s, and is signed by a key that is not known to be theirs",
        name=name,
    )
    checks = {CheckName.SIGNATURE: failed(_("by a key that is not known to be its issuer's"))}
    return Finding(VerdictKind.UNTRUSTED, Detail.UNKNOWN_KEY, reason, checks=checks)


def _check_token(signed: Signed, token: Token, keys: IssuerKeys, now: datetime) -> Finding:
    method = signed.method
    offered = token.offered_key
    key = keys.find(method, None if method else offered)
    if key is None and not method and offered is None:
        key = keys.of_token(token)
    if key is None:
        return _unknown_key(signed.issuer_name or host_of_badge(signed))
    if isinstance(key, Finding):
        return key
    if not jose.fits(token, key[1]):
        reason = _(
            "it is signed in a way that is not known here (%(name)s)",
            name=one_line(token.algorithm),
        )
        return could_not(Detail.UNSUPPORTED, reason)
    if not jose.is_signed_by(token, *key):
        return ALTERED
    return _content_of(signed, token, now)


def _content_of(signed: Signed, token: Token, now: datetime) -> Finding:
    """Read the content of a JWT whose signature fits.

    Return the finding on the content.
    """
    if signed.disclosed is not None and (odd := _oddly_disclosed(signed.disclosed, now)):
        return odd
    said = _read(signed)
    if isinstance(said, Refused):
        return could_not(said.detail, said.reason, CheckName.FORMAT)
    if signed.is_assertion and open_badges_2.is_revoked(signed.credential):
        return taken_back(signed.credential, FITS)
    if why := _contradiction(token.claims, said):
        return could_not(Detail.CONTRADICTION, why, CheckName.FORMAT)
    return check_dates(said, claimed_limits(token.claims), now)


def _read(signed: Signed) -> Statements | Refused:
    """Return the facts in the claims of a JWT, read in the form of the credential's kind."""
    if signed.is_assertion:
        return odd_form(signed.credential) or open_badges_2.from_assertion(signed.credential)
    if signed.disclosed is not None and "VerifiableCredential" not in kinds_of(signed.credential):
        return sd_jwt.from_claims(signed.credential)
    bare = without_badges(signed.credential)
    return odd_form(bare) or from_json(bare)


def taken_back(assertion: Mapping[str, Any], confirmed: Found, host: str = "") -> Finding:
    """Return the finding on an Open Badges 2.0 badge that its issuer has revoked.

    `confirmed` is the result of the signature check. `host` is the issuer's website if the website
    says that the badge is revoked.
    """
    why = assertion.get("revocationReason")
    reason: str = _("its issuer has revoked it")
    if isinstance(why, str) and why.strip():
        reason = one_line(why)
    elif host:
        reason = _("%(host)s says that it was revoked", host=host)
    checks = {
        CheckName.FORMAT: READ,
        CheckName.SIGNATURE: confirmed,
        CheckName.ISSUER: KNOWN,
        CheckName.REVOCATION: failed(_("its issuer has revoked it")),
    }
    return Finding(VerdictKind.REVOKED, None, reason, host or None, checks=checks)


def _oddly_disclosed(shown: sd_jwt.SdJwt, now: datetime) -> Finding | None:
    """Return what is wrong with the disclosures of an SD-JWT whose signature fits, or None."""
    if shown.refused is not None:
        return could_not(shown.refused.detail, shown.refused.reason, CheckName.FORMAT)
    if shown.forged:
        return replace(ALTERED, reason=_("something was added to it that its issuer did not sign"))
    early = shown.shown_at is not None and shown.shown_at > now + TOLERANCE
    if shown.is_misused or early:
        reason = _(
            "the person who shows it did not prove that they have the key that it is bound to"
        )
        checks = {CheckName.SIGNATURE: FITS, CheckName.HOLDER: failed(reason)}
        return Finding(VerdictKind.UNTRUSTED, Detail.UNPROVEN_HOLDER, reason, checks=checks)
    return None


_CLAIMS = {"iss": "issuer", "jti": "address", "sub": "subject"}


def _contradiction(claims: Mapping[str, Any], said: Statements) -> Message | None:
    """Say where the claims of a JWT contradict the credential in it, or return None.

    The claims repeat some facts: https://www.imsglobal.org/spec/ob/v3p0/#jwt-verify-credential
    """
    for name, member in _CLAIMS.items():
        told = getattr(said, member)
        if claims.get(name) is not None and told and claims[name] != told:
            return _("its claim '%(name)s' contradicts what it says", name=name)
    return None


def _check_document(signed: Signed, keys: IssuerKeys, now: datetime) -> Finding:
    """Check all proofs of a document. Return the best finding.

    In a proof set, one proof by a known key is enough.
    """
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
    signed: Signed, proof: Any, work: ProofWork, keys: IssuerKeys, now: datetime
) -> Finding:
    """Check one proof of a document. Return the finding.

    `work` is the data that the proof signs.
    """
    method = proof.get("verificationMethod") if isinstance(proof, dict) else None
    key = keys.find(method if isinstance(method, str) else "", None)
    if isinstance(key, Finding):
        return key
    if isinstance(work, Refused):
        return could_not(work.detail, work.reason, work.check)
    if key is None:
        return _unknown_key(signed.issuer_name)
    fits = is_signed_by(work.suite, work.signed, str(proof.get("proofValue", "")), key[0])
    if fits is None:
        reason = _("its proof (%(name)s) does not fit the issuer's key", name=work.suite)
        return could_not(Detail.UNSUPPORTED, reason)
    if not fits:
        return ALTERED
    said = _covered(signed, work.said)
    if isinstance(said, Refused):
        return could_not(said.detail, said.reason, CheckName.FORMAT)
    return check_dates(said, proof_limits(proof), now)


def _covered(signed: Signed, said: Statements | Refused) -> Statements | Refused:
    """Return the content that a proof signs.

    Return Refused if the document names another issuer or kind than the signed content.
    """
    if isinstance(said, Statements) and (
        said.issuer != signed.issuer or bool(said.kinds & BADGES) != signed.is_badge
    ):
        return Refused(Detail.NOT_COVERED, _("its content is not what was signed"))
    return said
