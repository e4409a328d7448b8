"""The query that looks up award codes in our record."""

from sqlalchemy import Text, bindparam, case, cast, func, literal, null, select, union_all

from core.people.person_sql import chosen_language, shown_to_strangers, written_name
from core.storage.raw_statements import Query
from core.storage.tables import awards, imports, people

_newest = select(func.max(imports.c.finished_at)).where(imports.c.kind == "results")


def codes_query(most: int) -> Query:
    """Return the query that looks up `most` award codes, and when results were last imported."""
    codes = [bindparam(f"code{i}", type_=Text) for i in range(most)]
    found = (
        select(
            awards.c.code,
            awards.c.candidate_id,
            awards.c.credential_code,
            func.coalesce(awards.c.holder, written_name()),
            written_name(),
            cast(awards.c.issued_on, Text),
            cast(awards.c.revoked_on, Text),
            awards.c.revoked_because,
            cast(awards.c.withdrawn_at, Text),
            case((awards.c.named_in_previews, literal("yes", Text)), else_=null()),
        )
        .join_from(awards, people, people.c.id == awards.c.candidate_id)
        .where(awards.c.code.in_(codes), shown_to_strangers())
    )
    fresh = cast(_newest.scalar_subquery(), Text)
    # the query always returns this row, with the language of the answer, so that existing and
    # missing codes take the same time
    always = select(*(null() for _ in range(8)), cast(chosen_language(), Text), fresh)
    return Query(union_all(found, always))
