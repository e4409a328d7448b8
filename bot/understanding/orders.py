"""Tell an order to change something from words that only mention such an order."""

import re
from collections.abc import Sequence

from bot.understanding.classifier_labels import NO_ORDER
from bot.understanding.command_words import command_in
from bot.understanding.not_wanted import (
    CLAUSE,
    NOT_TO_SHOW,
    NOT_WANTED,
    erases_it,
    is_not_shown,
    is_unwanted,
)
from bot.understanding.readings import Reading
from bot.understanding.results_in_text import YES_HE_DID
from bot.understanding.words import asks, only_tells, plain
from core.values import replace

_NO_ORDER = re.compile(
    r"\b(?:dont|don't|do not|never|not|wont|won't|didnt|if|should (?:i|we|it|they|the|my)|would|said|says|told|tells|mean"
    r"|means|what does|my friend|he|she|they|someone|no|nunca|jamas|si|dijo|dice|significa|mi amigo"
    r"|deberia)\b|[\"\u201c\u201d\u00ab\u00bb]"
)
_ASKED_ABOUT = re.compile(
    r"^\W*(?:and |so |but |y |pero )*(?:who|whos|who's|which|how many|is|are|was|were|did|has|have i|does|am i"
    r"|what|how|why|que(?! me| nos)|como"
    r"|quien\w*|cual\w*|cuant[oa]s|acaso)\b"
)
"""Matches the beginning of a question about a fact, which is not an order."""
_NOT_RECORDED = re.compile(
    r"\b(?:dont|don't|do not|not|never|todavia no|aun no|no (?:lo |la |le |les |me )?)(?: \w+){0,2}"
    r" ?(?:record(?:ing)?|mark(?:ing)?|writ(?:e|ing)|enter(?:ing)?|log(?:ging)?|put(?:ting)?|note|anot\w+|apunt\w+|marqu\w+|marc\w+|registr\w+|pong\w+"
    r"|aprueb\w+|reprueb\w+)\b"
    r"|\b(?:dont|don't|do not) (?:fail|flunk) (?:him|her|them)\b"
    r"|\b(?:did ?n[o']?t|did not|never|no) (?:fail|flunk|bomb|reprob\w*|trono|trueno|repruebo)\b(?=.*[,.;!])(?!.*\?)"
    r"|\b(?:leave|let) (?:his|her|their|that|the) (?:record|file|score|result)s? (?:be|alone|as is)\b"
    r"|\bdej(?:a|e|en) (?:su|el|ese) (?:registro|expediente|resultado) (?:como esta|en paz|asi)\b"
)
_SUPPOSED = re.compile(
    r"\b(?:if|suppose|imagine|wish|hope|hopefully|bet|probably|maybe|might|would have|wouldve|gonna|going to"
    r"|will (?:pass|fail|probably)|si (?:hubiera|pasa|paso|reprueba)|ojala|seguro que|a lo mejor|quizas?"
    r"|tal vez|va a (?:pasar|reprobar|tronar)|hubiera)\b"
)
"""Matches words that say that a result is only expected or imagined."""
_NOT_THIS = re.compile(r"\w \w+,? no(?:,? (?:por favor|please|gracias|thanks))?\W*$")
"""Matches a message that names something and then refuses it, as in "this phone, no"."""
_NOT_TO_DO = re.compile(
    r"^(?:no,? |please |por favor )*(?:(?:i )?(?:dont|don't|do not|never)"
    r"(?: (?:want|wanna))?(?: (?:to|you to))?"
    r"|i (?:never|didnt|didn't) (?:said|say|ask\w*)(?: you)? to"
    r"|no)\b(?: \w+){0,3}? (?:withdr|unlink|unfollow|delet|eras|remov|forget|unwatch|unshare"
    r"|retir|desvincul|borr|quit|elimin|dej(?!\w* (?:conectad|vinculad|abiert))|ocult|baj[ea]|hide|pull|kill|wipe|unpublish|disconnect|desconect"
    r"|(?:log|sign|kick|boot) (?:\w+ ){0,2}(?:off|out)\b|saqu(?:e|es|en)\b|cierr(?:e|es|en)\b"
    r"|take .{2,40}\b(?:down|offline|off)\b)"
)
_STAYS = re.compile(
    r"^(?!.*\b(?:only|dont|don't|do not|solo|nomas|no (?:me )?dej\w+)\b).*\b(?:stays?|remains?|keep|leave)\b.{0,24}\b(?:linked|connected|logged (?:in|on)|signed in|(?:me|it|us) in)\b"
    r"|^(?!.*\b(?:solo|nomas|no (?:me )?(?:l[oae]s? )?dej\w+)\b).*\b(?:se qued[ae]n?|sigan?|dej[ae]\w*|que siga)\b.{0,24}\b(?:conectad|vinculad|enlazad|abiert)[oa]s?\b"
)
"""Matches words that say that a chat is to stay linked."""
_ENDS = re.compile(
    r"\b(?:rest|drop|cut|kick|remove|take (?:it|the)|get rid|go(?:es)?|out of|off|close|shut|tumb\w+|cort\w+|sierr\w+|demas|quit\w+|saqu\w+|saca\w*|cierr\w+|borr\w+|desconect\w+)\b"
)
_LANGUAGE_STAYS = re.compile(
    r"\bno (?:ocupo|necesito|hace falta|es necesario|hay necesidad de) (?:que )?(?:me )?(?:l[oae]s? )?(?:ponga|cambi|traduzc|pas[eo]|poner|cambiar|traducir|pong)\w*"
    r"|\b(?:dont|don't|do not|no need to|never|(?:dont|don't) (?:need|have) to) (?:switch|change|translate|put|turn)\b"
    r"|\bno (?:me )?(?:l[oae]s? )?(?:cambi[ea]|traduzca|pongas?|pase)[sn]?\b.{0,20}\b(?:idioma|ingles|espanol)\b"
)
"""Matches words that say not to change the language."""
_INSTEAD = re.compile(
    r"(?i)\b(?:i |yo )?(?:just|only|simply|s[oó]lo|solamente|nom[aá]s|nada m[aá]s)\s+(.+)",
    re.DOTALL,
)
"""Matches the wish that replaces an order: "don't delete me, I just want to know what you keep"."""
_ONLY_ASKED = re.compile(
    r"\b(?:(?:just|only|was|merely) (?:asking|wondering|curious|checking|kidding|playing)(?: (?:what (?:would|will) happen|how it works|that|is all|about it))?"
    r"|(?:solo|nomas|nada mas|era|es) (?:(?:estaba|ando|era|es) )?(?:preguntando|pregunt[aeo]\w*|por saber|(?:una )?pregunta|por curiosidad|curiosidad|jugando))[\s.!]*$"
)
"""Matches the end of a message that was only a question, as in "just asking".

These words name nothing to do instead.
"""
_REPORTED = re.compile(
    r"[\"\u201c\u201d\u00ab\u00bb]|(?<!\w)'\w[^']*\w'(?!\w)"
    r"|\b(?:said|says|told|tells|wrote|writes|typed|texted|asked (?:me|us|you)|dijo|dice[ns]?|escribio|puso|mando decir)\b"
)
_QUOTED = re.compile(
    r"[\"\u201c\u201d\u00ab\u00bb]|(?<!\w)'\w[^']*\w'(?!\w)"
    r"|\b(?:said|says|wrote|writes|typed|texted|dijo|dice|escribio|puso)\b"
)
_LEAVE_IT = re.compile(
    r"(?:^|[,.;:!] *|\by |\band |\bbut |\bpero )(?:please,? |por favor,? |pls )?"
    r"(?:dont|don't|do not|no|nope|nah|ignor\w+|leave (?:it|that|them)|forget (?:it|that)|no (?:lo |le )?hagas?\b.{0,12})"
    r"(?: (?:do|to|hagas?))?(?: (?:it|that|this|anything|nada|eso|caso))?[ ,.;:!-]*$"
)
"""Matches the end of a message that says not to do what it quotes."""
_ONLY_LIST = re.compile(
    r"(?:want|need|to see|want to see|quiero|ver|quiero ver)?[ ]?(?:the|la|my|mi|our) (?:list|lista)\W*"
)
_OF_WATCHES = re.compile(r"\b(?:(?:un)?watch\w*|vigil\w+)\b")
_MY_WATCHES = "the list of codes that we watch"
_NOT_NOW = re.compile(
    r"\b(?:dont|don't|do not|never(?! ?mind)|not to)(?: \w+){0,2}? (?:undo|take|kick|cut|disconnect|unhook|unlink|remove|boot"
    r"|drop|log|sign|open|close|shut|hide|change|set|switch|end|cancel|reverse|delete|erase|mark|call)\b"
    r"|\bno (?:lo |la |le |los |las |me )?(?:hagas?|quites?|saques?|deshagas?|borres?|cierres?|abras?|anules?|canceles?"
    r"|desconectes?|desvincules?|cambies?|pongas?|firmes?|marques?|digas?|llames?)\b"
)
"""Matches words that say not to change something."""
TAKES_AWAY = frozenset(("withdraw", "unlink", "unfollow", "forget", "unwatch"))
CHANGING = TAKES_AWAY | {"share", "prove", "signoff", "notices", "result", "follow", "watch"}
_SHOWS = frozenset(
    ("score", "status", "next", "certificate", "print", "students", "student", "roster", "credential",
     "goal", "goals", "cost", "proofs", "seen", "data", "catalog", "ask", "whoami")
)  # fmt: skip
"""Commands that only show something."""
_CHOSEN = frozenset(("credential", "next", "status", "catalog"))
"""Commands that answer a message with nothing but the name of a credential."""
_HARDLY = 0.2
"""Minimum score of the next reading if `NO_ORDER` was the best and is dropped.

If the next reading scores less, the message is unclear.
"""
_UNCLEAR = 0.3
"""Minimum score of the best reading that says what kind of answer is refused.

If it scores less, "don't show me that" may refuse an answer that shows something, whatever the best
reading is.
"""
_KEEP_ON = re.compile(
    r"\b(?:dont|don't|do not|never|no)(?: me)? "
    r"(?:l[oae]s? )?(?:stop|quit|turn (?:\w+ )?off|mute|take (?:\w+ ){1,3}(?:away|off)|dejes?|pares?|apagues?|quites?|silencies?)\b"
    r"|\b(?:dont|don't|do not|never) want (?:you |them |these |those |it |my |the )?(?:\w+ )?(?:to (?:stop|quit|end)|(?:turned|switched|shut|taken) (?:off|away)|gone)\b"
    r"|\bno (?:quiero|queria|pedi|dije) que (?:me |nos )?(?:l[oae]s? )?(?:dej|par|apag|quit|silenci|cancel|suspend|desactiv)\w+"
)
_WHEN_IT_CHANGES = re.compile(
    r"\b(?:if|when|once|the (?:minute|moment|second|day)|si|cuando|en caso de que|el dia que)\b[^.?!]{0,40}?"
    r"\b(?:pull\w*|revok\w*|yank\w*|lapses?|expires?|dies?|chang\w+|happens?|cancel\w*|withdr\w*|invalid\w*"
    r"|(?:go|goes|went|turns?|gone) (?:bad|south|sour|dead|red)|tak(?:e|es|en) (?:it |that |them |his |hers )?away"
    r"|quit[ae]n?|tumb[ae]n?|revo[cq]\w+|venc\w+|venza|caduc\w+|caduque|retir\w+|cambi\w+|pasa|cae|caiga"
    r"|(?:deja|deje) de (?:servir|valer)|ya no (?:sirv|val)\w+)\b"
    r"|\bno (?:le |la |lo |les )?(?:quit\w+|despeg\w+|pierd\w+) (?:el ojo|de vista|la vista)\b"
    r"|\b(?:dont|don't|do not|never) (?:lose (?:sight|track)|take your eyes? off)\b"
)
"""Matches the change that the writer wants to be told about, as in "if it is revoked".

These words neither deny the order nor put a condition on it.
"""
_TELL_ME_IF = re.compile(
    r"\b(?:tell me|let me know|notify me|warn me|ping me|avisame|dime|avisenme) (?:if|si)\b"
)
_ORDER = re.compile(
    r"\b(?:shar\w+|stop\w*|hid\w+|hide|remov\w*|pull\w*"
    r"|tak(?:e|es|ing|en) \w+ (?:\w+ )?(?:down|off|offline)"
    r"|wip\w+|cancel\w*|drop\w*|kill\w*|undo\w*|turn\w* off|compart\w*|quit\w*|saqu\w*|sac\w+"
    r"|ocult\w*|baj\w+|elimin\w*|cerr\w*|apag\w*|cancel\w*|deja\w*|wh?itdr\w*)\b"
)
"""Matches words that are in orders to change something."""
_WHAT_IF = re.compile(
    r"\b(?:what (?:would |will |does )?happens?|que (?:pasa|pasaria|sucede|sucederia))\b"
    r".*\b(?:if|si|when|cuando)\b|\bwhat if\b"
)
_TRAINED = re.compile(
    r"\b(?:i|i'?ve|yo|we|nosotros) (?:\w+ )?(?:trained|taught|train|teach|entren\w+|ensen\w+|capacit\w+)\b"
)
"""Matches words about training somebody.

Such a message asks who may evaluate, not what a command does.
"""
_IF_I = re.compile(
    r"\b(?:what (?:would |will |does )?happens?|que (?:pasa|pasaria|sucede|sucederia))\b.{0,40}?"
    r"\b(?:if|when|si|cuando)\b(?P<told>.*)"
    r"|\bwhat if (?:i|we)\b(?P<whatif>.*\?)"
    r"|^(?:and |so |y |oye |ok |pero |but )*(?:if (?:i|we)|(?:were i|if i were) to)\b(?P<mine>.*?)"
    r"(?:,| then)? ?(?:what (?:would |will )?(?:happens?|becomes?)\b|(?:do|does|can|could|will|would|am|is|are) (?:i|it|that|they|we|you|my|he|she|the \w+|anybody|anyone|people|somebody)\b)"
    r"|^(?:and |so |y |oye |ok |pero )*si (?P<suyo>(?:yo |ya )?(?:me |le |lo |la |los )?"
    r"(?:dejo de \w+|\w{3,}o\b(?<!no)).*?),? ?(?:¿ ?)?(?:se|que|puedo|pierdo|todavia|me|alguien|sigo|ya no)\b.*\?"
    r"|\b(?:only|just) (?:asking|wondering|curious)(?: about)? what (?P<asking>.*) (?:would|does|do|will|shows?|means?)\b"
)
"""Matches a question about what an order would do."""
_ORDERS = {
    "unlink": r"disconnect\w*|desconect\w+|log out|sign out",
    "result": r"(?:record|enter|put (?:in|down)|mark)\w* (?:\w+ ){0,3}(?:fail|pass|result)\w*|(?:anoto|registro|apunto)\b.*\b(?:result|reprob|aprob|falla)\w*",
    "signoff": r"sign (?:\w+ ){0,3}off|firm[oa]",
    "notices": r"(?:turn|switch|shut)\w* .{0,30}\b(?:notices|notifications|messages)|(?:apago|quito|silencio) .{0,20}\b(?:avisos|mensajes|notificaciones)|mute",
    "unwatch": r"stop watching|dejo de vigilar",
    "watch": r"(?:turn|switch|put) .{0,10}\bwatch\w*|watch(?:ing)? (?:a|the|this|that|it)\b|(?:pongo|prendo|activo) .{0,15}\bvigil\w+|vigilo",
    "unfollow": r"(?:stop|quit) (?:following|tracking)|dejo de seguir|drop the goal|quito la meta",
    "withdraw": r"(?:stop|quit) sharing|take .{0,20}\b(?:badge|certificate|credential) (?:down|off)|dejo de compartir|hid(?:e|es|ing|den)?\b|escond\w+|ocult\w+",
    "forget": r"wipe|remove (?:me|my data|everything)",
}
"""Other words for commands that change something, by command."""


