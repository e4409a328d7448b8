"""Recognize requests by their words if the classifier would misread them.

None of them acts at once. The bot asks before it changes anything.
"""

import re
from collections.abc import Callable, Sequence

from bot.understanding.asked_more import wants_word
from bot.understanding.class_questions import class_of_notices
from bot.understanding.classifier_labels import NO_ORDER
from bot.understanding.goal_names import find_goals
from bot.understanding.leave_alone import leaves_alone
from bot.understanding.minors_in_text import minor_in
from bot.understanding.names_in_text import called_in
from bot.understanding.orders import is_declined, is_left_alone, is_not_recorded, is_reported
from bot.understanding.readings import Reading, Said, View, narrow_to_own
from bot.understanding.results_in_text import asks_what_waits
from bot.understanding.settings_in_text import number_in, pace_in, quiet_in, zone_in
from bot.understanding.words import plain
from core.catalog.model import ExamKind
from core.values import value

_SURELY = 0.9
_TEACHERS = frozenset(("instructor", "administrator"))
_STAFF = _SIGNERS = _TEACHERS | {"evaluator"}
_CHANGING = frozenset(("unlink", "signoff", "minor", "privacy", "notices", "whoami", "proofs"))

_TOLD_BY_OTHERS = frozenset(("minor", "whoami"))
"""Commands that a message may order by repeating what others said.

Examples are "her mother said yes" and "they all call me Nori".
"""


@value
class Words:
    """A message as written and in plain letters, how it was read, and who wrote it."""

    text: str
    spoken: str
    said: Said
    view: View


def plain_request(text: str, said: Said, view: View) -> Reading | None:
    """Return the request of a message whose words leave no doubt, or None."""
    it = Words(text, plain(text), said, view)
    for asked in _REQUESTS:
        found = asked(it)
        if found is None:
            continue
        changes = found.command in _CHANGING and bool(found.argument)
        if changes and is_left_alone(text):
            return Reading("", NO_ORDER, _SURELY)
        if changes and found.command not in _TOLD_BY_OTHERS and is_reported(text):
            return None
        return found
    return None


def _declined(it: Words) -> Reading | None:
    """Words that say not to show or check something, or to leave it alone."""
    left = leaves_alone(it.text, it.said, it.view) or is_declined(it.text)
    return Reading("", NO_ORDER, _SURELY) if left and not quiet_in(it.spoken) else None


def _new_name(it: Words) -> Reading | None:
    """Return the request to call a person by another name."""
    if it.said.people and it.view.role in _TEACHERS:
        return None
    best = next(iter(it.said.readings), None)
    sure = best is not None and best.command == "whoami" and "?" not in it.text
    name = called_in(it.text, sure=sure)
    return Reading("whoami", f"name {name}", _SURELY) if name else None


def _short_code(it: Words) -> Reading | None:
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


def _old_chats(it: Words) -> Reading | None:
    """Return the request to unlink the chats of an old phone."""
    if (
        it.view.role == "stranger"
        or it.said.people
        or it.said.named.mentions
        or _LOST.search(it.spoken)
    ):
        return None
    ordered = _OLD_PHONE.search(it.spoken) and _CUT_OFF.search(it.spoken)
    if ordered or _EVERYWHERE_ELSE.search(it.spoken):
        return Reading("unlink", "others", _SURELY)
    return None


def _undone_sign_off(it: Words) -> Reading | None:
    if (
        it.view.role not in _SIGNERS
        or not _SIGNED.search(it.spoken)
        or not UNDOES.search(it.spoken)
        or _NOT_UNDONE.search(it.spoken)
    ):
        return None
    return Reading("signoff", "undo", _SURELY)


def _own_links(it: Words) -> Reading | None:
    """Return the question about one's own links that prove a goal: who opened them, or until when
    they work.
    """
    if it.view.role in _TEACHERS or it.said.named.mentions or it.said.codes:
        return None
    if not _LINK.search(it.spoken) or _NEW_LINK.search(it.spoken):
        return None
    opened = _OPENED.search(it.spoken) and (
        _MADE.search(it.spoken) or find_goals(it.said.named.words, it.view.goals, vague=False)
    )
    return Reading("proofs", "", _SURELY) if opened or _UNTIL_WHEN.search(it.spoken) else None


