"""The command chat: talk with the bot in the terminal, as the person named with --as."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import chain
from typing import TYPE_CHECKING

from adapters.cli.exit_codes import DONE, CannotDo
from adapters.cli.fast_path import is_plain
from adapters.open_edgefinder import plain_choices
from adapters.settings import Settings
from adapters.settings_loading import load_settings
from adapters.terminal.piped import answer_lines
from adapters.terminal.session import Speaker
from bot.conversation import Conversation
from core.audit.actor import acting
from core.edgefinder import Edgefinder
from core.people.model import EMPLOYER_PREFIX, TERMINAL, Identity
from core.people.terminal_memory import TerminalMemory
from core.shell_edgefinder import ShellEdgefinder
from core.storage.sqlite_file import NotPlain, run_at_once

if TYPE_CHECKING:
    from adapters.terminal.saved_files import SavedFiles


def chat(arguments: Namespace) -> int:
    settings = load_settings()
    if arguments.json or sys.stdin is None or not sys.stdin.isatty():
        return PipedChat(settings, arguments).answer_all()
    return _interactive_chat(settings, arguments)


def _interactive_chat(settings: Settings, arguments: Namespace) -> int:
    from adapters.cli.interrupts import run_interruptibly
    from adapters.cli.open_database import open_with_database
    from adapters.terminal.interactive import InteractiveChat
    from adapters.terminal.saved_files import SavedFiles

    who = arguments.who.strip()

    async def work() -> int:
        async with open_with_database(settings) as edgefinder:
            name = await speaker_name(edgefinder, who)
            conversation = Conversation(edgefinder)
            speaker = Speaker(conversation, who)
            files = SavedFiles(arguments.save)
            chat = InteractiveChat(speaker, name, conversation.commands, edgefinder.catalog, files)
            chat.show(await speaker.say("start"))
            await chat.run()
            return DONE

    return run_interruptibly(work())


class PipedChat:
    """Answers the lines of standard input as chat messages.

    At first, each line is answered by plain SQL on the SQLite file, without SQLAlchemy and an event
    loop. This is called the fast path. From the first line that needs more, all of Edgefinder is
    used.
    """

    def __init__(self, settings: Settings, arguments: Namespace) -> None:
        self._settings = settings
        self._who = arguments.who.strip()
        self._as_json = arguments.json
        self._save: SavedFiles | None = None
        if arguments.save:
            from adapters.terminal import saved_files

            self._save = saved_files.SavedFiles(arguments.save)
        self._lines = piped_lines()
        self._line: tuple[str, ...] = ()
        self._speaker: Speaker | None = None
        self._memory: TerminalMemory | None = None

    def answer_all(self) -> int:
        """Answer all lines of standard input. Return the exit code."""
        if is_plain(self._settings):
            try:
                with ShellEdgefinder.opened(
                    self._settings.database_url, **plain_choices(self._settings)
                ) as edgefinder:
                    self._memory = edgefinder.terminal_memory
                    try:
                        run_at_once(self._answer(edgefinder))
                    finally:
                        run_at_once(edgefinder.audit.take(acting()))
                    return DONE
            except NotPlain:
                pass
        from adapters.cli.open_database import with_edgefinder

        async def work(edgefinder: Edgefinder) -> int:
            if self._memory is not None:
                edgefinder.chat_memory.terminals = self._memory
            await self._answer(edgefinder)
            return DONE

        return with_edgefinder(work)

    async def _answer(self, edgefinder: Edgefinder) -> None:
        conversation = Conversation(edgefinder)
        if self._speaker is None:
            await speaker_name(edgefinder, self._who)
            self._speaker = Speaker(conversation, self._who)
        else:
            self._speaker.continue_with(conversation)
        lines = chain(self._line, self._noted())
        await answer_lines(self._speaker, lines, as_json=self._as_json, save=self._save)

    def _noted(self) -> Iterator[str]:
        """Yield the lines of standard input, and keep the latest line in `_line`.

        If the fast path fails on a line, all of Edgefinder answers `_line` again.
        """
        for line in self._lines:
            self._line = (line,)
            yield line


def piped_lines() -> Iterator[str]:
    """Yield the lines of standard input as they arrive. Invalid UTF-8 is replaced."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    yield from sys.stdin or ()


async def speaker_name(edgefinder: Edgefinder, who: str) -> str:
    """Return the name of the person or employer that `--as` was given.

    `who` is a candidate's number, a staff e-mail address or `employer:NAME`. Raises CannotDo if
    `who` matches no person, or if NAME is missing.
    """
    if who.startswith(EMPLOYER_PREFIX):
        name = who.removeprefix(EMPLOYER_PREFIX).strip()
        if not name:
            raise CannotDo("name the employer: --as 'employer:NAME'")
        return name
    asker = await edgefinder.askers.find(Identity(TERMINAL, who))
    if asker.person is None:
        raise CannotDo(
            f"nobody is known as '{who}': give a candidate's number, a staff e-mail address or "
            "'employer:NAME' (people are imported with 'edgefinder import people FILE'; to try "
            "with sample people, run 'edgefinder demo')"
        )
    return asker.person.name
