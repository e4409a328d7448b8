"""Read questions about when a locked exam opens: "is there a date?"."""

import re

_WHEN = (
    r"(?:(?:until|till?|since|by) )?(?:when|what (?:day|date)|which day|how soon)|(?:(?:is|do we have|got|have|any) )+(?:there )?(?:a |any )?date|date"
    r"|(?:(?:hasta|para|desde|como) )?(?:cuando|que (?:dia|fecha))|en cuanto(?: tiempo)?|(?:hay|tienen?|cual es la|la)? ?fecha"
)
_OPENS = (
    r"(?:un)?locks?(?:ed)?|(?:re)?opens?|opened|let|free|available|retake|again|abr\w+|desbloque\w+|desbloquead[oa]|suelt\w+|destrab\w+|liber\w+"
    r"|bloquead[oa]|trabad[oa]|otra vez|de nuevo|volver|repet\w+|repit\w+"
)
_REST = (
    r"does|do|is|will|would|can|may|could|should|am|i|me|it|that|this|one|they|you|the|exams?|tests?|up|next|back|go|take|try|sit|for|to|be|there|exactly|now|till?"
    r"|it's|another|shot|in|on|of|lo|la|le|les|se|me|nos|que|es|ese|esa|eso|este|esta|el|examen|a|ya|entonces|para|de|puedo|podre|podria|toca|hacer\w*|presentar\w*|tomar\w*"
    r"|intentar\w*|queda|quedo|esta|seria|mas|o menos|hay|tengo|mio|mia"
)
_ASKED = re.compile(rf"(?:{_WHEN})(?: (?:{_OPENS}|{_REST}))*")
_OF_OPENING = re.compile(rf"\b(?:{_OPENS})\b")


def asks_day(words: str) -> bool:
    """Whether words only ask for a day, and name nothing."""
    return _ASKED.fullmatch(words) is not None


def of_opening(words: str) -> bool:
    """Whether words are about an exam that is locked or opens again."""
    return _OF_OPENING.search(words) is not None
