"""Recognize requests by their words if the classifier would misread them.

None of these requests changes anything at once: the bot asks first.
"""

import re
from collections.abc import Callable, Sequence

from bot.understanding.classifier_labels import NO_ORDER
from bot.understanding.code_requests import (
    ended_link,
    looks_at_own,
    own_checks,
    own_links,
    short_code,
)
from bot.understanding.hours_in_text import quiet_in
from bot.understanding.lead_ins import core_of
from bot.understanding.leave_alone import leaves_alone
from bot.understanding.messages_to_others import message_to_other
from bot.understanding.not_wanted import is_declined
from bot.understanding.orders import is_left_alone, is_reported
from bot.understanding.readings import SEVERAL, STAFF, Reading, Said, View, Words
from bot.understanding.settings_requests import (
    at_night,
    goal_dropped,
    new_name,
    notices_here,
    nudges_off,
    old_chats,
    own_role,
    pace_again,
    pace_of_class,
    record_hidden,
    time_zone,
    too_many,
)
from bot.understanding.staff_requests import (
    may_inspect,
    not_approved,
    not_recorded,
    of_minor,
    off_the_list,
    only_mentioned,
    only_named,
    result_told,
    to_inspect,
    undone_sign_off,
)
from bot.understanding.waiting_requests import OF_WAITING
from bot.understanding.words import asks, plain
from core.catalog.model import ExamKind

_SURELY = 0.9
_CHANGING = frozenset(("unlink", "signoff", "minor", "privacy", "notices", "whoami", "proofs"))
_TOLD_BY_OTHERS = frozenset(("minor", "whoami"))
"""Commands that a message may order by repeating what others said.

Examples are "her mother said yes" and "they all call me Nori".
"""


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
        told = found.command in _TOLD_BY_OTHERS or asked in _QUOTING
        if changes and not told and is_reported(text):
            return None
        return found
    return None


def _about_the_service(it: Words) -> Reading | None:
    """Recognize "what are you?", or a question how a company can give exams itself."""
    if it.view.role not in {"employer", "stranger"}:
        return None
    if _WHAT_ARE_YOU.fullmatch(core_of(it.text).words):
        return Reading("ask", "what-is-nims", _SURELY)
    asked = asks(it.text) or "?" in it.text or _NEEDS.search(it.spoken)
    given = asked and _EXAMS_HERE.search(it.spoken) and not _PROCTOR.search(it.spoken)
    return Reading("ask", "register", _SURELY) if given else None


def _hires(it: Words) -> Reading | None:
    """Recognize that an employer looks for people of a trade, and show its credential."""
    if it.view.role not in {"employer", "stranger"} or it.said.codes or it.said.people:
        return None
    best = it.said.readings[0]
    clear = best.command and best.score >= _CLEAR_COMMAND
    if clear or not _HIRING.search(it.spoken):
        return None
    if len(it.said.named.mentions) == 1:
        return Reading("credential", SEVERAL.join(it.said.named.mentions[0].codes), _SURELY)
    return None if it.said.named.mentions else Reading("goals", "", _SURELY)


def _wants_holders(it: Words) -> Reading | None:
    """Recognize that an employer wants a list of people. Nobody is shown one."""
    if it.view.role not in {"employer", "stranger"} or not _HOLDERS.search(it.spoken):
        return None
    return Reading("privacy", "", _SURELY)


_HOLDERS = re.compile(
    r"\b(?:who do you have|do you have (?:any(?:one|body)|some(?:one|body)|people|candidates|names)|any (?:candidates|graduates|machinists) (?:near|around|looking|available|who|with|in)"
    r"|(?:list|names) of (?:\w+ ){0,2}(?:candidates|holders|people|machinists|graduates)|a quien(?:es)? tienen|tienen (?:a )?(?:alguien|gente|candidatos)|lista de (?:candidatos|personas|gente|maquinistas))\b"
)
_CLEAR_COMMAND = 0.6
_HIRING = re.compile(
    r"\b(?:hiring|(?:want|trying|looking|need|have) to hire|looking for an?|(?:we|i) need an?|recruiting)\b.{0,40}\b(?:operators?|machinists?|programmers?|hands?|setters?|setup|grinders?|toolmakers?|people|someone|somebody|guy)\b"
    r"|\b(?:contratando|contratar|busco|buscamos|buscando|ocupo|ocupamos|necesito|necesitamos)\b.{0,30}\b(?:operador\w*|tornero\w*|fresador\w*|programador\w*|maquinista\w*|rectificador\w*|gente|alguien|muchachos)\b"
)


