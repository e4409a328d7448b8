"""The interactive terminal chat, with history, completion and styled answers."""

import os
import sys
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.patch_stdout import patch_stdout
from prompt_toolkit.shortcuts import CompleteStyle
from rich.console import Console

from adapters.terminal.inline_pictures import escapes, protocol_of
from adapters.terminal.rendering import choices_shown, files_shown, rendered_parts
from adapters.terminal.saved_files import SavedFiles, open_file
from adapters.terminal.session import Speaker
from bot.command import Command
from bot.reply import Reply
from core.catalog.model import Catalog

_END = frozenset({"quit", "exit", "bye", ":q"})

Local = Callable[[str], Awaitable[bool]]
"""A function that gets each line before the conversation does.

It returns True if it has handled the line.
"""


class ChatCompleter(Completer):
    """Completes commands, and the titles of credentials after commands that take a credential.

    After `catalog`, it completes areas too.
    """

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
    """An interactive chat in the terminal."""

    def __init__(
        self,
        speaker: Speaker,
        name: str,
        commands: Iterable[Command],
        catalog: Catalog,
        files: SavedFiles,
    ) -> None:
        self.speaker = speaker
        self.name = name
        self._files = files
        # the history is only in memory, because lines may contain award codes
        self._session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(),
            completer=ChatCompleter(commands, catalog),
            complete_style=CompleteStyle.COLUMN,
            complete_while_typing=False,
            bottom_toolbar=self._toolbar,
            key_bindings=_keys(),
        )
        self.console = Console(highlight=False, soft_wrap=False)

    async def run(self, local: Local | None = None) -> None:
        """Read and answer lines until the input ends or the person types a word such as `quit`."""
        with patch_stdout(raw=True):
            # patch_stdout has just replaced sys.stdout, so create a console that writes to it
            self.console = Console(
                highlight=False, force_terminal=True, no_color=self.console.no_color
            )
            while (typed := await self._typed()) is not None:
                if not typed or (local is not None and await local(typed)):
                    continue
                if (file := self.speaker.file_at(typed)) is not None:
                    self._open(file)
                    continue
                self.show(await self.speaker.say(typed))

    def show(self, reply: Reply) -> None:
        """Print a reply with its pictures, and then its buttons and files.

        Each button and file has a number. Typing the number presses the button or opens the file.
        """
        self.console.print()
        self.console.print(rendered_parts(reply))
        self._save_files(reply)
        if reply.buttons:
            self.console.print()
            self.console.print(choices_shown(reply.buttons, self.speaker.numbers))
        if numbers := self.speaker.file_numbers:
            self.console.print()
            self.console.print(files_shown(numbers))
        self.console.print()

    def _save_files(self, reply: Reply) -> None:
        """Save the files of a reply to a folder, and show PNG pictures in the terminal."""
        try:
            self.speaker.saved(self._files.save(reply.attachments))
        except OSError as error:
            self.console.print(f"The files could not be saved: {error}", markup=False)
        protocol = protocol_of(os.environ, terminal=sys.__stdout__ is not None)
        for each in reply.attachments:
            if each.media_type == "image/png":
                picture = escapes(each.content, protocol, self.console.width)
                self.console.file.write(f"\n{picture}" if picture else "")
                self.console.file.flush()

    def _open(self, path: Path) -> None:
        if not open_file(path):
            self.console.print(f"There is no desktop here to open it: {path}", markup=False)

    async def _typed(self) -> str | None:
        try:
            typed = (await self._session.prompt_async("> ")).strip()
        except (EOFError, KeyboardInterrupt):
            return None
        return None if typed.lower() in _END else typed

    def _toolbar(self) -> HTML:
        hint = "a number presses a button · Tab completes · Ctrl-D ends"
        if self.console.width < len(f" as {self.name} · {hint}"):
            hint = "Ctrl-D ends"
        return HTML(" as <b>{}</b> · {}").format(self.name, hint)


def _keys() -> KeyBindings:
    """Return the key bindings: Ctrl-C clears the typed text, or else ends the chat."""
    keys = KeyBindings()

    @keys.add("c-c")
    def clear_or_end(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=KeyboardInterrupt, style="class:aborting")

    return keys
