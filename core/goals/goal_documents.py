"""Parse goals against a catalog: the shipped goals, and the documents on record."""

import json
from collections.abc import Collection
from datetime import date
from functools import cached_property

from core.catalog.model import Catalog
from core.goals.goal_toml import GoalError, GoalReader
from core.goals.model import Goal
from core.goals.shipped_goals import shipped_goals


class GoalDocuments:
    """Parses goal documents and caches the goals."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._read: dict[str, Goal | None] = {}

    @cached_property
    def shipped(self) -> dict[str, Goal]:
        """Return the shipped goals, by code."""
        return shipped_goals(self._catalog)

    def goal(self, document: str) -> Goal | None:
        """Return the goal that a stored document describes.

        Return None if the goal needs a credential that the catalog no longer has.
        """
        if document not in self._read:
            self._read[document] = self._goal(document)
        return self._read[document]

    def forget_others(self, documents: Collection[str]) -> None:
        """Drop all documents except these from the cache."""
        self._read = {each: self._read[each] for each in documents if each in self._read}

    @cached_property
    def _reader(self) -> GoalReader:
        return GoalReader(self._catalog)

    def _goal(self, document: str) -> Goal | None:
        entry = json.loads(document)
        if "dated" in entry:
            entry["dated"] = date.fromisoformat(entry["dated"])
        try:
            return self._reader.read(entry, "a goal on record")
        except GoalError:
            return None