def _own_page(it: Words) -> Reading | None:
    """Recognize a candidate's request for a page by its name, such as "my status"."""
    found = _OWN_PAGE.fullmatch(core_of(it.text).words) if it.view.role == "candidate" else None
    return Reading(_PAGES[found["page"]], "", _SURELY) if found else None


def _is_wrong(it: Words) -> Reading | None:
    """Recognize that what was shown is wrong, without a word of what."""
    if it.view.role in {"employer", "stranger"} or not _WRONG.fullmatch(core_of(it.text).words):
        return None
    return Reading("correct", "", _SURELY)


_WRONG = re.compile(
    r"(?:that'?s|that is|this is|it'?s|its|it is) (?:wrong|not right|not correct|incorrect|a mistake)"
    r"|(?:eso|esto) (?:esta (?:mal|equivocado|incorrecto)|no es correcto)"
)
_PAGES = {
    **dict.fromkeys(("status", "progress", "estatus", "estado", "progreso", "avance"), "status"),
    **dict.fromkeys(("scores", "grades", "notas", "calificaciones", "puntajes"), "score"),
    **dict.fromkeys(("goals", "metas"), "goals"),
}
_OWN_PAGE = re.compile(
    rf"(?:(?:show|see|view|check|give me|show me|ver|dame|muestrame|ensename|quiero ver|i want to see) )?(?:(?:all )?my|mis?|el|los|las)? ?(?P<page>{'|'.join(_PAGES)})"
)


def _only_told(it: Words) -> Reading | None:
    """Recognize a message that only tells something, as in "just so you know, ..."."""
    if "?" in it.text or it.said.codes or not _TELLS.search(it.spoken.strip(" .!")):
        return None
    if any(asks(each) for each in _CLAUSES.split(it.text)[1:]):
        return None
    return Reading("", NO_ORDER, _SURELY)


_OF_NOTICES = 0.8


def _declined(it: Words) -> Reading | None:
    """Recognize words that say not to show or check something, or to leave it alone."""
    best = it.said.readings[0]
    if best.command == "notices" and best.argument and best.score >= _OF_NOTICES:
        return None  # "no me mandes avisos después de las 9" wants quiet hours
    left = leaves_alone(it.text, it.said, it.view) or is_declined(it.text)
    return Reading("", NO_ORDER, _SURELY) if left and not quiet_in(it.spoken) else None


def _on_the_job_record(it: Words) -> Reading | None:
    """Recognize a question about a CAR, the record of training on the job."""
    if it.said.named.mentions or not _CAR.search(it.text):
        return None
    return Reading("ask", "on-the-job", _SURELY)


def _who_does(it: Words) -> Reading | None:
    """Recognize a question about who pays, or about whom to write to."""
    best = it.said.readings[0]
    if it.said.codes or it.said.people or len(it.spoken.split()) > _MOST_ASKING_WHO:
        return None
    if _WHO_PAYS.search(it.spoken) and not _HOW_MUCH.search(it.spoken):
        return Reading("ask", "cost", _SURELY)
    unsure = best.command != "ask" or best.score < _UNSURE
    return Reading("ask", "contact", _SURELY) if unsure and _WHOM.search(it.spoken) else None


def _means_of_payment(it: Words) -> Reading | None:
    """Recognize a question how one can pay, such as by credit card."""
    if it.view.role in STAFF or it.said.codes or not _PAID_BY.search(it.spoken):
        return None
    return Reading("ask", "cost", _SURELY)


