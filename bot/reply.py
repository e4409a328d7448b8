"""Turn and Reply: what an adapter passes to the conversation, and what it gets back."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from bot.capabilities import ANY_CHAT, Capabilities
from bot.shown_records import Shows
from core.language.catalogs import ENGLISH, language_of
from core.language.message import Message, in_language
from core.people.model import Identity
from core.values import replace, value
from core.verification.verdict import Verdict

if TYPE_CHECKING:
    from core.notices.places import Chat

CALL_BYTES = 64
"""The longest call that a button can carry. Telegram's limit for callback data is the lowest."""
COPY_CHARACTERS = 256
"""The longest text that a button can copy: Telegram's limit."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file sent with a reply.

    `picture`: it is only for viewing, so a platform may shrink it.
    """

    name: str
    media_type: str
    content: bytes
    description: str  # a text description, for people who cannot see the picture
    picture: bool = False

    def said(self, locale: str) -> "Attachment":
        """Return the file with its description in the language of a locale."""
        if not isinstance(self.description, Message):
            return self
        return replace(self, description=in_language(self.description, locale))


@value
class Button:
    """A choice: a command call such as `status M1-TCH`, a link, or a text to copy.

    With `private`, the call is made in the private chat, wherever the button is. `danger`: the call
    takes something away, so platforms show the button in red. `locale`: the language of its label.
    """

    label: str
    call: str = ""
    url: str = ""
    private: bool = False
    locale: str = "en"
    copy: str = ""
    danger: bool = False

    def __post_init__(self) -> None:
        if len(self.call.encode()) > CALL_BYTES:
            raise ValueError(f"a button's call has at most {CALL_BYTES} bytes: {self.call!r}")
        if [bool(self.call), bool(self.url), bool(self.copy)].count(True) != 1:
            raise ValueError(f"a button has a call, a link or a text to copy: {self.label!r}")
        if len(self.copy) > COPY_CHARACTERS:
            raise ValueError(f"a button copies at most {COPY_CHARACTERS} characters: {self.copy!r}")

    def said(self, locale: str) -> "Button":
        """Return the button with its label in the language of a locale."""
        if self.locale == ENGLISH == language_of(locale):
            return self
        if self.locale == locale and not isinstance(self.label, Message):
            return self
        return replace(self, label=in_language(self.label, locale), locale=locale)


def rows_said(rows: tuple[tuple[Button, ...], ...], locale: str) -> tuple[tuple[Button, ...], ...]:
    """Return rows of buttons in the language of a locale, without empty rows."""
    if language_of(locale) == ENGLISH and all(
        each.locale == ENGLISH for row in rows for each in row
    ):
        return tuple([row for row in rows if row])
    return tuple(tuple(each.said(locale) for each in row) for row in rows if row)


class MediaKind(Enum):
    """The kind of something other than text that a person sent."""

    FILE = "a file"
    PICTURE = "a picture"
    LARGE = "a file or a picture that is too large to be looked into"
    OTHER = "a sticker, a voice message, a place, a contact"


@dataclass(frozen=True, slots=True)
class File:
    """A file that a person sent. `name` is its file name."""

    name: str
    content: bytes


FindEmail = Callable[[], Awaitable[str | None]]
"""Asks the platform for the e-mail address that it has confirmed for this person."""


ShowsInterim = Callable[["Reply"], Awaitable[None]]
"""Shows the progress of long work, in place of the message whose button was pressed."""


