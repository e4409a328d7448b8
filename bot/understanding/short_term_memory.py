"""Read messages that depend on the last answer: "yes", "the second one", "why?"."""

import re
from collections.abc import Sequence

from bot.understanding.lead_ins import FOLLOWS, core_of
from bot.understanding.not_wanted import erases_it
from bot.understanding.ordinals import LAST, LAST_ONES, at
from bot.understanding.talk import Talk
from bot.understanding.words import bare

_MOST_WORDS, _LONGEST = 10, 16
_SHORT, _NOT_LONG = 6, 9
"""Maximum words of a message that may depend on the last answer without a word such as "it".

With up to 6 words, it may depend on anything in the answer. With up to 9 words, it may depend on
what the answer asked or listed.
"""
_POINTS = re.compile(
    r"\b(?:it|that|this|him|her|them|they|those|these|his|he|she|their|lo|la|le|esa|ese|eso|esta|este|esto|el|ella"
    r"|su|hers|theirs|suy[oa]|too|also|tambien|both|ambos|instead|rather|better|mejor|then|entonces|\w{3,}(?:l[ao]s?|les?))\b"
)
_PLACES = {
    0: rf"{at(0)}|top one|arriba",
    **{place: at(place) for place in (1, 2, 3)},
    LAST: rf"{LAST_ONES}|bottom one",
}
_OTHER = re.compile(
    r"(?:no,? |and |y |ok |now |ahora |not (?:that|this)(?: one)?,? |i meant? |es[aeo] no,? |digo,? |what about |how about |show me"
    r" |open |mejor |better )*(?:the|la|el|that) (?:other|otr[oa])(?: one| de ellas?)?(?: too| tambien| then| instead| i meant?)?"
)
_THE = (
    r"(?:the|la|el|lo|that|esa?|ese|pick|choose|option|opcion|i want|quiero|dame|give me|open|show(?: me)?|pull up|go with"
    r"|i(?:'ll| will) (?:take|have)|let'?s (?:see|do|take)|see|tell me (?:more )?about|what about|how about|abre(?:me)?|ver"
    r"|a ver|muestra(?:me)?|ensena(?:me)?|dime de|then|and|y|ok|no,?|de|number|numero|#)"
)
_PLACE = re.compile(rf"\b(?:{'|'.join(_PLACES.values())})\b")
_CHOSEN = {
    place: re.compile(
        rf"(?:{_THE} )*(?:{pattern})(?: one| of them| de ell[ao]s| de ella| credential| opcion| then| please| por favor)*"
    )
    for place, pattern in _PLACES.items()
}
_YES = re.compile(
    r"^(?:yes|yeah|yep|yup|sure|ok|okay|si|claro|dale|correct|exactly|right|sip|simon|andale|do it"
    r"|hazlo|go ahead|please do|that one|esa|ese|por supuesto|of course|y|k+|vale)[\s,!.]*(?:please|por favor|him|her|that one|(?:a )?(?:el|ella|es[ae]|ell[oa]s))?[\s!.]*$"
)


def goes_on(text: str) -> bool:
    """Whether a message may depend on what the last answer asked or listed.

    It has at most 9 words, or at most 16 with one such as "it" or "yes".
    """
    return _is_within(text, _NOT_LONG, _LONGEST)


def goes_on_freely(text: str) -> bool:
    """Whether a message may depend on anything in the last answer.

    It has at most 6 words, or at most 10 with one such as "it" or "yes".
    """
    return _is_within(text, _SHORT, _MOST_WORDS)


def _is_within(text: str, short: int, longest: int) -> bool:
    said, core = bare(text), core_of(text)
    if len(core.words.split()) > longest:
        return False
    if len(core.words.split()) <= short:
        return True
    kinds = (_YES.match, FOLLOWS.search, _POINTS.search, _PLACE.search)
    return any(found(each) is not None for found in kinds for each in (said, core.words))


def chosen_call(text: str, talk: Talk) -> str | None:
    """Return the call of the button that a message picks by position or by "yes", or None."""
    said = bare(text)
    if talk.command == "help" and _DO_IT.fullmatch(said) and talk.argument in _ASKS_FIRST:
        return f"{talk.argument} {talk.subject if talk.argument == 'withdraw' else ''}".strip()
    if len(said.split()) > _MOST_WORDS or not talk.choices:
        return None
    if _YES.match(said):
        return (
            talk.choices[0] if talk.template.endswith("_sure") or talk.template in _ASKED else None
        )
    prefix = _ROWS.get(talk.template)
    choices = [
        each
        for each in talk.choices
        if each not in _ALWAYS_OFFERED and (prefix is None or each.startswith(prefix))
    ]
    if _OTHER.fullmatch(said):
        return _other_choice(talk, choices)
    if prefix is None and talk.template not in _LISTS:
        return None
    for place, chosen in _CHOSEN.items():
        if chosen.fullmatch(said):
            return choices[place] if choices and place < len(choices) else None
    return None


def _other_choice(talk: Talk, choices: Sequence[str]) -> str | None:
    """Return the call that "the other one" means: the one of two choices that was not picked."""
    among = talk.alternatives or (choices if talk.template in _LISTS else ())
    if not among and talk.template in _ROWS and len(choices) == _TWO:
        among = tuple(choices)
    others = [each for each in among if each != f"{talk.command} {talk.argument}"]
    if talk.alternatives:
        return others[0] if len(others) == 1 else None
    return others[1] if len(others) == _TWO else None


