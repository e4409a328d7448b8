"""What verification says of a credential that somebody shows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class VerdictKind(StrEnum):
    VALID = "valid"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"  # its holder would not have it seen
    EXPIRED = "expired"  # its time is over, or has not begun: see the detail
    UNKNOWN = "unknown"  # no such code in our records
    MISTYPED = "mistyped"  # cannot be a code: its check symbol is wrong
    ALTERED = "altered"  # it says that it is ours, and was changed since we signed it
    UNTRUSTED = "untrusted"  # signed by a key or an issuer that is not believed here
    UNREADABLE = "unreadable"  # no credential that can be read


class Detail(StrEnum):
    """What tells verdicts of one kind apart, for programs."""

    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    SIGNATURE = "signature"
    FIELD = "field"
    UNKNOWN_KEY = "unknown_key"
    REVOKED_KEY = "revoked_key"
    OTHER_ISSUER = "other_issuer"
    TRUSTED_ISSUER = "trusted_issuer"
    RECORD_CHANGED = "record_changed"
    NOT_RECORDED = "not_recorded"
    NOT_SIGNED = "not_signed"
    NOT_A_CREDENTIAL = "not_a_credential"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One answer. Of a person it tells what the code proves, and nothing else (DESIGN.md 3).

    `as_of` is when it was looked up, `source` whose records and how fresh they are. `issuer` names
    the issuer of a credential that is not ours. `code` is the code, or the name of the file where
    none was read.
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
    detail: Detail | None = None
    issuer: str | None = None

    def document(self) -> dict[str, Any]:
        """Its JSON form. `detail` and `issuer` are in it where there is one."""
        credential = {"code": self.credential_code, "title": self.credential_title}
        more = {"detail": self.detail and self.detail.value, "issuer": self.issuer}
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
            **{name: value for name, value in more.items() if value is not None},
        }
