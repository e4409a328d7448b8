"""Invitation cards for a class: one per person, with a QR code and the code to type."""

import json
from collections.abc import Sequence
from importlib.resources import files
from zoneinfo import ZoneInfo

import typst
from babel.dates import format_datetime

from adapters.telegram.links import link_into
from core.people.invitations import Invitation
from core.printing import CannotPrintError, Paper, breakable, qr_code, unprintable


def cards_pdf(
    invitations: Sequence[Invitation],
    *,
    issuer: str,
    bot_name: str | None,
    slack: tuple[str, str] | None = None,
    zone: str = "UTC",
    paper: Paper = Paper.LETTER,
) -> bytes:
    """Return the sheets as PDF, eight cards on each.

    `bot_name` is the bot's Telegram username; without it there is no QR code. `slack`: the names of
    the app and of the workspace. `zone` is the center's time zone, for printed times. Raises
    CannotPrintError.
    """
    if names := unprintable([*(each.person.name for each in invitations), issuer]):
        raise CannotPrintError(names)
    given = {
        "title": "Invitations to Edgefinder",
        "issuer": issuer,
        "paper": paper.value,
        "where": _where(bot_name, slack),
        "cards": [_card(each, bot_name, ZoneInfo(zone)) for each in invitations],
    }
    source = files("adapters.paper").joinpath("cards.typ").read_bytes()
    pdf: bytes = typst.compile(source, sys_inputs={"given": json.dumps(given)})
    return pdf


def _where(bot_name: str | None, slack: tuple[str, str] | None) -> list[str]:
    """Return where to type the code."""
    on_telegram = [f"Telegram: @{bot_name}"] if bot_name else []
    if slack is None:
        return on_telegram
    app, workspace = slack
    return [*on_telegram, f"Slack, {workspace}: {app}" if workspace else f"Slack: {app}"]


def _card(invitation: Invitation, bot_name: str | None, zone: ZoneInfo) -> dict[str, str]:
    until = invitation.expires_at.astimezone(zone)
    person = invitation.person
    link = link_into(bot_name, invitation.code) if bot_name else ""
    return {
        "name": breakable(person.name),
        "known_as": f"Candidate {person.number}" if person.number else person.email or "",
        "code": invitation.code,
        "until": f"{format_datetime(until, 'MMMM d, y, h:mm a', locale='en')} {zone.key}",
        "link": link,
        "qr": qr_code(link).decode() if link else "",
    }
