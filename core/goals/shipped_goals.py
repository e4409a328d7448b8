"""The goals that come with Edgefinder, and the texts in them to translate."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files

from core.catalog.model import Catalog
from core.goals.goal_toml import GoalError, GoalReader
from core.goals.model import (
    Goal,
)
from core.language.message import Message


def shipped_goals(catalog: Catalog) -> dict[str, Goal]:
    """Return the shipped goals, by code.

    Goals that need a credential not in this catalog are left out.
    """
    text = (files("core.goals") / "data" / "goals.toml").read_text("utf-8")
    reader = GoalReader(catalog)
    known: dict[str, Goal] = {}
    for entry in tomllib.loads(text)["goal"]:
        try:
            goal = reader.read(entry, "the shipped goals")
        except GoalError:
            continue  # the operator's own catalog lacks a credential of this goal
        known[goal.code] = replace(
            goal,
            title=_translatable(goal.title),
            owner=_translatable(goal.owner),
            note=_translatable(goal.note),
        )
    return known


GOAL = "goal"
"""The context (msgctxt) under which the translation catalogs have the shipped goals' texts."""


def _translatable(words: str) -> str:
    """Mark a shipped goal's text for translation into the reader's language."""
    return Message(words.replace("%", "%%"), {}, context=GOAL) if words else ""


def shipped_words() -> Iterator[str]:
    """Yield the texts in the shipped goals that people read."""
    text = (files("core.goals") / "data" / "goals.toml").read_text("utf-8")
    for entry in tomllib.loads(text)["goal"]:
        yield from (entry[key] for key in ("title", "owner", "note") if entry.get(key))
