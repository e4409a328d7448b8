"""Adjust what a message may mean to the person who asks and the people who are named."""

import re

from bot.understanding.asked_more import MY_SCORE
from bot.understanding.classifier_labels import NO_ORDER
from bot.understanding.emergencies import hindrance_in, only_sounds_bad
from bot.understanding.goal_names import find_goals
from bot.understanding.known_names import given_names
from bot.understanding.lead_ins import core_of
from bot.understanding.not_wanted import is_stop
from bot.understanding.orders import NOTHING_ASKED, is_not_recorded, is_supposed
from bot.understanding.readings import Reading, Said, View, narrow_to_own
from bot.understanding.remarks import is_mentioned
from bot.understanding.results_in_text import is_asked_or_held, outcome_in
from bot.understanding.words import bare, only_tells, plain
from core.people.model import Asker, Role
from core.values import replace

_SURELY, _SURE, _CLEARLY, _LIKELY, _UNLIKELY = 0.9, 0.5, 0.51, 0.3, 0.15


def not_of_others(text: str, readings: list[Reading], asker: Asker) -> list[Reading]:
    """Replace the best reading by `privacy` if a stranger asks about another person's record."""
    if asker.person is not None or not readings:
        return readings
    best = readings[0]
    if asker.unlinked and best.command == "share" and _CHECKS.search(plain(text)):
        return [Reading("help", "verify", best.score), *readings[1:]]
    tries = best.argument == "retakes" and _TRIES.search(plain(text)) is not None
    if best.command not in _OF_RECORDS and not tries:
        return readings
    if not asker.unlinked or _SOMEBODY.search(plain(text)):
        return [Reading("privacy", "", best.score), *readings[1:]]
    return readings


def of_few_words(text: str, readings: list[Reading], asker: Asker) -> list[Reading]:
    """Put first what "stop" alone, or the asker's own name alone, means.

    "Stop" turns notices off, after a question. The name asks who the bot thinks that the asker is.
    """
    if asker.person is None:
        return readings
    if is_stop(bare(text)):
        return [Reading("notices", "off", _SURE), *readings]
    if bare(text) == plain(asker.person.name):
        return [Reading("whoami", "", _SURE), *readings]
    return readings


def of_own_record(text: str, readings: list[Reading], asker: Asker) -> list[Reading]:
    """Replace a question about a class by one about the asker's own record.

    This is done if the asker teaches nobody, and asks for an average or says "I". "May I see them"
    is about the asker's own record too.
    """
    if not readings or asker.has(Role.INSTRUCTOR, Role.EVALUATOR, Role.ADMINISTRATOR):
        return readings
    best = readings[0]
    if best.command == "privacy" and asker.person is not None and _I_SEE.search(plain(text)):
        return [Reading("status", "", best.score), *readings[1:]]
    of_scores = [each for each in readings[:2] if _is_of_scores(each)]
    if of_scores[:1] == [best] and any(each.command == "students" for each in of_scores):
        exams = (each.argument.removeprefix("average").strip() for each in of_scores)
        sure = sum(each.score for each in of_scores)
        rest = (each for each in readings if each not in of_scores)
        return [Reading("score", next(filter(None, exams), ""), sure), *rest]
    if other := _another_named(text, best, asker):
        return [Reading("student", other, best.score), *readings]
    if best.command in _OF_RECORDS and asker.person is not None and _OTHERS.search(plain(text)):
        return [Reading("privacy", "", best.score), *readings[1:]]
    if best.command != "students" or _WHO_ELSE.search(plain(text)):
        return readings
    own = asker.person is not None and _OF_MINE.search(plain(text)) is not None
    return [Reading("status", "", best.score), *readings[1:]] if own else readings


def _another_named(text: str, best: Reading, asker: Asker) -> str:
    """Return the name of another person whose record a candidate asks for, or "".

    The command `student` then says who may see it. The candidate's own record would mislead.
    """
    if best.command not in {"score", "status", "next"} or asker.person is None:
        return ""
    found = _ABOUT_NAMED.search(text)
    if found is None:
        return ""
    name = found["name"] or found["nombre"]
    own = plain(name) in plain(asker.person.name).split()
    return "" if own or plain(name) not in given_names() else name


def _is_of_scores(reading: Reading) -> bool:
    """Whether a reading asks for scores, or for the average of students."""
    return reading.command == "score" or (
        reading.command == "students" and reading.argument.startswith("average")
    )


