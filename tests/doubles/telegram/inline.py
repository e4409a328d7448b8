"""Inline mode: queries that a person types after the bot's name, and cards."""

from typing import TYPE_CHECKING

from tests.doubles.telegram import rules
from tests.doubles.telegram.rules import Json, bad

if TYPE_CHECKING:
    from tests.doubles.telegram.server import TelegramApi

QUERY_LIFE = 10.0
_OLD = "query is too old and response timeout expired or query ID is invalid"


async def answer_query(api: "TelegramApi", given: Json) -> bool:
    query = str(given.get("inline_query_id", ""))
    asked = api.inline_queries.get(query)
    if asked is None or query in api.cards or api.clock.now() - asked >= QUERY_LIFE:
        raise bad(_OLD)
    results = rules.checked_results(given)
    if int(given.get("cache_time", 300)) < 0:
        raise bad("cache time must be non-negative")
    api.cards[query] = results
    return True
