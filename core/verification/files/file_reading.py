"""Read a file by its kind.

The first bytes show the kind; the file's name does not matter.
"""

import importlib
import re
from collections.abc import Callable

from core.language.message import _
from core.verification.files.collected_findings import FileFindings, TooMuch
from core.verification.files.decoding import decode_text
from core.verification.files.found_items import (
    CANNOT,
    MOST_BYTES,
    NOT_A_CREDENTIAL,
    TOO_LARGE,
    TOO_MUCH,
    FoundItem,
    need_work,
)
from core.verification.files.texts import LONGEST_TYPED, read_text

_DEEPEST = 3
"""How deep files may be within files, such as a badge in a PDF in an e-mail."""
Reader = Callable[[bytes, FileFindings, int], None]
"""A function that reads a file of one kind. Its number is how deep the file is in other files."""


def read_file(content: bytes) -> list[FoundItem]:
    """Return everything found in a file, in order, or a NothingFound if there is nothing.

    Call this only in a process that may be killed. A malicious file takes as much time and memory
    as it can.
    """
    if len(content) > MOST_BYTES:
        return [TOO_LARGE]
    findings = FileFindings()
    try:
        read_part(content, findings, 0)
    except MemoryError:
        raise  # the caller tries again with more memory
    except (TooMuch, RecursionError):
        findings.add(TOO_MUCH)
    except Exception:  # noqa: BLE001 - libraries raise anything for damaged files
        findings.add(CANNOT)
    return findings.results()


def read_short_text(content: bytes) -> list[FoundItem] | None:
    """Return the findings in a short text, such as a JWT, as `read_file` does.

    Return None if the content must be read in a process that may be killed. Examples are long
    texts, other files, and JSON with a proof.
    """
    if len(content) > LONGEST_TYPED or _kind(content) is not None:
        return None
    found = read_file(content)
    return None if need_work(found) else found


def read_part(content: bytes, findings: FileFindings, depth: int) -> None:
    """Read a file, or a file within another file. `depth` is how deep the file is."""
    if depth > _DEEPEST:
        findings.unread(_("a file in it is packed within too many others"))
        return
    findings.spend(len(content))
    reader = _reader(content)
    if reader is not None:
        reader(content, findings, depth)
        return
    text = decode_text(content)
    if text is None:
        findings.add(NOT_A_CREDENTIAL)
        return
    for held in read_text(text):
        findings.add(held)


def _reader(content: bytes) -> Reader | None:
    """Return the reader for a file's kind, or None for text.

    Import the reader's module now.
    """
    kind = _kind(content)
    if kind is None:
        return None
    module, name = kind
    found: Reader = getattr(importlib.import_module(f"core.verification.files.{module}"), name)
    return found


def _kind(content: bytes) -> tuple[str, str] | None:
    """Return the module and the name of the reader for a file's kind.

    Return None for text.
    """
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    found = None
    if start.startswith(b"%PDF-"):
        found = "pdf", "read_pdf"
    elif _is_picture(start):
        found = "pictures", "read_picture"
    elif start.startswith(b"PK\x03\x04"):
        found = "archives", "read_archive"
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        found = "workbooks", "read_workbook"
    elif _MARKUP.match(start):
        found = "markup", "read_markup"
    elif _is_mail(start):
        found = "emails", "read_mail"
    return found


_MARKUP = re.compile(rb"<(?!ef-)(?:[!?]|[a-z][\w.-]*(?::[\w.-]+)?[\s/>])", re.IGNORECASE)
"""Matches the start of markup. A link or an award code in angle brackets does not match."""
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")


def _is_picture(start: bytes) -> bool:
    return (
        start.startswith(_PICTURES)
        or start[8:12] == b"WEBP"
        or (
            start[4:8] == b"ftyp"
            and start[8:12]
            in {b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}
        )
    )


_HEADERS = (
    *(b"received:", b"return-path:", b"delivered-to:", b"mime-version:", b"message-id:"),
    *(b"x-", b"dkim-signature:", b"authentication-results:", b"arc-", b"date:"),
    *(b"from:", b"to:", b"subject:", b"reply-to:", b"content-type:"),
)


def _is_mail(start: bytes) -> bool:
    """Whether a file begins with at least two headers of an e-mail."""
    lines = start.split(b"\n")[:40]
    headers = 0
    for line in lines:
        bare = line.rstrip(b"\r")
        if not bare:
            break
        if bare[:1] in b" \t":
            continue
        if not bare.lower().startswith(_HEADERS):
            if b":" not in bare.partition(b" ")[0]:
                return False
            continue
        headers += 1
    return headers > 1
