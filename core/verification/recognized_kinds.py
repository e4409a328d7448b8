"""Kinds of credentials that we recognize but cannot check, and who can check them."""

from collections.abc import Mapping
from typing import Any

from core.language.message import Message, _
from core.verification.files.held import HeldNothing
from core.verification.verdict import Detail

_OPEN_BADGES_2 = _(
    "it is a badge of Open Badges 2.0, which only the website of its issuer confirms"
)
_BY_TYPE: Mapping[str, Message] = {
    "Assertion": _OPEN_BADGES_2,
    "BadgeClass": _("it describes a badge, and says nothing about who earned it"),
    "ClrCredential": _("it is a Comprehensive Learner Record: ask for the badges in it one by one"),
    "EndorsementCredential": _("it is an endorsement, and says nothing about who earned what"),
    "BlockcertsCredential": _("it is a Blockcerts certificate, which Blockcerts' own page checks"),
    "EuropeanDigitalCredential": _(
        "it is a European learning credential, which the Europass website checks"
    ),
}
_OPEN_BADGES_1 = _("it is a badge of Open Badges 1, which only the website of its issuer confirms")


def recognized(document: Mapping[str, Any]) -> HeldNothing | None:
    """The kind of a document that cannot be checked; None if it is not recognized."""
    said = document.get("type")
    kinds = said if isinstance(said, list) else [said]
    for kind in kinds:
        if isinstance(kind, str) and kind in _BY_TYPE:
            return HeldNothing(Detail.UNSUPPORTED, _BY_TYPE[kind])
    if said is None and {"recipient", "badge"} <= document.keys():
        return HeldNothing(Detail.UNSUPPORTED, _OPEN_BADGES_1)
    return None
