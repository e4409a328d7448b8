"""Recognize a request to tell, ask or remind somebody else: "tell Inés I am done"."""

import re

from bot.understanding.known_names import given_names
from bot.understanding.lead_ins import core_of
from bot.understanding.readings import STAFF, Reading, Words
from bot.understanding.words import plain

_SURELY, _CLEARLY, _LIKELY = 0.9, 0.6, 0.26
_MOST_WORDS = 22
_OTHERWISE = frozenset(
    ("share", "certificate", "print", "prove", "correct", "link", "unlink", "forget",
     "withdraw", "data", "result", "signoff", "student", "verify", "check")
)  # fmt: skip
"""Commands that may be what the writer wants done for somebody else."""


def message_to_other(it: Words) -> Reading | None:
    """Recognize a request to write to somebody else, or the question how to reach them.

    The bot writes to nobody for anybody, so the answer says whom to ask and how.
    """
    if it.said.codes or len(it.spoken.split()) > _MOST_WORDS:
        return None
    best, words = it.said.readings[0], core_of(it.text).words
    if it.view.role in STAFF:
        # "tell me about her" is a question, and "tell her she passed" may come with a result
        told = _BY_STAFF.match(words) is not None and best.command != "result"
        return Reading("ask", "contact", _SURELY) if told else None
    other = best.command in _OTHERWISE and best.score >= _LIKELY
    if other or (best.command == "ask" and best.score >= _CLEARLY):
        return None
    ordered = _TOLD_IN_SPANISH.match(words) or _SENT_IN_SPANISH.match(words)
    called = _CALL_ME.match(words)
    if not (ordered or called):
        found = _TOLD_IN_ENGLISH.match(words) or _REACHED.match(words)
        if found is None or not (found["other"] or _is_name(found["name"])):
            return None
    return Reading("ask", "contact", _SURELY)


def _is_name(word: str | None) -> bool:
    """Whether a word is a person's given name."""
    return bool(word) and plain(word or "") in given_names()