def without_alarm(text: str, readings: list[Reading]) -> list[Reading]:
    """Drop the readings `talk:accident` and `talk:despair` if a message is only a figure of speech.

    If no other reading is likely, the message is small talk. A message that only says that the
    writer cannot come or cannot pay gets the answer whom to ask or what exams cost.
    """
    if not any(each.argument in _ALARMS for each in readings[:1]):
        return readings
    if (hindered := hindrance_in(text)) and readings[0].argument == "talk:despair":
        return [Reading("ask", hindered, _SURELY), *readings]
    if not only_sounds_bad(text):
        return readings
    others = [each for each in readings if each.argument not in _ALARMS]
    if others and others[0].score >= _LIKELY:
        return others
    return [Reading("", "talk:off-topic", _SURE), *others]


def unless_only_told(text: str, readings: list[Reading]) -> list[Reading]:
    """Put `unclear` first if a message asks nothing and its best reading is unlikely.

    So is a message that says that it only tells something: "just so you know". The best reading is
    unlikely if `NO_ORDER`, the reading of a message that only tells something, is about as
    likely.
    """
    if not readings or not readings[0].command:
        return readings
    if is_mentioned(text, readings[0]):
        return [Reading("", "unclear", readings[0].score), *readings]
    if readings[0].score >= _SURE:
        return readings
    told = max((each.score for each in readings if each.argument == NO_ORDER), default=0.0)
    if told < _ABOUT * readings[0].score or not only_tells(text):
        return readings
    return [Reading("", "unclear", readings[0].score), *readings]


def without_nameless_student(readings: list[Reading]) -> list[Reading]:
    """Drop the reading of a question about one student if it is not known who is meant.

    The command could only ask for a name, which a message without one hardly wants to give.
    """
    nameless = readings[:1] and (readings[0].command, readings[0].argument) == ("student", "")
    return readings[1:] if nameless and len(readings) > 1 else readings


def of_own_failure(text: str, readings: list[Reading], said: Said, view: View) -> list[Reading]:
    """Put a credential's status first if a candidate only reports a failed exam.

    The status says what to do next. Without a credential, answer how often an exam may be retaken,
    if no reading is likely. The readings stay unchanged if the best one is likely, unless
    it is despair with a score below `_TOLD`.
    """
    best = next(iter(readings), None)
    if best is None or view.role != "candidate" or len(said.named.mentions) > 1:
        return readings
    if not said.named.mentions:
        brief = len(text.split()) <= _BRIEFLY_TOLD and "?" not in text
        failed = brief and best.score < _LIKELY and _I_FAILED.search(plain(text))
        return [Reading("ask", "retakes", _SURE), *readings] if failed else readings
    told = best.argument == "talk:despair" and best.score < _TOLD
    if not (told or best.score < _UNLIKELY * 2) or not _I_FAILED.search(plain(text)):
        return readings
    codes = narrow_to_own("status", said.named.mentions[0].codes, view)
    if len(codes) != 1:
        return readings
    kind = f" {said.named.kind}" if said.named.kind else ""
    return [Reading("status", f"{codes[0]}{kind}", _SURE), *readings]


def of_goal_named(text: str, best: Reading, said: Said, view: View) -> Reading:
    """Return `best`, or a reading about the one goal that a message names.

    The goal counts if the message asks whether the writer meets it or what is left for it, or if
    `best` is unlikely. "The one I follow" names a goal too.
    """
    spoken, about = plain(text), best.command in _ABOUT_GOALS
    if len(view.followed) == 1 and not best.argument and _I_FOLLOW.search(spoken):
        one = best.command if about and best.command not in {"goals", "follow"} else "goal"
        one = "unfollow" if one == "goal" and _TAKES_OFF.match(core_of(text).words) else one
        return Reading(one, view.followed[0], max(best.score, _SURE))
    left = best.command in _LEFT_FOR and not best.argument
    left = left or (best.command == "ask" and best.score < _SURE)
    if left and _FOR_LEVEL.search(spoken):
        goals = find_goals(said.named.words, view.goals, vague=False)
        if len(goals) == 1 and not said.named.mentions:
            return Reading("goal", goals[0].code, max(best.score, _SURE))
    asks = _QUALIFIES.search(spoken) is not None
    proved = best.command == "prove" and asks and "?" in text
    if said.named.mentions or said.codes or said.people:
        return best
    if proved and best.argument:  # the question is whether the goal is met
        return replace(best, command="goal")
    if best.score >= _SURE:
        return best
    unread = best.score < _LIKELY or best.argument in NOTHING_ASKED
    unread = unread and not said.named.levels  # as in "level one of machining"
    if (about and not (asks and best.command == "goal")) or not (asks or unread):
        return best
    goals = find_goals(said.named.words, view.goals, vague=asks)
    return Reading("goal", goals[0].code, _SURE) if len(goals) == 1 else best


