"""Credentials in JSON, with limits, also inside envelopes and presentations."""

import base64
import json
import math
import re
from collections.abc import Iterator
from typing import Any

from core.language.message import _
from core.verification.files.held import (
    NOT_A_CREDENTIAL,
    TOO_MUCH,
    Held,
    HeldDocument,
    HeldNothing,
    HeldToken,
)

MOST_JSON_BYTES = 1024 * 1024
"""Maximum size of one unpacked document: badges have pictures inside."""
MOST_NODES = 1000
"""Maximum objects, lists and values in one document; one of our badges has about 60."""
_MOST_DIGITS = 300
"""Maximum digits of an integer: a larger one does not fit other JSON readers' numbers."""
_ENVELOPE = re.compile(r"^data:application/vc(?:\+ld)?\+(?:jwt|jose|sd-jwt)[^,]*,")
_FEWEST_LETTERS = MOST_NODES * 2
"""Claims with fewer letters cannot have too many values, as each takes at least two bytes."""
_MEMBERS = frozenset({"@context", "type", "proof", "credentialSubject", "badge", "recipient"})
"""A document with none of these members is not a credential of any kind."""
_NOT_JSON = HeldNothing("not_a_credential", _("it begins like JSON, but it is not JSON"))


_TWICE = _("one of its members is there twice, so that readers may differ about it")
_OUT_OF_RANGE = _("a number in it is out of range")


class _RefusedError(ValueError):
    """Something in the JSON that readers interpret differently, or that exceeds a limit."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_json(text: str) -> Iterator[Held]:
    """The credentials in a JSON text; one HeldNothing if there are none."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_JSON_BYTES:
        yield TOO_MUCH
        return
    try:
        document = parse_json(text)
    except _RefusedError as why:
        yield HeldNothing("unsupported", why.reason)
        return
    except (ValueError, RecursionError):
        yield _NOT_JSON
        return
    if nodes(document) > MOST_NODES:
        yield TOO_MUCH
        return
    yield from _credentials(document)


def parse_json(text: str) -> Any:
    """Parse JSON, rejecting what readers disagree about.

    For example a duplicate member or a number out of range. Raises ValueError or RecursionError.
    """
    return json.loads(
        text,
        object_pairs_hook=_object,
        parse_float=_float,
        parse_int=_int,
        parse_constant=_constant,
    )


def nodes(document: object) -> int:
    """Count the objects, lists and values of a document, no further than `MOST_NODES`."""
    count, left = 0, [document]
    while left and count <= MOST_NODES:
        one = left.pop()
        count += 1
        if isinstance(one, dict):
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)
    return count


def has_too_many_claims(token: str) -> bool:
    """Whether the JSON in a JWT exceeds a document's limits; False if it is not JSON."""
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


def _credentials(document: object) -> Iterator[Held]:
    """The credentials themselves, taken out of lists, envelopes and presentations."""
    if isinstance(document, list):
        for each in document:
            if isinstance(each, str) and each.startswith("eyJ"):
                yield HeldToken(each)
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
        yield HeldToken(str(enveloped)[found.end() :]) if found else NOT_A_CREDENTIAL
        return
    if "VerifiablePresentation" in kinds:
        held = document.get("verifiableCredential")
        if isinstance(held, str):
            yield HeldToken(held)
        elif isinstance(held, list | dict):
            yield from _credentials(held)
        else:
            yield NOT_A_CREDENTIAL
        return
    yield HeldDocument(document) if _MEMBERS & document.keys() else NOT_A_CREDENTIAL