_WHO = (
    r"(?:(?P<other>(?:him|her|them)\b|(?:(?:my|the|our|that|his|her|your) )?(?:\w+ )?(?:instructor|teacher|trainer|coach|evaluator|proctor|boss|manager|supervisor|foreman|lead|admin\w*|center"
    r"|office|school|college|principal|director|front desk|desk|staff|people|guys?|folks|shop|company|employer|customer|mom|mother|dad|father|parents|wife|husband|brother|sister|buddy|friend|partner)\b"
    r"|(?:mr|mrs|ms|miss|mister|dr|prof)\b\.? \w+|(?:some|any)(?:body|one)\b)|(?P<name>[^\W\d]+)\b)"
)
_DOES = r"(?:(?:can|could|will|would) (?:you|u|somebody|someone) (?:please |just )?|please |just |i (?:want|need) you to |(?:you )?(?:go|gotta|should) )*"
_TOLD_IN_ENGLISH = re.compile(
    rf"{_DOES}(?:(?:tell|text|message|call|phone|ring|e-?mail|dm|ping|ask|remind|notify|inform|warn|contact)|let(?=.* know\b)"
    rf"|(?:send|shoot|drop|leave|write|give|get) (?:an? |this |the )?(?:\w+ )?(?:message|text|note|e-?mail|word|call|ring|heads up|line) to|write(?: to)?"
    rf"|(?:send|shoot|drop|leave|write|give)(?= \w+(?: \w+)?(?: \w+)? an? (?:\w+ )?(?:message|text|note|e-?mail|call|ring|line|heads up))) {_WHO}"
)
"""Matches the beginning of an order to tell, ask or remind somebody."""
_BY_STAFF = re.compile(
    r"(?:(?:please|just|can you|could you|go) )*(?:tell|text|message|remind|ask|warn) (?:him|her|them)(?: (?:to|that|about|i|we|when|if)\b|(?: please| too| then)?$)"
    r"|(?:por favor )?(?:di|diga|avisa|avise|recuerda|recuerde|escribe|escriba)les?\b que\b"
    r"|(?:pasa|da|dame|pasame|dame|give me|what is|whats|what's) ?(?:me )?(?:su|his|her|their) (?:telefono|numero de (?:telefono|celular)|celular|correo|phone(?: number)?|cell|e-?mail)\b"
)
"""Matches an order to tell a student something, or the wish for a student's number."""
_REACHED = re.compile(
    rf"(?:(?:how|where) (?:can|do|would|could) (?:i|we)|(?:can|could|may) (?:i|we)) (?:text|message|dm|call|phone|e-?mail|reach|contact|write(?: to)?|get (?:a )?hold of|get in touch with|talk (?:to|with)|speak (?:to|with)) {_WHO}"
)
"""Matches the question how to reach somebody."""
_POLITELY = r"(?:(?:le|les) )?(?:(?:puedes?|podrias?|podria|puede|me puedes?|quiero que|ocupo que|necesito que|favor de|me haces? el favor de) )"
_TOLD_IN_SPANISH = re.compile(
    r"(?:por favor )?(?:di(?:ga)?|avis[ae]|pregunt[ae]|recuerd[ae]|coment[ae]|inform[ae]|escrib[ae]|llam[ae]|marc[ae]|habl[ae]|platic[ae]|notifi(?:ca|que)|haz|cuent[ae])les?\b(?! (?:cuando|si) (?:abr|se abr))"
    rf"|{_POLITELY}(?:(?:decir|avisar|preguntar|recordar|comentar|informar|escribir|llamar|marcar|hablar)les?\b|(?:le|les) (?:digas?|avises?|preguntes?|recuerdes?|comentes?|escribas?|llames?|marques?|hables?)\b)"
    r"|les? (?:puedes?|podrias?|puede|podria) (?:decir|avisar|preguntar|recordar|comentar|informar|escribir|llamar|marcar|hablar)\b"
    r"|les? (?:dices?|avisas?|preguntas?|recuerdas?|comentas?|escribes?|llamas?|marcas?|hablas?)(?: tu)?(?: por favor)? (?:a|que|si)\b"
    r"|(?:como|por donde|aqui|aca|donde|se) ?(?:le |les )?(?:puedo|podria|puede) (?:escribir|hablar|llamar|marcar|contactar|localizar|mandar (?:un )?mensaje)(?:l[ea]s?)\b"
    r"|(?:puedo|podria) (?:escribir|hablar|llamar|marcar|contactar|localizar)l[ea]s?\b|(?:como|por donde) (?:l[eao]s?) (?:escribo|hablo|llamo|marco|contacto|localizo|aviso)\b"
)
"""Matches a Spanish order to tell somebody: the ending "le" means him, her or you at the third person."""
_SENT_IN_SPANISH = re.compile(
    r"(?:(?:mand|envi|pas|dej)[ae]les?|les? (?:mandas?|envias?|pasas?|dejas?|puedes? (?:mandar|enviar|pasar|dejar)|podrias? (?:mandar|enviar|pasar|dejar))|(?:puedes?|podrias?|puede) (?:mandar|enviar|pasar|dejar)les?)"
    r" (?:(?:un|el|este|ese|mi) )?(?:\w+ )?(?:mensajes?|recado|texto|correo|aviso|whatsapp|saludos)\b"
)
_CALL_ME = re.compile(
    r"(?:(?:have|get|ask|tell) (?:someone|somebody|anyone|him|her|them|\w+|the \w+|my \w+) (?:to )?(?:call|text|contact|e-?mail|write|phone|get back to) (?:to )?me\b"
    r"|(?:can|could|will|would) (?:someone|somebody|anybody|anyone|they|he|she) (?:please )?(?:call|text|contact|e-?mail|write|phone|get back to) (?:to )?me\b"
    r"|(?:quiero |ocupo |necesito )?que (?:(?:alguien|el|ella|ellos) )?me (?:llamen?|hablen?|escriban?|contacten?|marquen?|busquen?)\b|(?:me )?(?:puede|podria) (?:alguien )?(?:llamar|hablar|marcar|contactar)me\b"
    r"|alguien (?:me )?(?:puede|podria) (?:llamar|hablar|marcar|contactar)(?:me)?\b|(?:i want|i'd like) a (?:call|call ?back)\b)(?! (?:name|it|by)\b)"
)
"""Matches a wish that somebody calls or writes to the writer."""
