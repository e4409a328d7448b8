"""Read references without a name, such as "the third one", "the other", "both"."""

import re
from enum import Enum

from bot.understanding.ordinals import LAST, LAST_ONES, NUMBERS, ORDINALS, spelled_out
from core.values import value


class Pointer(Enum):
    """How a message refers to something without naming it: "the third one", "both"."""

    PLACE = "a place in a list that was shown"
    NEXT = "the one below the last in that list"
    ABOVE = "the one above the last in that list"
    OTHER = "the other one of two"
    EARLIEST = "the first one that was talked about"
    BEFORE = "the one talked about before the last"
    ALL = "all of two or three"
    MIDDLE = "the one in the middle of an odd number"


@value
class Reference:
    """What a message refers to without naming it.

    `rest` is the message without the words that refer to it. `place` counts from 0 and may be LAST.
    `count` is how many entries `ALL` means, or 0 if the message does not say how many.
    """

    pointer: Pointer
    rest: str
    place: int = 0
    count: int = 0


def reference_in(words: str) -> Reference | None:
    """Return what plain words point at, or None if they point at nothing in particular."""
    for pointer, pattern in _POINTING:
        if (found := pattern.search(words)) and _points(found):
            one = pointer is Pointer.ALL and not _IN_ORDER.search(words)
            if one and _PLACE.search(_without(found)):
                continue  # as in "which of the two, the first?"
            groups = found.groupdict()
            count = _COUNTED.get(groups.get("count") or groups.get("cuenta") or "", 0)
            return Reference(pointer, _without(found), count=count)
    if (found := _PLACE.search(words)) and _points(found):
        groups = found.groupdict()
        said = next(groups[name] for name in _PLACE.groupindex if groups[name])
        place = _place_of(said)
        return Reference(Pointer.PLACE, _without(found), place)
    if found := _ALONE.fullmatch(words.strip(" .!?#")):
        return Reference(Pointer.PLACE, "", _place_of(found["number"]))
    return None


def _points(found: re.Match[str]) -> bool:
    """Whether words such as "the last" mean an entry of a list.

    In "the last straw", they do not.
    """
    before, after = found.string[: found.start()], found.string[found.end() :]
    if _NUMBERED_THING.search(before) or _OF_DATE.match(after):
        return False
    following = _NEXT_WORD.match(after)
    return not _BARE.search(found[0]) or following is None or following[1] in _AFTER


def _without(found: re.Match[str]) -> str:
    """Return the words around a match."""
    return f"{found.string[: found.start()]} {found.string[found.end() :]}"


def _place_of(number: str) -> int:
    return int(number) - 1 if number.isdigit() else _PLACES[number]


def is_only_pointer(words: str) -> bool:
    """Whether plain words only point at something, such as "both" or "the last one"."""
    found = reference_in(words)
    return found is not None and only_points(found.rest)


def only_points(rest: str) -> bool:
    """Whether a message asks for nothing besides pointing at something.

    `rest` is the message without the words that point.
    """
    return all(word in _FILLING for word in re.findall(r"\w+", rest))


_ENDS = f"{LAST_ONES}|bottom"
_NUMBERS = (*NUMBERS, "una?")
_TOP = "top"


