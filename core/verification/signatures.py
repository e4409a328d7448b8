"""Check a signed credential: its signer, its dates, and whether it was altered."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.awards import jose
from core.awards.issuer import Issuer
from core.awards.jose import Token, split_token
from core.awards.proof_signatures import is_signed_by
from core.language.message import Message, _
from core.verification import open_badges_2, sd_jwt
from core.verification.examined_credential import (
    ALTERED,
    BADGES,
    FITS,
    KNOWN,
    READ,
    TOLERANCE,
    Finding,
    Signed,
    claimed_limits,
    could_not,
    dated,
    kinds_of,
    proof_limits,
)
from core.verification.files.found import (
    NOT_A_CREDENTIAL,
    TOO_MUCH,
    FoundDocument,
    FoundToken,
    NothingFound,
)
from core.verification.files.json_documents import MOST_NODES, nodes
from core.verification.issuer_keys import IssuerKeys, OurKeys, TrustedKeys
from core.verification.recognized_kinds import (
    LEARNER_RECORD,
    is_of_blockcerts,
    listing,
    recognized,
    without_badges,
)
from core.verification.record_comparison import code_in
from core.verification.signed_content import (
    OddShapeError,
    ProofWork,
    Refused,
    Statements,
    from_json,
    odd_form,
    odd_shape,
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


def secured(held: FoundToken | FoundDocument) -> Signed | NothingFound:
    """A document of any kind with its security; nothing is checked yet."""
    if isinstance(held, FoundToken):
        return _taken_apart(held.text)
    return Signed(held.document, None, proofs_in(held.document), held.work or ())


def take_signed(held: FoundToken | FoundDocument) -> Signed | NothingFound:
    """Read the credential with its security; nothing is checked yet."""
    signed = secured(held)
    if isinstance(signed, NothingFound):
        return signed
    credential, kinds = signed.credential, kinds_of(signed.credential)
    if signed.is_assertion:
        return (recognized(credential) if is_of_blockcerts(credential) else None) or signed
    if signed.disclosed is not None and "vct" in credential:
        return signed
    known = None if signed.is_badge else recognized(credential)
    if "VerifiableCredential" in kinds and (known is None or LEARNER_RECORD in kinds):
        return signed
    return known or NOT_A_CREDENTIAL


def _taken_apart(text: str) -> Signed | NothingFound:
    """Parse a JWT, or an SD-JWT with its disclosed content."""
    parts = sd_jwt.split(text)
    token = split_token(parts[0] if parts else text)
    if token is None:
        reason = _("it looks like a signed credential, and is none")
        return NothingFound(Detail.NOT_A_CREDENTIAL, reason)
    if nodes(token.claims) > MOST_NODES:
        return TOO_MUCH
    if parts is None:
        return Signed(_credential_of(token), token, ())
    shown = sd_jwt.disclosed(token.claims, text)
    return Signed({**token.claims, **shown.claims}, token, (), disclosed=shown)


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


def check(signed: Signed, issuer: Issuer | None, trusted: Trusted, now: datetime) -> Finding:
    """Check everything that does not need the record."""
    found = _checked(signed, issuer, trusted, now)
    if LEARNER_RECORD not in kinds_of(signed.credential) or found.ours is not None:
        return found
    if found.kind is VerdictKind.VALID:
        return replace(found, reason=listing(signed.credential))
    told = found.kind in {VerdictKind.UNCHECKED, VerdictKind.UNTRUSTED}
    if not told or found.detail is Detail.UNTRUSTED_INTACT:
        return found
    unsigned = found.detail is Detail.NOT_SIGNED
    reason = listing(signed.credential, unsigned=unsigned)
    return replace(found, kind=VerdictKind.UNCHECKED, detail=Detail.UNSUPPORTED, reason=reason)


def _checked(signed: Signed, issuer: Issuer | None, trusted: Trusted, now: datetime) -> Finding:
    name = signed.issuer_name
    if (
        signed.is_assertion
        and signed.token is None
        and not open_badges_2.is_signed(signed.credential)
    ):
        return _hosted(signed)
    if (signed.token is None and not signed.proofs) or _asks_for_none(signed.token):
        return Finding(
            VerdictKind.UNTRUSTED,
            Detail.NOT_SIGNED,
            _("it is not signed, so that anybody may have written it"),
            name,
            checks={CheckName.FORMAT: READ, CheckName.SIGNATURE: failed(_("it is not signed"))},
        )
    said_by = signed.issuer
    if not said_by and not signed.is_assertion:
        odd = odd_shape(OddShapeError("issuer"))
        return could_not(odd.detail, odd.reason, CheckName.FORMAT)
    if signed.is_assertion and not said_by:
        said_by = trusted.owner_of(signed.method)
    ours = issuer is not None and said_by == issuer.did
    if not ours and not trusted.knows(said_by):
        return _by_its_own_key(signed, now) or _other_issuer(name or _host(signed))
    assert issuer is not None or not ours
    keys: IssuerKeys = (
        OurKeys(issuer) if issuer is not None and ours else TrustedKeys(said_by, trusted)
    )
    found = _against(signed, keys, now)
    if found.said is not None:
        return _believed(signed, found, found.said, trusted.name_of(said_by) or said_by, ours=ours)
    code = code_in(signed.credential.get("id")) if ours else None
    told = None if ours and found.detail is not Detail.UNKNOWN_KEY else name or said_by
    return replace(found, issuer=told, ours=code, checks=_with_issuer(found))


def _against(signed: Signed, keys: IssuerKeys, now: datetime) -> Finding:
    """Check against the issuer's keys."""
    if signed.token is None:
        return _check_document(signed, keys, now)
    return _check_token(signed, signed.token, keys, now)


