"""status and next: which exams remain, and what to do next."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.access import Access, Audience
from bot.command import Answer, Argument, Call, command
from bot.commands.catalog import short, which_one
from bot.commands.exam_argument import split_kind_of_exam
from bot.paging import asked_page, page_of
from bot.reply import Button
from bot.whose_record import Shows
from core.catalog.model import Catalog
from core.catalog.search import Found, Unsure
from core.exam_rules import AttemptsRule
from core.language.message import _
from core.memories import emptied_when_forgetting
from core.progress import (
    CandidateProgress,
    CredentialProgress,
    CredentialState,
    ExamProgress,
    ExamState,
    Progress,
)
from core.records.model import Record

if TYPE_CHECKING:
    from core.goals.followed_progress import Followed

_PAGE = 8
"""Credentials in progress per page."""


@command(
    argument=Argument("CREDENTIAL", credential=True),
    record=True,
    reads=True,
    access=Access(Audience.CANDIDATES, Shows.OWN, private=True),
)
async def status(call: Call) -> Answer:
    """Which exams remain, for one credential or all"""
    query, number = "", 1
    if call.argument:
        query, number = asked_page(split_kind_of_exam(call.argument)[0])
    if query:
        meant = call.edgefinder.index.resolve(query)
        if isinstance(meant, Unsure):
            return which_one(query, meant, "status")
        if not isinstance(meant, Found):
            return Answer("no_credential", {"query": query}, ((_MY_STATUS, _CATALOG),))
        today = call.edgefinder.today()
        one = call.edgefinder.progress.of_credential(meant.credential, call.record, today)
        return _one_credential(call, one, today)
    assert call.asker.person is not None, "a candidate"
    name, today = call.asker.person.name, call.edgefinder.today()
    if number == 1 and (followed := await _followed(call)):
        return _all_credentials(call.edgefinder.progress, name, call.record, today, 1, followed)
    return _without_goals(call.edgefinder.progress, name, call.record, today, number)


def _all_credentials(
    rules: Progress,
    name: str,
    record: Record,
    today: date,
    number: int,
    followed: "Sequence[Followed]" = (),
) -> Answer:
    """Show a page of the credentials that a candidate has begun, and everything earned."""
    progress = rules.of(record, today)
    page = page_of(progress.in_progress, number, _PAGE, "status")
    begun = [(_status_of(each.credential.code, each.credential.title),) for each in page.items]
    last = (_WHAT_NEXT if begun or followed else _CATALOG, _GOALS)
    exams = [exam for each in page.items for exam in each.exams]
    data = {
        "name": name,
        "progress": progress,
        "page": page,
        "record": record,
        "followed": followed,
        "elsewhere": _elsewhere(record, rules.catalog),
        "rule": _rule_to_show(rules.attempts_rule(record, today), exams),
    }
    shown = (each.credential.code for each in (*page.items, *progress.earned))
    listed = tuple(f"credential {code}" for code in shown)
    return Answer("status", data, (*begun, page.buttons, last), kept={}, listed=listed)


_without_goals = lru_cache(maxsize=1024)(_all_credentials)
"""The answer without goals. It is cached, because people often ask again before anything changes.

