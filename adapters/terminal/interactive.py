"""The interactive terminal chat: a prompt with history and completion, styled answers."""

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
"""Called with each line first; returns True if it handled the line."""


class ChatCompleter(Completer):
    """Complete commands, and credential titles after a command that takes one."""

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
    """An interactive chat at the terminal."""

    def __init__(
        self, speaker: Speaker, name: str, commands: Iterable[Command], catalog: Catalog
    ) -> None:
        self.speaker = speaker
        self.name = name
        # input may contain codes, so the history is not kept after the chat
        self._session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(),
            completer=ChatCompleter(commands, catalog),
            complete_style=CompleteStyle.COLUMN,
            complete_while_typing=False,
            bottom_toolbar=self._toolbar,
        )
        self.console = Console(highlight=False, soft_wrap=False)

    async def run(self, local: Local | None = None) -> None:
        """Ask and answer until the end of input, or a word that ends the chat."""
        with patch_stdout(raw=True):
            # look up the stream each time: patch_stdout has just replaced it
            self.console = Console(
                highlight=False, force_terminal=True, no_color=self.console.no_color
            )
            while (typed := await self._typed()) is not None:
                if not typed or (local is not None and await local(typed)):
                    continue
                self.show(await self.speaker.say(typed))

    def show(self, reply: Reply) -> None:
        """Print a reply with its choices."""
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
