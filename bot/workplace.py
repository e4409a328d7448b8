"""Workplace features beside the conversation: checking lists of codes, sharing verdicts, Home tabs
and a workspace's past checks.
"""

import logging
import secrets
from collections.abc import Awaitable, Sequence
from typing import Protocol

from bot.actors import actor_of
from bot.codes_in_text import shown_in
from bot.command import Answer, Call
from bot.commands.verify import person_of, table_answer, verdict_data, without_duplicates
from bot.fault_log import way_of
from bot.hiring_rules import SimpleRule, make_rule, own_rules, rules_for
from bot.home_page import AtHome, HomePages
from bot.notice_form import NoticeForm, keep_notices, notice_form
from bot.reply import MediaKind, Reply, Turn, rows_said
from bot.template_environment import renderer
from bot.whose_badge import apart
from core.audit.acting import Actor, Surface
from core.catalog.model import Credential
from core.edgefinder import Edgefinder
from core.goals.model import Goal
from core.goals.saved_goals import Owner
from core.notices.preferences import Chosen
from core.people.workspaces import (
    Workspace,
)
from core.rate_limits import Asking, asking_as
from core.records.model import Record
from core.verification.record_lookup import MOST_CODES
from core.verification.verdict import Detail, Verdict, VerdictKind

_log = logging.getLogger(__name__)


class AtWork(Protocol):
    """What an adapter calls for the workplace."""

    @property
    def home(self) -> AtHome: ...
    @property
    def has_many_processes(self) -> bool: ...
    async def takes(self, turn: Turn, delivery: str) -> bool: ...
    async def check_list(self, turn: Turn) -> Reply: ...
    async def check_message(self, turn: Turn) -> Reply: ...
    async def language(self, turn: Turn) -> str: ...
    async def to_show(self, turn: Turn, codes: Sequence[str]) -> Reply: ...
    async def unfurled(self, turn: Turn, link: str) -> Reply | None: ...
    async def verdict(self, turn: Turn, shown: str) -> Verdict: ...
    async def rules(self, turn: Turn) -> Sequence[Goal]: ...
    async def own_rules(self, turn: Turn) -> Sequence[Goal]: ...
    async def make_rule(self, turn: Turn, rule: SimpleRule) -> Reply: ...
    async def remove_rule(self, turn: Turn, code: str) -> Reply: ...
    async def notices(self, turn: Turn) -> NoticeForm | None: ...
    async def keep_notices(self, turn: Turn, chosen: Chosen) -> Reply: ...
    def credentials(self, typed: str, most: int) -> Sequence[Credential]: ...
    async def note(self, workspace: str, turn: Turn, verdicts: Sequence[Verdict]) -> None: ...
    async def keep_for(self, workspace: str, turn: Turn, days: int) -> None: ...
    async def meet(self, turn: Turn, name: str, installed_in: str) -> None: ...
    async def forget(self, workspace: str, turn: Turn) -> None: ...
    async def forget_installed(self, place: str, turn: Turn) -> None: ...


def _why_not(turn: Turn) -> str:
    """Why a list's file cannot be read; empty if it can."""
    if turn.media is MediaKind.LARGE:
        return "large"
    return "lost" if turn.file is None else ""


_NOTHING = (Detail.NOT_A_CREDENTIAL, Detail.DAMAGED)


def _is_nothing(verdicts: Sequence[Verdict]) -> bool:
    """Whether a file was read, and there was no code in it."""
    return all(each.detail in _NOTHING for each in verdicts)


