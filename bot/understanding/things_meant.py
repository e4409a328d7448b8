"""Find the person, code, class, goal or credential that "it", "him" or "there" stands for."""

import re
from collections.abc import Sequence

from bot.understanding.asked_more import subject_of
from bot.understanding.asked_of_student import is_passed_on, student_in
from bot.understanding.credentials_beside import at_level, told_apart
from bot.understanding.goal_names import find_goals
from bot.understanding.lead_ins import core_of
from bot.understanding.left_out import is_of_new_paper
from bot.understanding.level_and_kind_words import LEVELS
from bot.understanding.orders import is_not_recorded
from bot.understanding.readings import SEVERAL, STAFF, Reading, Said
from bot.understanding.results_in_text import (
    YES_HE_DID,
    is_stated,
    named_first,
    outcome_in,
    result_of,
)
from bot.understanding.same_question import Heard
from bot.understanding.talk import GOES_ON, Talk, is_code
from bot.understanding.words import asks, bare, plain
from core.catalog.model import Credential
from core.catalog.translated_names import gloss
from core.language.catalogs import LANGUAGES

_SURELY, _LIKELY, _HARDLY, _NEAR = 0.9, 0.26, 0.3, 0.5


def of_things(heard: Heard) -> Reading | None:
    """Return the reading of a message that refers to something that the chat was about."""
    if heard.said.readings[0].command == "verify" and is_of_new_paper(heard.text):
        return None
    kinds = (
        stated_result,
        _of_code,
        _of_person,
        _of_class,
        _of_goal,
        _of_facts,
    )
    found = next((each for kind in kinds if (each := kind(heard))), None)
    return found or _of_listed(heard) or _of_level(heard)


def stated_result(heard: Heard) -> Reading | None:
    """Return the result that a message states of a student who is named or was just discussed."""
    text, talk, said = heard.text, heard.talk, heard.said
    too = talk.command == "result" and bool(said.named.mentions) and _TOO.search(bare(text))
    # the accent tells "yes" from "if"
    stated = is_stated(YES_HE_DID.sub(" ", text)) and not is_not_recorded(text)
    if heard.view.role not in STAFF or not (stated or too):
        return None
    name = said.people[0].name if len(said.people) == 1 else said.unlisted
    again = talk.command == "result" and ";" in talk.argument
    if (
        again
        and not name
        and len(said.named.words) <= _FEW
        and _SAME_PART.match(core_of(text).words)
    ):
        name = student_in(talk, heard.view)
    if not name and not said.people:
        of_exam = any(each.start == 0 for each in said.named.mentions)
        first = "" if of_exam else named_first(text)
        name = student_in(talk, heard.view) if _HIM.search(plain(text)) else first
    if name and not said.named.mentions and again:
        return Reading("result", _same_exam(talk, name, text), _SURELY)
    if not name or not said.named.mentions:
        waiting = name and said.readings[0].command in {"", "result"} and outcome_in(text)
        return Reading("result", result_of(text, name, ""), _SURELY) if waiting else None
    if too and not outcome_in(text):
        text = f"{text} {'failed' if '; fail' in talk.argument else 'passed'}"
    exam = _exam(said)
    return Reading("result", result_of(text, name, exam), _SURELY)


def _same_exam(talk: Talk, name: str, text: str) -> str:
    """Return the argument of `result` for this student, with the exam of the last result."""
    exam = talk.argument.split(";")[1].strip()
    return result_of(text, name, exam)


def _exam(said: Said) -> str:
    """Return the exam that a message names, or the user's words if it is unclear."""
    mention = said.named.mentions[0]
    same = len({code.partition("-")[2] for code in mention.codes}) == 1
    words = " ".join(each.written for each in said.named.words[mention.start : mention.end])
    exam = mention.codes[0] if same else words
    return f"{exam} {said.named.kind}" if said.named.kind else exam


def _of_person(heard: Heard) -> Reading | None:
    """Return what is asked or said about "him" or "her"."""
    text, talk, said = heard.text, heard.talk, heard.said
    best = said.readings[0]
    if (
        said.people
        or not talk.things.student
        or is_passed_on(text)
        or _ASKS_WHO.match(text)
        or not _HIM.search(plain(text))
    ):
        return None
    name = student_in(talk, heard.view)
    if best.command == "result" and said.named.mentions:
        return Reading("result", result_of(text, name, _exam(said)), _SURELY)
    how = _HOW_HE.search(text.lower()) and (best.command in _CLASSES or best.score < _HARDLY)
    if best.command in _OF_STUDENTS or how:
        return Reading("student", name, max(best.score, _HARDLY))
    return None


