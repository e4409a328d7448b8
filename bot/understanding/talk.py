"""Remember what a chat was last about."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.reply import Reply
from core.values import replace, value

_MOST_REMEMBERED = 4
"""How many credentials, students, goals and codes that a chat was about are remembered."""
_FEWEST_LISTED, _MOST_LISTED = 2, 8


@value
class Things:
    """What a chat has been about, so that "it", "him", "there" and "the first one" have a meaning.

    Each tuple has the latest first. `credentials` are catalog codes, `codes` the texts with codes
    that were verified, `students` names, and `goals` the codes of goals. `roster` is a name.
    `listed` has the calls for the things in the list that was shown last, in its order.
    """

    credentials: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    students: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    roster: str = ""
    listed: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Return the text with the code that was verified last."""
        return self.codes[0] if self.codes else ""

    @property
    def student(self) -> str:
        """Return the name of the student who was discussed last."""
        return self.students[0] if self.students else ""

    @property
    def student_before(self) -> str:
        """Return the name of the student who was discussed before the last one."""
        return self.students[1] if len(self.students) > 1 else ""

    @property
    def goal(self) -> str:
        """Return the goal that was discussed last."""
        return self.goals[0] if self.goals else ""

    def stored(self) -> dict[str, Any]:
        """Return the parts that are not empty, in the form that `talk_in` parses."""
        if self == _NO_THINGS:
            return {}
        found = {name: getattr(self, name) for name in _NAMES}
        return {name: each for name, each in found.items() if each}


_NO_THINGS = Things()
_NAMES = ("credentials", "codes", "students", "goals", "roster", "listed")


@value
class Talk:
    """What a chat was last about: the command, its argument, and the calls of its buttons.

    `subject` is the credential that was discussed; questions about facts do not change it.
    `language` is that of the answer. `alternatives` are the calls of two choices, if one of them
    was picked. `earlier` is the command before a question about facts, codes
    or commands.
    """

    command: str = ""
    argument: str = ""
    choices: tuple[str, ...] = ()
    template: str = ""
    subject: str = ""
    language: str = ""
    alternatives: tuple[str, ...] = ()
    things: Things = _NO_THINGS
    earlier: str = ""

    def stored(self) -> dict[str, Any]:
        """Return the form that `talk_in` parses.

        `asdict` is not used because it would copy each part.
        """
        stored = {
            "command": self.command,
            "argument": self.argument,
            "choices": self.choices,
            "template": self.template,
            "subject": self.subject,
            "language": self.language,
            **self.things.stored(),
        }
        if self.alternatives:
            stored["alternatives"] = self.alternatives
        if self.earlier:
            stored["earlier"] = self.earlier
        return stored


NOTHING_SAID = Talk()


def talk_of(
    reply: Reply,
    command: str,
    argument: str,
    before: Talk = NOTHING_SAID,
    language: str = "",
    about: str = "",
    person: str = "",
) -> Talk:
    """Return what to remember of an answer in this language.

    `about` is the credential that the question named, and `person` the student. Small talk does not
    change what the chat is about, but it removes the choices.
    """
    if person:
        before = replace(before, things=_with_student(before.things, person))
    if not command and reply.template in _CHANGES_NOTHING:
        offered = before.choices if reply.template != "talk" else ()
        return replace(before, template=reply.template, choices=offered, language=language)
    calls = [button.call for row in reply.buttons for button in row if button.call]
    subject = argument if command in GOES_ON else ""
    if command in _ALSO_OF_CREDENTIALS and is_code(argument):
        subject = argument
    if command in _LEAVES_SUBJECT and not subject:
        subject = about or before.subject
    subject = subject or about or _of_students(reply, command, argument)
    if (command, argument) in _SUGGESTS:
        subject = _only_credential(calls) or subject
    found = before.things
    if reply.template != _NOT_FOUND:
        found = _after(found, command, argument)
    things = _with_verdicts(found, reply, command)
    things = _with_list(_without_old_list(things, before.things), reply, calls)
    if command in _OF_CODES:
        things = _with_codes_in_order(things, before.things)
    named = subject if command in {"student", "result"} else about if command == "ask" else ""
    if named:
        things = _after(things, "credential", named)
    picked = _picked_from(before, f"{command} {argument}")
    earlier = ""
    if command in _ASIDE:
        between = before.command == command or before.command in _ASIDE - {"verify"}
        earlier = before.earlier if between else before.command
    said = (command, argument, tuple(calls), reply.template, subject, language, picked, things)
    return Talk(*said, earlier)


def _of_students(reply: Reply, command: str, argument: str) -> str:
    """Return the code of the one credential that an answer about students is about, or "".

    It is the credential that the question names, or the only one that the shown student has begun.
    """
    if command == "student":
        return reply.about[0] if len(reply.about) == 1 else ""
    if command not in _ABOUT_STUDENTS:
        return ""
    found = _CODE_NAMED.search(argument.partition(_IN)[0])
    return found[0] if found else ""


