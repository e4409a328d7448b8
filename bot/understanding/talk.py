"""Remember what a chat was last about."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.reply import Reply
from core.values import replace, value

_MOST_CREDENTIALS = 4
"""How many of the credentials that a chat was last about are remembered."""


@value
class Things:
    """What a chat has been about, so that "it", "him", "there" and "the first one" have a meaning.

    `credentials` has the catalog codes of the credentials that were discussed, the latest first.
    `code` is the text with the code that was verified last, and `codes` has these texts, the latest
    first. `student`, `student_before` (the student before that one) and `roster` are names. `goal`
    is a goal's code.
    """

    credentials: tuple[str, ...] = ()
    code: str = ""
    codes: tuple[str, ...] = ()
    student: str = ""
    student_before: str = ""
    roster: str = ""
    goal: str = ""

    def stored(self) -> dict[str, Any]:
        """Return what is set, in the form that `talk_in` parses."""
        if self == _NO_THINGS:
            return {}
        found = {name: getattr(self, name) for name in _NAMES}
        return {name: each for name, each in found.items() if each}


_NO_THINGS = Things()
_NAMES = ("credentials", "code", "codes", "student", "student_before", "roster", "goal")


@value
class Talk:
    """What a chat was last about: the command, its argument, and the calls of its buttons.

    `subject` is the credential that was discussed; questions about facts do not change it.
    `language` is that of the answer. `alternatives` are the calls of two choices, if one of them
    was picked. `earlier` is the command before a question about facts or codes.
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
) -> Talk:
    """Return what to remember of an answer in this language.

    `about` is the credential that the question named. Small talk does not change what the chat is
    about, but it removes the choices.
    """
    if not command and reply.template in _CHANGES_NOTHING:
        offered = before.choices if reply.template != "talk" else ()
        return replace(before, template=reply.template, choices=offered, language=language)
    calls = [button.call for row in reply.buttons for button in row if button.call]
    subject = argument if command in GOES_ON else ""
    if command in _ALSO_OF_CREDENTIALS and is_code(argument):
        subject = argument
    if command in _LEAVES_SUBJECT and not subject:
        subject = about or before.subject
    subject = subject or about
    if (command, argument) in _SUGGESTS:
        subject = _only_credential(calls) or subject
    things = _with_verdicts(_after(before.things, command, argument), reply, command)
    if about and command == "ask":
        things = _after(things, "credential", about)
    picked = _picked_from(before, f"{command} {argument}")
    earlier = ""
    if command in {"ask", "verify"}:
        earlier = before.earlier if before.command == command else before.command
    said = (command, argument, tuple(calls), reply.template, subject, language, picked, things)
    return Talk(*said, earlier)


def _only_credential(calls: Sequence[str]) -> str:
    """Return the code of the credential that an answer suggests; "" if there are none or several.

    Its button opens that credential's page.
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
        latest = (code, *(each for each in before.credentials if each != code))
        return replace(before, credentials=latest[:_MOST_CREDENTIALS])
    name, found = "", argument
    if command in _OF_CODES:
        name, found = "code", argument.partition(_FOR)[0]
        found = found if found.upper().startswith("EF-") else ""
        before = _for_rule(before, argument.partition(_FOR)[2])
        if found:
            others = (each for each in before.codes if each != found)
            before = replace(before, codes=(found, *others)[:_MOST_CREDENTIALS])
    elif command in _OF_GOALS:
        name, found = "goal", _OF_PROOFS.sub("", argument)
    elif command == "student":
        return _with_student(before, argument)
    elif command == "result":
        name, found = "student", argument.partition(";")[0] if ";" in argument else ""
    elif command == "minor":
        name, found = "student", _OF_MINORS.sub("", argument)
    elif command == "roster":
        name, found = "roster", argument.partition(_GOAL)[0]
        before = _for_rule(before, argument.partition(_GOAL)[2])
    elif command == "students":
        name, found = "roster", argument.partition(_IN)[2]
    whole = name and found and _SEVERAL not in found
    changed: dict[str, Any] = {name: found}
    return replace(before, **changed) if whole else before


def _with_verdicts(before: Things, reply: Reply, command: str) -> Things:
    """Return what the chat is about after codes were verified.

    The chat is about their credential. If they have none or several, the chat is about none.
    """
    if command not in {"verify", "check"}:
        return before
    codes = {each.catalog_code for each in reply.verdicts if each.catalog_code}
    return replace(before, credentials=tuple(codes) if len(codes) == 1 else ())


def _for_rule(before: Things, goal: str) -> Things:
    """Return the things with the goal that codes or a class were compared with."""
    return replace(before, goal=goal) if goal and _SEVERAL not in goal else before


def _with_student(before: Things, name: str) -> Things:
    """Return the things with the student whose page was shown.

    The student before is remembered too.
    """
    if _SEVERAL in name or name == before.student:
        return before
    return replace(before, student=name, student_before=before.student)


def is_code(argument: str) -> bool:
    """Whether an argument has the form of one credential's code."""
    return _CODE.fullmatch(argument) is not None


def _picked_from(before: Talk, call: str) -> tuple[str, ...]:
    """Return the two choices of the last answer if this call picks one of them.

    A call that asks something else about one of them counts too.
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
    """Return the talk before the second of two students who are shown in one answer."""
    if len(calls) != _PAIR or {command for command, _ in calls} != {"student"}:
        return talk
    pair = tuple(f"{command} {name}" for command, name in calls)
    return replace(talk, alternatives=pair, things=_with_student(talk.things, calls[0][1]))


_PAIR = 2
_LISTED = {"status": "status ", "students": "student ", "catalog_matches": "credential "}
"""Templates of answers that list things, and how the calls of their entries begin.

These answers do not ask which entry is meant.
"""
_CHOICES = frozenset(("which_one", "share_which", "which_student", "which_goal", "which_reading"))


def talk_in(topic: Mapping[str, Any] | None) -> Talk:
    """Return the talk in a stored topic. Without a topic, it is empty.

    Every command does this, so it is written without a loop, which is faster.
    """
    if not topic:
        return NOTHING_SAID
    said = topic.get
    things = Things(
        tuple(said("credentials", ())),
        said("code", ""),
        tuple(said("codes", ())),
        said("student", ""),
        said("student_before", ""),
        said("roster", ""),
        said("goal", ""),
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
_OF_CODES = frozenset(("verify", "check", "watch"))
_OF_GOALS = frozenset(("goal", "follow", "unfollow", "prove"))
_SEVERAL, _GOAL, _IN, _FOR = "|", " goal ", " in ", " for "
_CODE = re.compile(r"[A-Z]+[0-9]*(?:-[A-Z0-9]+)?")
_OF_PROOFS = re.compile(r" (?:for )?(?:30|90)(?: days)?(?: .*)?$")
_OF_MINORS = re.compile(r"^(?:open|close|end) | (?:by )?(?:guardian|center)$")
_SUGGESTS = frozenset((("next", ""), ("ask", "start-where")))
"""Calls whose answers suggest one credential."""
_CHANGES_NOTHING = frozenset(("talk", "not_understood", "no_order"))
_LEAVES_SUBJECT = frozenset(("ask", "cost", "help", "remind", "seen", "privacy", ""))
