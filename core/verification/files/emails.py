"""Read e-mails: the words, in plain text and HTML, and the attachments."""

import email.policy
from email.message import EmailMessage
from email.parser import BytesParser

from core.language.message import _
from core.verification.files.collected_findings import FileFindings
from core.verification.files.markup import read_html
from core.verification.files.texts import read_text

_MOST_PARTS = 200


def read_mail(content: bytes, findings: FileFindings, depth: int) -> None:
    """Read an e-mail with its attachments, including attached or forwarded e-mails.

    All parts are read: the e-mail itself may be an attachment, and attachments may be anywhere
    among the alternatives.
    """
    from core.verification.files.file_reading import read_part  # noqa: PLC0415 - circular import

    mail = BytesParser(policy=email.policy.default).parsebytes(content)
    for place, part in enumerate(mail.walk()):
        if place >= _MOST_PARTS or findings.out_of_time:
            findings.unread(_("its last parts were not read: there are too many"))
            return
        if part.is_multipart() or not isinstance(part, EmailMessage):
            continue
        body = _content(part)
        kind = part.get_content_type()
        if kind in {"text/plain", "text/html"} and not part.get_filename():
            text = body.decode(_charset(part), "replace")
            findings.spend(len(body))
            if kind == "text/html":
                read_html(text, findings, depth)
                continue
            for held in read_text(text):
                findings.add(held)
        else:
            read_part(body, findings, depth + 1)


def _content(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _charset(part: EmailMessage) -> str:
    """Return the name of an e-mail part's character set, or "utf-8" if it is unknown."""
    named = part.get_content_charset() or "utf-8"
    try:
        "".encode(named)
    except (LookupError, ValueError):
        return "utf-8"
    return named
