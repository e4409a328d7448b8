"""What a chat was last about."""

from collections.abc import Mapping
from typing import Any

from bot.reply import Reply
from core.values import value


@value
class Talk:
    """What a chat was last about: the command, its argument, and the calls of its buttons.

    `subject`: the credential that was discussed; questions about facts do not change it.
    `language`: the one that it was answered in.
    """

    command: str = ""
    argument: str = ""
    choices: tuple[str, ...] = ()
    template: str = ""
    subject: str = ""
    language: str = ""


def topic_of(
    reply: Reply, command: str, argument: str, before: Talk | None = None, language: str = ""
) -> dict[str, Any]:
    """What to remember of an answer in this language, in the form that `talk_in` parses."""
    calls = [button.call for row in reply.buttons for button in row if button.call]
    subject = argument if command in GOES_ON else ""
    if command in _LEAVES_SUBJECT and not subject and before is not None:
        subject = before.subject
    return {
        "command": command,
        "argument": argument,
        "choices": tuple(calls),
        "template": reply.template,
        "subject": subject,
        "language": language,
    }


def talk_in(topic: Mapping[str, Any] | None) -> Talk:
    """Parse a stored talk; an empty text gives an empty talk."""
    if not topic:
        return Talk()
    names = ("command", "argument", "template", "subject", "language")
    return Talk(choices=tuple(topic["choices"]), **{name: topic.get(name, "") for name in names})


GOES_ON = frozenset(
    ("status", "score", "credential", "next", "certificate", "print", "share", "cost")
)


_LEAVES_SUBJECT = frozenset(("ask", "cost", "help", "remind", "seen", "privacy", ""))
