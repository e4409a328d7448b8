"""The data for each template that shows a name. The name can be any text."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from bot.commands import COMMANDS
from bot.commands.verify import verdict_data
from bot.paging import page_of
from core.catalog.loading import load_catalog
from core.catalog.model import Exam, ExamKind
from core.class_progress import Student
from core.data_rights.correction_requests import CorrectionRequest
from core.data_rights.minors import Minor
from core.data_rights.retention_periods import Retention
from core.goals.check_codes import Checked
from core.goals.followed_progress import Followed
from core.goals.model import Goal, GoalKind, SignOffRequired
from core.goals.proofs import GoalProof, Proven
from core.goals.signoffs import LatestSignOff, SignedOff
from core.goals.standing import Part, Standing, SupportingCredential
from core.notices.places import Chat, NoticedPlace
from core.notices.preferences import Paced, Preferences
from core.notices.topics import Pace
from core.notices.watches import Watched
from core.people.link_requests import LinkRequest
from core.people.model import Asker, Identity, Person, Post, Role
from core.people.own_choices import Agreement
from core.people.permissions import Allowed, Organization
from core.people.roster_names import Roster
from core.progress import CandidateProgress
from core.records.model import Award, Record
from core.records.rosters import RosterAward
from core.verification.verdict import Verdict, VerdictKind
from core.who_looked import StaffLook
from tests.bot.center import ago
from tests.world import TODAY, StoppedClock

_NOW = StoppedClock()()
_COMMAND = COMMANDS[0]
_EXAM = load_catalog().exam("M1-MMS-T")


def person(name: str) -> Person:
    return Person(1, "1001", name, "", None)


def asker(name: str) -> Asker:
    return Asker(Identity("telegram", "1"), person(name), (Post(Role.CANDIDATE, 1, name),))


def employer(name: str) -> Asker:
    return Asker(Identity("terminal", "employer"), None, (Post(Role.EMPLOYER, 0, name),))


def verdict(kind: VerdictKind, name: str) -> Verdict:
    days = (ago(9), ago(1) if kind is VerdictKind.REVOKED else None)
    return Verdict(kind, "EF-1", _NOW, f"records of {name}", "M1-MMS", name, name, *days, name)


def verify(kind: VerdictKind) -> Callable[[str], dict[str, Any]]:
    def data(name: str) -> dict[str, Any]:
        return verdict_data([verdict(kind, name)])

    return data


def mistyped(name: str) -> dict[str, Any]:
    return verdict_data([Verdict(VerdictKind.MISTYPED, name, _NOW, "records")])


def notice(name: str) -> dict[str, Any]:
    award = Award("EF-1", "M1-MMS", ago(9), ago(1), name, "issuer")
    return {"award": award, "title": name, "candidate": person(name), "link": ""}


def goal_near(name: str) -> dict[str, Any]:
    return {"title": name, "step": name, "exam": _EXAM, "credentials": [name]}


def nobody_on(name: str) -> CandidateProgress:
    return CandidateProgress(TODAY, ())


def roster(name: str) -> Roster:
    return Roster(1, name, 3, name)


def start(name: str, *, role: str, evaluates: bool = False) -> dict[str, Any]:
    one = asker(name)
    return {
        "asker": one,
        "person": one.person,
        "role": role,
        "evaluates": evaluates,
        "private": True,
        "offer": None,
    }


def check(name: str) -> dict[str, Any]:
    verdicts = verify(VerdictKind.VALID)(name)["verdicts"]
    goal = SimpleNamespace(title="A goal", group=False)
    return {"goal": goal, "checked": Checked(tuple(verdicts), 2, None), "by_hand": True}


def paced(name: str) -> Paced:
    return Paced(roster(name), Pace.DAILY)


def chat(name: str) -> Chat:
    return Chat("telegram", "-100", name, "group")


def place(name: str) -> NoticedPlace:
    return NoticedPlace(1, name, "group", "-100", True, (name,), name)


def times(name: str, **more: object) -> dict[str, Any]:
    """Return the data for `notices` and the pages of its settings."""
    told = {"on": True, "changed": "", "understood": True, "digests": True, "topics": []}
    return {"preferences": Preferences(), "zone": "UTC", **told, **more}


def digest(name: str) -> dict[str, Any]:
    exam = Exam("M1-TUR-T", ExamKind.THEORY, "A title")
    waiting = SimpleNamespace(name=name, exam=exam, credential=name, until=TODAY)
    counts = {"count": 1, "students": 1, "all_earned": 1, "in_progress": 1, "waiting_count": 1}
    told = {"earned": [(name, name, TODAY)], "waiting": [waiting], "pace": "daily"}
    aim = SimpleNamespace(title=name, met=0, followers=1, near=[name, name])
    return {"roster": roster(name), **told, **counts, "goals": [aim]}


def goals(name: str) -> dict[str, Any]:
    one = SimpleNamespace(title=name, code="a-goal")
    data = {"query": name, "goals": [one], "page": page_of([one], 1, 9, "goals")}
    return data | {"followed": (), "mine": True}


def followed(name: str) -> Followed:
    one = Goal("a", name, GoalKind.HIRING, name, ())
    return Followed(Standing(one, TODAY, "", "", ()), 0)


def goal(name: str) -> dict[str, Any]:
    """Return an operator's goal, whose text can be anything."""
    one = Goal("a", name, GoalKind.HIRING, name, (), source=name, dated=ago(9), note=name)
    part = Part(name, 0, 2, None)
    standing = Standing(one, None, name, name, (part,), (), (name,))
    data = {"goal": one, "standing": standing, "mine": True, "serves": {}, "token": "", "whole": 0}
    return data | {"locked": {}}


