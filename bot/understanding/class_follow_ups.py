"""Read a question about the class that continues the last one, as in "and who doesn't".

A question about students has parts: what is asked, the credential, the exam, the class. A message
may name only some of these parts. Then the other parts stay as they were in the last question.
"""

import re

from bot.periods import period_in
from bot.understanding.class_words import BESIDE, OF_CREDENTIALS, asked_in, without_asked
from bot.understanding.credentials_beside import sibling
from bot.understanding.goal_families import among_goals
from bot.understanding.kind_in_text import PART
from bot.understanding.lead_ins import Core
from bot.understanding.level_and_kind_words import KINDS
from bot.understanding.names import find_rosters, other_class
from bot.understanding.pointed_out import pointed_out
from bot.understanding.readings import TEACHERS, Reading
from bot.understanding.same_question import Heard
from bot.understanding.same_skill import nearest
from bot.understanding.talk import GOES_ON, Talk
from bot.understanding.words import Word, plain
from core.catalog.model import ExamKind
from core.values import replace, value

_SURELY, _MOST_WORDS = 0.95, 10


@value
class _Asked:
    """The parts of a question about students.

    `asked` is what is asked, such as `missing`. `code` is a credential, `exam` a kind of exam,
    `since` is a period as `bot.periods` writes it, and `where` is a class.
    """

    asked: str = ""
    code: str = ""
    exam: str = ""
    since: str = ""
    where: str = ""

    def argument(self) -> str:
        """Return the argument of `students` for this question."""
        earned = self.since if self.asked == "earned" else ""
        failed = self.since if self.asked == "failed" else ""
        about = (self.code, self.exam) if self.asked.split(" ")[0] in OF_CREDENTIALS else ()
        parts = (self.asked, earned, *about, failed, f"in {self.where}" if self.where else "")
        return " ".join(part for part in parts if part)


def asked_of_class(heard: Heard, core: Core) -> Reading | None:
    """Return the question about students that a message asks by continuing the last answer.

    The last answer was about students, a class, one student or a credential. Return None if the
    message asks no such question.
    """
    said = heard.said
    if heard.view.role not in TEACHERS or said.codes:
        return None
    if said.people and not _BESIDES.search(core.words):
        return None
    if len(core.words.split()) > _MOST_WORDS:
        return None
    if against := _against_goal(heard, core.words):
        return Reading("roster", against, _SURELY)
    before = _before(heard.talk)
    return _going_on(heard, core, before) if before is not None else None


def _going_on(heard: Heard, core: Core, before: _Asked) -> Reading | None:
    """Return the question that a message asks by changing the last one (`before`), or None."""
    now, rest = _parts_of(heard, core, before)
    known = all(word in BESIDE for word in re.findall(r"\w+", rest))
    if not known and not _AGAIN.fullmatch(core.words):
        return None
    if now.where and now == _Asked(where=now.where) and _HOW.search(core.words):
        return Reading("roster", now.where, _SURELY)
    if now.asked and now.code and heard.said.readings[0].command == "students":
        return None  # the message can be understood without the last question
    found = _changed(heard, core.words, before, now)
    return Reading("students", found.argument(), _SURELY) if found else None


def _against_goal(heard: Heard, words: str) -> str:
    """Return the argument of `roster` for a class and the goal that a message points at, or "".

    For example, the message is "mornings against it" or "contra el primero".
    """
    talk, rosters = heard.talk, heard.view.rosters
    found = _AGAINST.search(words)
    if found is None or not talk.things.goals or heard.said.named.mentions:
        return ""
    pointing = Core(words[found.end() :].strip())
    goal = talk.things.goal if _IT.fullmatch(pointing.words) else ""
    if not goal:
        of_goals = (among_goals(heard, pointing), pointed_out(heard, pointing))
        goal = next((each.argument for each in of_goals if each and each.command == "goal"), "")
    alone = rosters[0].label if len(rosters) == 1 else ""
    where = _class_in(heard, list(heard.said.named.words)) or talk.things.roster or alone
    return f"{where} goal {goal}" if goal and where else ""


def _before(talk: Talk) -> _Asked | None:
    """Return the parts of a question about students that the last question gives.

    Return None if no question about students can continue the last question.
    """
    if talk.command == "students":
        about, _, where = talk.argument.partition(" in ")
        full = next((each for each in _OF_TWO_WORDS if about.startswith(each)), "")
        asked = full or about.partition(" ")[0]
        rest = about.removeprefix(asked).split()
        since = next((each for each in rest if period_in(each)), "")
        rest = [each for each in rest if each != since]
        code = rest.pop(0) if rest else ""
        return _Asked(asked, code, " ".join(rest), since, where)
    if talk.command == "roster":
        where = talk.argument.partition(" goal ")[0]
        return _Asked(where="" if "|" in where else where)
    if talk.command in GOES_ON | _PAGES:
        return _Asked(code=talk.subject.partition(" ")[0])
    return None


