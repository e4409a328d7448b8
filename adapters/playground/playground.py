"""Handle what happens on the playground's page: messages, buttons, files, notices, results."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from adapters.delivery_outcome import Delivered, Outcome, Unreachable
from adapters.playground.panes import (
    PLATFORM,
    SLACK,
    WORKSPACE,
    Board,
    Changed,
    Explanation,
    Pane,
    Post,
)
from adapters.playground.windows import (
    OpenWindow,
    OpenWindows,
    View,
    ViewsOf,
    with_state,
)
from bot.conversation import Conversation
from bot.reply import File, MediaKind, Reply, Turn
from bot.workplace import Workplace
from core.edgefinder import Edgefinder
from core.language.catalogs import ENGLISH, LANGUAGES
from core.people.model import Person


@dataclass(frozen=True, slots=True)
class Cast:
    """The people in the three chats, with award codes and files to try."""

    candidate: Person
    instructor: Person
    employer: str
    center: str
    valid: str
    revoked: str

    def name(self, pane: Pane) -> str:
        names = {
            Pane.CANDIDATE: self.candidate.name,
            Pane.EMPLOYER: self.employer,
            Pane.INSTRUCTOR: self.instructor.name,
        }
        return names[pane]


Record = Callable[[], Awaitable[str]]
"""A function that imports a result and returns a one-line report."""


class Playground:
    """The playground's three chats, which share one conversation."""

    def __init__(
        self,
        edgefinder: Edgefinder,
        conversation: Conversation,
        cast: Cast,
        record: Record,
        views_of: ViewsOf,
    ) -> None:
        self.edgefinder = edgefinder
        self.cast = cast
        self.board = Board()
        self.language = ENGLISH
        self._conversation = conversation
        self._workplace = Workplace(edgefinder)
        self._views = views_of(conversation, self._workplace)
        self._windows = OpenWindows()
        self._record = record
        self._answering = {pane: asyncio.Lock() for pane in Pane}

    async def open(self) -> None:
        """Link the chats to their people, and post a greeting in each chat."""
        for pane, person in (
            (Pane.CANDIDATE, self.cast.candidate),
            (Pane.INSTRUCTOR, self.cast.instructor),
        ):
            [invitation] = await self.edgefinder.invitations.invite([person])
            codes = f"{invitation.code} {invitation.second}"
            await self.edgefinder.invitations.link(pane.identity, pane.value, codes)
        turn = self._turn(Pane.EMPLOYER, "")
        await self._workplace.employers.meet(turn, self.cast.employer, WORKSPACE)
        for pane in Pane:
            await self._answer(self._turn(pane, "start"), pane)

    async def say(self, pane: Pane, text: str) -> None:
        """Answer a text that the person in a chat typed."""
        self._post(pane, mine=True, text=text)
        await self._answer(self._turn(pane, text), pane)

    async def press(self, pane: Pane, call: str, number: int) -> None:
        """Answer a press of a button on the post with this number.

        In a Telegram chat, the answer replaces the post, unless the post's reply `stays`. In the
        Slack chat, the answer is a new post.
        """
        pressed = self.board.find(number)
        reply = pressed.reply if pressed is not None else None
        edits = pane.is_phone and reply is not None and not reply.stays
        turn = replace(self._turn(pane, call), pressed=True)
        await self._answer(turn, pane, number if edits else 0)

    async def drop(self, pane: Pane, file: File, text: str = "") -> None:
        """Answer a file that the person in a chat sent, and the text sent with the file."""
        self._post(pane, mine=True, text=text, file=file)
        turn = replace(self._turn(pane, text), media=_kind_of(file), file=file)
        await self._answer(turn, pane)

    async def drop_certificate(self) -> None:
        """Send the certificate that the candidate received into the employer's chat."""
        awarded = await self.edgefinder.signing.find_award(self.cast.valid)
        if awarded is None:
            return
        pdf = await self.edgefinder.award_files.certificates([awarded], locale=self.language)
        await self.drop(Pane.EMPLOYER, File("certificate.pdf", pdf))

    async def open_window(self, pane: Pane, action: str) -> OpenWindow | None:
        """Open the Slack window of a button. Return None if the button opens no window."""
        view = await self._views.opened(action, self._in_slack(pane, ""))
        return self._opened(pane, view) if view is not None else None

    async def press_in_window(self, pane: Pane, call: str) -> OpenWindow:
        """Answer a press of a button on the Home tab or in a window.

        The answer opens in a window, as in Slack.
        """
        turn = replace(self._in_slack(pane, call), pressed=True)
        return await self._in_window(pane, turn, self._conversation.answer(turn))

    async def submit_window(
        self, pane: Pane, number: str, filled: Mapping[str, Sequence[str]], file: File | None
    ) -> OpenWindow | None:
        """Do what a submitted window asks for.

        Return a window with the answer, or the same window with errors. Return None if the
        submitted window is no longer open.
        """
        shown = self._windows.find(number)
        if shown is None:
            return None
        view = with_state(shown, filled, file.name if file else "")
        if errors := self._views.errors(view):
            return replace(self._opened(pane, shown), filled=filled, errors=errors)
        media = None if file is None else _kind_of(file)
        turn = replace(self._in_slack(pane, ""), media=media, file=file)
        reply = self._views.submitted(view, turn)
        return await self._in_window(pane, turn, reply)

    async def keep_for(self, days: int) -> None:
        """Set how many days the employer's workspace keeps its checks."""
        await self._workplace.checks.keep_for(WORKSPACE, self._turn(Pane.EMPLOYER, ""), days)
        self.board.tell(Changed(home=Pane.EMPLOYER))

    def _opened(self, pane: Pane, view: View) -> OpenWindow:
        return replace(self._windows.add(pane, view), options=self._views.credentials())

    async def _in_window(
        self, pane: Pane, turn: Turn, answering: Awaitable[Reply | None]
    ) -> OpenWindow:
        """Return a window with the answer to a turn.

        Post the answer's files in the chat, because a window cannot show files.
        """
        async with self._answering[pane]:
            reply, why = await self._explained(turn, pane, answering)
            view = self._views.answered(reply, turn)
            if reply.attachments:
                files = replace(reply, markdown="", tabular="", buttons=(), verdicts=())
                self._post(pane, reply=files)
            return replace(self._opened(pane, view), why=why)

    async def record(self) -> None:
        """Import the result that earns the candidate a credential.

        This also causes notices.
        """
        self.board.tell(Changed(said=await self._record()))
        self.board.tell(Changed(home=Pane.INSTRUCTOR))

    def speak(self, language: str) -> None:
        """Let the bot answer in this language from now on, if the bot supports it."""
        if language in LANGUAGES:
            self.language = language

    async def home(self, pane: Pane) -> View:
        """Return a person's Home tab in Slack's format."""
        page = await self._workplace.home.page(WORKSPACE, self._in_slack(pane, ""))
        return self._views.home(page, pane.value)

    def deliver(self, pane: Pane, reply: Reply) -> None:
        """Post a notice in a chat."""
        self._post(pane, reply=reply, notice=True)

    def _turn(self, pane: Pane, text: str) -> Turn:
        return Turn(
            pane.identity,
            text,
            address=pane.value,
            locale=self.language,
            capabilities=pane.capabilities,
        )

    def _in_slack(self, pane: Pane, text: str) -> Turn:
        return replace(self._turn(pane, text), capabilities=SLACK)

    async def _answer(self, turn: Turn, pane: Pane, number: int = 0) -> None:
        """Post the answer to a turn with its explanation.

        If `number` is not 0, replace the post with this number.
        """
        async with self._answering[pane]:
            reply, why = await self._explained(turn, pane, self._conversation.answer(turn))
            self._post(pane, number, reply=reply, why=why)

    async def _explained(
        self, turn: Turn, pane: Pane, answering: Awaitable[Reply | None]
    ) -> tuple[Reply, Explanation]:
        """Return the answer to a turn, and what happened inside Edgefinder to make the answer.

        If the employer gets verdicts, store them as recent checks of the workspace.
        """
        begun = time.perf_counter()
        with self.edgefinder.statements_run() as statements:
            reply = await answering or Reply("", "", "")
        taken = round((time.perf_counter() - begun) * 1000)
        if pane is Pane.EMPLOYER and reply.verdicts:
            await self._workplace.checks.note(WORKSPACE, turn, reply.verdicts)
        if pane.has_home:
            self.board.tell(Changed(home=pane))
        return reply, Explanation(turn.text, turn.pressed, reply, tuple(statements), taken)

    def _post(
        self,
        pane: Pane,
        number: int = 0,
        *,
        mine: bool = False,
        text: str = "",
        file: File | None = None,
        reply: Reply | None = None,
        why: Explanation | None = None,
        notice: bool = False,
    ) -> None:
        now: datetime = self.edgefinder.clock()
        placed = number or self.board.next_number()
        blocks: Sequence[View] = ()
        if reply is not None and not pane.is_phone:
            blocks = self._views.message(reply, pane.value)
        post = Post(placed, pane, now, mine, text, file, reply, why, notice, blocks)
        if number:
            self.board.replace(post)
        else:
            self.board.add(post)


_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".heic")


def _kind_of(file: File) -> MediaKind:
    return MediaKind.PICTURE if file.name.lower().endswith(_PICTURES) else MediaKind.FILE


class PlaygroundSender:
    """Sends notices to the chats of the playground's page.

    An address is a pane's name.
    """

    platform = PLATFORM

    def __init__(self, playground: Playground, heard: Callable[[str, Reply], None]) -> None:
        """`heard` is called with the recipient's name and each delivered notice."""
        self._playground = playground
        self._heard = heard

    def concurrency_key(self, _: str) -> str:
        """Return the same key for all chats of the page, because all of them are on one page."""
        return ""

    async def send(self, address: str, reply: Reply) -> Outcome:
        if address not in set(Pane):
            return Unreachable("the page has no such chat")
        pane = Pane(address)
        self._playground.deliver(pane, reply)
        self._heard(self._playground.cast.name(pane), reply)
        return Delivered()
