"""Split a message into words: folded, and with the shop's Spanish and slang translated."""

import re
import unicodedata
from functools import lru_cache

from core.memories import emptied_when_forgetting
from core.values import value

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_LONGEST = 2000
"""Maximum number of characters that are read of a message. Nobody types a longer question."""


@value
class Word:
    """A word of a message, as written and folded (lower case, no accents, no apostrophes)."""

    written: str
    folded: str


@lru_cache(maxsize=512)
def plain(text: str) -> str:
    """Return the text in lower case, without accents, with single spaces and straight apostrophes.

    Texts are cached for a short time, because each rule asks for those of one message.
    """
    lowered = text[:_LONGEST].lower()
    if not lowered.isascii():
        letters = unicodedata.normalize("NFKD", lowered.replace("\u2019", "'"))
        lowered = "".join(c for c in letters if c.isascii() or not unicodedata.combining(c))
    return " ".join(lowered.split())


emptied_when_forgetting(plain.cache_clear)


def bare(text: str) -> str:
    """Return the text in plain letters, without question marks and exclamation marks around it."""
    return plain(text).strip(" .,!?¡¿")


def words_of(text: str) -> list[Word]:
    """Return the words of a message, in order."""
    return [
        Word(each, plain(each).replace("'", "").replace("\u2019", "")) for each in written_in(text)
    ]


def written_in(text: str) -> list[str]:
    """Return the words of a message as they were written."""
    return _WORD.findall(text[:_LONGEST])


