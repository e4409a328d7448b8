"""Recognize what people say that they do not want, do not want to see, or want to stop."""

import re

from bot.understanding.words import asks, plain

NOT_TO_SHOW = re.compile(
    r"^\W*(?:(?:no|please|pls|por favor|porfa|hey|ok|oye|oiga|and|y|so),? )*"
    r"(?:(?:dont|don't|do not|never|no need to|you (?:dont|don't|do not) (?:have|need) to)(?: you)?(?: (?:even|ever|dare|please))?"
    r" (?:(?:tell|show|give|send|print|read|bring|hand|mail)(?: out)? me (?!i\b|i'm|im\b|it'?s|that|this|you|he\b|she|we\b|they|there|if\b)"
    r"|(?:print|list|pull up|bring up|read out|look up) (?:me |my |the |it\b|that |another |any ))"
    r"|i (?:dont|don't|do not) (?:want|wanna|need|care)(?: to)? (?:see|know|hear|look at|be told)(?: about)? (?:my|the|what i|how i|how many i)"
    r"|no (?:me l[oa]s? |me )(?:diga[sn]?|muestre[sn]?|ensene[sn]?|des|mande[sn]?|imprima[sn]?|lea[sn]?|saque[sn]?)\b(?! que\b)"
    r"|no (?:quiero|ocupo|necesito|hace falta|es necesario) (?:saber|ver|oir|que me (?:diga|muestre|ensene|mande|imprima|lea)[sn]?)"
    r" (?!que (?:hago|hacer|pasa)|por que|como)\w*)(?P<rest>.*)"
)
"""Matches the beginning of a message that says not to show or tell something."""
NOT_WANTED = re.compile(
    r"\W*(?:(?:no|nah|nope|ok|but|pero|pues),? )*(?:(?:i |we )?(?:dont|don't|do not) (?:want|need)\b(?! (?:to|you|him|her|them|my)\b)|(?:yo )?(?:ya )?no (?:quiero|ocupo|necesito)\b(?! (?:que|\w+r)\b))"
)
"""Matches the beginning of a message that says what the writer does not want."""
CLAUSE = re.compile(r"[,.;:!?\n]+ *|\b(?:but|pero|sino|except|instead)\b ?")
_IN_PUBLIC = re.compile(r"\b(?:online|public|internet|web|en linea|publico)\b")
_REPLACES = re.compile(r"(?:just|only|rather|solo|nomas|nada mas|mejor|yo quiero)\b")
_DECLINED = re.compile(
    r"(?:(?:ok|oye|hey|please|por favor|ahorita|mejor|actually),? )*(?:no need (?:to|for you to)|you (?:don'?t|do not) (?:need|have) to|no (?:hace falta|es necesario|hay necesidad)(?: que| de)?"
    r"|(?:(?:todavia|aun|por ahora|ahorita) )?no (?:me |nos )?(?:l[aeo]s? )?(?:des|de|mandes?|envies?|muestres?|imprimas?|ensenes?|verifiques?|cheques?|revises?|vigiles?|compruebes?|busques?)"
    r"|(?:please )?(?:don'?t|do not) (?:verify|check|look up|run|print|send|show|give|make|watch)(?! (?:out|if)\b)(?: me| us)?)\b"
)
"""Matches the beginning of a message that says not to show or check something."""
_FOUND_ANYWAY = re.compile(
    r"(?:(?:no|ok|oh|ah|ay|eh),? )*(?:forget (?:it|that)|never ?mind|nvm|scratch that|olvid(?:al|el)o|dejal[oa]|ya no)\b[^?]{0,40}"
    r"\b(?:it(?:'?s| is) (?:right|fine|ok(?:ay)?|good|correct|there|here|working)|i(?:'?ve)? (?:just )?(?:found|see|got|figured) (?:it|them|that|the \w+)"
    r"|ya (?:l[oa]s? )?(?:vi|encontre|halle|tengo|aparecio|quedo)|si esta (?:bien|correct\w+))"
)
"""Matches a message that takes a question back because the answer turned up."""
_WISHED_INSTEAD = re.compile(
    r"\b(?:just|only|instead|but|rather|solo|solamente|nomas|mejor|sino|pero)\b"
)


def is_unwanted(text: str) -> bool:
    """Whether a message only says that the writer does not want something."""
    said = plain(text)
    if "?" in text or not NOT_WANTED.match(said):
        return False
    return not any(asks(each) or _REPLACES.match(each.strip()) for each in CLAUSE.split(said)[1:])


def is_not_shown(text: str) -> bool:
    """Whether a message only says not to tell or show something, and asks for nothing else."""
    found = NOT_TO_SHOW.match(plain(text))
    if found is None or "?" in text or _IN_PUBLIC.search(found["rest"]):
        return False
    clauses = CLAUSE.split(found["rest"])[1:]
    return not any(asks(each) or _REPLACES.match(each.strip()) for each in clauses)


def is_stop(words: str) -> bool:
    """Whether words are only "stop" or the like, which ends messages from many services."""
    return _STOP.fullmatch(words) is not None


_STOP = re.compile(
    r"(?:please )?(?:stop|unsubscribe|para|parale|pare|alto|basta)(?: ya| please| por favor)?"
)


def is_declined(text: str) -> bool:
    """Whether a message only says not to show, send or check something, or not yet."""
    said = plain(text).strip(" .!\u00bf\u00a1")
    if _FOUND_ANYWAY.match(said) and not asks(text):
        return True
    found = _DECLINED.match(said)
    if found is None or "?" in text or _WISHED_INSTEAD.search(said):
        return False
    return not any(asks(part) for part in re.split(r"[,.;:]", said[found.end() :])[1:])


def erases_it(said: str) -> bool:
    """Whether plain words only order to erase "it"."""
    return _ERASES_IT.fullmatch(said.strip(" .!")) is not None


_ERASES_IT = re.compile(
    r"(?:(?:ok|no|please|just|then|now|and|y|pues|entonces|mejor|por favor) )*(?:delete|remove|erase|clear|(?:borr|quit|elimin)a(?!n?me|r?me)\w*)(?: (?:it|that|this|that one|this one|eso|ese|esa|este|esta))?(?:,? (?:please|then|now|por favor|porfa|ya))*"
)
"""Matches an order to erase something that the message does not name. It is hardly all data."""
