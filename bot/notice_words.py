"""The words of notices, with buttons for what to do next."""

from collections.abc import Awaitable, Callable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.class_chart import class_files
from bot.command import Answer
from bot.commands.corrections import KINDS, done_button
from bot.commands.exam_argument import exam_words
from bot.digest_words import digest
from bot.reply import Button
from core.catalog.model import Credential, Exam
from core.class_progress import class_progress
from core.edgefinder import Edgefinder
from core.language.message import _
from core.outbox.kinds import NoticeKind
from core.people.model import Person

if TYPE_CHECKING:
    from core.notices.claimed_notice import DueNotice

_LISTED = 25
"""Maximum awards in one notice. A notice gives only the number of further awards."""
_KEPT = 256
"""Maximum number of cached answers about results."""


async def notice_answer(notice: "DueNotice", edgefinder: Edgefinder) -> Answer:
    """Return the answer that shows a notice."""
    return await _WORDS[notice.kind](notice, edgefinder)


async def _award(notice: "DueNotice", edgefinder: Edgefinder) -> Answer:
    """Return the notice of an award: to its candidate, to an instructor, or to a group."""
    award, candidate = notice.award, notice.candidate
    assert award is not None, "such notices are about an award"
    assert candidate is not None, "as above"
    if notice.place is not None and not notice.place.names_shown:
        return _counted(1)  # the group may no longer be allowed to show names
    credential = edgefinder.catalog.credential(award.credential)
    link = f"{edgefinder.public_url}/v/{award.code}" if edgefinder.public_url else ""
    data = {
        "award": award,
        "title": edgefinder.catalog.title_of(award.credential),
        "candidate": candidate,
        "link": link,
    }
    if notice.place is not None:
        return Answer(f"notice_{notice.kind}", data, stays=True, among=True)
    if notice.kind in {NoticeKind.STUDENT_AWARD, NoticeKind.STUDENT_AWARD_REVOKED}:
        buttons = (Button(_("My rosters"), "roster"), Button(_("My notices"), "notices"))
    elif credential:
        mine = Button(_("This credential"), f"status {credential.code}")
        buttons = (mine, Button(_("What next?"), "next"))
    else:
        buttons = (Button(_("My status"), "status"), Button(_("What next?"), "next"))
    return Answer(f"notice_{notice.kind}", data, (buttons,), stays=True)


async def _awards_earned(notice: "DueNotice", edgefinder: Edgefinder) -> Answer:
    """Return the notice of several awards to the candidate who earned them, in order of days."""
    earned = await edgefinder.rosters.held_awards(notice.data["awards"], of=_person(notice).id)
    listed = [(edgefinder.catalog.title_of(each.credential), each.issued_on) for each in earned]
    data = {"earned": listed[:_LISTED], "count": len(listed)}
    buttons = (Button(_("My status"), "status"), Button(_("What next?"), "next"))
    return Answer("notice_awards_earned", data, (buttons,), stays=True)


async def _student_awards(notice: "DueNotice", edgefinder: Edgefinder) -> Answer:
    """Return the notice of awards to an instructor's students, with a picture of the class."""
    ids, person = notice.data["awards"], _person(notice)
    earned = await edgefinder.rosters.held_awards(ids, taught_by=person.id)
    if notice.place is not None and not notice.place.names_shown:
        return _counted(len(earned))
    students = await edgefinder.rosters.awarded_students(ids, person.id)
    title_of = edgefinder.catalog.title_of
    listed = [(each.name, title_of(each.credential), each.issued_on) for each in earned]
    data = {"earned": listed[:_LISTED], "count": len(listed), "students": len(students)}
    if notice.place is not None:
        return Answer("notice_student_awards", data, stays=True, among=True)
    today = edgefinder.today()
    stands = class_progress("Credentials earned", students, edgefinder.progress, today)
    picture = (await class_files(stands))[:1] if students else ()
    buttons = (Button(_("My rosters"), "roster"), Button(_("What I am told of"), "notices"))
    return Answer("notice_student_awards", data, (buttons,), picture, stays=True)


async def _result_recorded(notice: "DueNotice", edgefinder: Edgefinder) -> Answer:
    catalog = edgefinder.catalog
    results = [(catalog.exams.get(exam), outcome) for exam, outcome in notice.data["results"]]
    known = tuple((exam, outcome) for exam, outcome in results if exam is not None)
    step = _step(edgefinder, *notice.data["next"]) if "next" in notice.data else None
    return _recorded(known, step)


@lru_cache(_KEPT)
def _recorded(
    results: tuple[tuple[Exam, str], ...], step: tuple[Exam, Credential] | None
) -> Answer:
    """Return the notice of these results.

    The notice is cached, because after an exam it is the same for a whole class.
    """
    data = {"results": results, "step": step}
    buttons = (Button(_("My status"), "status"), Button(_("Turn these off"), "notices results off"))
    return Answer("notice_result_recorded", data, (buttons,), stays=True, kept={})


