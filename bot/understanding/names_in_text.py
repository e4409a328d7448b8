"""Read what a person says that they want to be called."""

import re

_NAME = r"(?P<name>[^\W\d_][\w'\u2019-]*(?: [^\W\d_a-zà-ÿ][\w'\u2019-]*)?)"
_NOT = r"(?:(?:, ?| )(?:(?:and )?not|instead of|rather than|y no|no|en vez de|en lugar de) (?P<old>[^\W\d_][\w'\u2019-]*))"
_END = r"(?:,? (?:please|pls|plz|from (?:now|here) on|actually|instead|por favor|porfa|de ahora en adelante|desde ahora|mejor|nomas|nada mas))*[\s.!]*$"
_CALLED = re.compile(
    r"(?i:^(?:(?:hi|hey|ok|so|oye|hola|mira|please|por favor|actually|no|btw|just|(?:can|could|will|would) (?:you|u)|(?:you|u|ya) (?:can|could|may)"
    r"|me puedes|puedes|te pido que)[, ]+)*"
    r"(?:(?:everybody|everyone|people|my friends|they|folks) calls? me|(?:just |please |can (?:you|u) |you can )*call me"
    r"|(?:i )?(?:go|goes) by|(?:i'?d |i would )?(?:i )?(?:rather|prefer)(?: (?:be called|you call me|to be called|to go by))?"
    r"|(?:ll[aá]m[ae]me|llamarme|decirme|d[ií]game|me dicen|todos me dicen|me llaman|me conocen como"
    r"|prefiero(?: que me (?:digas?|llames?|digan))?|quiero que me (?:digas?|llames?)|mejor (?:dime|ll[aá]mame)))"
    rf"[ :]+){_NAME}{_NOT}?(?i:{_END})"
)
"""Matches a message that says what to call the writer.

If the name begins with a small letter, `_SAYS_NAME` must match too.
"""
_CORRECTED = re.compile(
    r"(?i:^(?:(?:hi|hey|oye|hola|actually|no|mira)[, ]+)*(?:my name(?:'?s|\u2019s| is)|i'?m|i am|it'?s|dime|d[ií]game|soy|me llamo"
    rf"|mi nombre es|es)[ :]+){_NAME}(?:{_NOT}|(?i:,? (?:actually|really|en realidad|de verdad|from now on|de ahora en adelante)))(?i:{_END})"
)
_NOBODY = r"(?:, ?(?:nadie me (?:dice|llama)|nobody (?:ever )?calls me|no one (?:ever )?calls me) [^\W\d_][\w'\u2019-]*)?"
_TOLD = re.compile(rf"(?:[Dd]ime|[Dd][ií]game) {_NAME}(?i:{_NOBODY})(?i:{_END})")
_TOLD_WHY = re.compile(
    r"(?i:^(?:(?:hi|hey|ok|so|oye|hola|mira|please|por favor|(?:can|could) you|you can|u can|mejor|just|nom[aá]s)[, ]+)*"
    r"(?:call me|dime|d[ií]game|ll[aá]m[ae]me))"
    r" (?P<name>[^\W\d_a-z\xdf-\xff][\w'\u2019-]*(?: [^\W\d_a-z\xdf-\xff][\w'\u2019-]*)?)(?:,|;| -| \u2014|\.) ?"
    r"(?i:that|nobody|no one|everybody|everyone|eso|porque|because|it|my|mi|nadie|todos|no me|i|ya|as[ií]|el|la|the|se)\b.{0,80}$"
)
"""Matches a name with a capital letter and, after a comma, why it is the right name."""
_SAID_BY_ALL = re.compile(
    r"(?i:^(?:(?:hi|hey|ok|so|and|but|y|pero|oye|hola|please|por favor|actually|btw|mejor|es que|(?:yes,? )?that'?s me|(?:si,? )?(?:ese|esa) (?:mer[oa] )?soy(?: yo)?|soy yo|can you|could you|puede|puedes)[, ]+)*)"
    r"(?i:(?:everybody|everyone|people|folks|they|my (?:friends|buddies|crew|family)|(?:a m[ií] )?todos(?: me)?|mis (?:amigos|compas)(?: me)?|la gente(?: me)?)"
    r" (?:just )?(?:says?|calls? me|dicen|llaman)"
    r"|(?:a m[ií] )?d[ií]ganme|(?:put|list|write|save) me (?:in the (?:book|system|list) |down )?as|(?:address|refer to) me as|start calling me|call me|dime|d[ií]game|ll[aá]m[ae]me"
    r"|(?:mis (?:amigos|compas)|todos) me dicen|c[aá]mbia(?:me|le) (?:el|mi) nombre a|p[oó]n(?:ga)?me (?:como|de nombre))"
    r" (?P<name>[^\W\d_a-z\xdf-\xff][\w'\u2019-]*(?: [^\W\d_a-z\xdf-\xff][\w'\u2019-]*)?)"
    r"(?i:,? (?:na|nada|nom[aá]s|so (?:just|use|say|do|you)|use|as[ií]|y ya|everybody|everyone|btw|that'?s|thats|just|please|por favor|usted|porque|only|solo)\b.{0,40})?[\s.!]*$"
)
"""Matches a message that says how everybody calls the writer. The name has a capital letter."""
_LOOSELY = re.compile(
    r"(?i:^(?:just |only |solo |nom[aá]s |mejor |it'?s |make it |soy |(?:please |por favor )?(?:call me|dime|d[ií]game|ll[aá]m[ae]me|say) )*)"
    r"(?P<name>[^\W\d_][\w'\u2019-]*)"
    r"(?i:,? (?:is fine|will do|works|is enough|is ok(?:ay)?|est[aá] bien|nom[aá]s|nada m[aá]s|na m[aá]s|btw|by the way|everybody does|everyone does|so do that|use that"
    r"|that'?s what (?:everybody|everyone|they) (?:calls? me|says?)|thats what (?:everybody|everyone|they) (?:calls? me|says?)|y ya|as[ií]))+[\s.!]*$"
)
"""Matches a name with words that accept it, as in "ari is fine btw"."""
_NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        """back later when if at on asap tomorrow today now soon luego out stupid crazy what who how the a an to
    it that this my your by mail email text phone chat talking not no si cuando como que qué cual todo todos
    monday tuesday wednesday thursday friday saturday sunday lunes martes jueves viernes sábado domingo yes no ok
    señor señora señorita senor senora algo mas más lo la el un una mi tu su por en de con sobre si ya mañana despues después loco tonto names
    maybe anytime again before after whenever anything everything spanish english español ingles inglés""",
    )
)


def called_in(text: str, *, sure: bool = False) -> str:
    """Return the name that a message asks to be called by, or "".

    `sure`: the message is known to be about the writer's name, so fewer words are needed.
    """
    said = " ".join(text.split())
    for pattern in (
        _CALLED,
        _CORRECTED,
        _TOLD,
        _TOLD_WHY,
        _SAID_BY_ALL,
        *((_LOOSELY,) if sure else ()),
    ):
        found = pattern.search(said)
        if found is None:
            continue
        first, *_ = name = found["name"].split()
        if first.lower() in _NO_NAMES or len(first) < _SHORTEST:
            continue
        told = pattern in {_CORRECTED, _LOOSELY} or _SAYS_NAME.search(said) is not None
        if first[0].isupper() or told:
            return " ".join(each[:1].upper() + each[1:] for each in name)
    return ""


_SHORTEST = 2
_SAYS_NAME = re.compile(
    r"(?i)\b(?:calls? me|go by|me dicen|ll[aá]m[ae]me|llamarme|me llaman|called|me (?:digas|llames))\b"
)
"""Matches words after which a name may begin with a small letter."""