def _not_all_data(said: str) -> Reading | None:
    """Return what a message means that speaks of erasing, but not of all the writer's data."""
    if erases_it(said):
        return Reading("", "unclear", 1.0)
    return Reading("privacy", "", 1.0) if _HOW_DATA_GO.search(said) else None


_MEANING = re.compile(
    r"\b(?:(?:it|this|that|link|code|page|he|she|they|me|eso|ahi|dice|sale) (?:just |only |now )?(?:says?|said|shows?|que|como|dice|sale) (?:it(?:'?s| is) |that |esta |que esta |fue )*(?:withdrawn|hidden|taken back|retirad[oa]|ocult[oa])|what does .{2,20} (?:mean|do)|what is .{2,20} for|que (?:significa|quiere decir|hace))\b"
)
"""Matches a question about what a word means."""
NOTHING_ASKED = frozenset(("unclear", NO_ORDER))
_HOW_DATA_GO = re.compile(
    r"^(?:and |y |hey |so )?(?:how|como) (?:do|can|could|would|does|to|puedo|hago|le hago|se|podria)\b"
    r".*\b(?:data|info\w*|datos)\b"
)
"""Matches a question about how data are deleted, which is not an order to delete them."""
_OF_A_MACHINE = re.compile(
    r"^(?:hey |ok |please |can you |could you |go |por favor |oye |me puedes? |puede )*"
    r"(?:(?:turn|switch|shut|power|fire|start|stop|crank)(?: (?:off|on|up|down))?"
    r"|apag\w+|prend\w+|enciend\w+|encender|par[ae]|parar|arranc\w+|det(?:en|enga))"
    r"(?: (?:the|that|this|my|all|a|al|el|la|los|las|mi|ese|esa))*(?: (?:cnc|manual|drill|surface|screw))?"
    r" (?:lathes?|mills?|grinders?|drill|press|(?:band)?saw|machines?|cnc|spindle|coolant|pump|compressor|fan"
    r"|lights?|torno|fresadora|rectificadora|taladro|prensa|sierra|maquinas?|husillo|refrigerante"
    r"|bomba|compresor|ventilador|luz|luces)(?: (?:off|on|up|down|please|por favor|porfa|now|ya))*[.!?]*$"
)
"""Matches an order to a machine of the shop, which is not an order to the bot."""


