"""Inline mode: the conversation's cards as results that Telegram shows while somebody types."""

from adapters.telegram.message_sender import written
from adapters.telegram.rendering import Plain, messages_of, one_line
from bot.reply import Card, Cards

KEPT_SECONDS = 300
"""How long Telegram keeps what is the same for everybody."""
_TITLE = 256
_NOTHING: Plain = {"text": "Nothing found: look through all", "start_parameter": "catalog"}


def answer_to_query(query_id: str, cards: Cards, bot_name: str) -> Plain:
    """What answerInlineQuery takes (core.telegram.org/bots/api#answerinlinequery)."""
    answer: Plain = {
        "inline_query_id": query_id,
        "results": [_result(card, bot_name) for card in cards.cards],
        # what is for one person is kept for nobody, and not for them either: it may be revoked
        "cache_time": 0 if cards.personal else KEPT_SECONDS,
        "is_personal": cards.personal,
        "next_offset": "" if cards.following is None else str(cards.following),
    }
    if not cards.cards:
        answer["button"] = _NOTHING
    return answer


def _result(card: Card, bot_name: str) -> Plain:
    # others will read it: what leads on leads into the private chat; one message holds it
    message = messages_of(card.reply, bot_name=bot_name, private=False)[0]
    words = written(message)
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