def _ended_link(it: Words) -> Reading | None:
    """Return the order to end a link that proves a goal. Its place names it: "the second link"."""
    if it.view.role != "candidate" or it.said.named.mentions or it.said.codes or "?" in it.text:
        return None
    found = _NTH_LINK.search(it.spoken)
    if found is None or not _ENDS.search(it.spoken) or is_reported(it.text):
        return None
    number = number_in(found[0])
    return Reading("proofs", f"withdraw {number}", _SURELY) if number.isdecimal() else None


def _own_checks(it: Words) -> Reading | None:
    """Return an employer's question about the codes that their workspace has checked."""
    if it.view.role != "employer" or it.said.codes or it.said.named.mentions:
        return None
    return Reading("seen", "", _SURELY) if _CHECKED.search(it.spoken) else None


def _to_inspect(it: Words) -> Reading | None:
    """Return an evaluator's question about the parts that wait."""
    if it.view.role != "evaluator" or it.said.people or it.said.named.mentions or it.said.codes:
        return None
    return Reading("result", "", _SURELY) if asks_what_waits(it.spoken) else None


def _of_minor(it: Words) -> Reading | None:
    """Return the call of `minor` for what an administrator says about one candidate.

    It is about the candidate's age, or about who may see the candidate's codes.
    """
    if it.view.role != "administrator" or len(it.said.people) != 1:
        return None
    argument = minor_in(it.spoken, it.said.people[0].name)
    return Reading("minor", argument, _SURELY) if argument else None


def _not_approved(it: Words) -> Reading | None:
    """Recognize that an administrator does not want to let somebody in yet."""
    if it.view.role != "administrator" or not _NOT_IN.search(it.spoken):
        return None
    return Reading("", NO_ORDER, _SURELY)


def _not_recorded(it: Words) -> Reading | None:
    """Recognize that a result is not to be recorded, or did not happen."""
    if it.view.role not in _STAFF or not is_not_recorded(it.text) or "?" in it.text:
        return None
    about = it.said.people or it.said.readings[0].command == "result"
    return Reading("", NO_ORDER, _SURELY) if about else None


def _zone(it: Words) -> Reading | None:
    if it.view.role in {"stranger", "employer"} or it.said.codes:
        return None
    zone = zone_in(it.spoken)
    return Reading("notices", zone, _SURELY) if zone else None


def _record_hidden(it: Words) -> Reading | None:
    """Recognize that a candidate wants a school to stop seeing their results."""
    if it.view.role != "candidate" or not _SCHOOL.search(it.spoken) or "?" in it.text:
        return None
    if not (_NOT_SEE.search(it.spoken) or _TAKEN_BACK.search(it.spoken)):
        return None
    named = _SCHOOL_NAMED.search(it.text)
    what = "roster" if _OFF_LIST.search(it.spoken) else "results"
    return Reading("privacy", f"end {what} {named[0]}" if named else "", _SURELY)


def _on_the_job_record(it: Words) -> Reading | None:
    """Recognize a question about a CAR, the record of training on the job."""
    if it.said.named.mentions or not _CAR.search(it.text):
        return None
    return Reading("ask", "on-the-job", _SURELY)


def _only_named(it: Words) -> Reading | None:
    """Return the request for a student's page, if a message is only the student's name."""
    if it.view.role not in _STAFF or not it.said.people or len(it.said.named.words) > _MOST_NAMING:
        return None
    parts = {part for one in it.said.people for part in plain(one.name).replace("-", " ").split()}
    known = {part.replace("'", "") for part in parts} | _BESIDE_NAME
    if any(word.folded not in known for word in it.said.named.words):
        return None
    return Reading("student", "|".join(one.name for one in it.said.people), _SURELY)


def _until_open(it: Words) -> Reading | None:
    """Recognize that a candidate asks when the exam of one credential opens again."""
    best = it.said.readings[0]
    failed = best.score < _UNSURE and _FAILED.search(it.spoken) is not None
    waiting = failed or (best.command, best.argument) in _OF_WAITING
    waiting = waiting or (best.command == "remind" and not wants_word(it.spoken))
    if it.view.role != "candidate" or not waiting:
        return None
    if (
        len(it.said.named.mentions) != 1
        or it.said.second is not None
        or not _WHEN_I.search(it.spoken)
    ):
        return None
    codes = narrow_to_own("status", it.said.named.mentions[0].codes, it.view)
    return Reading("status", codes[0], best.score) if len(codes) == 1 else None