def _parts_of(heard: Heard, core: Core, before: _Asked) -> tuple[_Asked, str]:
    """Return the parts that a message names, and the words that are left over."""
    named = heard.said.named
    taken = {place for each in named.mentions for place in range(each.start, each.end)}
    words = [word for place, word in enumerate(named.words) if place not in taken]
    where = _class_in(heard, words)
    of_class = {word.folded for word in words if where and find_rosters([word], heard.view.rosters)}
    code = nearest(named.mentions[0].codes, before.code, heard.catalog) if named.mentions else ""
    if not code and before.code:
        code = sibling([word.folded for word in words], before.code, heard.catalog)
    spoken = core.words
    exam = str(named.kind or (ExamKind.PERFORMANCE if PART.search(spoken) else ""))
    period = period_in(spoken)
    since, spoken = (period.word, period.rest) if period else ("", spoken)
    asked = "missing" if _WORKS_ON.search(spoken) else asked_in(spoken)
    spoken = _WORKS_ON.sub(" ", spoken)
    gone = of_class | {word.folded for word in named.words if word.folded in KINDS}
    gone |= {named.words[place].folded for place in taken}
    gone |= {
        word.folded for word in words if code and sibling([word.folded], before.code, heard.catalog)
    }
    gone |= {part for one in heard.said.people for part in plain(one.name).split()}
    gone |= {word.removesuffix("s") for word in of_class}
    rest = " ".join(word for word in re.findall(r"\w+", without_asked(spoken)) if word not in gone)
    return _Asked(asked, code, exam, since, where), rest


def _class_in(heard: Heard, words: list[Word]) -> str:
    """Return the class that a message names, or "" if it names no class.

    "The other one" names the other one of the asker's two classes.
    """
    rosters = heard.view.rosters
    labels = {each.label for each in find_rosters(words, rosters)}
    spoken = " ".join(word.folded for word in words)
    here = heard.talk.things.roster
    if not labels and here and _OTHER_CLASS.search(spoken):
        labels = {each.label for each in rosters if each.label != here}
    if unknown := other_class(spoken, rosters):
        return unknown
    return labels.pop() if len(labels) == 1 else ""


def _changed(heard: Heard, words: str, before: _Asked, now: _Asked) -> _Asked | None:
    """Return the question that a message asks by changing the last question.

    Words such as "their names" repeat the last question. Return None for any other message.
    """
    who = _WHO.search(words) is not None
    page = heard.talk.command in _PAGES
    if page and _OTHERS.fullmatch(words) and (now.code or before.code):
        return replace(before, asked="missing", code=now.code or before.code)
    if page and not who and not (now.asked == "average" and _CLASS.search(words)):
        return None
    if before.asked and not now.asked and _AGAIN.fullmatch(words):
        return before
    asked = now.asked
    if not asked and before.code and (who or _OTHERS.fullmatch(words)):
        asked = _turned(before.asked, words)
    if now.since and not asked and before.asked in {"failed", "locked"}:
        # who is locked out now does not depend on a time
        return replace(before, since=now.since) if before.asked == "failed" else before
    if now.since and asked in {"", "count"}:
        asked = "earned"
    if not asked:
        return _same_of_another(before, now)
    stays = not who or _THERE.search(words) or _AND.match(heard.text)
    here = now.where or (before.where if stays else "")
    return _another(heard, words, before, replace(now, asked=asked, where=here))


def _same_of_another(before: _Asked, now: _Asked) -> _Asked | None:
    """Return the last question, asked about another credential, exam or class.

    Return None if the message names no credential, exam or class, or if the last question cannot be
    asked about what it names.
    """
    if not before.asked or not (now.code or now.exam or now.where):
        return None
    of_credential = before.asked.split(" ")[0] in OF_CREDENTIALS
    if (now.code or now.exam) and not (of_credential and (now.code or before.code)):
        return None
    where = now.where or before.where
    return replace(before, code=now.code or before.code, exam=now.exam or before.exam, where=where)


def _another(heard: Heard, words: str, before: _Asked, now: _Asked) -> _Asked | None:
    """Return a new question about the named credential, or else about the last one.

    Return None if the message does not clearly ask about the class.
    """
    if now.asked == "average" and (now.exam or _THAT.search(words)):
        code = now.code or before.code or next(iter(heard.talk.things.credentials), "")
        return replace(now, code=code)
    if now.asked not in _OF_ONE:
        of_pair = heard.talk.command == "student" and not _CLASS.search(words)
        return None if now.code or of_pair else now
    page = heard.talk.command in _PAGES
    meant = _THAT.search(words) if page else not _ANY.search(words)
    code = now.code or (before.code if meant else "")
    alone = not code and not (now.where or now.since or heard.talk.command == "students")
    if alone or (page and not code):
        return None
    since = now.since or ("month" if now.asked == "earned" else "")
    return replace(now, code=code, exam=now.exam if code else "", since=since)


def _turned(asked: str, words: str) -> str:
    """Return the opposite of a question if words such as "and the rest?" ask for it.

    For example, the opposite of who holds a credential is who lacks the credential. Return "" if
    the words do not ask for the opposite.
    """
    if asked == "missing":
        return "count" if _OTHERS.fullmatch(words) or _DOES.search(words) else ""
    if asked in {"count", "earned"}:
        return "missing" if _NOT.search(words) or _OTHERS.fullmatch(words) else ""
    return ""


