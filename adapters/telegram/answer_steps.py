"""Send an answer in steps, so that another try does not repeat the steps already done."""

from collections.abc import Awaitable, Callable

from adapters.telegram.activity import UPLOADING_FILE, UPLOADING_PICTURE
from adapters.telegram.message_sender import with_retries
from adapters.telegram.newer_features import Feature, FeatureRefused, Refusals
from adapters.telegram.rendering import TelegramMessage, messages_of
from adapters.telegram.rich_rendering import rich_message_of
from adapters.telegram.updates_in_progress import Delivery
from bot.reply import Answers, Attachment, Reply, Turn
from bot.turn_trace import Stage, stage

Step = Callable[[], Awaitable[object]]
Steps = Callable[[list[TelegramMessage]], list[Step]]
"""A function that gets messages, and returns the steps that send these messages."""


async def reply_to(turn: Turn, delivery: Delivery, conversation: Answers) -> Reply:
    """Return the reply to a turn.

    If an earlier try already got a reply from the conversation, return that reply.
    """
    if delivery.reply is None:
        delivery.reply = await conversation.answer(turn)
    return delivery.reply


async def upload(send: Step, file: Attachment, delivery: Delivery) -> None:
    """Send a file. Meanwhile the chat shows that a file or picture is being uploaded."""
    if delivery.activity is not None:
        delivery.activity.becomes(UPLOADING_PICTURE if file.picture else UPLOADING_FILE)
    await send()


async def take(steps: list[Step], delivery: Delivery) -> None:
    """Run the steps that earlier tries did not complete, each with a few retries."""
    with stage(Stage.SEND):
        for step in steps[delivery.steps :]:
            await with_retries(step)
            delivery.steps += 1


async def take_as_table_or_text(
    reply: Reply,
    steps: Steps,
    delivery: Delivery,
    refusals: Refusals,
    *,
    chat_id: int,
    bot_name: str,
    private: bool,
) -> FeatureRefused | None:
    """Send a reply as a rich message if it has tables and the chat supports rich messages.

    Otherwise send the reply as texts. If the chat refuses the rich message, send texts and return
    the refusal. Raises TelegramError if sending fails, and FeatureRefused if a feature other than
    rich messages is refused.
    """
    refused: FeatureRefused | None = None
    if refusals.may_try(Feature.RICH, chat_id):
        rich = rich_message_of(reply, bot_name=bot_name, private=private)
        try:
            if rich is not None:
                await take(steps([rich]), delivery)
                return None
        except FeatureRefused as why:
            if why.feature is not Feature.RICH:
                raise
            refused = why
    await take(steps(messages_of(reply, bot_name=bot_name, private=private)), delivery)
    return refused
