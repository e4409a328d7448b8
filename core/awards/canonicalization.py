"""Canonical forms for signing: RDF Dataset Canonicalization (RDFC-1.0) and JCS (RFC 8785).

Nothing is ever fetched. A document that uses a context which is not bundled with us cannot be
canonicalized.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

CONTEXTS = {
    "https://www.w3.org/2018/credentials/v1": "credentials-v1.json",
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://w3id.org/security/data-integrity/v1": "security-data-integrity-v1.json",
    "https://w3id.org/security/data-integrity/v2": "security-data-integrity-v2.json",
    "https://w3id.org/security/suites/ed25519-2020/v1": "ed25519-signature-2020-v1.json",
    "https://w3id.org/vc/status-list/2021/v1": "vc-status-list-2021-v1.json",
    "https://www.w3.org/ns/credentials/status/v1": "vc-bitstring-status-list-v1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json": "ob-v3p0-context-3.0.0.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.0.json": "ob-v3p0-context-3.0.0.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": "ob-v3p0-context-3.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "ob-v3p0-context-3.0.2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "ob-v3p0-extensions.json",
}
"""The bundled JSON-LD contexts by URL, with their files in `core/awards/contexts`."""

Loader = Callable[[str, Mapping[str, Any]], dict[str, Any]]
Dataset = Mapping[str, list[dict[str, Any]]]
"""The triples of each graph by the graph's name, as PyLD returns them. One name is `@default`."""


class CannotCanonicalize(Exception):  # noqa: N818 - describes a user's document, not an error of ours
    """Raised if a document cannot be canonicalized here."""


class UnknownContext(CannotCanonicalize):
    """Raised if a document uses a JSON-LD context that is not bundled with us."""


class NotCovered(CannotCanonicalize):
    """Raised if no JSON-LD context defines some part of a document, so nothing would sign it."""


class TooMuch(CannotCanonicalize):
    """Raised if canonicalizing a document would take too long."""


def load_context(url: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Load a bundled JSON-LD context.

    Raises JsonLdError if no bundled context has this URL.
    """
    if url not in CONTEXTS:
        from pyld.jsonld import JsonLdError  # type: ignore[import-untyped]  # noqa: PLC0415 - PyLD is slow to import

        raise JsonLdError("this context is not bundled", "edgefinder.unknown")
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
    """Return the canonical N-Quads of a JSON-LD document, and the RDF dataset behind them.

    Raises CannotCanonicalize if the document uses an unknown context, is not valid, has data that a
    signature would not protect, or takes too long.
    """
    from core.awards.rdf_canonical import canonicalize  # noqa: PLC0415 - PyLD is slow to import

    unknown = sorted(set(_contexts(document.get("@context"))) - CONTEXTS.keys())
    if unknown and load is load_context:
        raise UnknownContext(unknown[0])
    return canonicalize(document, load)


def _contexts(said: Any) -> Iterator[str]:
    for each in said if isinstance(said, list) else [said]:
        yield each if isinstance(each, str) else "a context within the document"


def canonical_json(value: Any) -> bytes:
    """Serialize by the JSON Canonicalization Scheme, RFC 8785.

    Raises CannotCanonicalize if the value cannot be written as JSON, such as NaN.
    """
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
    """Write a number as ECMAScript does. Raises ValueError for infinity and NaN.

    https://www.rfc-editor.org/rfc/rfc8785#section-3.2.2.3
    """
    if not math.isfinite(value):
        raise ValueError("not a JSON number")
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
