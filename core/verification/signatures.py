"""Whether a signed credential is what it says: who signed it, when it holds, what was changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from joserfc.jwk import OKPKey

from core.awards.codes import read_code
from core.awards.credential import Awarded
from core.awards.issuer import Issuer
from core.awards.jose import Token, VerifyingKey, is_signed_by, take_apart
from core.verification.files.held import NOT_A_CREDENTIAL, HeldDocument, HeldNothing, HeldToken
from core.verification.trusted_issuers import Trusted
from core.verification.verdict import Detail, VerdictKind

_BADGES = {"OpenBadgeCredential", "AchievementCredential"}
_SAID = 120
"""Letters of what a stranger's credential says that are said back."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a credential; or, with kind VALID, that nothing is but what the record
    must tell. `ours` is the code under which our record has it.
    """

    kind: VerdictKind
    detail: Detail | None = None
    reason: str | None = None
    issuer: str | None = None
    ours: str | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """A credential with what secures it: the JWT that it came in, or the proof within it."""

    credential: dict[str, Any]
    token: Token | None
    proof: dict[str, Any] | None

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

    @property
    def method(self) -> str:
        """The key that it says it was signed by."""
        named = self.token.kid if self.token else (self.proof or {}).get("verificationMethod")
        return named if isinstance(named, str) else ""

    @property
    def code(self) -> str | None:
        """Our code, when its identifier ends in one."""
        address = self.credential.get("id")
        read = read_code(address.rpartition("/")[2]) if isinstance(address, str) else None
        return read if isinstance(read, str) else None


def take_signed(held: HeldToken | HeldDocument) -> Signed | HeldNothing:
    """The credential with its security; nothing of it is checked yet."""
    token = proof = None
    if isinstance(held, HeldToken):
        token = take_apart(held.text)
        if token is None:
            return HeldNothing("not_a_credential", "it looks like a signed credential, and is none")
        said = token.claims.get("vc", token.claims)
        credential = said if isinstance(said, dict) else {}
    else:
        credential = held.document
        proofs = credential.get("proof")
        if isinstance(proofs, list) and len(proofs) == 1:
            [proofs] = proofs
        proof = proofs if isinstance(proofs, dict) else None
    kinds = credential.get("type")
    kinds = {kind for kind in kinds if isinstance(kind, str)} if isinstance(kinds, list) else set()
    if "VerifiableCredential" not in kinds or not kinds & _BADGES:
        return NOT_A_CREDENTIAL
    return Signed(credential, token, proof)


def check(signed: Signed, issuer: Issuer | None, trusted: Trusted, now: datetime) -> Finding:
    """What can be said without the record. May take some milliseconds for a proof: call it in a
    thread.
    """
    if signed.token is None and signed.proof is None:
        return Finding(
            VerdictKind.UNTRUSTED, Detail.NOT_SIGNED, "it is not signed", signed.issuer_name
        )
    if issuer is not None and signed.issuer == issuer.did:
        return _check_ours(signed, issuer, now)
    if not trusted.knows(signed.issuer):
        return Finding(
            VerdictKind.UNTRUSTED,
            Detail.OTHER_ISSUER,
            f"its issuer is {signed.issuer_name}, which is not among those trusted here: "
            "ask that issuer",
            signed.issuer_name,
        )
    offered = signed.token.offered_key if signed.token else None
    found = trusted.key(signed.issuer, signed.method, offered)
    if found is None:
        return _unknown_key(signed)
    if why := _broken(signed, *found):
        return Finding(VerdictKind.ALTERED, Detail.SIGNATURE, why, signed.issuer_name)
    if late := _out_of_time(signed, now):
        return late
    return Finding(
        VerdictKind.VALID,
        Detail.TRUSTED_ISSUER,
        "signed by a trusted issuer; whether it was revoked since, only its issuer can say",
        signed.issuer_name,
    )


def _check_ours(signed: Signed, issuer: Issuer, now: datetime) -> Finding:
    key = issuer.key_of(signed.method)
    if key is None:
        return _unknown_key(signed)
    if key.revoked_at is not None:
        return Finding(
            VerdictKind.UNTRUSTED,
            Detail.REVOKED_KEY,
            f"the key that signed it was revoked on {key.revoked_at:%Y-%m-%d}: "
            f"{key.revoked_because}; a new copy can be had from its page",
        )
    if why := _broken(signed, key.verifier, key.algorithm):
        return Finding(VerdictKind.ALTERED, Detail.SIGNATURE, why, ours=signed.code)
    if late := _out_of_time(signed, now):
        return late
    return Finding(VerdictKind.VALID, ours=signed.code)


def _unknown_key(signed: Signed) -> Finding:
    return Finding(
        VerdictKind.UNTRUSTED,
        Detail.UNKNOWN_KEY,
        f"it says that it is of {signed.issuer_name}, and is signed by a key that is not theirs",
        signed.issuer_name,
    )


def _broken(signed: Signed, key: VerifyingKey, algorithm: str) -> str | None:
    """Why it is not what the key signed; None when it is."""
    if signed.token is not None:
        if not is_signed_by(signed.token, key, algorithm):
            return "its signature does not fit what it says"
        return _contradiction(signed)
    from core.awards.data_integrity import (  # noqa: PLC0415 - loads a JSON-LD processor
        CONTEXTS,
        CannotCanonize,
        is_proven_by,
    )

    contexts = signed.credential.get("@context")
    known = isinstance(contexts, list) and all(
        isinstance(each, str) and each in CONTEXTS for each in contexts
    )
    if not known or signed.proof is None or not isinstance(key, OKPKey):
        return "its proof is of a kind that cannot be checked here"
    try:
        proven = is_proven_by(signed.credential, signed.proof, key)
    except CannotCanonize:
        return "it says what no context explains, so that nobody can have signed it"
    return None if proven else "its signature does not fit what it says"


_CLAIMS = {"iss": ("issuer", "id"), "jti": ("id",), "sub": ("credentialSubject", "id")}


def _contradiction(signed: Signed) -> str | None:
    """https://www.imsglobal.org/spec/ob/v3p0/#jwt-verify-credential: claims say it all twice."""
    assert signed.token is not None
    for name, path in _CLAIMS.items():
        claim, told = signed.token.claims.get(name), look_in(signed.credential, path)
        if name == "iss":
            told = signed.issuer
        if claim is not None and claim != told:
            return f"its claim '{name}' contradicts what it says"
    return None