def not_taken_away(text: str, readings: list[Reading]) -> list[Reading]:
    """Replace an order to withdraw, unfollow or unwatch if no word orders that.

    Without a word such as "stop" or "remove", the message asks about the goal, code or link.
    """
    if not readings or readings[0].command not in {"withdraw", "unfollow", "unwatch"}:
        return readings
    best, others = readings[0], readings[1:]
    if _TAKES.search(plain(text) if best.command == "withdraw" else core_of(text).words):
        return readings
    if best.command == "unwatch":
        return [Reading("watch", "", best.score), *others] if "?" in text else readings
    if best.command == "unfollow":
        return [Reading("goal" if best.argument else "goals", best.argument, best.score), *others]
    if _CODE_OR_LINK.search(plain(text)):
        return [Reading("share", best.argument, best.score), *others]
    return others


def of_named_student(text: str, readings: list[Reading], said: Said) -> list[Reading]:
    """Adjust the readings if a teacher names one student.

    Read an uncertain question, or a result that is asked about, expected or imagined, as a request
    for the student's page. If the message says not to record something, put `NO_ORDER` first.
    """
    name = said.people[0].name if len(said.people) == 1 else said.unlisted
    if not readings or not name:
        return readings
    best = readings[0]
    if best.command == "student" and _MY_RECORD_SEEN.search(plain(text)):
        return [Reading("seen", "", best.score), *readings]
    if best.command in _RECORDED and is_not_recorded(text):
        return [Reading("", NO_ORDER, _SURE), *readings]
    asked = is_asked_or_held(text) and not _RECORDS.search(plain(text))
    how = best.command == "result" or (best.command == "students" and outcome_in(text))
    asked = asked or _ASKS_WHO.match(plain(text)) is not None
    asked = asked or ("?" in text and (best.command, best.argument) == ("result", ""))
    if (asked and how) or (best.command == "result" and is_supposed(text)):
        return [Reading("student", name, best.score), *readings[1:]]
    if said.unlisted and best.command not in _OF_RECORDS and best.score >= _LIKELY:
        return readings
    if best.score >= _CLEARLY or best.command in _OF_ONE_PERSON:
        return readings
    if best.command in _OWN and best.score >= _LIKELY:
        return readings
    return [Reading("student", name, _SURE), *readings]


def by_its_verb(text: str, readings: list[Reading]) -> list[Reading]:
    """Replace the best reading if the message's verb asks for a similar command.

    A writer who asks how far they are wants the status, not the page of the credential. A writer
    who says to print something wants the card, unless the message names a certificate. A writer who
    asks whether something has expired wants to know how long it lasts.
    """
    if not readings:
        return readings
    best, said = readings[0], plain(text)
    if best.command in _LEFT_FOR and best.score < _LIKELY * 2 and MY_SCORE.match(said):
        return [replace(best, command="score"), *readings]
    if best.command == "credential" and _I_STAND.search(said):
        return [replace(best, command="status"), *readings[1:]]
    lasting = next((each for each in readings if each.argument == "expiry"), None)
    if lasting is not None and lasting.score >= _UNLIKELY and _LASTS.search(said):
        return [replace(lasting, score=max(best.score, lasting.score)), *readings]
    if best.command == "certificate" and _PRINTED.search(said) and not _PAPER.search(said):
        return [replace(best, command="print"), *readings[1:]]
    return readings


