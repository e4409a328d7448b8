"""Inline mode: cards that Telegram offers while a person types after the bot's name."""

from adapters.telegram.bot_api_rules import Plain, one_line
from adapters.telegram.message_sender import content_parameters
from adapters.telegram.rendering import messages_of
from bot.reply import Card, Cards

KEPT_SECONDS = 300
"""For how many seconds Telegram may cache inline cards that are the same for everyone."""
_TITLE = 256
_NOTHING: Plain = {"text": "Nothing found: look through all", "start_parameter": "catalog"}


def answer_to_query(query_id: str, cards: Cards, bot_name: str) -> Plain:
    """Return the parameters of answerInlineQuery (core.telegram.org/bots/api#answerinlinequery)."""
    answer: Plain = {
        "inline_query_id": query_id,
        "results": [_result(card, bot_name) for card in cards.cards],
        # personal results are never cached, because a credential can be revoked
        "cache_time": 0 if cards.personal else KEPT_SECONDS,
        "is_personal": cards.personal,
        "next_offset": "" if cards.following is None else str(cards.following),
    }
    if not cards.cards:
        answer["button"] = _NOTHING
    return answer


def _result(card: Card, bot_name: str) -> Plain:
    # other people will see the card, so its buttons open the private chat; the card fits in one
    # message
    message = messages_of(card.reply, bot_name=bot_name, private=False)[0]
    words = content_parameters(message)
    keyboard = words.pop("reply_markup", None)
    text = words.pop("text")
    result: Plain = {
        "type": "article",
        "id": card.name,
        "title": one_line(card.title, _TITLE),
        "description": one_line(card.line, _TITLE),
        "input_message_content": {"message_text": text, **words},
    }
    return result | {"reply_markup": keyboard} if keyboard else result
