"""The three chats (panes) of the playground's page, and their posts."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.capabilities import Capabilities
from bot.reply import File, Reply
from core.people.model import Identity

PLATFORM = "playground"
WORKSPACE = "workspace"
MOST_POSTS = 300
"""How many posts to keep. Older posts are dropped together with their files."""
_MOST_UNREAD = 200
"""After a page has missed this many changes, it has to be reloaded."""


class Pane(StrEnum):
    """One of the three chats on the playground's page."""

    CANDIDATE = "candidate"
    EMPLOYER = "employer"
    INSTRUCTOR = "instructor"

    @property
    def is_phone(self) -> bool:
        """Whether this chat looks like Telegram on a phone. Otherwise it looks like Slack."""
        return self is not Pane.EMPLOYER

    @property
    def has_home(self) -> bool:
        """Whether the page also shows this person's Slack Home tab and windows."""
        return self is not Pane.CANDIDATE

    @property
    def identity(self) -> Identity:
        if self.is_phone:
            return Identity(PLATFORM, self.value)
        return Identity(PLATFORM, f"{WORKSPACE}:{self.value}", WORKSPACE)

    @property
    def capabilities(self) -> Capabilities:
        return _PHONE if self.is_phone else SLACK


_PHONE, SLACK = Capabilities("Telegram", tables=25), Capabilities("Slack", tables=100)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What happened inside Edgefinder to make a reply.

    `asked` is the typed text, or the command of the pressed button.
    """

    asked: str
    pressed: bool
    reply: Reply
    statements: tuple[str, ...]
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Post:
    """One message of a chat.

    `mine`: the person wrote the message, not the bot. `blocks` is the reply in Slack's format,
    which posts in the Telegram chats do not have.
    """

    number: int
    pane: Pane
    at: datetime
    mine: bool = False
    text: str = ""
    file: File | None = None
    reply: Reply | None = None
    why: Explanation | None = None
    notice: bool = False
    blocks: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """One update of the playground's page.

    An update is a new post, a replaced post, a changed Home tab, or a text that screen readers
    announce.
    """

    post: Post | None = None
    replaces: bool = False
    home: Pane | None = None
    said: str = ""


@dataclass
class Board:
    """The posts of all three chats, and a queue for each open page that shows them."""

    posts: deque[Post] = field(default_factory=lambda: deque(maxlen=MOST_POSTS))
    _last: int = 0
    _watching: set[asyncio.Queue[Changed | None]] = field(default_factory=set)

    def next_number(self) -> int:
        self._last += 1
        return self._last

    def add(self, post: Post) -> None:
        self.posts.append(post)
        self.tell(Changed(post))

    def replace(self, post: Post) -> None:
        """Replace the post that has the same number.

        If there is none, add the post at the end.
        """
        for place, other in enumerate(self.posts):
            if other.number == post.number:
                self.posts[place] = post
                self.tell(Changed(post, replaces=True))
                return
        self.add(post)

    def tell(self, changed: Changed) -> None:
        for queue in tuple(self._watching):
            try:
                queue.put_nowait(changed)
            except asyncio.QueueFull:
                self._watching.discard(queue)

    def find(self, number: int) -> Post | None:
        return next((each for each in self.posts if each.number == number), None)

    def of(self, pane: Pane) -> Iterator[Post]:
        return (each for each in self.posts if each.pane is pane)

    @property
    def last(self) -> int:
        """The number of the newest post."""
        return self._last

    async def changes(self, after: int) -> AsyncIterator[Changed]:
        """Yield the posts with numbers above `after`, and then each change until `close`."""
        queue: asyncio.Queue[Changed | None] = asyncio.Queue(_MOST_UNREAD)
        self._watching.add(queue)
        try:
            for post in [each for each in self.posts if each.number > after]:
                yield Changed(post)
            while (changed := await queue.get()) is not None:
                yield changed
        finally:
            self._watching.discard(queue)

    def close(self) -> None:
        """End all running `changes` iterators."""
        for queue in self._watching:
            while queue.full():
                queue.get_nowait()
            queue.put_nowait(None)
