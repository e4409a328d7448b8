"""Read an order to record the last result or sign-off again for somebody else.

"Ingrid's did not" records that Ingrid failed the same exam. The order may also change the last
result.
"""

import re

from bot.understanding.asked_of_student import student_in
from bot.understanding.lead_ins import Core, core_of
from bot.understanding.orders import is_left_alone, is_reported, is_supposed
from bot.understanding.places import place_in
from bot.understanding.readings import STAFF, Reading
from bot.understanding.results_in_text import YES_HE_DID, is_guessed, outcome_in, without_outcome
from bot.understanding.same_question import Heard
from bot.understanding.words import bare, plain
from core.catalog.model import ExamKind
from core.people.model import Person

_SURELY, _MOST_WORDS, _MOST_OF_NAME = 0.95, 10, 2
_PART_OF_RESULT = 3


def recorded_again(heard: Heard, core: Core) -> Reading | None:
    """Return the result or sign-off that a few words ask to record after another one.

    The bot asks before it records anything.
    """
    text, command = heard.text, heard.talk.command
    kind = _KINDS.get(command)
    if kind is None or heard.view.role not in STAFF or heard.said.codes:
        return None
    if len(core.words.split()) > _MOST_WORDS or text.rstrip().endswith("?"):
        return None
    if order := order_behind(text, heard.said.unlisted):
        text, core = order, core_of(order)
    if (
        is_reported(text)
        or is_supposed(text)
        or is_left_alone(text)
        or is_guessed(core_of(YES_HE_DID.sub(" ", text)).words.replace("?", " "))
    ):
        return None
    found = kind(heard, core)
    if found is None and (first := _FIRST_SENTENCE.match(text)):  # other sentences give a reason
        found = kind(heard, core_of(first["said"]))
    return None if found is None else Reading(_RECORDED.get(command, command), found, _SURELY)


def order_behind(text: str, unlisted: str) -> str:
    """Return the order that follows a report: "Ruth says it is good, pass him".

    Return "" if there is no order. `unlisted` is the name of somebody who is on no roster.
    """
    found = _ORDERED.fullmatch(text)
    if found is None or not (
        is_reported(found["told"]) or (unlisted and unlisted in found["told"])
    ):
        return ""
    return found["order"]


def _result(heard: Heard, core: Core) -> str | None:
    words = core.words
    last = [each.strip() for each in heard.talk.argument.split(";")]
    before = last[2] if len(last) >= _PART_OF_RESULT else ""
    outcome = outcome_in(words) or _short_outcome(words)
    same = _SAME.search(words) is not None
    if _FLIPPED.search(words) and before:
        outcome = "pass" if before.startswith("fail") else "fail"
    joined = same or core.refused or _WRONG_ONE.search(words) or _another(heard)
    if not outcome and joined:
        outcome = before
    if heard.said.named.mentions:
        return _of_exam(heard, outcome or before) if before else None
    if not outcome:
        return None
    rest = _FLIPPED.sub(" ", _SAME.sub(" ", _SHORT.sub(" ", without_outcome(words))))
    listed = [each for each in heard.talk.choices if each.startswith("result ") and ";" in each]
    if (
        place := place_in(" ".join(re.findall(r"\w+", rest)))
    ) is not None and not heard.said.people:
        if not _all_known(rest, _OF_PLACES):
            return None
        if place >= len(listed):
            return ""
        return _with_outcome(listed[place].removeprefix("result "), outcome)
    name = _name(heard, rest)
    if name is None:
        return None
    return f"{name}; {last[1] if before else ''}; {outcome}"


def _another(heard: Heard) -> bool:
    """Whether a message only names another student: "and Liam's", "la de Mateo"."""
    return len(heard.said.people) == 1 and _AND_HIS.match(plain(heard.text)) is not None


