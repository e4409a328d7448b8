"""Read a few words that ask more about the last answer: why, how long, who looked."""

import re

from bot.understanding.goal_names import find_goals
from bot.understanding.lead_ins import Core, core_of
from bot.understanding.orders import CHANGING, is_no_order
from bot.understanding.ordinals import LAST_ONES, ORDINALS, either
from bot.understanding.places import place_in
from bot.understanding.readings import Reading
from bot.understanding.same_question import Heard
from bot.understanding.talk import GOES_ON, Talk, is_code
from bot.understanding.words import bare

_SURELY = 0.95
_MOST_WORDS, _FEW = 16, 8


def asked_more(heard: Heard, core: Core) -> Reading | None:
    """Return the question that a few words ask about the last answer, or None."""
    if not heard.talk.command or heard.said.codes or len(core.words.split()) > _MOST_WORDS:
        return None
    for kind in (
        _when_was,
        _similar,
        _told_more,
        _why,
        _how_long,
        _tries_left,
        _what_about,
        _who_looked,
        _what_it_ends,
        _good_enough,
        _enough_for,
        _told_later,
    ):
        if found := kind(heard, core.words):
            return Reading(*found, _SURELY)
    return None


def _when_was(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return the call for "when was it?" after a score, or for "what is my best score on that?"."""
    code = subject_of(heard.talk)
    asked = heard.talk.command == "score" and _WHEN_WAS.match(words)
    best = heard.said.readings[0]
    own = MY_SCORE.match(words) and best.score < _CLEARLY and not heard.said.named.mentions
    return ("score", code) if code and (asked or own) else None


def _told_more(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return `correct` if the words say more about an error that was just reported, or ask of it.

    What they say is added to the report, which the person can then send.
    """
    left = _LEAVE.match(bare(heard.text)) or _ORDERS.match(words)
    if heard.talk.command != "correct" or left:
        return None
    best, *others = heard.said.readings
    number = next((c.removeprefix(_SENDS) for c in heard.talk.choices if c.startswith(_SENDS)), "")
    if "?" in heard.text or _ASKED.match(words):
        asks_of_it = best.command == "correct" and not heard.said.people
        return ("correct", f"send {number}" if number else "sent") if asks_of_it else None
    wrong = max((each.score for each in (best, *others) if each.command == "correct"), default=0.0)
    clearly = best.score >= _CLEARLY and wrong < _HARDLY and best.command not in _ON_RECORD
    if clearly or heard.said.people:  # about something else, or another person
        return None
    more = len(words.split()) >= _STATED and not best.argument.startswith("talk:")
    refused = core_of(heard.text).refused and best.command != "correct"
    return ("correct", "more" if number else "") if more and not refused else None


def _similar(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return the list of goals if the words ask after a goal whether there is one like it."""
    asked = heard.talk.command in {"goal", "goals", "follow", "prove"} and _LIKE_IT.search(words)
    return ("goals", "") if asked else None


_LIKE_IT = re.compile(
    r"\b(?:is there|are there|do (?:they|you) have|what about|got|any|hay|tienen?|existe)\b.{0,24}\b(?:similar|like (?:it|that|this|those)|same (?:thing|kind)|equivalent|parecid[oa]s?|similar(?:es)?|como es[aeo]s?|equivalente|igual(?:es)?)\b"
)


def _why(heard: Heard, words: str) -> tuple[str, str] | None:
    talk = heard.talk
    if _WHO_OPENS.fullmatch(words) and (talk.command in _OF_EXAMS or _about_locks(talk)):
        return "ask", "locked"
    if _WHY_SO_LONG.fullmatch(words) and (talk.command in _OF_EXAMS or _about_locks(talk)):
        return "ask", "locked"
    if not _WHY.fullmatch(words):
        return None
    if talk.command == "next" or (talk.command in _EXPLAIN_THEMSELVES and talk.argument):
        return talk.command, talk.argument
    return None


def _how_long(heard: Heard, words: str) -> tuple[str, str] | None:
    talk = heard.talk
    if talk.command in _PAPERS - {"prove", "proofs"} and _LINK_ENDS.search(words):
        return "help", "share"
    unsure = heard.said.readings[0].score < _CLEARLY and not heard.said.named.mentions
    if unsure and talk.command in _OF_EXAMS | {"ask"} and _TILL_SHOWN.match(words):
        return "ask", "passed-no-credential"
    if not _HOW_LONG.fullmatch(words):
        return None
    if talk.command in {"prove", "proofs"}:
        return ("help", "prove") if talk.template == "prove" else ("proofs", "")
    if talk.command in {"verify", "share", "certificate", "credential", "watch", "print"}:
        return "ask", "expiry"
    if talk.command in _OF_EXAMS or _about_locks(talk):
        code = subject_of(talk)
        return ("status", code) if code else ("next", "") if _about_locks(talk) else None
    return None


def _tries_left(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return the question of how often an exam may be retaken, if the words ask it."""
    if heard.talk.command not in _OF_EXAMS | {"ask", ""} or heard.said.named.mentions:
        return None
    return ("ask", "retakes") if _TRIES.search(words) else None


def _what_about(heard: Heard, words: str) -> tuple[str, str] | None:
    talk = heard.talk
    if not _ABOUT.match(words) or heard.said.named.mentions or heard.said.people:
        return None
    # "pa" is Spanish here, not Pennsylvania
    named = [each for each in heard.said.named.words if each.folded != "pa"]
    if find_goals(named, heard.view.goals, vague=False):
        return None
    goal = talk.things.goal
    if (
        goal
        and not _OF_HOLDER.search(words)
        and (talk.command in _OF_GOALS or (talk.command == "cost" and talk.argument == goal))
    ):
        return "goal", goal
    if talk.command == "goal" and _OF_HOLDER.search(words):
        return None
    pointed = _POINTED_PLACE.search(words)
    place = place_in(pointed[1]) if pointed else None
    listed = [each for call in talk.choices if (each := _credential_in(call, heard))]
    code = subject_of(talk)
    if place is not None and listed and place < len(listed):
        code = listed[place]
    if not code and talk.command in {"verify", "check", "watch"}:
        code = next(iter(talk.things.credentials), "")
    if not code and talk.command in {"verify", "check"} and _OF_HOLDER.search(words):
        return "ask", "meaning"
    return ("credential", code) if code else None


def _credential_in(call: str, heard: Heard) -> str:
    code = call.rpartition(" ")[2]
    return code if heard.catalog.credential(code) else ""


def _who_looked(heard: Heard, words: str) -> tuple[str, str] | None:
    command = heard.talk.command
    if command in _OF_RECORDS and _WHO_MAY.fullmatch(words):
        return "privacy", ""
    if not _LOOKED.search(words) or _MAY.search(words) or len(words.split()) > _FEW:
        return None
    if command in {"prove", "proofs"}:
        return "proofs", ""
    return ("seen", "") if command in {"share", "withdraw", "print", "certificate"} else None


def _what_it_ends(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return `help` for the last command if the words ask whether it erases something."""
    asks = heard.talk.command in CHANGING and _ERASES.match(words)
    return ("help", heard.talk.command) if asks else None


_ERASES = re.compile(
    r"(?:(?:wait|but|so|ok|y|pero) )*(?:(?:does|will|would|did) (?:that|this|it) (?:\w+ )?(?:erase|delete|wipe|remove|destroy|lose|kill|end)\b"
    r"|(?:(?:y|pero) )?(?:eso |con eso |ahi )?(?:se |me )?(?:l[oa] )?(?:borra|elimina|pierde|quita)(?: (?:todo|para siempre|del todo))?$)"
)


def _good_enough(heard: Heard, words: str) -> tuple[str, str] | None:
    return (
        ("ask", "passing-score")
        if heard.talk.command == "score" and _ENOUGH.search(words)
        else None
    )


def _enough_for(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return the call that checks the codes just verified against a named rule."""
    talk = heard.talk
    codes = talk.things.code
    if talk.command not in {"verify", "check", "watch"} or not codes or _OF_RULE.search(words):
        return None
    surely = (
        _IF.match(bare(heard.text)) is not None
    )  # "and if he only sends me a photo of his diploma"
    goals = find_goals(heard.said.named.words, heard.view.goals, vague=not surely)
    if len(goals) != 1 or heard.said.named.mentions:
        return None
    asked = _MEETS.search(words) or talk.command == "check" or len(words.split()) <= _FEW - 2
    return ("check", f"{codes} for {goals[0].code}") if asked else None


def _told_later(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return the call to watch the last code, if the words ask for a message when it changes."""
    talk = heard.talk
    if not _LATER.search(words) or talk.command not in {
        "verify",
        "check",
        "watch",
        "credential",
        "goal",
    }:
        return None
    if heard.said.named.mentions or not talk.things.code or heard.text.rstrip().endswith("?"):
        return None
    return None if is_no_order(order_in(words)) else ("watch", _code_meant(words, talk))


def _code_meant(words: str, talk: Talk) -> str:
    """Return the code that words such as "the second" mean, or else the last code.

    If one of two verified codes is now watched, such words mean the other code.
    """
    last, *before = talk.things.codes
    shown = last.split() if " " in last else [*reversed(before), last]
    pointed = _POINTED_PLACE.search(words)
    place = place_in(pointed[1]) if pointed else None
    if place is None or place >= len(shown):
        return last
    return before[0] if talk.command == "watch" and len(before) == 1 else shown[place]


def subject_of(talk: Talk) -> str:
    """Return the one credential that the chat is about, or "" if there are none or several."""
    code = talk.subject.partition(" ")[0]
    if not code and talk.command in GOES_ON | {"remind", "withdraw"}:
        code = talk.argument.partition(" ")[0]
    return code if is_code(code) else ""


def wants_word(words: str) -> bool:
    """Whether words ask to be told later, as in "let me know then" or "avísame"."""
    return _LATER.search(words) is not None


def order_in(text: str) -> str:
    """Return the order in a message, without the words that lead in to the order.

    Also leave out the condition after "let me know if".
    """
    words = core_of(text).words
    later = _LATER.search(words)
    return words[: later.end()] + _WHEN.sub(" ", words[later.end() :]) if later else words


def _about_locks(talk: Talk) -> bool:
    if talk.command == "students":
        return talk.argument.startswith("locked")
    return talk.command == "ask" and talk.argument in {"locked", "retakes"}


_WHO_OPENS = re.compile(
    r"(?:who(?: is it that| can| does| has to| gets to)? ?(?:un)?(?:locks?|opens?)(?: (?:it|them|that|those|the exams?))?(?: (?:up|back up|again))?"
    r"|(?:quien|y quien) (?:(?:l[oae]s?|se l[oa]s?|puede) )*(?:abr\w+|desbloque\w+|destrab\w+)(?: (?:el|los) ex\w+)?)"
    r"(?:,? (?:(?:is it|es) )?(?:my|the|mi|el|la|us|i|yo|ustedes)(?: \w+)?(?:,? (?:or|o) .{1,24})?)?"
)
_ASKED = re.compile(
    r"(?:what|how|who|when|where|why|which|can|could|do|does|is|show|que|como|quien\w*|cuando|donde|por que|cual\w*|cuant\w+|puedo|se puede|muestr\w+|dime)\b"
)
_SENDS = "correct send "
"""How the call begins that sends a report."""
_STATED = 3
"""Minimum number of words in a statement about an error in the record."""
_CLEARLY, _HARDLY = 0.6, 0.1
"""Scores that show that a message asks something else than to correct the record.

That is so if the best reading scores at least `_CLEARLY` and `correct` less than `_HARDLY`.
"""
_IF = re.compile(r"(?:(?:and|y|but|pero|so|oye|ok) )*(?:what )?(?:if|si)\b")
_LEAVE = re.compile(
    r"(?:(?:no|ok|wait|espera|mejor)[ ,.]+)*(?:don'?t|do not|never|no (?:l[oaes]s? |me |se )?(?:mand|envi|borr|quit|hag|toqu|cambi|elimin)\w*)\b"
)
"""Matches words that say not to do something, such as to send a correction."""
_ORDERS = re.compile(
    r"(?:delete|erase|remove|make|create|print|give|send|show|put|cancel|stop|share|bor[r]\w+|elimin\w+|haz\w*|hag\w+|imprim\w+|mand\w+|envi\w+|pon\w*|cancel\w+|quit[ae]\w*|dame|muestr\w+)\b"
)
"""Matches the beginning of an order, which adds nothing to a report."""
_ON_RECORD = frozenset(("correct", "score", "status", "whoami", ""))
"""Commands about what is on record.

A message with one of these readings may still say what is wrong in the record.
"""
_PAPERS = frozenset(("share", "prove", "proofs", "certificate", "print"))
MY_SCORE = re.compile(
    r"(?:what|which|how|cual|cuanto|que)\b.{0,16}\b(?:my|mi) (?:own |best |highest |last |first |final |mejor |ultim[oa] )*(?:score|grade|mark|points|calificacion|puntaje|nota)\b"
)
_WHEN_WAS = re.compile(
    r"(?:when (?:did i|was (?:it|that))|what (?:day|date)|cuando (?:l[oa] )?(?:pase|presente|saque|hice|fue)|que dia)\b"
)
_OF_EXAMS = frozenset(("status", "next", "remind", "score"))
_OF_GOALS = frozenset(("goal", "goals", "follow", "unfollow", "prove", "check", "roster"))
_EXPLAIN_THEMSELVES = frozenset(("check", "verify", "goal"))
_OF_RECORDS = frozenset(("status", "score", "data", "whoami", "certificate", "next", "seen"))
_THAT = r"(?: (?:is|that|this|it|one|not|so|no|eso|es[ae]|est[ae]|him|her|el|ella|then|now|and not the other|precisely|exactly|mero|me))*"
_WHY = re.compile(rf"(?:why|how come|por que|(?:como|y eso) por que|how so){_THAT}")
_WHY_SO_LONG = re.compile(
    r"(?:why|how come) (?:is it |do i have to wait |does it take )?(?:so|that|this) (?:long|much time)|por que tanto(?: tiempo)?"
    r"|por que (?:se tarda|tarda|tardan) tanto|why (?:do|must) i (?:have to )?wait(?: so long)?"
)
_HOW_LONG = re.compile(
    r"(?:for|until|till)? ?how (?:much )?(?:long(?:er)?|more time)(?: (?:is (?:it|that)|will (?:it|that) be|does (?:it|that)"
    r" (?:work|stay|last)|do i (?:have to |need to |gotta )?wait|am i|is it)?(?: (?:for|good|valid|locked(?: out)?|closed|open|good for"
    r"|valid for|left|to go|more))*)?(?: then| now)?"
    r"|(?:por|hasta|como por) (?:cuanto|cuando)(?: tiempo)?(?: (?:mas|es|sirve|vale|dura|queda|tengo que esperar|va a estar))*"
    r"|cuanto (?:tiempo )?(?:mas )?(?:falta|tengo que esperar|hay que esperar|espero)|cuanto tiempo (?:mas )?(?:vale|sirve)"
)
_LINK_ENDS = re.compile(
    r"^(?:will|does|do|can|could|would|is|when|how long|cuando|cuanto|se|va a|sigue|y si)\b.*\b(?:links?|urls?|ligas?|enlaces?)\b.*"
    r"\b(?:stop\w*|expires?|run out|go(?:es)? (?:dead|bad|away)|die|dies|last|good for|forever|dej\w+ de (?:funcionar|servir|jalar)|venc\w+|caduc\w+|dura\w*|para siempre)\b"
    r"|^(?:se venc\w+|caduc\w+|deja\w* de (?:funcionar|servir)|cuanto dura)\b.*\b(?:links?|ligas?|enlaces?)\b"
)
"""Matches the question whether or when a shared link stops working."""
_TILL_SHOWN = re.compile(
    r"(?:how (?:long|soon|many days)|when)\b.{0,24}\b(?:shows?(?: up)?|appears?|posts?|pops? up|turns? into|becomes?|counts?) (?:as |in |on |up |here |there |into |for )*(?:an? |the |my )?(?:credential|certificate|badge|record|system|here|there)\b"
    r"|(?:cuando|en cuanto(?: tiempo)?|cuanto (?:tiempo )?(?:se )?(?:tarda\w*|falta)|para cuando)\b.{0,24}\b(?:aparec\w+|sal(?:e|ga|ir)|reflej\w+|cuent\w+|qued\w+)\b.{0,16}\b(?:credencial|certificado|registro|sistema|aqui|ahi)\b"
)
"""Matches the question when a passed exam becomes a credential."""
_A_TRY = r"(?:tr(?:y|ies|ys)|attempts?|chances?|shots?|intentos?|oportunidad(?:es)?)"
_TRIES = re.compile(
    rf"\b(?:how many|any) (?:\w+ )?{_A_TRY} .{{0,16}}\b(?:left|have|get|remain\w*)\b|\b(?:one|1) of my {_A_TRY}\b|\b{_A_TRY} (?:left|gone|remaining)\b"
    rf"|\bcuant[oa]s (?:mas )?{_A_TRY} (?:mas )?(?:me )?(?:quedan?|faltan?|tengo|dan|hay)\b|\bme (?:quedan?|queda otr[oa]|gaste|conto) (?:un |otr[oa] |mas )*{_A_TRY}\b"
    r"|\b(?:reprob\w+|tron[eo]|fail\w*|flunk\w*|bomb\w*)\b.*\b(?:cuant[oa]s (?:veces )?(?:mas )?(?:me )?quedan|how many (?:more )?(?:do i have )?left)\b"
)
_ABOUT = re.compile(
    r"(?:(?:can you |please )?(?:tell|show) me (?:more |what )?(?:about )?(?:it|that|this|that one|this one|what (?:it|that) is)\b"
    r"|what(?: is| are| does| do|'s)? ?(?:it|that|this|those|them|the (?:\w+ )?one|he|she|they)? ?(?:one )?(?:is |even |really |exactly |actually"
    r" |all )*(?:about|for|cover\w*|ask\w*|test\w*|teach\w*|involv\w*|requir\w*|want\w*|tak(?:e|es)|need\w*)(?: for| from \w+)?$"
    r"|what(?: all)? is (?:in|on) (?:it|that(?: one)?|there|(?:that|this|the) (?:exam|test|part|piece|one))(?: anyway| exactly)?$|(?:que (?:trae|tiene|viene en|cubre|pide|lleva) )?(?:es[ae]|est[ae]|el|la) (?:examen|prueba|pieza|parte)(?: que (?:trae|tiene|cubre|pide|lleva))?$|what is (?:it|that|that one|this one)(?: one)?(?: then| anyway| exactly)?$|what(?: is| are) .{0,16}\babout\b"
    r"|(?:explain|describe) (?:it|that|this)(?: one)?(?: to me)?$"
    r"|what (?:does|do|would|will) (?:it|that|this|that one|the (?:card|credential|certificate|badge)) (?:let|allow|qualify|enable|train) (?:him|her|them|me|you|us|someone|somebody|a person)(?: to)?(?: do)?(?: (?:on|from) (?:day one|the (?:first day|floor)))?$"
    r"|(?:es[aeo] |est[aeo] |la |el )?(?:credencial |certificado |titulo )?que (?:quiere decir|significa|implica)(?: (?:es[aeo]|est[aeo]|la credencial|el certificado))?(?: en (?:la practica|el taller|el piso))?$"
    r"|(?:dime |explicame |y )?de que (?:se )?(?:trata|es|va|habla)\b|que (?:cubre|incluye|pide|piden|lleva|abarca|ensena|evalua|miden?)\b(?! para)"
    r"|(?:dime|cuentame|explicame) (?:mas )?(?:de |sobre )?(?:es[aeo]|est[aeo])\b|en que consiste\b|que es (?:es[aeo]|est[aeo])\b"
    r"|para que (?:es|sirve)\b"
    r"|what (?:does|do|did|is|would) (?:that|this|the) (?:credential|certificate|cert|card|badge)(?: \w+)? (?:cover\w*|certif\w*|about|for|prove\w*)$"
    r"|what (?:does|do|would|will|should) (?:it|that|this|they|those) (?:tell|say|show|mean)\b.{0,24}\b(?:he|she|they|him|her|them|holder|person|guy)\b.*$"
    r"|what (?:can|could|does|should|would) (?:someone|somebody|anyone|a (?:person|guy|man|worker|machinist)|people|folks|she|he|they|the (?:holder|person))"
    r" (?:actually |really |even )?(?:(?:with|who has|who holds|holding) (?:(?:it|that|this|one|the|a)\b ?)+(?:credential|certificate|cert|card|badge)? ?)?"
    r"(?:actually |really |know how to |be able to |able to )*(?:do|know|run|make)(?: (?:with|for) (?:(?:it|that|this|one)\b ?)+(?:credential|certificate|cert|card|badge)?)?$"
    r"|what(?: (?:would|did|does)|'d|'ll) (?:(?:someone|somebody|a person|she|he|they|you|one) )?(?:have|had|need) to (?:do|pass|know|show|make)(?: to (?:get|earn) (?:it|that|this)(?: one)?)?$"
    r"|que (?:puede|sabe|sabria|podria)n? (?=.*\b(?:alguien|persona|uno|el|ella|quien|con|de|tiene)\b)(?:hacer )?(?:alguien|una persona|uno|el|ella|quien|la persona|el que)?(?: ?(?:hacer|con|que (?:la|lo|tiene|tenga)|de"
    r"|(?:es[ae]|est[ae]) (?:credencial|certificado|tarjeta)|es[aeo]|est[aeo]|tiene|la tiene))*$)"
)
_OF_HOLDER = re.compile(
    r"\b(?:credential|certificate|cert|badge|credencial|certificado|someone|somebody|anyone|person|people|folks|guy|she|he|they|holder|alguien|persona|ella)\b"
)
"""Matches words about a credential or its holder, so that a question is not about a goal."""
_POINTED_PLACE = re.compile(rf"\b(?:the|la|el) ({either(ORDINALS[:3])}|{LAST_ONES})\b")
_WHO_MAY = re.compile(
    r"(?:who|what people|who all|who else) (?:can |could |gets to |may |is able to |all )*(?:sees?|looks? at|reads?|knows?|access(?:es)?)"
    r" ?(?:it|this|that|them|those|that number|that score|these|my \w+)?|quien(?:es)? (?:mas )?(?:(?:lo|la|los|las|me|mis?|puede|pueden) )*(?:ve|ven|ver|verlo|verla|mira|miran|saben?)"
)
_MAY = re.compile(r"\b(?:can|could|may|gets? to|will|would|puede\w*|podria\w*|va a|van a)\b")
_LOOKED = re.compile(
    r"^(?:did|has|have|had|was|were|is|how (?:many|often)|who|quien(?:es)?|alguien|cuant[oa]s?|ya|lo|la|los|las|sabes si)\b.*"
    r"\b(?:open(?:ed)?|look(?:ed|s)?|seen?|saw|view(?:ed|s)?|click(?:ed)?|visited|used|checked|peek(?:ed)?|vi(?:o|eron|st[oa]s?)"
    r"|abri(?:o|eron)|abiert[oa]s?|mir(?:o|aron|ado)|entr(?:o|aron|ado)|us(?:o|aron|ado)|checo|checaron|checado)\b"
)
_ENOUGH = re.compile(
    r"\b(?:good enough|enough|is (?:that|it|(?:a |an )?\d+) (?:good|ok|okay|bad|passing|a pass|close|far|low|high|decent)|how (?:close|far) (?:is|was)|how (?:much|many|high) (?:do|does|is|are)|what (?:is|are) (?:the )?(?:passing|minimum)"
    r"|what do (?:i|you) need to pass|alcanz\w*|basta|suficiente|cuanto (?:piden|ocupo|se (?:necesita|ocupa)|es (?:el minimo|lo minimo))"
    r"|(?:es|esta) (?:buen[oa]|bien|mal[oa]?|cerca|baj[oa]|alt[oa]))\b"
)
_OF_RULE = re.compile(
    r"\b(?:what|which|how|que|cual|cuanto)\b.*\b(?:ask|asks|need|needs|want|wants|require\w*|is|cost|pide\w*|exige\w*|es|cuesta\w*|falta)\b"
    r"|\b(?:do i|can i|my|mi|follow|track|seguir|cost\w*|cuesta\w*)\b"
)
_MEETS = re.compile(
    r"\b(?:meets?|satisf\w*|enough|qualif\w*|counts?|covers?|suffic\w*|fulfil\w*|eligible|reach(?:es)?|good for|makes?|pass(?:es)?"
    r"|would|does|will|cumpl\w*|alcanz\w*|basta\w*|vale|cubr\w*|suficiente\w*|llena\w*|calific\w*|sirve|llega|entra|da para|le da)\b"
)
_LATER = re.compile(
    r"\b(?:let (?:me|us) know|tell (?:me|us)(?! (?:more|about|what|which|who|how|why|the|that|this|it))|(?:ping|remind|notify|warn|alert|buzz) (?:me|us)|holler"
    r"|(?:text|message|email|mail|write|write to|call|send|dm) (?:me|us)(?= (?:when|if|once|the (?:day|minute|moment)|as soon|then|about (?:it|that))|$)"
    r"|shout|give (?:me|us) a (?:shout|holler|heads[ -]?up|ping|call)|heads[ -]?up|keep (?:me|us) (?:posted|updated|in the loop)"
    r"|keep (?:an )?(?:eye|watch|tabs)|watch (?:it|that|this|her|him|them|that one|this one)|want to (?:know|hear)"
    r"|avis(?:a|e|ame|eme|anos|enos|en|enme|ar|arme|as)\b|(?:me|nos) avis\w+|recuerd\w+|dime cuando|dime si"
    r"|ech(?:ame|ale|eme|ele) (?:un )?(?:ojo|grito)|vigil\w+|al tanto|al pendiente|con cuidado)\b"
)
_WHEN = re.compile(r"\b(?:if|si|when|cuando|as soon as|en cuanto|once)\b.*")