def _of_code(heard: Heard) -> Reading | None:
    """Return what is asked about the code that was last verified."""
    text, talk, said = heard.text, heard.talk, heard.said
    best, codes = said.readings[0], talk.things.code
    if said.codes:
        return _of_code_sent(heard)
    of_codes = talk.command in {"verify", "check", "watch"}
    if of_codes and codes and _WHY_ENDED.match(core_of(text).words):
        return Reading("verify", codes, _SURELY)  # the verdict says why
    if of_codes and codes and heard.view.role == "employer" and best.command in _FOR_CANDIDATES:
        return Reading(_FOR_CANDIDATES[best.command], codes, max(best.score, _NEAR))
    if not codes or not _IT.search(plain(text)):
        return None
    goals = find_goals(said.named.words, heard.view.goals, vague=False)
    if best.command in {"check", "goal", "ask", "credential"} and len(goals) == 1:
        return Reading("check", f"{codes} for {goals[0].code}", _SURELY)
    unsure = best.score < _LIKELY and asks(text)
    if unsure and talk.command in {"verify", "check", "watch"}:
        return Reading("verify", codes, _HARDLY)
    if best.command in {"verify", "watch"} and best.score >= _LIKELY:
        return Reading(best.command, codes, best.score)
    return None


_FOR_CANDIDATES = {"status": "verify", "score": "verify", "remind": "watch"}
"""What an employer who asks as candidates do means about the code just verified."""


def _of_code_sent(heard: Heard) -> Reading | None:
    """Return what is asked about codes in a message, by what the chat was about before."""
    text, talk, said = heard.text, heard.talk, heard.said
    best, goal, codes = said.readings[0], talk.things.goal, " ".join(said.codes)
    of_goal = talk.command in _GOALS | {"check"} and _COVERS_IT.search(plain(text))
    if goal and (of_goal or (best.command == "check" and best.score >= _NEAR)):
        return Reading("check", f"{codes} for {goal}", _SURELY)
    watched = best.command == "watch" and best.score >= _NEAR
    if watched and talk.command in {"watch", "unwatch"}:
        return Reading("watch", codes, _SURELY)
    if talk.command in {"check", "watch"} and _SAME_OF_CODE.search(plain(text)):
        behind = f" for {goal}" if talk.command == "check" else ""
        return Reading(talk.command, f"{codes}{behind}", _SURELY)
    return None


def _of_class(heard: Heard) -> Reading | None:
    """Return a question about students, or about a goal, in the class that was last discussed."""
    text, talk, said = heard.text, heard.talk, heard.said
    if heard.view.role not in STAFF:
        return None
    spoken, best = core_of(text).words, said.readings[0]
    where = talk.things.roster
    if talk.command == "result" and _WAITING.search(spoken):
        return Reading("result", "", _SURELY)
    if best.command == "students" and " in " not in best.argument:
        here = where and (_THERE.search(spoken) or _AND.match(bare(text)))
        asked = f"{best.argument} in {where}"
        return Reading("students", asked, max(best.score, 0.5)) if here else None
    if talk.command == "roster" and (found := _toward(talk, said)):
        return Reading("roster", found, _SURELY)
    return _class_toward(heard, spoken)


def _class_toward(heard: Heard, spoken: str) -> Reading | None:
    """Return the question of how far the last class is from a goal that is named."""
    talk, said = heard.talk, heard.said
    if talk.command not in _CLASSES or said.named.mentions or len(said.named.words) > _MOST_WORDS:
        return None
    goals = find_goals(said.named.words, heard.view.goals, vague=False)
    where = talk.things.roster
    if not where and len(heard.view.rosters) == 1:
        where = heard.view.rosters[0].label
    if not where or len(goals) != 1 or not _THEY.search(spoken):
        return None
    return Reading("roster", f"{where} goal {goals[0].code}", _SURELY)


