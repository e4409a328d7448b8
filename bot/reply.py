"""A turn in, a reply out: what a platform hands to the conversation, and what it gets back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Protocol

from bot.capabilities import ANY_CHAT, Capabilities
from core.language.message import Message, in_language
from core.notices.places import Chat
from core.people.model import Identity
from core.verification.verdict import Verdict

CALL_BYTES = 64
"""The longest call that a button can carry (Telegram's callback data, the tightest platform)."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a reply.

    `picture`: it is there to be looked at and not to be kept, so that a platform may make it
    smaller.
    """

    name: str
    media_type: str
    content: bytes
    description: str  # what it shows, in words, for those who cannot see it
    picture: bool = False

    def said(self, locale: str) -> "Attachment":
        """The file with its description in the language of a locale."""
        if not isinstance(self.description, Message):
            return self
        return replace(self, description=in_language(self.description, locale))


@dataclass(frozen=True, slots=True)
class Button:
    """A choice: a command call such as `status M1-TCH`, or a link.

    With `private` the call is made in the private chat, wherever the button stands. `locale`: the
    language that its label is in.
    """

    label: str
    call: str = ""
    url: str = ""
    private: bool = False
    locale: str = "en"

    def __post_init__(self) -> None:
        if len(self.call.encode()) > CALL_BYTES:
            raise ValueError(f"a button's call has at most {CALL_BYTES} bytes: {self.call!r}")
        if bool(self.call) == bool(self.url):
            raise ValueError(f"a button has a call or a link: {self.label!r}")

    def said(self, locale: str) -> "Button":
        """The button with its label in the language of a locale."""
        if not isinstance(self.label, Message) and self.locale == locale:
            return self
        return replace(self, label=in_language(self.label, locale), locale=locale)


def rows_said(rows: tuple[tuple[Button, ...], ...], locale: str) -> tuple[tuple[Button, ...], ...]:
    """Rows of buttons in the language of a locale, without the empty ones."""
    return tuple(tuple(each.said(locale) for each in row) for row in rows if row)


class Brought(Enum):
    """What somebody sent that is not words."""

    FILE = "a file"
    PICTURE = "a picture"
    LARGE = "a file or a picture that is too large to be looked into"
    OTHER = "a sticker, a voice message, a place, a contact"


@dataclass(frozen=True, slots=True)
class File:
    """A file that somebody sent; `name` is what it is called to them."""

    name: str
    content: bytes


Vouches = Callable[[], Awaitable[str | None]]
"""Asks the platform for the e-mail address that it has confirmed to be this person's."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that somebody typed or pressed, free of any platform's types.

    `text` is what was typed, or a pressed button's call. `address` is where a private message to
    this person goes. `private` says that nobody else will read the answer. `brought` is what came
    with the words, or instead of them, and `file` its content where that could be had.
    `forwarded`: they are the words of somebody else. `chat` is the group or channel that it was
    said in; None in a private chat, or where the platform does not tell. `as_chat`: somebody speaks
    in the name of a group or channel, so that nobody can tell who it is. `capabilities`: what the
    platform that it came from can do. `verified_email` is there
    where the operator trusts those who keep the platform's addresses.
    """

    identity: Identity
    text: str
    address: str = ""
    private: bool = True
    pressed: bool = False
    locale: str = "en"
    brought: Brought | None = None
    file: File | None = None
    forwarded: bool = False
    chat: Chat | None = None
    as_chat: bool = False
    capabilities: Capabilities = ANY_CHAT
    verified_email: Vouches | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered: Markdown, rows of buttons, files.

    `command` is the command that answered (empty when none was understood), `template` the
    template the words came from. `personal` replies are for the asker's eyes alone. What `stays`
    is news: what a button under it brings comes below it, and never in its place. `verdicts`: those
    that it tells of.
    """

    command: str
    template: str
    markdown: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    personal: bool = True
    stays: bool = False
    verdicts: tuple[Verdict, ...] = ()
    understood: tuple[tuple[str, str, float], ...] = ()
    """Each command that the words were taken for, its argument, and how sure that is (0 to 1)."""


@dataclass(frozen=True, slots=True)
class Card:
    """Something to pick from a list and show to others, where a platform has such lists.

    `name` tells it from the others (at most 64 ASCII characters); `title` and `line` stand in the
    list; `reply` is what is shown once it is picked, by whomever, to everybody.
    """

    name: str
    title: str
    line: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Cards:
    """A stretch of a list. `personal`: for the asker's eyes, kept for nobody else.

    `following` is the place where the list goes on after these; None where it ends.
    """

    cards: tuple[Card, ...] = ()
    personal: bool = False
    following: int | None = None


class Answers(Protocol):
    """What answers turns: the conversation, to an adapter."""

    async def answer(self, turn: Turn) -> Reply: ...

    async def keep_for_later(self, turn: Turn, reply: Reply, seconds: float = 0) -> None: ...