def _pace_of_class(it: Words) -> Reading | None:
    """Recognize that an instructor says how often to send notices of one class."""
    best = it.said.readings[0]
    if (
        it.view.role not in _TEACHERS
        or "?" in it.text
        or best.command not in {"roster", "students"}
    ):
        return None
    where = class_of_notices(it.spoken, it.said.named, it.view.rosters)
    pace = pace_in(it.spoken)
    if not where or not pace or not _NOTICES.search(it.spoken):
        return None
    return Reading("notices", f"{pace} {where}", _SURELY)


def _who_does(it: Words) -> Reading | None:
    """Recognize a question about who pays, or about whom to write to."""
    best = it.said.readings[0]
    if it.said.codes or it.said.people or len(it.spoken.split()) > _MOST_ASKING_WHO:
        return None
    if _WHO_PAYS.search(it.spoken) and not _HOW_MUCH.search(it.spoken):
        return Reading("ask", "cost", _SURELY)
    unsure = best.command != "ask" or best.score < _UNSURE
    return Reading("ask", "contact", _SURELY) if unsure and _WHOM.search(it.spoken) else None


def _counts_for_both(it: Words) -> Reading | None:
    """Recognize the question whether one theory exam also counts for another credential."""
    if it.said.named.kind is not ExamKind.THEORY or not _COUNTS.search(it.spoken):
        return None
    return Reading("ask", "shared-theory", _SURELY) if it.view.role == "candidate" else None


def _at_night(it: Words) -> Reading | None:
    """The wish to get no messages at night."""
    if it.view.role == "stranger" or "?" in it.text or is_reported(it.text):
        return None
    found = quiet_in(it.spoken)
    return Reading("notices", found, _SURELY) if found else None


def _too_many(it: Words) -> Reading | None:
    """Recognize a complaint about too many messages from the bot.

    The answer shows what can be turned off.
    """
    if it.view.role in {"stranger", "employer"} or it.said.codes or not _TOO_MANY.search(it.spoken):
        return None
    return Reading("notices", "", _SURELY)


def _credential_meant(it: Words) -> Reading | None:
    """Recognize a question about what the holder of one credential can do."""
    best = next(iter(it.said.readings), None)
    if best is None or (best.command, best.argument) != ("ask", "meaning"):
        return None
    if len(it.said.named.mentions) != 1 or it.said.second is not None:
        return None
    codes = it.said.named.mentions[0].codes
    levels = len({code.partition("-")[2] for code in codes}) == 1
    return Reading("credential", codes[0] if levels else "|".join(codes), best.score)


