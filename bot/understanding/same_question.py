"""Repeat the last question about something else: "and the theory?", "in the other class"."""

import re
from dataclasses import replace

from bot.understanding.credentials import Named
from bot.understanding.lead_ins import core_of, wish_after
from bot.understanding.level_and_kind_words import KINDS, LEVELS
from bot.understanding.names import find_goals, find_people, find_rosters, other_class
from bot.understanding.readings import SEVERAL, Reading, Said, View
from bot.understanding.results_in_text import outcome_in
from bot.understanding.same_skill import codes_like
from bot.understanding.talk import GOES_ON, Talk
from bot.understanding.words import Word, bare
from core.catalog.model import Catalog, ExamKind, Level
from core.goals.model import Goal
from core.values import value

_FOLLOWS = re.compile(
    r"^(?:and|y|what about|how about|same (?:thing |question )?(?:for|with)|also|lo mismo|que (?:hay|tal)|only|just|solo"
    r"|nomas|i meant?|me refiero|for|para|ahora|now|ok and|e|then|tambien|o|or|no,?|not that one"
    r"|in|en|against|contra|digo|perdon|sorry|wait|espere?|my bad|wrong)\b"
    r"|\b(?:too|also|as well|tambien|igual)$"
)
_ALSO = re.compile(r"^(?:also|tambien)\b|\b(?:too|also|as well|tambien)$")
_ANOTHER = re.compile(r"\b(?:another|one more|otr[oa]|un[oa] mas)\b")
_ONLY_BESIDE = frozenset(
    re.findall(
        r"\w+",
        """a actually again against ahora al also alumnos and another as at bad better bunch
        but clase class codigo con contra correction credencial credential crew crowd de del
        digo e el ella en equivoque esa ese espera espere exam examen examenes exams folks
        for gente goal grupo guys igual in instead it its just kids link liga la las last le level lo
        los mejor meta mi misma mismo muchachas muchachos my nivel no nomas north norte not now number
        numero o of oh ok one ones only or other otra otro para people perdon pero pieza
        please question quiero rather raza refiero same section si skills solo sorry
        students tambien test tests that the then thing to toward tu turno un una versus vs
        wait want well with wrong y yes""",
    )
)
"""Words that ask for nothing by themselves if they are beside a name."""
_BESIDE_TOO = frozenset(
    re.findall(
        r"\w+",
        """about decir did dije era es hay her him his how i is mal me mean meant on per por
        que quise said tal their va wanted was what would yo""",
    )
)
_ASKS_WHETHER = frozenset(
    re.findall(
        r"\w+",
        "do does have has hay is lleva need needs part piden pide there they tiene tienen trae",
    )
)
"""Words that ask whether a credential needs an exam of a kind; its page tells."""
_GIVES_WAY = re.compile(
    r"^(?:and |y |ok )?(?:(?:what|how) about|que (?:hay|tal)|no|wait|sorry|espere?|perdon|digo|i meant?|me refiero"
    r"|i mean|me equivoque|oops|actually|not that)\b"
)
"""Matches the beginning of a correction, or of the same question about something else."""
_OTHER = re.compile(r"\b(?:the other(?: one| class| group)?|l[ao] otr[ao]|el otro)\b")
_FEW, _MOST_WORDS = 3, 10
_CREDENTIALS = GOES_ON | {"remind", "withdraw"}
_OF_EXAMS = frozenset(("status", "next", "score", "remind"))
"""Commands that can be about one exam of a credential."""
_POINTING = frozenset(("the", "la", "el", "los", "las", "lo", "one", "that", "ese", "esa"))
_SURELY, _BEYOND_DOUBT = 0.5, 0.7
_FIRST = re.compile(
    r"\b(?:(?:the|that) (?:very )?(?:first|1st)|(?:el|la) primer[oa]?)\b(?! (?:time|vez|intento|attempt))"
)


@value
class Heard:
    """A message as it was read, and what the chat was about."""

    text: str
    talk: Talk
    said: Said
    view: View
    catalog: Catalog


@value
class _Names:
    """What a message names, and the words beside the names.

    `alone`: the message only names something.
    """

    named: Named
    level: Level | None
    beside: tuple[str, ...]
    alone: bool


