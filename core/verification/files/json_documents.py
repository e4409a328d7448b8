"""Read credentials in JSON, with limits, also inside envelopes and presentations."""

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
"""Maximum size of one unpacked document. It is large because badges contain pictures."""
MOST_NODES = 1000
"""Maximum objects, lists and values in one document; one of our badges has about 60."""
_MOST_DIGITS = 300
"""Maximum digits of an integer, because larger ones do
not fit the numbers of other JSON readers.
"""
_ENVELOPE = re.compile(r"^data:application/(?:vc|vp|dc)(?:\+ld)?\+(?:jwt|jose|sd-jwt)[^,]*,")
_FEWEST_LETTERS = MOST_NODES * 2
"""Claims with fewer letters than this cannot have too many values, because each takes two bytes."""
_MEMBERS = frozenset({"@context", "type", "proof", "credentialSubject", "badge", "recipient"})
"""A document with none of these members is not a credential of any kind."""
_BADGE = frozenset({"recipient", "badge"})
"""Members that a badge of Open Badges 1 or 2 has."""
_MOST_FAILED = 20
"""Maximum attempts to read JSON among words, because each takes time."""
_NOT_JSON = NothingFound("damaged", _("it begins like JSON, but it is not JSON"))
_UNREADABLE = NothingFound(
    "unsupported",
    _("a signed credential in it is damaged, so its signature cannot be checked: ask for the file"),
)


_TWICE = _("one of its members occurs twice, so programs may read it differently")
_OUT_OF_RANGE = _("a number in it is out of range")


class _RefusedError(ValueError):
    """Something in the JSON that readers interpret in different ways, or that exceeds a limit."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_json(text: str) -> Iterator[FoundItem]:
    """Return the credentials in a JSON text, or one NothingFound if there are none."""
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
    """Parse JSON, and reject what readers disagree about.

    Examples are a duplicate member and a number out of range. Raises ValueError or RecursionError.
    """
    return json.loads(
        text,
        object_pairs_hook=_object,
        parse_float=_float,
        parse_int=_int,
        parse_constant=_constant,
    )


def without_json(text: str) -> tuple[list[FoundItem], str]:
    """Return the credentials in JSON among words, and the text without them.

    If something seems to be a credential but cannot be read, it is
    reported, because the code in it proves nothing.
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
    """Count the objects, lists and values of a document, but no further than `MOST_NODES`."""
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
    """Return the credentials in a JWT.

    These are the ones in a presentation or learner record; otherwise it is the JWT itself.
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
    """Return the claims of a JWT or an SD-JWT, or none if they are unreadable or too many."""
    parts = token.partition("~")[0].split(".")
    try:
        raw = base64.urlsafe_b64decode(f"{parts[1]}==")
        claims = parse_json(raw.decode()) if len(raw) <= MOST_JSON_BYTES else {}
    except (ValueError, RecursionError, IndexError):
        return {}
    return claims if isinstance(claims, dict) and nodes(claims) <= MOST_NODES else {}


def has_too_many_claims(token: str) -> bool:
    """Whether the JSON in a JWT exceeds a document's limits. False if it is not JSON."""
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
    """Yield the credentials themselves, taken out of lists, envelopes and presentations."""
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
    """Whether this is a credential itself, and not something around one."""
    members = document.keys()
    return not members.isdisjoint({"credentialSubject", "proof"}) or members >= _BADGE


def _within(document: object) -> list[FoundItem]:
    """Return the credentials anywhere in other JSON, and the codes beside them.

    Without credentials, return no codes either. A code in an altered
    credential must not count as a code that somebody wrote.
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
    """Return the object or list that a string holds as JSON, or None for other strings."""
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
    """Return the credentials in a presentation.

    The presentation's own proof, which says who presented it, is not
    checked, because we did not request a presentation.
    """
    held = presentation.get("verifiableCredential")
    if isinstance(held, str):
        yield from in_token(held)
    elif isinstance(held, list | dict) and held:
        yield from _credentials(held)
    else:
        yield NOT_A_CREDENTIAL


def _recorded(document: dict[str, Any]) -> Iterator[FoundItem]:
    """Return the separately signed badges in a Comprehensive Learner Record."""
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