_TO_MEND = re.compile(
    r"\b(?:(?:is|was|are|were|looks?|s) (?:all )?wrong|(?:esta|quedo|salio) mal|es un error|is a mistake)\b.*\b(?:correct|fix|mend|straighten|corr[ie][gj]\w*|arregl\w*|compon\w*)\b"
)
"""Matches words that something on record is wrong and must be corrected."""


def of_orders(text: str, readings: list[Reading]) -> list[Reading]:
    """Adjust the readings of a message that may mention an order.

    If it has no word of an order, drop the reading `NO_ORDER`. "What if" asks for help. An order to
    a machine of the shop is small talk.
    """
    said = plain(text)
    if readings and readings[0].command == "notices" and _WHY.match(said):
        readings = [Reading("notices", "", readings[0].score), *readings[1:]]
    if _OF_A_MACHINE.search(said):
        return [Reading("", "talk:off-topic", 1.0)]
    refused = readings and readings[0].argument == NO_ORDER and NOT_WANTED.match(said)
    if not refused and command_in(said) == "" and _ORDER.search(said) is None:
        others = [each for each in readings if each.argument != NO_ORDER or each.command]
        told = len(others) < len(readings) and readings[0] not in others
        if told and others and others[0].argument == "talk:no":
            return [replace(others[0], score=readings[0].score), *others[1:]]
        if told and others and (others[0].score < _HARDLY or only_tells(text)):
            return [Reading("", "unclear", others[0].score), *others]
        return others
    if readings and readings[0].command == "forget" and (other := _not_all_data(said)):
        return [replace(other, score=readings[0].score), *readings[1:]]
    if readings and readings[0].argument == NO_ORDER and _MEANING.search(said):
        return [Reading("help", command_in(said), readings[0].score), *readings[1:]]
    mended = _TO_MEND.search(said) and not is_not_recorded(text)
    if readings and readings[0].argument == NO_ORDER and mended:
        readings = [Reading("correct", "", readings[0].score), *readings[1:]]
    if readings and readings[0].command in TAKES_AWAY and _WHAT_IF.search(said):
        return [Reading("help", readings[0].command, readings[0].score), *readings[1:]]
    return readings


