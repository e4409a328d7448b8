"""Find what words such as "the second one" mean, and what the message asks.

"What does the second one cost" asks the price of the second credential in the list that was shown.
"""

import re
from collections.abc import Callable, Sequence

from bot.understanding.goal_families import neighbor
from bot.understanding.goal_names import find_goals
from bot.understanding.kind_in_text import AFFIDAVIT
from bot.understanding.lead_ins import Core
from bot.understanding.orders import is_reported
from bot.understanding.ordinals import LAST
from bot.understanding.readings import EACH, OF_HELD, Reading, narrow_to_own
from bot.understanding.references import Pointer, Reference, only_points, reference_in
from bot.understanding.results_in_text import outcome_in
from bot.understanding.same_question import Heard
from bot.understanding.talk import GOES_ON, Talk, is_code
from bot.understanding.words import bare, plain
from core.catalog.model import ExamKind
from core.values import value

_SURELY, _LIKELY = 0.95, 0.2
_OF_CLASS = 0.6
"""The score from which a question about a class is not one about a student in a list."""
_MOST_WORDS = 16


@value
class _Kind:
    """What "the second one" can mean: a student, a goal, a code or a credential.

    `opens` is the command that shows one student, goal, code or credential. `commands` may be asked
    about one, and `shows` about several at once. `known` returns those that the chat was about, the
    latest first.
    """

    opens: str
    commands: frozenset[str]
    shows: frozenset[str]
    known: Callable[[Talk], Sequence[str]]


_CREDENTIAL = _Kind(
    "credential",
    GOES_ON | {"remind", "withdraw"},
    frozenset(("credential", "status", "cost", "score", "next", "certificate", "print")),
    lambda talk: talk.things.credentials,
)
_STUDENT = _Kind(
    "student",
    frozenset(("student",)),
    frozenset(("student",)),
    lambda talk: talk.things.students,
)
_GOAL = _Kind(
    "goal",
    frozenset(("goal", "follow", "unfollow", "prove", "cost")),
    frozenset(("goal", "cost")),
    lambda talk: talk.things.goals,
)
_CODE = _Kind(
    "verify",
    frozenset(("verify", "check", "watch")),
    frozenset(("verify",)),
    lambda talk: talk.things.codes,
)
_KINDS = (_STUDENT, _GOAL, _CODE, _CREDENTIAL)


def pointed_out(heard: Heard, core: Core) -> Reading | None:
    """Return what a message asks about "the second one" or the like, or None."""
    said, talk = heard.said, heard.talk
    if said.people or said.unlisted or said.codes:
        return None
    if said.named.mentions:
        return _with_named(heard, core)
    if len(core.words.split()) > _MOST_WORDS or is_reported(heard.text):
        return None
    found = reference_in(core.words)
    if found is None and (end := _end_of_averages(heard, core.words)):
        return Reading("student", end, _SURELY)
    if found is None or _of_other_list(found, heard, core):
        return None
    kinds = _kinds_of(talk)
    best = said.readings[0]
    of_class = best.command == "students" and best.score >= _OF_CLASS
    if _WHO_LACKS.search(core.words) or of_class:
        kinds.remove(_STUDENT)
    return next((each for kind in kinds if (each := _of_kind(kind, found, heard))), None)


def _of_other_list(found: Reference, heard: Heard, core: Core) -> bool:
    """Whether a reference means an entry of another list, or of no list at all."""
    talk, best = heard.talk, heard.said.readings[0]
    words = _NEW_LINK.sub(" ", core.words)
    if talk.command in _NUMBERED or _OF_OTHER_LISTS.search(words):
        return True
    # the message confirms or records one of the listed exams
    if talk.command == "result" and (best.command == "result" or outcome_in(heard.text)):
        return True
    return _is_level(found, core, talk)


def _of_kind(kind: _Kind, found: Reference, heard: Heard) -> Reading | None:
    """Return what a message asks about students, goals, codes or credentials.

    `kind` says which of these `found` may mean. Return None if the message asks nothing about them.
    """
    things = _things(found, kind, heard.talk, _of_record(kind, heard))
    goal = heard.talk.things.goal
    if kind is _GOAL and found.pointer in _STEPS and goal:
        beside = neighbor(goal, _STEPS[found.pointer], heard.view.goals)
        things = [beside] if beside else things
    supposed = kind is _CODE and _supposes(heard)
    command = _command(found, kind, heard) if things and not supposed else ""
    if not command:
        return None
    if len(things) > 1 and command not in kind.shows:
        return None
    about = EACH.join(_argument(command, each, _goal_named(heard) or goal) for each in things)
    if kind is _CREDENTIAL and command == "status" and AFFIDAVIT.search(bare(heard.text)):
        about += f" {ExamKind.PERFORMANCE}"
    return Reading(command, about, _SURELY)


def _supposes(heard: Heard) -> bool:
    """Whether a message asks about what might happen, not about a code that was verified."""
    best = heard.said.readings[0]
    return best.command == "ask" and _SUPPOSES.search(heard.text.lower()) is not None