async def _exam_opens(notice: "DueNotice", edgefinder: Edgefinder) -> Answer:
    exam = edgefinder.catalog.exam(notice.data["exam"])
    known = edgefinder.catalog.credential(notice.data["credential"])
    mine = Button(_("Where I stand"), f"status {known.code}" if known else "status")
    words = exam_words(exam) if exam else notice.data["exam"]
    return Answer("notice_exam_opens", {"exam": words}, ((mine,),), stays=True)


async def _nudge(notice: "DueNotice", edgefinder: Edgefinder) -> Answer:
    told = notice.data
    step = _step(edgefinder, told["exam"], told["credential"])
    data = {"step": step, "passed_on": date.fromisoformat(told["passed_on"])}
    off = Button(_("Turn these off"), "notices nudges off")
    mine = f"status {told['credential']}" if step else "status"
    return Answer("notice_nudge", data, ((Button(_("Where I stand"), mine), off),), stays=True)


async def _goal_met(notice: "DueNotice", _edgefinder: Edgefinder) -> Answer:
    told = notice.data
    prove = Button(_("Prove it to others"), f"prove {told['goal']}")
    return Answer(
        "notice_goal_met", {"title": told["title"]}, ((prove, _about_goal(notice)),), stays=True
    )


async def _goal_near(notice: "DueNotice", edgefinder: Edgefinder) -> Answer:
    """Return the notice that one exam is left for a followed goal, or for its next step."""
    told, catalog = notice.data, edgefinder.catalog
    titles = [each.title for each in catalog.credentials_needing(told["exam"])]
    data = {
        "title": told["title"],
        "step": told["step"],
        "exam": catalog.exam(told["exam"]),
        "credentials": titles,
    }
    buttons = (_about_goal(notice), Button(_("What next?"), "next"))
    return Answer("notice_goal_near", data, (buttons,), stays=True)


def _about_goal(notice: "DueNotice") -> Button:
    return Button(_("About the goal"), f"goal {notice.data['goal']}")


async def _watched_award(notice: "DueNotice", edgefinder: Edgefinder) -> Answer:
    """Return the notice to people who watch an award that it was revoked."""
    award = notice.award
    assert award is not None, "such notices are about an award"
    data = {
        "award": award,
        "title": edgefinder.catalog.title_of(award.credential),
        "candidate": notice.candidate,
    }
    check = Button(_("Check it now"), f"verify {award.code}")
    return Answer("notice_watched_award", data, ((check, _WATCHED),), stays=True)


async def _watched_goal(notice: "DueNotice", edgefinder: Edgefinder) -> Answer:
    """Return the notice that a proof has changed, to people who watch it.

    The notice says what the proof shows now.
    """
    proven = await edgefinder.proofs.of_id(notice.data["proof"])
    stop = (Button(_("Stop watching it"), f"unwatch {notice.data['watch']}"),) if proven else ()
    return Answer("notice_watched_goal", {"proven": proven}, ((*stop, _WATCHED),), stays=True)


_WATCHED = Button(_("What I am watching"), "watch")


def _person(notice: "DueNotice") -> Person:
    assert notice.to is not None, "such a notice goes to people on record"
    return notice.to


async def _roster_awards(notice: "DueNotice", edgefinder: Edgefinder) -> Answer:
    """Return the notice to a group or channel: how many credentials were earned on a roster."""
    taught = await edgefinder.choices.rosters(_person(notice))
    names = [each.roster.name for each in taught if each.roster.id == notice.data["roster"]]
    return _counted(notice.data["count"], *names)


def _counted(count: int, roster: str = "") -> Answer:
    data = {"count": count, "roster": roster}
    return Answer("notice_roster_awards", data, stays=True, among=True)


async def _place_lost(notice: "DueNotice", edgefinder: Edgefinder) -> Answer:
    """Return the notice that a group or channel can no longer be reached.

    The notice goes to the person who had rosters announced in the group or channel.
    """
    told = await edgefinder.places.of(_person(notice))
    place = next((each for each in told if each.id == notice.data["place"] and each.lost), None)
    buttons = (Button(_("My groups"), "notices places"), Button(_("My notices"), "notices"))
    return Answer("notice_place_lost", {"place": place}, (buttons,), stays=True)


def _step(edgefinder: Edgefinder, exam: str, code: str) -> tuple[Exam, Credential] | None:
    """Return the exam and the credential of a notice's next step.

    Return None if the catalog no longer has one of them.
    """
    known, credential = edgefinder.catalog.exams.get(exam), edgefinder.catalog.credential(code)
    return (known, credential) if known and credential else None


async def _import_finished(notice: "DueNotice", _edgefinder: Edgefinder) -> Answer:
    buttons = (Button(_("Rosters"), "roster"), Button(_("Turn these off"), "notices imports off"))
    told = {**notice.data, "kind": _IMPORTED.get(notice.data["kind"], notice.data["kind"])}
    return Answer("notice_import_finished", told, (buttons,), stays=True)