def asked_on(text: str, talk: Talk, best: str) -> tuple[str, str] | None:
    """Return the call that a few words mean after the last answer, such as "why" or "until when".

    Return None for any other words.
    """
    said = bare(text)
    if not talk.command or len(said.split()) > _MOST_WORDS:
        return None
    about_exams = talk.command in _OF_EXAMS or (
        talk.command == "ask" and talk.argument in _OF_WAITING
    )
    if about_exams and _WHY.match(said):
        return "ask", "locked"
    if about_exams and _WHEN.match(said):
        code, _, _kind = talk.subject.partition(" ")
        return ("status", code) if code and "|" not in code else ("next", "")
    if about_exams and _HOW_LONG.match(said):
        return "ask", "test-length"
    if talk.command in _OF_PRIVACY and _WHO_DID.match(said):
        return "seen", ""
    if talk.command in _OF_DATA and erases_it(said):
        return "forget", "me"
    of_goal = _HOW_CLOSE.search(said) and not _OF_ALL.search(said)
    if best in {"status", "next"} and of_goal and (goal := goal_of(talk)):
        return "goal", goal
    return None


def goes_back(said: str) -> bool:
    """Whether plain words continue the last answer, by "it", "and" or "also"."""
    return bool(_POINTS.search(said) or FOLLOWS.search(said))


def goal_of(talk: Talk) -> str:
    """Return the goal that a chat was last about, or "" if there is none."""
    if talk.command in _OF_GOALS or (talk.command == "cost" and talk.argument.islower()):
        return talk.argument
    return _MERIT if (talk.command, talk.argument) == ("ask", "special-merit") else ""


_DO_IT = re.compile(
    r"(?:(?:ok|okay|k|yes|yeah|sure|alright|fine|dale|va|si|bueno|entonces|then|so|and|y|please)[ ,.]+)*"
    r"(?:do it|do that|go ahead(?: and do (?:it|that))?|haz(?:lo| eso)|hagal[oe]|haga eso)(?:[ ,]+(?:then|now|please|por favor|porfa|entonces|ya|pues))*"
)
_ASKS_FIRST = frozenset(("withdraw", "unlink", "forget"))
"""Commands that ask before they change anything."""
_TWO = 2
_ALWAYS_OFFERED = frozenset(("help", "catalog"))
"""Calls of buttons that are offered below many answers. They do not count as choices."""
_MERIT = "nims-special-merit"
_OF_GOALS = frozenset(("goal", "follow", "unfollow", "prove"))
_ROWS = {"status": "status ", "students": "student ", "goals": "goal "}
"""Answers with buttons for a list's entries and with other buttons, by template.

The value is how the calls of the entries begin.
"""
_OF_EXAMS = frozenset(("status", "next", "remind", "score"))
_OF_WAITING = frozenset(("locked", "retakes"))
_WHY = re.compile(
    r"^(?:but |and |y |pero )?(?:why|how come|por ?que)(?: (?:is that|not|so|no|eso))?$"
)
_WHEN = re.compile(
    r"^(?:and |y |ok )?(?:until when|till when|since when|when|when is (?:it|that)|hasta cuando"
    r"|para cuando|cuando|cuando es|when (?:can|may|could|do|should) i (?:do|take|retake|try|sit|go|get back in|test)(?: for)?(?: (?:it|that one|that|the test))(?: again)?|cuando (?:me )?(?:l[oa] (?:puedo|podria|podre|tengo que)(?: (?:volver a )?(?:hacer|presentar|tomar|repetir|intentar))?|(?:puedo|podria|podre|me toca|tengo que|hay que) (?:volver a )?(?:hacer|presentar|tomar|repetir|intentar)l[oa])(?: (?:otra vez|de nuevo))?)$"
)
_OF_PRIVACY = frozenset(("privacy", "data", "share"))
_OF_DATA = frozenset(("privacy", "data", "forget"))
"""Commands about everything that is kept. After them, "delete it" means all of that."""
_WHO_DID = re.compile(
    r"^(?:and |y |so |but |pero )?(?:(?:has|did|have) (?:anybody|anyone|somebody|someone)(?: (?:looked|seen|done|it|that|so|already|yet))*|(?:y )?alguien(?: (?:ya|lo|ha|hizo|visto|vio|hecho|entro|miro))*|who (?:did|has|already did|actually did)(?: (?:it|that|so|see it|look))?"
    r"|quien(?:es)? (?:ya )?(?:lo hizo|lo hicieron|lo ha hecho|los? vio|los? vieron|fue|fueron|entro|miro))$"
)
_HOW_LONG = re.compile(r"^(?:and |y )?(?:how long(?: is it| does it take)?|cuanto (?:dura|tarda))$")
_HOW_CLOSE = re.compile(
    r"\b(?:how (?:close|far|near)|do i (?:already |now )?(?:meet|qualify|have enough)|am i (?:there|close)|(?:ya )?l[oa] (?:cumplo|alcanzo|logro)|what (?:else )?do i (?:still )?(?:need|lack)"
    r"|que (?:tan cerca|tan lejos|mas me falta)|cuanto me falta)\b"
)
_OF_ALL = re.compile(
    r"\b(?:for me|exams?|tests?|credentials?|everything|overall|examen\w*|credencial\w*|todo|a mi)\b"
)
_ASKED = frozenset(("nearly", "which_reading"))
_LISTS = frozenset(
    ("which_one", "share_which", "no_award", "goals", "which_reading", "nearly", "not_understood",
     "which_student", "rosters", "prove_which", "which_goal", "catalog_matches")
)  # fmt: skip