def _toward(talk: Talk, said: Said) -> str:
    """Return the argument of `roster`: the last answer's classes, with the goal that is named."""
    if len(said.named.words) > _FEW:
        return ""
    found = next((r.argument for r in said.readings if " goal " in r.argument), "")
    if not found or not talk.argument:
        return found
    goal = found.partition(" goal ")[2].partition(SEVERAL)[0]
    return f"{talk.argument.partition(' goal ')[0]} goal {goal}"


def _of_goal(heard: Heard) -> Reading | None:
    """Return the reading that asks for a link that proves the goal that was last discussed."""
    text, talk, said = heard.text, heard.talk, heard.said
    spoken, goal = plain(text), talk.things.goal
    if said.named.mentions or said.codes:
        return None
    if talk.command in {"prove", "proofs"} and _OPENED.search(spoken):
        return Reading("proofs", "", _SURELY)
    if talk.command not in _GOALS or not goal:
        return None
    if not (_IT.search(spoken) or (talk.command == "goal" and _NEW_LINK.search(spoken))):
        return None
    if said.readings[0].command in {"share", "prove"} and _LINK.search(spoken):
        named = find_goals(said.named.words, heard.view.goals, vague=False)
        goal = named[0].code if len(named) == 1 else goal
        days = _DAYS.search(spoken)
        return Reading("prove", f"{goal} {days[1]}" if days else goal, _SURELY)
    return None


def _of_facts(heard: Heard) -> Reading | None:
    """Return a question that continues one about facts, or the explanation of a command."""
    text, talk, said = heard.text, heard.talk, heard.said
    best, spoken = said.readings[0], bare(text)
    if talk.command == "help" and (command := _MORE_ABOUT.fullmatch(spoken)):
        return Reading("help", command[1], _SURELY)
    if talk.command == "privacy" and _OFF_THEIRS.search(spoken):
        return Reading("privacy", "", _SURELY)
    if talk.command != "ask" or best.command in {"ask", *GOES_ON} or best.score >= _HARDLY:
        return None
    facts = [each for each in said.readings if each.command == "ask"]
    near = bool(facts) and facts[0].score >= _NEAR * best.score and _AND.match(spoken)
    return Reading("ask", facts[0].argument, _HARDLY) if near else None


def _of_listed(heard: Heard) -> Reading | None:
    """Return the credential in the list just shown that the message names by one of its words."""
    best, named = heard.said.readings[0], heard.said.named
    if (best.argument and best.command in GOES_ON) or named.mentions:
        return None
    unnamed = (best.command, best.argument) == ("goal", "")  # no goal is named
    about = best.command in GOES_ON or unnamed
    if about and best.score >= _LIKELY and _THE_PART.search(plain(heard.text)):
        before = (subject_of(heard.talk), *heard.talk.things.credentials)
        if told := told_apart([word.folded for word in named.words], before, heard.catalog):
            return Reading("status" if unnamed else best.command, told, best.score)
    shown = (*heard.talk.things.listed, *heard.talk.choices)
    calls = {code: name for call in shown for name, _, code in [call.rpartition(" ")]}
    listed = [each for code in calls if (each := heard.catalog.credential(code))]
    words = [word.folded for word in named.words if len(word.folded) >= _TELLING]
    called = [each for each in listed if _is_called(each, words)]
    if len(called) > 1:
        called = [each for each in called if _has_word(each, words)]
    found = [each.code for each in called] or _at_level(listed, heard)
    if len(found) != 1:
        return None
    if best.command in GOES_ON and best.score >= _LIKELY:
        return Reading(best.command, found[0], max(best.score, 0.5))
    asked = calls[found[0]]
    pointed = _THE_ONE.search(plain(heard.text)) or best.command == "catalog"
    pointed = pointed and asked in GOES_ON
    return Reading(asked, found[0], _SURELY) if pointed else None


def _of_level(heard: Heard) -> Reading | None:
    """Return the skill of the credential just shown, at the level that a message says."""
    best, named, talk = heard.said.readings[0], heard.said.named, heard.talk
    if not named.mentions and (asked := _IS_THERE.search(core_of(heard.text).words)):
        last = subject_of(talk) or next(iter(talk.things.credentials), "")
        code = at_level(last, LEVELS[asked["level"]], heard.catalog) if last else ""
        return Reading("credential", code, _SURELY) if code else None
    if named.mentions or len(named.levels) != 1 or len(named.words) > _MOST_OF_LEVEL:
        return None
    if best.command != "catalog" or _SEVERAL_ONES.search(plain(heard.text)):
        return None
    code = subject_of(talk)
    found = at_level(code, next(iter(named.levels)), heard.catalog) if code else ""
    shown = talk.command if talk.command in _CATALOG - {"catalog"} else ""
    return Reading(shown, found, _SURELY) if shown and is_code(found) else None


