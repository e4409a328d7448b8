"""Offer to link a chat to the person with the same confirmed e-mail address."""

from bot.reply import Button, Turn
from core.edgefinder import Edgefinder
from core.language.message import _
from core.people.model import Asker, Person

BY_ADDRESS = "email"
"""The argument of `link` that means the e-mail address instead of a code."""
OFFER = (Button(_("Yes, that is me: link this chat"), f"link {BY_ADDRESS}"),)


async def person_to_offer(turn: Turn, asker: Asker, edgefinder: Edgefinder) -> Person | None:
    """Return the person to whom this chat can be linked if the user agrees, or None.

    The person is found by the user's confirmed e-mail address. The platform is asked for the
    address only here, because few requests need it.
    """
    if not asker.unlinked or not turn.private or turn.verified_email is None:
        return None
    email = await turn.verified_email()
    return await edgefinder.email_links.person(email) if email else None
