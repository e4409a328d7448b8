"""Tell whether a message asks about more than what the chat was just about."""

import re

_ALL = re.compile(
    r"\b(?:all(?! (?:about|right|i|you|day|week|night|year|along|over|set|good|done|the time|this time))|everything|every|each(?! times?\b)|both(?! times?\b)|any of(?! (?:it|that|this)\b)|todo|todos|todas|toda mi|cada(?! vez\b)|amb[oa]s(?! veces\b)|algun[oa]?s?"
    r"|overall|in (?:general|total|all)|altogether|combined|en (?:general|total)|lo demas"
    r"|(?:besides|apart from|aside from|other than|aparte de|ademas de|fuera de) (?:it|that|this|those|these|ell?[oa]s?|es[aeo]s?|est[aeo]s?))\b"
)
_ELSE = re.compile(
    r"\b(?:what|anything|which|que) (?:else|other|otr[oa])\b(?!.*\b(?:for|on|in|toward|does|para|en) (?:it|that|this|ell?[oa]|es[aeo])\b)"
)
_LEFT = re.compile(
    r"\b(?:(?:forget|leave|drop|enough of|enough about) (?:it|that|this)|dej(?:a|e|emos) (?:ya )?es[aeo]|olvid\w+ (?:de )?es[aeo]|(?:de )?lo mio)\b(?=.*\w)"
)


def means_all(spoken: str) -> bool:
    """Whether a message asks about everything, or about other things too.

    `spoken` is the message in plain letters, such as "what else is left".
    """
    return any(found.search(spoken) for found in (_ALL, _ELSE, _LEFT))