_IMPORTED = {
    "people": _("people"),
    "results": _("results"),
    "rosters": _("rosters"),
    "goals": _("goals"),
}


async def _chat_linked(notice: "DueNotice", _edgefinder: Edgefinder) -> Answer:
    """Return the notice to a private chat about linking.

    It says that another chat was linked to the person, or that the private chat was approved.
    """
    data = {**notice.data, "person": notice.to}
    if notice.data["here"]:
        buttons = (Button(_("Who am I here?"), "whoami"), Button(_("What can I ask?"), "help"))
    else:
        others = Button(_("Unlink all other chats"), "unlink others")
        buttons = (others, Button(_("Who am I here?"), "whoami"))
    return Answer("notice_chat_linked", data, (buttons,), stays=True)


async def _link_asked(notice: "DueNotice", edgefinder: Edgefinder) -> Answer:
    """Return the notice to an administrator that a chat has entered a staff member's first code."""
    token = notice.data["token"]
    found = await edgefinder.link_requests.find(token, _person(notice))
    look = Button(_("Look at it"), f"approve {token}")
    buttons = (look if found else Button(_("What can I ask?"), "help"),)
    return Answer("notice_link_asked", {"request": found}, (buttons,), stays=True)


async def _result_by_hand(notice: "DueNotice", edgefinder: Edgefinder) -> Answer:
    """Return the notice of a submitted result, or of the decision on it.

    An evaluator gets the first, and the instructor who submitted the result gets the second.
    """
    found = await edgefinder.results_by_hand.submission(notice.data["number"], _person(notice).id)
    exam = edgefinder.catalog.exams.get(found.exam) if found else None
    data = {"found": found, "exam": exam, "outcome": notice.data.get("outcome", "")}
    if notice.kind is NoticeKind.RESULT_WAITS:
        buttons = (Button(_("What waits?"), "result"),)
    else:
        buttons = (Button(_("My rosters"), "roster"),)
    return Answer(f"notice_{notice.kind}", data, (buttons,), stays=True)


async def _forgotten(_notice: "DueNotice", _edgefinder: Edgefinder) -> Answer:
    """Return the notice that everything about the person of a private chat was deleted."""
    return Answer("notice_forgotten", {}, ((Button(_("What can I ask?"), "help"),),), stays=True)


async def _correction(notice: "DueNotice", edgefinder: Edgefinder) -> Answer:
    """Return the notice about a correction.

    An administrator gets a notice when the correction is sent. The correction's sender gets a
    notice when it is settled.
    """
    if notice.kind is NoticeKind.CORRECTION_SETTLED:
        told = {"what": notice.data["what"], "names": KINDS}
        mine = (Button(_("My data"), "data"), Button(_("Still wrong"), "correct"))
        return Answer("notice_correction_settled", told, (mine,), stays=True)
    asker, _record = await edgefinder.askers.person_with_record(_person(notice).id)
    found = await edgefinder.corrections.find(notice.data["correction"], asker)
    found = None if found is None or found.settled_at else found
    button = done_button(found) if found else Button(_("What waits?"), "correct")
    data = {"found": found, "names": KINDS}
    return Answer("notice_correction_asked", data, ((button,),), stays=True)


_WORDS: dict[NoticeKind, Callable[["DueNotice", Edgefinder], Awaitable[Answer]]] = {
    NoticeKind.AWARD_EARNED: _award,
    NoticeKind.AWARD_REVOKED: _award,
    NoticeKind.AWARDS_EARNED: _awards_earned,
    NoticeKind.STUDENT_AWARDS: _student_awards,
    NoticeKind.STUDENT_AWARD: _award,
    NoticeKind.STUDENT_AWARD_REVOKED: _award,
    NoticeKind.RESULT_RECORDED: _result_recorded,
    NoticeKind.EXAM_OPENS: _exam_opens,
    NoticeKind.NUDGE: _nudge,
    NoticeKind.IMPORT_FINISHED: _import_finished,
    NoticeKind.RESULT_WAITS: _result_by_hand,
    NoticeKind.RESULT_DECIDED: _result_by_hand,
    NoticeKind.DIGEST: digest,
    NoticeKind.ROSTER_AWARDS: _roster_awards,
    NoticeKind.PLACE_LOST: _place_lost,
    NoticeKind.GOAL_MET: _goal_met,
    NoticeKind.GOAL_NEAR: _goal_near,
    NoticeKind.WATCHED_AWARD: _watched_award,
    NoticeKind.WATCHED_GOAL: _watched_goal,
    NoticeKind.CHAT_LINKED: _chat_linked,
    NoticeKind.LINK_ASKED: _link_asked,
    NoticeKind.FORGOTTEN: _forgotten,
    NoticeKind.CORRECTION_ASKED: _correction,
    NoticeKind.CORRECTION_SETTLED: _correction,
}
