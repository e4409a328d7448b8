"""ask and cost: facts about NIMS with their sources, and the price of exams."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from typing import Any

from bot.access import Access, Audience, role_of
from bot.command import Answer, Argument, Call, Command, command
from bot.commands.catalog import short, which_one
from bot.commands.goals import goal_named_by, goals_answer, goals_named
from bot.paging import asked_page, page_of
from bot.reply import Button
from bot.whose_record import Shows
from core.catalog.model import Credential
from core.catalog.nims_facts import Topic, shipped_facts
from core.catalog.search import Found, Unsure
from core.goals.exam_costs import Bill
from core.goals.model import Goal
from core.language.catalogs import language_of
from core.language.message import _
from core.people.model import Role

_PAGE = 8
"""Questions per page."""
_COST = "cost"


@command(
    argument=Argument("TOPIC"),
    asks=True,
    reads=True,
    access=Access(Audience.EVERYONE, Shows.NOBODY),
)
async def ask(call: Call) -> Answer:
    """Questions about NIMS: exams, retakes, printing, costs, with source and date"""
    typed, number = asked_page(call.argument)
    facts = shipped_facts()
    topic = facts.resolve(typed)
    if topic is None:
        return _topics(call, typed, number)
    if topic.name == _COST:
        return await cost.handler(replace(call, argument=""))
    return _facts(call, topic)


def _facts(call: Call, topic: Topic) -> Answer:
    """Return the facts on a topic. Statements from the same source are shown together."""
    known = [
        (statements[0], statements)
        for _key, group in groupby(topic.known, key=lambda each: (each.source, each.dated))
        if (statements := list(group))
    ]
    data = {
        "topic": topic,
        "known": known,
        "contact": call.edgefinder.contact,
        "role": role_of(call.asker),
    }
    return Answer("ask", data, _onwards(call, topic))


def _topics(call: Call, typed: str, number: int) -> Answer:
    """Return a page of the questions that can be asked."""
    page = page_of(shipped_facts().topics, number, _PAGE, "ask")
    language = language_of(call.turn.locale)
    buttons = tuple(Button(topic.short.said(language), f"ask {topic.name}") for topic in page.items)
    rows = tuple(buttons[place : place + 2] for place in range(0, len(buttons), 2))
    return Answer("ask_topics", {"typed": typed, "page": page}, (*rows, page.buttons))


def _onwards(call: Call, topic: Topic) -> tuple[tuple[Button, ...], ...]:
    """Return buttons for those commands related to a topic that the asker may use."""
    from bot.commands import COMMANDS  # noqa: PLC0415 - circular import

    commands = {each.name: each for each in COMMANDS}
    buttons = []
    for onward in topic.next:
        name, _space, argument = onward.partition(" ")
        known = commands.get(name)
        if known is None or not known.access.audience.admits(call.asker):
            continue
        label = _label(call, known, argument)
        if label is not None:
            buttons.append(Button(label, onward, private=known.access.private))
    return tuple((button,) for button in buttons)


def _label(call: Call, onward: Command, argument: str) -> str | None:
    """Return the label of the button for a command that is related to a topic.

    Return None if the command is about a topic or credential that does not exist.
    """
    if onward.name == "ask":
        topic = shipped_facts().topic(argument)
        return topic.short.said(language_of(call.turn.locale)) if topic else None
    if onward.name == "credential":
        credential = call.edgefinder.catalog.credential(argument)
        return short(credential.title) if credential else None
    if onward.name == "goal":
        return _("What the goal asks for")
    return _LABELS.get(f"{onward.name} {argument}".strip(), argument)


_LABELS = {
    "status": _("My status"),
    "next": _("What next?"),
    "score": _("My scores"),
    "catalog": _("Catalog"),
    "goals": _("Goals"),
    "cost": _("What it costs"),
    "certificate": _("My certificates"),
    "print": _("Cards for my wallet"),
    "share": _("Share a credential"),
    "roster": _("My roster"),
    "help verify": _("Check a credential"),
    "help withdraw": _("About withdrawing"),
    "seen": _("Who checked my credentials"),
    "whoami": _("Who am I here?"),
    "unlink": _("Unlink this chat"),
    "help": _("What can I ask?"),
}


@command(
    argument=Argument("CREDENTIAL|GOAL", credential=True),
    record=True,
    asks=True,
    reads=True,
    access=Access(Audience.EVERYONE, Shows.OWN),
)
async def cost(call: Call) -> Answer:
    """What the exams that remain cost, and the cheapest way to a goal"""
    typed = call.argument.strip()
    if not typed:
        return await _all(call)
    goals = {each.code: each for each in await goals_named(call, typed)}
    if typed.casefold() in goals:
        return _of_goal(call, goals[typed.casefold()])
    meant = call.edgefinder.index.resolve(typed)
    if isinstance(meant, Found):
        return _of_credential(call, meant.credential)
    if len(goals) == 1:
        return _of_goal(call, *goals.values())
    if isinstance(meant, Unsure):
        return which_one(typed, meant, _COST)
    if goals:
        return goals_answer(call, typed, list(goals.values()))
    buttons = ((Button(_("What it costs"), _COST), Button(_("Catalog"), "catalog")),)
    return Answer("no_credential", {"query": typed}, buttons)


async def _all(call: Call) -> Answer:
    """Return the cost of the remaining exams for all credentials that the asker has started."""
    today = call.edgefinder.today()
    mine = _is_theirs(call)
    begun = call.edgefinder.progress.of(call.record, today).in_progress if mine else ()
    exams = {one.exam.code: one.exam for each in begun for one in each.remaining}
    bill = call.edgefinder.exam_costs.bill(exams.values(), today)
    codes = call.asker.followed if mine else ()
    seen = await call.edgefinder.goal_repository.seen_by(call.asker) if codes else {}
    to_goals = tuple(
        (Button(short(seen[code].title), f"cost {code}"),) for code in codes if code in seen
    )
    data = {
        **_shown(call, bill),
        "bill": bill,
        "mine": mine,
        "titles": _titles(call, exams),
    }
    rows = (*to_goals, *_onwards(call, data["topic"]))
    return Answer("cost", data, rows)


def _of_credential(call: Call, credential: Credential) -> Answer:
    today = call.edgefinder.today()
    exams = credential.exams
    mine = _is_theirs(call)
    if mine:
        progress = call.edgefinder.progress.of_credential(credential, call.record, today)
        exams = tuple(each.exam for each in progress.remaining)
    bill = call.edgefinder.exam_costs.bill(exams, today)
    data = {
        **_shown(call, bill),
        "credential": credential,
        "mine": mine,
        "bill": bill,
        "whole": len(exams) == len(credential.exams),
    }
    buttons = (
        Button(_("About it"), f"credential {credential.code}"),
        Button(_("What it all costs"), _COST),
    )
    return Answer("cost_credential", data, (buttons,))


def _of_goal(call: Call, goal: Goal) -> Answer:
    today = call.edgefinder.today()
    mine = _is_theirs(call) and not goal.group
    records = (call.record,) if mine else ()
    ways = call.edgefinder.exam_costs.ways(goal, call.edgefinder.goals.facts(*records), today)
    paths = [ways.fewest.standing.path, ways.cheapest.standing.path if ways.cheapest else ()]
    exams = {exam.code: exam for path in paths for exam in path}
    bills = [way.bill for way in (ways.fewest, ways.cheapest) if way is not None]
    data = {
        **_shown(call, *bills),
        "goal": goal,
        "ways": ways,
        "mine": mine,
        "titles": _titles(call, exams),
    }
    buttons = (Button(_("What it asks for"), f"goal {goal.code}"), Button(_("All goals"), "goals"))
    meant = goal_named_by(call, goal)
    return Answer("cost_goal", data, (buttons,), meant=meant)


def _is_theirs(call: Call) -> bool:
    """Whether this chat may show which exams the asker still needs: a candidate's private chat."""
    return call.turn.private and call.asker.has(Role.CANDIDATE)


def _shown(call: Call, *bills: Bill) -> dict[str, Any]:
    """Return the data that every answer about prices needs.

    It has the prices, their sources, and the contact to ask.
    """
    fees = call.edgefinder.exam_costs.fees
    today = call.edgefinder.today()
    registered = _is_theirs(call) and bool(call.record.results)
    registration = fees.registration(today) if fees and not registered else None
    used = [fee for bill in bills for fee in bill.fees]
    sources = {
        (fee.source, fee.valid_from): fee
        for fee in (*used, *([registration] if registration else []))
    }
    return {
        "fees": fees,
        "registration": registration,
        "used": tuple(sources.values()),
        "today": today,
        "topic": shipped_facts().topic(_COST),
        "contact": call.edgefinder.contact,
        "role": role_of(call.asker),
    }


def _titles(call: Call, exams: Iterable[str]) -> dict[str, list[str]]:
    """Return the titles of the credentials that each exam counts toward, by exam."""
    catalog = call.edgefinder.catalog
    return {code: [each.title for each in catalog.credentials_needing(code)] for code in exams}
