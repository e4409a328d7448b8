"""Tell an order to change something from words that only mention such an order."""

import re
from collections.abc import Sequence

from bot.understanding.classifier_labels import NO_ORDER
from bot.understanding.command_words import command_in
from bot.understanding.interpretations import Reading
from bot.understanding.words import plain

_NO_ORDER = re.compile(
    r"\b(?:dont|don't|do not|never|not|wont|won't|didnt|if|should i|would|said|says|told|tells|mean"
    r"|means|what does|my friend|he|she|they|someone|no|nunca|jamas|si|dijo|dice|significa|mi amigo"
    r"|deberia)\b|[\"\u201c\u201d\u00ab\u00bb]"
)
_ASKED_ABOUT = re.compile(
    r"^\W*(?:and |so |but |y |pero )*(?:who|whos|who's|which|how many|is|are|was|were|did|has|have i|does|am i"
    r"|quien\w*|cual\w*|cuant[oa]s|acaso)\b"
)
"""Matches a beginning like that of a question about a fact, which is not an order."""
_SUPPOSED = re.compile(
    r"\b(?:dont|don't|do not|not|never|todavia no|aun no|no (?:lo |la )?)(?: \w+){0,2}"
    r" ?(?:record|mark|write|enter|log|put|note|anot\w+|apunt\w+|marqu\w+|marc\w+|registr\w+|pong\w+)\b"
    r"|\b(?:if|suppose|imagine|wish|hope|hopefully|bet|probably|maybe|might|would have|wouldve|gonna|going to"
    r"|will (?:pass|fail|probably)|si (?:hubiera|pasa|paso|reprueba)|ojala|seguro que|a lo mejor|quizas?"
    r"|tal vez|va a (?:pasar|reprobar|tronar)|hubiera)\b"
)
"""Matches words that say that a result is only expected or imagined, or not to be recorded."""
_NOT_TO_DO = re.compile(
    r"^(?:no,? |please |por favor )*(?:(?:i )?(?:dont|don't|do not|never)"
    r"(?: (?:want|wanna))?(?: (?:to|you to))?"
    r"|i (?:never|didnt|didn't) (?:said|say|ask\w*)(?: you)? to"
    r"|no)\b(?: \w+){0,3}? (?:withdr|unlink|unfollow|delet|eras|remov|forget|unwatch|unshare"
    r"|retir|desvincul|borr|quit|elimin|dej|ocult|baj[ea]|hide|pull|kill|wipe|unpublish"
    r"|take .{2,40}\b(?:down|offline|off)\b)"
)
_INSTEAD = re.compile(
    r"(?i)\b(?:i |yo )?(?:just|only|simply|s[oó]lo|solamente|nom[aá]s|nada m[aá]s)\s+(.+)",
    re.DOTALL,
)
"""Matches the wish that replaces an order, as in "don't
delete me, I just want to know what you keep".
"""
_KEEP_ON = re.compile(
    r"\b(?:dont|don't|do not|never|no)(?: me)? "
    r"(?:stop|quit|turn (?:\w+ )?off|mute|dejes?|pares?|apagues?|quites?|silencies?)\b"
)
TAKES_AWAY = frozenset(("withdraw", "unlink", "unfollow", "forget", "unwatch"))
_WHEN_IT_CHANGES = re.compile(
    r"\b(?:tell me|let me know|notify me|warn me|ping me|avisame|dime|avisenme) (?:if|si)\b"
)
_ORDER = re.compile(
    r"\b(?:shar\w+|stop\w*|hid\w+|hide|remov\w*|pull\w*"
    r"|tak(?:e|es|ing|en) \w+ (?:\w+ )?(?:down|off|offline)"
    r"|wip\w+|cancel\w*|drop\w*|kill\w*|undo\w*|turn\w* off|compart\w*|quit\w*|saqu\w*|sac\w+"
    r"|ocult\w*|baj\w+|elimin\w*|cerr\w*|apag\w*|cancel\w*|deja\w*|wh?itdr\w*)\b"
)
"""Words that occur in orders to change something."""
_WHAT_IF = re.compile(
    r"\b(?:what (?:would |will |does )?happens?|que (?:pasa|pasaria|sucede|sucederia))\b"
    r".*\b(?:if|si|when|cuando)\b|\bwhat if\b"
)
_MEANING = re.compile(
    r"\b(?:what does .{2,20} (?:mean|do)|what is .{2,20} for|que (?:significa|quiere decir|hace))\b"
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


def of_orders(text: str, readings: list[Reading]) -> list[Reading]:
    """Adjust the readings of messages that contain words of an order.

    Readings about orders are dropped if the message has no such word. "What if" asks for help. An
    order to a machine of the shop is small talk.
    """
    said = plain(text)
    if _OF_A_MACHINE.search(said):
        return [Reading("", "talk:off-topic", 1.0)]
    if command_in(said) == "" and _ORDER.search(said) is None:
        return [each for each in readings if each.argument != NO_ORDER or each.command]
    if readings and readings[0].command == "forget" and _HOW_DATA_GO.search(said):
        return [Reading("privacy", "", readings[0].score), *readings[1:]]
    if readings and readings[0].argument == NO_ORDER and _MEANING.search(said):
        return [Reading("help", command_in(said), readings[0].score), *readings[1:]]
    if readings and readings[0].command in TAKES_AWAY and _WHAT_IF.search(said):
        return [Reading("help", readings[0].command, readings[0].score), *readings[1:]]
    return readings


def is_no_order(text: str) -> bool:
    """Whether the words only mention an order: negated, in a question, quoted or about others."""
    said = plain(text)
    about = _NO_ORDER.search(_WHEN_IT_CHANGES.sub("", said))
    return about is not None or _ASKED_ABOUT.search(said) is not None


def is_supposed(text: str) -> bool:
    """Whether a result is only expected or imagined, or is not to be recorded."""
    return _SUPPOSED.search(plain(text)) is not None


def leaves_all(text: str, best: Reading, others: Sequence[Reading]) -> bool:
    """Whether the message says not to change something."""
    said = plain(text)
    if best.command == "notices":
        return _KEEP_ON.search(said) is not None
    if not _NOT_TO_DO.search(said):
        return False
    if best.command or best.argument not in NOTHING_ASKED:
        return best.command in TAKES_AWAY
    likeliest = others[0].command if others else ""
    return likeliest in TAKES_AWAY or command_in(said) in TAKES_AWAY


def wish_instead(text: str) -> str:
    """Return what a message asks for instead of a change that it declines, or "" if nothing."""
    found = _INSTEAD.search(text)
    return found[1] if found and _NOT_TO_DO.search(plain(text[: found.start()])) else ""


def without_order(text: str, best: Reading) -> Reading:
    """Return the reading without following or watching, if the
    message has no words that order it: only look.
    """
    if best.command not in _SAID:
        return best
    words, instead = _SAID[best.command]
    if words.search(plain(text)):
        return best
    return Reading(instead, best.argument, best.score)


_TO_FOLLOW = re.compile(
    r"\b(?:follow\w*|track\w*|keep\w*|pin\w*|set|add|put|make|want|going for|aim\w*|save"
    r"|work\w* (?:toward|on)|in (?:sight|view)|go(?:ing)? after|start|s[ei]g[ua]\w*|seguir\w*"
    r"|sigo|agreg\w*|pon\w*|fij\w*|apunt\w*|ten|guard\w*|quiero|voy (?:por|a)|trabajar|ir tras)\b"
)
_TO_WATCH = re.compile(
    r"\b(?:watch\w*|vigil\w*|bijil\w*|monitor\w*|keep\w*|eye|tell|let \w+ know|avis\w*"
    r"|notif\w*|alert\w*|updates?|follow\w*|track\w*|novedades|pista|posted|al tanto|dime"
    r"|diganme|sig\w+|ojo|warn\w*|ping|hear|inform\w*|told|enter\w+|saber\w*|know|holler|shout"
    r"|yell|a line|word|notice|email|message|text|observ\w+|subscri\w+|suscri\w+|add|list|lista"
    r"|grit[aoe]\w*|aler\w+|pendiente|trucha|di[cg]\w+|diganos|dinos|wa\w?ch|wacth)\b"
)
_SAID = {"follow": (_TO_FOLLOW, "goal"), "watch": (_TO_WATCH, "verify")}
"""Commands that act at once.

They run only if the message has these words; otherwise the other command is meant.
"""