_PAID_BY = re.compile(
    r"\b(?:pay\w*|paid|accept|take|charge|pagar\w*|pago|paga|pagan|aceptan|reciben|toman|cobran)\b.{0,16}"
    r"\b(?:cards?|credit|debit|cash|checks?|venmo|paypal|zelle|cash ?app|money order|installments|tarjetas?|efectivo|cheques?|credito|transferencia|plazos|abonos)\b(?! (?:my|mi|hours)\b)"
)


def _number_of_paper(it: Words) -> Reading | None:
    """Recognize a question about the number of one's certificate, which is its code."""
    best = it.said.readings[0]
    shown = best.command in _SHOW_CODES and best.score >= _CLEAR
    if it.view.role != "candidate" or shown or it.said.codes:
        return None
    return Reading("ask", "my-code", _SURELY) if _NUMBER_OF.search(it.spoken) else None


_SHOW_CODES = frozenset(("share", "status", "certificate", "print", "verify"))
"""Commands whose answers have the code."""


_NUMBER_OF = re.compile(
    r"\b(?:number|numero|codigo|code|id) (?:of|on|for|from|de|del?|en) (?:my|mi) (?:\w+ )?(?:certif\w+|cert|credential|credencial|badge|tarjeta)\b(?! (?:is|esta|sale) )"
    r"|\bmy (?:\w+ )?(?:certif\w+|cert|credential|nims) (?:number|code|id)\b"
)


def _still_me(it: Words) -> Reading | None:
    """Recognize the question whether this chat is still linked to the writer."""
    return Reading("whoami", "", _SURELY) if _STILL_ME.search(it.spoken) else None


_STILL_ME = re.compile(
    r"\b(?:is (?:this|it|that) (?:still |really |even )?(?:me|my (?:chat|account))\b|am i (?:still )?(?:linked|logged in|connected|signed in)\b|(?:sigo|estoy) (?:todavia |aun )?(?:siendo yo|vinculad[oa]|conectad[oa])\b|(?:este|esto) (?:todavia |aun )?soy yo\b)"
)


def _others_see(it: Words) -> Reading | None:
    """Recognize a candidate's question whether other people see something about them."""
    best = it.said.readings[0]
    unsure = best.score < _CLEAR and best.command not in {"seen", "share", "notices", "student"}
    if it.view.role != "candidate" or not unsure or it.said.codes:
        return None
    return Reading("privacy", "", _SURELY) if _DO_THEY_SEE.search(it.spoken) else None


_CLEAR = 0.6
_THEY = r"(?:(?:an? |my |the |any |other |new )?(?:employers?|boss(?:es)?|company|companies|shops?|hr|people|parents|mom|dad|family|classmates|schools?)|they|others|any(?:one|body)|some(?:one|body))"
_ELLOS = r"(?:mi |el |la |los |las |un |una |otr[oa]s? )?(?:patron(?:es)?|jef[ea]s?|empresas?|taller(?:es)?|gente|papas|mama|familia|companeros|escuelas?)"
_DO_THEY_SEE = re.compile(
    rf"^\W*(?:(?:and|so|but|ok)\W+)*(?:will|can|do|does|could|would) {_THEY} (?:\w+ )?(?:see|know|find out|tell|look up)\b"
    rf"|\b(?:ven?|vera\w*|puede\w* ver|se enteran?|saben?) {_ELLOS}\b|^\W*(?:(?:y|oye|pero)\W+)*{_ELLOS} (?:si )?(?:l[oa]s? |me )?(?:ven?|vera\w*|puede\w* ver|se enteran?)\b.*\?"
)


def _sent_but_missing(it: Words) -> Reading | None:
    """Recognize that a candidate's part was sent in, but does not show."""
    if it.view.role != "candidate" or it.said.codes or not _NOT_SHOWN.search(it.spoken):
        return None
    return Reading("ask", "affidavit-missing", _SURELY)