def _of_page(heard: Heard, core: Core) -> str | None:
    """Return the result of the open exam on the student's page just shown: "pass it"."""
    outcome, named = outcome_in(core.words), heard.said.named
    if not outcome or named.mentions or named.kind is ExamKind.THEORY:
        return None
    name = _name(heard, _SAME.sub(" ", without_outcome(core.words)))
    exam = f"{heard.talk.subject} {ExamKind.PERFORMANCE}" if heard.talk.subject else ""
    return f"{name}; {exam}; {outcome}" if name else None


def _of_exam(heard: Heard, outcome: str) -> str | None:
    """Return the last result with another exam, as in "no, it was the operator one"."""
    named, last = heard.said.named, heard.talk.argument.split(";")
    [mention, *more] = named.mentions
    beside = [*named.words[: mention.start], *named.words[mention.end :]]
    asked = {word.folded for word in beside} - _BESIDE - _OF_EXAMS
    if more or heard.said.people or asked or len(mention.codes) > 1:
        return None
    return f"{last[0].strip()}; {mention.codes[0]} {named.kind or ExamKind.PERFORMANCE}; {outcome}"


def _name(heard: Heard, rest: str) -> str | None:
    """Return the name of the student whose result is meant, or None if unclear.

    The student is named in the message, or was last discussed.
    """
    people = heard.said.people
    denied = _DENIED.search(rest) if len(people) > 1 else None
    if denied is not None:
        people = tuple(each for each in people if not _is_in(each, denied[0]))
        rest = rest.replace(denied[0], " ")
    parts = {part for one in people for part in re.findall(r"\w+", plain(one.name))}
    left = [
        word
        for word in re.findall(r"[^\W_]+", rest)
        if word not in _BESIDE and word.removesuffix("s") not in parts and word not in parts
    ]
    if len(people) == 1:
        return people[0].name if denied or not left else None
    if not left:
        return student_in(heard.talk, heard.view) or None
    # evaluators have no list of candidates, so their names are only words
    unknown = not people and not heard.view.people and len(left) <= _MOST_OF_NAME
    return " ".join(each.capitalize() for each in left) if unknown else None


def _is_in(person: Person, words: str) -> bool:
    """Whether a part of a person's name is among some words."""
    said = set(re.findall(r"\w+", words))
    return not said.isdisjoint(re.findall(r"\w+", plain(person.name)))


def _sign_off(heard: Heard, core: Core) -> str | None:
    """Return the argument of `signoff` for another candidate, or "" if the argument is unclear.

    Return None if the message does not ask for another sign-off.
    """
    people, words = heard.said.people, core.words
    parts = {part for one in people for part in re.findall(r"\w+", plain(one.name))}
    left = [word for word in re.findall(r"[^\W_]+", words) if word not in parts]
    if len(people) > 1 or not all(word in _BESIDE | _OF_SIGN_OFFS for word in left):
        return None
    if not people and not _ANOTHER.search(bare(heard.text)):
        return None
    about = _ABOUT_SIGN_OFF.fullmatch(heard.talk.argument)
    if not people or about is None or heard.talk.argument.startswith("undo"):
        return ""
    return f"{people[0].number or people[0].name} {about['rest']}"


def _short_outcome(words: str) -> str:
    found = _SHORT.search(words)
    if found is None:
        return ""
    return "fail" if found["no"] else "pass"


def _with_outcome(call: str, outcome: str) -> str:
    parts = [each.strip() for each in call.split(";")]
    return "; ".join(
        part if place != _PART_OF_RESULT - 1 else outcome for place, part in enumerate(parts)
    )


def _all_known(rest: str, known: frozenset[str]) -> bool:
    return all(word in known | _BESIDE for word in re.findall(r"[^\W_]+", rest))


