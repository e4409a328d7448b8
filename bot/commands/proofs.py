"""prove and proofs: make links that prove that a candidate meets a goal, and end them."""

import re
from typing import TYPE_CHECKING

from bot.access import Access, Audience
from bot.command import Answer, Argument, Call, Change, command
from bot.commands.catalog import short
from bot.commands.goals import goals_answer, goals_named
from bot.reply import Button
from bot.whose_record import Shows
from core.asking import Limit
from core.goals.link_tokens import LIFETIMES
from core.goals.model import Goal
from core.language.message import _, _n

if TYPE_CHECKING:
    from core.goals.proofs import GoalProof, Made

_CHOICES = re.compile(
    rf"^(?P<goal>.*?)(?:\s+(?:for\s+)?(?P<days>{'|'.join(map(str, LIFETIMES))})(?:\s+days)?"
    r"(?P<shows>\s+(?:shown|with credentials))?)?$",
    re.IGNORECASE,
)
_WITHDRAW = re.compile(r"withdraw\s+([0-9]{1,18})", re.IGNORECASE)
_MINE = Button(_("My links"), "proofs")
_GOALS = Button(_("All goals"), "goals")
_MOST_OFFERED = 8
"""Maximum number of goals offered as choices."""


@command(
    argument=Argument("GOAL [30|90 [shown]]"),
    record=True,
    changes=True,
    access=Access(Audience.CANDIDATES, Shows.OWN, private=True),
)
async def prove(call: Call) -> Answer:
    """A link that shows others whether you meet a goal"""
    if not call.argument:
        return await _which(call)
    chosen = _CHOICES.match(call.argument)
    assert chosen is not None, "anything can be a goal's name"
    found = [each for each in await goals_named(call, chosen["goal"]) if not each.group]
    if len(found) != 1:
        return goals_answer(call, chosen["goal"], found)
    [goal] = found
    edgefinder, person = call.edgefinder, call.asker.person
    assert person is not None, "only for people on record"
    today = edgefinder.today()
    standing = edgefinder.goals.standing(goal, edgefinder.goals.facts(call.record), today)
    if not standing.met and not (chosen["days"] and standing.reachable):
        choices = _choices(goal) if standing.reachable else ()
        buttons = (
            Button(_("About the goal"), f"goal {goal.code}"),
            Button(_("What next?"), "next"),
        )
        return Answer("prove_not_met", {"goal": goal, "standing": standing}, (*choices, buttons))
    if not chosen["days"]:
        return Answer("prove", {"goal": goal}, _choices(goal))
    days, shows = int(chosen["days"]), chosen["shows"] is not None

    async def act() -> Answer:
        if pause := await edgefinder.rate_limits.take(Limit.PROOF):
            return Answer("limited", {"minutes": -(-int(pause.total_seconds()) // 60)})
        made = await edgefinder.proofs.make(
            person.id,
            goal,
            days,
            shows=shows,
            met=standing.met,
        )
        if made is None:
            return Answer("too_many_proofs", {}, ((_MINE,),))
        return _made(call, goal, made, met=standing.met)

    how = f"prove {goal.code} {days}{' shown' if shows else ''}"
    change = Change(_("Yes, make the link"), how, act, Button(_("No"), "proofs"))
    data = {"goal": goal, "days": days, "shows": shows, "met": standing.met}
    return Answer("prove_sure", data, change=change)


@command(
    argument=Argument("withdraw NUMBER"),
    changes=True,
    access=Access(Audience.CANDIDATES, Shows.OWN, private=True),
)
async def proofs(call: Call) -> Answer:
    """Your links that prove goals: how often each was opened, and until when it works"""
    titled = await _titled(call)
    if asked := _WITHDRAW.fullmatch(call.argument):
        for title, each in titled:
            if each.id == int(asked[1]):
                return _withdraw(call, title, each)
    return await _listed(call)


def _withdraw(call: Call, title: str, proof: "GoalProof") -> Answer:
    """Ask whether to withdraw a link that proves a goal."""

    async def act() -> Answer:
        assert call.asker.person is not None, "only for people on record"
        gone = await call.edgefinder.proofs.withdraw(call.asker.person.id, proof.id)
        return await _listed(call, withdrawn=gone, goal=proof.goal_code)

    words = f"proofs withdraw {proof.id}"
    change = Change(
        _("Yes, withdraw it"), words, act, Button(_("No, keep it"), "proofs"), danger=True
    )
    return Answer("proofs_withdraw_sure", {"title": title, "proof": proof}, change=change)


async def _titled(call: Call) -> list[tuple[str, "GoalProof"]]:
    """Return the asker's links, each with the title of its goal."""
    edgefinder, person = call.edgefinder, call.asker.person
    assert person is not None, "only for people on record"
    listed = await edgefinder.proofs.of_person(person.id)
    known = await edgefinder.goal_repository.everything()
    return [
        (known[each.goal_code].title if each.goal_code in known else each.goal_code, each)
        for each in listed
    ]


async def _listed(call: Call, *, withdrawn: bool = False, goal: str = "") -> Answer:
    titled = await _titled(call)
    rows = tuple(
        (Button(_("Withdraw %(number)s", number=str(each.id)), f"proofs withdraw {each.id}"),)
        for title, each in titled
    )
    data = {"proofs": titled, "withdrawn": withdrawn}
    undo = (Button(_("Make another link"), f"prove {goal}"),) if withdrawn else ()
    return Answer("proofs", data, (undo, *rows, (Button(_("Prove a goal"), "prove"), _GOALS)))


async def _which(call: Call) -> Answer:
    """Ask which goal to prove, with a button for each goal that the asker meets.

    If the asker meets no goal, offer the goals that the asker follows.
    """
    seen = await call.edgefinder.goal_repository.seen_by(call.asker)
    single = sorted(
        (each for each in seen.values() if not each.group),
        key=lambda each: each.code not in call.asker.followed,
    )
    today, goals = call.edgefinder.today(), call.edgefinder.goals
    facts = goals.facts(call.record)
    met = [each for each in single if goals.met_on(each, facts, today) is not None]
    offered = met or [each for each in single if each.code in call.asker.followed]
    rows = tuple(
        (Button(short(each.title), f"prove {each.code}"),) for each in offered[:_MOST_OFFERED]
    )
    data = {"met": len(met), "offered": len(rows)}
    return Answer("prove_which", data, (*rows, (_MINE, _GOALS)))


def _choices(goal: Goal) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (
            Button(_n("%(count)s day", "%(count)s days", days), f"prove {goal.code} {days}"),
            Button(
                _("%(days)s days, credentials shown", days=days), f"prove {goal.code} {days} shown"
            ),
        )
        for days in LIFETIMES
    )


def _made(call: Call, goal: Goal, made: "Made", *, met: bool) -> Answer:
    root = call.edgefinder.public_url
    data = {
        "goal": goal,
        "proof": made.proof,
        "met": met,
        "link": f"{root}/g/{made.token}" if root else "",
        "token": made.token,
    }
    withdraw = Button(_("Withdraw it"), f"proofs withdraw {made.proof.id}")
    return Answer("proof_made", data, ((withdraw, _MINE),), stays=True)