def signoff(name: str) -> dict[str, Any]:
    one = Goal("a", name, GoalKind.HIRING, name, ())
    done = SignedOff(1, 3)
    data = {"student": person(name), "goal": one, "item": SignOffRequired(name, 9), "hours": 3}
    return data | {"done": done, "trainer": name, "day": ago(3), "earlier": True}


def agreement(name: str) -> dict[str, Any]:
    return {"person": person(name), "own": False, "what": "roster", "where": name, "ends": False}


def trainer_asked(name: str) -> dict[str, Any]:
    return {**signoff(name), "own": False, "query": name, "several": True}


def agreed(name: str) -> dict[str, Any]:
    where = Organization(1, name)
    return {
        "contact": "",
        "agreed": [Agreement(what, where, ago(9)) for what in Allowed],
        "sharing": [where],
        "candidate": True,
        "outsider": False,
        "staff": False,
        "classes": [SimpleNamespace(label=name, organisation=name, taught_by=(name,))],
        "kept": Retention(),
        "page": "",
    }


def corrected(name: str) -> dict[str, Any]:
    sent = datetime(2026, 3, 31, tzinfo=UTC)
    found = CorrectionRequest(1, person(name), "name", "It is spelled otherwise.", sent, None)
    names = {"name": "name"}
    return {"found": found, "waiting": [found], "own": [], "gone": False, "names": names}


def looked(name: str) -> dict[str, Any]:
    staff = [StaffLook(name, (), date(2026, 3, 31), 1, told) for told in (False, True)]
    return {"known": True, "looks": [], "staff": staff, "lists": 0, "proofs": 0, "employer": False}


def minors(name: str) -> dict[str, Any]:
    return {"minors": [Minor(person(name), minor=True)]}


def signoff_asked(name: str) -> dict[str, Any]:
    return {**signoff(name), "most": 64}


def result(outcome: str, **done: object) -> Callable[[str], dict[str, Any]]:
    def data(name: str) -> dict[str, Any]:
        exam = SimpleNamespace(title="An exam")
        told = {"student": person(name), "exam": exam, "outcome": outcome, "said": outcome}
        return told | {"day": date(2026, 3, 31), "done": SimpleNamespace(awarded=1, **done)}

    return data


