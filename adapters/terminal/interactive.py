"""The chat at a terminal: a prompt with history and completion, answers with styles."""

from collections.abc import Awaitable, Callable, Iterable

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.patch_stdout import patch_stdout
from prompt_toolkit.shortcuts import CompleteStyle
from rich.console import Console

from adapters.terminal.rendering import choices_shown, shown
from adapters.terminal.session import Speaker
from bot.command import Command
from bot.reply import Reply
from core.catalog.model import Catalog

_END = frozenset({"quit", "exit", "bye", ":q"})

Local = Callable[[str], Awaitable[bool]]
"""Is shown each line first; True when it dealt with it."""


class ChatCompleter(Completer):
    """Completes the commands, and after one that takes a credential the credentials' titles."""

    def __init__(self, commands: Iterable[Command], catalog: Catalog) -> None:
        self._commands = {command.name: command for command in commands}
        self._titles = [(each.title, each.code) for each in catalog.credentials]
        self._areas = catalog.areas

    def get_completions(self, document: Document, _: CompleteEvent) -> Iterable[Completion]:
        typed = document.text_before_cursor.lstrip()
        word, blank, rest = typed.partition(" ")
        if not blank:
            for command in self._commands.values():
                if command.name.startswith(word.lower()):
                    yield Completion(command.name, -len(word), display_meta=command.summary)
            return
        known = self._commands.get(word.lower())
        argument = known.argument if known else None
        if known is None or argument is None or not argument.credential:
            return
        wanted = rest.casefold()
        if known.name == "catalog":
            for area in self._areas:
                if wanted in area.casefold():
                    yield Completion(area, -len(rest), display_meta="area")
        for title, code in self._titles:
            if wanted in title.casefold() or code.casefold().startswith(wanted):
                yield Completion(title, -len(rest), display_meta=code)


class InteractiveChat:
    """A chat at the terminal, until its person has enough."""

    def __init__(
        self, speaker: Speaker, name: str, commands: Iterable[Command], catalog: Catalog
    ) -> None:
        self.speaker = speaker
        self.name = name
        # what is typed may hold codes: the history is not kept beyond the chat
        self._session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(),
            completer=ChatCompleter(commands, catalog),
            complete_style=CompleteStyle.COLUMN,
            complete_while_typing=False,
            bottom_toolbar=self._toolbar,
        )
        self.console = Console(highlight=False, soft_wrap=False)

    async def run(self, local: Local | None = None) -> None:
        """Asks and answers until the end of input, or a word that says so."""
        with patch_stdout(raw=True):
            # the stream is looked up again: patch_stdout has just put another in its place
            self.console = Console(
                highlight=False, force_terminal=True, no_color=self.console.no_color
            )
            while (typed := await self._typed()) is not None:
                if not typed or (local is not None and await local(typed)):
                    continue
                self.show(await self.speaker.say(typed))

    def show(self, reply: Reply) -> None:
        """Prints a reply with its choices."""
        self.console.print()
        self.console.print(shown(reply))
        if reply.buttons:
            self.console.print()
            self.console.print(choices_shown(reply.buttons, self.speaker.numbers))
        self.console.print()

    async def _typed(self) -> str | None:
        try:
            typed = (await self._session.prompt_async("> ")).strip()
        except (EOFError, KeyboardInterrupt):
            return None
        return None if typed.lower() in _END else typed

    def _toolbar(self) -> HTML:
        hint = "a number presses a button · Tab completes · Ctrl-D ends"
        return HTML(" as <b>{}</b> · {}").format(self.name, hint)
