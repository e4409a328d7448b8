"""Turn and Reply: what an adapter passes to the conversation, and what it gets back."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from bot.capabilities import ANY_CHAT, Capabilities
from bot.whose_record import Shows
from core.language.catalogs import ENGLISH, language_of
from core.language.message import Message, in_language
from core.people.model import Identity
from core.values import replace, value
from core.verification.verdict import Verdict

if TYPE_CHECKING:
    from core.notices.places import Chat

CALL_BYTES = 64
"""Maximum bytes of a call on a button. Telegram has the lowest limit, that of callback data."""
COPY_CHARACTERS = 256
"""The longest text that a button can copy: Telegram's limit."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file sent with a reply.

    `picture`: people only look at it, so platforms may shrink it.
    """

    name: str
    media_type: str
    content: bytes
    description: str  # for people who cannot see the picture
    picture: bool = False

    def said(self, locale: str) -> "Attachment":
        """Return the file with its description in the language of a locale."""
        if not isinstance(self.description, Message):
            return self
        return replace(self, description=in_language(self.description, locale))


@value
class Button:
    """A choice: a command call such as `status M1-TCH`, a link, or a text to copy.

    `private`: the call is made in the private chat, even if the button is in a group. `danger`: the
    call takes something away, so platforms show the button in red if they can. `locale` is the
    language of the label.
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
    """The kind of content other than text that a person sent, such as a picture."""

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
"""Returns the e-mail address that the platform has confirmed for this person, or None."""


ShowsInterim = Callable[["Reply"], Awaitable[None]]
"""Shows the progress of long work, in the message whose button was pressed."""


@value
class Turn:
    """A typed message or a pressed button, in the same form for every platform.

    - `text` is the typed text, or the call of a pressed button.
    - `address` is where a private message to this person goes.
    - `private`: nobody else will read the answer.
    - `media` is the kind of content that was sent with the text or without text. `file` is its
      content, if it could be downloaded.
    - `forwarded`: somebody else wrote the text.
    - `chat` is the group or channel. It is None in a private chat, or if the platform does not say.
    - `as_chat`: the message was sent in the name of a group or channel, so its sender is unknown.
    - `aside`: in this group, an answer can be shown to this person alone, so private commands are
      answered in the group too.
    - `thread` is the thread of the chat. Each thread is a separate conversation.
    - `capabilities` is what the platform can do.
    - `verified_email` looks up a confirmed address. It is None if the operator does not trust the
      people who manage the platform's addresses.
    - `interim` shows progress while the answer is being prepared. It is None if the platform cannot
      show progress.
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

    - `command` is the command that answered, or "". `template` is the template of the text.
    - `personal`: only the asker may see the reply.
    - `aside`: the reply answers a private command in a group, so it must be shown to the asker
      alone or not at all.
    - `stays`: the message must stay readable. The answer to a button below it is a new message.
    - `verdicts` are the verdicts in the reply.
    - `about` has the codes of the credentials that the student in the reply has begun.
    - `listed`: see Answer.
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
    about: tuple[str, ...] = ()
    understood: tuple[tuple[str, str, float], ...] = ()
    """The commands that the text was understood as.

    Each comes with its argument and its score, from 0 to 1.
    """
    locale: str = "en"
    """The locale of the text."""
    tabular: str = ""
    """The same Markdown with a table instead of a list, for platforms that show tables.

    Without a table, it is "".
    """
    listed: tuple[str, ...] = ()

    def after(self, words: str) -> "Reply":
        """Return the reply with the Markdown `words` before its own text."""
        tabular = f"{words}\n\n{self.tabular}" if self.tabular else ""
        return replace(self, markdown=f"{words}\n\n{self.markdown}", tabular=tabular)


@dataclass(frozen=True, slots=True)
class Card:
    """An entry that people pick from a list and send to others, on platforms with such lists.

    `name` identifies the card (at most 64 ASCII characters). The list shows `title` and `line`.
    When a person has picked the card, everybody sees `reply`. `shows` says whose record it may
    show.
    """

    shows: Shows
    name: str
    title: str
    line: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Cards:
    """Part of a list of cards.

    `personal`: the list is for the asker only, so it must not be cached for other people. The list
    continues at position `following`, or ends here if `following` is None.
    """

    cards: tuple[Card, ...] = ()
    personal: bool = False
    following: int | None = None


class Answers(Protocol):
    """The interface that adapters call to get answers to turns."""

    async def answer(self, turn: Turn) -> Reply: ...

    async def retry_later(self, turn: Turn, reply: Reply, seconds: float = 0) -> None: ...


def combine(replies: Sequence[Reply]) -> Reply:
    """Combine the answers to several questions into one reply."""
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
