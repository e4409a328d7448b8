"""Remember what a chat was last about."""

import re
from collections.abc import Mapping
from typing import Any

from bot.reply import Reply
from core.values import replace, value

_MOST_CREDENTIALS = 4
"""How many of the credentials that a chat was last about are remembered."""


@value
class Things:
    """What a chat has been about, so that "it", "him", "there" and "the first one" have a meaning.

    `credentials` are codes, the latest first. `code` holds the codes that were verified. `student`
    and `roster` are names. `goal` is a code.
    """

    credentials: tuple[str, ...] = ()
    code: str = ""
    student: str = ""
    roster: str = ""
    goal: str = ""

    def stored(self) -> dict[str, Any]:
        """Return what is set, in the form that `talk_in` parses."""
        found = {name: getattr(self, name) for name in _NAMES}
        return {name: each for name, each in found.items() if each}


_NAMES = ("credentials", "code", "student", "roster", "goal")


@value
class Talk:
    """What a chat was last about: the command, its argument, and the calls of its buttons.

    `subject` is the credential that was discussed; questions about facts do not change it.
    `language` is that of the answer. `alternatives` are the calls of two choices, if one of them
    was picked.
    """

    command: str = ""
    argument: str = ""
    choices: tuple[str, ...] = ()
    template: str = ""
    subject: str = ""
    language: str = ""
    alternatives: tuple[str, ...] = ()
    things: Things = Things()

    def stored(self) -> dict[str, Any]:
        """Return the form that `talk_in` parses.

        `asdict` is not used because it would copy each part.
        """
        return {
            "command": self.command,
            "argument": self.argument,
            "choices": self.choices,
            "template": self.template,
            "subject": self.subject,
            "language": self.language,
            **({"alternatives": self.alternatives} if self.alternatives else {}),
            **self.things.stored(),
        }


def talk_of(
    reply: Reply, command: str, argument: str, before: Talk | None = None, language: str = ""
) -> Talk:
    """Return what to remember of an answer in this language.

    Small talk does not change what the chat is about, but it removes the choices.
    """
    before = before or Talk()
    if not command and reply.template in _CHANGES_NOTHING:
        offered = before.choices if reply.template != "talk" else ()
        return replace(before, template=reply.template, choices=offered, language=language)
    calls = [button.call for row in reply.buttons for button in row if button.call]
    subject = argument if command in GOES_ON else ""
    if command in _HIDES and is_code(argument):
        subject = argument
    if command in _LEAVES_SUBJECT and not subject:
        subject = before.subject
    things = _after(before.things, command, argument)
    picked = _picked_from(before, f"{command} {argument}")
    return Talk(command, argument, tuple(calls), reply.template, subject, language, picked, things)


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
        found = found if found.startswith("EF-") else ""
    elif command in _OF_GOALS:
        name, found = "goal", _OF_PROOFS.sub("", argument)
    elif command == "student":
        name = "student"
    elif command == "result":
        name, found = "student", argument.partition(";")[0] if ";" in argument else ""
    elif command == "minor":
        name, found = "student", _OF_MINORS.sub("", argument)
    elif command == "roster":
        name, found = "roster", argument.partition(_GOAL)[0]
    elif command == "students":
        name, found = "roster", argument.partition(_IN)[2]
    whole = name and found and _SEVERAL not in found
    changed: dict[str, Any] = {name: found}
    return replace(before, **changed) if whole else before


def is_code(argument: str) -> bool:
    """Whether an argument has the form of one credential's code."""
    return _CODE.fullmatch(argument) is not None


def _picked_from(before: Talk, call: str) -> tuple[str, ...]:
    """Return the two choices of the last answer, if this call is one of them."""
    rows = tuple(each for each in before.choices if each not in {"help", "catalog"})
    pair = before.alternatives or (rows if before.template in _CHOICES else ())
    return pair if call in pair and len(pair) == _PAIR else ()


_PAIR = 2
_CHOICES = frozenset(("which_one", "share_which", "which_student", "which_goal", "which_reading"))


def talk_in(topic: Mapping[str, Any] | None) -> Talk:
    """Parse a stored talk. An empty text gives an empty talk."""
    if not topic:
        return Talk()
    names = ("command", "argument", "template", "subject", "language")
    known = {name: topic[name] for name in _NAMES if name in topic}
    if "credentials" in known:
        known["credentials"] = tuple(known["credentials"])
    return Talk(
        choices=tuple(topic.get("choices", ())),
        alternatives=tuple(topic.get("alternatives", ())),
        things=Things(**known),
        **{name: topic.get(name, "") for name in names},
    )


GOES_ON = frozenset(
    ("status", "score", "credential", "next", "certificate", "print", "share", "cost")
)
_HIDES = frozenset(("remind", "withdraw"))
_OF_CREDENTIALS = GOES_ON | _HIDES
_OF_CODES = frozenset(("verify", "check", "watch"))
_OF_GOALS = frozenset(("goal", "follow", "unfollow", "prove"))
_SEVERAL, _GOAL, _IN, _FOR = "|", " goal ", " in ", " for "
_CODE = re.compile(r"[A-Z]+[0-9]*(?:-[A-Z0-9]+)?")
_OF_PROOFS = re.compile(r" (?:for )?(?:30|90)(?: days)?(?: .*)?$")
_OF_MINORS = re.compile(r"^(?:open|close|end) | (?:by )?(?:guardian|center)$")
_CHANGES_NOTHING = frozenset(("talk", "not_understood", "no_order"))
_LEAVES_SUBJECT = frozenset(("ask", "cost", "help", "remind", "seen", "privacy", ""))
