"""SQL about a person: the full name, the language, and whether strangers see anything."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, bindparam, case, func, literal, or_, select

from core.storage.tables import chat_identities, chat_memories, people


def written_name(person: FromClause = people) -> ColumnElement[Any]:
    """Return SQL for a person's full name.

    `person` is the people table, or an alias of it.
    """
    given, family, space = person.c.given_name, person.c.family_name, literal(" ", Text)
    return func.trim(
        case((person.c.family_first, family + space + given), else_=given + space + family)
    )


def shown_to_strangers(person: FromClause = people) -> ColumnElement[Any]:
    """Return the condition that this person's award codes and links show something.

    A minor's codes and links show nothing until a guardian or the center opens them. A look-up then
    gives the same answer as for a code that is not on record.
    """
    return or_(~person.c.minor, person.c.opened_at.is_not(None))


def chosen_language() -> ColumnElement[Any]:
    """Return SQL for the language that a user chose, or NULL.

    The SQL has the parameters `platform` and `external_id` for the user. The language of a person
    on record applies in all their chats. A stranger's language is stored with the chat.
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
