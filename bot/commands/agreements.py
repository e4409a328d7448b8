"""Agreements: what other organizations may see of a candidate."""

import re
from typing import TYPE_CHECKING, Any

from bot.access import Audience
from bot.command import Answer, Call, Change
from bot.commands.catalog import short
from bot.reply import CALL_BYTES, Button
from core.language.message import _
from core.people.model import Person, Role
from core.people.permissions import Allowed

if TYPE_CHECKING:
    from core.people.permissions import Organization

_ASKED = re.compile(
    r"(?P<do>allow|end)\s+(?P<what>roster|results)\s+(?:for\s+(?P<who>\S+)\s+at\s+)?(?P<where>\S.*)",
    re.IGNORECASE,
)
_PRIVACY = (Button(_("Privacy"), "privacy"),)


async def shown_agreements(call: Call) -> tuple[dict[str, Any], tuple[tuple[Button, ...], ...]]:
    """Return a candidate's agreements, with buttons to end them or make new ones."""
    person = call.asker.person
    if person is None or not (call.turn.private and call.asker.has(Role.CANDIDATE)):
        return {"agreed": [], "sharing": [], "classes": [], "candidate": False}, ()
    choices = call.edgefinder.own_choices
    agreed, sharing = await choices.agreements(person.id), await choices.sharing(person.id)
    classes = await choices.classes(person.id)
    allowed = {each.organization.id for each in agreed if each.what is Allowed.RESULTS}
    rows = [(_end(each.what, each.organization),) for each in agreed]
    rows += [
        (
            Button(
                _("Let %(where)s see all attempts", where=short(each.name)),
                f"privacy allow results #{each.id}",
            ),
        )
        for each in sharing
        if each.id not in allowed
    ]
    if classes:
        rows.append((Button(_("I should not be in a class"), "correct class"),))
    shown = {"agreed": agreed, "sharing": sharing, "classes": classes, "candidate": True}
    return shown, tuple(rows)


async def agreement(call: Call) -> Answer:
    """Ask whether to give an organization a permission, or to revoke it."""
    asked = _ASKED.fullmatch(call.argument.strip())
    if asked is None:
        return Answer("agreement_how", {}, (_PRIVACY,))
    what = Allowed(asked["what"].lower())
    person = await _whose(call, asked["who"] or "", what)
    if person is None:
        return Answer("agreement_not_yours", {"query": asked["who"] or ""}, (_PRIVACY,))
    choices = call.edgefinder.own_choices
    where = await choices.organization(asked["where"].strip())
    if where is None:
        return Answer("no_organization", {"query": asked["where"]}, (_PRIVACY,))
    ends = asked["do"].lower() == "end"
    own = call.asker.person is not None and person.id == call.asker.person.id
    data = {"person": person, "own": own, "what": what.value, "where": where.name, "ends": ends}
    whose = f"for {asked['who']} at " if asked["who"] else ""
    words = f"privacy {'end' if ends else 'allow'} {what.value} {whose}#{where.id}"
    back = f"privacy {'allow' if ends else 'end'} {what.value} {whose}#{where.id}"
    assert len(words.encode()) <= CALL_BYTES, "numbers of candidates are short"

    async def act() -> Answer:
        if ends:
            await choices.take_back(person.id, what, where.id)
        else:
            await choices.allow(person.id, what, where.id)
        undo = Button(_("Allow it again") if ends else _("Take it back"), back)
        return Answer("agreement", data, ((undo, *_PRIVACY),))

    label = _("Yes, end it") if ends else _("Yes, I agree")
    change = Change(label, words, act, Button(_("No, leave it"), "privacy"))
    return Answer("agreement_sure", data, change=change)


async def _whose(call: Call, who: str, what: Allowed) -> Person | None:
    """Return the person for whom an agreement is made: the asker, or `who`.

    `who` must be a candidate of the asker's organization, and the agreement must be about rosters.
    Return None if the asker may not make this agreement.
    """
    asker = call.asker
    if not call.turn.private:
        return None
    if not who:
        return asker.person if Audience.CANDIDATES.admits(asker) else None
    if what is not Allowed.ROSTER:
        return None
    student = await call.edgefinder.rosters.student(asker, who)
    if student is None:
        return None
    theirs = await call.edgefinder.own_choices.is_their_candidate(asker, student.id)
    return student if theirs else None


def _end(what: Allowed, where: "Organization") -> Button:
    label = (
        _("Leave the rosters of %(where)s", where=short(where.name))
        if what is Allowed.ROSTER
        else _("Hide my attempts from %(where)s", where=short(where.name))
    )
    return Button(label, f"privacy end {what.value} #{where.id}")