def _only_credential(calls: Sequence[str]) -> str:
    """Return the code of the only credential that an answer's buttons can show.

    Return "" if there are no such buttons, or buttons for several credentials.
    """
    prefix = "credential "
    codes = {call.removeprefix(prefix) for call in calls if call.startswith(prefix)}
    code = codes.pop() if len(codes) == 1 else ""
    return code if is_code(code) else ""


def _after(before: Things, command: str, argument: str) -> Things:
    """Return what the chat is about after this call."""
    if not argument:
        return before
    if command in _OF_CREDENTIALS:
        code, _, _kind = argument.partition(" ")
        if not is_code(code):  # several credentials, a goal, or words
            return before
        return replace(before, credentials=_latest(before.credentials, code))
    if command in _OF_CODES:
        code, _, goal = argument.partition(_FOR)
        before = _for_rule(before, goal)
        known = code.upper().startswith("EF-")
        return replace(before, codes=_latest(before.codes, code)) if known else before
    if command in _OF_GOALS:
        return _for_rule(before, _OF_PROOFS.sub("", argument))
    if command in _OF_STUDENTS:
        return _with_student(before, _OF_STUDENTS[command](argument))
    if command in {"roster", "students"}:
        name = argument.partition(_GOAL if command == "roster" else _IN)
        if command == "roster":
            before = _for_rule(before, name[2])
        found = name[0] if command == "roster" else name[2]
        return replace(before, roster=found) if found and _SEVERAL not in found else before
    return before


def _latest(before: tuple[str, ...], new: str) -> tuple[str, ...]:
    """Return `before` with `new` first, and without the oldest if there are too many."""
    return (new, *(each for each in before if each != new))[:_MOST_REMEMBERED]


def _with_verdicts(before: Things, reply: Reply, command: str) -> Things:
    """Return what the chat is about after codes were verified.

    If all codes are of one credential, the chat is about that credential, otherwise about none.
    """
    if command not in {"verify", "check"}:
        return before
    codes = {each.catalog_code for each in reply.verdicts if each.catalog_code}
    return replace(before, credentials=tuple(codes) if len(codes) == 1 else ())


def _with_codes_in_order(things: Things, before: Things) -> Things:
    """Return `things` with the verified codes as its list.

    They are in the order in which they were first verified, so that "the second one" stays the same
    code, even if the first is asked about again.
    """
    begins = "verify "
    listed = [each for each in before.listed if each.startswith(begins)]
    listed = listed or [begins + each for said in reversed(before.codes) for each in said.split()]
    spoken = (each for said in reversed(things.codes) for each in said.split())
    every = tuple(dict.fromkeys((*listed, *(begins + each for each in spoken))))
    every = every[:_MOST_LISTED]
    return replace(things, listed=every) if len(every) >= _FEWEST_LISTED else things


def _for_rule(before: Things, goal: str) -> Things:
    """Return what the chat was about, with `goal` as the latest goal.

    Return it unchanged if `goal` is "" or stands for several goals.
    """
    whole = goal and _SEVERAL not in goal
    return replace(before, goals=_latest(before.goals, goal)) if whole else before


def _with_student(before: Things, name: str) -> Things:
    """Return what the chat was about, with `name` as the latest student."""
    if not name or _SEVERAL in name:
        return before
    return replace(before, students=_latest(before.students, name))


def _with_list(things: Things, reply: Reply, calls: Sequence[str]) -> Things:
    """Return `things` with the list that an answer shows, if it shows one."""
    listed = reply.listed if len(reply.listed) >= _FEWEST_LISTED else _rows_in(calls)
    return replace(things, listed=listed) if listed else things


def _without_old_list(things: Things, before: Things) -> Things:
    """Return `things` without a list that the chat has left.

    The chat has left the list if it is now about a student, credential or goal that is not in it.
    """
    if not things.listed:
        return things
    known = ((each.credentials, each.students, each.goals) for each in (things, before))
    new = [now[0] for now, then in zip(*known, strict=True) if now and now[:1] != then[:1]]
    about = {each.partition(" ")[2] for each in things.listed}
    left = any(each not in about and _is_alike(each, about) for each in new)
    return replace(things, listed=()) if left else things


def _is_alike(thing: str, others: set[str]) -> bool:
    """Whether `thing` has the form of one of `others`: a code, a name or a goal."""
    return any(
        is_code(thing) == is_code(each) and thing.islower() == each.islower() for each in others
    )


def _rows_in(calls: Sequence[str]) -> tuple[str, ...]:
    """Return the calls of an answer's buttons that are the rows of a list, or ()."""
    rows: dict[str, list[str]] = {}
    for call in calls:
        command, space, _about = call.partition(" ")
        if space:
            rows.setdefault(command, []).append(call)
    found = (rows[command] for command in _IN_LISTS if len(rows.get(command, ())) >= _FEWEST_LISTED)
    return tuple(next(found, ()))