CATALOG_WORDS: dict[str, str] = {
    word: means
    for means, words in {
        "turning": "lathe lathes turning torno tornos torneado torneados tornear tornero turret engine",
        "milling": "mill mills fresadora fresadoras fresado fresados fresar fresa fresas "
        "vmc machining-center",
        "grinding": "muela grinder grinders grind rectificado rectificadora rectificar rectificados "
        "rectificadoras amoladora esmeril esmeriladora esmerilado",
        "drill press": "drillpress taladro taladros taladrado taladradora taladrar drilling drill",
        "operator": "op opr operador operadora operadores operacion operar operation operations",
        "programming": "program programmer programacion programar programador programming pso",
        "setup": "preparacion montaje puesta",
        "between centers": "puntos tbc centros centers center",
        "chucking": "chuck chucker mandril chuckeado plato mordazas chuks",
        "measurement": "mms medidas medicion mediciones metrologia measurements micrometers micrometros calipers calibradores",
        "materials": "material materiales",
        "safety": "seguridad",
        "job planning": "planeacion planeamiento planificacion planning jpbl",
        "benchwork": "bench banco jbl limar filing deburring",
        "layout": "trazado trazo",
        "edm": "electroerosion erosion electroerosionado erosionadora",
        "wire": "hilo alambre",
        "plunge": "penetracion sinker ram sumergible",
        "press brake": "plegadora dobladora pressbrake doblado plegado",
        "stamping": "estampado troquelado estampar troqueladora",
        "dies": "troquel troqueles",
        "compound": "compuestos compuesto compuesta",
        "progressive": "progresivos progresivo progresiva",
        "deep draw": "embuticion embutido embutidos",
        "transfer": "transferencia",
        "single hit": "golpe",
        "screw": "tornillos tornillo",
        "multiple spindles": "multihusillo multispindle husillos",
        "single spindles": "monohusillo",
        "diemaking": "matriceria troquelero diemaker",
        "moldmaking": "molde moldes moldmaker moldista moldeo mold mould",
        "metalforming": "conformado metalforming",
        "slide forming": "fourslide",
        "maintenance": "mantenimiento itm",
        "hydraulic": "hidraulica hidraulicos hidraulico hydraulics hidraulicas",
        "pneumatic": "comprimido neumatica neumaticos neumatico pneumatics neumaticas",
        "electrical": "electrico electricos electricidad electric electricos electrica",
        "electronic": "electronica electronicos electronico electronics",
        "mechanical": "mecanica mecanicos mecanico mecanicas mechanics",
        "process": "proceso procesos",
        "control": "controles controls",
        "piping": "tuberia tuberias pipe pipes pipefitting plomeria",
        "welding": "soldadura soldar weld welder",
        "machine building": "construccion builder",
        "servicing": "servicing",
        "repair": "reparacion reparar",
        "rebuilding": "reconstruccion rebuild",
        "relocation": "reubicacion relocating",
        "installation": "instalacion install",
        "manual milling": "bridgeport",
        "cnc": "ncn",
        "manual": "convencional conventional",
        "surface": "surface",
        "systems": "sistemas system sistema",
        "operations": "operaciones",
    }.items()
    for word in words.split()
}
"""Spanish words, slang and inflected forms, with the catalog words that they mean."""
STRONG = frozenset(
    [
        "turning",
        "milling",
        "grinding",
        "drill",
        "press",
        "chucking",
        "edm",
        "stamping",
        "brake",
        "metalforming",
        "moldmaking",
        "diemaking",
        "hydraulic",
        "pneumatic",
        "welding",
        "piping",
        "benchwork",
        "layout",
        "measurement",
        "spindles",
        "spindle",
        "wire",
        "plunge",
        "cnc",
        "dies",
        "screw",
        "electrical",
        "electronic",
        "mechanical",
        "slide",
        "relocation",
        "rebuilding",
        "servicing",
        "progressive",
        "compound",
    ]
)
"""Words that can name a credential alone. Other words do so only next to one of these."""
COMMON = frozenset(
    [
        "wedding",
        "weddings",
        "sertificado",
        "certificado",
        "certificados",
        "vence",
        "bence",
        "medias",
        "trabo",
        "turn",
        "turned",
        "turns",
        "service",
        "servicio",
        "measure",
        "measured",
        "brand",
        "grading",
        "rating",
        "person",
        "personal",
        "percent",
        "trading",
        "burning",
        "morning",
        "learning",
        "earning",
        "evening",
        "meaning",
        "running",
        "tuning",
        "burned",
        "filling",
        "planing",
        "pressing",
        "printing",
        "sharing",
        "moving",
        "mailing",
        "mailbox",
        "talking",
        "walking",
        "working",
        "testing",
        "boring",
        "wired",
        "single",
        "process",
        "progress",
        "control",
        "machine",
        "banda",
        "grande",
        "tornar",
        "turno",
        "trono",
        "trone",
        "tronar",
        "tronaron",
        "plate",
        "plates",
        "turnos",
        "informado",
        "informada",
        "informar",
    ]
)
"""Words that are never treated as mistyped catalog words."""
PAIRS = frozenset(
    """job planning|process control|machine building|single hit|deep draw|between centers|
    maintenance operations|mechanical systems|control systems|measurement materials|
    materials safety|machine repair|machine servicing|repair rebuilding|transfer dies|
    electrical systems|hydraulic systems|multi spindle|tool die|die making|mold making|
    slide forming|machine service|control process|systems mechanical|systems control
    |systems electrical|systems hydraulic|maintenance operator|transfer die""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
"""Pairs of weak words that name a credential when both occur."""
IN_PHRASES = re.compile(
    "tool|screw|torno|num|comput|spindle|husillo|formado|transfer|plan|meas|safe?ty|seguridad"
)
"""Matches lower-case texts that may have one of `PHRASES`. No other text is searched."""
PHRASES = (
    (re.compile(r"\btool(?:s|ing)? (?:and|&|n) die\b", re.IGNORECASE), "diemaking"),
    (re.compile(r"\bscrew machines?\b", re.IGNORECASE), "screw machining"),
    (re.compile(r"\bcontrol num[eé]rico\b", re.IGNORECASE), "cnc"),
    (re.compile(r"\bcomputer(?:ized)? (?=mill|lathe|turning|machining)", re.IGNORECASE), "cnc "),
    (re.compile(r"\b(?:by|with|por|con) (?:computer|computadora)\b", re.IGNORECASE), "cnc"),
    (re.compile(r"\btornos? autom[aá]ticos?\b", re.IGNORECASE), "screw machining"),
    (re.compile(r"\b(?:multi|varios) ?(?:spindles?|husillos)\b", re.IGNORECASE), "multihusillo"),
    (re.compile(r"\bformado de metal(?:es)?\b", re.IGNORECASE), "metalforming"),
    (re.compile(r"\btransfer dies?\b", re.IGNORECASE), "transfer dies stamping"),
    (re.compile(r"\bjob[ -]?plan+(?:e?ing|i?gn|ing?s?)\b", re.IGNORECASE), "job planning"),
    (re.compile(r"\bplan[ei]a[cs]i[oó]n del? trabajo\b", re.IGNORECASE), "job planning"),
    (re.compile(r"\b(?:measuring and safety|the measuring one)\b", re.IGNORECASE), "mms"),
    (
        re.compile(
            r"\b(?:meas|measuring|measure) (?=(?:cert\w*|credential|card|test|exam|theory|score)\b)",
            re.IGNORECASE,
        ),
        "mms ",
    ),
    (
        re.compile(
            r"\b(link|share|certificate|cert|score|code|price|cost|for|to|in|on|about)( my| the)? measuring"
            r"\b(?! (?:tools?|the|a|it|with|my|parts?)\b)",
            re.IGNORECASE,
        ),
        r"\1\2 mms",
    ),
    (
        re.compile(r"\b(missing|needs?) safety\b(?! (?:glasses|shoes|gear))", re.IGNORECASE),
        r"\1 mms",
    ),
    (
        re.compile(
            r"\bsafe?ty (?:certificate|cert|credential|card|test|exam|one)\b", re.IGNORECASE
        ),
        "mms",
    ),
    (
        re.compile(
            r"\b(scores?|grades?|marks?|got|did|calificaci[oó]n|saqu[eé]) (in|on|for|en|de) (?:the )?(?:safety|seguridad)\b",
            re.IGNORECASE,
        ),
        r"\1 \2 mms",
    ),
    (re.compile(r"\b(flunk\w*|fail\w*|pass\w*|bomb\w*) safety\b", re.IGNORECASE), r"\1 mms"),
    (re.compile(r"\b(?:lo|la|el|certificado|examen) de seguridad\b", re.IGNORECASE), "mms"),
)
"""Shop expressions of several words, each with the catalog's word for it."""
CODES = {"mms": "M1-MMS", "jbl": "M1-JBL", "jpbl": "M1-JBL", "tbc": "M1-TBC"}

_GREETING = re.compile(
    r"^\W*(?:(?:good|buen[oa]s?)\s+(?:morning|afternoon|evening|day|d[ií]as?|tardes?|noches?)"
    r"|hello|hi|hey|hola|oye|oiga|disculpe|disculpa|excuse me|dear [\w ]{2,24}|greetings|saludos"
    r"|estimad[oa]s?(?: [\w ]{2,24})?|to whom it may concern|a quien corresponda|what's up|que tal"
    r"|qu[eé] tal|ok so|okay so|ok|so|um+|uh+|well|este|pues|bueno|fíjate que|mira)"
    r"(?: there| all| team| everyone| equipo| a todos| edgefinder| bot| joven| se[nñ]or(?:a|ita)?| jefe| jefa"
    r"| compa| amig[oa]s?| profe| maestr[oa]| mijo| mija| carnal| gente| sir| ma'?am| folks| guys| friend| buddy"
    r"| bro| man| dude| boss| mister| y'?all)?\s*[,.!:;\n-]+\s*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"[\s,.!?]*\b(?:(?:many |kind |best |warm )?(?:thanks|thank you|regards|wishes)"
    r"(?: (?:in advance|so much|very much|a lot|kindly|again))?|with kind regards|cheers|sincerely"
    r"|best|yours (?:truly|sincerely)|(?:muchas |mil )?gracias(?: (?:de antemano|por su (?:ayuda|"
    r"atenci[oó]n|apoyo)|por adelantado))?|saludos(?: cordiales)?|atentamente|cordialmente"
    r"|quedo (?:atent[oa]|al pendiente)|por favor|please|pls|plz|porfa(?:vor)?|porfis)"
    r"(?:[\s,.!-]+[\w'\u2019 .-]{0,32})?[\s.!]*$",
    re.IGNORECASE,
)
_MISREAD = re.compile(r"(?<=[^\W\d_])[01](?=[^\W\d_])")
"""Digits that text recognition produces in place of letters."""
_UN = re.compile(r"\b(un)-(shar|link|follow|watch|publish)(?=\w*\b)", re.IGNORECASE)
"""Matches words such as "un-share", which are read without the hyphen."""
_LETTERS_READ = {"0": "o", "1": "i"}
_KEPT = 2
"""Minimum number of words to keep. Otherwise, a message of only greetings would be empty."""


def without_courtesies(text: str) -> str:
    """Return the message without its opening greeting and closing thanks."""
    text = _MISREAD.sub(lambda found: _LETTERS_READ[found[0]], text[:_LONGEST])
    if "-" in text:
        text = _UN.sub(r"\1\2", text)
    for pattern in (_GREETING, _GREETING, _CLOSING):
        inner = pattern.sub("", text, count=1)
        if inner != text and len(_WORD.findall(inner)) >= _KEPT:
            text = inner
    return text.strip()


def asks(text: str) -> bool:
    """Whether the words begin like a question, a wish or an order.

    If not, the message is a statement.
    """
    return _ASKS.search(plain(text)) is not None or _QUE.match(text) is not None


def only_tells(text: str) -> bool:
    """Whether a message of some length asks and orders nothing in any of its clauses."""
    if "?" in text or len(text.split()) < _TELLING_FROM:
        return False
    return not any(asks(clause) for clause in _CLAUSES.split(text) if clause)


_TELLING_FROM = 6
"""Minimum number of words of a message that tells something. Shorter ones continue a question."""
_CLAUSES = re.compile(r"[,.;:!\n]+ *|\b(?:so|and|but|then|y|pero|asi que|así que) ", re.IGNORECASE)
_ASKS = re.compile(
    r"^[^\w]*(?:(?:and|also|plus|then|so|y|tambien|ademas|hi|hello|hola|oiga|oye|please|por favor)[ ,]+)*"
    r"(?:what|whats|what's|how|hows|who|whos|when|whens|where|why|which|can|could|would you|does|do|did|is|are|am"
    r"|will|should|tell|send|give|show|remind|turn|stop|switch|print|share|hide|let me|i(?:'d| would) like|i want"
    r"|i need|wanna|need|get|put|set|make|check|any|anything|cancel|delete|unlink|take"
    r"|cuant\w+|como|quien\w*|cuando|donde|por ?que|cual\w*|en que|a que|de que|con quien|si (?:se|puede|hay|ya|me)"
    r"|que (?!la\b|lo\b|me\b|se\b|le\b|los\b|las\b|mi\b)|puede\w*|puedo|me (?:da|das|dice|falta|puede|manda)"
    r"|mand\w+|dime|digame|da?me|deme|envi\w+|ensen\w+|muestr\w+|recuerd\w+|avis\w+|apag\w+|ya no"
    r"|my (?:next|scores?|status|certificates?|exams?)|mis? (?:siguiente|puntajes?|estado|certificados?)"
    r"|quiero|necesito|ocupo|quisiera|pon\w*|imprim\w+|compart\w+|hay|es|son|sirve|se (?:puede|vence))\b"
)
_QUE = re.compile(r"\W*(?:(?:y|oiga|oye|hola|disculpe|entonces)[ ,]+)*qué\b", re.IGNORECASE)
"""Matches a "qué" at the beginning, which makes a question.

Without the accent, the word often joins clauses instead.
"""