_NOT_SHOWN = re.compile(
    r"\b(?:sent|submitted|turned|uploaded|entered|signed|filed|mando|envio|subio|entrego|metio|firmo|registro)\b.{0,30}"
    r"\b(?:but|yet|and|pero|y)\b(?: (?:it|i|he|she|that|they|still|yet|todavia|aun|a mi|yo|ya))* ?(?:(?:does|did|is|has|do|can|was)(?:n'?t| not)|no|nothing|nada)\b.{0,16}"
    r"\b(?:show\w*|there|see|up|appear\w*|on record|in here|listed|sale|salio|aparec\w+|veo|miro|esta|refleja)\b"
)
"""Matches words that somebody sent something in, and that it does not show."""


def _about_pay(it: Words) -> Reading | None:
    """Recognize a question about wages, which is not about the prices of exams."""
    asked = _WAGES.search(it.spoken) is not None and (asks(it.text) or "?" in it.text)
    return Reading("ask", "worth", _SURELY) if asked and not it.said.codes else None


_WAGES = re.compile(
    r"\b(?:pays? (?:more|better|best|the most)|salar(?:y|ies|ios?)|wages?|sueldos?|(?:make|earn|get|pay|pays|paid) (?:\w+ ){0,2}(?:an|per) hour"
    r"|cuanto (?:gana|ganan|pagan|sacan) (?:un|una|los|las|al|a la|por)\b|pagan? (?:mas|mejor)|ganan? (?:mas|mejor))\b"
)


def _counts_for_both(it: Words) -> Reading | None:
    """Recognize the question whether one theory exam also counts for another credential."""
    if it.said.named.kind is not ExamKind.THEORY or not _COUNTS.search(it.spoken):
        return None
    return Reading("ask", "shared-theory", _SURELY) if it.view.role == "candidate" else None


def _theory_meanwhile(it: Words) -> Reading | None:
    """Recognize the question whether the theory may be taken while the part waits."""
    if it.said.named.kind is not ExamKind.THEORY or it.view.role not in {"candidate", "stranger"}:
        return None
    return Reading("ask", "theory-first", _SURELY) if _MEANWHILE.search(it.spoken) else None