def results_waiting(name: str) -> dict[str, Any]:
    exam = SimpleNamespace(title="An exam")
    return {"waiting": [(person(name), exam, date(2026, 3, 31))], "count": 1}


def link_request(name: str) -> LinkRequest:
    return LinkRequest("token", person(name), "telegram", datetime(2026, 3, 31, tzinfo=UTC))


def no_item(name: str) -> dict[str, Any]:
    one = Goal("a", name, GoalKind.HIRING, name, ())
    return {"goal": one, "query": name, "meant": [], "items": [SignOffRequired(name)]}


def proof(name: str, *, met: bool) -> dict[str, Any]:
    one = Goal("a", name, GoalKind.HIRING, name, ())
    carried = (SupportingCredential("M1-MMS", name, ago(9)),) if met else None
    return {"proven": Proven(1, name, one, met, True, name, ago(1), _NOW, ago(-1), _NOW, carried)}


def watching(name: str) -> dict[str, Any]:
    one = Watched(1, _NOW, "EF-0000-0000-0000-0", "M1-MMS", "", name)
    page = page_of([one], 1, 9, "watch")
    return {"page": page, "titled": [(name, one)], "count": 1, "ended": None}


def watch_begun(name: str) -> dict[str, Any]:
    code = "EF-0000-0000-0000-0"
    one = Verdict(VerdictKind.VALID, code, _NOW, "", "M1-MMS", name, name)
    return {"proven": None, "watched": [one], "others": 0, "too_many": 0, "already": False}


def proofs(name: str) -> dict[str, Any]:
    one = GoalProof(1, "a", shows_credentials=True, made_at=_NOW, expires_at=_NOW)
    return {"proofs": [(name, one)], "withdrawn": False}


