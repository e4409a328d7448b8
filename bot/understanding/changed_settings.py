"""Read another value for what was just set: hours, days, a name, how often."""

import re

from bot.understanding.class_questions import class_of_notices
from bot.understanding.class_words import asked_in
from bot.understanding.goal_names import find_goals
from bot.understanding.hours_in_text import changed_hours, quiet_hours_in
from bot.understanding.lead_ins import Core
from bot.understanding.orders import is_reported
from bot.understanding.readings import Reading
from bot.understanding.same_question import Heard
from bot.understanding.settings_in_text import notices_in, pace_in, topic_in
from bot.understanding.words import bare
from core.values import replace

_SURELY = 0.95
_BRIEF, _FEW, _MOST_WORDS = 4, 7, 10
_CLEARLY = 0.6
"""The score from which a message is surely about something else than notices."""
_ABOUT_NOTICES = frozenset(("notices", "remind", "help", "", "students", "roster"))


def changed_setting(heard: Heard, core: Core) -> Reading | None:
    """Return the command of the last answer with the value in this message, or None."""
    talk = heard.talk
    if talk.command in {"help", "privacy", "ask"} and talk.earlier == "prove":
        # the bot has explained the link
        heard = replace(heard, talk=replace(talk, command="prove", argument=talk.things.goal))
    kind = _KINDS.get(heard.talk.command)
    if kind is None or len(core.words.split()) > _MOST_WORDS or "?" in heard.text:
        return None
    if heard.talk.command == "notices" and (of_class := _notices_of_class(heard, core.words)):
        return Reading("notices", of_class, _SURELY)
    found = None if _NOT.search(core.words) else kind(heard, core.words)
    return Reading(heard.talk.command, found, _SURELY) if found else None


def _days_of_proof(heard: Heard, words: str) -> str:
    goal = heard.talk.things.goal
    goals = find_goals(heard.said.named.words, heard.view.goals, vague=False)
    other = not heard.said.named.mentions and not _ASKS.match(words)
    if goal and other and len(goals) == 1 and goals[0].code != goal and _ANOTHER.search(words):
        as_before = _DAYS.search(heard.talk.argument)
        return f"{goals[0].code} {as_before[1]}" if as_before else goals[0].code
    shown = _SHOWN.fullmatch(words)
    days = "30" if _THIRTY.fullmatch(words) else "90" if _NINETY.fullmatch(words) else ""
    before = _DAYS.search(heard.talk.argument)
    if not goal or not (days or (shown and before)):
        return ""
    days = days or (before[1] if before else "")
    behind = " shown" if shown or heard.talk.argument.endswith(" shown") else ""
    return f"{goal} {days}{behind}"


def _notices(heard: Heard, words: str) -> str:
    if hours := changed_hours(words, heard.talk.argument) or quiet_hours_in(words):
        return hours
    quiet = heard.talk.argument.startswith("quiet") and _SOME_DAYS.search(words)
    if quiet and _NOTHING.search(words):
        return "quiet"  # quiet hours are the same on every day
    best = heard.said.readings[0]
    if _NEW_ORDER.match(words):
        return ""
    if len(words.split()) > _FEW or (best.score >= _CLEARLY and best.command not in _ABOUT_NOTICES):
        return ""
    before = heard.talk.argument.rpartition(" ")[2]
    brief = len(words.split()) <= _BRIEF or _OF_NOTICES.search(words)
    topic = topic_in(words) if brief and not _ASKS.match(words) else ""
    if topic and before in {"on", "off"}:
        return f"{topic} {notices_in(words, '').rpartition(' ')[2] or before}"
    if not _PACE.search(words):
        return ""
    where = class_of_notices(words, heard.said.named, heard.view.rosters)
    return notices_in(words, "", where)


def _notices_of_class(heard: Heard, words: str) -> str:
    """Return a change to one class's notices: off, on, or like the last class's.

    Return "" if the message asks for no such change.
    """
    where = class_of_notices(words, heard.said.named, heard.view.rosters)
    before, _, last = heard.talk.argument.partition(" ")
    if not where and _OTHER.search(words) and last:
        others = [each.name for each in heard.view.rosters if each.name != last]
        where = others[0] if len(others) == 1 else ""
    if not where or _IF_OR_SAID.search(words) or is_reported(heard.text):
        return ""
    if heard.said.named.mentions or asked_in(words) in _ASKED_OF_STUDENTS:
        return ""
    if _NOT_AT_ALL.search(words):
        wanted = _NOT_WANTED.search(words) or len(words.split()) <= _FEW - 2
        state = "off" if wanted and not _ENDED.search(words) else ""
    else:
        state = pace_in(words) or ("off" if _ENDED.search(words) else "")
        state = state or ("each" if _WANTED.search(words) else "")
    if (
        not state
        and _SAME.search(bare(heard.text))
        and before in {"off", "each", "daily", "weekly"}
    ):
        state = before
    return f"{state} {where}" if state else ""


def _name(heard: Heard, _words: str) -> str:
    if found := _CALLED.search(heard.text.strip(" .!")):
        return f"name {found[1]}"
    small = _CALLED_SMALL.fullmatch(heard.text.strip(" .!"))
    return f"name {small[1].capitalize()}" if small else ""


