"""Read messages that need no guessing: commands by name, codes and invitations."""

import re
from collections.abc import Callable, Mapping

from bot.codes_in_text import shown_in, signed_in
from bot.command import Command
from bot.understanding.imperatives import TAKEN_BACK
from bot.understanding.verifying_words import only_verifies
from core.catalog.search import CatalogIndex, Found, is_other_nims
from core.people.invitation_codes import looks_like_invitation
from core.values import value

_LONGEST = 2000
"""Maximum number of characters that are read of a message. Nobody types a longer question."""
_NEARLY = 72
"""Minimum similarity (0 to 100) of a mistyped word to the command that is offered."""
_LENGTHS_APART = 2
"""Maximum difference in length between a command and a mistyped word.

So "dental" is not taken for "credential".
"""
_SHORTEST_BEGINNING = 3
"""Minimum number of a command's letters that identify it."""
_INVITATION = re.compile(r"[0-9A-Za-z]{4}([-\s]?)[0-9A-Za-z]{4}\1[0-9A-Za-z]{4}")
_LONGEST_NAME = 9
"""Maximum number of words in the name of a goal, roster or person."""
_POLITE = re.compile(
    r"[\s,]*\b(?:please|pls|plz|por favor|porfa|thanks|thank you|gracias)[\s!.?]*$", re.IGNORECASE
)
_CALL_ME = re.compile(
    r"^(?:please |por favor,? )?(?:call me|ll[aá]m[ae]me)[ :]+"
    r"(?!back|later|when|if|at|on|asap|tomorrow|today|now|soon|luego)(\w+(?:[ '-]\w+){0,2}?)"
    r"(?:,? (?:from now on|from here on|de ahora en adelante|desde ahora))?[.!]?$",
    re.IGNORECASE,
)
"""Matches a message that says what the person wants to be called."""
_PAGE = re.compile(r"\s*\bpage\s+\d+$", re.IGNORECASE)
_WITH_NAME = re.compile(r"\s*\bwith(?:out)?(?: my)? name$", re.IGNORECASE)
_FOR_GOAL = re.compile(
    r"\sfor (?!(?:me|us|him|her|them|you|real|now|free|sure|this|that|it)$)[a-z0-9-]+$"
)
"""Matches a goal's code at the end, after codes to check or an item to sign off."""
_FOR_NOBODY = re.compile(r"\s(?:for (?:me|us)|por favor|please|para m[ií])[\s.!?]*$", re.IGNORECASE)
"""Matches words after codes to check that name no goal, so that the codes are only verified."""
_JOINED = re.compile(r"(?:of|for|to|in|on|de|del|para|por|en)\b", re.IGNORECASE)
"""Words after which a command's name is part of a sentence, such as "status of"."""
_POINTS_OUT = re.compile(
    r"(?:the|that|el|la|al|ese|esa) (?:(?:very )?first|second|third|fourth|fifth|last|other|next|previous|one|primer[oa]?|segund[oa]"
    r"|tercer[oa]?|cuart[oa]|ultim[oa]|\u00faltim[oa]|otr[oa]|anterior|siguiente)\b",
    re.IGNORECASE,
)
"""Matches words that point at what was shown, such as "the second one". They name nothing."""
_ALSO_OTHERS = frozenset(("cost", "catalog"))
"""Commands that accept other words in place of a credential: goals, areas, levels."""
_OF_GOALS = frozenset(("follow", "unfollow"))
_THE_ONE = re.compile(r"(?:the|that|this)(?: \w+){0,2} one\b|(?:la|el|es[ae]) ", re.IGNORECASE)
_NAME = re.compile(r"#?[^\s?!]+")
_PARTICIPLE = re.compile(r"(?:ed|ing|en|wn)$")
"""Matches the end of a word that describes what follows, as in "unlinked students"."""
_POINTING = frozenset(
    [
        "me",
        "it",
        "this",
        "that",
        "them",
        "him",
        "her",
        "us",
        "one",
        "both",
        "anyway",
        "these",
        "those",
        "ambos",
        "ambas",
        "all",
        "now",
        "again",
        "over",
        "out",
        "up",
        "off",
        "esto",
        "eso",
    ]
)
"""Words that refer to something without naming it."""
_LET_GO = re.compile(r"(?:about )?(?:it|that|this|them)\b\W+\w", re.IGNORECASE)
"""Matches the words after "forget" in "forget it, send a digest"."""
_ARGUMENTS = frozenset((("help", "all"), ("remind", "off"), ("forget", "me")))
"""Words of `_POINTING` that are arguments after a command, each with the command."""
_EVERYDAY = frozenset(
    re.findall(
        r"\w+",
        """who not per cat res pro pri con her see costo costos costs coste costar estatus estado credencial
    credenciales credentials scores results resultado resultados certificado certificados certificates
    certification goals metas student shared sharing printed printing verified checks checked notice noticias
    privado privada private nexts dates""",
    )
)
"""Words that are never abbreviated or mistyped commands."""
_MINE = re.compile(r"\b(?:my|the|of|for|mi|mis|el|la|los|las|de|del)\b", re.IGNORECASE)
_SENTENCE = re.compile(
    r"\b(?:(?-i:i)|me|you|he|she|they|we|what|who|how|why|when|where|is|are|was|do|does|did|dont|don't|not"
    r"|never|if|said|told|mean|means|que|qué|quien|quién|cómo|cuándo|dónde|yo|él|ella|dijo|dice|no"
    r"|si|significa|without|please do)\b|\?.",
    re.IGNORECASE,
)
_FIRST_WORDS = {
    "notices": frozenset(
        [
            "on",
            "off",
            "results",
            "credentials",
            "next",
            "nudges",
            "imports",
            "each",
            "daily",
            "weekly",
            "rosters",
            "roster",
            "time",
            "at",
            "day",
            "zone",
            "quiet",
            "here",
            "places",
            "leave",
            "perhaps",
        ]
    ),
    "proofs": frozenset(("withdraw", "page")),
    "unlink": frozenset(("others", "yes")),
    "unwatch": frozenset(("all", "everything")),
    "privacy": frozenset(("allow", "end")),
    "whoami": frozenset(("name",)),
    "language": frozenset(("en", "es", "english", "spanish", "español", "inglés", "espanol")),
}
"""Commands whose argument must begin with one of these words."""


