"""Repeat the last question about something else: "and the theory?", "in the other class"."""

import re
from dataclasses import replace

from bot.understanding.credentials import Named
from bot.understanding.credentials_beside import (
    OTHER_ONE,
    at_level,
    beside_level,
    codes_at,
    credential_meant,
    of_same_area,
    sibling,
)
from bot.understanding.goal_names import find_goals
from bot.understanding.lead_ins import FOLLOWS, Core, core_of, wish_after
from bot.understanding.level_and_kind_words import KINDS, LEVELS
from bot.understanding.names import find_people, find_rosters, other_class
from bot.understanding.not_wanted import is_unwanted
from bot.understanding.orders import is_no_order
from bot.understanding.places import STEPS, is_all, is_place, number_at, place_in
from bot.understanding.readings import EACH, OF_HELD, SEVERAL, Reading, Said, View
from bot.understanding.results_in_text import YES_HE_DID, is_guessed, outcome_in
from bot.understanding.same_for_goal import NOT_IT, for_goal
from bot.understanding.talk import GOES_ON, Talk
from bot.understanding.words import Word, asks, bare
from core.catalog.model import Catalog, ExamKind, Level
from core.values import value

_OF = re.compile(
    r"^(?:(?:of|for|on|a|al?|para|de) )?(?=(?:the|that|el|la|los|esa?)\b)|^del (?=\w)|^al (?=\w)"
)
_TOO_AT_END = re.compile(r" (?:too|also|as well|tambien|igual)$")
_FEW_BESIDE = 8
_MOST_ASKING = 6
"""Words beside the names. A message with more words must itself be a question."""
_OF_CODES = frozenset(("verify", "check", "watch"))
_HE = r"(?:him|her|them|it|that(?: one| guy)?|this(?: one| guy)?|he|she|the new one)"
_EL = r"(?:el|ella|es[aeo]|est[aeo]|ell[ao]s|es[ea] tambien|l[ao] nuev[ao])"
_ASKED = r"(?:thing|check|question|rule|test|deal|goal|one|regla|pregunta|meta|prueba|chequeo|cosa)"
_SAME_FOR = re.compile(
    rf"(?:(?:do |and )?(?:the )?same (?:{_ASKED} )?(?:for|with|on|to) {_HE}|(?:and )?{_HE} (?:for|against|on) the same {_ASKED}|{_HE} (?:too|also|as well)|(?:the )?same(?: {_ASKED})?(?: here| again)?(?: please)?"
    rf"|(?:a|con|para|por|de|en) {_EL} (?:tambien )?(?:lo mismo|igual)|(?:haz )?(?:lo mismo|l[ao] mism[oa] (?:{_ASKED}))(?: (?:para|con|por|a|de|en) {_EL})?(?: por favor)?"
    rf"|(?:a )?{_EL} (?:tambien|igual)|tambien (?:a )?{_EL}|igual(?: (?:a|con|para) {_EL})?)"
)
"""Matches a request to do the same with a code that was only verified."""
_SAME = re.compile(
    r"\b(?:same|(?:lo|el|la) mism[oa]|mismo nivel|(?:that|ese) (?:level|nivel)|igual)\b"
)
_ONLY_BESIDE = frozenset(
    re.findall(
        r"\w+",
        """a actually again against ahora al also alumnos and another as at bad better bunch
        below above but clase class codigo con contra correction credencial credential crew crowd de del
        digo e el ella en equivoque esa ese espera espere exam examen examenes exams folks
        for gente goal grupo guys igual in instead it its just kids link liga la las last le level lo
        los mejor meta mi misma mismo muchachas muchachos my nivel no nomas north norte not now number
        numero o of oh ok one ones only or other otra otro para people perdon pero pieza
        please question quiero rather raza refiero same section si skills solo sorry
        students tambien test tests that the then thing to too toward tu turno version versions un una versus vs
        wait want well with wrong y yes""",
    )
)
"""Words beside a name that ask for nothing by themselves."""
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
"""Words that ask whether a credential needs a kind of exam. The credential's page answers that."""
_GIVES_WAY = re.compile(
    r"^(?:and |y |ok )?(?:(?:what|how) about|que (?:hay|tal)|no|wait|sorry|espere?|perdon|digo|i meant?|me refiero"
    r"|i mean|me equivoque|oops|actually|not that)\b"
)
"""Matches how a correction or the same question begins: "no", "what about".

After these words, a message may only name what the question or order is about now.
"""
_COUNTED = frozenset(
    ("other", "those", "these", "my", "los", "las", "otros", "otras", "mis", "esos", "esas")
)
"""Words before a number that counts things and is no level."""
_FEW, _MOST_WORDS = 3, 12
_CREDENTIALS = GOES_ON | {"remind", "withdraw"}
_OF_EXAMS = frozenset(("status", "next", "score", "remind"))
"""Commands that can be about one exam of a credential."""
_POINTING = frozenset(
    ("the", "la", "el", "los", "las", "lo", "one", "that", "ese", "esa", "otro", "otra", "another")
)
_SURELY, _BEYOND_DOUBT = 0.5, 0.7


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

    `alone` is True if the message names something and asks for nothing.
    """

    named: Named
    level: Level | None
    beside: tuple[str, ...]
    alone: bool


def same_question(heard: Heard) -> Reading | None:
    """Return the last question, asked about what this message names instead."""
    talk, said = heard.talk, heard.said
    spoken = bare(heard.text)
    if not talk.command or len(said.named.words) > _MOST_WORDS or said.codes:
        return None
    core = core_of(heard.text)
    if again := _of_number(heard, core) or _of_code_before(heard, core):
        return again
    names = _names(heard, core)
    follows = FOLLOWS.search(spoken) is not None or core.left < len(spoken.split())
    follows = follows or (names.alone and _SAME.search(spoken) is not None)
    beside = len(core.words.split()) <= _FEW_BESIDE and _step(spoken)
    pointing = bool(set(names.beside) & _POINTING)
    unasked = is_unwanted(heard.text) or _is_told(heard, names)
    if not names.alone and (wish_after(heard.text) or unasked):
        return None
    if not (follows or beside or (names.alone and (pointing or not said.named.mentions))):
        return None
    best = said.readings[0]
    part = said.named.kind is not None and not said.named.mentions
    if part and not (follows or names.alone) and len(said.named.words) > _FEW:
        return None
    other = not beside and not _asks_same(best, talk, names)
    if other and best.score >= (_BEYOND_DOUBT if part else _SURELY) and not names.alone:
        return None
    for kind in (_of_person, _of_goal, _of_class, _of_credential):
        if found := kind(heard, names):
            return None if _is_a_place(found, heard, names) else Reading(found[0], found[1], 0.9)
    return None


def _is_a_place(found: tuple[str, str], heard: Heard, names: _Names) -> bool:
    """Whether a level is rather a place in a list, as in "the second" after an earned paper.

    At that level the writer has earned nothing.
    """
    command, code = found
    held, last = heard.view.held, heard.talk.argument or heard.talk.subject
    leveled = names.level is not None and not heard.said.named.mentions
    return leveled and command in OF_HELD and last in held and code not in held


def _asks_same(best: Reading, talk: Talk, names: _Names) -> bool:
    """Whether the best reading is the last question, or only shows what the message names."""
    if talk.command == "ask" and best.command == "ask":
        return best.argument == talk.argument
    sure = best.command == "credential" and best.score >= _BEYOND_DOUBT and not names.alone
    if sure and talk.command in _OF_EXAMS:
        return False
    return best.command in {"credential", talk.earlier if talk.command == "ask" else talk.command}


def _names(heard: Heard, core: Core) -> _Names:
    """Split a message into names and other words, without the words that lead in to it."""
    named, view = heard.said.named, heard.view
    led = len(named.words) - core.left
    taken = {place for each in named.mentions for place in range(each.start, each.end)}
    if view.people:
        taken |= find_people(named.words, view.people).places
    rest = [word for place, word in enumerate(named.words) if place not in taken and place >= led]
    taken_words = {word.folded for word in rest if _is_of_list(word, view)}
    level, beside, before = None, [], ""
    for word in rest:
        counts = before in _COUNTED  # as in "the other two"
        before = word.folded
        if word.folded in LEVELS and word.folded not in {"one", "i"} and not counts:
            level = LEVELS[word.folded]
        elif word.folded not in taken_words and word.folded not in KINDS:
            beside.append(word.folded)
    corrects = core.refused or _GIVES_WAY.search(bare(heard.text)) or _GIVES_WAY.search(core.words)
    allowed = _ONLY_BESIDE | (_BESIDE_TOO if corrects else frozenset())
    last = (heard.talk.argument or heard.talk.subject).partition(" ")[0]
    allowed |= {word for word in beside if sibling([word], last, heard.catalog)}
    if named.kind and heard.talk.command == "credential":
        allowed |= _ASKS_WHETHER
    alone = all(word in allowed for word in beside)
    return _Names(named, next(iter(named.levels), level), tuple(beside), alone)


def _of_number(heard: Heard, core: Core) -> Reading | None:
    """Return the last order about a list, for another entry: "the first", "and the 2 too"."""
    talk = heard.talk
    call = {"unwatch": "unwatch ", "proofs": "proofs withdraw "}.get(talk.command)
    if call is None or (talk.command == "proofs" and not talk.argument) or "?" in heard.text:
        return None
    words = _TOO_AT_END.sub("", core.words)
    if not is_place(words) or NOT_IT.search(bare(heard.text)):
        return None
    number = "all" if is_all(words) else number_at(words, talk, call)
    if not number or (number == "all" and talk.command == "proofs"):
        return None
    argument = f"withdraw {number}" if talk.command == "proofs" else number
    return Reading(talk.command, argument, 0.9)


def _of_code_before(heard: Heard, core: Core) -> Reading | None:
    """Return the last question about a code, asked about an earlier code.

    If the last code was only verified, "the same for him" asks what was asked about the code before
    the last.
    """
    talk = heard.talk
    if talk.command not in _OF_CODES or heard.said.named.mentions or is_no_order(core.words):
        return None
    codes = talk.things.codes
    command, code = talk.command, ""
    spoken = _TOO_AT_END.sub("", _OF.sub("", core.words))
    if talk.command == "verify" and talk.earlier in _OF_CODES and _SAME_FOR.fullmatch(core.words):
        command, code = talk.earlier, talk.things.code
    elif len(codes) > 1 and OTHER_ONE.fullmatch(core.words):
        code = codes[1]
    elif len(codes) > 1 and is_place(spoken) and not is_all(spoken):
        place = place_in(spoken)
        code = codes[::-1][place] if place is not None and place < len(codes) else ""
    if command == "watch" and "?" in heard.text:
        command = "verify"
    goal = f" for {talk.things.goal}" if command == "check" and talk.things.goal else ""
    return Reading(command, f"{code}{goal}", 0.9) if code else None


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
    told = not is_guessed(YES_HE_DID.sub(" ", heard.text))
    if talk.command == "result" and ";" in talk.argument and told:
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


def _of_class(heard: Heard, names: _Names) -> tuple[str, str] | None:
    talk = heard.talk
    if talk.command != "roster" or len(heard.view.rosters) <= 1 or not names.alone:
        return None
    labels = [
        each.label for each in find_rosters(_beside_mentions(names.named), heard.view.rosters)
    ]
    if not labels and OTHER_ONE.search(bare(heard.text)) and talk.things.roster:
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
    step = _step(bare(heard.text))
    other = said.named.mentions or step or names.level
    if talk.command == "ask" and other and talk.earlier in GOES_ON:
        talk = replace(talk, command=talk.earlier, argument=talk.subject)
    if talk.command == "catalog" and other and talk.things.credentials:
        talk = replace(talk, command="credential", argument=talk.things.credentials[0])
    if (listed := _listed_at(names, talk, heard.catalog)) is not None:
        return listed
    if talk.command not in _CREDENTIALS:
        return None
    code, _, kind = (talk.argument or talk.subject).partition(" ")
    if len(said.named.mentions) > 1 and names.alone:
        return talk.command, EACH.join(
            codes_at(each.codes, names.level) for each in said.named.mentions
        )
    if said.named.mentions:
        code, kind = _codes(names), ""
        level = names.level or _same_level(heard, last=(talk.argument or talk.subject))
        if level and f"{len(level.value)}-" not in code:
            code = at_level(code, level, heard.catalog) or code
    elif names.alone and not names.level and (other := credential_meant(bare(heard.text), talk)):
        code = other
    elif names.level is not None:
        if not names.alone or not (code := at_level(code, names.level, heard.catalog)):
            return None
    elif step and len(names.beside) <= _FEW_BESIDE:
        known = heard.catalog.credential(code)
        if known is None or not (code := beside_level(known, step, heard.catalog)):
            return None
    elif near := _near(names, code, heard.catalog):
        code = near
    elif not said.named.kind:
        return None
    kind = str(said.named.kind or kind) if talk.command in _OF_EXAMS else ""
    return talk.command, f"{code} {kind}".strip()


def _near(names: _Names, code: str, catalog: Catalog) -> str:
    """Return the credential near the last one that words such as "the inspection one" mean."""
    telling = sorted(set(names.beside) - _ONLY_BESIDE)
    return sibling(names.beside, code, catalog) or of_same_area(telling, code, catalog)


def _is_told(heard: Heard, names: _Names) -> bool:
    """Whether a message is small talk, or a story that mentions something."""
    if names.alone or asks(heard.text) or "?" in heard.text:
        return False
    return not heard.said.readings[0].command or len(names.beside) > _MOST_ASKING


def _step(spoken: str) -> str:
    """Return `up` or `down` if words mean the level above or below, or else ""."""
    return next((step for step in ("up", "down") if STEPS[step].search(spoken)), "")


def _listed_at(names: _Names, talk: Talk, catalog: Catalog) -> tuple[str, str] | None:
    """Return the call of the only entry at the named level in the list just shown, or None."""
    if names.level is None or not names.alone or names.named.mentions:
        return None
    known = {call: catalog.credential(call.rpartition(" ")[2]) for call in talk.choices}
    at = [call for call, one in known.items() if one is not None and one.level is names.level]
    at = at or [call for call in talk.choices if call.endswith(f" Level {names.level.value}")]
    if len(at) != 1 or len(talk.choices) <= 1:
        return None
    command, _, argument = at[0].partition(" ")
    alone = [
        one.code
        for one in catalog.credentials
        if command == "catalog" and f"{one.area} Level {one.level.value}" == argument
    ]
    return ("credential", alone[0]) if len(alone) == 1 else (command, argument)


def _same_level(heard: Heard, last: str) -> Level | None:
    """Return the level of the last credential, if "the same in milling" keeps it."""
    known = heard.catalog.credential(last.partition(" ")[0])
    return known.level if known is not None and _SAME.search(bare(heard.text)) else None


def _codes(names: _Names) -> str:
    """Return the codes of the credential that is named, at the level that is named."""
    return codes_at(names.named.mentions[0].codes if names.named.mentions else (), names.level)
