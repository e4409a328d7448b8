"""RDF Dataset Canonicalization (RDFC-1.0) by PyLD, with limits on time.

A document with data that the signature would not protect is refused.
"""

import re
import threading
import time
from collections.abc import Mapping
from typing import Any

from pyld.canon import URDNA2015  # type: ignore[import-untyped]  # the library has no types
from pyld.jsonld import JsonLdError, JsonLdProcessor  # type: ignore[import-untyped]  # the library has no types

from core.awards.canonicalization import CannotCanonicalize, Dataset, Loader, NotCovered, TooMuch

_MOST_LOOKS = 500
"""The maximum number of visits to unnamed nodes of a document.

Some documents are built to take forever:

https://www.w3.org/TR/rdf-canon/#dataset-poisoning
"""
_MOST_SECONDS = 2.0
_FORBIDDEN_IN_IRI = frozenset('<>"{}|^`\\') | {chr(code) for code in range(0x21)}

_NO_BASE = "relative-to-nothing://none.invalid/"
"""The base address for relative names. Without a base address, PyLD would make one up."""
_ABSOLUTE = re.compile(r"(?!relative-to-nothing:)[A-Za-z][A-Za-z0-9+.-]*:|_:|@json$")

_ONE_AT_A_TIME = threading.Lock()
"""Held while PyLD works, because PyLD's cache of contexts is not safe for threads."""

_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)} | {0x08: "\\b", 0x0C: "\\f"}
"""Escapes in literals of canonical N-Quads: https://www.w3.org/TR/rdf-canon/#canonical-quads.

PyLD itself escapes only tab, line feed, carriage return, quotation mark and backslash.
"""


class _Canonical(URDNA2015):  # type: ignore[misc]  # the library has no types
    """Canonicalizes by RDFC-1.0 with SHA-256, and raises TooMuch if that takes too long.

    PyLD knows this algorithm by its earlier name, URDNA2015.
    """

    def __init__(self) -> None:
        super().__init__()
        self._looks = 0
        self._until = time.monotonic() + _MOST_SECONDS

    def hash_n_degree_quads(self, id_: str, issuer: Any) -> Any:
        self._looks += 1
        if self._looks > _MOST_LOOKS or time.monotonic() > self._until:
            raise TooMuch("too many nodes without a name")
        return super().hash_n_degree_quads(id_, issuer)

    def hash_nquads(self, nquads: list[str]) -> Any:
        return super().hash_nquads(sorted(_escaped(line) for line in nquads))


def _escaped(line: str) -> str:
    """Return a line of N-Quads with its control characters escaped as RDFC-1.0 requires."""
    body = line.removesuffix("\n")
    return body.translate(_ESCAPES) + line[len(body) :]


def canonicalize(document: Mapping[str, Any], load: Loader) -> tuple[bytes, Dataset]:
    """Return the canonical N-Quads of a JSON-LD document, and the RDF dataset behind them.

    Raises CannotCanonicalize if the document is not valid, has data that a signature would not
    protect, or takes too long.
    """
    try:
        with _ONE_AT_A_TIME:
            processor = JsonLdProcessor(on_property_dropped=_refuse_dropped)
            options = {"documentLoader": load, "base": _NO_BASE}
            expanded = processor.expand(dict(document), options)
            _refuse_relative(expanded)
            dataset: Dataset = processor.to_rdf(expanded, options)
            _refuse_odd_iris(dataset)
            text: str = _Canonical().main(dataset, {"format": "application/n-quads"})
        # PyLD sorts the lines before we escape control characters, so sort them again
        lines = sorted(f"{_escaped(line)}\n" for line in text.split("\n")[:-1])
        return "".join(lines).encode(), dataset
    except JsonLdError as error:
        if (cause := _cause_of_ours(error)) is not None:
            raise cause from None
        raise CannotCanonicalize(type(error).__name__) from None
    except (
        RecursionError,
        TypeError,
        ValueError,
        LookupError,
        AttributeError,
        ArithmeticError,
    ) as error:
        raise CannotCanonicalize(type(error).__name__) from None


def _cause_of_ours(error: BaseException) -> CannotCanonicalize | None:
    """Return the CannotCanonicalize that caused an error of PyLD, or None."""
    seen: BaseException | None = error
    while seen is not None and not isinstance(seen, CannotCanonicalize):
        seen = seen.__cause__ or seen.__context__
    return seen


def _refuse_dropped(name: str | None) -> None:
    # a property that no context defines would not be signed, so anyone could add it
    raise NotCovered(str(name))


def _refuse_relative(expanded: Any) -> None:
    """Raise NotCovered if the document has a relative name, such as "#key".

    Each verifier could resolve a relative name against another address.
    """
    if isinstance(expanded, list):
        for each in expanded:
            _refuse_relative(each)
    elif isinstance(expanded, dict):
        for name, value in expanded.items():
            if name in {"@id", "@type"}:
                for each in value if isinstance(value, list) else [value]:
                    if not (isinstance(each, str) and _ABSOLUTE.match(each)):
                        raise NotCovered(str(each).removeprefix(_NO_BASE))
            elif name != "@value":
                _refuse_relative(value)


def _refuse_odd_iris(dataset: Dataset) -> None:
    for triples in dataset.values():
        for triple in triples:
            for term in (triple["subject"], triple["predicate"], triple["object"]):
                if term["type"] == "IRI" and not _FORBIDDEN_IN_IRI.isdisjoint(term["value"]):
                    raise CannotCanonicalize("an identifier is not an IRI")