_KINDS = {
    "prove": _days_of_proof,
    "notices": _notices,
    "whoami": _name,
}
_ASKED_OF_STUDENTS = frozenset(("average", "failed", "behind", "ahead", "not linked"))
"""Questions about students. A message that asks one does not change the notices of their class."""
_OF_NOTICES = re.compile(
    r"\b(?:notices?|notif\w+|alerts?|messages?|keep|leave|still|just|only|off|on|stop|mute|want|tell me|avis\w+|mensajes?|deja\w*|solo|nomas|apaga\w*|quita\w*|quiero|dime)\b"
)
"""Matches words that say that a result or a credential is meant as a kind of notice."""
_NEW_ORDER = re.compile(
    r"(?:print|show|share|delete|verify|check|imprim\w+|muestra\w*|ensena\w*|compart\w+|borra\w*|elimin\w+|verific\w+|revis\w+)\b"
)
"""Matches a message that begins with an order, and so sets nothing."""
_NOT = re.compile(
    r"\b(?:dont|don't|do not|never|not|if|said|says|dijo|dice|nunca|no (?:me )?l[oa]s (?:quit|apag|silenci|cort)\w+)\b|[\"\u201c\u201d\u00ab\u00bb]"
)
_LEAST = r"(?:(?:make (?:it|that)|for|que (?:duren?|valgan?|sirvan?)|durante|let'?s (?:do|say|make it)|do|with|de|por|a|que sean?|hazlo|ponle|pon|dale|para) )*"
_UNIT = (
    r"(?:[ -](?:days?|dias?))?(?: (?:instead|please|then|por favor|entonces|is (?:enough|fine|plenty|better)|are enough"
    r"|bastan?|esta bien|son suficientes))?"
)
_THIRTY = re.compile(rf"{_LEAST}(?:30|thirty|treinta|(?:a|one|un|one full) (?:month|mes)){_UNIT}")
_NINETY = re.compile(rf"{_LEAST}(?:90|ninety|noventa|(?:three|3|tres) (?:months|meses)){_UNIT}")
_ASKS = re.compile(r"(?:what|how|which|who|why|when|can|que|cual|cuant\w+|como|quien|por que)\b")
_ANOTHER = re.compile(
    r"\b(?:another|one|link|proof|too|also|as well|same|do|make|otr[oa]|un[oa]|tambien|liga|enlace|comprobante|haz\w*|igual)\b"
)
_SHOWN = re.compile(
    r"(?:show|with|include|and|con|que (?:salgan|se vean)|muestra|ensena|incluye)\b.{0,30}"
    r"\b(?:credentials?|certs?|certificates?|credencial\w*|certificados)\b.{0,20}"
)
_DAYS = re.compile(r" (30|90)\b")
_OTHER = re.compile(r"\b(?:other|otr[oa])\b")
_IF_OR_SAID = re.compile(
    r"\b(?:if|when|said|says|told|cuando|dijo|dice)\b|[\"\u201c\u201d\u00ab\u00bb]"
)
_NOT_AT_ALL = re.compile(r"\b(?:don'?t|do not|not|never|no|tampoco|nunca)\b")
_NOT_WANTED = re.compile(
    r"\b(?:need|want|care|like|get|send|notify|hear|bother|quiero|necesito|ocupo|interesan?|avis\w+|mand\w+|llegu\w+|molest\w+|hacen? falta)\b"
)
_ENDED = re.compile(
    r"\b(?:off|stop|mute|quit|silence|cancel|drop|kill|quit\w+|apag\w+|silenci\w+|cort\w+|desactiv\w+|deja(?:r)? de)\b"
)
_WANTED = re.compile(
    r"\b(?:on|again|resume|keep|leave|want|need|unmute|si|prend\w+|prend[ae]|activ\w+|reactiv\w+|quiero|necesito|dejal\w+|mand\w+|avis\w+|vuelv\w+)\b"
)
_SAME = re.compile(r"\b(?:too|also|as well|same|igual|tambien|lo mismo)\b")
_PACE = re.compile(
    r"\b(?:once|daily|weekly|every|each|week|day|right away|at once|immediately|one by one|diario|diari\w*|semanal\w*"
    r"|cada|una vez|al (?:dia|momento|instante)|por semana|a la semana|\w+day|\w+days|lunes|martes|miercoles|jueves"
    r"|viernes|sabados?)\b"
)
_NOTHING = re.compile(r"\b(?:nothing|nada|none|no|quiet|all day|todo el dia|too|also|tambien)\b")
_SOME_DAYS = re.compile(
    r"\b(?:week ?ends?|week ?days?|fin(?:es)? de semana|entre semana|(?:mon|tues|wednes|thurs|fri|satur|sun)days|(?:los|el) (?:lunes|martes|miercoles|jueves|viernes|sabados?|domingos?))\b"
)
_CALLED = re.compile(
    r"\b(?:[Cc]all me|[Ii] go by|(?:[Pp]eople|[Ff]riends|[Ee]verybody|[Ee]veryone|[Mm]ost(?: people| folks)?|[Ff]olks|[Tt]hey|[Aa]ll) calls? me|[Jj]ust use"
    r"|[Ll]l[aá]m[ae]me|[Dd][ií]me|[Dd][ií]game|[Mm]e (?:dicen|llaman|digan)|[Pp]onme|[Mm]e dices)"
    r" (?:just |nom[aá]s |solo )?([A-ZÁÉÍÓÚÑ][\w'\u2019-]{1,24}(?: [A-ZÁÉÍÓÚÑ][\w'\u2019-]{1,24})?)"
    r"(?:,? (?:from now on|please|instead|por favor|porfa|de ahora en adelante))?$"
)
_CALLED_SMALL = re.compile(
    r"(?i:(?:no,? )?(?:change it to|make it|put me (?:down )?as|p[o\u00f3]nme(?: como)?|c[a\u00e1]mbialo (?:a|por)|que diga)) ([^\W\d_]{3,24})(?i:,? (?:please|por favor|porfa|then))?"
)
"""Matches a name after words that only set it once the chat is about the name."""