def _host(signed: Signed) -> str:
    """The host of an Open Badges 2.0 badge that does not name its issuer."""
    return shortened(open_badges_2.host_in(signed.credential))


def _hosted(signed: Signed) -> Finding:
    """The finding for a hosted Open Badges 2.0 badge, which was not fetched.

    Only its issuer's website can confirm it.
    """
    host = _host(signed)
    if not host:
        reason = _("it is a badge of Open Badges 2.0 without an address: ask its issuer")
    else:
        reason = _(
            "it is a badge of Open Badges 2.0, which only %(host)s confirms: open "
            "%(address)s, and compare the name and the date, or ask whoever runs that site",
            host=host,
            address=shortened(open_badges_2.page_of(signed.credential) or host),
        )
    found = could_not(Detail.HOSTED, reason)
    checks = {
        CheckName.FORMAT: READ,
        CheckName.SIGNATURE: not_checked(_("it has none: its issuer's website confirms it")),
    }
    return replace(found, issuer=signed.issuer_name or host or None, checks=checks)


def _with_issuer(found: Finding) -> dict[CheckName, Found]:
    """The checks, plus format and issuer; the issuer is known once a signature fits."""
    known = {CheckName.ISSUER: KNOWN} if found.checks.get(CheckName.SIGNATURE) == FITS else {}
    return {CheckName.FORMAT: READ, **known, **found.checks}


def _asks_for_none(token: Token | None) -> bool:
    return token is not None and token.algorithm.lower() in {"", "none"}


def _believed(
    signed: Signed, found: Finding, said: Statements, called: str, *, ours: bool
) -> Finding:
    """The finding for a signature that fits: the content is what its issuer signed."""
    if ours:
        code = code_in(said.address)
        return replace(found, ours=code, checks=_with_issuer(found))
    holder = passed(_("the name is in what was signed")) if said.holder else _NAMELESS
    if said.recipients and all(each.hashed for each in said.recipients) and not said.holder:
        holder = _FINGERPRINT
    bound = sd_jwt.binding_words(signed.disclosed) if signed.disclosed else None
    if bound:
        holder = not_checked(bound)
    revocation = not_checked(_("whether its issuer has revoked it was not looked up"))
    checks = {CheckName.REVOCATION: revocation, CheckName.HOLDER: holder}
    late = found.kind is not VerdictKind.VALID
    genuine = Detail.TRUSTED_ISSUER if signed.is_badge else Detail.NOT_A_BADGE
    return replace(
        found,
        detail=found.detail if late else genuine,
        reason=found.reason if late else ONLY_ITS_ISSUER,
        issuer=shortened(said.issuer_name or called or said.issuer),
        checks={**_with_issuer(found), **checks},
    )


ONLY_ITS_ISSUER = _(
    "signed by a trusted issuer; whether it was revoked since, only its issuer can say"
)
_FINGERPRINT = not_checked(
    _("it names its holder by the fingerprint of an address only: give their address to compare it")
)