def is_no_order(text: str) -> bool:
    """Whether a message mentions an order, but does not give the order.

    The message denies the order, asks about it, quotes it, or tells it of other people.
    """
    said = plain(text)
    about = _NO_ORDER.search(_TELL_ME_IF.sub("", _WHEN_IT_CHANGES.sub("", said)))
    return about is not None or _ASKED_ABOUT.search(said) is not None


def is_not_recorded(text: str) -> bool:
    """Whether a message says not to record something, or that it did not happen."""
    return _NOT_RECORDED.search(plain(text)) is not None


def is_supposed(text: str) -> bool:
    """Whether a result is only expected, only imagined, or not to be recorded."""
    # the accent tells "yes" from "if"
    said = plain(YES_HE_DID.sub(" ", text))
    return _SUPPOSED.search(said) is not None or is_not_recorded(text)


def leaves_all(text: str, best: Reading, others: Sequence[Reading]) -> bool:
    """Whether a message says not to change anything.

    For `best` about notices, the message says to keep them on. `others` are the other readings.
    """
    said = plain(text)
    if best.command == "notices":
        return _KEEP_ON.search(said) is not None
    if not _NOT_TO_DO.search(said):
        return False
    if _ONLY_ASKED.search(said):
        return True
    if best.command or best.argument not in NOTHING_ASKED:
        return best.command in TAKES_AWAY
    likeliest = others[0].command if others else ""
    return likeliest in TAKES_AWAY or command_in(said) in TAKES_AWAY


