"""The command demo: try a sample training center in a chat, from a pipe or as a tour."""

import asyncio
import select
import sys
import tempfile
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from adapters.cli.chat_command import piped_lines, speaker_name
from adapters.cli.exit_codes import DONE
from adapters.cli.import_command import summary
from adapters.cli.interrupts import run_interruptibly
from adapters.cli.open_database import open_with_database
from adapters.notice_relay import Relay
from adapters.sample import training_center
from adapters.settings import Settings
from adapters.settings_loading import load_settings
from adapters.terminal.notice_sender import TerminalSender
from adapters.terminal.piped import answer_lines, reply_as_text
from adapters.terminal.rendering import rendered_parts
from adapters.terminal.saved_files import SavedFiles
from adapters.terminal.session import Speaker
from bot.conversation import Conversation
from bot.reply import Button, Reply
from core.awards.keys import Keys
from core.clock import utc_now
from core.edgefinder import Edgefinder
from core.importing.report import ImportReport

if TYPE_CHECKING:
    from adapters.cli.demo_page import DemoPage

_PATIENCE = 2.0
"""How many seconds to wait for the first line of a pipe. If none comes, the tour is played."""
_ROLES = {
    "candidate": training_center.CANDIDATE,
    "instructor": training_center.INSTRUCTOR,
    "employer": training_center.EMPLOYER,
}
_RESULT = "result"


def demo(arguments: Namespace) -> int:
    settings = load_settings()
    at_terminal = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()

    async def work() -> int:
        if at_terminal:
            from adapters.cli.demo_page import page_bound

            with page_bound(arguments) as page:
                print(f"The demo as a page: {page.address}\n", flush=True)
                ours = page.settings(settings)
                async with sample_center(ours, page=True) as sample:
                    await _chat(sample, page, arguments.save)
            return DONE
        async with sample_center(settings) as sample:
            if lines := _waiting_lines():
                speaker = Speaker(sample.conversation, training_center.CANDIDATE)
                save = SavedFiles(arguments.save) if arguments.save else None
                await answer_lines(speaker, lines, save=save)
            else:
                await _tour(sample)
        return DONE

    return run_interruptibly(work())


@dataclass(frozen=True, slots=True)
class Sample:
    """The loaded sample center, with award codes to try."""

    edgefinder: Edgefinder
    conversation: Conversation
    folder: Path
    kept_at: str
    valid: str
    revoked: str

    async def last_exam_passed(self) -> ImportReport:
        """Import the file with the result that completes the candidate's next credential.

        Return the import's report.
        """
        today = self.edgefinder.today()
        path = self.folder / "results-today.csv"
        training_center.write_results(
            path, [training_center.last_result(self.edgefinder.catalog, today)]
        )
        return await training_center.import_results(self.edgefinder, path)

    async def about(self) -> str:
        held = await self.edgefinder.database_report.counts()
        return (
            f"{training_center.NAME} is a sample training center: {held.people} people, "
            f"{held.results} exam results, {held.awards} credentials awarded."
        )