@value
class Turn:
    """One thing that a person typed or pressed, independent of the platform.

    `text` is the typed text, or a pressed button's call. `address` is where a private message to
    this person goes. `private`: nobody else will read the answer. `media` is what came with the
    text or instead of it, and `file` its content if it could be downloaded. `forwarded`: the words
    are somebody else's. `chat` is the group or channel; None in a private chat, or if the platform
    does not say. `as_chat`: the message was sent in the name of a group or channel, so its sender
    is unknown. `aside`: in a group, the platform can show an answer to this person alone, so
    private commands are answered there too. `thread`: the thread of the chat in which it was
    written; each thread is a conversation of its own. `capabilities`: what the platform can do.
    `verified_email` is set if the operator trusts the people who manage the platform's addresses.
    `interim` is set if the platform can show interim replies.
    """

    identity: Identity
    text: str
    address: str = ""
    private: bool = True
    pressed: bool = False
    locale: str = "en"
    media: MediaKind | None = None
    file: File | None = None
    forwarded: bool = False
    chat: "Chat | None" = None
    as_chat: bool = False
    aside: bool = False
    thread: str = ""
    capabilities: Capabilities = ANY_CHAT
    verified_email: FindEmail | None = field(default=None, compare=False, repr=False)
    interim: ShowsInterim | None = field(default=None, compare=False, repr=False)


@value
class Reply:
    """An answer: Markdown, rows of buttons and files.

    `command` is the command that answered (empty if none was understood), and `template` is the
    template of the text. `personal`: only the asker may see the reply. `aside`: it answers a
    private command in a group, so it must be shown to the asker alone or not at all. `stays`: it
    must stay readable, so a button below it sends a new message instead of replacing it.
    `verdicts`: the verdicts that it contains. `listed`: see Answer.
    """

    command: str
    template: str
    markdown: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    personal: bool = True
    aside: bool = False
    stays: bool = False
    verdicts: tuple[Verdict, ...] = ()
    understood: tuple[tuple[str, str, float], ...] = ()
    """Each command that the text was understood as, its argument, and the score (0 to 1)."""
    locale: str = "en"
    """The locale in which it was composed."""
    tabular: str = ""
    """The Markdown with a table in place of the list, for platforms that show tables."""
    listed: tuple[str, ...] = ()

    def after(self, words: str) -> "Reply":
        """Return the reply with Markdown in front of it."""
        tabular = f"{words}\n\n{self.tabular}" if self.tabular else ""
        return replace(self, markdown=f"{words}\n\n{self.markdown}", tabular=tabular)


@dataclass(frozen=True, slots=True)
class Card:
    """An entry to pick from a list and send to others, on platforms that have such lists.

    `name` identifies it (at most 64 ASCII characters). `title` and `line` are shown in the list.
    `reply` is what everybody sees after a person has picked it. `shows`: whose record it may show.
    """

    shows: Shows
    name: str
    title: str
    line: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Cards:
    """Part of a list of cards.

    `personal`: it is for the asker only, and must not be cached for others. `following` is the
    position where the list continues, or None at its end.
    """

    cards: tuple[Card, ...] = ()
    personal: bool = False
    following: int | None = None


class Answers(Protocol):
    """The interface that adapters call to have turns answered."""

    async def answer(self, turn: Turn) -> Reply: ...

    async def retry_later(self, turn: Turn, reply: Reply, seconds: float = 0) -> None: ...


def combine(replies: Sequence[Reply]) -> Reply:
    """Combine the answers to two questions into one."""
    if len(replies) == 1:
        return replies[0]
    first = replies[0]
    rows = dict.fromkeys(row for each in replies for row in each.buttons)
    offered: set[Button | str] = set()
    buttons = []
    for row in rows:
        new = [each for each in row if each not in offered and (each.call or each) not in offered]
        buttons.append(tuple(new))
        offered.update(row)
        offered.update(each.call for each in new if each.call)
    return replace(
        first,
        markdown="\n\n".join(each.markdown for each in replies),
        tabular="\n\n".join(each.tabular or each.markdown for each in replies)
        if any(each.tabular for each in replies)
        else "",
        buttons=tuple(filter(None, buttons)),
        attachments=tuple(file for each in replies for file in each.attachments),
        personal=any(each.personal for each in replies),
        aside=any(each.aside for each in replies),
        verdicts=tuple(verdict for each in replies for verdict in each.verdicts),
        understood=tuple(one for each in replies for one in each.understood),
    )