def is_refused(text: str, best: Reading) -> bool:
    """Whether a message refuses what it names.

    It refuses a change of language, the unlinking of a chat, or an answer that shows something.
    """
    said = plain(text)
    if best.command == "language":
        return _LANGUAGE_STAYS.search(said) is not None
    if best.command == "unlink":
        stays = _STAYS.search(said) and not _ENDS.search(_STAYS.sub("", said))
        return bool(stays or _NOT_TO_DO.search(said) or _NOT_THIS.search(said))
    shows = best.command in _SHOWS or best.score < _UNCLEAR
    unwanted = best.command in _CHOSEN and is_unwanted(text)
    return unwanted or (shows and is_not_shown(text))


def asked_what_if(text: str) -> str:
    """Return the command that a message only asks about, as in "what if I withdraw it?"."""
    said = plain(text).lstrip("\u00bf\u00a1 ")
    found = _IF_I.search(said)
    if found is None or _TRAINED.search(said):
        return ""
    about = next((part for part in found.groups() if part), "")
    ordered = (name for name, words in _ORDERS.items() if re.search(rf"\b(?:{words})", about))
    command = next(ordered, "") or command_in(about)
    return command if command in CHANGING else ""


def is_left_alone(text: str) -> bool:
    """Whether a message says not to do something, as in "don't unlink it"."""
    return _NOT_NOW.search(plain(text)) is not None


