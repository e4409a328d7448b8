"""Tell by the form of a sentence whether it orders something.

The bot carries out some orders at once, so they must be clear. An order is an imperative, a wish of
the writer, or just a name and a verb. Questions and statements are not orders, above all statements
about other people. The bot asks before it acts on a question or statement.
"""

import re

from bot.codes_in_text import shown_in
from bot.understanding.words import plain, without_courtesies

_MOST_WORDS = 4
"""Maximum words of an order without a verb, such as "spanish please"."""
_BEFORE = (
    r"(?:(?:please|pls|plz|ok|okay|yes|yeah|hey|hi|so|and|also|then|now|just|go ahead(?: and)?|lets|let's|can you|could you"
    r"|would you|will you|kindly|do|better|from now on|bot|por favor|porfa|favor de|si|oye|oiga|y|tambien|entonces|ahora|ya|mejor"
    r"|puedes?|podrias?|podria|me puedes?|hay que|a partir de hoy|de hoy en adelante|desde ahora) )*"
)
_WISH = re.compile(
    r"\b(?:i (?:\w+ )?(?:want|wanna|need|prefer)|i'?d (?:\w+ )?(?:like|love|prefer|rather)|i would (?:\w+ )?(?:like|love|prefer|rather)"
    r"|wanna|gimme|let me (?!know)|may i|can (?:i|we|you)|could (?:i|we|you)|would you|we (?:want|need|would like)|wants? (?:to be told|to know)"
    r"|quier[oe]n?|queremos|quisiera\w*|me gustaria|nos gustaria|necesit(?:o|amos)|ocup(?:o|amos)|prefiero|me interesa"
    r"|puedes?|podrias?|podria|pueden|me (?:l[oa]s? )?(?:pones?|apuntas?|agregas?|avisas?|hablas?|contestas?|cambias?|sigues?))\b"
)
_VERBS = {
    "follow": r"fol+ow|fllow|folo|track|keep|pin|set|show|lock|sign me|go for|shoot for|begin|ten\w*|empie\w+|empez\w+|ha[zg]\w*|que salga|add|put|make|save|mark|start|go after|aim|sign me up|count me|s[ei]g[ua]\w*|seguir\w*|agreg\w*"
    r"|pon\w*|fij\w*|apunt\w*|anot\w*|guard\w*|marc[ae]\w*|marqu\w+|incluy\w*|mete\w*",
    "watch": r"watch|wacth|wach|monitor|keep|follow|track|tell|let (?:me|us) know|alert|notify|warn|ping|inform|text|email|message|call|write"
    r"|send|give (?:me|us) a|shout|holler|yell|add|put|subscribe|sign (?:me|us) up|set|dont let|don't let|do not let|never let|eye|eyes"
    r"|vigil\w*|bijil\w*|avis\w*|dime|diga\w*|dinos|ech\w+|sig\w+|manten\w*|pon\w*|agreg\w*|anad\w*|suscri\w+|guard\w*|que me llegu\w*|mand\w+|cuid\w*|cuent\w*"
    r"|adviert\w*|notifi\w*|alert\w*|observ\w*|monitore\w*|estar|este|no dej\w+|tenga\w*|inform\w*|hazme|haga\w*|apunt\w*|gri[td]\w*|des[ae]le\w*|met[ae]\w*|drop|babysit|en observacion|no se me|me chifl\w*|nos avisan",
    "language": r"speak|talk|use|switch|change|write|answer|reply|respond|put|set|give|make|go|turn|translate|text|message|stop|quit|no more|do it"
    r"|say|send|show|explain|habl\w+|contest\w+|respond\w+|cambi\w+|pon\w*|us[ae]\w*|escrib\w+|mand\w+|pas\w+|di[gm]\w+|traduc\w+|dej\w+|regres\w+"
    r"|volv\w+|vuelv\w+|explic\w+|env\w+|d[ae]me|me lo|en|in|not|no|to|back to|al?|spanish|english|espanol|ingles|only|solo",
}
_IMPERATIVE = {name: re.compile(rf"{_BEFORE}(?:{verbs})\b") for name, verbs in _VERBS.items()}
_WATCHED = re.compile(rf"\b(?:{_VERBS['watch']})\b")
"""Matches an order to watch anywhere in a message, as in "if it is revoked text me"."""
_PAST_WATCH = re.compile(
    r"^(?:i|we)(?:'?ve)? (?:used to|already|have been|may|might|could) (?:watch|keep|monitor|follow|track)\w*"
    r"|^(?:i|we) (?:watched|monitored|tracked)\b|^(?:antes |ya )(?:l[oa] )?(?:vigil(?:o|amos|aba\w*)|segui(?:a\w*|mos))\b"
    r"|\? ?(?:nah|nope|no)$"
)
"""Matches a watch that the writer had, already has, only considers or declines."""
_FACTS = re.compile(
    r"^(?:and |so |y )?(?:is|are|was|were|do|does|did|has|have|who|what|which|why|how|can i|should|am|es|esta|son|fue|quien\w*|que|cual\w*"
    r"|cuant\w+|como|por que)\b"
)
"""Matches the beginning of a question about facts."""
_VERB_LAST = re.compile(
    r"\b(?:follow|track|watch|monitor|seguir|vigilar|vigila|sigue)(?: (?:it|this|please|now|ya))?$"
)
_CANNOT_READ = re.compile(
    r"\bi (?:dont|don't|do not|cant|can't|cannot|only|hardly|barely)(?: \w+)? (?:speak|read|understand|know|get|follow)"
    r"|\bmy english\b|\bmi ingles\b|\b(?:no|casi no|apenas|nomas|solo)(?: le| lo)? (?:hablo|entiendo|leo|se|comprendo)\b"
)
"""Matches what people say if they do not know the language of the answers well."""
_ASKED = re.compile(
    r"\b(?:how'?s|how (?:is|are|am|far|much|many|long|close)|hows|what'?s|what (?:is|are|does)|why|who|como (?:va|voy|vamos|ando)|que tal"
    r"|cuant[oa]s?|por que|quien|acaso|should i|do i|am i|is it|are you|did (?:i|you)|have i)\b"
)
"""Matches words of a question, anywhere in the message."""
_AS_IT_IS = re.compile(
    r"\b(?:(?:is|its|it's|thats|that's) (?:fine|ok|okay|good|perfect)(?: (?:here|as is|like this|the way))?|leave it|as it is|like it is"
    r"|(?:keep|leave) (?:mine|me|my (?:messages|chat|answers))\b|a mi (?:si )?(?:sig[ua]\w*|dej[ae]\w*)|(?:sigame|siga|sigue|sigueme) en (?:espanol|ingles)"
    r"|asi (?:esta|estoy|estamos) bien|asi dej\w+|dej\w+ asi|como esta)\b"
)
"""Matches words that say to leave something as it is."""
_CLAUSES = re.compile(
    r"[,.;:!?\u2014\n]+|\s-+\s|\b(?:and|but|so|then|because|y|pero|asi que|porque|entonces)\b"
)
_ON_PAPER = re.compile(
    r"\b(?:in writing|on paper|in an? (?:email|mail|letter|file|link|pdf|text)|(?:por|en) (?:escrito|papel|un (?:correo|papel|archivo|link|enlace|pdf)|una (?:carta|hoja)))\b"
    r"|\bmake (?:that|it|this|one)(?: one)?(?: then| too)?$"
)
"""Matches a wish for a paper, a file or a link, as in "in writing".

Such words do not order to follow a goal.
"""
TAKEN_BACK = re.compile(
    r"\b(?:just kidding|jk|was a mistake|when i turn|es (?:una )?broma|fue un error|cuando cumpla)\b"
)
"""Matches words after an order that show that it is a joke, regretted or for another day."""
_NOT_ORDERED = {
    "follow": re.compile(
        rf"{_ON_PAPER.pattern}|\b(?:quier[eo]|quisiera|want(?:ed)? to) (?:saber|know)\b"
    ),
    "language": re.compile(
        r"\b(?:sorry|excuse|forgive|pardon|perdon\w*|disculp\w*)(?: \w+){0,2} (?:my|mi) (?:bad |broken |poor |mal )?(?:english|spanish|ingles|espanol)\b"
        r"|\b(?:my|mi) (?:english|spanish|ingles|espanol) (?:is(?: not|n'?t)?|ain'?t|no|es|esta) (?:so |very |muy |tan )?(?:bad|good|poor|broken|great|mal[oa]?|buen[oa])\b"
        r"|^(?:my |the )?(?:spanish|english) (?:class\w*|teachers?|lessons?|homework|course)\b"
        r"|^(?:(?:y|pero|oye) )?si (?:yo )?(?:me |le |lo )?(?:cambio|pongo|hablo|uso|paso|escribo)\b"
    ),
}
"""For some commands: words beside their verbs that show that nothing is ordered."""
_OF_OTHERS = re.compile(
    r"^(?:(?:and|but|so|y|pero|pues) )?(?:he|she|they|someone|everybody|everyone|nobody|people|(?:my|the|our|his|her|mi|mis|el|la|los|las|su|nuestro) "
    r"(?!goal|meta|list|objetivo|language|idioma|code|codigo)\w+|todos|nadie|alguien|ell[oa]s?)\b"
)
"""Matches the beginning of a statement about somebody or something else."""