def _end_of_averages(heard: Heard, words: str) -> str:
    """Return the student with the best or the worst average in the list just shown, or ""."""
    talk = heard.talk
    averages = talk.command == "students" and talk.argument.split(" ")[0] == "average"
    ends = _BEST_OR_WORST.fullmatch(words)
    if not averages or ends is None or not 1 < len(talk.things.listed) < _MOST_SHOWN:
        return ""
    return _about(talk.things.listed[0 if ends["best"] else LAST])


def _is_level(found: Reference, core: Core, talk: Talk) -> bool:
    """Whether a number means a level of the credential just shown, not a place in an older list."""
    level = _LEVELED.match(talk.argument)
    if found.pointer is not Pointer.PLACE or level is None or not _NUMBER.search(core.words):
        return False
    new = not talk.things.listed or not set(talk.things.listed) <= set(talk.choices)
    return new and talk.command in GOES_ON and found.place + 1 in _OTHER_LEVELS - {int(level[1])}


def _with_named(heard: Heard, core: Core) -> Reading | None:
    """Return the question about two credentials pointed at and one named, or None.

    An example is "the scores of those two and drilling".
    """
    said, talk = heard.said, heard.talk
    best = next((each for each in said.readings if each.command in _CREDENTIAL.shows), None)
    found = reference_in(core.words)
    if found is None or found.pointer is not Pointer.ALL or len(said.named.mentions) != 1:
        return None
    if best is None or best.score < _LIKELY or not _PLUS.search(core.words):
        return None
    things = _things(found, _CREDENTIAL, talk)
    own = narrow_to_own(best.command, said.named.mentions[0].codes, heard.view)
    if len(things) != _TWO or len(own) != 1:
        return None
    return Reading(best.command, EACH.join((*things, *own)), _SURELY)


def _kinds_of(talk: Talk) -> list[_Kind]:
    """Return all kinds, beginning with those of the last question and of the last list."""
    listed = [_kind_of(each) for each in talk.things.listed[:1]]
    last = [_kind_of(f"{talk.command} {talk.argument}")] if talk.argument else []
    return list(dict.fromkeys((*last, *listed, *_KINDS)))


def _kind_of(call: str) -> _Kind:
    command, _, about = call.partition(" ")
    if command in _STUDENT.commands:
        return _STUDENT
    if command in _CODE.commands:
        return _CODE
    of_credential = command in _CREDENTIAL.commands and is_code(about.partition(" ")[0])
    return _CREDENTIAL if of_credential or command not in _GOAL.commands else _GOAL


def _of_record(kind: _Kind, heard: Heard) -> frozenset[str]:
    """Return the listed credentials that a message can mean by what it asks.

    A status lists the credentials in progress and then the earned ones. "Print the second one"
    means the second earned one, and "how much is the last one" the last one in progress.
    """
    asked = heard.said.readings[0].command
    if kind is not _CREDENTIAL or asked not in OF_HELD | _OF_REMAINING:
        return frozenset()
    listed = frozenset(_about(each) for each in heard.talk.things.listed)
    return listed & heard.view.held if asked in OF_HELD else listed - heard.view.held


_OF_REMAINING = frozenset(("cost", "next", "remind"))
"""Commands about exams that remain."""


