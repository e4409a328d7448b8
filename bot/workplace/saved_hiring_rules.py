"""A workplace's hiring rules: use them in checks, add them and remove them."""

from collections.abc import Sequence

from bot.command import Answer
from bot.composer import Composer
from bot.hiring_rules import SimpleRule, make_rule, own_rules, rules_for
from bot.reply import Reply, Turn
from core.edgefinder import Edgefinder
from core.goals.model import Goal
from core.goals.saved_goals import Owner
from core.people.model import Workspace


class WorkspaceRules:
    """The hiring rules of workspaces."""

    def __init__(self, edgefinder: Edgefinder, composer: Composer) -> None:
        self._edgefinder = edgefinder
        self._composer = composer

    async def usable(self, turn: Turn) -> Sequence[Goal]:
        """Return the rules against which a person may check a candidate.

        The rules of the person's own workspace come first.
        """
        asker = await self._edgefinder.askers.find(turn.identity)
        return await rules_for(self._edgefinder, asker)

    async def own(self, turn: Turn) -> Sequence[Goal]:
        """Return the rules of a person's workspace."""
        asker = await self._edgefinder.askers.find(turn.identity)
        return await own_rules(self._edgefinder, asker)

    async def make(self, turn: Turn, rule: SimpleRule) -> Reply:
        """Save a rule for the person's workspace. Never raises errors."""
        return await self._composer.guarded(self._made(turn, rule), turn, "window")

    async def _made(self, turn: Turn, rule: SimpleRule) -> Reply:
        asker = await self._edgefinder.askers.find(turn.identity)
        return self._composer.say(await make_rule(self._edgefinder, asker, rule), turn.locale)

    async def remove(self, turn: Turn, code: str) -> Reply:
        """Delete a rule of the person's workspace. Never raises errors."""
        return await self._composer.guarded(self._removed(turn, code), turn, "window")

    async def _removed(self, turn: Turn, code: str) -> Reply:
        identity = turn.identity
        owner = Owner(workspace=Workspace(identity.platform, identity.workspace))
        gone = await self._edgefinder.saved_goals.remove(owner, code)
        return self._composer.say(Answer("rule_removed", {"gone": gone}), turn.locale)