It depends only on the arguments. Answers with goals are not cached, because goals can change.
"""
emptied_when_forgetting(_without_goals.cache_clear)


@lru_cache(maxsize=1024)
def _status_of(credential: str, title: str) -> Button:
    """Return the button that shows the status of a credential.

    The button is cached, because it is the same for everyone.
    """
    return Button(short(title), f"status {credential}")


_WHAT_NEXT = Button(_("What next?"), "next")
_CATALOG = Button(_("Catalog"), "catalog")
_GOALS = Button(_("Goals"), "goals")
_MY_STATUS = Button(_("My status"), "status")


def _elsewhere(record: Record, catalog: Catalog) -> list[dict[str, object]]:
    """Return template data about the credentials earned elsewhere, newest first."""
    newest_first = sorted(record.elsewhere, key=lambda each: each.issued_on, reverse=True)
    return [
        {
            "title": found.title if found else each.credential,
            "issued_on": each.issued_on,
            "issuer": each.issuer,
            "evidence": each.evidence,
        }
        for each in newest_first
        for found in [catalog.credential(each.credential)]
    ]


@command(record=True, reads=True, access=Access(Audience.CANDIDATES, Shows.OWN, private=True))
async def next(call: Call) -> Answer:  # noqa: A001 - the command that people type
    """The exam to take next, and why"""
    today = call.edgefinder.today()
    progress = call.edgefinder.progress.of(call.record, today)
    step = progress.next_step
    followed = await _followed(call)
    help_ = call.edgefinder.followed_progress.best(followed, call.record, today)
    buttons = [_MY_STATUS]
    nearer: tuple[Button, ...] = ()
    if help_ is not None:
        buttons.append(Button(_("This credential"), f"credential {help_.credentials[0].code}"))
        goal = help_.nearer[0].goal
        nearer = (Button(short(goal.title), f"goal {goal.code}"),)
    elif step is not None:
        buttons.append(
            Button(_("This credential"), f"credential {step.credential.credential.code}")
        )
    else:
        buttons.append(_CATALOG)
    locked = _locked(progress)
    if locked:
        buttons.append(Button(_("Remind me"), "remind"))
    exams = (help_.exam,) if help_ else step.credential.exams if step else ()
    data = {
        "step": step,
        "locked": locked,
        "progress": progress,
        "rule": _rule_to_show(
            call.edgefinder.progress.attempts_rule(call.record, today),
            (*exams, *(exam for exam, _titles, _day in locked)),
        ),
        "help": help_,
        "following": len(followed),
    }
    return Answer("next", data, (tuple(buttons), nearer))


def _locked(progress: CandidateProgress) -> list[tuple[ExamProgress, list[str], date]]:
    """Return the locked exams in order of the day on which they open.

    Each exam comes with the titles of the credentials that need it, and with the day.
    """
    found: dict[str, tuple[ExamProgress, list[str], date]] = {}
    for one in progress.in_progress:
        for exam in one.locked:
            known = found.setdefault(exam.exam.code, (exam, [], exam.until or date.max))
            known[1].append(one.credential.title)
    return sorted(found.values(), key=lambda each: each[2])


async def _followed(call: Call) -> "list[Followed]":
    """Return the asker's progress toward the goals that they follow."""
    codes = call.asker.followed
    if not codes:
        return []
    seen = await call.edgefinder.goal_repository.seen_by(call.asker)
    today = call.edgefinder.today()
    return call.edgefinder.followed_progress.of(seen, codes, call.record, today)


def _rule_to_show(rule: AttemptsRule, exams: Iterable[ExamProgress]) -> AttemptsRule | None:
    """Return the retake rule if it explains why one of these exams is locked or failed."""
    waits = {ExamState.LOCKED, ExamState.FAILED}
    told = any(each.state in waits and rule.covers(each.exam, each.attempts) for each in exams)
    return rule if told else None


def _one_credential(call: Call, progress: CredentialProgress, today: date) -> Answer:
    award = progress.award
    held = award is not None and progress.state is CredentialState.EARNED
    buttons = [Button(_("About this credential"), f"credential {progress.credential.code}")]
    link = ""
    if award and held:
        buttons.append(Button(_("Verify its code"), f"verify {award.code}"))
        if call.edgefinder.public_url:
            link = f"{call.edgefinder.public_url}/v/{award.code}"
    else:
        buttons.append(_WHAT_NEXT)
    if any(exam.until for exam in progress.locked):
        buttons.append(Button(_("Remind me"), f"remind {progress.credential.code}"))
    buttons.append(_MY_STATUS)
    data = {
        "progress": progress,
        "link": link,
        "rule": _rule_to_show(
            call.edgefinder.progress.attempts_rule(call.record, today), progress.exams
        ),
    }
    return Answer("status_credential", data, (tuple(buttons),))