def _things(
    found: Reference, kind: _Kind, talk: Talk, meant: frozenset[str] = frozenset()
) -> list[str]:
    """Return what a reference means, if it means students, goals, codes or credentials.

    `kind` says which of these. If any of the things listed is in `meant`, only those count. Return
    [] if the reference means none of them.
    """
    listed = [_about(each) for each in talk.things.listed if _kind_of(each) == kind]
    listed = [each for each in listed if each in meant] or listed
    known = list(kind.known(talk))
    # without a list, "the first" is what was talked about first
    pool = listed or (known[::-1] if len(known) > 1 else [])
    at = listed.index(known[0]) if known and known[0] in listed else None
    match found.pointer:
        case Pointer.PLACE:
            inside = found.place == LAST or found.place < len(pool)
            return [pool[found.place]] if pool and inside else []
        case Pointer.NEXT:
            return listed[at + 1 : at + 2] if at is not None else []
        case Pointer.ABOVE:
            return listed[at - 1 : at] if at else []
        case Pointer.EARLIEST:
            return known[-1:] if len(known) > 1 else listed[:1]
        case Pointer.BEFORE:
            return known[1:2]
        case Pointer.OTHER:
            return _other(kind, known, listed, talk)
        case Pointer.ALL:
            return _all(found.count, known, listed)
        case Pointer.MIDDLE:
            return [pool[len(pool) // 2]] if len(pool) > 1 and len(pool) % _TWO else []


def _other(kind: _Kind, known: list[str], listed: list[str], talk: Talk) -> list[str]:
    """Return what "the other one" means after two of a kind were offered or discussed."""
    pair = [_about(each) for each in talk.alternatives if _kind_of(each) == kind] or listed
    last = known[0] if known else ""
    if len(pair) == _TWO and last in pair:
        return [each for each in pair if each != last]
    return known[1:2]


def _all(count: int, known: list[str], listed: list[str]) -> list[str]:
    if len(listed) == (count or _TWO) or (not count and len(listed) == _THREE):
        return listed
    several = known[: count or _TWO]
    return several[::-1] if len(several) == (count or _TWO) else []


def _about(call: str) -> str:
    return call.partition(" ")[2]


def _command(found: Reference, kind: _Kind, heard: Heard) -> str:
    """Return the command that a message gives about something of this kind, or ""."""
    talk, best = heard.talk, heard.said.readings[0]
    if kind is _STUDENT:
        about_class = best.command in _ABOUT_STUDENTS or best.score < _HARDLY
        return kind.opens if only_points(found.rest) or about_class else ""
    if kind is _CODE and best.command != "watch" and _goal_named(heard):
        return "check"
    if only_points(found.rest):
        same = talk.command in kind.commands - _ACT_AT_ONCE
        # "no, the other one" after an order corrects that order
        corrects = talk.command in kind.commands and _CORRECTS.search(plain(heard.text))
        return talk.command if same or corrects else kind.opens
    if found.pointer is Pointer.ALL and best.score < _UNSURE and talk.command in kind.shows:
        return talk.command
    if best.score < _LIKELY:
        return ""
    if best.command in kind.commands:
        return best.command
    if kind is _GOAL and best.command in {"status", "next", "goals"}:
        return kind.opens
    return kind.opens if best.command in _OPENS.get(kind.opens, ()) else ""


def _goal_named(heard: Heard) -> str:
    """Return the code of the only goal that a message names, or ""."""
    goals = find_goals(heard.said.named.words, heard.view.goals, vague=False)
    return goals[0].code if len(goals) == 1 else ""


def _argument(command: str, thing: str, goal: str) -> str:
    """Return the command's argument for a student, goal, code or credential.

    `check` also needs a goal.
    """
    return f"{thing} for {goal}" if command == "check" and goal else thing


_SUPPOSES = re.compile(r"\b(?:if|suppose|si)\b(?! (?:es|sirve|vale|is)\b)")
_MOST_SHOWN = 30
"""A list with this many students may be cut off, so its last student is unknown."""
_BEST_OR_WORST = re.compile(
    r"(?:(?:and|y|the|el|la|who|whos|is|has|quien|es|tiene|show|me|dame|now|ahora|what about) )*"
    r"(?:(?P<best>highest|best|top|mejor|mas alt[oa])|lowest|worst|bottom|peor|mas baj[oa])"
    r"(?: (?:one|average|score|student|kid|de todos|promedio|calificacion|nota|there|of them|please))*"
)
_TWO, _THREE = 2, 3
_STEPS = {Pointer.NEXT: "down", Pointer.ABOVE: "up"}
"""For each pointer, the step in a family of goals.

In a list, a goal stands below those of its family that require more.
"""
_LEVELED = re.compile(r"[A-Z]+([123])(?:-[A-Z]+)?(?= |$)")
_NUMBER = re.compile(r"\b(?:two|three|uno|dos|tres|[123])\b")
_OTHER_LEVELS = frozenset((1, 2, 3))
_PLUS = re.compile(r"\b(?:plus|and|with|also|mas|y|con|tambien)\b")
_ACT_AT_ONCE = frozenset(("watch", "follow", "unfollow"))
"""Commands that act at once. "The second one" alone does not repeat them."""
_CORRECTS = re.compile(
    r"\b(?:no|nope|not that|wait|better|instead|rather|i meant?|sorry|mejor|espera\w*|esper[ae]|perdon|quise decir|me equivoque)\b"
)
"""Matches words that replace the last order by another one."""
_WHO_LACKS = re.compile(
    r"^(?:who|whos|the ones who|those who|l[oa]s (?:demas )?que|quien(?:es)?)\b.*\b(?:n'?t|not|no|missing|lack\w*|need\w*|without|sin|falta\w*)\b"
)
"""Matches a question such as "who doesn't have the second one", which is about a class."""
_UNSURE, _HARDLY = 0.3, 0.4
_ABOUT_STUDENTS = frozenset(
    ("student", "students", "status", "next", "score", "roster", "catalog", "certificate")
)
_OPENS = {"credential": frozenset(("catalog",)), "verify": frozenset(("ask",))}
"""For `credential` and `verify`, readings with which they open what is meant.

An example is "the second one" read as a search of the catalog. The values are the commands of the
readings.
"""
_NUMBERED = frozenset(("proofs", "watch", "unwatch", "seen", "signoff"))
"""Commands whose lists have numbers of their own."""
_NEW_LINK = re.compile(
    r"\b(?:make|give|get|send|create|need|want|haz\w*|dame|mand\w+|pas\w+|quiero|necesito|ocupo)(?: me)? (?:an?|one|un|una) (?:link|proof|liga|enlace|comprobante)\b"
)
_OF_OTHER_LISTS = re.compile(
    r"\b(?:links?|ligas?|enlaces?|proofs?|pruebas?|messages?|mensajes?|notices?|avisos?|chats?|phones?|telefonos?|celular\w*"
    r"|times|veces|attempts?|intentos?|tries)\b"
)
"""Matches words for lists of links, notices, chats or attempts."""
