"""goals, goal, follow and check: what a job or a diploma requires, and whether it is met."""

from collections.abc import Sequence

from bot.access import Access, Audience
from bot.codes_in_text import shown_in, shown_to_verify
from bot.command import Answer, Argument, Call, Change, command
from bot.commands.catalog import short
from bot.commands.verify import verify, without_duplicates
from bot.paging import asked_page, page_of
from bot.reply import Button
from bot.understanding.goal_names import find_goals, goal_titles
from bot.understanding.words import plain, words_of
from bot.whose_record import Shows
from core.goals.followed_progress import MOST_FOLLOWED
from core.goals.link_tokens import read_token
from core.goals.model import Goal, SignOffRequired, Visibility
from core.language.message import _
from core.people.model import Role
from core.verification.record_lookup import MOST_CODES

_PAGE = 12
"""Goals per page."""


@command(
    argument=Argument("QUERY"),
    asks=True,
    reads=True,
    access=Access(Audience.EVERYONE, Shows.NOBODY),
)
async def goals(call: Call) -> Answer:
    """Rules of jobs, schools and colleges that credentials meet"""
    query, number = asked_page(call.argument)
    query = "" if query.casefold() in _ALL_GOALS else query
    found = await goals_named(call, query)
    if not found:
        return _no_goal(call.argument)
    if not query:
        found.sort(key=lambda each: each.code not in call.asker.followed)
    return _list(call, query, found, number)


_ALL_GOALS = frozenset(("all", "list", "lista", "todas", "todas las metas"))
"""Words after `goals` that ask for the whole list."""


@command(
    argument=Argument("NAME", required=True),
    record=True,
    reads=True,
    access=Access(Audience.EVERYONE, Shows.OWN, private=True),
)
async def goal(call: Call) -> Answer:
    """What a goal asks for, and your shortest way there"""
    found = await goals_named(call, call.argument)
    if len(found) != 1:
        return goals_answer(call, call.argument, found)
    meant, standings = found[0], call.edgefinder.goals
    mine = call.asker.has(Role.CANDIDATE) and not meant.group
    record = (call.record,) if mine else ()
    today = call.edgefinder.today()
    one = call.edgefinder.followed_progress.one(meant, standings.facts(*record), today)
    standing = one.standing
    serves = {
        exam.code: [each.title for each in call.edgefinder.catalog.credentials_needing(exam.code)]
        for exam in standing.path
    }
    token = await call.edgefinder.goal_repository.token_of(call.asker, meant.code)
    data = {
        "goal": meant,
        "standing": standing,
        "mine": mine,
        "serves": serves,
        "token": token,
        "whole": one.whole,
        "locked": call.edgefinder.followed_progress.locked(standing, call.record, today)
        if mine
        else {},
    }
    onwards = Button(_("What next?"), "next")
    if standing.met:
        onwards = Button(_("Prove it to others"), f"prove {meant.code}")
    own = (onwards, Button(_("My status"), "status")) if mine else ()
    rows: tuple[tuple[Button, ...], ...] = ((*own, Button(_("All goals"), "goals")),)
    name = goal_named_by(call, meant)
    if mine:
        rows = ((_follow_button(call, meant, name),), *rows)
    return Answer("goal", data, rows, meant=name)


@command(
    argument=Argument("GOAL", required=True),
    access=Access(Audience.CANDIDATES, Shows.NOBODY, private=True),
)
async def follow(call: Call) -> Answer:
    """Follow a goal: it comes first in your status"""
    found = await _single(call)
    if len(found) != 1:
        return goals_answer(call, call.argument, found)
    return await _follow(call, found[0])


@command(
    argument=Argument("GOAL", required=True),
    changes=True,
    access=Access(Audience.CANDIDATES, Shows.NOBODY, private=True),
)
async def unfollow(call: Call) -> Answer:
    """Stop following a goal"""
    found = await _single(call)
    if len(found) != 1:
        return goals_answer(call, call.argument, found)
    [meant] = found
    person = call.asker.person
    assert person is not None, "only for people on record"
    if meant.code not in call.asker.followed:
        return _followed(call, meant, following=False)

    async def act() -> Answer:
        await call.edgefinder.followed_goals.unfollow(person.id, meant.code)
        return _followed(call, meant, following=False, ended=True)

    stop = Change(
        _("Yes, stop following"), f"unfollow {meant.code}", act, Button(_("No"), "status")
    )
    return Answer("unfollow_sure", {"goal": meant}, change=stop, meant=goal_named_by(call, meant))


