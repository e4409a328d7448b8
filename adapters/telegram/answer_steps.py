"""The steps of an answer: each is taken once, even if sending takes several tries."""

from collections.abc import Awaitable, Callable

from adapters.telegram.activity import UPLOADING_FILE, UPLOADING_PICTURE
from adapters.telegram.message_sender import with_retries
from adapters.telegram.updates_in_progress import Delivery
from bot.reply import Answers, Attachment, Reply, Turn
from bot.turn_watch import Stage, stage

Step = Callable[[], Awaitable[object]]


async def reply_to(turn: Turn, delivery: Delivery, conversation: Answers) -> Reply:
    """Return the reply; the conversation is asked once, even if sending takes several tries."""
    if delivery.reply is None:
        delivery.reply = await conversation.answer(turn)
    return delivery.reply


async def upload(send: Step, file: Attachment, delivery: Delivery) -> None:
    """Send a file; the chat shows that it is being uploaded."""
    if delivery.activity is not None:
        delivery.activity.becomes(UPLOADING_PICTURE if file.picture else UPLOADING_FILE)
    await send()


async def take(steps: list[Step], delivery: Delivery) -> None:
    """Run the steps that an earlier try has not completed, each with retries."""
    with stage(Stage.SEND):
        for step in steps[delivery.steps :]:
            await with_retries(step)
            delivery.steps += 1
