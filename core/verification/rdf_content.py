"""Read the content of a credential from the RDF statements that its proof signs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from core.language.message import _
from core.verification.recipients import ADDRESSES, Recipient, is_a_hash
from core.verification.signed_content import Refused, Statements, Status, StatusList
from core.verification.verdict import Detail

if TYPE_CHECKING:
    from core.awards.canonicalization import Dataset

_VC = "https://www.w3.org/2018/credentials#"
_OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
_ACHIEVEMENT = (f"{_OB}achievement", f"{_OB}achievement-0", f"{_OB}Achievement")
"""The names of `achievement` in Open Badges 3.0.3, in 3.0.1 and 3.0.2, and in 3.0.0."""
_SCHEMA = "https://schema.org/"
_STATUSES = ("https://www.w3.org/ns/credentials/status#", "https://w3id.org/vc/status-list#")
"""The vocabularies of Bitstring Status List and its predecessor, Status List 2021."""
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def from_dataset(dataset: "Dataset") -> Statements | Refused:
    """Return the facts about a credential in a canonical dataset, or why they cannot be read."""
    graph = _Graph(dataset)
    roots = graph.roots()
    if len(roots) != 1:
        return Refused(Detail.UNSUPPORTED, _("it does not say which credential it is"))
    [root] = roots
    issuers = graph.nodes(root, _VC + "issuer")
    subjects = graph.nodes(root, _VC + "credentialSubject")
    if len(issuers) != 1 or issuers[0].startswith("_:") or len(subjects) > 1:
        return Refused(Detail.UNSUPPORTED, _("it names no issuer, or several issuers or holders"))
    subject = subjects[0] if subjects else ""
    achievements = graph.nodes(subject, *_ACHIEVEMENT)
    if len(achievements) > 1:
        return Refused(Detail.UNSUPPORTED, _("it is for several achievements"))
    achievement = achievements[0] if achievements else ""
    return Statements(
        address="" if root.startswith("_:") else root,
        kinds=frozenset(_tail(each) for each in graph.nodes(root, _TYPE)),
        issuer=issuers[0],
        issuer_name=_first(graph.texts(issuers[0], _SCHEMA + "name")),
        title=_first(graph.texts(root, _SCHEMA + "name")),
        achievement=_first(graph.texts(achievement, _SCHEMA + "name")),
        code=_first(graph.texts(achievement, _OB + "humanCode")),
        holder=_first(_names_in(graph, subject)),
        subject="" if subject.startswith("_:") else subject,
        valid_from=graph.any_of(root, _VC + "validFrom", _VC + "issuanceDate"),
        valid_until=graph.any_of(root, _VC + "validUntil", _VC + "expirationDate"),
        statuses=tuple(
            Status(
                _first(graph.any_of(entry, *_terms("statusListCredential"))),
                _first(graph.any_of(entry, *_terms("statusListIndex"))),
                _first(graph.any_of(entry, *_terms("statusPurpose"))),
            )
            for entry in graph.nodes(root, _VC + "credentialStatus")
        ),
        recipients=tuple(_recipients_in(graph, subject)),
        status_list=_list_in(graph, subject),
    )


def _terms(name: str) -> tuple[str, ...]:
    return tuple(vocabulary + name for vocabulary in _STATUSES)


def _names_in(graph: "_Graph", subject: str) -> list[str]:
    return [
        name
        for identity in graph.nodes(subject, _OB + "identifier")
        if graph.texts(identity, _OB + "identityType") == ["name"]
        for name in graph.texts(identity, _OB + "identityHash")
    ] or graph.texts(subject, _SCHEMA + "name")


def _recipients_in(graph: "_Graph", subject: str) -> Iterator[Recipient]:
    for identity in graph.nodes(subject, _OB + "identifier"):
        if not ADDRESSES.isdisjoint(graph.texts(identity, _OB + "identityType")):
            hashed = graph.texts(identity, _OB + "hashed") == ["true"]
            salt = _first(graph.texts(identity, _OB + "salt"))
            for name in graph.texts(identity, _OB + "identityHash"):
                yield Recipient(name, hashed or is_a_hash(name), salt)


def _list_in(graph: "_Graph", subject: str) -> StatusList | None:
    encoded = [each for term in _terms("encodedList") for each in graph.texts(subject, term)]
    if len(encoded) != 1:
        return None
    return StatusList(graph.any_of(subject, *_terms("statusPurpose")), encoded[0])


def _first(texts: Iterable[str]) -> str:
    """Return the first of these texts in sorted order, or "" if there are none."""
    return min(texts, default="")


def _tail(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]


class _Graph:
    """The triples of the default graph, indexed by subject and predicate."""

    def __init__(self, dataset: "Dataset") -> None:
        self._objects: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
        self._pointed_at: set[str] = set()
        for triple in dataset.get("@default", ()):
            subject, predicate, target = (
                triple["subject"]["value"],
                triple["predicate"]["value"],
                triple["object"],
            )
            self._objects[subject, predicate].append(target)
            if target["type"] != "literal" and predicate != _TYPE:
                self._pointed_at.add(target["value"])

    def roots(self) -> list[str]:
        """Return the credentials that no other node refers to.

        An endorsement inside a credential is not returned, because the credential refers to it.
        """
        kind = _VC + "VerifiableCredential"
        return sorted(
            subject
            for (subject, predicate), targets in self._objects.items()
            if predicate == _TYPE
            and subject not in self._pointed_at
            and any(each["value"] == kind for each in targets)
        )

    def nodes(self, subject: str, *predicates: str) -> list[str]:
        found = [each for p in predicates for each in self._objects.get((subject, p), ())]
        return sorted({each["value"] for each in found if each["type"] != "literal"})

    def texts(self, subject: str, predicate: str) -> list[str]:
        found = self._objects.get((subject, predicate), ())
        return sorted({each["value"] for each in found if each["type"] == "literal"})

    def any_of(self, subject: str, *predicates: str) -> tuple[str, ...]:
        """Return the values that a subject has for these predicates, of any type.

        A date, for example, may be an address instead of a literal. It then cannot be read as a
        date.
        """
        found = [each for p in predicates for each in self._objects.get((subject, p), ())]
        return tuple(sorted({each["value"] for each in found}))