_KINDS = {"result": _result, "signoff": _sign_off, "student": _of_page}
_RECORDED = {"student": "result"}
"""After a student's page, the command that records what a message says."""
_ORDERED = re.compile(
    r"(?i)(?P<told>.*(?<!said)(?<!says)(?<!told)(?<!dijo)(?<!dice)(?<!me))[,.;!] *(?P<order>(?:so |please |go ahead and |just )*"
    r"(?:put|pass|mark|record|let|p[a\u00e1]s[ae]l|apr[u\u00fa]eb|ap[u\u00fa]nt|p[o\u00f3]n|m[a\u00e1]rc)\w*\b.*)"
)
"""Matches the order behind what somebody else said."""
_FLIPPED = re.compile(
    r"\b(?:flip|swap|reverse|switch) (?:it|that|this|those|them|these)\b|\b(?:the )?other way (?:a)?round\b|\bal reves\b|\bvoltea\w*\b"
)
_WRONG_ONE = re.compile(
    r"\b(?:wrong (?:\w+)|(?:it|that) was (?!the\b)|no (?:era|fue|es)|(?:era|fue) (?:de |la de |el de )?(?!el\b|la\b)|equivoque)\b"
)
"""Matches words that say that the last result was somebody else's."""
_DENIED = re.compile(
    r"\b(?:not|no (?:era|fue|es)|instead of|en vez de|en lugar de|wasn'?t) (?:la de |el de |de )?\w+"
)
_AND_HIS = re.compile(
    r"\W*(?:(?:and|y|also|tambien|ok|ahora|now) )*(?:(?:la|el) (?:de|del) )?(?:(?:a|de|con) )?[\w' -]{2,40}(?<=s)\W*$"
    r"|\W*(?:and|y|also|tambien) (?!que\b|how\b|who\b|what\b)[\w' -]{2,40}\W*$|\W*(?:la|el|lo) de [\w' -]{2,40}\W*$"
)
"""Matches a message that only names another student, as in "and Liam's"."""
_SHORT = re.compile(
    r"\b(?:(?P<no>did ?n'?t|did not|not|no|tampoco|neither|nope)|(?:did|si|yes))(?: (?:make it|tampoco|either))?\W*$"
)
_FIRST_SENTENCE = re.compile(r"(?P<said>[^.!?]{6,}\w)[.!] +\w+ \w+ \w")
_SAME = re.compile(
    r"\b(?:too|also|as well|likewise|same(?: (?:thing|here|for|with|goes for))?|ditto|igual(?:mente)?|tambien|lo mismo)\b"
)
_ANOTHER = re.compile(
    r"\b(?:another|one more|same|next|also|too|igual|tambien|lo mismo|otr[oa]|una mas)\b"
)
_ABOUT_SIGN_OFF = re.compile(r"\S+ (?P<rest>.+ for [a-z0-9-]+)")
_BESIDE = frozenset(
    re.findall(
        r"\w+",
        """a about after all and actually also an are correction did does down exam finally has just girl go in last result no for got guy had he her hers him his i is it its just kid make mark meant mean my now of ok on one part
        piece put s said she so sorry t test that the their them then this to was with wrong yes
        al ahora corrige corrijo dale apunte anote registre marque conste que como alumna alumno con correccion de decir del digo dije e el ella en era es esa ese eso esta fue ha hay la las le les lo los mal me muchacha
        muchacho o para parte perdon pero pieza pon ponle por pues que quise se si su suya suyo te trabajo un una y ya equivoque anota""",
    )
)
"""Words that add nothing to the name of a student."""
_OF_EXAMS = frozenset(
    re.findall(
        r"\w+",
        "no not wait old getting written theory teorico teoria practico one ones other espera espere oops perdona disculpe actually sino",
    )
)
"""Words that add nothing to the name of an exam."""
_OF_PLACES = frozenset(
    re.findall(
        r"\w+",
        "first second third fourth last 1st 2nd 3rd number primera primero segunda segundo tercera tercero cuarta ultima ultimo numero uno dos tres two three them those list lista",
    )
)
_OF_SIGN_OFFS = frozenset(
    re.findall(
        r"\w+",
        "another more same thing next too sign off task item signoff do please igual tambien misma mismo otra otro mas firma firmale firmar firmele tarea haz hazle hazlo",
    )
)