class Workplace:
    """Calls the use-cases, and composes replies in the same form as the conversation's."""

    def __init__(self, edgefinder: Edgefinder) -> None:
        self._edgefinder = edgefinder
        self._renderer = renderer()
        self.home = HomePages(edgefinder, self._say)

    @property
    def has_many_processes(self) -> bool:
        """Whether several processes may serve: on PostgreSQL, not on a SQLite file."""
        return self._edgefinder.has_many_processes

    async def takes(self, turn: Turn, delivery: str) -> bool:
        """Claim a platform delivery by its id; False if another process took it before.

        If that cannot be determined it is taken: a second answer is better than none, and the
        answer mentions the fault.
        """
        edgefinder = self._edgefinder
        platform = turn.identity.platform
        try:
            return await edgefinder.deliveries.takes(platform, delivery)
        except Exception as fault:  # noqa: BLE001 - logged; the next action fails the same way
            _log.error("what was taken before is not known: %s", way_of(fault))
            return True

    async def language(self, turn: Turn) -> str:
        """The language that a person has chosen, else that of their platform."""
        return await self._edgefinder.chat_memory.language(turn.identity) or turn.locale

    async def check_list(self, turn: Turn) -> Reply:
        """Check many codes, typed or in a file: a summary, a table and a file. Never raises."""
        if turn.media is not None and (why := _why_not(turn)):
            data = {"why": why, "platform": turn.capabilities.name}
            return self._say(Answer("list_file", data), turn.locale)
        with asking_as(Asking(turn.identity)):
            return await self._guarded(self._check_list(turn), turn)

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
                return self._say(Answer("list_file", data), turn.locale)
            verdicts += listed
        return self._say(table_answer(without_duplicates(verdicts)), turn.locale)

    async def check_message(self, turn: Turn) -> Reply:
        """Check the codes, links and file in a message that somebody else wrote. Never raises."""
        if not shown_in(turn.text) and turn.file is None:
            template = "no_codes" if turn.media is None else "message_file"
            return self._say(Answer(template), turn.locale)
        with asking_as(Asking(turn.identity)):
            return await self._guarded(self._check_message(turn), turn)

    async def _check_message(self, turn: Turn) -> Reply:
        verification, person = self._edgefinder.verification, person_of(turn.identity)
        verdicts: list[Verdict] = []
        if shown := shown_in(turn.text):
            typed = await verification.verify_typed(" ".join(shown), person)
            verdicts += verification.warned(typed, turn.text)
        if turn.file is not None:
            verdicts += await verification.verify_file(turn.file.name, turn.file.content, person)
        verdicts = without_duplicates(verdicts)
        if len(verdicts) > MOST_CODES:
            return self._say(table_answer(verdicts), turn.locale)
        answer = Answer("verify", verdict_data(verdicts), verdicts=tuple(verdicts))
        return self._say(answer, turn.locale)

    async def to_show(self, turn: Turn, codes: Sequence[str]) -> Reply:
        """The verdicts as of now, to show to others: without codes or buttons."""
        return await self._guarded(self._to_show(turn, codes), turn)

    async def unfurled(self, turn: Turn, link: str) -> Reply | None:
        """The preview of a link to one of our pages, without the holder's name; None for other
        links.
        """
        address = self._edgefinder.public_url
        if not address or not link.startswith(f"{address}/v/"):
            return None
        with asking_as(Asking(turn.identity)):
            async with self._edgefinder.audit.acting(actor_of(turn, "link preview")):
                [verdict] = await self._edgefinder.verification.verify([link])
        if verdict.kind is VerdictKind.MISTYPED or verdict.detail is Detail.LIMITED:
            return None
        return self._say(Answer("verdict_unfurled", {"verdict": verdict}), turn.locale)

    async def rules(self, turn: Turn) -> Sequence[Goal]:
        """The rules by which a person may check a candidate, their workspace's first."""
        asker = await self._edgefinder.askers.find(turn.identity)
        return await rules_for(self._edgefinder, asker)

    async def own_rules(self, turn: Turn) -> Sequence[Goal]:
        """The rules of a person's workspace."""
        asker = await self._edgefinder.askers.find(turn.identity)
        return await own_rules(self._edgefinder, asker)

    async def remove_rule(self, turn: Turn, code: str) -> Reply:
        """Delete a rule of the workspace. Never raises."""
        return await self._guarded(self._removed(turn, code), turn)

    async def _removed(self, turn: Turn, code: str) -> Reply:
        identity = turn.identity
        owner = Owner(workspace=Workspace(identity.platform, identity.workspace))
        gone = await self._edgefinder.saved_goals.remove(owner, code)
        return self._say(Answer("rule_removed", {"gone": gone}), turn.locale)

    async def make_rule(self, turn: Turn, rule: SimpleRule) -> Reply:
        """Save a rule for the person's workspace. Never raises."""
        return await self._guarded(self._made(turn, rule), turn)

    async def _made(self, turn: Turn, rule: SimpleRule) -> Reply:
        asker = await self._edgefinder.askers.find(turn.identity)
        return self._say(await make_rule(self._edgefinder, asker, rule), turn.locale)

    async def notices(self, turn: Turn) -> NoticeForm | None:
        """A person's notification settings, for a window; None if they are not on record."""
        asker = await self._edgefinder.askers.find(turn.identity)
        return await notice_form(self._edgefinder, asker)

    async def keep_notices(self, turn: Turn, chosen: Chosen) -> Reply:
        """Save the settings chosen in that window. Never raises."""
        return await self._guarded(self._kept(turn, chosen), turn)

    async def _kept(self, turn: Turn, chosen: Chosen) -> Reply:
        asker = await self._edgefinder.askers.find(turn.identity)
        call = Call(turn, asker, Record(), "", self._edgefinder)
        return self._say(await keep_notices(call, chosen), turn.locale)

    def credentials(self, typed: str, most: int) -> Sequence[Credential]:
        """The credentials that a typed text may mean; for an empty text the first of the
        catalog.
        """
        if not typed.strip():
            return self._edgefinder.catalog.credentials[:most]
        return [match.credential for match in self._edgefinder.index.search(typed, most)]

    async def verdict(self, turn: Turn, shown: str) -> Verdict:
        """The verdict on one code or link, for a workflow of a workspace rather than a person."""
        with asking_as(Asking(turn.identity)):
            async with self._edgefinder.audit.acting(Actor(Surface.CHAT, chat="workflow")):
                [verdict] = await self._edgefinder.verification.verify([shown])
        return verdict

    async def note(self, workspace: str, turn: Turn, verdicts: Sequence[Verdict]) -> None:
        """Store, for the workspace, a verdict that one of its people was given."""
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

    async def meet(self, turn: Turn, name: str, installed_in: str) -> None:
        """Record that the asker belongs to a workspace that has the bot: an employer with this
        name.
        """
        which = Workspace(turn.identity.platform, turn.identity.workspace)
        await self._edgefinder.workspaces.meet(which, name, installed_in)

    async def forget_installed(self, place: str, turn: Turn) -> None:
        """The bot was removed from a workspace or a whole org: delete everything of theirs."""
        await self._edgefinder.workspace_removal.forget_installation(turn.identity.platform, place)

    async def forget(self, workspace: str, turn: Turn) -> None:
        """The workspace is gone: delete everything of it."""
        which = Workspace(turn.identity.platform, workspace)
        await self._edgefinder.workspace_removal.forget(which)

    async def _to_show(self, turn: Turn, codes: Sequence[str]) -> Reply:
        verdicts = without_duplicates(await self._edgefinder.verification.verify(codes))
        answer = Answer("verdict_shown", verdict_data(verdicts))
        return self._say(answer, turn.locale, personal=False)

    async def _guarded(self, answering: Awaitable[Reply], turn: Turn) -> Reply:
        try:
            with asking_as(Asking(turn.identity)):
                async with self._edgefinder.audit.acting(actor_of(turn, "window")):
                    return await answering
        except Exception as fault:  # noqa: BLE001 - the edge of every loop: logged and answered
            reference = secrets.token_hex(4)
            _log.error("fault %s while checking: %s", reference, way_of(fault))
            return self._say(Answer("fault", {"reference": reference}), turn.locale)

    def _say(self, answer: Answer, locale: str, *, personal: bool = True) -> Reply:
        data = {"issuer": self._edgefinder.issuer, **answer.data}
        return Reply(
            command="verify" if answer.verdicts else "",
            template=answer.template,
            markdown=self._renderer.render(answer.template, locale, data),
            buttons=rows_said(answer.buttons, locale),
            attachments=tuple(each.said(locale) for each in answer.attachments),
            personal=personal,
            verdicts=answer.verdicts,
            locale=locale,
        )
