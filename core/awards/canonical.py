"""Canonical forms that are signed: RDF Dataset Canonicalization (RDFC-1.0) and JCS (RFC 8785).

Nothing is ever fetched: a document with a context that does not come with us has no canonical form
here.
"""

import json
import math
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from pyld.canon import URDNA2015  # type: ignore[import-untyped]  # it comes without types
from pyld.jsonld import JsonLdError, JsonLdProcessor  # type: ignore[import-untyped]  # as above

CONTEXTS = {
    "https://www.w3.org/2018/credentials/v1": "credentials-v1.json",
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://w3id.org/security/data-integrity/v1": "security-data-integrity-v1.json",
    "https://w3id.org/security/data-integrity/v2": "security-data-integrity-v2.json",
    "https://w3id.org/security/suites/ed25519-2020/v1": "ed25519-signature-2020-v1.json",
    "https://w3id.org/vc/status-list/2021/v1": "vc-status-list-2021-v1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json": "ob-v3p0-context-3.0.0.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.0.json": "ob-v3p0-context-3.0.0.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": "ob-v3p0-context-3.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "ob-v3p0-context-3.0.2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "ob-v3p0-extensions.json",
}
"""The contexts that come with us, and their files in `core/awards/contexts`."""

Loader = Callable[[str, Mapping[str, Any]], dict[str, Any]]
Dataset = Mapping[str, list[dict[str, Any]]]
"""The triples of each graph, `@default` among them, as PyLD gives them."""

_MOST_LOOKS = 500
"""At nodes without a name. Documents can be made that take forever to canonicalize:
https://www.w3.org/TR/rdf-canon/#dataset-poisoning
"""
_MOST_SECONDS = 2.0
_FORBIDDEN_IN_IRI = frozenset('<>"{}|^`\\') | {chr(code) for code in range(0x21)}

_NO_BASE = "relative-to-nothing://none.invalid/"
"""Told to PyLD, which otherwise makes up an address that relative names are relative to."""
_ABSOLUTE = re.compile(r"(?!relative-to-nothing:)[A-Za-z][A-Za-z0-9+.-]*:|_:|@json$")

_ONE_AT_A_TIME = threading.Lock()
"""PyLD keeps the contexts that it has processed in one cache without a lock."""

_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)} | {0x08: "\\b", 0x0C: "\\f"}
"""Of literals in canonical N-Quads: https://www.w3.org/TR/rdf-canon/#canonical-quads.

PyLD itself escapes tab, line feed, carriage return, quotation mark and backslash, and no other.
"""


class CannotCanonicalize(Exception):  # noqa: N818 - it is a value of somebody's document, no fault
    """The document has no canonical form here."""


class UnknownContext(CannotCanonicalize):
    """It has a context that does not come with us."""


class NotCovered(CannotCanonicalize):
    """Something in it is explained by no context, so that no signature covers it."""


class TooMuch(CannotCanonicalize):
    """It would take too long."""


class _Canonical(URDNA2015):  # type: ignore[misc]  # it comes without types
    """RDFC-1.0 with SHA-256, by its earlier name; gives up where it would take too long."""

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
    """A line of N-Quads, its control characters written as RDFC-1.0 wants them."""
    body = line.removesuffix("\n")
    return body.translate(_ESCAPES) + line[len(body) :]


def load_context(url: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Give the JSON-LD processor a context that comes with us, and no other."""
    if url not in CONTEXTS:
        raise JsonLdError("this context does not come with us", "edgefinder.unknown")
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": _context(url),
    }


@cache
def _context(url: str) -> Any:
    file = resources.files("core.awards").joinpath("contexts", CONTEXTS[url])
    return json.loads(file.read_text("utf-8"))


def canonical_rdf(
    document: Mapping[str, Any], load: Loader = load_context
) -> tuple[bytes, Dataset]:
    """The canonical N-Quads of a JSON-LD document, and the very statements that they are made of.

    Raises CannotCanonicalize.
    """
    unknown = sorted(set(_contexts(document.get("@context"))) - CONTEXTS.keys())
    if unknown and load is load_context:
        raise UnknownContext(unknown[0])
    try:
        with _ONE_AT_A_TIME:
            processor = JsonLdProcessor(on_property_dropped=_refuse_dropped)
            options = {"documentLoader": load, "base": _NO_BASE}
            expanded = processor.expand(dict(document), options)
            _refuse_relative(expanded)
            dataset: Dataset = processor.to_rdf(expanded, options)
            _refuse_odd_iris(dataset)
            text: str = _Canonical().main(dataset, {"format": "application/n-quads"})
        # PyLD sorts before the control characters are escaped
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


def _contexts(said: Any) -> Iterator[str]:
    for each in said if isinstance(said, list) else [said]:
        yield each if isinstance(each, str) else "a context within the document"


def _cause_of_ours(error: BaseException) -> CannotCanonicalize | None:
    """What one of our own functions raised, under the errors that PyLD puts around it."""
    seen: BaseException | None = error
    while seen is not None and not isinstance(seen, CannotCanonicalize):
        seen = seen.__cause__ or seen.__context__
    return seen


def _refuse_dropped(name: str | None) -> None:
    # what no context explains would not be signed, and anybody could add it
    raise NotCovered(str(name))


def _refuse_relative(expanded: Any) -> None:
    """Refuse names that are relative: no other verifier has the same address to resolve them by."""
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
                    raise CannotCanonicalize("an identifier is no IRI")


def canonical_json(value: Any) -> bytes:
    """The JSON Canonicalization Scheme, RFC 8785. Raises CannotCanonicalize."""
    try:
        return _canonical_json(value).encode()
    except (ValueError, TypeError, RecursionError, ArithmeticError) as error:
        raise CannotCanonicalize(type(error).__name__) from None


def _canonical_json(value: Any) -> str:
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{_text(n)}:{_canonical_json(value[n])}" for n in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_canonical_json, value)) + "]"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return _number(float(value))


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _number(value: float) -> str:
    """As ECMAScript writes it: https://www.rfc-editor.org/rfc/rfc8785#section-3.2.2.3"""
    if not math.isfinite(value):
        raise ValueError("no number of JSON")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    point = len(whole) + int(exponent or 0)
    digits = (whole + fraction).lstrip("0")
    point -= len(whole + fraction) - len(digits)
    digits = digits.rstrip("0")
    if len(digits) <= point <= _PLAIN_UP_TO:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= _PLAIN_UP_TO:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if _PLAIN_FROM < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = point - 1
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{'+' if power > 0 else '-'}{abs(power)}"


_PLAIN_UP_TO, _PLAIN_FROM = 21, -6
