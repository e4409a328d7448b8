"""Check lists and messages for a workspace, and record what it has checked."""

from collections.abc import Sequence

from bot.codes_in_text import shown_in
from bot.command import Answer
from bot.commands.verify import person_of, table_answer, verdict_data, without_duplicates
from bot.composer import Composer
from bot.reply import MediaKind, Reply, Turn
from bot.whose_badge import apart
from core.asking import Asking, asking_as
from core.audit.actor import Actor, Surface
from core.edgefinder import Edgefinder
from core.people.model import Workspace
from core.verification.record_lookup import MOST_CODES
from core.verification.verdict import Detail, Verdict

_NOTHING = (Detail.NOT_A_CREDENTIAL, Detail.DAMAGED)


class WorkspaceChecks:
    """The checks that members of a workspace make, and the record of earlier checks."""

    def __init__(self, edgefinder: Edgefinder, composer: Composer) -> None:
        self._edgefinder = edgefinder
        self._composer = composer

    async def check_list(self, turn: Turn) -> Reply:
        """Check many codes, typed or in a file. Return a summary, a table and a file.

        Never raises errors.
        """
        if turn.media is not None and (why := _why_not(turn)):
            data = {"why": why, "platform": turn.capabilities.name}
            return self._composer.say(Answer("list_file", data), turn.locale)
        return await self._composer.guarded(self._check_list(turn), turn, "window")

    async def _check_list(self, turn: Turn) -> Reply:
        verification, person = self._edgefinder.verification, person_of(turn.identity)
        verdicts: list[Verdict] = []
        typed, recipient = apart(turn.text)
        if typed.strip():
            verdicts += await verification.verify_typed(typed, person, recipient)
        if turn.file is not None:
            listed = await verification.verify_file(
                turn.file.name, turn.file.content, person, recipient
            )
            if _is_nothing(listed):
                data = {"why": "none", "platform": turn.capabilities.name}
                return self._composer.say(Answer("list_file", data), turn.locale)
            verdicts += listed
        return self._composer.say(table_answer(without_duplicates(verdicts)), turn.locale)

    async def check_message(self, turn: Turn) -> Reply:
        """Check the codes, links and file in a message that somebody else wrote.

        Never raises errors.
        """
        if not shown_in(turn.text) and turn.file is None:
            template = "no_codes" if turn.media is None else "message_file"
            return self._composer.say(Answer(template), turn.locale)
        return await self._composer.guarded(self._check_message(turn), turn, "window")

    async def _check_message(self, turn: Turn) -> Reply:
        verification, person = self._edgefinder.verification, person_of(turn.identity)
        verdicts: list[Verdict] = []
        if shown := shown_in(turn.text):
            typed = await verification.verify_typed(" ".join(shown), person)
            verdicts += verification.with_warnings(typed, turn.text)
        if turn.file is not None:
            verdicts += await verification.verify_file(turn.file.name, turn.file.content, person)
        verdicts = without_duplicates(verdicts)
        if len(verdicts) > MOST_CODES:
            return self._composer.say(table_answer(verdicts), turn.locale)
        answer = Answer("verify", verdict_data(verdicts), verdicts=tuple(verdicts))
        return self._composer.say(answer, turn.locale)

    async def verdict(self, turn: Turn, shown: str) -> Verdict:
        """Return the verdict on one code or link for a workflow, in which no person asks."""
        with asking_as(Asking(turn.identity)):
            async with self._edgefinder.audit.acting(Actor(Surface.CHAT, chat="workflow")):
                [verdict] = await self._edgefinder.verification.verify([shown])
        return verdict

    async def note(self, workspace: str, turn: Turn, verdicts: Sequence[Verdict]) -> None:
        """Record verdicts that a member of the workspace got."""
        identity = turn.identity
        await self._edgefinder.check_history.keep(
            Workspace(identity.platform, workspace),
            identity.external_id,
            verdicts,
        )

    async def keep_for(self, workspace: str, turn: Turn, days: int) -> None:
        """Set how many days the workspace's checks are kept."""
        which = Workspace(turn.identity.platform, workspace)
        await self._edgefinder.check_history.keep_for(which, days)


def _why_not(turn: Turn) -> str:
    """Return why a list's file cannot be read ("large" or "lost"), or '' if it can be read."""
    if turn.media is MediaKind.LARGE:
        return "large"
    return "lost" if turn.file is None else ""


def _is_nothing(verdicts: Sequence[Verdict]) -> bool:
    """Whether a file was read but contained no code."""
    return all(each.detail in _NOTHING for each in verdicts)
