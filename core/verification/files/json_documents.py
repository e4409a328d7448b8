"""Read credentials in JSON, within limits, even inside envelopes and presentations."""

import base64
import json
import math
import re
from collections.abc import Iterator
from typing import Any

from core.language.message import _
from core.verification.files.codes_in_text import codes_in
from core.verification.files.found_items import (
    NOT_A_CREDENTIAL,
    TOO_MUCH,
    FoundDocument,
    FoundItem,
    FoundToken,
    NothingFound,
)

MOST_JSON_BYTES = 1024 * 1024
"""The maximum size of one unpacked JSON document in bytes. Badges with pictures are large."""
MOST_NODES = 1000
"""The maximum number of objects, lists and values in a document. A badge of ours has about 60."""
_MOST_DIGITS = 300
"""The maximum number of digits of an integer.

Other JSON readers cannot read larger numbers.
"""
_ENVELOPE = re.compile(r"^data:application/(?:vc|vp|dc)(?:\+ld)?\+(?:jwt|jose|sd-jwt)[^,]*,")
_FEWEST_LETTERS = MOST_NODES * 2
"""A JWT's claims with fewer letters than this cannot have too many values.

Each value takes two letters.
"""
_MEMBERS = frozenset({"@context", "type", "proof", "credentialSubject", "badge", "recipient"})
"""A JSON document without any of these members is no credential."""
_BADGE = frozenset({"recipient", "badge"})
"""Members that every badge of Open Badges 1 or 2 has."""
_MOST_FAILED = 20
"""The maximum number of failed attempts to read JSON among words. Each attempt takes time."""
_NOT_JSON = NothingFound("damaged", _("it begins like JSON, but it is not JSON"))
_UNREADABLE = NothingFound(
    "unsupported",
    _("a signed credential in it is damaged, so its signature cannot be checked: ask for the file"),
)


_TWICE = _("one of its members occurs twice, so programs may read it differently")
_OUT_OF_RANGE = _("a number in it is out of range")


class _RefusedError(ValueError):
    """Raised for JSON that programs read in different ways, or that exceeds a limit."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_json(text: str) -> Iterator[FoundItem]:
    """Yield the credentials in a JSON text, or one NothingFound if there are none."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_JSON_BYTES:
        yield TOO_MUCH
        return
    try:
        document = parse_json(text)
    except _RefusedError as why:
        yield NothingFound("unsupported", why.reason)
        return
    except (ValueError, RecursionError):
        yield _NOT_JSON
        return
    if nodes(document) > MOST_NODES:
        yield TOO_MUCH
        return
    yield from _credentials(document)


def parse_json(text: str) -> Any:
    """Parse JSON, but reject what other programs read in another way.

    Examples are a duplicate member and a number out of range. Raises ValueError if the text is
    rejected or is not JSON, and RecursionError if it is nested too deeply.
    """
    return json.loads(
        text,
        object_pairs_hook=_object,
        parse_float=_float,
        parse_int=_int,
        parse_constant=_constant,
    )


def without_json(text: str) -> tuple[list[FoundItem], str]:
    """Return the credentials in JSON among words, and the rest of the text.

    A part that looks like a credential but cannot be read is also returned, as NothingFound. If it
    stayed in the rest of the text, a code in it would count as a code that somebody wrote.
    """
    if "{" not in text:
        return [], text
    found: list[FoundItem] = []
    rest: list[str] = []
    place = looked = failed = 0
    while failed < _MOST_FAILED and (start := text.find("{", looked)) >= 0:
        try:
            document, end = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError):
            failed += 1
            looked = start + 1
            continue
        looked = end
        small = end - start <= MOST_JSON_BYTES and nodes(document) <= MOST_NODES
        held = _within(document) if small else [TOO_MUCH]
        if held:
            found += held
            rest.append(text[place:start])
            place = end
    rest.append(text[place:])
    left = "\n".join(rest)
    if "credentialSubject" in left:
        found.append(_UNREADABLE)
    return found, left


def nodes(document: object) -> int:
    """Count the objects, lists and values of a document.

    Stop counting when there are more than `MOST_NODES`.
    """
    count, left = 0, [document]
    while left and count <= MOST_NODES:
        one = left.pop()
        count += 1
        if isinstance(one, dict):
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)
    return count


def in_token(token: str) -> list[FoundItem]:
    """Return the credentials in a JWT: those in a presentation, or else the JWT itself.

    For a learner record, return the record, and those of its badges that have their own signatures.
    """
    claims = _claims(token)
    kinds = claims.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    within = claims.get("vp")
    if isinstance(within, dict) or "VerifiablePresentation" in kinds:
        presented = within if isinstance(within, dict) else claims
        return list(_presented(presented))
    record = claims.get("vc", claims)
    return [FoundToken(token), *(_recorded(record) if isinstance(record, dict) else ())]


def _claims(token: str) -> dict[str, Any]:
    """Return the claims of a JWT or an SD-JWT.

    Return {} if the claims cannot be read or are too many.
    """
    parts = token.partition("~")[0].split(".")
    try:
        raw = base64.urlsafe_b64decode(f"{parts[1]}==")
        claims = parse_json(raw.decode()) if len(raw) <= MOST_JSON_BYTES else {}
    except (ValueError, RecursionError, IndexError):
        return {}
    return claims if isinstance(claims, dict) and nodes(claims) <= MOST_NODES else {}


