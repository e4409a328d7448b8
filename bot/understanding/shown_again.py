"""Read a few words that ask to see the last answer again, or whether it can be undone."""

import re

from bot.understanding.asked_more import subject_of
from bot.understanding.lead_ins import Core
from bot.understanding.readings import Reading
from bot.understanding.same_question import Heard
from bot.understanding.talk import GOES_ON
from bot.understanding.words import asks

_SURELY, _MOST_WORDS = 0.95, 10


def shown_again(heard: Heard, core: Core) -> Reading | None:
    """Return the call that shows the last answer again, what it changed, or how to undo that."""
    if heard.said.codes or heard.said.named.mentions or len(core.words.split()) > _MOST_WORDS:
        return None
    for kind in (_repeated, _whole, _parts, _all, _as_it_stands, _undone):
        if found := kind(heard, core.words):
            return Reading(*found, _SURELY)
    return None


def _repeated(heard: Heard, words: str) -> tuple[str, str] | None:
    talk = heard.talk
    if talk.command not in _REPEATED or not _AGAIN.fullmatch(words):
        return None
    return talk.command, talk.argument


def _whole(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return the last list, if the words ask whether it is complete."""
    talk = heard.talk
    listed = talk.command in _LISTS and (talk.command == "students" or not talk.argument)
    return (talk.command, talk.argument) if listed and _THAT_ALL.fullmatch(words) else None


def _all(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return the last question, asked about all credentials instead of one."""
    command = heard.talk.command
    if command == "score" and _OF_SCORES.fullmatch(words):
        return command, ""
    found = _ALL if command in _OF_ALL else _BOTH if command in _OF_BOTH else None
    # all reminders were just ended, or are meant to be set
    ended = "off" if (command, heard.talk.argument) == ("remind", "off") else ""
    return (command, ended) if found and found.fullmatch(words) else None


def _parts(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return the last question, about both exams of the credential or each attempt."""
    talk, code = heard.talk, subject_of(heard.talk)
    if not code or talk.command not in {"status", "score"} or not _BOTH_PARTS.fullmatch(words):
        return None
    return talk.command, code


def _as_it_stands(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return the call that shows the list or the settings that the last call changed."""
    command = _LISTED_BY.get(heard.talk.command)
    if command is None:
        return None
    asked = _STANDS.fullmatch(words) or ("?" in heard.text and _ALL_SET.fullmatch(words))
    return (command, "") if asked or (command == "proofs" and _MADE.fullmatch(words)) else None


def _undone(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return the help that says how to take back what the last call did."""
    talk = heard.talk
    command = talk.argument if talk.command == "help" else talk.command
    if command not in _UNDOES:
        return None
    if _WHAT_THEN.search(words) and heard.said.readings[0].command in _OF_WORDS:
        return "help", command
    asked = "?" in heard.text or asks(words)
    return ("help", _UNDOES[command]) if asked and _TAKEN_BACK.search(words) else None


_REPEATED = (GOES_ON - {"share"}) | {
    "ask", "goal", "goals", "catalog", "verify", "check", "seen", "proofs", "privacy", "help",
    "student", "students", "roster",
}  # fmt: skip
"""Commands that only show something."""
_AGAIN = re.compile(
    r"(?:(?:can|could|would|will) you |(?:me )?(?:puedes?|podrias?) )?(?:"
    r"(?:repeat|say|tell me|show me|give me|send(?: me)?)(?: (?:it|that|this|the last(?: one| part| thing| answer)?|what you (?:just )?said))? (?:again|once more|one more time)"
    r"|repeat(?: (?:it|that|this|the last(?: one| part| thing| answer)?))?|come again|again|one more time|once more|what was (?:it|that)(?: again)?|what did you (?:just )?say"
    r"|(?:me )?(?:l[ao]s? )?(?:repit\w+|repet\w+)(?: (?:eso|lo ultimo|lo anterior|l[ao] de antes|la respuesta|todo))?"
    r"|(?:dime|di|muestra|ensena|manda|pon)(?:me)?(?:l[ao]s?)?(?: eso)? (?:otra vez|de nuevo)|(?:otra vez|de nuevo)|como dijo|que (?:dijiste|decia|era)(?: eso)?"
    r")(?: (?:please|pls|por favor|porfa|otra vez|de nuevo|again))*"
)
_LISTS = frozenset(("approve", "watch", "proofs", "seen", "remind", "students", "goals", "result"))
_THAT_ALL = re.compile(
    r"(?:(?:is|are|was|were) )?(?:that|it|this|those|these|they) (?:is |are )?(?:all(?: of (?:them|it))?|everybody|everyone|everything|the (?:whole )?(?:list|lot)|it)(?: (?:waiting|today|now|then|so far|right now|you have))*"
    r"|(?:(?:is|are) there )?(?:anyone|anybody|any|anything|someone) (?:else|more|others)(?: (?:waiting|on (?:the|that) list|there|left))*|nobody else|no one else|no more|just (?:those|them|these|that)"
    r"|(?:son|es|eran|era) (?:todos?|todas?|tod[oa]s ell[oa]s|l[oa]s unic[oa]s)(?: (?:los|las) que hay)?|(?:nada|nadie|alguien|algun[oa]|hay|algo|no hay) (?:mas|otr[oa]s?|alguien mas|nadie mas|algo mas)(?: (?:esperando|pendiente|en la lista))*|(?:solo|nomas|nada mas) es[oa]s"
)
"""Matches the question whether the list just shown is complete."""
_OF_ALL = frozenset(("status", "score", "remind", "cost"))
_OF_BOTH = frozenset(("print", "share", "withdraw", "certificate"))
_EACH = r"all|every one|each one|todas?|todos?|them all|(?:the |l[oa]s )?(?:other (?:two|three|ones)|others|rest|otr[oa]s(?: (?:dos|tres))?|demas)|(?:the|el) (?:rest|resto)"
_TOGETHER = r"(?: (?:of (?:them|it|mine)|ell[ao]s|juntas|juntos|then|please|mine|my ones|las mias|los mios|de un[ao]? (?:vez|ves|jalon)|at once|together|too|tambien))*"
_LET = r"(?:(?:print|show|send|give|me|give me|imprime(?:me)?|dame|manda(?:me)?(?:l[ao]s)?|pasa(?:me)?(?:l[ao]s)?|quiero|make it|do|hazlo con) )*"
_ALL = re.compile(rf"{_LET}(?:{_EACH}){_TOGETHER}")
_BOTH = re.compile(rf"{_LET}(?:{_EACH}|both|amb[oa]s|l[oa]s dos){_TOGETHER}")
_OF_SCORES = re.compile(
    r"(?:(?:what|which|was|is|are|s|my|the|of|them|all|y|cual|fue|es|la|el|lo|mi|de|todas?|one|add|up|whats) )*"
    r"(?:lowest|highest|worst|best|average|avg|peor|mejor|promedio|mas (?:baj|alt)[oa])(?: (?:one|score|of them|of all|overall|nota|calificacion|de todas?|es|fue|cual))*"
)
"""Matches words that compare the writer's scores, as in "the lowest".

The answer shows all scores.
"""
_BOTH_PARTS = re.compile(
    r"(?:(?:and|so|for|was|is|did|are|what|i|got|get|how|y|en|cuanto|saque|me|fue|que|pase|passed) )*"
    r"(?:both|both the|the two|(?:en )?l[oa]s dos|amb[oa]s) (?:parts?|halves|exams?|tests?|pieces|times|tries|attempts|partes|veces|mitades|examenes|pruebas|intentos)"
    r"(?: (?:of (?:it|that|them|that one)|then|too|passed|done|de es[aeo]))*"
)
_LISTED_BY = {
    "notices": "notices",
    "watch": "watch",
    "unwatch": "watch",
    "follow": "goals",
    "unfollow": "goals",
    "prove": "proofs",
    "proofs": "proofs",
    "remind": "remind",
}
_STANDS = re.compile(
    r"(?:how|what|where)(?: is| are| does| do|'s)? (?:it|they|that|things|everything|the settings?|my (?:list|settings?|notices|goals|reminders|links))"
    r"(?: (?:all|set|to|at|up|now|look\w*|like|stand|right|currently|going to be))*"
    r"|(?:(?:can|could) (?:i|you) |let me |show me |see |a ver |ver |muestra(?:me)? |ensena(?:me)? |dame )*(?:the|my|la|mi) (?:whole |full )?(?:list|lista)(?: now| please| por favor)?"
    r"|show me(?: (?:that|it|them|(?:the|my) settings?))?(?: (?:now|again|right now|currently))*"
    r"|what(?: is|'s)? (?:do i (?:still )?have |all )?(?:is )?on (?:the|my|that) list(?: now)?|what did i (?:end up with|pick|set)"
    r"|what do (?:i|we) have(?: (?:set|now|again|right now|currently|so far|left))*"
    r"|(?:which|what)(?: ones?)? (?:do (?:i|we) have|am i (?:watching|following)|are we (?:watching|following)|are (?:on|left|still on))(?: there| now| so far| on it)*"
    r"|(?:como|que) (?:me )?(?:qued(?:o|aron|amos|e|a|an)|estan?|estamos|tengo|andan?|van?)(?: (?:eso|ahora|ahorita|entonces|puest[oa]s?|configurad[oa]s?|activad[oa]s?|todo|ya|la cosa|la lista|(?:los|mis) \w+))*"
    r"|(?:what|which|anything|who) else(?: (?:am i|are we|do i have|do we have|have i got|is|are|on))*(?: (?:watching|following|there|set|on (?:it|there|the list)|here|going))*"
    r"|(?:que|cuales|cuant[oa]s)(?: es lo que)?(?: (?:mas|otr[oa]s?))? (?:me )?(?:tengo|hay|quedan?|llevo|sigo|vigilo|quedaron)(?: (?:ahi|aqui|alli|en (?:la|mi) lista|ahora|ya|hasta ahora|puest[oa]s?|activ[oa]s?|todavia))*"
)
_ALL_SET = re.compile(
    r"(?:is|are) (?:it|that|this|they|everything)(?: all)? (?:set|saved|done|ready|on|good)(?: (?:up|now|to go))*|did (?:it|that) (?:save|stick|work|take|go through)"
    r"|(?:ya )?(?:me )?(?:quedo|quedaron|esta|estan)(?: (?:todo|ya|list[oa]s?|asi|bien|guardad[oa]s?|puest[oa]s?))*|(?:ya )?se (?:guardo|guardaron|puso)(?: (?:todo|bien))?"
)
_MADE = re.compile(
    r"(?:(?:show|list|let me see|see|give me|which|what|where|what about|ensename|muestrame|muestra|dame|a ver|ver|cuales|que) ?(?:me )?(?:are )?)+"
    r"(?:all )?(?:the |my |mis? |los |las )?(?:ones?|links?|proofs?|ligas?|enlaces|comprobantes|l[oa]s que)? ?"
    r"(?:(?:that )?i(?:'ve| have)? ?(?:made|got|already made|have|so far|ya)*|ya (?:hice|tengo)|hice|tengo|he hecho|so far|made|now)*"
)
_UNDOES = {
    "share": "withdraw",
    "withdraw": "withdraw",
    "follow": "unfollow",
    "unfollow": "unfollow",
    "watch": "unwatch",
    "unwatch": "unwatch",
    "unlink": "unlink",
    "forget": "forget",
    "prove": "prove",
}
"""For each command, the command whose help says how to undo it, or that it cannot be undone."""
_TAKEN_BACK = re.compile(
    r"\b(?:get|take|bring|pull)\b.{1,24}\bback\b|\bundo\w*|\breverse|\bchange my mind|\bfor ?ever\b|\bis that final\b|\b(?:me )?(?:l[aeo]s? )?recuper\w+|\bdeshac\w+"
    r"|\bvolver atras|\bpara siempre|\barrepient\w+|\b(?:take|hide) (?:it|that|them) (?:down|off)? ?(?:later|after)|\bl[ao]s? (?:puedo|puede uno) (?:quitar|retirar)"
    r"|\b(?:se )?(?:puedo|puede[sn]?|podria|podre) (?:quitar|retirar|bajar|ocultar|esconder|borrar|cancelar)(?:l[oa]s?)? (?:despues|luego|mas tarde|mas adelante|al rato|otro dia)\b"
    r"|\b(?:take|hide|remove|pull|kill|delete|end|stop)\b.{0,12}\b(?:later|after(?:wards)?|some ?day|any ?time|whenever)\b"
)
_OF_WORDS = frozenset(("", "help", "withdraw", "unlink", "forget", "status", "unclear"))
_WHAT_THEN = re.compile(
    r"\b(?:what happens|what would happen|what if i|what does (?:it|that|this) do|que (?:pasa|pasaria|sucede|hace eso))\b"
)