def _by_its_own_key(signed: Signed, now: datetime) -> Finding | None:
    """Check whether a credential whose issuer is its own key is unaltered.

    Anyone can make such a key (did:key, did:jwk), so this does not show who the issuer is. None if
    the issuer is named otherwise, or if that key cannot tell.
    """
    own = key_of_did(signed.issuer)
    if own is None:
        return None
    name, key = own
    keys = TrustedKeys(signed.issuer, Trusted({signed.issuer: {name: key}}))
    found = _against(signed, keys, now)
    stranger = failed(_("anybody can make such a key: who has it is not known here"))
    checks = {CheckName.FORMAT: READ, **found.checks, CheckName.ISSUER: stranger}
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
        CheckName.FORMAT: READ,
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


# ---- a JWT


def _check_token(signed: Signed, token: Token, keys: IssuerKeys, now: datetime) -> Finding:
    method = signed.method
    offered = token.offered_key
    key = keys.find(method, None if method else offered)
    if key is None and not method and offered is None:
        key = keys.of_token(token)
    if key is None:
        return _unknown_key(signed.issuer_name or _host(signed))
    if isinstance(key, Finding):
        return key
    if not jose.fits(token, key[1]):
        reason = _(
            "it is signed in a way that is not known here (%(name)s)",
            name=shortened(token.algorithm),
        )
        return could_not(Detail.UNSUPPORTED, reason)
    if not jose.is_signed_by(token, *key):
        return ALTERED
    return _content_of(signed, token, now)


def _content_of(signed: Signed, token: Token, now: datetime) -> Finding:
    """Check the content of a JWT whose signature fits."""
    if signed.disclosed is not None and (odd := _oddly_disclosed(signed.disclosed, now)):
        return odd
    said = _read(signed)
    if isinstance(said, Refused):
        return could_not(said.detail, said.reason, CheckName.FORMAT)
    if signed.is_assertion and open_badges_2.is_revoked(signed.credential):
        return taken_back(signed.credential, FITS)
    if why := _contradiction(token.claims, said):
        return could_not(Detail.CONTRADICTION, why, CheckName.FORMAT)
    return dated(said, claimed_limits(token.claims), now)


def _read(signed: Signed) -> Statements | Refused:
    """The facts in the claims of a JWT, read in the shapes of its kind."""
    if signed.is_assertion:
        return odd_form(signed.credential) or open_badges_2.from_assertion(signed.credential)
    if signed.disclosed is not None and "VerifiableCredential" not in kinds_of(signed.credential):
        return sd_jwt.from_claims(signed.credential)
    bare = without_badges(signed.credential)
    return odd_form(bare) or from_json(bare)


def taken_back(assertion: Mapping[str, Any], confirmed: Found, host: str = "") -> Finding:
    """The finding for an Open Badges 2.0 badge that its issuer has revoked.

    `confirmed`: the evidence for that; `host`: the issuer's website, if it says so.
    """
    why = assertion.get("revocationReason")
    reason: str = _("its issuer has revoked it")
    if isinstance(why, str) and why.strip():
        reason = shortened(why)
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
    """The problem with the disclosures of an SD-JWT whose own signature fits."""
    if shown.refused is not None:
        return could_not(shown.refused.detail, shown.refused.reason, CheckName.FORMAT)
    if shown.forged:
        return replace(ALTERED, reason=_("something was added to it that its issuer did not sign"))
    early = shown.shown_at is not None and shown.shown_at > now + TOLERANCE
    if shown.is_misused or early:
        reason = _("whoever shows it did not prove that they have the key that it is bound to")
        checks = {CheckName.SIGNATURE: FITS, CheckName.HOLDER: failed(reason)}
        return Finding(VerdictKind.UNTRUSTED, Detail.UNPROVEN_HOLDER, reason, checks=checks)
    return None


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


# ---- proofs


def _check_document(signed: Signed, keys: IssuerKeys, now: datetime) -> Finding:
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
    signed: Signed, proof: Any, work: ProofWork, keys: IssuerKeys, now: datetime
) -> Finding:
    """The result of one proof, whose signed data is worked out already."""
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
        reason = _("its proof (%(name)s) does not go with the issuer's key", name=work.suite)
        return could_not(Detail.UNSUPPORTED, reason)
    if not fits:
        return ALTERED
    said = _covered(signed, work.said)
    if isinstance(said, Refused):
        return could_not(said.detail, said.reason, CheckName.FORMAT)
    return dated(said, proof_limits(proof), now)


def _covered(signed: Signed, said: Statements | Refused) -> Statements | Refused:
    """The signed content; refused if the rest of the document claims to be something else."""
    if isinstance(said, Statements) and (
        said.issuer != signed.issuer or bool(said.kinds & BADGES) != signed.is_badge
    ):
        return Refused(Detail.NOT_COVERED, _("what was signed is not what stands in it"))
    return said
