"""SQL for the language that a chat's user chose, to include in other statements."""

from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, func, select

from core.storage.tables import chat_identities, chat_memories, people


def chosen_language() -> ColumnElement[Any]:
    """Return SQL for the language that the user `platform`, `external_id` chose, or null.

    The language of a person on record applies in all their chats. Anyone else's is stored with
    their chat.
    """
    platform = bindparam("platform", type_=Text)
    external_id = bindparam("external_id", type_=Text)
    of_person = (
        select(people.c.language)
        .join(chat_identities, chat_identities.c.person_id == people.c.id)
        .where(chat_identities.c.platform == platform, chat_identities.c.external_id == external_id)
    )
    of_chat = select(chat_memories.c.language).where(
        chat_memories.c.platform == platform, chat_memories.c.external_id == external_id
    )
    return func.coalesce(of_person.scalar_subquery(), of_chat.scalar_subquery())
