"""Find the shipped goals and the goals on record that a user may see.

All goals are cached when first needed. After any process has changed a goal, they are read again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.catalog.model import Catalog
from core.goals.goal_documents import GoalDocuments
from core.goals.link_tokens import read_token
from core.goals.model import Goal, Visibility
from core.people.model import Asker
from core.storage.stored_queries import StoredQuery

if TYPE_CHECKING:
    from core.storage.database import Database
    from core.storage.raw_statements import Query


def _stored() -> "Query":
    from core.goals.goal_query import stored_goals  # noqa: PLC0415 - SQLAlchemy is slow

    return stored_goals()


def _number() -> "Query":
    from core.goals.goal_query import goals_changed  # noqa: PLC0415 - SQLAlchemy is slow

    return goals_changed()


_STORED = StoredQuery("goals", _stored)
_NUMBER = StoredQuery("goals changed", _number)


@dataclass(frozen=True, slots=True)
class StoredGoal:
    """A goal on record, and its owner: an organization, a workspace, or the operator."""

    goal: Goal
    organisation_id: int | None
    workspace: tuple[str, str] | None
    token: str

    def is_of(self, asker: Asker) -> bool:
        """Whether the goal belongs to an organization or the workspace of this user."""
        if self.workspace is not None:
            return self.workspace == (asker.identity.platform, asker.identity.workspace)
        return any(post.organisation_id == self.organisation_id for post in asker.posts)


class GoalRepository:
    """Finds the goals that a user may see."""

    def __init__(self, database: "Database", catalog: Catalog) -> None:
        self._database = database
        self._documents = GoalDocuments(catalog)
        self._number = 0  # 0 if no goal was ever changed, because then no counter is on record
        self._kept: dict[str, StoredGoal] = {}

    async def seen_by(self, asker: Asker) -> Mapping[str, Goal]:
        """Return the goals that a user may see, by code. The shipped goals come first.

        A goal that can only be found by link is visible to its owner's people and to its followers.
        """
        kept = await self._on_record(asker.goals_changed)
        seen = dict(self._documents.shipped)
        for code, one in kept.items():
            visibility = one.goal.visibility
            if (
                visibility is Visibility.PUBLIC
                or one.is_of(asker)
                or (visibility is Visibility.LINK and code in asker.followed)
            ):
                seen[code] = one.goal
        return seen

    async def by_token(self, asker: Asker, typed: str) -> Goal | None:
        """Return the goal with this link token, or None."""
        token = read_token(typed)
        if token is None:
            return None
        kept = await self._on_record(asker.goals_changed)
        return next((one.goal for one in kept.values() if one.token == token), None)

    async def token_of(self, asker: Asker, code: str) -> str:
        """Return a goal's link token if this user belongs to its owner. Otherwise return ""."""
        one = (await self._on_record(asker.goals_changed)).get(code)
        return one.token if one is not None and one.is_of(asker) else ""

    async def everything(self) -> Mapping[str, Goal]:
        """Return all goals, for the operator."""
        kept = await self._on_record(None)
        return self._documents.shipped | {code: one.goal for code, one in kept.items()}

    async def _on_record(self, number: int | None) -> Mapping[str, StoredGoal]:
        """Return the goals on record, by code.

        `number` is the current change counter, or None to read the counter from the database.
        """
        if number is None:
            rows = await self._database.fetch(_NUMBER)
            number = rows[0][0] if rows else 0
        if number != self._number:
            await self._read_again()
        return self._kept

    async def _read_again(self) -> None:
        kept: dict[str, StoredGoal] = {}
        documents: list[str] = []
        changed = 0
        for (
            code,
            organisation,
            platform,
            external_id,
            token,
            document,
        ) in await self._database.fetch(_STORED):
            if code is None:
                changed = int(organisation or 0)
                continue
            documents.append(document)
            goal = self._documents.goal(document)
            if goal is not None:
                workspace = (platform, external_id) if platform else None
                owner = int(organisation) if organisation else None
                kept[code] = StoredGoal(goal, owner, workspace, token or "")
        self._documents.forget_others(documents)
        self._kept, self._number = dict(sorted(kept.items())), changed
