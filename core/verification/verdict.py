"""What verification says of a credential that somebody shows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class VerdictKind(StrEnum):
    VALID = "valid"
    REVOKED = "revoked"
    UNKNOWN = "unknown"  # no such code in our records
    MISTYPED = "mistyped"  # cannot be a code: its check symbol is wrong


@dataclass(frozen=True, slots=True)
class Verdict:
    """One answer. Of a person it tells what the code proves, and nothing else (DESIGN.md 3).

    `as_of` is when it was looked up, `source` whose records and how fresh they are.
    """

    kind: VerdictKind
    code: str
    as_of: datetime
    source: str
    credential_code: str | None = None
    credential_title: str | None = None
    holder: str | None = None
    issued_on: date | None = None
    revoked_on: date | None = None
    reason: str | None = None

    def document(self) -> dict[str, Any]:
        """Its JSON form."""
        credential = {"code": self.credential_code, "title": self.credential_title}
        return {
            "verdict": self.kind.value,
            "code": self.code,
            "credential": credential if self.credential_code else None,
            "holder": self.holder,
            "issued_on": self.issued_on and self.issued_on.isoformat(),
            "revoked_on": self.revoked_on and self.revoked_on.isoformat(),
            "reason": self.reason,
            "as_of": self.as_of.isoformat(timespec="seconds"),
            "source": self.source,
        }