_CHOSEN = {"days": 30, "shows": True}
_NOTHING_SET = dict.fromkeys(
    ("all", "topic", "on", "pace", "rosters", "at", "weekday", "zone", "quiet")
)
_FOLLOWED = {"kept": True, "following": True, "ended": False, "most": 8}
SHOWN: list[tuple[str, Callable[[str], dict[str, Any]]]] = [
    ("start", lambda name: start(name, role="candidate")),
    ("start", lambda name: start(name, role="employer")),
    ("start", lambda name: start(name, role="evaluator", evaluates=True)),
    ("start", lambda name: start(name, role="evaluator")),
    (
        "status",
        lambda name: {
            "name": name,
            "progress": nobody_on(name),
            "page": page_of([], 1, 9, "status"),
            "elsewhere": [],
            "rule": None,
            "record": Record(),
            "followed": [followed(name)],
        },
    ),
    (
        "whoami",
        lambda name: {
            "asker": asker(name),
            "person": person(name),
            "offer": None,
            "classes": [roster(name)],
            "chats": (),
        },
    ),
    (
        "whoami",
        lambda name: {
            "asker": employer(name),
            "person": None,
            "offer": None,
            "classes": [],
            "chats": (),
        },
    ),
    ("approved", lambda name: {"person": person(name)}),
    ("approve_sure", lambda name: {"request": link_request(name)}),
    ("requests", lambda name: {"requests": [link_request(name)]}),
    ("notice_link_asked", lambda name: {"request": link_request(name)}),
    ("notice_chat_linked", lambda name: {"here": True, "person": person(name)}),
    ("unlink_others_sure", lambda name: {"person": person(name)}),
    ("rules", lambda name: {"rules": [{"title": name, "asks": "two credentials"}], "more": 0}),
    ("rule_kept", lambda name: {"title": name, "asks": name, "new": True}),
    ("rule_refused", lambda name: {"reason": name}),
    ("_offer", lambda name: {"offer": person(name)}),
    (
        "linked",
        lambda name: {"person": person(name), "already": False, "summary": None, "waited": 0},
    ),
    (
        "linked",
        lambda name: {"person": person(name), "already": True, "summary": None, "waited": 0},
    ),
    ("linked_to_another", lambda name: {"person": person(name)}),
    ("unlink_sure", lambda name: {"person": person(name)}),
    (
        "roster",
        lambda name: {
            "roster": roster(name),
            "link": "",
            "page": page_of([Student(person(name), nobody_on(name))], 1, 9, "roster"),
            "students": 1,
            "earned": 0,
        },
    ),
    ("no_roster", lambda name: {"query": name, "others": [roster(name)]}),
    ("verify", verify(VerdictKind.VALID)),
    ("verify", verify(VerdictKind.REVOKED)),
    ("verify", verify(VerdictKind.UNKNOWN)),
    ("verify", mistyped),
    ("verify_list", verify(VerdictKind.VALID)),
    ("verify_list", mistyped),
    ("verdict_shown", verify(VerdictKind.VALID)),
    ("verdict_shown", verify(VerdictKind.REVOKED)),
    ("verdict_unfurled", lambda name: {"verdict": verdict(VerdictKind.VALID, name)}),
    ("proof_unfurled", lambda name: proof(name, met=True)),
    ("proof_unfurled", lambda name: proof(name, met=False)),
    ("last_earned", lambda name: {"earned": [RosterAward(name, name, TODAY)]}),
    ("home", lambda name: {"person": person(name), "stranger": False, "offer": None}),
    ("notice_award_earned", notice),
    ("notice_award_revoked", notice),
    ("notice_goal_met", lambda name: {"title": name}),
    ("notice_goal_near", goal_near),
    ("notice_student_award", notice),
    ("notice_watched_award", notice),
    ("notice_watched_goal", lambda name: proof(name, met=True)),
    ("notice_watched_goal", lambda name: proof(name, met=False)),
    ("watching", watching),
    ("watch_begun", watch_begun),
    ("watch_begun", lambda name: {**watch_begun(name), **proof(name, met=True)}),
    ("notice_student_award_revoked", notice),
    ("notice_digest", digest),
    ("notice_roster_awards", lambda name: {"count": 2, "roster": name}),
    ("notices", lambda name: times(name, paced=[paced(name)], places=[place(name)])),
    ("notices_rosters", lambda name: {"page": page_of([paced(name)], 1, 9, "notices")}),
    ("notices_roster", lambda name: times(name, paced=paced(name))),
    ("notices_which", lambda name: {"name": name, "found": []}),
    ("notices_time", lambda name: times(name, typed=name)),
    ("notices_zone", lambda name: times(name, typed=name)),
    ("notices_quiet", lambda name: times(name, typed=name)),
    ("notices_here", lambda name: {"chat": chat(name), "roster": roster(name)}),
    (
        "notices_here_done",
        lambda name: {"chat": chat(name), "roster": roster(name), "names_shown": True},
    ),
    (
        "notices_here_sure",
        lambda name: {"chat": chat(name), "roster": roster(name), "names_shown": True},
    ),
    ("notices_here_off_sure", lambda name: {"chat": chat(name)}),
    ("notices_leave_sure", lambda name: {"place": place(name)}),
    ("notices_sure", lambda name: {**_NOTHING_SET, "pace": Pace.DAILY, "rosters": [name]}),
    ("notices_here_off", lambda name: {"chat": chat(name)}),
    ("notices_here_which", lambda name: {"chat": chat(name), "taught": [roster(name)]}),
    ("notices_places", lambda name: {"places": [place(name)]}),
    ("no_credential", lambda name: {"query": name}),
    ("no_award", lambda name: {"query": name, "title": "", "held": [(name, None)]}),
    ("no_award", lambda name: {"query": "M1", "title": name, "held": [(name, None)]}),
    ("goals", goals),
    ("goal", goal),
    ("unfollow_sure", lambda name: {"goal": followed(name).standing.goal}),
    ("followed", lambda name: {"goal": followed(name).standing.goal, **_FOLLOWED}),
    (
        "followed",
        lambda name: {
            "goal": followed(name).standing.goal,
            **_FOLLOWED,
            "following": False,
            "ended": True,
        },
    ),
    (
        "roster_goal",
        lambda name: {
            "roster": roster(name),
            "goal": SimpleNamespace(title="A goal"),
            "students": [
                (
                    person(name),
                    SimpleNamespace(met=False, reachable=True, path=(), tier=name, to_sign=()),
                )
            ],
            "together": None,
        },
    ),
    ("signoff", signoff),
    ("signoff_sure", signoff_asked),
    ("signoff_too_long", signoff_asked),
    (
        "signoff_undo_sure",
        lambda name: {"number": 1, "last": LatestSignOff(1, person(name), name, "a")},
    ),
    ("signoff_trainer", trainer_asked),
    ("agreement", agreement),
    ("agreement_sure", agreement),
    ("agreement_not_yours", lambda name: {"query": name}),
    ("no_organization", lambda name: {"query": name}),
    ("privacy", agreed),
    ("correct", corrected),
    ("correct_done", corrected),
    ("correct_done_sure", corrected),
    ("notice_correction_asked", corrected),
    ("seen", looked),
    ("minor", minors),
    *(
        ("minor_sure", lambda name, doing=doing: {"person": person(name), "doing": doing, "by": ""})
        for doing in ("mark", "open", "close", "end")
    ),
    ("called", lambda name: {"called": name, "name": name}),
    ("called_sure", lambda name: {"called": name, "name": name}),
    *(("result_sure", result(outcome)) for outcome in ("submitted", "pass", "fail")),
    *(
        ("result", result(outcome, number="a", known=False))
        for outcome in ("submitted", "pass", "fail")
    ),
    ("result", result("pass", number="", known=True)),
    ("result_waiting", results_waiting),
    ("result_who", lambda name: {"query": name, "found": []}),
    ("result_who", lambda name: {"query": name, "found": [person(name)]}),
    ("result_which_exam", lambda name: {"query": name}),
    ("which_student_named", lambda name: {"query": name, "found": []}),
    ("taken_for", lambda name: {"command": "status", "about": name}),
    (
        "student",
        lambda name: {
            "person": person(name),
            "progress": nobody_on(name),
            "followed": [],
            "last": [],
        },
    ),
    (
        "students",
        lambda name: {
            "kind": "count",
            "exam": None,
            "found": [(person(name), "")],
            "count": 1,
            "all": 1,
            "since": None,
            "classes": (name,),
        },
    ),
    ("no_student", lambda name: {"query": name, "student": None}),
    ("no_item", no_item),
    ("prove_sure", lambda name: {"goal": SimpleNamespace(title=name), **_CHOSEN}),
    ("proofs_withdraw_sure", lambda name: {"title": name, "proof": SimpleNamespace(id=1)}),
    ("prove", lambda name: {"goal": SimpleNamespace(title=name)}),
    ("proof", lambda name: proof(name, met=True)),
    ("proof", lambda name: proof(name, met=False)),
    ("proofs", proofs),
    ("check", check),
    ("check_which", lambda name: {"query": name, "found": []}),
    ("no_goal", lambda name: {"query": name}),
    ("which_one", lambda name: {"query": name, "candidates": [], "most": 1}),
    ("catalog_matches", lambda name: {"query": name, "found": []}),
    ("catalog_matches", lambda name: {"query": name, "found": [1], **_found(name)}),
    ("nearly", lambda name: {"command": _COMMAND, "call": name}),
    ("which_reading", lambda name: {"count": 1, "call": name}),
]


def _found(name: str) -> dict[str, Any]:
    evidence = SimpleNamespace(caution=None)
    one = SimpleNamespace(
        title="A title", area=name, level="I", evidence=evidence, former_titles=()
    )
    return {"found": [one], "page": page_of([one], 1, 9, "catalog")}