def same_question(heard: Heard) -> Reading | None:
    """Return the last question, changed to what this message names instead."""
    talk, said = heard.talk, heard.said
    spoken = bare(heard.text)
    if not talk.command or len(said.named.words) > _MOST_WORDS or said.codes:
        return None
    names = _names(said.named, heard.view, heard.text, talk)
    follows = _FOLLOWS.search(spoken) is not None
    pointing = bool(set(names.beside) & _POINTING)
    if not names.alone and wish_after(heard.text):
        return None
    if not (follows or (names.alone and (pointing or not said.named.mentions))):
        return None
    best = said.readings[0]
    part = said.named.kind is not None and not said.named.mentions
    if part and not (follows or names.alone) and len(said.named.words) > _FEW:
        return None
    other = best.command not in {"credential", talk.command}
    if other and best.score >= (_BEYOND_DOUBT if part else _SURELY) and not names.alone:
        return None
    for kind in (_of_person, _of_goal, _of_class, _of_credential):
        if found := kind(heard, names):
            return Reading(found[0], found[1], 0.9)
    return None


def _names(named: Named, view: View, text: str, talk: Talk) -> _Names:
    """Separate the words into names and the rest, without those that a message begins with."""
    led = len(named.words) - core_of(text).left
    taken = {place for each in named.mentions for place in range(each.start, each.end)}
    if view.people:
        taken |= find_people(named.words, view.people).places
    rest = [word for place, word in enumerate(named.words) if place not in taken and place >= led]
    taken_words = {word.folded for word in rest if _is_of_list(word, view)}
    level, beside = None, []
    for word in rest:
        if word.folded in LEVELS and word.folded not in {"one", "i"}:
            level = LEVELS[word.folded]
        elif word.folded not in taken_words and word.folded not in KINDS:
            beside.append(word.folded)
    allowed = _ONLY_BESIDE | (_BESIDE_TOO if _GIVES_WAY.search(bare(text)) else frozenset())
    if named.kind and talk.command == "credential":
        allowed |= _ASKS_WHETHER
    alone = all(word in allowed for word in beside)
    return _Names(named, next(iter(named.levels), level), tuple(beside), alone)


def _is_of_list(word: Word, view: View) -> bool:
    """Whether a word is part of the name of a goal or a class."""
    if word.folded in _ONLY_BESIDE:
        return False
    rosters = view.rosters and find_rosters([word], view.rosters)
    return bool(rosters or find_goals([word], view.goals, vague=False))


def _of_person(heard: Heard, names: _Names) -> tuple[str, str] | None:
    talk, said = heard.talk, heard.said
    if len(said.people) != 1:
        return None
    name = said.people[0].name
    asks = heard.text.rstrip().endswith("?")
    if talk.command == "result" and ";" in talk.argument and not asks:
        _who, exam, *rest = (each.strip() for each in talk.argument.split(";"))
        if codes := _codes(names):
            exam = f"{codes} {said.named.kind or ExamKind.PERFORMANCE}"
        verdict = outcome_in(bare(heard.text)) or rest[0]
        return talk.command, f"{name}; {exam}; {verdict}"
    if talk.command == "minor" and names.alone:
        return talk.command, _renamed(talk.argument, name)
    return ("student", name) if talk.command == "student" and names.alone else None


def _renamed(argument: str, name: str) -> str:
    """Return the argument of `minor` for another candidate."""
    words = argument.split()
    verb = words[0] if words[:1] and words[0] in {"open", "close", "end"} else ""
    by = words[-1] if words[-1:] and words[-1] in {"guardian", "center"} else ""
    return " ".join(each for each in (verb, name, by) if each)


def _of_goal(heard: Heard, names: _Names) -> tuple[str, str] | None:
    talk, said = heard.talk, heard.said
    goals = find_goals(names.named.words, heard.view.goals, vague=False)
    if len(goals) != 1 or said.named.mentions or not names.alone:
        return None
    [meant] = goals
    return for_goal(heard.text, talk, meant)


