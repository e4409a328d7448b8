"""Choose an answer's language: the message's, or else the person's choice."""

from bot.codes_in_text import shown_in
from bot.command import Command
from bot.reply import Turn
from bot.understanding.language import language_beside_codes
from core.audit.actor import acting
from core.edgefinder import Edgefinder
from core.people.model import TERMINAL, Asker
from core.values import replace


async def as_written(turn: Turn, edgefinder: Edgefinder) -> Turn:
    """Return the turn with the locale of the language in which its text is written.

    If the text does not show its language, use the language that the person chose. In a group, use
    only the language of the text.
    """
    language = language_beside_codes(turn.text, " ".join(shown_in(turn.text)))
    if language is None and turn.private:
        language = await edgefinder.chat_memory.language(turn.identity)
    return replace(turn, locale=language) if language else turn


async def as_chosen(turn: Turn, command: Command, asker: Asker, edgefinder: Edgefinder) -> Turn:
    """Return the turn in the language that its sender has chosen, if there is one."""
    language = asker.language
    if not (command.asks or command.record or command.name == "verify"):
        language = await edgefinder.chat_memory.language(turn.identity)
    return replace(turn, locale=language) if language else turn


async def as_looked_up(turn: Turn, edgefinder: Edgefinder) -> Turn:
    """Return the turn in the language that its sender has chosen, if there is one.

    Call this after codes were verified, because the query for codes usually reads the language too.
    If the query has not read the language, look it up.
    """
    language = acting().language
    if language is None or turn.identity.platform == TERMINAL:
        language = await edgefinder.chat_memory.language(turn.identity)
    return replace(turn, locale=language) if language else turn
