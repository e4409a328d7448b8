"""A sheet of invitation cards for a class: one a person, with a QR code and the code to type."""

import json
from collections.abc import Sequence
from importlib.resources import files
from zoneinfo import ZoneInfo

import typst
from babel.dates import format_datetime

from adapters.telegram.links import link_into
from core.people.invitations import Invitation
from core.printing import Paper, qr_code


def cards_pdf(
    invitations: Sequence[Invitation],
    *,
    issuer: str,
    bot_name: str | None,
    slack: tuple[str, str] | None = None,
    zone: str = "UTC",
    paper: Paper = Paper.LETTER,
) -> bytes:
    """The sheets as PDF, eight cards on each.

    `bot_name` is the bot's user name on Telegram; without it there is nothing to scan. `slack`:
    the app's name and the workspace's. `zone` is the center's, in which times are printed.
    """
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
    """Where to type the code."""
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
        "name": person.name,
        "known_as": f"Candidate {person.number}" if person.number else person.email or "",
        "code": invitation.code,
        "until": f"{format_datetime(until, 'MMMM d, y, h:mm a', locale='en')} {zone.key}",
        "link": link,
        "qr": qr_code(link).decode() if link else "",
    }