def for_goal(text: str, talk: Talk, meant: Goal) -> tuple[str, str] | None:
    """Return the last question about a goal, asked about this one."""
    if talk.command == "check":
        codes = talk.argument.partition(" for ")[0]
        return ("check", f"{codes} for {meant.code}") if codes else None
    if talk.command == "roster" and talk.argument:
        classes = talk.argument.split(SEVERAL)
        each = (f"{one.partition(' goal ')[0]} goal {meant.code}" for one in classes)
        return "roster", SEVERAL.join(each)
    if talk.command in {"follow", "unfollow", "prove"}:
        also = _ALSO.search(bare(text)) is not None and "?" not in text
        if talk.command == "prove":  # this makes no link before a button is pressed
            also = "?" not in text or _ANOTHER.search(bare(text)) is not None
        days = talk.argument.partition(" ")[2] if talk.command == "prove" else ""
        return (talk.command, f"{meant.code} {days}".strip()) if also else ("goal", meant.code)
    of_goal = talk.command == "goals" or (
        talk.command in {"goal", "cost"} and talk.argument.islower()
    )
    command = "goal" if talk.command == "goals" else talk.command
    return (command, meant.code) if of_goal else None


def _of_class(heard: Heard, names: _Names) -> tuple[str, str] | None:
    talk = heard.talk
    if talk.command != "roster" or len(heard.view.rosters) <= 1 or not names.alone:
        return None
    labels = [
        each.label for each in find_rosters(_beside_mentions(names.named), heard.view.rosters)
    ]
    if not labels and _OTHER.search(bare(heard.text)) and talk.things.roster:
        labels = [each.label for each in heard.view.rosters if each.label != talk.things.roster]
    if unknown := other_class(bare(heard.text), heard.view.rosters):
        labels = [unknown]
    if len(labels) != 1:
        return None
    goal = talk.argument.partition(" goal ")[2].partition(SEVERAL)[0]
    return "roster", f"{labels[0]}{f' goal {goal}' if goal else ''}"


def _beside_mentions(named: Named) -> list[Word]:
    taken = {place for each in named.mentions for place in range(each.start, each.end)}
    return [word for place, word in enumerate(named.words) if place not in taken]


def _of_credential(heard: Heard, names: _Names) -> tuple[str, str] | None:
    talk, said = heard.talk, heard.said
    if talk.command == "ask" and said.named.mentions and talk.earlier in GOES_ON:
        talk = replace(talk, command=talk.earlier)
    if talk.command not in _CREDENTIALS:
        return None
    code, _, kind = (talk.argument or talk.subject).partition(" ")
    if said.named.mentions:
        like = codes_like(said.named, code, heard.catalog)
        code, kind = _codes(names) if names.level else like, ""
        if names.level and f"{len(names.level.value)}-" not in code:
            code = at_level(code, names.level, heard.catalog) or code
    elif names.alone and (other := credential_meant(bare(heard.text), talk)):
        code = other
    elif names.level is not None:
        if not names.alone or not (code := at_level(code, names.level, heard.catalog)):
            return None
    elif not said.named.kind:
        return None
    kind = str(said.named.kind or kind) if talk.command in _OF_EXAMS else ""
    return talk.command, f"{code} {kind}".strip()


def credential_meant(spoken: str, talk: Talk) -> str:
    """Return the earlier credential that a message refers to, or "".

    It is the one before the last, or the first.
    """
    before = talk.things.credentials
    if len(before) <= 1:
        return ""
    if _OTHER.search(spoken):
        return before[1]
    return before[-1] if _FIRST.search(spoken) else ""


def _codes(names: _Names) -> str:
    """Return the codes of the credential that is named, at the level that is named."""
    codes = names.named.mentions[0].codes if names.named.mentions else ()
    at = [code for code in codes if names.level and f"{len(names.level.value)}-" in code[:4]]
    return SEVERAL.join(at or codes)


def at_level(codes: str, level: Level, catalog: Catalog) -> str:
    """Narrow several credentials to a level.

    For one credential, return the same skill at that level, or "".
    """
    found = [each for code in codes.split(SEVERAL) if (each := catalog.credential(code))]
    if len(found) > 1:
        return SEVERAL.join(each.code for each in found if each.level is level)
    other = re.sub(r"[123]", str(len(level.value)), codes, count=1)
    return other if catalog.credential(other) else ""