def is_order(text: str, command: str) -> bool:
    """Whether a message has the form of an order for a command that acts at once."""
    if command not in _VERBS:
        return "?" not in text or _WISH.search(plain(text)) is not None
    spoken = without_courtesies(text)
    for code in shown_in(spoken):
        spoken = spoken.replace(code, " ")
    said = plain(spoken).strip(" .!")
    if _AS_IT_IS.search(said) and command == "language":
        return False
    if command == "watch":
        wished = _WISH.search(said) or (_WATCHED.search(said) and not _OF_OTHERS.search(said))
        unordered = _FACTS.search(said) or _PAST_WATCH.search(said) or TAKEN_BACK.search(said)
        return bool(wished or _VERB_LAST.search(said)) and not unordered
    refused = _NOT_ORDERED.get(command)
    if TAKEN_BACK.search(said) or (refused is not None and refused.search(said)):
        return False
    clauses = [part for each in _CLAUSES.split(said) if (part := each.strip(" \u00bf\u00a1\"'"))]
    told = any(_is_ordered(each, command) for each in clauses)
    if _ASKED.search(said):
        return False
    if command == "language" and (_CANNOT_READ.search(said) or _is_bare(said, text)):
        return True
    return told or _VERB_LAST.search(said) is not None


def _is_ordered(clause: str, command: str) -> bool:
    if _OF_OTHERS.search(clause):
        return False
    return _IMPERATIVE[command].match(clause) is not None or _WISH.search(clause) is not None


def _is_bare(said: str, text: str) -> bool:
    """Whether a message is only a few words, has no subject, and asks nothing."""
    return len(said.split()) <= _MOST_WORDS and "?" not in text and not _OF_OTHERS.search(said)
