"""Check a credential without our record: its kind, its issuer, its signature and its dates."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from core.awards.issuer import Issuer
from core.awards.jose import Token, split_token
from core.language.message import _
from core.verification import open_badges_2, sd_jwt
from core.verification.credential_findings import (
    FITS,
    KNOWN,
    READ,
    Finding,
    Signed,
    could_not,
    kinds_of,
)
from core.verification.files.found_items import (
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
    kind_not_checked,
    listing,
)
from core.verification.record_comparison import code_in
from core.verification.signatures import check_signature, host_of_badge
from core.verification.signed_content import (
    OddShapeError,
    Statements,
    odd_shape,
    one_line,
    proofs_in,
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


def find_security(held: FoundToken | FoundDocument) -> Signed | NothingFound:
    """Return a document of any kind with its token or proofs, before anything is checked."""
    if isinstance(held, FoundToken):
        return _taken_apart(held.text)
    return Signed(held.document, None, proofs_in(held.document), held.work or ())


def take_signed(held: FoundToken | FoundDocument) -> Signed | NothingFound:
    """Return a credential with its token or proofs, before anything is checked.

    Return NothingFound if the document is not a credential that we can check.
    """
    signed = find_security(held)
    if isinstance(signed, NothingFound):
        return signed
    credential, kinds = signed.credential, kinds_of(signed.credential)
    if signed.is_assertion:
        return (kind_not_checked(credential) if is_of_blockcerts(credential) else None) or signed
    if signed.disclosed is not None and "vct" in credential:
        return signed
    known = None if signed.is_badge else kind_not_checked(credential)
    if "VerifiableCredential" in kinds and (known is None or LEARNER_RECORD in kinds):
        return signed
    return known or NOT_A_CREDENTIAL


def _taken_apart(text: str) -> Signed | NothingFound:
    """Parse a JWT, or parse an SD-JWT together with the content that its holder discloses."""
    parts = sd_jwt.split_sd_jwt(text)
    token = split_token(parts[0] if parts else text)
    if token is None:
        reason = _("it looks like a signed credential, and is none")
        return NothingFound(Detail.NOT_A_CREDENTIAL, reason)
    if nodes(token.claims) > MOST_NODES:
        return TOO_MUCH
    if parts is None:
        return Signed(_credential_of(token), token, ())
    shown = sd_jwt.disclosed_content(token.claims, text)
    return Signed({**token.claims, **shown.claims}, token, (), disclosed=shown)


def _credential_of(token: Token) -> dict[str, Any]:
    """Return the credential in a JWT: its claims, or its claim `vc` as in data model 1.1.

    The JWT's registered claims supply the issuer and id if the credential in `vc` lacks them:
    https://www.w3.org/TR/vc-data-model-1.1/#jwt-decoding
    """
    within = token.claims.get("vc", token.claims)
    if not isinstance(within, dict) or within is token.claims:
        return within if isinstance(within, dict) else {}
    given = {"issuer": token.claims.get("iss"), "id": token.claims.get("jti")}
    return {**{name: each for name, each in given.items() if each is not None}, **within}


def check(signed: Signed, issuer: Issuer | None, trusted: Trusted, now: datetime) -> Finding:
    """Make all checks of a credential that do not need our record."""
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
            _("it is not signed, so anyone may have written it"),
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
        return _by_its_own_key(signed, now) or _other_issuer(name or host_of_badge(signed))
    assert issuer is not None or not ours
    keys: IssuerKeys = (
        OurKeys(issuer) if issuer is not None and ours else TrustedKeys(said_by, trusted)
    )
    found = check_signature(signed, keys, now)
    if found.said is not None:
        return _believed(signed, found, found.said, trusted.name_of(said_by) or said_by, ours=ours)
    code = code_in(signed.credential.get("id")) if ours else None
    told = None if ours and found.detail is not Detail.UNKNOWN_KEY else name or said_by
    return replace(found, issuer=told, ours=code, checks=_with_issuer(found))


def _hosted(signed: Signed) -> Finding:
    """Return the finding on a hosted Open Badges 2.0 badge that was not fetched.

    Only the website of the badge's issuer can confirm it.
    """
    host = host_of_badge(signed)
    if not host:
        reason = _("it is a badge of Open Badges 2.0 without an address: ask its issuer")
    else:
        reason = _(
            "it is a badge of Open Badges 2.0, which only %(host)s confirms: open "
            "%(address)s, and compare the name and the date, or ask the people who run that site",
            host=host,
            address=one_line(open_badges_2.page_of(signed.credential) or host),
        )
    found = could_not(Detail.HOSTED, reason)
    checks = {
        CheckName.FORMAT: READ,
        CheckName.SIGNATURE: not_checked(_("it has none: its issuer's website confirms it")),
    }
    return replace(found, issuer=signed.issuer_name or host or None, checks=checks)


def _with_issuer(found: Finding) -> dict[CheckName, Found]:
    """Return the checks of a finding, with those of format and issuer added.

    The issuer counts as known only if a signature fits.
    """
    known = {CheckName.ISSUER: KNOWN} if found.checks.get(CheckName.SIGNATURE) == FITS else {}
    return {CheckName.FORMAT: READ, **known, **found.checks}


def _asks_for_none(token: Token | None) -> bool:
    return token is not None and token.algorithm.lower() in {"", "none"}


def _believed(
    signed: Signed, found: Finding, said: Statements, called: str, *, ours: bool
) -> Finding:
    """Return the finding on a credential whose trusted issuer has signed exactly this content.

    `said` is the content. `called` is the issuer's name in our folder. `ours` is whether we are the
    issuer.
    """
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
        issuer=one_line(said.issuer_name or called or said.issuer),
        checks={**_with_issuer(found), **checks},
    )


ONLY_ITS_ISSUER = _(
    "signed by a trusted issuer; whether it was revoked since, only its issuer can say"
)
_FINGERPRINT = not_checked(
    _("it names its holder by the fingerprint of an address only: give their address to compare it")
)


def _by_its_own_key(signed: Signed, now: datetime) -> Finding | None:
    """Check whether a credential whose issuer is itself a key (did:key, did:jwk) is unaltered.

    Anyone can make a key, so this does not show who the issuer is. Return None if the issuer is not
    a key, or if the key cannot check the credential.
    """
    own = key_of_did(signed.issuer)
    if own is None:
        return None
    name, key = own
    keys = TrustedKeys(signed.issuer, Trusted({signed.issuer: {name: key}}))
    found = check_signature(signed, keys, now)
    stranger = failed(_("anyone can make such a key: its owner is not known here"))
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
