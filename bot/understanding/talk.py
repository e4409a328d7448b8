"""What a chat was last about."""

from collections.abc import Mapping
from typing import Any

from bot.reply import Reply
from core.values import value


@value
class Talk:
    """What a chat was last about: the command, its argument, and the calls of its buttons.

    `subject`: the credential that was discussed; questions about facts do not change it.
    `language`: the one that it was answered in. `alternatives`: the calls of the two choices of
    which one was picked.
    """

    command: str = ""
    argument: str = ""
    choices: tuple[str, ...] = ()
    template: str = ""
    subject: str = ""
    language: str = ""
    alternatives: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        """The form that `talk_in` parses; `asdict` would copy each part of it."""
        return {
            "command": self.command,
            "argument": self.argument,
            "choices": self.choices,
            "template": self.template,
            "subject": self.subject,
            "language": self.language,
            **({"alternatives": self.alternatives} if self.alternatives else {}),
        }


def talk_of(
    reply: Reply, command: str, argument: str, before: Talk | None = None, language: str = ""
) -> Talk:
    """What to remember of an answer in this language."""
    calls = [button.call for row in reply.buttons for button in row if button.call]
    subject = argument if command in GOES_ON or command == "verify" else ""
    if command in _LEAVES_SUBJECT and not subject and before is not None:
        subject = before.subject
    return Talk(
        command,
        argument,
        tuple(calls),
        reply.template,
        subject,
        language,
        _picked_from(before, f"{command} {argument}"),
    )


def _picked_from(before: Talk | None, call: str) -> tuple[str, ...]:
    """The two choices of the last answer, if this call is one of them."""
    if before is None:
        return ()
    rows = tuple(each for each in before.choices if each not in {"help", "catalog"})
    pair = before.alternatives or (rows if before.template in _CHOICES else ())
    return pair if call in pair and len(pair) == _PAIR else ()


_PAIR = 2
_CHOICES = frozenset(("which_one", "share_which", "which_student", "which_goal", "which_reading"))


def talk_in(topic: Mapping[str, Any] | None) -> Talk:
    """Parse a stored talk; an empty text gives an empty talk."""
    if not topic:
        return Talk()
    names = ("command", "argument", "template", "subject", "language")
    return Talk(
        choices=tuple(topic.get("choices", ())),
        alternatives=tuple(topic.get("alternatives", ())),
        **{name: topic.get(name, "") for name in names},
    )


GOES_ON = frozenset(
    ("status", "score", "credential", "next", "certificate", "print", "share", "cost")
)


_LEAVES_SUBJECT = frozenset(("ask", "cost", "help", "remind", "seen", "privacy", ""))