def is_code(argument: str) -> bool:
    """Whether an argument has the form of one credential's code."""
    return _CODE.fullmatch(argument) is not None


def _picked_from(before: Talk, call: str) -> tuple[str, ...]:
    """Return the two choices of the last answer if this call picks one of them.

    A call that asks another question about one of the two choices counts too.
    """
    pair = before.alternatives
    if not pair and (begins := _LISTED.get(before.template)):
        pair = tuple([each for each in before.choices if each.startswith(begins)])
    elif not pair and before.template in _CHOICES:
        pair = tuple([each for each in before.choices if each not in {"help", "catalog"}])
    command, _, picked = call.partition(" ")
    if len(pair) != _PAIR or call in pair:
        return pair if len(pair) == _PAIR else ()
    again = tuple(f"{command} {each.partition(' ')[2]}" for each in pair)
    return again if picked and before.alternatives and call in again else ()


def beside_each_other(talk: Talk, calls: Sequence[tuple[str, str]]) -> Talk:
    """Return the talk after an answer that shows two students or credentials.

    It is about the first of them, and `alternatives` has the calls of both. After any other answer,
    return the talk unchanged.
    """
    if len(calls) != _PAIR or len({command for command, _ in calls}) != 1:
        return talk
    [(command, first), (_command, second)] = calls
    codes = all(is_code(each.partition(" ")[0]) for each in (first, second))
    if command != "student" and not (command in GOES_ON and codes):
        return talk
    pair = tuple(f"{command} {each}" for _, each in calls)
    return replace(talk, alternatives=pair, things=_after(talk.things, command, first))


_ASIDE = frozenset(("ask", "verify", "help", "privacy"))
"""Commands that answer a question in between."""
_PAIR = 2
_LISTED = {"status": "status ", "students": "student ", "catalog_matches": "credential "}
"""Templates of answers that list things, and how the calls of their entries begin.

These answers do not ask which entry is meant.
"""
_CHOICES = frozenset(("which_one", "share_which", "which_student", "which_goal", "which_reading"))


def talk_in(topic: Mapping[str, Any] | None) -> Talk:
    """Return the talk in a stored topic, or an empty talk if there is no topic.

    This runs for every command, so it is written without a loop, which is faster.
    """
    if not topic:
        return NOTHING_SAID
    said = topic.get
    things = Things(
        tuple(said("credentials", ())),
        tuple(said("codes", ())),
        tuple(said("students", ())),
        tuple(said("goals", ())),
        said("roster", ""),
        tuple(said("listed", ())),
    )
    return Talk(
        said("command", ""),
        said("argument", ""),
        tuple(said("choices", ())),
        said("template", ""),
        said("subject", ""),
        said("language", ""),
        tuple(said("alternatives", ())),
        things,
        said("earlier", ""),
    )


GOES_ON = frozenset(
    ("status", "score", "credential", "next", "certificate", "print", "share", "cost")
)
_ALSO_OF_CREDENTIALS = frozenset(("remind", "withdraw", "catalog"))
_OF_CREDENTIALS = GOES_ON | _ALSO_OF_CREDENTIALS
_ABOUT_STUDENTS = frozenset(("student", "students", "result"))
_OF_CODES = frozenset(("verify", "check", "watch"))
_OF_GOALS = frozenset(("goal", "follow", "unfollow", "prove"))
_SEVERAL, _GOAL, _IN, _FOR = "|", " goal ", " in ", " for "
_CODE = re.compile(r"[A-Z]+[0-9]*(?:-[A-Z0-9]+)?")
_CODE_NAMED = re.compile(r"\b[A-Z]+[0-9]+(?:-[A-Z]{2,}[0-9]*)?\b(?!\|)")
"""Matches the code of a credential within an argument, also before the suffix of an exam."""
_OF_PROOFS = re.compile(r" (?:for )?(?:30|90)(?: days)?(?: .*)?$")
_OF_MINORS = re.compile(r"^(?:open|close|end) | (?:by )?(?:guardian|center)$")
_OF_STUDENTS: dict[str, Callable[[str], str]] = {
    "student": str,
    "result": lambda said: said.partition(";")[0] if ";" in said else "",
    "minor": lambda said: _OF_MINORS.sub("", said),
}
"""Commands that are about a student, and how to take the name from their argument."""
_IN_LISTS = (
    "student", "credential", "status", "goal", "share", "withdraw", "cost", "certificate", "print",
    "score", "next", "follow", "unfollow", "prove", "result",
)  # fmt: skip
"""Commands whose buttons are the rows of lists."""
_SUGGESTS = frozenset((("next", ""), ("ask", "start-where")))
"""Calls whose answers suggest one credential."""
_NOT_FOUND = "no_goal"
_CHANGES_NOTHING = frozenset(("talk", "not_understood", "no_order"))
_LEAVES_SUBJECT = frozenset(("ask", "cost", "help", "remind", "seen", "privacy", ""))
