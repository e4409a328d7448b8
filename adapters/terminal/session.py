"""A terminal session: makes turns from typed lines, and numbers the buttons of answers."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.capabilities import Capabilities
from bot.reply import Answers, Button, Reply, Turn
from core.people.model import TERMINAL, Identity

CAPABILITIES = Capabilities("the terminal", links=False, pushes=False)


def locale_of_terminal(environment: Mapping[str, str]) -> str:
    """Return the environment's locale, such as `es_MX` for `es_MX.UTF-8`.

    Return English if the environment names no locale.
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if said := environment.get(name, "").partition(".")[0].partition("@")[0]:
            return "en" if said in {"C", "POSIX"} else said
    return "en"


class Speaker:
    """A person who chats in the terminal.

    `who` is a candidate's number, a staff e-mail or employer:NAME. Buttons and files of the last
    reply have numbers. Typing a number presses the button or opens the file.
    """

    def __init__(self, conversation: Answers, who: str) -> None:
        self.who = who
        self._conversation = conversation
        self._choices: tuple[Button, ...] = ()
        self._files: tuple[Path, ...] = ()
        self._locale = locale_of_terminal(os.environ)

    def continue_with(self, conversation: Answers) -> None:
        """Let another conversation answer from now on. The buttons keep their numbers."""
        self._conversation = conversation

    async def say(self, typed: str) -> Reply:
        """Answer a line that the person typed.

        Never raises errors: after a fault, the answer is a message about the fault.
        """
        pressed = self.pressed(typed)
        turn = Turn(
            Identity(TERMINAL, self.who),
            pressed.call if pressed else typed,
            address=self.who,
            capabilities=CAPABILITIES,
            pressed=pressed is not None,
            locale=self._locale,
        )
        reply = await self._conversation.answer(turn)
        self.offer(reply.buttons)
        return reply

    def offer(self, rows: tuple[tuple[Button, ...], ...]) -> None:
        """Give these buttons numbers. The buttons of earlier replies lose their numbers."""
        calls = (button for row in rows for button in row if button.call)
        self._choices = tuple(dict.fromkeys(calls))
        self._files = ()

    def saved(self, files: Sequence[Path]) -> None:
        """Give these files numbers, which continue after the numbers of the buttons."""
        self._files = tuple(files)

    def file_at(self, typed: str) -> Path | None:
        """Return the saved file with the typed number, or None."""
        place = _number(typed) - 1 - len(self._choices)
        return self._files[place] if 0 <= place < len(self._files) else None

    def pressed(self, typed: str) -> Button | None:
        """Return the button with the typed number, or None."""
        place = _number(typed) - 1
        return self._choices[place] if 0 <= place < len(self._choices) else None

    @property
    def numbers(self) -> dict[Button, int]:
        """The number to type for each button of the last reply."""
        return {button: place for place, button in enumerate(self._choices, 1)}

    @property
    def file_numbers(self) -> dict[Path, int]:
        """The number to type for each saved file of the last reply."""
        return {path: place for place, path in enumerate(self._files, 1 + len(self._choices))}


def _number(typed: str) -> int:
    """Return the typed number if it has at most two digits. Return 0 for any other text."""
    word = typed.strip()
    return int(word) if word.isascii() and word.isdecimal() and len(word) <= 2 else 0  # noqa: PLR2004 - at most two digits
