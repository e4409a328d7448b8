"""Recognize kinds of credentials that we cannot check, and say who can check them."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.language.message import Message, _, _n
from core.verification.files.found_items import NothingFound
from core.verification.open_badges_2 import host_in
from core.verification.signed_content import one_line
from core.verification.verdict import Detail

LEARNER_RECORD = "ClrCredential"
_EUROPEAN = _(
    "it is a European learning credential: upload it at europa.eu/europass, which checks these"
)
_STATUS_LIST = _("it lists an issuer's revoked credentials and belongs to nobody")
_BY_TYPE: Mapping[str, Message] = {
    "BadgeClass": _("it describes a badge, and says nothing about who earned it"),
    "Achievement": _("it describes a badge, and says nothing about who earned it"),
    "Issuer": _("it describes an issuer, and says nothing about who earned what"),
    "Profile": _("it describes an issuer, and says nothing about who earned what"),
    "CryptographicKey": _("it is the key of an issuer, and says nothing about who earned what"),
    "RevocationList": _STATUS_LIST,
    "BitstringStatusListCredential": _STATUS_LIST,
    "StatusList2021Credential": _STATUS_LIST,
    "Endorsement": _("it is an endorsement, and says nothing about who earned what"),
    "EndorsementCredential": _("it is an endorsement, and says nothing about who earned what"),
    "BlockcertsCredential": _("it is a Blockcerts certificate: upload it at blockcerts.org"),
    "EuropassCredential": _EUROPEAN,
    "EuropeanDigitalCredential": _EUROPEAN,
}
"""By a credential's type, a message that says what it is and who can check it.

Add a line for a new kind.
"""
_BLOCKCERTS = "w3id.org/blockcerts"
_BLOCKCHAIN_PROOFS = ("MerkleProof2017", "MerkleProof2019")
_EUROPEAN_NAMESPACE = "data.europa.eu"
_MOST_TITLES = 10


def kind_not_checked(document: Mapping[str, Any]) -> NothingFound | None:
    """Say what a document is and who can check it.

    Return None if the document is not recognized.
    """
    found = next((_BY_TYPE[kind] for kind in _kinds(document) if kind in _BY_TYPE), None)
    if found is None and is_of_blockcerts(document):
        found = _BY_TYPE["BlockcertsCredential"]
    if found is None and _is_european(document):
        found = _EUROPEAN
    if found is None and {"recipient", "badge"} <= document.keys():
        host = host_in(document)
        found = (
            _("it is a badge of Open Badges 1, which only %(host)s confirms: ask there", host=host)
            if host
            else _("it is a badge of Open Badges 1: ask its issuer")
        )
    return NothingFound(Detail.UNSUPPORTED, found) if found else None


def _kinds(document: Mapping[str, Any]) -> list[str]:
    said = document.get("type", document.get("@type"))
    kinds = said if isinstance(said, list) else [said]
    return [kind for kind in kinds if isinstance(kind, str)]


def _strings(said: Any) -> Iterator[str]:
    for each in said if isinstance(said, list) else [said]:
        if isinstance(each, str):
            yield each


def is_of_blockcerts(document: Mapping[str, Any]) -> bool:
    """Whether a document is a Blockcerts credential of version 1 to 3.

    A Blockcerts credential has a proof or a vocabulary of Blockcerts.
    """
    for name in ("proof", "signature"):
        proof = document.get(name)
        for each in proof if isinstance(proof, list) else [proof]:
            if isinstance(each, dict) and not set(_BLOCKCHAIN_PROOFS).isdisjoint(_kinds(each)):
                return True
    return any(_BLOCKCERTS in each for each in _strings(document.get("@context")))


def _is_european(document: Mapping[str, Any]) -> bool:
    told = [*_strings(document.get("@context")), *_strings(document.get("xmlns"))]
    return any(_EUROPEAN_NAMESPACE in each for each in told)


def listing(record: Mapping[str, Any], *, unsigned: bool = False) -> Message:
    """Return a message that a document is a Comprehensive Learner Record with certain badges.

    With `unsigned`, the record has no signature of its own. Its badges may still be signed.
    """
    subject = record.get("credentialSubject")
    held = subject.get("verifiableCredential") if isinstance(subject, dict) else None
    badges = held if isinstance(held, list) else [] if held is None else [held]
    titles = [_title(each) for each in badges if isinstance(each, dict)]
    told = [each for each in titles if each][:_MOST_TITLES]
    if unsigned:
        return _n(
            "it is a Comprehensive Learner Record with %(count)s badge in it (%(titles)s), which "
            "nobody has signed as a whole: only a badge with a signature of its own is checked",
            "it is a Comprehensive Learner Record with %(count)s badges in it (%(titles)s), which "
            "nobody has signed as a whole: only badges with a signature of their own are checked",
            len(badges),
            titles="; ".join(told) or "?",
        )
    if not told:
        return _n(
            "it is a Comprehensive Learner Record with %(count)s badge in it; a badge with a "
            "signature of its own is checked by itself",
            "it is a Comprehensive Learner Record with %(count)s badges in it; badges with a "
            "signature of their own are checked one by one",
            len(badges),
        )
    return _n(
        "it is a Comprehensive Learner Record with %(count)s badge in it (%(titles)s); a badge "
        "with a signature of its own is checked by itself",
        "it is a Comprehensive Learner Record with %(count)s badges in it (%(titles)s); badges "
        "with a signature of their own are checked one by one",
        len(badges),
        titles="; ".join(told),
    )


def without_badges(credential: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a Comprehensive Learner Record without its badges.

    Return any other credential unchanged.
    """
    subject = credential.get("credentialSubject")
    if LEARNER_RECORD not in _kinds(credential) or not isinstance(subject, dict):
        return credential
    own = {name: each for name, each in subject.items() if name != "verifiableCredential"}
    return {**credential, "credentialSubject": own}


def _title(credential: Mapping[str, Any]) -> str:
    subject = credential.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    for each in (credential.get("name"), achievement):
        name = each.get("name") if isinstance(each, dict) else each
        if isinstance(name, str) and name.strip():
            return one_line(name)
    return ""