def has_too_many_claims(token: str) -> bool:
    """Whether the claims of a JWT exceed the limits of a document.

    Return False for other tokens.
    """
    claims = token.split(".")[1] if "." in token else ""
    if len(claims) < _FEWEST_LETTERS:
        return False
    try:
        raw = base64.urlsafe_b64decode(f"{claims}==")
        return len(raw) > MOST_JSON_BYTES or nodes(json.loads(raw)) > MOST_NODES
    except (ValueError, RecursionError):
        return False


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise _RefusedError(_TWICE)
    return document


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _RefusedError(_OUT_OF_RANGE)
    return number


def _int(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise _RefusedError(_OUT_OF_RANGE)
    return int(text)


def _constant(text: str) -> float:
    raise ValueError(f"{text} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_float, parse_int=_int, parse_constant=_constant
)


def _credentials(document: object) -> Iterator[FoundItem]:
    """Yield each credential in lists, envelopes and presentations."""
    if isinstance(document, list):
        for each in document:
            if isinstance(each, str) and each.startswith("eyJ"):
                yield from in_token(each)
            else:
                yield from _credentials(each)
        return
    if not isinstance(document, dict):
        yield NOT_A_CREDENTIAL
        return
    kinds, enveloped = document.get("type"), document.get("id")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if {"EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"} & {
        kind for kind in kinds if isinstance(kind, str)
    }:
        found = _ENVELOPE.match(enveloped) if isinstance(enveloped, str) else None
        if found:
            yield from in_token(str(enveloped)[found.end() :])
        else:
            yield NOT_A_CREDENTIAL
        return
    if "VerifiablePresentation" in kinds:
        yield from _presented(document)
        return
    if not _is_signed(document) and (within := _within(document)):
        yield from within
        return
    yield FoundDocument(document) if _MEMBERS & document.keys() else NOT_A_CREDENTIAL
    yield from _recorded(document)


def _is_signed(document: dict[str, Any]) -> bool:
    """Whether a document is itself a credential, and does not only contain one."""
    members = document.keys()
    return not members.isdisjoint({"credentialSubject", "proof"}) or members >= _BADGE


def _within(document: object) -> list[FoundItem]:
    """Return the credentials anywhere in other JSON, and the award codes next to them.

    If there is no credential, return no codes either. A code in an altered credential must not
    count as a code that somebody wrote.
    """
    found: list[FoundItem] = []
    beside: list[str] = []
    left: list[object] = [document]
    while left:
        one = left.pop()
        if isinstance(one, str):
            one = _json_in(one) or one
        if isinstance(one, list):
            left.extend(reversed(one))
        elif isinstance(one, str):
            beside.append(one)
        elif isinstance(one, dict):
            if _is_signed(one) or _presents(one):
                found.extend(_credentials(one))
            else:
                left.extend(reversed(one.values()))
    if not found:
        return []
    tokens = [text for text in beside if text.startswith("eyJ")]
    codes = codes_in("\n".join(text for text in beside if not text.startswith("eyJ")))
    return [*found, *(held for token in tokens for held in in_token(token)), *codes]


def _json_in(text: str) -> dict[str, Any] | list[Any] | None:
    """Return the JSON object or list that a string contains, or None for any other string."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        document = parse_json(text)
    except (_RefusedError, ValueError, RecursionError):
        return None
    return document if isinstance(document, dict | list) and nodes(document) <= MOST_NODES else None


def _presents(document: dict[str, Any]) -> bool:
    kinds = document.get("type")
    return _enveloped(document) or "VerifiablePresentation" in (
        kinds if isinstance(kinds, list) else [kinds]
    )


def _presented(presentation: dict[str, Any]) -> Iterator[FoundItem]:
    """Yield the credentials in a presentation.

    The presentation's own proof says who presented it. That proof is not checked, because we did
    not ask for a presentation.
    """
    held = presentation.get("verifiableCredential")
    if isinstance(held, str):
        yield from in_token(held)
    elif isinstance(held, list | dict) and held:
        yield from _credentials(held)
    else:
        yield NOT_A_CREDENTIAL


def _recorded(document: dict[str, Any]) -> Iterator[FoundItem]:
    """Yield the badges in a Comprehensive Learner Record that have their own signatures."""
    kinds = document.get("type")
    subject = document.get("credentialSubject")
    if "ClrCredential" not in (kinds if isinstance(kinds, list) else [kinds]):
        return
    held = subject.get("verifiableCredential") if isinstance(subject, dict) else None
    for each in held if isinstance(held, list) else [held]:
        if isinstance(each, str):
            yield from in_token(each)
        elif isinstance(each, dict) and ("proof" in each or _enveloped(each)):
            yield from _credentials(each)


def _enveloped(document: dict[str, Any]) -> bool:
    kinds = document.get("type")
    return "EnvelopedVerifiableCredential" in (kinds if isinstance(kinds, list) else [kinds])
