"""Recognize requests about codes, and about links that prove a goal."""

import re

from bot.understanding.classifier_labels import NO_ORDER
from bot.understanding.goal_names import find_goals
from bot.understanding.orders import is_reported
from bot.understanding.readings import TEACHERS, Reading, Words
from bot.understanding.settings_in_text import number_in

_SURELY = 0.9


def short_code(it: Words) -> Reading | None:
    """Return a reading for a code of eight symbols, which is too short for a credential's code.

    A stranger, or a person who mentions an invitation, wants to link the chat. Everyone else wants
    to verify the code.
    """
    if it.said.codes or it.said.named.mentions or _LONG_CODE.search(it.text):
        return None
    found = _SHORT_CODE.search(it.text)
    if found is None or not any(symbol.isdigit() for symbol in found[0]):
        return None
    unknown = it.view.role == "stranger" or _INVITED.search(it.spoken)
    return Reading("link" if unknown else "verify", found[0], _SURELY)


def own_links(it: Words) -> Reading | None:
    """Return a candidate's question about their own links that prove a goal, or None.

    The question is who opened the links, or until when they work.
    """
    if it.view.role in TEACHERS or it.said.named.mentions or it.said.codes:
        return None
    if not _LINK.search(it.spoken) or _NEW_LINK.search(it.spoken):
        return None
    opened = _OPENED.search(it.spoken) and (
        _MADE.search(it.spoken) or find_goals(it.said.named.words, it.view.goals, vague=False)
    )
    return Reading("proofs", "", _SURELY) if opened or _UNTIL_WHEN.search(it.spoken) else None


def ended_link(it: Words) -> Reading | None:
    """Return a candidate's order to end a link that proves a goal, or None.

    An example is "kill the second link". Nobody else has links that prove a goal.
    """
    if it.view.role != "candidate" or it.said.named.mentions or it.said.codes or "?" in it.text:
        return None
    found = _NTH_LINK.search(it.spoken)
    if found is None or not _ENDS.search(it.spoken):
        return None
    if is_reported(it.text):
        return Reading("", NO_ORDER, _SURELY)
    number = number_in(found[0])
    return Reading("proofs", f"withdraw {number}", _SURELY) if number.isdecimal() else None


def own_checks(it: Words) -> Reading | None:
    """Return an employer's question about codes that the workspace checked, or None."""
    if it.view.role != "employer" or it.said.codes or it.said.named.mentions:
        return None
    return Reading("seen", "", _SURELY) if _CHECKED.search(it.spoken) else None


def looks_at_own(it: Words) -> Reading | None:
    """Return a candidate's question whether anybody looked at their record, or None."""
    if it.view.role != "candidate" or it.said.codes or it.said.named.mentions:
        return None
    return Reading("seen", "", _SURELY) if _LOOKED_AT_MINE.search(it.spoken) else None


