"""A sheet of invitation cards for a class: one a person, with a QR code and the code to type."""

import json
from collections.abc import Sequence
from importlib.resources import files

import typst
from babel.dates import format_date

from adapters.telegram.links import link_into
from core.people.invitations import Invitation
from core.printing import Paper, qr_code


def cards_pdf(
    invitations: Sequence[Invitation],
    *,
    issuer: str,
    bot_name: str | None,
    paper: Paper = Paper.LETTER,
) -> bytes:
    """The sheets as PDF, eight cards on each.

    `bot_name` is the bot's user name on Telegram; without it there is nothing to scan.
    """
    given = {
        "title": "Invitations to Edgefinder",
        "issuer": issuer,
        "paper": paper.value,
        "cards": [_card(each, bot_name) for each in invitations],
    }
    source = files("adapters.paper").joinpath("cards.typ").read_bytes()
    pdf: bytes = typst.compile(source, sys_inputs={"given": json.dumps(given)})
    return pdf


def _card(invitation: Invitation, bot_name: str | None) -> dict[str, str]:
    person = invitation.person
    link = link_into(bot_name, invitation.code) if bot_name else ""
    return {
        "name": person.name,
        "known_as": f"Candidate {person.number}" if person.number else person.email or "",
        "code": invitation.code,
        "until": format_date(invitation.expires_at.date(), "long", "en"),
        "link": link,
        "qr": qr_code(link).decode() if link else "",
    }