def _credential_meant(it: Words) -> Reading | None:
    """Recognize a question about what the holder of one credential can do.

    The answer is the credential's page.
    """
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
    message_to_other,
    new_name,
    short_code,
    notices_here,
    nudges_off,
    own_role,
    goal_dropped,
    _about_the_service,
    _own_page,
    _is_wrong,
    _wants_holders,
    _hires,
    _only_told,
    undone_sign_off,
    not_approved,
    off_the_list,
    not_recorded,
    only_mentioned,
    may_inspect,
    result_told,
    to_inspect,
    of_minor,
    old_chats,
    record_hidden,
    own_links,
    ended_link,
    own_checks,
    looks_at_own,
    time_zone,
    _on_the_job_record,
    only_named,
    pace_of_class,
    pace_again,
    *OF_WAITING,
    at_night,
    too_many,
    _credential_meant,
    _sent_but_missing,
    _number_of_paper,
    _others_see,
    _still_me,
    _about_pay,
    _means_of_payment,
    _who_does,
    _counts_for_both,
    _theory_meanwhile,
)
_QUOTING = frozenset((nudges_off,))
"""Requests that may quote what the bot wrote."""
_MOST_ASKING_WHO = 14
_WHAT_ARE_YOU = re.compile(
    r"what are (?:you (?:guys|people|all)|y'?all)(?: then| exactly| even)*|what are you then|what is (?:it|this)(?: here)? then"
    r"|(?:y )?ustedes (?:entonces )?(?:que|quienes) son(?: entonces| pues)?|que son ustedes(?: entonces| pues)?"
)
_NEEDS = re.compile(r"\b(?:what(?:'s| is| do| does)?|how|que|como|cual\w*)\b")
_EXAMS_HERE = re.compile(
    r"\b(?:run|give|offer|host|hold|administer|aplicar|hacer|dar|ofrecer)\b.{0,24}\b(?:exams?|tests?|examen\w*|pruebas)\b.{0,24}"
    r"\b(?:here|at (?:the|our|my) (?:plant|shop|hall|company|site|facility|place)|on ?site|in[- ]house|aqui|en (?:la|nuestra|mi|el) (?:planta|empresa|taller|compania|fabrica))\b"
)
_PROCTOR = re.compile(r"\b(?:proctor\w*|vigil\w+|librar\w+)\b")
_TELLS = re.compile(
    r"^(?:(?:ok|oye|oiga|hey|y|and|no),? )*(?:(?:solo|nomas|nada mas) (?:le|te|les) (?:cuento|comento|platico|digo|aviso)"
    r"|(?:i'?m |i am |i was )?just (?:saying|telling you|letting you know|so you know|venting))\b"
    r"|\b(?:nada mas|nomas|solo) (?:(?:se|te|le|les) )?(?:l[oa] )?(?:comento|cuento|platico|decia)$|\bfigurate$|\bjust saying$|(?<!he )(?<!e's )(?<!ey )(?<!re )\bjust (?:saying|venting)\b.{0,80}$"
)
"""Matches words that say that the message only tells something."""
_CLAUSES = re.compile(r"[,.;:!]+ *")
_HOW_MUCH = re.compile(r"\b(?:how much|price|cuant[oa]s?|precio)\b")
_WHO_PAYS = re.compile(
    r"\b(?:who(?:'?s| is| has to| does| do| gets to| would| will)?(?: the one)?|quien(?:es)?(?: es el que| es quien| lo)?) (?:pay\w*|covers? (?:it|the cost|that|the fee)|paga\w*|pone (?:el dinero|la lana))\b"
)
_WHOM = re.compile(
    r"\b(?:who(?:m)? (?:do|should|can|would|could) (?:i|we) (?:write|call|talk|speak|ask|e-?mail|contact|complain|reach|go)"
    r"|who(?:m)? (?:do|should|can|would|could) (?:i|we) (?:send|give|show|hand|mail|bring|take|return|turn|submit) (?:\w+ ){0,4}?(?:to|in to)"
    r"|a quien (?:me |le |se )?(?:l[oa]s? )?(?:mando|envio|doy|entrego|enseno|llevo|muestro)"
    r"|(?:a|con) quien (?:me |le |se )?(?:lo )?(?:escribo|hablo|llamo|pregunto|reclamo|contacto|marco|dirijo|quejo|acudo|busco))\b"
)
_MAY_I = r"(?:can i|could i|may i|am i allowed|is it (?:ok|okay|allowed)|should i|puedo|podria|me dejan|se puede)"
_WHILE = r"(?:meanwhile|in the mean ?time|while (?:i|it|that|he|she|they)\b|until then|mientras|entre ?tanto|en lo que)"
_MEANWHILE = re.compile(rf"\b{_WHILE}.*\b{_MAY_I}\b|\b{_MAY_I}\b.*\b{_WHILE}\b")
_COUNTS = re.compile(
    r"\b(?:otr[oa]|other|both|amb[oa]s|l[oa]s dos|also|too|tambien)\b.*\b(?:counts?|good for|cuenta|vale|sirve)\b"
    r"|\b(?:cuenta|vale|sirve) (?:lo mismo|igual) (?:que|para)\b|\b(?:is|isn'?t) (?:it |that )?the same (?:theory|test|written|one) as\b"
    r"|\b(?:counts?|good for|cuenta|vale|sirve)\b.*\b(?:otr[oa]|other|both|amb[oa]s|l[oa]s dos|also|too|tambien)\b"
)
_UNSURE = 0.35
_CAR = re.compile(
    r"(?i:^\W*(?:(?:so|and|hey|oye|y)[, ]+)*(?:w(?:h)?at(?:'?s|\u2019s| is| are| the heck is| does)"
    r"|qu[eé] (?:es|son|significa|quiere decir|rayos es)|explain|define|expl[ií]ca(?:me)?)"
    r"(?: (?:an?|the|this|una?|el|los|las|eso de(?:l)?))?) CARs?\b(?i:(?: (?:mean|stand for|thing|anyway))*[\s?!.]*$)"
)