@asynccontextmanager
async def sample_center(settings: Settings, *, page: bool = False) -> AsyncIterator[Sample]:
    """Open the sample center. If its database is empty, load the sample data first.

    With `page`, the caller shows the demo's web page. In this case credentials are signed with new
    keys, unless the settings name a database. Without `page`, link the terminal chats of the sample
    people.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="edgefinder-")))
        if page and "database_url" not in settings.given:
            settings = settings.but(keys_dir=folder / "keys")
            Keys(folder / "keys", utc_now).init_all()
        edgefinder, kept_at = await _edgefinder(settings, folder, stack)
        if not (await edgefinder.database_report.counts()).people:
            await training_center.load_sample_center(edgefinder, folder)
        if not page:
            await training_center.link_at_the_terminal(edgefinder)
        yield Sample(
            edgefinder,
            Conversation(edgefinder),
            folder,
            kept_at,
            valid=await _code(edgefinder, training_center.CANDIDATE, revoked=False),
            revoked=await _code(edgefinder, training_center.REVOKED_CANDIDATE, revoked=True),
        )


async def _edgefinder(
    settings: Settings, folder: Path, stack: AsyncExitStack
) -> tuple[Edgefinder, str]:
    """Return Edgefinder on the configured database, and the database's URL.

    If the demo may not use the configured database, return Edgefinder on a temporary database, and
    '' instead of the URL.
    """
    ours = settings.but(issuer_name=training_center.NAME, catalog=None)
    url = settings.database_url
    if "database_url" in settings.given and url.startswith("sqlite"):
        edgefinder = await stack.enter_async_context(open_with_database(ours, create=True))
        if await training_center.may_be_used(edgefinder):
            return edgefinder, url
    if "database_url" in settings.given:
        print(
            "edgefinder: EDGEFINDER_DATABASE_URL is left alone: the demo takes a SQLite file that "
            "is new, or that a demo made",
            file=sys.stderr,
        )
    temporary = f"sqlite:///{folder / 'sample.db'}"
    return await stack.enter_async_context(open_with_database(ours, temporary, create=True)), ""


async def _code(edgefinder: Edgefinder, number: str, *, revoked: bool) -> str:
    _, record = await edgefinder.askers.candidate_with_record(number)
    meant = [each for each in record.awards if (each.revoked_on is not None) is revoked]
    return min(meant, key=lambda award: award.issued_on).code


def _waiting_lines() -> list[str]:
    """Return the lines piped to standard input, or [] if none arrive in time."""
    if sys.stdin is None or sys.stdin.closed:
        return []
    try:
        ready, _, _ = select.select([sys.stdin], [], [], _PATIENCE)
    except (OSError, ValueError):  # some systems cannot `select` files or pipes
        ready = [sys.stdin]
    return [line for line in piped_lines() if line.strip()] if ready else []


async def _tour(sample: Sample) -> None:
    """Print a short tour of the main features.

    In the tour, a candidate and an employer ask something. Then a new exam result arrives and
    causes notices.
    """
    out = Console(highlight=False, width=None if sys.stdout.isatty() else 88)

    def scene(title: str) -> None:
        out.rule(Text(title, "bold"), align="left", characters="─")
        out.print()

    def told(address: str, reply: Reply) -> None:
        out.print(Text(f"To {names[address]}:", "bold"))
        out.print(rendered_parts(reply))
        out.print()

    async def asks(speaker: Speaker, typed: str) -> None:
        out.print(Text(f"> {typed}", "bold cyan"))
        out.print()
        reply = await speaker.say(typed)
        out.print(rendered_parts(reply))
        if reply.buttons:
            choices = reply_as_text(speaker, Reply("", "", "", reply.buttons)).strip()
            out.print(f"\n{choices}", style="dim", markup=False)
        out.print()

    names = {who: await speaker_name(sample.edgefinder, who) for who in _ROLES.values()}
    out.print(await sample.about(), style="bold")
    out.print()

    scene(f"{names[training_center.CANDIDATE]}, a candidate, asks")
    candidate = Speaker(sample.conversation, training_center.CANDIDATE)
    await asks(candidate, "which exams remain?")
    await asks(candidate, "what next?")

    scene(f"{names[training_center.EMPLOYER]}, an employer, checks what applicants show")
    employer = Speaker(sample.conversation, training_center.EMPLOYER)
    await asks(employer, f"verify {sample.valid} {sample.revoked} {_misread(sample.valid)}")

    scene("A result arrives")
    out.print(Text("$ edgefinder import results results-today.csv", "bold cyan"))
    report = await sample.last_exam_passed()
    out.print(summary(report, Path("results-today.csv")), markup=False)
    if not report.awarded:
        out.print(
            "An earlier tour has already recorded this: nothing changes, and nobody "
            "is notified again."
        )
    out.print()
    relay = Relay(sample.edgefinder, sample.conversation, {"terminal": TerminalSender(told)})
    await relay.turn()

    scene("Your turn")
    out.print("Run 'edgefinder demo' in a terminal to ask for yourself.", markup=False)
    if sample.kept_at:
        out.print(
            f"This center is stored in {sample.kept_at}: try 'edgefinder chat --as "
            f"{training_center.CANDIDATE}', 'edgefinder chat --as {training_center.INSTRUCTOR}' or "
            f"'edgefinder verify {sample.valid}'.",
            markup=False,
        )


def _misread(code: str) -> str:
    """Return an award code with a wrong check symbol, as if somebody had mistyped the code."""
    last = code[-1]
    return code[:-1] + ("7" if last != "7" else "8")


async def _chat(sample: Sample, page: "DemoPage", save: Path | None) -> None:
    from adapters.terminal.interactive import InteractiveChat

    edgefinder, conversation = sample.edgefinder, sample.conversation
    names = {who: await speaker_name(edgefinder, who) for who in _ROLES.values()}
    speaker = Speaker(conversation, training_center.CANDIDATE)
    chat = InteractiveChat(
        speaker,
        names[training_center.CANDIDATE],
        conversation.commands,
        edgefinder.catalog,
        SavedFiles(save or sample.folder / "files"),
    )

    def told(name: str, reply: Reply) -> None:
        chat.console.print(Text(f"To {name}:", "bold magenta"))
        chat.console.print(rendered_parts(reply))
        chat.console.print()

    async def local(typed: str) -> bool:
        """Handle `as NAME` and the command that imports the demo's new exam result.

        Return False for any other line. The caller then passes the line to the conversation.
        """
        pressed = chat.speaker.pressed(typed)
        word, _, rest = (pressed.call if pressed else typed).strip().partition(" ")
        if word == _RESULT and not rest:
            report = await sample.last_exam_passed()
            chat.console.print(summary(report, Path("results-today.csv")), markup=False)
            if not report.awarded:
                chat.console.print("It is already on record: nobody is notified twice.")
            chat.console.print()
            return True
        if word.lower() == "as" and rest:
            await switch(_ROLES.get(rest.strip().lower(), rest.strip()))
            return True
        return False

    async def switch(who: str) -> None:
        from adapters.cli.exit_codes import CannotDo

        try:
            chat.name = await speaker_name(edgefinder, who)
        except CannotDo as error:
            chat.console.print(str(error), markup=False)
            return
        chat.speaker = Speaker(conversation, who)
        chat.show(await chat.speaker.say("start"))

    async with page.served(sample, told) as senders:
        greet(chat.console, await sample.about(), names, chat.speaker, sample)
        at_terminal = TerminalSender(lambda who, reply: told(names[who], reply))
        relay = Relay(edgefinder, conversation, {**senders, "terminal": at_terminal})
        watching = asyncio.create_task(relay.run(), name="relay")
        page.open()
        try:
            await chat.run(local)
        finally:
            relay.stop()
            await watching


def greet(
    console: Console, about: str, names: dict[str, str], speaker: Speaker, sample: Sample
) -> None:
    """Print the demo chat's welcome: who the user is in the chat, and three things to try."""
    suggestions = (
        Button("Which exams remain for me?", "status"),
        Button("Is a credential real?", f"verify {sample.valid}"),
        Button("A result arrives: who is notified?", _RESULT),
    )
    speaker.offer((suggestions,))
    console.print()
    console.print(f"{about} You are {names[training_center.CANDIDATE]}, one of its candidates.")
    console.print()
    console.print("Try one of these, by its number:")
    for button, number in speaker.numbers.items():
        shown_call = "" if button.call == _RESULT else f" ({button.call})"
        console.print(
            Text.assemble((f"  [{number}]", "bold cyan"), f" {button.label}", (shown_call, "dim"))
        )
    console.print()
    console.print(
        "Or ask in your own words. 'as instructor', 'as employer' and 'as candidate' change who "
        "you are.",
        style="dim",
    )
    console.print()