_REQUESTS: Sequence[Callable[[Words], Reading | None]] = (
    _declined,
    _new_name,
    _short_code,
    _undone_sign_off,
    _not_approved,
    _not_recorded,
    _to_inspect,
    _of_minor,
    _old_chats,
    _record_hidden,
    _own_links,
    _ended_link,
    _own_checks,
    _zone,
    _on_the_job_record,
    _only_named,
    _pace_of_class,
    _until_open,
    _at_night,
    _too_many,
    _credential_meant,
    _who_does,
    _counts_for_both,
)
_MOST_NAMING = 6
_MOST_ASKING_WHO = 14
_HOW_MUCH = re.compile(r"\b(?:how much|price|cuant[oa]s?|precio)\b")
_WHO_PAYS = re.compile(
    r"\b(?:who(?:'?s| is| has to| does| do| gets to| would| will)?(?: the one)?|quien(?:es)?(?: es el que| es quien| lo)?) (?:pay\w*|covers? (?:it|the cost|that|the fee)|paga\w*|pone (?:el dinero|la lana))\b"
)
_WHOM = re.compile(
    r"\b(?:who(?:m)? (?:do|should|can|would|could) (?:i|we) (?:write|call|talk|speak|ask|e-?mail|contact|complain|reach|go)"
    r"|(?:a|con) quien (?:me |le |se )?(?:lo )?(?:escribo|hablo|llamo|pregunto|reclamo|contacto|marco|dirijo|quejo|acudo|busco))\b"
)
_COUNTS = re.compile(
    r"\b(?:otr[oa]|other|both|amb[oa]s|l[oa]s dos|also|too|tambien)\b.*\b(?:counts?|good for|cuenta|vale|sirve)\b"
    r"|\b(?:counts?|good for|cuenta|vale|sirve)\b.*\b(?:otr[oa]|other|both|amb[oa]s|l[oa]s dos|also|too|tambien)\b"
)
_BESIDE_NAME = frozenset(
    re.findall(
        r"\w+",
        """and y what about how is hows que hay de del pls please por favor now ahora ok oye so a ver show me
    s the kid student alumno alumna tell dime cuentame digame info on sobre""",
    )
)
"""Words beside a name that ask for nothing but the student."""
_OF_WAITING = frozenset((("ask", "retakes"), ("ask", "locked")))
_UNSURE = 0.35
_FAILED = re.compile(r"\b(?:flunk\w*|fail\w*|bomb\w*|reprob\w*|tron[eo]|trone)\b")
_WHEN_I = re.compile(
    r"\b(?:when(?:'?s| is| are| can| do| may| am| will)|how (?:long|soon|much longer)|cuando|cuanto (?:me )?falta|que dia)\b"
    r".{0,60}\b(?:i|i'?m|me|my|mine|back in|again|reopen\w*|open\w*|puedo|podre|mi|volver\w*|dejan|abr\w+|toca)\b"
)
_TOO_MANY = re.compile(
    r"\b(?:you|bot|getting|get|me (?:llegan|mandas|mandan|manda|llega)|recibo|estas)\b.{0,30}"
    r"\b(?:too (?:much|many(?: (?:messages|notices|alerts|texts|notifications|pings))?)\W*$|(?:demasiad|muchisim|tant)[oa]s (?:mensajes|avisos|notificaciones|alertas))"
)
_NOTICES = re.compile(
    r"\b(?:notices?|notif\w*|digests?|summar\w+|updates?|news|reports?|messages?|only|avisos?|avis\w+"
    r"|resumen(?:es)?|novedades|mensajes?|solo|nomas)\b"
)
_SHORT_CODE = re.compile(
    r"(?<![0-9A-Za-z-])(?=[0-9-]*[A-Z])[0-9A-Z]{4}-[0-9A-Z]{4}(?![0-9A-Za-z-])"
)
_LONG_CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b|\bEF-", re.IGNORECASE)
_INVITED = re.compile(
    r"\b(?:invit\w*|link|join|sign ?up|register|vincul\w*|conect\w*|registr\w*)\b"
)
_LOST = re.compile(
    r"\b(?:lost|lose|stole\w*|missing|robb\w*|swiped|perdi\w*|perdid[oa]|rob(?:aron|o|ad[oa])|extravi\w*)\b"
)
"""Matches words for a lost phone.

Such a message asks what to do. It does not order to unlink the phone.
"""
_OLD_PHONE = re.compile(
    r"\b(?:(?:old|previous|former|last|other|ex'?s?) (?:phone|cell|cellphone|number|chat|tablet|device|account|one)"
    r"|(?:telefono|celular|cel|numero|chat|aparato|tablet\w*|equipo) (?:viejo|anterior|pasado|de antes)"
    r"|(?:otro|viejo|anterior) (?:telefono|celular|cel|numero|chat|aparato)"
    r"|(?:telefono|celular|cel|numero|aparato) nuevo\b.{0,60}\b(?:otro|viejo|anterior)"
    r"|(?:new|nuevo|cambi\w+|switch\w*|got a)\b.{0,40}\b(?:phones?|cell|number|telefono|celular|cel|numero)\b.{0,60}"
    r"\b(?:old|other|previous|viejo|otro|anterior))\b"
)
_CUT_OFF = re.compile(
    r"\b(?:kick\w*|cut|disconnect\w*|unhook\w*|unlink\w*|unpair\w*|remove|boot|drop|log\w* (?:it |that |the \w+ )?out"
    r"|sign\w* (?:it |that )?out|take .{0,30}\boff|get (?:it|that|the \w+ \w+) off|no longer get\w*"
    r"|(?:stop|quit|not|no longer|\w+n'?t)(?: \w+){0,2} (?:get|getting|receive|receiving|see|seeing|show up)\b"
    r"|saca\w*|saqu\w*|quita\w*|quit[ae]\w*|desconect\w*|desvincul\w*|cort[ae]\w*|elimin\w*|borra\w*"
    r"|ya no (?:le |me )?(?:lleg\w+|mand\w+|recib\w+)|no le llegue\w*)\b"
)
_EVERYWHERE_ELSE = re.compile(
    r"\b(?:log|sign)(?: me)? out (?:of )?(?:everywhere|every (?:place|device|phone|chat)|all (?:\w+ )?(?:devices|phones|chats))"
    r"(?: \w+)? (?:except|but|besides|other than)\b"
    r"|\b(?:cierra|cerrar|saca\w*|desconecta\w*) .{0,30}\b(?:todos lados|los demas|todas partes|en todo)\b.{0,20}"
    r"\b(?:menos|excepto|salvo)\b"
)
_SIGNED = re.compile(
    r"\b(?:sign(?:ed|ing)?(?:[ -]?(?:it|that|him|her|them|this|\w+))?[ -]?offs?|signoffs?|signed|signature"
    r"|firm(?:e|a|as|ado|ada|aste|ar|amos))\b"
)
UNDOES = re.compile(
    r"\b(?:undo\w*|undid|take (?:it|that|this|the|my)\b.{0,30}\bback|take back|reverse\w*|revert|cancel\w*|scratch"
    r"|remove|erase|delete|void|rescind|shouldn'?t have|wrong (?:kid|student|person|guy|girl|line|item|task|name|one)"
    r"|deshac\w+|deshaz\w*|deshag\w*|quita\w*|quit[ae]\w*|borr\w+|anul\w+|cancel\w+|revert\w+"
    r"|me equivoque|equivocad[oa]|a quien no era|por error)\b"
)
_NOT_UNDONE = re.compile(
    r"\b(?:no need|no hace falta|no es necesario|otr[oa] (?:maestr|instructor|evaluador)\w*|(?:another|a different|any other) (?:teacher|instructor|evaluator)"
    r"|(?:can|could|may) (?:anyone|anybody|somebody else|someone else)|alguien (?:mas )?puede|what happens|que pasa|si me (?:doy|borro|salgo|voy))\b"
)
"""Matches words that only ask about undoing, or say that it is not needed."""
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
_NOT_IN = re.compile(
    r"\b(?:dont|don't|do not|never|not)(?: \w+)? (?:let|approve|admit|accept|allow|authorize|link|connect)\b"
    r".{0,50}\b(?:phone|chat|in|telegram|slack|until|yet|account|him|her|them|request)\b"
    r"|\bno (?:le |lo |la )?(?:apruebes?|aprueben|autori\w+|aceptes?|acepten|dejes?|dejen|vincules?|admitas?)\b"
    r".{0,50}\b(?:telefono|celular|cel|chat|todavia|aun|entrar|hasta|cuenta|solicitud)\b"
)
_SCHOOL = re.compile(
    r"\b(?:colleges?|schools?|universit\w+|academ\w+|campus|colegios?|escuelas?|universidad\w*|prepa\w*|tecnologico)\b"
)
_SCHOOL_NAMED = re.compile(
    r"\b(?:[A-Z][\w.'-]+ ){1,4}(?:College|School|University|Academy|Institute|Tech)\b"
    r"|\b(?:Colegio|Escuela|Universidad|Academia|Instituto)(?: (?:de |del |la )?[A-Z][\w.'-]+){1,4}"
)
_NOT_SEE = re.compile(
    r"\b(?:dont|don't|do not|never|stop|quit|not|no longer|cant|can't|shouldnt|shouldn't|no|nunca|ya no|deja\w*|que no)\b"
    r".{0,50}\b(?:let\w*|see|seeing|look\w*|view\w*|have|show\w*|access|vea[ns]?|ver|mir[ea]n?|muestr\w+|compart\w+|ensen\w+|acceso)\b"
    r".{0,50}\b(?:my|mine|mi|mis)\b"
)
_TAKEN_BACK = re.compile(
    r"\b(?:tak\w+|withdraw|revoke|end|cancel|pull|quit\w+|retir\w+|cancel\w+|revoc\w+|quita\w*)\b.{0,30}"
    r"\b(?:permission|agreement|consent|access|permiso|acceso|autorizacion|acuerdo|consentimiento)\b"
)
_OFF_LIST = re.compile(r"\b(?:rosters?|class list|lists?|lista|listas)\b")
_CAR = re.compile(
    r"(?i:^\W*(?:(?:so|and|hey|oye|y)[, ]+)*(?:w(?:h)?at(?:'?s|\u2019s| is| are| the heck is| does)"
    r"|qu[eé] (?:es|son|significa|quiere decir|rayos es)|explain|define|expl[ií]ca(?:me)?)"
    r"(?: (?:an?|the|this|una?|el|los|las|eso de(?:l)?))?) CARs?\b(?i:(?: (?:mean|stand for|thing|anyway))*[\s?!.]*$)"
)
