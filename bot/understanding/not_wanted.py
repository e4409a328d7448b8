"""Recognize what people say that they do not want, or do not want to see."""

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
