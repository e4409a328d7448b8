"""Talk with the bot as somebody at the sample training center."""

from bot.conversation import Conversation
from bot.reply import Reply, Turn
from core.edgefinder import Edgefinder
from tests.understanding.measure import SPEAKERS, everything_on_record


async def last_of(center: Edgefinder, who: str, *said: str) -> Reply:
    """Send these messages one after another in a new chat; return the answer to the last one.

    `who` is a role, such as "candidate".
    """
    await center.chat_memory.forget(SPEAKERS[who])
    conversation = Conversation(center)
    for each in said:
        reply = await conversation.answer(Turn(SPEAKERS[who], each, address="900"))
    return reply


async def meant(center: Edgefinder, who: str, *said: str) -> str:
    """Return what the bot understood in the last of these messages, such as "cost M1-GRD".

    If the answer shows several students, return "student" and all their names. If the bot
    understood nothing, return the template of the answer.
    """
    reply = await last_of(center, who, *said)
    if not reply.understood:
        return reply.template
    command, about, _score = reply.understood[0]
    students = [each[1] for each in reply.understood if each[0] == command == "student"]
    return f"{command} {'|'.join(students) or about}".strip()


async def unchanged_by(center: Edgefinder, who: str, *said: str) -> Reply:
    """Return the answer to the last of these messages. Fail if they change anything on record."""
    before = await everything_on_record(center)
    reply = await last_of(center, who, *said)
    assert await everything_on_record(center) == before
    return reply