def _is_called(credential: Credential, words: Sequence[str]) -> bool:
    """Whether one of the words begins like a word of the credential's name.

    The name may be in either language.
    """
    names = (credential.title, *(gloss(credential.title, each) for each in LANGUAGES))
    beginnings = {part[:_TELLING] for name in names for part in plain(name).split()}
    return any(word[:_TELLING] in beginnings for word in words)


def _has_word(credential: Credential, words: Sequence[str]) -> bool:
    """Whether one of the words is in the credential's name as a whole word."""
    names = (credential.title, *(gloss(credential.title, each) for each in LANGUAGES))
    parts = {part for name in names for part in re.findall(r"\w+", plain(name))}
    return any(word in parts for word in words)


def _at_level(listed: Sequence[Credential], heard: Heard) -> list[str]:
    """Return the codes of the listed credentials at the level that the message says."""
    if heard.talk.command not in _CATALOG or len(heard.said.named.words) > _FEW:
        return []
    if _SEVERAL_ONES.search(plain(heard.text)):
        return []
    levels = heard.said.named.levels
    return [each.code for each in listed if each.level in levels]


_IS_THERE = re.compile(
    rf"\b(?:is there|do they (?:have|make|do|offer)|does it (?:have|come in)|hay|existe|tienen?)(?: also| even| tambien)? (?:an?|una?|el|la|the|any)"
    rf" (?:level |lvl |nivel )?(?P<level>{'|'.join(LEVELS)})(?: (?:one|level|of (?:it|that)|too|also|tambien|after (?:it|that)|then|for (?:it|that)))*$"
)
"""Matches the question whether the last credential's skill has another level."""
_CATALOG = frozenset(("catalog", "credential", "cost"))
_MOST_OF_LEVEL = 7
_SEVERAL_ONES = re.compile(
    r"\b(?:ones|credentials|certs|certificates|list|all|which|everything|credenciales|certificados|cuales|todas|todos|l[oa]s|lista)\b"
)
_FEW, _TELLING, _MOST_WORDS = 6, 6, 10
_THEY = re.compile(
    r"\b(?:they|them|these|those|everybody|everyone|the class|the group|kids|students|class|toward|against|stand|ellos|ellas"
    r"|estan|van|andan|todos|el grupo|la clase|alumnos|muchachos|who|quien\w*)\b"
)
_OF_STUDENTS = frozenset(("student", "next", "status", "score"))
_CLASSES = frozenset(("roster", "students"))
_GOALS = frozenset(("goal", "follow", "prove", "goals"))
_TOO = re.compile(r"\b(?:too|also|as well|tambien|igual)\b")
_SAME_PART = re.compile(
    r"(?:it|that|that one|l[oa]) (?:was |is |did |didn'?t |si |no )?(?:a )?(?:pass\w*|fail\w*|reprob\w+|aprob\w+|paso|no paso|trono|salio|quedo)\b"
    r"|(?:(?:no|si|did(?:n'?t| not)) )?(?:l[oa] )?(?:pass(?:ed)?|fail(?:ed)?|paso|aprobo|reprobo|trono)$"
)
"""Matches words that give another outcome for the part just recorded."""
_HIM = re.compile(
    r"\b(?:he|she|him|her|his|hers|they|them|their|el|ella|su|suyo|ese|esa|el mismo|le)\b"
)
_ASKS_WHO = re.compile(r"(?i)\W*(?:(?:and|y|ok|so)\W+)*(?:who\b|(?:a )?qui[e\u00e9]n(?:es)?\b)")
"""Matches a question with "who". It is about the class, not about one student."""
_HOW_HE = re.compile(r"\b(?:va él|va ella|lleva él|anda él|how(?:'s| is)? (?:he|she|they))\b")
_IT = re.compile(
    r"\b(?:it|its|this|that|those|them|he|him|his|she|her|this one|that one|one|lo|la|le|l[ao]s|eso|esa|ese|esta|este"
    r"|esto|\w{3,}(?:l[ao]s?|les?))\b"
)
_WHY_ENDED = re.compile(
    r"(?:why|how come|what (?:happened|went wrong)|what'?s wrong|por que|que paso|como (?:que|es que))\b.{0,40}"
    r"\b(?:pulled|revoked|taken|took|withdrawn|cancel\w*|invalid|valid|void\w*|expired?|bad|no good|gone|lost?|fake|not|revoc\w+|anul\w+|cancel\w+|quit\w+|retir\w+|valid\w*|vale|sirve|mal[ao]?|no|it|that|code|es[aeo]|codigo)\b"
)
"""Matches a question why a code does not count."""
_SAME_OF_CODE = re.compile(
    r"^\W*(?:also|tambien|same|add|lo mismo)\b(?!.*\?).*|^\W*(?:and|y) (?:on|for|para|con|a) ef-"
    r"|\b(?:too|also|as well|add|tambien|igual|same (?:thing|check|rule)|lo mismo)\W*$"
)
"""Matches words that ask the same about a code as about the one before: "and for EF-"."""
_COVERS_IT = re.compile(
    r"\b(?:meets?|satisf\w*|enough|qualif\w*|counts?|covers?|fulfil\w*|good|cumpl\w*|alcanz\w*|basta\w*|cubr\w*|sirve)\b(?: \w+)? (?:it|that|this|for (?:it|that|this)|para es[aeo]|es[aeo]|est[aeo])\b"
    r"|\bl[oa] (?:cumpl\w*|cubr\w*|alcanz\w*)\b"
)
_THERE = re.compile(
    r"\b(?:there|in it|of them|(?:in|of) (?:that|this) (?:class|group|one)|ahi|alli|alla|de ellos|en (?:es[aeo]|est[ae])"
    r"(?: (?:clase|grupo|turno))?)\b"
)
_AND = re.compile(r"^(?:and|y|ok and|so|then)\b")
_WAITING = re.compile(
    r"\b(?:waiting|pending|wait for|to confirm|pendient\w*|por confirmar|esperan\w*)\b"
    r"|^(?:and |ok |so |y )*(?:is |are there |do i have )?(?:anything|any|what|who|any more|algo|alguien|que|quien|cuantos?)"
    r"(?: (?:is|s|mas|me|else|still|more))*(?: (?:left|else|more|to do|to sign|falta|faltan|queda|quedan|mas))(?: (?:to do|for me|on me))?\W*$"
)
_THE_ONE = re.compile(r"\b(?:(?:la|el) (?:de|del)|the \w+(?: \w+)? one|that \w+ one)\b")
_THE_PART = re.compile(
    rf"{_THE_ONE.pattern}|\b(?:on|for|with|about|in|en|de|del|para|con) (?:(?:the|la|el|lo) )?(?:operat\w+|programming|setup|operador|programacion)\b"
)
_OPENED = re.compile(
    r"\b(?:opened|open|viewed|seen|used|clicked|abri\w+|vist[ao]s?|vieron|us\w+)\b"
)
_LINK = re.compile(r"\b(?:links?|ligas?|enlaces?|proofs?|prueba|comprobante|qr)\b")
_NEW_LINK = re.compile(
    r"\b(?:make|give|get|send|create|need|want|haz|hazme|dame|mandame|pasame|quiero|necesito|ocupo)\b.{0,12}\b(?:an?|the|un|una|el|la) (?:link|proof|liga|enlace|comprobante)\b"
)
"""Matches a wish for a link, which proves the goal just shown."""
_DAYS = re.compile(r"\b(30|90)\b")
_MORE_ABOUT = re.compile(
    r"(?:and |y |ok )?(?:(?:tell|show) me (?:more )?about|more (?:about|on)|what about|how (?:about|does)|explain"
    r"|(?:dime|cuentame|explica\w*|digame) (?:mas )?(?:de|sobre|que hace)?|que (?:es|hace))"
    r" (?:the |el |la )?([a-z]+)(?: (?:command|one|works?|do|does))?"
)
_OFF_THEIRS = re.compile(
    r"\b(?:off|out of|from|de) (?:the|their|that|la|su|esa) (?:list|roster|class list|lista)\b"
)
