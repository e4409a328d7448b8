"""From what somebody typed to the command that they mean, or to what they may have meant."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.codes_in_text import shown_in
from bot.command import Command
from core.catalog.search import CatalogIndex, Found, Unknown, is_other_nims
from core.people.invitations import looks_like_invitation

_LONGEST = 2000
"""Characters of a message that are read; nobody types a longer question."""
_NEARLY = 72
"""From this likeness on (of 100) a word is taken for a mistyped command and offered."""
_LENGTHS_APART = 2
"""Letters by which a mistyped command differs in length at most ("dental" is no "credential")."""
_SHORTEST_BEGINNING = 3
"""Letters of a command that say which is meant."""
_INVITATION = re.compile(r"[0-9A-Za-z]{4}([-\s]?)[0-9A-Za-z]{4}\1[0-9A-Za-z]{4}")
_FILLERS = re.compile(
    r"^(?:\W|\b(?:for|of|on|in|to|the|my|me|i|with|about|a|an|are|is|there)\b)+", re.IGNORECASE
)
_TRAILERS = re.compile(r"[\s?!.]+$")


@dataclass(frozen=True, slots=True)
class Understood:
    command: Command
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Nearly:
    """The first word is nearly a command: offered, never run by itself."""

    command: Command
    argument: str


@dataclass(frozen=True, slots=True)
class OtherNims:
    """Asked about FEMA's National Incident Management System, the other NIMS."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    typed: str


Understanding = Understood | Nearly | OtherNims | NotUnderstood


class Understander:
    """Knows the commands and the catalog, and reads what people type by them."""

    def __init__(self, commands: tuple[Command, ...], index: CatalogIndex) -> None:
        self._commands = {command.name: command for command in commands}
        self._index = index

    def understand(self, text: str) -> Understanding:
        """In this order: a command by name, codes, an invitation, a phrase, the other NIMS, a
        nearly typed command, a credential's name.
        """
        whole = " ".join(text.split()).removeprefix("/").lstrip()
        word, _, rest = whole.partition(" ")
        typed = whole[:_LONGEST]
        named = self._commands.get(word.lower().rstrip(":?!.,"))
        if named is not None and (named.argument or not rest):
            return Understood(named, rest)
        if shown := shown_in(text):
            return Understood(self._commands["verify"], " ".join(shown))
        if _INVITATION.fullmatch(typed) and looks_like_invitation(typed) and _has_digit(typed):
            return Understood(self._commands["link"], typed)
        if is_other_nims(typed):
            return OtherNims()
        return self._by_phrase(typed) or self._by_likeness(word, rest, typed)

    def _by_phrase(self, typed: str) -> Understood | None:
        for command in self._commands.values():
            for phrase in command.phrases:
                match = phrase.search(typed)
                if match is None:
                    continue
                rest = _TRAILERS.sub("", _FILLERS.sub("", typed[match.end() :]))
                return Understood(command, rest if self._takes(command, rest) else "")
        return None

    def _takes(self, command: Command, rest: str) -> bool:
        """Whether this may be the credential that a phrase asked about."""
        if not rest or command.argument is None or not command.argument.credential:
            return False
        return not isinstance(self._index.resolve(rest), Unknown)

    def _by_likeness(self, word: str, rest: str, typed: str) -> Understanding:
        meant = self._index.resolve(typed)
        if isinstance(meant, Found):
            return Understood(self._commands["credential"], typed)
        command = self._nearly(word.lower())
        if command is not None:
            return Nearly(command, rest if command.argument else "")
        if not isinstance(meant, Unknown):
            return Understood(self._commands["credential"], typed)
        return NotUnderstood(typed)

    def _nearly(self, word: str) -> Command | None:
        """The command that a word is the beginning of, or mistyped for."""
        begun = [name for name in self._commands if name.startswith(word)]
        if begun and len(word) >= _SHORTEST_BEGINNING:
            return self._commands[begun[0]] if len(begun) == 1 else None
        near = process.extractOne(
            word, self._commands.keys(), scorer=fuzz.ratio, score_cutoff=_NEARLY
        )
        if near is not None and abs(len(near[0]) - len(word)) <= _LENGTHS_APART:
            return self._commands[near[0]]
        return None


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)