_PLACES = {
    **spelled_out(ORDINALS),
    **spelled_out(NUMBERS),
    "un": 0,
    "una": 0,
    **dict.fromkeys(("last", "ultimo", "ultima", "bottom"), LAST),
    "top": 0,
}
_THING = (
    r"(?:one|guy|girl|boy|kid|lady|student|person|name|option|choice|entry|row|line|credential|goal|rule|muchach[oa]|alumn[oa]"
    r"|chic[oa]|chav[oa]|chamac[oa]|morr[oa]|nombre|opcion|renglon|meta|credencial|regla)"
)
_AMONG = (
    r"(?: (?:down|from the top|on (?:the|that|your) list|in (?:the|that) list|of (?:them|those|these|the (?:two|three|list))"
    r"|you (?:listed|showed|said|gave)|de (?:la|esa|tu|su) lista|de (?:ell[oa]s|es[oa]s|l[oa]s (?:dos|tres))|que (?:salio|sale|pusiste|dijiste|mencionaste)))"
)
_PLACE = re.compile(
    rf"\b(?:the(?: very)?|that|el|la|lo|al|del|de la|ese|esa|my|mi) (?P<ordinal>{'|'.join((*ORDINALS, _ENDS, _TOP))})"
    rf"(?: {_THING}\b)?{_AMONG}*(?='?s?(?: |\W|$))"
    r"(?! (?:time|try|attempt|exam|test|class|step|week|month|shift|year|grade|result|period|day|vez|intento|examen|prueba|clase|paso|semana|mes|turno"
    r"|ano|resultado|periodo|dia|nivel|level|part|parte|thing|cosa|name|nombre|night|noche|half|page))"
    rf"|(?:\b(?:number|numero|option|opcion|num|no\.)|#) ?(?:(?P<number>{'|'.join(_NUMBERS)})|(?P<digits>[0-9]{{1,2}}))\b{_AMONG}*"
    rf"|^(?:(?:and|y|ok|now|then|no),? )*(?P<begins>{'|'.join((*ORDINALS, _ENDS, _TOP))})(?: {_THING}\b{_AMONG}*|{_AMONG}+)(?='?s?(?: |\W|$))"
    rf"|\b(?:el|la) (?:de|en) ?l? (?P<rank>{'|'.join(ORDINALS)}) (?:lugar|puesto)\b"
)
_ALONE = re.compile(
    rf"(?:(?:the|el|la|l[oa]) )?(?P<number>{'|'.join((*ORDINALS, *_NUMBERS, _ENDS, _TOP))}|[0-9]{{1,2}})"
    rf"(?: {_THING})?{_AMONG}*(?: (?:please|por favor|porfa|pls))?"
)
"""Matches a message that is only a place in a list, such as "the last one" or "2"."""
_BARE = re.compile(
    rf"(?:\b(?:{'|'.join((*ORDINALS, *_NUMBERS, _ENDS, _TOP))}|other|otr[oa]|both|amb[oa]s)|[0-9])$"
)
"""Matches a reference without a noun at its end, such as "the second" or "both"."""
_IN_ORDER = re.compile(r"\b(?:start|begin|empie\w+|empez\w+|comien\w+) (?:with|from|con|por)\b")
"""Matches words that say which of several entries to show first.

The message asks for all of the entries.
"""
_NEXT_WORD = re.compile(r" (\w+)")
_NUMBERED_THING = re.compile(
    r"\b(?:machines?|exams?|tests?|shop|room|bay|station|table|part|op|operation|tool|section|building|floor|bus|period|lab|unit"
    r"|chapter|level|phone|order|job|question|step|week|class|maquina|torno|examen|prueba|salon|cuarto|taller|mesa|pieza|parte"
    r"|herramienta|seccion|edificio|camion|unidad|capitulo|nivel|orden|pregunta|paso|semana|clase|grupo) $"
)
_OF_DATE = re.compile(
    r" (?:of|de) (?:january|february|march|april|may|june|july|august|september|october|november|december|enero|febrero|marzo"
    r"|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b"
)
_COUNTED = {"two": 2, "dos": 2, "three": 3, "tres": 3}
_POINTING = (
    (
        Pointer.EARLIEST,
        re.compile(
            r"\b(?:the|that) (?:very )?first (?:one|thing|guy|kid|student|code|credential|goal) (?:again|i (?:said|asked|named|mentioned|sent|gave|checked)(?: (?:you|about|for))*|we (?:talked|spoke) about|from before|from earlier)"
            r"|\b(?:back to|go back to) the first(?: one)?\b|\bthe former(?: one)?\b"
            r"|\b(?:el|la|lo) primer[oa] (?:que (?:te |le )?(?:dije|pregunte|mencione|mande|pase|di)|de nuevo|otra vez)"
            r"|\b(?:volv\w+|regres\w+|vuelv\w+) (?:a|al|con|a la|a lo|con el|con la) primer[oa]?\b"
        ),
    ),
    (
        Pointer.BEFORE,
        re.compile(
            r"\b(?:the one (?:before|earlier)|the (?:previous|prior|earlier) (?:one|guy|kid|student|code)|the one from before"
            r"|(?:el|la) (?:anterior|de antes|de hace rato|previ[oa]))\b(?! (?:que|of|to|de)\b)"
        ),
    ),
    (
        Pointer.NEXT,
        re.compile(
            r"\bnext (?:one (?:down|on (?:the|that) list|in (?:the|that) list)|name|kid|guy|girl|student|person)(?: down| on the list)?\b"
            r"|\bthe (?:one|name|kid|guy|girl|boy|student|person) (?:right |just )?(?:below|under|underneath|beneath|after)(?: (?:that|it|him|her|them|this)(?: one)?)?\b"
            r"|\b(?:el|la) que (?:viene|va|esta) (?:despues|abajo|debajo)(?: de (?:ell[oa]|el|es[ae]))?$|^siguiente (?:en|de) la lista$"
            r"|\b(?:el|la) (?:que (?:le )?sigue|siguiente|de abajo)(?: (?:en|de) la lista| de ell[oa]s?| de abajo)?$"
            r"|\bsiguiente (?:alumn[oa]|nombre|muchach[oa])\b"
        ),
    ),
    (
        Pointer.ABOVE,
        re.compile(
            r"\bthe (?:one|name|kid|guy|girl|boy|student|person) (?:right |just )?(?:above|over)(?: (?:that|it|him|her|them|this)(?: one)?)?\b"
            r"|\b(?:el|la) de arriba(?: de (?:ell[oa]|el|es[ae]|ese))?$"
            r"|\b(?:el|la) de antes de (?:ell[oa]|es[ae]|est[ae])$"
        ),
    ),
    (
        Pointer.OTHER,
        re.compile(
            rf"\b(?:the|that|el|la|al|del|con el|con la|lo) (?:other|otr[oa])(?: {_THING}(?!\w)| of the two| de l[oa]s dos)*(?='?s?(?: |\W|$))"
            r"(?! (?:class|group|section|day|way|thing|night|exam|test|clase|grupo|turno|seccion|dia|cosa|examen|prueba|part|parte|chat|phone|device|telefono|celular|two|three|dos|tres|students|kids|ones|half|level|nivel))"
        ),
    ),
    (
        Pointer.MIDDLE,
        re.compile(
            rf"(?<!in )(?<!from )\b(?:the|el|la|al) (?:middle|{_THING} in the middle|de en ?medio|del medio)(?: {_THING}(?!\w))?(?='?s?(?: |\W|$))"
            r"(?! (?:of|de|school|shift|level|goal|finger|ground|name|nivel|meta))"
        ),
    ),
    (
        Pointer.ALL,
        re.compile(
            r"\b(?:both(?: (?:of (?:them|those|these)|ones))?|(?:the|those|these|all|them) (?P<count>two|three)(?: (?:of them|ones|together|side by side))?"
            r"|l[oa]s (?P<cuenta>dos|tres)(?: junt[oa]s| de ell[oa]s)?|amb[oa]s|entre l[oa]s dos)\b"
            r"(?! (?:exams?|parts?|tests?|classes|levels|left|more|months|weeks|days|hours|times|tries|attempts|examenes|partes|clases|niveles|meses|semanas|dias|horas|veces|de la))"
        ),
    ),
)
_FILLING = frozenset(
    re.findall(
        r"\w+",
        """a an the and y e ok so then now ahora pues bueno no not but pero give me show let see i want need meant mean to
        about what how is it that one of up open pull go with take pick choose please por favor porfa pls
        de del la el lo las los en con a al dame deme quiero quise decir abre abreme muestrame muestreme ensename enseneme ver vamos va
        que tal hay entonces mejor better actually instead rather wait sorry espera perdon digo also too tambien first
        again otra vez tell for on its his her s es era es ese esa eso i'll did do same lo mismo just only solo nomas yeah yes si
        read me look at back vuelve regresa volvamos page pagina hoja expediente sheet""",
    )
)
"""Words that ask for nothing in particular."""
_AFTER = _FILLING | frozenset(
    re.findall(
        r"\w+",
        """s are was were does did has have had having need needs lack lacks lacking miss misses missing missed cost costs
        doing going stand stands standing pass passes passed passing fail fails failed failing take takes took taking finish
        finishes finished finishing expire expires expired earn earns earned start starts count counts require requires ask
        asks get gets got left still yet or in for to at with from than as i you he she we they him her them who which much
        many instead today there here if behind ready done stuck
        students kids guys girls boys people names credentials certificates goals rules codes certificate code
        le les se lo falta faltan cuesta cuestan vale valen necesita necesitan pide piden tiene tienen lleva llevan va van
        anda andan esta estan son paso pasa reprobo termino termina vence que como cuanto cuando donde o para ya todavia aun
        hay ahi me te sigue meet meets cover covers satisfy qualify cumple cumplen alcanza alcanzan llega sirve what who whose cual cuales quien quienes saco sacaron salio
        alumnos alumnas muchachos muchachas chicos nombres credenciales certificados metas codigos reglas certificado codigo""",
    )
)
"""Words that may follow "the second" if it means an entry of a list.

A noun may not, as in "the second shift".
"""
