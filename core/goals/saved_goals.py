"""Save and remove goals of an organization or workspace. Only the owner may change them."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entries import record
from core.catalog.model import Catalog
from core.clock import Clock
from core.goals.deletion import forget_goals
from core.goals.goal_toml import GoalError, GoalReader, goal_entries
from core.goals.link_tokens import new_token
from core.goals.model import Goal, Visibility
from core.people.model import Workspace
from core.people.name_folding import fold
from core.storage.change_counters import count_change
from core.storage.database import Database, write_alone
from core.storage.tables import goals, organisations, workspaces
from core.storage.upserts import lenient_insert

_MOST_WRITTEN = 200_000
"""The maximum length in characters of a goal as it is stored."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner of goals: an organization, a workspace, or the operator if neither is set."""

    organisation_id: int | None = None
    workspace: Workspace | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """The outcome of a saved goal.

    `changed` is False if an identical goal was on record already. `token` is the link token if the
    goal can only be found by link. Otherwise it is empty.
    """

    goal: Goal
    token: str
    changed: bool


@dataclass(frozen=True, slots=True)
class GoalRefused:
    """The outcome for a goal that cannot be saved.

    `key` is the wrong key in the goal's table, and `reason` says what to do. `code` is the goal's
    code, if known.
    """

    key: str
    reason: str
    code: str = ""


class SavedGoals:
    """Saves goals for their owners."""

    def __init__(self, database: Database, catalog: Catalog, clock: Clock) -> None:
        self._database = database
        self._catalog = catalog
        self._clock = clock

    async def save(
        self,
        owner: Owner,
        written: str | Mapping[str, Any],
    ) -> Saved | GoalRefused:
        """Save a goal of this owner.

        It replaces the owner's earlier goal with the same code. `written` is a TOML text with one
        [[goal]] table, or that table itself. By default, only a workspace's own people can find its
        goals. A goal can choose to be found by link instead.
        """
        try:
            entry = _one_entry(written)
            if owner.workspace is not None and isinstance(entry, Mapping):
                entry = {"visibility": Visibility.ORGANISATION.value, **entry}
            goal = GoalReader(self._catalog).read(entry, "the goal")
        except GoalError as error:
            return GoalRefused(error.key, error.why)
        if owner.workspace is not None and goal.visibility is Visibility.PUBLIC:
            return GoalRefused("visibility", 'a workspace\'s goal is "organisation" or "link"')
        async with self._database.begin() as connection:
            await write_alone(connection)
            whose = owner.organisation_id, await _workspace_id(connection, owner.workspace)
            kept = await keep(connection, whose, entry, goal, self._clock())
            if isinstance(kept, Saved) and kept.changed:
                await count_change(connection)
                await record(connection, Action.CHANGED_GOALS, goal=goal.code)
        return kept

    async def remove(self, owner: Owner, code: str) -> bool:
        """Delete this owner's goal and everything stored about it.

        Return False if the owner has no goal with this code.
        """
        async with self._database.begin() as connection:
            await write_alone(connection)
            whose = owner.organisation_id, await _workspace_id(connection, owner.workspace)
            gone = await forget_goals(
                connection,
                and_(
                    goals.c.code == code,
                    goals.c.organisation_id.is_not_distinct_from(whose[0]),
                    goals.c.workspace_id.is_not_distinct_from(whose[1]),
                ),
            )
            if gone:
                await record(connection, Action.CHANGED_GOALS, removed=code)
        return gone


Whose = tuple[int | None, int | None]
"""The ids of the organization and the workspace that own a goal. At most one of them is set."""


async def keep(
    connection: AsyncConnection, whose: Whose, entry: Mapping[str, Any], goal: Goal, now: datetime
) -> Saved | GoalRefused:
    """Save a parsed goal as `SavedGoals.save` does.

    The caller has to advance the change counter. A goal of the operator may get an owner when it is
    saved here. No other goal can change its owner.
    """
    if goal.code in _shipped_codes():
        return GoalRefused("code", "belongs to a goal shipped with Edgefinder; choose another")
    if goal.visibility is Visibility.ORGANISATION and whose == (None, None):
        return GoalRefused(
            "owner",
            "names an organization that is not on record; only its people could find the goal",
        )
    document = json.dumps(entry, default=date.isoformat, sort_keys=True, ensure_ascii=False)
    if len(document) > _MOST_WRITTEN:
        return GoalRefused("needs", "is too long; divide it into several goals")
    chosen = select(goals).where(goals.c.code == goal.code)
    known = (await connection.execute(chosen)).first()
    before = (known.organisation_id, known.workspace_id) if known else whose
    if before not in {whose, (None, None)}:
        return GoalRefused("code", "belongs to another owner's goal; choose another")
    token = None
    if goal.visibility is Visibility.LINK:
        token = (known.token if known else None) or new_token()
    values = {
        "organisation_id": whose[0],
        "workspace_id": whose[1],
        "visibility": goal.visibility.value,
        "token": token,
        "document": document,
    }
    if known is None:
        new = {**values, "code": goal.code, "changed_at": now}
        await connection.execute(insert(goals).values(new))
    elif all(getattr(known, name) == value for name, value in values.items()):
        return Saved(goal, token or "", changed=False)
    else:
        changed = update(goals).where(goals.c.id == known.id)
        await connection.execute(changed.values(**values, changed_at=now))
    return Saved(goal, token or "", changed=True)


async def owner_named(connection: AsyncConnection, name: str) -> int | None:
    """Return the organization with this name, or None if it is not on record."""
    chosen = select(organisations.c.id).where(organisations.c.folded == fold(name))
    found: int | None = await connection.scalar(chosen)
    return found


def _one_entry(written: str | Mapping[str, Any]) -> Any:
    if not isinstance(written, str):
        return written
    entries = goal_entries(written, "the goal")
    if len(entries) > 1:
        raise GoalError("the goal", "goal", "occurs more than once; write one [[goal]]")
    return entries[0]


async def _workspace_id(connection: AsyncConnection, workspace: Workspace | None) -> int | None:
    """Return the workspace's id. If the workspace is new, record it first.

    Return None without a workspace.
    """
    if workspace is None:
        return None
    made = {"platform": workspace.platform, "external_id": workspace.external_id}
    await connection.execute(lenient_insert(connection, workspaces).values(made))
    found: int | None = await connection.scalar(
        select(workspaces.c.id).where(
            workspaces.c.platform == workspace.platform,
            workspaces.c.external_id == workspace.external_id,
        )
    )
    return found


@cache
def _shipped_codes() -> frozenset[str]:
    text = (files("core.goals") / "data" / "goals.toml").read_text("utf-8")
    return frozenset(entry["code"] for entry in tomllib.loads(text)["goal"])