def _out_of_time(signed: Signed, now: datetime) -> Finding | None:
    begins = _moment(signed.credential, "validFrom", "issuanceDate")
    ends = _moment(signed.credential, "validUntil", "expirationDate")
    if begins is not None and begins > now:
        return Finding(
            VerdictKind.EXPIRED,
            Detail.NOT_YET_VALID,
            f"it is not valid before {begins:%Y-%m-%d}",
            signed.issuer_name,
        )
    if ends is not None and ends <= now:
        return Finding(
            VerdictKind.EXPIRED,
            Detail.EXPIRED,
            f"it was valid until {ends:%Y-%m-%d}",
            signed.issuer_name,
        )
    return None


def _moment(credential: Mapping[str, Any], *names: str) -> datetime | None:
    for name in names:
        said = credential.get(name)
        if isinstance(said, str):
            try:
                moment = datetime.fromisoformat(said)
            except ValueError:
                continue
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def differences(credential: Mapping[str, Any], recorded: Awarded, title: str) -> list[str]:
    """The fields, in words, in which a credential of ours differs from our record."""
    subject = "credentialSubject"
    wanted = {
        "the holder's name": (_named(credential), recorded.holder),
        "the credential": (
            (
                look_in(credential, ("name",)),
                look_in(credential, (subject, "achievement", "humanCode")),
            ),
            (title, recorded.credential),
        ),
        "the date of issue": (
            str(credential.get("validFrom"))[:10],
            recorded.issued_on.isoformat(),
        ),
    }
    return [field for field, (said, held) in wanted.items() if said != held]


def _named(credential: Mapping[str, Any]) -> Any:
    identifiers = look_in(credential, ("credentialSubject", "identifier"))
    for each in identifiers if isinstance(identifiers, list) else ():
        if isinstance(each, dict) and each.get("identityType") == "name":
            return each.get("identityHash")
    return None


def holder_named(signed: Signed) -> str | None:
    """The holder as a credential names them; None where it does not."""
    named = _named(signed.credential) or look_in(signed.credential, ("credentialSubject", "name"))
    return shortened(named) if isinstance(named, str) and named.strip() else None


def shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SAID else f"{text[:_SAID]}…"


def look_in(value: Any, path: tuple[str, ...]) -> Any:
    """What stands at a place of a document; None where it has none."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
