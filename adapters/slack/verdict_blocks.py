"""Slack blocks around verdicts: alerts, cards, who asked, and the share button."""

from collections.abc import Sequence

from adapters.slack.buttons import CALL
from adapters.slack.newer_blocks import alert, card
from adapters.slack.rendering import Json
from adapters.slack.windows.blocks import note, plain
from bot.commands.verify import codes_to_watch
from bot.verdict_words import words_of
from core.language.formats import long_date
from core.language.message import _, in_language
from core.verification.record_lookup import MOST_CODES
from core.verification.verdict import Verdict, VerdictKind

_SEVERAL = 2
# limit of a button's value: docs.slack.dev/reference/block-kit/block-elements
_VALUE_CHARACTERS = 2000
MOST_CARDS = 10
_FALSE = frozenset((VerdictKind.REVOKED, VerdictKind.ALTERED))
SHARE = "share-"
"""The prefix of the share button's action_id. The button's value holds the award codes."""


def under_verdicts(verdicts: Sequence[Verdict], user: str, *, others_read: bool) -> list[Json]:
    """Return the blocks below an answer with verdicts: who asked, and buttons.

    The buttons share the verdicts with everyone, and watch the credentials. The share button is
    there only if `others_read`, which means that other people read the conversation.
    """
    if not verdicts:
        return []
    words = _("Asked by %(user)s", user=f"<@{user}>")
    asked = {"type": "context", "elements": [{"type": "mrkdwn", "text": words}]}
    share = [_share(verdicts)] if others_read and len(verdicts) <= MOST_CODES else []
    buttons = [*share, *_watch(verdicts)]
    return [asked, {"type": "actions", "elements": buttons}] if buttons else [asked]


def verdict_alert(verdicts: Sequence[Verdict]) -> list[Json]:
    """Return a list with the alert to show above the verdicts in a window.

    The alert says how many credentials are valid. If there are no verdicts, return [].
    """
    if not verdicts:
        return []
    kinds = {each.kind for each in verdicts}
    level = "success" if kinds == {VerdictKind.VALID} else "warning"
    if kinds & _FALSE:
        level = "error"
    if len(verdicts) == 1:
        return [alert(words_of(verdicts[0]).headline, level)]
    valid = sum(each.kind is VerdictKind.VALID for each in verdicts)
    words = _("Valid: %(valid)s of %(count)s codes", valid=valid, count=len(verdicts))
    return [alert(words, level)]


def verdict_cards(verdicts: Sequence[Verdict], locale: str) -> list[Json]:
    """Return a card for each verdict, without its award code, to show to others.

    Below the cards is a note that says when and against what the verdicts were checked.
    For more than `MOST_CARDS` verdicts, return [], because a list is then easier to read than
    cards. For no verdicts, return [] too.
    """
    if not 0 < len(verdicts) <= MOST_CARDS:
        return []
    cards = []
    for each in verdicts:
        words = words_of(each)
        title = f"{words.sign} {in_language(words.label, locale)}"
        cards.append(card(title, body=in_language(_sentence(each, words.advice, locale), locale)))
    first, day = verdicts[0], long_date(verdicts[0].as_of, locale)
    checked = _(
        "Checked on %(day)s at %(time)s UTC against the %(source)s.",
        day=day,
        time=f"{first.as_of:%H:%M}",
        source=first.source,
    )
    return [*cards, note(in_language(checked, locale))]


def _sentence(verdict: Verdict, advice: str, locale: str) -> str:
    title, name = verdict.credential_title or "", verdict.holder or ""
    issued = long_date(verdict.issued_on, locale) if verdict.issued_on else ""
    if verdict.kind is VerdictKind.VALID:
        return _(
            "%(title)s, held by %(name)s, issued on %(day)s", title=title, name=name, day=issued
        )
    if verdict.kind is not VerdictKind.REVOKED or verdict.revoked_on is None:
        return advice
    revoked = long_date(verdict.revoked_on, locale)
    if not name:
        return _(
            "%(title)s, issued on %(issued)s and revoked on %(revoked)s",
            title=title,
            issued=issued,
            revoked=revoked,
        )
    return _(
        "%(title)s, issued to %(name)s on %(issued)s and revoked on %(revoked)s",
        title=title,
        name=name,
        issued=issued,
        revoked=revoked,
    )


def shared_by(user: str) -> Json:
    """Return the block that says who asked for the verdicts and shared them."""
    words = {"type": "mrkdwn", "text": _("Asked and shared by %(user)s", user=f"<@{user}>")}
    return {"type": "context", "elements": [words]}


def _watch(verdicts: Sequence[Verdict]) -> list[Json]:
    """Return a list with a button that watches all valid credentials that we issued.

    Return [] for a single credential, because the answer about it has its own watch button. Return
    [] too if the award codes do not fit in the button.
    """
    codes = codes_to_watch(each for each in verdicts if each.kind is VerdictKind.VALID)
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
