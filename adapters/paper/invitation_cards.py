"""Print invitation cards: one per person, with a QR code and the invitation code to type.

The cards are in English and Spanish, because nobody can choose a language before linking a chat.
"""

from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from adapters.telegram.links import link_into
from core.language.message import _, in_language
from core.people.invitations import Invitation
from core.people.model import Person
from core.typesetting import CannotPrintError, Paper, breakable, qr_code, typeset, unprintable


def cards_pdf(
    invitations: Sequence[Invitation],
    *,
    issuer: str,
    bot_name: str | None,
    slack: tuple[str, str] | None = None,
    zone: str = "UTC",
    paper: Paper = Paper.LETTER,
) -> bytes:
    """Return a PDF with eight invitation cards on each page.

    `bot_name` is the bot's Telegram username. Without `bot_name`, the cards have no QR code.
    `slack` holds the names of the app and the workspace. Times are printed in `zone`, the center's
    time zone. Raises CannotPrintError if a card cannot be printed.
    """
    if names := unprintable([*(each.person.name for each in invitations), issuer]):
        raise CannotPrintError(names)
    given = {
        "title": "Invitations to Edgefinder",
        "issuer": issuer,
        "paper": paper.value,
        "where": _where(bot_name, slack),
        "nowhere": _in_both(_("Your instructor knows where to find it.")),
        "cards": [_card(each, bot_name, ZoneInfo(zone)) for each in invitations],
    }
    source = files("adapters.paper").joinpath("cards.typ").read_bytes()
    return typeset(source, given)


def _where(bot_name: str | None, slack: tuple[str, str] | None) -> list[str]:
    """Return the lines of a card that say where to type the invitation code."""
    on_telegram = [f"Telegram: @{bot_name}"] if bot_name else []
    if slack is None:
        return on_telegram
    app, workspace = slack
    return [*on_telegram, f"Slack, {workspace}: {app}" if workspace else f"Slack: {app}"]


def _card(invitation: Invitation, bot_name: str | None, zone: ZoneInfo) -> dict[str, Any]:
    person = invitation.person
    link = link_into(bot_name, invitation.code) if bot_name else ""
    return {
        "name": breakable(person.name),
        "known_as": _known_as(person),
        "code": invitation.code,
        "say": _in_both(_("Scan, or say to Edgefinder:") if link else _("Say to Edgefinder:")),
        "until": [_until(invitation.expires_at.astimezone(zone), each) for each in _LANGUAGES],
        "link": link,
        "qr": qr_code(link).decode() if link else "",
    }


def _known_as(person: Person) -> str:
    if not person.number:
        return person.email or ""
    return " / ".join(_in_both(_("Candidate %(number)s", number=person.number)))


def _until(moment: datetime, language: str) -> str:
    """Return the line of a card that says when the invitation expires, with the time zone."""
    when = format_datetime(moment, _MOMENT[language], locale=language)
    return in_language(
        _("Works once, until %(moment)s.", moment=f"{when} {moment.tzinfo}"), language
    )


def _in_both(words: str) -> list[str]:
    return [in_language(words, each) for each in _LANGUAGES]


_LANGUAGES = ("en", "es")
_MOMENT = {"en": "MMMM d, y, h:mm a", "es": "d 'de' MMMM 'de' y, h:mm a"}
