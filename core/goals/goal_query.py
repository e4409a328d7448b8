"""The statement that reads all goals on record, and the one that reads their change counter."""

from typing import Any

from sqlalchemy import Text, cast, null, select, union_all

from core.storage.change_counters import GOALS_CHANGED
from core.storage.raw_statements import Query
from core.storage.tables import goals, workspaces


def _row(*columns: Any) -> Any:
    return select(*(cast(c, Text).label(f"c{place}") for place, c in enumerate(columns)))


def stored_goals() -> Query:
    return Query(
        union_all(
            _row(
                goals.c.code,
                goals.c.organisation_id,
                workspaces.c.platform,
                workspaces.c.external_id,
                goals.c.token,
                goals.c.document,
            ).select_from(goals.outerjoin(workspaces, workspaces.c.id == goals.c.workspace_id)),
            # the change counter is read in the same statement, so that it fits the goals
            _row(null(), GOALS_CHANGED.scalar_subquery(), *(null() for _ in range(4))),
        )
    )


def goals_changed() -> Query:
    return Query(GOALS_CHANGED)