def is_wondered(text: str) -> bool:
    """Whether a message begins like a question, so that it hardly mentions an order."""
    return _WONDERS.match(plain(text)) is not None


def is_reported(text: str) -> bool:
    """Whether a message repeats what others said or wrote."""
    return _REPORTED.search(plain(text)) is not None


def wish_instead(text: str) -> str:
    """Return what a message asks for after it declines a change, or ""."""
    if NOT_TO_SHOW.match(plain(text)) and (wish := _asked_after(text)):
        return wish
    found = _INSTEAD.search(text)
    if found is None or _ONLY_ASKED.search(plain(text)):
        return ""
    before = plain(text[: found.start()])
    if _QUOTED.search(before) and _LEAVE_IT.search(before):
        if _ONLY_LIST.fullmatch(plain(found[1])) and _OF_WATCHES.search(before):
            return _MY_WATCHES
        return found[1]
    return found[1] if _NOT_TO_DO.search(before) else ""


def _asked_after(text: str) -> str:
    """Return what a message asks after its first clause, or ""."""
    cuts = [cut.end() for cut in CLAUSE.finditer(text)]
    return next((text[cut:] for cut in cuts if asks(text[cut:])), "")


def without_order(text: str, best: Reading) -> Reading:
    """Return the reading without a command to follow or watch that no word orders.

    Instead, the reading only shows the goal, or only verifies the code.
    """
    if best.command not in _SAID:
        return best
    words, instead = _SAID[best.command]
    if words.search(plain(text)):
        return best
    return Reading(instead, best.argument, best.score)