@command(
    argument=Argument("CODE... for GOAL", required=True),
    asks=True,
    access=Access(Audience.EVERYONE, Shows.PROOF, private=True),
)
async def check(call: Call) -> Answer:
    """Check by their codes whether credentials meet a goal"""
    typed, _for, name = call.argument.rpartition(" for ")
    found = await goals_named(call, name) if typed else []
    if not typed or not shown_in(typed) or name.casefold() in _NO_GOALS:
        return await verify.handler(call)  # without a goal, the codes are only verified
    if len(found) != 1:
        data = {"query": name, "found": found}
        return Answer("check_which", data, ((Button(_("All goals"), "goals"),),))
    shown = shown_to_verify(typed)
    if len(shown) > MOST_CODES:
        return Answer("too_many_codes", {"most": MOST_CODES}, (_ABOUT_IT,))
    edgefinder = call.edgefinder
    checked = await edgefinder.goal_checks.check(shown, found[0])
    by_hand = any(isinstance(leaf, SignOffRequired) for leaf in found[0].leaves)
    told = {"goal": found[0], "checked": checked, "by_hand": by_hand}
    verdicts = tuple(without_duplicates(list(checked.verdicts)))
    return Answer("check", told, (_ABOUT_IT,), verdicts=verdicts)


_NO_GOALS = frozenset(("me", "us", "my boss", "a job"))
"""Words after "for" that name no goal, as in "check EF-... for my boss"."""
_ABOUT_IT = (Button(_("About checking"), "help check"), Button(_("All goals"), "goals"))


async def goals_named(call: Call, typed: str) -> list[Goal]:
    """Return the goals that a text names and that the asker may see.

    Search by code or title, then by words of the title, then by link token, then by similarity.
    Stop after the first search that finds a goal.
    """
    known = call.edgefinder.goal_repository
    seen = await known.seen_by(call.asker)
    # in a group, other people must not read private goals of the asker's organization
    if not call.turn.private:
        seen = {code: each for code, each in seen.items() if each.visibility is Visibility.PUBLIC}
    wanted = plain(typed)
    exact = [each for each in seen.values() if wanted in {each.code, *goal_titles(each)}]
    found = exact or [each for each in seen.values() if _has_words(each, wanted.split())]
    if not found and (by_link := await known.by_token(call.asker, typed)):
        return [by_link]
    return found or find_goals(words_of(typed), tuple(seen.values()), vague=False)


def _has_words(goal: Goal, wanted: Sequence[str]) -> bool:
    return any(
        all(word in f"{goal.code} {title}" for word in wanted) for title in goal_titles(goal)
    )


async def _single(call: Call) -> list[Goal]:
    """Return the goals that the argument names, without goals for groups."""
    return [each for each in await goals_named(call, call.argument) if not each.group]


async def _follow(call: Call, meant: Goal) -> Answer:
    person = call.asker.person
    assert person is not None, "only for people on record"
    seen = await call.edgefinder.goal_repository.seen_by(call.asker)
    others = [code for code in call.asker.followed if code in seen and code != meant.code]
    if len(others) >= MOST_FOLLOWED:
        return _followed(call, meant, following=False, kept=False)
    await call.edgefinder.followed_goals.follow(person.id, meant.code)
    return _followed(call, meant, following=True)


def _followed(
    call: Call, meant: Goal, *, following: bool, ended: bool = False, kept: bool = True
) -> Answer:
    """Say whether the person follows the goal now, with a button to change that.

    `ended`: they followed it until now. `kept` is False if the person cannot follow the goal,
    because they already follow too many.
    """
    data = {
        "goal": meant,
        "following": following,
        "ended": ended,
        "kept": kept,
        "most": MOST_FOLLOWED,
    }
    row = (Button(_("About the goal"), f"goal {meant.code}"), Button(_("My status"), "status"))
    name = goal_named_by(call, meant)
    if not kept:
        return Answer("followed", data, (row,), meant=name)
    undo = _("Stop following it") if following else _("Follow this goal")
    undo = _("Follow it again") if ended else undo
    back = f"{'unfollow' if following else 'follow'} {meant.code}"
    return Answer("followed", data, ((Button(undo, back),), row), meant=name)


def goal_named_by(call: Call, meant: Goal) -> str:
    """Return the link token with which the person named a goal, or else the goal's code.

    The token stays because the person may see the goal only by it.
    """
    return call.argument if read_token(call.argument) else meant.code


def _follow_button(call: Call, meant: Goal, name: str) -> Button:
    if meant.code in call.asker.followed:
        return Button(_("Stop following it"), f"unfollow {meant.code}")
    return Button(_("Follow this goal"), f"follow {name}")


def goals_answer(call: Call, query: str, found: list[Goal]) -> Answer:
    """Return the answer to a text that names no goal, or several goals."""
    return _list(call, query, found, 1) if found else _no_goal(query)


def _no_goal(query: str) -> Answer:
    return Answer("no_goal", {"query": query}, ((Button(_("All goals"), "goals"),),))


def _label(call: Call, goal: Goal) -> str:
    if goal.code in call.asker.followed and call.turn.private:
        return _("%(title)s (you follow it)", title=short(goal.title))
    return short(goal.title)


def _list(call: Call, query: str, found: list[Goal], number: int) -> Answer:
    page = page_of(found, number, _PAGE, f"goals {query}".strip())
    rows = tuple(
        (Button(_label(call, each), f"goal {each.code}", private=True),) for each in page.items
    )
    data = {
        "goals": found,
        "page": page,
        "query": query,
        "mine": call.turn.private and call.asker.has(Role.CANDIDATE),
    }
    return Answer("goals", data, (*rows, page.buttons))