@value
class Understood:
    """A command and its argument.

    If codes were among words, `sentence` is the whole message.
    """

    command: Command
    argument: str = ""
    sentence: str = ""


@value
class Nearly:
    """The first word is similar to a command, which is offered but never run."""

    command: Command
    argument: str


@value
class OtherNims:
    """A question about the other NIMS, FEMA's National Incident Management System."""


@value
class FreeText:
    """A message in a person's own words."""

    text: str


Understanding = Understood | Nearly | OtherNims | FreeText


def _as_written(text: str) -> str:
    """Return what follows the command, with its line breaks."""
    _command, *rest = text.strip().removeprefix("/").lstrip().split(maxsplit=1)
    return rest[0] if rest else ""


class TypedCalls:
    """Reads messages that need no guessing: commands by name, codes and invitations."""

    def __init__(self, commands: Mapping[str, Command], index: Callable[[], CatalogIndex]) -> None:
        self._commands = commands
        self._index = index

    def understand(self, text: str, *, pressed: bool = False) -> Understanding:
        """Understand a message.

        Try in this order: a signed credential, a command by name, codes alone, an invitation, the
        other NIMS, a mistyped command. Everything else is free text.
        """
        name = text.removeprefix("/")
        if name.isalpha() and (alone := self._commands.get(name)):
            return Understood(alone)
        whole = " ".join(text.split())
        slashed = whole.startswith("/")
        whole = whole.removeprefix("/").lstrip()
        whole = _CALL_ME.sub(r"whoami name \1", whole)
        word, _, rest = whole.partition(" ")
        named = self._commands.get(word.lower().rstrip(":?!.," if not rest else ":!.,"))
        if (named is None or named.name == "verify") and (pasted := signed_in(text)):
            return Understood(self._commands["verify"], pasted)
        if named is not None and named.name == "verify" and "\n" in text.strip():
            rest = _as_written(text)  # codes and credentials can span several lines
        meant = self._meant(text, whole, rest, named, surely=slashed or pressed)
        # free text is checked for emergencies later, and words in capitals are codes
        in_words = not pressed and rest != "" and not rest.isupper()
        if in_words and not isinstance(meant, FreeText) and _is_emergency(whole):
            return meant if self._is_credential(rest) else FreeText(text)
        return meant

    def _meant(
        self, text: str, whole: str, rest: str, named: Command | None, *, surely: bool
    ) -> Understanding:
        """Return what a message means. The caller checks for emergencies.

        `whole` is the text on one line without a slash. `rest` is what comes after its first word.
        """
        if named is not None and (called := self._call(named, rest, surely=surely)):
            return called
        shown = shown_in(text)
        if found := self._code_or_invitation(text, rest, shown, named):
            return found
        word, typed = whole.partition(" ")[0], whole[:_LONGEST]
        if is_other_nims(typed):
            return OtherNims()
        if named is None and rest.lower() not in _POINTING and (not rest or len(rest.split()) == 1):
            told = self._is_credential(typed) or (rest and _PARTICIPLE.search(word.lower()))
            near = None if told else self._nearly(word.lower(), rest)
            short_form = near is not None and near.name.startswith(word.lower())
            if near is not None and not shown and (short_form or not _is_spanish(typed)):
                return Nearly(near, rest if near.argument else "")
        return FreeText(text)

    def _code_or_invitation(
        self, text: str, rest: str, shown: list[str], named: Command | None
    ) -> Understood | None:
        """Return the call for codes alone, or for an invitation alone."""
        whole = " ".join(text.split()).removeprefix("/").lstrip()
        if shown and only_verifies(text, shown):
            if named is not None and named.name == "verify":
                return Understood(named, rest)
            if named is None:
                return Understood(self._commands["verify"], " ".join(shown), whole)
        typed = whole[:_LONGEST]
        if (
            _INVITATION.fullmatch(typed)
            and looks_like_invitation(typed)
            and (typed.isupper() or _has_digit(typed))
        ):
            return Understood(self._commands["link"], typed)
        return None

    def _call(self, named: Command, rest: str, *, surely: bool) -> Understood | None:
        """Return the call of a command by name, if the words after it are its argument."""
        if not rest or (named.argument and surely):
            return Understood(named, rest)
        # "follow" with a code means `watch`, and "the harder one" is not the name of a goal
        if named.name in _OF_GOALS and (
            shown_in(rest) or _THE_ONE.match(rest) or TAKEN_BACK.search(rest.lower())
        ):
            return None
        if named.name == "student":
            rest = rest.rstrip(" ?!")
        if named.name == "check" and (beside := _FOR_NOBODY.search(rest)) and shown_in(rest):
            return Understood(self._commands["verify"], rest[: beside.start()])
        if not self._is_call(named, rest):
            return None
        rest = _POLITE.sub("", rest)
        if named.argument is not None and named.argument.credential and _JOINED.match(rest):
            rest = self._credential_after(rest) or rest
        return Understood(named, rest)

    def _is_credential(self, typed: str) -> bool:
        return isinstance(self._index().resolve(typed), Found)

    def _is_call(self, command: Command, rest: str) -> bool:
        """Whether the words after a command's name are its argument.

        They may instead be part of a sentence that happens to start with the name.
        """
        rest = _PAGE.sub("", _POLITE.sub("", rest)).strip()
        if command.name == "share":
            rest = _WITH_NAME.sub("", rest)
        if command.name == "forget" and _LET_GO.match(rest):
            return False
        if command.argument is None or not rest or command.name == "correct":
            return command.argument is not None
        first = rest.split()[0].lower()
        if command.name not in _FIRST_WORDS and first == rest.lower() and _NAME.fullmatch(first):
            return first not in _POINTING or (command.name, first) in _ARGUMENTS
        by_rule = command.name == "check" and _FOR_GOAL.search(rest) and bool(shown_in(rest))
        if _SENTENCE.search(rest) and not by_rule:
            return False
        if first not in _FIRST_WORDS.get(command.name, ()) and (
            frozenset(rest.lower().split()) <= _POINTING
        ):
            return False
        return self._takes(command, first, rest)

    def _takes(self, command: Command, first: str, rest: str) -> bool:
        """Whether several words can be an argument of the command, not a sentence."""
        if command.name in _FIRST_WORDS:
            return first in _FIRST_WORDS[command.name] or rest.removeprefix("#").isdigit()
        if command.name in {"verify", "check", "watch", "link", "start"}:
            shown = shown_in(rest)
            beside = _words_beside(rest, shown) and not re.search(r"(?i)\bfor\b", rest)
            return not beside if shown else _has_digit(rest) or len(rest.split()) == 1
        if command.name == "help":
            return first == "all" or first.removeprefix("/") in self._commands
        if command.name == "signoff" and _FOR_GOAL.search(rest.lower()):
            return True
        if command.argument is not None and command.argument.credential:
            if _JOINED.match(rest):
                return self._credential_after(rest) != ""
            return command.name in _ALSO_OTHERS or self._names_credential(rest)
        points = _JOINED.match(rest) or _POINTS_OUT.match(rest)
        return not points and len(rest.split()) <= _LONGEST_NAME

    def _credential_after(self, rest: str) -> str:
        """Return the code of the credential named after a word such as "of", or ""."""
        match self._index().resolve(_MINE.sub("", _JOINED.sub("", rest, count=1)).strip()):
            case Found(credential=credential):
                return credential.code
        return ""

    def _names_credential(self, rest: str) -> bool:
        if len(rest.split()) == 1 or self._index().credentials_named(rest):
            return True
        return isinstance(self._index().resolve(_MINE.sub("", rest)), Found)

    def _nearly(self, word: str, rest: str) -> Command | None:
        """Return the command that a word abbreviates or misspells.

        An ordinary word such as "text" or "lost" misspells nothing. "Proof" alone is an abbreviation,
        but "with Ruth" is not.
        """
        from bot.understanding.classifier import classifier  # noqa: PLC0415 - few words are like a command

        if word in _EVERYDAY:
            return None
        ordinary = word in classifier().common
        begun = [name for name in self._commands if name.startswith(word)]
        if begun and len(word) >= _SHORTEST_BEGINNING:
            in_words = ordinary and rest and not rest.isupper()
            return self._commands[begun[0]] if len(begun) == 1 and not in_words else None
        if ordinary:
            return None
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - for misspelled words alone

        near = process.extractOne(
            word, self._commands.keys(), scorer=fuzz.ratio, score_cutoff=_NEARLY
        )
        if near is not None and abs(len(near[0]) - len(word)) <= _LENGTHS_APART:
            return self._commands[near[0]]
        return None


def _is_emergency(text: str) -> bool:
    from bot.understanding.emergencies import emergency_in  # noqa: PLC0415 - commands of one word do not need it

    return emergency_in(text) != ""


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _words_beside(text: str, shown: list[str]) -> bool:
    """Whether a text has more than one word beside the codes."""
    for each in shown:
        text = text.replace(each, " ")
    return len(re.findall(r"[^\W\d_]{2,}", text)) > 1


def _is_spanish(typed: str) -> bool:
    """Whether a word is Spanish, such as "certificado", and not a mistyped command."""
    from bot.understanding.language import language_of_text  # noqa: PLC0415 - few words are like a command

    return language_of_text(typed) == "es"
