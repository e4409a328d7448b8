"""Encode the findings of a worker process as JSON, and decode them in the main process."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from core.language.message import Message
from core.verification.files.found_items import (
    TOO_MUCH,
    FoundCode,
    FoundDocument,
    FoundItem,
    FoundToken,
    NothingFound,
)
from core.verification.recipients import Recipient
from core.verification.signed_content import (
    ProofWork,
    Refused,
    Statements,
    Status,
    StatusList,
    Worked,
)
from core.verification.verdict import CheckName, Detail


def encode_findings(found: Sequence[FoundItem]) -> bytes:
    """Encode the findings in a file as JSON."""
    told = [_written(held) for held in found]
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")


def items_of(answer: bytes) -> list[FoundItem]:
    """Decode a worker's findings.

    If the answer is incomplete or has no findings, return only `TOO_MUCH`.
    """
    try:
        told: list[list[Any]] = json.loads(answer.decode("utf-8", "surrogatepass"))
        return [_KINDS[kind](*parts) for kind, *parts in told] or [TOO_MUCH]
    except (ValueError, TypeError, KeyError, RecursionError):
        return [TOO_MUCH]


def _written(held: FoundItem) -> list[Any]:
    match held:
        case FoundToken(text, page):
            return ["token", text, page]
        case FoundDocument(document, None, page):
            return ["document", document, None, page]
        case FoundDocument(document, work, page):
            return ["document", document, [_written_work(each) for each in work or ()], page]
        case FoundCode(text, link):
            return ["code", text, link]
        case NothingFound(detail, reason):
            return ["nothing", detail, _written_text(reason)]


def _document(document: dict[str, Any], work: list[Any] | None, page: str) -> FoundDocument:
    done = None if work is None else tuple(_work(each) for each in work)
    return FoundDocument(document, done, page)


def _nothing(detail: str, reason: Any) -> NothingFound:
    return NothingFound(detail, _text(reason))


_KINDS: dict[str, Callable[..., FoundItem]] = {
    "token": FoundToken,
    "document": _document,
    "code": FoundCode,
    "nothing": _nothing,
}


def _written_text(text: str) -> Any:
    """Encode a text.

    A message is encoded with its parts, so that it can still be translated.
    """
    if not isinstance(text, Message):
        return text
    values = {name: _written_text(each) for name, each in text.values.items()}
    return {"msgid": text.msgid, "values": values, "many": text.many, "count": text.amount}


def _text(told: Any) -> Any:
    if not isinstance(told, dict):
        return told
    values = {name: _text(each) for name, each in told["values"].items()}
    return Message(told["msgid"], values, told["many"], told["count"])


def _written_work(work: ProofWork) -> list[Any]:
    if isinstance(work, Refused):
        return ["refused", work.detail.value, _written_text(work.reason), work.check.value]
    return ["worked", work.suite, work.signed.hex(), _written_said(work.said)]


def _written_said(said: Statements | Refused) -> Any:
    if isinstance(said, Refused):
        return _written_work(said)
    told = {name: getattr(said, name) for name in Statements.__slots__}
    statuses = [[each.address, each.place, each.purpose] for each in said.statuses]
    recipients = [[each.identity, each.hashed, each.salt] for each in said.recipients]
    held = said.status_list
    return {
        **told,
        "kinds": sorted(said.kinds),
        "statuses": statuses,
        "recipients": recipients,
        "status_list": held and [held.purposes, held.encoded],
    }


def _work(told: list[Any]) -> ProofWork:
    if told[0] == "refused":
        return _refused(*told[1:])
    suite, signed, said = told[1:]
    return Worked(suite, bytes.fromhex(signed), _said(said))


def _refused(detail: str, reason: Any, check: str) -> Refused:
    return Refused(Detail(detail), _text(reason), CheckName(check))


def _said(told: Any) -> Statements | Refused:
    if isinstance(told, list):
        return _refused(*told[1:])
    return Statements(
        **{
            **told,
            "kinds": frozenset(told["kinds"]),
            "valid_from": tuple(told["valid_from"]),
            "valid_until": tuple(told["valid_until"]),
            "statuses": tuple(Status(*each) for each in told["statuses"]),
            "recipients": tuple(Recipient(*each) for each in told["recipients"]),
            "status_list": _status_list(told["status_list"]),
        }
    )


def _status_list(told: list[Any] | None) -> StatusList | None:
    return StatusList(tuple(told[0]), told[1]) if told else None