_LOOKED_AT_MINE = re.compile(
    r"\b(?:did|has|have) (?:any(?:one|body)|some(?:one|body)|they|the (?:school|company|shop)|my (?:boss|school|teacher|instructor)) .{0,20}?"
    r"\b(?:look(?:ed)? (?:at|up|into)|seen?|view\w*|check(?:ed)? out) (?:my (?:stuff|record|scores?|credentials?|certificates?|results?|page|profile|status)|me)\b"
    r"|\b(?:alguien|quien(?:es)?) (?:ya )?(?:han? )?(?:entr\w+ a ver|vi(?:o|sto|eron)|mir\w+|revis\w+|consult\w+|checo|busco) (?:mis? (?:cosas|datos|record|notas?|calificacion\w*|credencial\w*|certificad\w*|resultados?|pagina|perfil))\b"
)
"""Matches a question whether somebody looked at the writer's own record."""
_SHORT_CODE = re.compile(
    r"(?<![0-9A-Za-z-])(?=[0-9-]*[A-Z])[0-9A-Z]{4}-[0-9A-Z]{4}(?![0-9A-Za-z-])"
)
_LONG_CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b|\bEF-", re.IGNORECASE)
_INVITED = re.compile(
    r"\b(?:invit\w*|link|join|sign ?up|register|vincul\w*|conect\w*|registr\w*)\b"
)
_LINK = re.compile(r"\b(?:links?|ligas?|enlaces?|proofs?|comprobantes?)\b")
_MADE = re.compile(
    r"\b(?:proofs?|comprobantes?|(?:i|i've|ive) (?:\w+ )?(?:made|make|sent|gave|created)|my links?"
    r"|hice|mande|envie|di|cree|mis? (?:ligas?|enlaces?))\b"
)
_OPENED = re.compile(
    r"\b(?:(?:did|has|have|was|were|anyone|anybody|somebody|who|they|he|she)\b.{0,40}"
    r"\b(?:open\w*|click\w*|used?|look\w*|seen|view\w*|visit\w*)"
    r"|abri\w+|abiert[oa]s?|us(?:o|aron|ado)|vi(?:o|eron|sto)|entr(?:o|aron)|ha(?:n)? (?:abierto|visto|usado))\b"
)
_UNTIL_WHEN = re.compile(
    r"\b(?:(?:still|how (?:much )?long(?:er)?|until when|when)\b.{0,40}"
    r"\b(?:good|work\w*|valid|live|alive|open|run\w* out|expir\w+|die\w*|last\w*)"
    r"|(?:days?|weeks?|time|long) (?:left|remain\w*)|(?:which|what|how many)\b.{0,20}"
    r"\b(?:links?|proofs?)\b.{0,20}\b(?:made|make|have|got|out there|active)"
    r"|hasta cuando|cuanto (?:tiempo )?(?:le queda|dura|falta)|todavia (?:sirve|jala|funciona)"
    r"|sigue (?:sirviendo|jalando|activ\w+|vivo|viva)|venc\w+|caduc\w+"
    r"|(?:que|cual\w*|cuant[oa]s) (?:ligas?|enlaces?|comprobantes?)\b.{0,30}\b(?:tengo|hice|hech[oa]s))\b"
)
_NEW_LINK = re.compile(
    r"\b(?:(?:make|create|give|send|get) me (?:an?|another|the)|(?:make|create|get) (?:an?|another|new)|i (?:want|need) (?:an?|another)"
    r"|haz\w*me|hacer|dame|quiero|necesito|linkedin|invit\w+|catalog\w*|website|badge|insignia|qr"
    r"|(?:an?|una?|new|nuev[oa]) (?:proof )?(?:links?|ligas?|enlaces?|proofs?|comprobantes?)"
    r"|what (?:does|do|is) .{2,20} (?:do|mean|for)|explain|how (?:does|do) .{2,30} work|como funcionan?"
    r"|que (?:hace|significa)|para que (?:sirven?|es|son)|classroom|class|video|page|zoom|register|exam)\b"
)
_NTH_LINK = re.compile(
    r"\b(?:(?:first|second|third|fourth|1st|2nd|3rd|4th|primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]) (?:proof )?(?:link|proof|liga|enlace|comprobante)"
    r"|(?:link|proof|liga|enlace|comprobante) (?:number|no\.?|num(?:ero)?|#)? ?(?:\d|one|two|three|four|uno|dos|tres|cuatro)\b)"
)
_ENDS = re.compile(
    r"\b(?:cancel\w*|kill|end|revoke|delete|withdraw|void|pull|drop|remove|close|disable|deactivate|turn off|shut off|shut down|take down"
    r"|cancel[ae]\w*|borr[ae]\w*|quit[ae]\w*|anul[ae]\w*|tumb[ae]\w*|baj[ae]\w*|desactiv[ae]\w*|apag[ae]\w*|retir[ae]\w*|elimin[ae]\w*|cierr[ae]\w*|mata)\b"
)
_CHECKED = re.compile(
    r"\b(?:what|which|show|list|our|see|history|codes?|everything)\b.{0,40}\b(?:(?:we|i|my team|the team)(?:'ve| have)?"
    r"(?: already)? (?:\w+ )?(?:checked|verified|looked up|look up|run|ran|scanned)|(?:did|have) (?:we|i) (?:already )?"
    r"(?:check\w*|verif\w+|look(?:ed)? up|run|ran|scan\w*))\b"
    r"|\b(?:our|my) (?:past|previous|earlier|recent|last|old) (?:checks|look ?ups|verifications)\b"
    r"|\b(?:hemos|he|llevamos|ya|habiamos|tenemos) (?:ya )?(?:checad\w+|verificad\w+|consultad\w+|revisad\w+|buscad\w+|verificamos"
    r"|checamos|consultamos|revisamos|escanead\w+)\b"
    r"|\b(?:que|cuales|los|lo)\b.{0,20}\b(?:verificamos|checamos|consultamos|revisamos)\b"
)