_BESIDES = re.compile(
    r"\b(?:besides|other than|apart from|except|but|aparte de|ademas de|menos|excepto|fuera de)\b"
)
"""Matches words such as "besides", which leave students out of a question about a class."""
_WORKS_ON = re.compile(
    r"\b(?:working on|work on|(?:who|who else|is|are|anyone|anybody|anyone else|anybody else) (?:is |are )?(?:on|doing(?! (?:the )?(?:best|better|well|good|great|bad|badly|poorly|worse|worst|ok|okay|fine|so|really|very)\b))(?= |$)"
    r"|va[n]? (?:por|en)|anda[n]? (?:en|con|haciendo)|esta[n]? (?:haciendo|sacando|cogiendo|en)|l[oa] esta[n]? (?:haciendo|sacando|cogiendo))\b"
)
"""Matches a question about who is working on a credential, and so does not hold it yet."""
_THAT = re.compile(
    r"\b(?:else|besides|it|that|this|same|mas|lo|la|es[aeo]|est[ae]|mism[oa]|l[oa]s demas|aparte)\b"
)
"""Matches words such as "it" that refer to the last credential."""
_PAGES = frozenset(("student", "result"))
"""Commands that show one student. After them, only a question with "who" is about the class."""
_OF_TWO_WORDS = ("one away", "not linked")
_OF_ONE = frozenset(("missing", "failed", "count", "earned"))
_WHO = re.compile(
    r"\b(?:who|whos|which|how many|anyone|anybody|any of them|quien(?:es)?|cual(?:es)?|cuant[oa]s|alguien|algun[oa]s?|l[oa]s (?:demas )?que)\b"
)
_CLASS = re.compile(
    r"\b(?:class|group|section|everyone|everybody|clase|grupo|todos|los que van|l[oa]s que andan)\b"
)
_AGAINST = re.compile(r"\b(?:against|towards?|versus|vs|contra|frente a|hacia)\b")
_IT = re.compile(
    r"(?:it|th(?:at|is)(?: one| goal)?|the same(?: one)?|es[ae](?: meta)?|est[ae](?: meta)?|l[ao] mism[ao])"
)
_AGAIN = re.compile(
    r"(?:(?:give|show|tell|read|list|lee(?:me)?|lea(?:me)?|pull up|dame|deme|dime|digame|muestra|muestrame|ensename|pasame|quiero|i need|and|y|me|us|now|their|the|l[oa]s|sus|all|please|porfa|por favor|ver)\b ?)*"
    r"(?:who(?: (?:are (?:they|those|the \w+)|is (?:that|it|on it)|all))?|which ones?|(?:by|with|con|por)(?: los)? (?:names?|nombres?)|(?:what(?: are)? )?(?:their |the )?names|(?:(?:just |only )?(?:the )?(?:number|count|total)|not the (?:people|names|list)(?: just)?(?: the (?:number|count|total))?|(?:solo |nomas )?(?:el )?numero)|how many(?: (?:is (?:that|it)|are (?:there|they|those)|of them|in all|total|altogether))?"
    r"|quien(?:es)?(?: (?:son|fueron|es))?|cuales(?: son)?|(?:l[oa]s |sus )?nombres|cuant[oa]s(?: (?:son|hay|fueron|en total|de ellos))?|como se llaman)(?: (?:please|then|son|por favor|porfa|ell[oa]s|es[oa]s|est[oa]s|exactamente|exactly|(?:of|for|de) (?:that|those|them|es[oa]s|es[ae])|last|one|ones|ultim[oa]s?))*"
)
"""Matches a request for the same students again, by their names or their number."""
_OTHERS = re.compile(
    r"(?:(?:what|how) about |que (?:hay|pasa) (?:de|con) |y )?(?:the rest|the others|everyone else|everybody else|(?:a )?l[oa]s demas|(?:a )?l[oa]s otr[oa]s|(?:a)?el resto)"
)
_DOES = re.compile(r"\b(?:does|do|did|si|ya)(?: (?:it|l[oa]))?$")
_NOT = re.compile(r"(?:n'?t|\bnot|\bno)\b|\bleft$")
_THERE = re.compile(
    r"\b(?:there|in it|of them|(?:in|of) (?:that|this) (?:class|group|one)|ahi|alli|alla|de ell[oa]s"
    r"|en (?:es[aeo]|est[ae])(?: (?:clase|grupo|turno))?)\b"
)
_AND = re.compile(r"(?i)\W*(?:and|y|ok and|so|then|now|ahora)\b")
_ANY = re.compile(r"\b(?:anything|something|any of|algo|alguna?|cualquier\w*)\b")
_HOW = re.compile(
    r"^how(?: is| are|'?s| do| does)\b.*\b(?:doing|going|look\w*|stand\w*|getting (?:on|along)|coming)\b|\bcomo (?:les? |la )?(?:va|van|esta|estan|anda|andan|vamos)\b"
)
"""Matches a question about a whole class, as in "how are the mornings doing"."""
_OTHER_CLASS = re.compile(r"\b(?:the other|l[ao] otr[ao]|el otro)\b")