_ABOUT_NAMED = re.compile(
    r"\b(?:(?:[Ww]hat|[Hh]ow|[Ww]here) (?:did|does|is|has)|[Hh]ow'?s|[Dd]id|[Hh]as) (?:my \w+ )?(?P<name>[A-Z]\w+)"
    r"(?: (?:score|get|got|pass|do|doing|done|stand|have|need|make|earn|finish|been|ever|still|on|in)\b|\W*$)"
    r"|\b(?:[Cc]u[aá]nto sac[oó]|[Qq]u[eé] sac[oó]|[Cc][oó]mo (?:va|le fue a)|(?:[Qq]u[eé] )?le falta a|[Yy]a pas[oó]) (?P<nombre>[A-Z]\w+)"
)
"""Matches a question about the record of a person who is named."""
_OTHERS = re.compile(
    r"\b(?:any(?:one|body)|who|every(?:one|body)|some(?:one|body)) else\b|\b(?:my classmates?|the rest of (?:the|my) class|the other (?:students|kids|guys|candidates)|how many (?:people|students|of us|others))\b"
    r"|\b(?:alguien|quien) mas\b|\b(?:mis companer\w+|los demas|l[oa]s otr[oa]s (?:alumn\w+|estudiantes|companer\w+)|cuantos (?:alumnos|estudiantes|companeros|mas))\b"
)
"""Matches words for other candidates, whose records a candidate may not see."""
_WHO_ELSE = re.compile(r"^\W*(?:(?:and|so|y|oye) )?(?:who|quien)\b")
_OF_MINE = re.compile(r"\b(?:i|i'?ve|i'?m|my|mine|me|mis?|mi[oa]s?|tengo|llevo|yo)\b")
_I_SEE = re.compile(
    r"\b(?:can|could|may|where (?:do|can)|how (?:do|can)) i (?:see|view|find|look at|pull up) (?:it|them|those|these|mine|my (?!data|info)\w+)\b(?! (?:share|used))"
    r"|\b(?:donde |como |aqui )?(?:l[oa]s? )?(?:puedo|podria) ver(?:l[oa]s?)?(?: (?:mis?|aqui|aca|en el chat))+\b(?! datos)"
)
_ABOUT = 0.6
"""The part of the best score that makes another reading about as likely."""
_BRIEFLY_TOLD = 8
"""Maximum words of a message that only reports a failed exam and names no credential."""
_TOLD = 0.75
"""Maximum score of despair in a message that only reports a failed exam."""
_I_FAILED = re.compile(
    r"\b(?:i|yo|just|and|y|me|lo|la|otra vez|again|de nuevo|que onda)\b,? ?(?:just |again |lo |la |me )*(?:failed|flunked|bombed|blew|reprobe|trone|truene|reprobaron)\b"
    r"|^(?:failed|flunked|bombed|blew|reprobe|trone|reprobad[oa])\b"
)
"""Matches words that say that the writer failed an exam, as in "I flunked again"."""
_QUALIFIES = re.compile(
    r"\b(?:qualif\w+|eligible|do i (?:meet|have enough|make it)|good enough|am i (?:in|good|close|there)|do i (?:have|got) (?:that|those|it|what they \w+)|(?:l[oa]s? )?cumplo|califico|me alcanza|doy el ancho)\b"
)
"""Matches a question whether the writer meets a goal."""
_CODE_OR_LINK = re.compile(r"\b(?:codes?|codigos?|links?|ligas?|enlaces?)\b")
_TAKES = re.compile(
    r"\b(?:with?dr\w*|tak\w+|took|pull\w*|remov\w*|hid\w*|stop\w*|quit|un-?\w+|cancel\w*|delet\w*|eras\w*|drop\w*|kill\w*|end\w*|clos\w+|clear\w*|los[et]\w*|ditch|scrap|trash|kick"
    r"|wip\w+|revo\w+|get rid|off|down|back|away|priva\w+|public\w*|no|not|never|nobody|anymore|any|longer|\w+n'?t|mistake\w*|wrong|instead|without|out|shut|cut"
    r"|reti\w+|quit\w+|sac\w+|saqu\w+|borr\w+|baj\w+|ocult\w+|escond\w+|dej\w+|elimin\w+|cierr\w+|cerr\w+|tumb\w+|apag\w+|anul\w+|desac\w+|des\w+|cort\w+"
    r"|ya|nadie|nunca|tampoco|sin|fuera|equivoq\w+|error)\b"
)
"""Matches words that can order to remove something, such as "stop" or "borra"."""
_LEFT_FOR = frozenset(("status", "next"))
_FOR_LEVEL = re.compile(
    r"\b(?:for|toward|to|from|the|my|pa|para|al?|la|el|del?|mi|goal|meta|skills) (?:(?:pa|pennsylvania|pensilvania|goal|meta|nivel|level|skills|la|el|lo|de|the) )*"
    r"(?:basic[oa]?|competente?|advanced|avanzad[oa]|(?:special )?merit\w*|merito|mfgt|\d{3})\b"
)
"""Matches a goal that is named by its level or number, as in "for basic"."""
_I_FOLLOW = re.compile(
    r"\b(?:(?:one|goal|that|what) (?:that )?i(?: a|')?m? ?(?:already |still )?follow(?:ing)?|my (?:pinned |own )?goal\b(?!s)"
    r"|(?:la|el|meta|lo) (?:meta )?que (?:yo |ya )?(?:sigo|estoy siguiendo|ando siguiendo|tengo (?:fijad|puest)\w+)|mi meta\b)"
)
"""Matches words for the goal that the writer follows."""
_I_STAND = re.compile(
    r"\b(?:(?:how|where) do i stand|how am i doing|how far (?:along )?am i|como (?:voy|ando)|que tanto llevo)\b"
)
_LASTS = re.compile(
    r"\b(?:ya |se |me )*(?:venci(?:o|eron)|vencen?|caduc(?:o|a|an|aron)|expir(?:o|a|an|aron))\b|\b(?:expired?|expires|lapsed?)\b"
)
_PRINTED = re.compile(r"\b(?:print|imprim\w+)\b")
_PAPER = re.compile(
    r"\b(?:certificates?|certs?|certificad\w+|diplomas?|pdf|frame\w*|enmarc\w+|papers?|papel|hoja|letter|page)\b"
)
_TAKES_OFF = re.compile(
    r"(?:take|drop|remove|unfollow|untrack|delete|clear|stop|quit[ae]|saca|borra|elimina|baja|deja de|suelta)\b"
)
"""Matches an order that begins with a verb such as "drop" or "borra"."""
_ABOUT_GOALS = frozenset(
    ("goal", "goals", "follow", "unfollow", "prove", "check", "cost", "roster")
)
_ALARMS = frozenset(("talk:accident", "talk:despair"))
_RECORDS = re.compile(r"\b(?:record|mark|enter|log|put|write|anot|apunt|registr|pon|marc)\w*\b")
"""Matches words that order to record a result."""
_RECORDED = frozenset(("result", "signoff", "student", "approve", "unclear", ""))
_OF_ONE_PERSON = frozenset(("student", "result", "signoff", "minor", "approve", "students", ""))
"""Commands that a message about one student may mean. "" is small talk."""
_ASKS_WHO = re.compile(
    r"\W*(?:(?:and|y|so|hey|oye) )?(?:who|which|whose|what|quien(?:es)?|cual|que evaluador)\b"
)
"""Matches the beginning of a question about who did something. It records no result."""
_MY_RECORD_SEEN = re.compile(
    r"\b(?:look\w*|saw|sees?|seen|view\w*|vio|ve|visto|mir[oa]\w*|reviso)\b.*\b(?:my|mi) (?:own )?(?:record|page|data|expediente|pagina|datos)\b"
)
"""Matches a question whether the person who is named has looked at the asker's record."""
_OWN = frozenset(("seen", "unlink"))
"""Commands for the asker's own things that are refused if they are meant for a student's."""
_OF_RECORDS = frozenset(("status", "score", "next", "student", "students", "roster", "certificate"))
"""Commands that show what is on record about a person."""
_TRIES = re.compile(
    r"\b(?:how many (?:times|tries|attempts)|cuantas veces|cuantos intentos)\b"
    r".*\b(?:did|need\w*|took|ha[sd]|fail\w*|hizo|ha|presento|reprobo|lleva|necesito)\b"
)
"""Matches a question about how often someone has taken an exam."""
_CHECKS = re.compile(r"\b(?:check\w*|verif\w+|look (?:at|into)|open|revis\w+|comprob\w+|abr\w+)\b")
_SOMEBODY = re.compile(
    r"\b(?:applicants?|employees?|workers?|apprentices?|hires?|guy|he|she|his|her|him|their|ella"
    r"|solicitantes?|emplead[oa]s?|trabajador\w*|aprendi(?:z|ces)"
    r"|(?:the|this|that) (?:candidate|person)"
    r"|(?:la|esa|esta) persona|(?:el|ese|este|la|esa|esta) candidat[oa])\b"
)
"""Matches words for a person who is not the writer, such as "applicant" or "her"."""
