"""The offer to link a chat to the record that has the user's confirmed e-mail address."""

from bot.reply import Button, Turn
from core.edgefinder import Edgefinder
from core.language.message import _
from core.people.model import Asker, Person

BY_ADDRESS = "email"
"""The argument of `link` that asks to link by e-mail address instead of by code."""
OFFER = (Button(_("Yes, that is me: link this chat"), f"link {BY_ADDRESS}"),)


async def person_to_offer(turn: Turn, asker: Asker, edgefinder: Edgefinder) -> Person | None:
    """Return the person to whom this chat can be linked, if the user agrees.

    Return None if the platform has confirmed no address. It is asked only now, because only
    requests that need a record need the address.
    """
    if not asker.unlinked or not turn.private or turn.verified_email is None:
        return None
    email = await turn.verified_email()
    return await edgefinder.email_links.person(email) if email else None
