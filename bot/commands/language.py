"""language: the language in which a chat is answered."""

from bot.access import Access, Audience
from bot.command import Answer, Argument, Call, command
from bot.reply import Button
from bot.whose_record import Shows
from core.language.message import _

_NAMES = {
    **dict.fromkeys(("en", "english", "inglés", "ingles"), "en"),
    **dict.fromkeys(("es", "spanish", "español", "espanol"), "es"),
}


@command(
    argument=Argument("en|es"),
    asks=True,
    access=Access(Audience.EVERYONE, Shows.NOBODY, private=True),
)
async def language(call: Call) -> Answer:
    """Answer in English or in Spanish"""
    chosen = _NAMES.get(call.argument.strip().lower())
    buttons = ((Button(_("English"), "language en"), Button(_("Español"), "language es")),)
    if chosen:
        person = call.asker.person.id if call.asker.person else None
        await call.edgefinder.chat_memory.choose_language(call.turn.identity, person, chosen)
    return Answer("language", {"chosen": chosen}, buttons, language=chosen)
