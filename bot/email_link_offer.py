"""The offer to link a chat to the record that has the user's confirmed e-mail address."""

from bot.reply import Button, Turn
from core.edgefinder import Edgefinder
from core.language.message import _
from core.people.model import Asker, Person

BY_ADDRESS = "email"
"""The argument of `link` that asks to link by e-mail address instead of by code."""
OFFER = (Button(_("Yes, that is me: link this chat"), f"link {BY_ADDRESS}"),)


async def person_to_offer(turn: Turn, asker: Asker, edgefinder: Edgefinder) -> Person | None:
    """Return the person that this chat can be linked to if
    they agree. None without a confirmed address.

    We ask the platform for the address only now, because only
    a request that needs a record needs it.
    """
    if not asker.unlinked or not turn.private or turn.verified_email is None:
        return None
    email = await turn.verified_email()
    return await edgefinder.email_links.person(email) if email else None