_TO_FOLLOW = re.compile(
    r"\b(?:fol+ow\w*|foll\w+|track\w*|keep\w*|pin\w*|set|add|put|make|want|going for|aim\w*|save"
    r"|work\w* (?:toward|on)|in (?:sight|view)|go(?:ing)? after|start|s[ei]g[ua]\w*|seguir\w*"
    r"|sigo|agreg\w*|pon\w*|fij\w*|apunt\w*|ten|guard\w*|quiero|voy (?:por|a)|trabajar|ir tras)\b"
)
_TO_WATCH = re.compile(
    r"\b(?:watch\w*|vigil\w*|bijil\w*|monitor\w*|keep\w*|eye|tell|let \w+ know|avis\w*"
    r"|notif\w*|alert\w*|updates?|follow\w*|track\w*|novedades|pista|posted|al tanto|dime"
    r"|diganme|sig\w+|ojo|warn\w*|ping|hear|inform\w*|told|enter\w+|saber\w*|know|holler|shout"
    r"|yell|a line|word|mensajes?|guard\w+|notice|email|message|text|stay|on top|tabs|de vista|observ\w+|subscri\w+|suscri\w+|add|list|lista"
    r"|grit[aoe]\w*|aler\w+|pendiente|trucha|di[cg]\w+|diganos|dinos|wa\w?ch|wacth)\b"
)
_SAID = {"follow": (_TO_FOLLOW, "goal"), "watch": (_TO_WATCH, "verify")}
"""For `follow` and `watch`: the words that order them, and the command to use without such
words.
"""
_WONDERS = re.compile(
    r"\W*(?:(?:and|so|but|y|pero|oye|entonces)\W+)*(?:is|are|does|do|did|why|who|whose|when|where|which|what|how|por ?que|quien|cuando|donde|cual|como)\b"
)
_WHY = re.compile(r"\W*(?:(?:and|so|but|y|pero|oye|entonces)\W+)*(?:why|how come|por ?que)\b")
"""Matches the beginning of a question about a reason, which orders nothing."""
