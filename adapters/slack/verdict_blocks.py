"""What follows verdicts in Slack: who asked, and the button that shows them to others."""

from collections.abc import Sequence

from adapters.slack.rendering import CALL, Json
from adapters.slack.windows.blocks import plain
from core.language.message import _
from core.verification.record_lookup import MOST_CODES
from core.verification.verdict import Verdict, VerdictKind

_SEVERAL = 2
_VALUE_CHARACTERS = 2000  # limit of a button: docs.slack.dev/reference/block-kit/block-elements
SHARE = "share-"
"""The prefix of the button's action_id; its value is the codes."""


def under_verdicts(verdicts: Sequence[Verdict], user: str, *, others_read: bool) -> list[Json]:
    """Return the blocks after an answer with verdicts; `others_read`: it was asked in public."""
    if not verdicts:
        return []
    words = _("Asked by %(user)s", user=f"<@{user}>")
    asked = {"type": "context", "elements": [{"type": "mrkdwn", "text": words}]}
    share = [_share(verdicts)] if others_read and len(verdicts) <= MOST_CODES else []
    buttons = [*share, *_watch(verdicts)]
    return [asked, {"type": "actions", "elements": buttons}] if buttons else [asked]


def shared_by(user: str) -> Json:
    """Return the block after verdicts that a person showed to others."""
    words = {"type": "mrkdwn", "text": _("Asked and shared by %(user)s", user=f"<@{user}>")}
    return {"type": "context", "elements": [words]}


def _watch(verdicts: Sequence[Verdict]) -> list[Json]:
    """Return a button to watch several credentials; a single one already has its own button."""
    codes = [each.code for each in verdicts if each.kind is VerdictKind.VALID]
    call = f"watch {' '.join(codes)}"
    if len(codes) < _SEVERAL or len(call) > _VALUE_CHARACTERS:
        return []
    text = plain(_("Tell me if one of the %(number)s is revoked", number=len(codes)))
    return [{"type": "button", "action_id": f"{CALL}watch", "text": text, "value": call}]


def _share(verdicts: Sequence[Verdict]) -> Json:
    several = len(verdicts) > 1
    return {
        "type": "button",
        "action_id": f"{SHARE}0",
        "text": plain(_("Share these verdicts here") if several else _("Share this verdict here")),
        "value": " ".join(verdict.code for verdict in verdicts),
        "confirm": {
            "title": plain(_("Share here?")),
            "text": plain(
                _(
                    "Everybody in this conversation will see the verdict, the credential, its "
                    "holder's name and the day of issue. The code stays with you."
                )
            ),
            "confirm": plain(_("Share")),
            "deny": plain(_("Keep it to myself")),
        },
    }
