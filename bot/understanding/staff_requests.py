"""Recognize requests of instructors, evaluators and administrators."""

import re

from bot.understanding.classifier_labels import NO_ORDER
from bot.understanding.minors_in_text import minor_in
from bot.understanding.orders import is_not_recorded, is_reported, is_supposed
from bot.understanding.readings import STAFF, Reading, Words
from bot.understanding.results_in_text import (
    YES_HE_DID,
    asks_what_waits,
    is_stated,
    outcome_in,
    result_of,
)
from bot.understanding.words import asks, plain

_SURELY = 0.9


def undone_sign_off(it: Words) -> Reading | None:
    if (
        it.view.role not in STAFF
        or not _SIGNED.search(it.spoken)
        or not UNDOES.search(it.spoken)
        or _NOT_UNDONE.search(it.spoken)
    ):
        return None
    return Reading("signoff", "undo", _SURELY)


def off_the_list(it: Words) -> Reading | None:
    """Recognize that a student is to be taken off a class. An administrator imports classes."""
    if it.view.role not in STAFF or "?" in it.text or not _OFF_THE_LIST.search(it.spoken):
        return None
    whom = it.said.people or it.said.unlisted or _THEM.search(it.spoken)
    return Reading("ask", "contact", _SURELY) if whom else None


def not_approved(it: Words) -> Reading | None:
    """Recognize that an administrator does not want to let somebody in yet."""
    if it.view.role != "administrator" or not _NOT_IN.search(it.spoken):
        return None
    return Reading("", NO_ORDER, _SURELY)


def not_recorded(it: Words) -> Reading | None:
    """Recognize that a result is not to be recorded, or did not happen."""
    if it.view.role not in STAFF or not is_not_recorded(it.text) or "?" in it.text:
        return None
    about = it.said.people or it.said.readings[0].command == "result" or outcome_in(it.text)
    return Reading("", NO_ORDER, _SURELY) if about else None


def to_inspect(it: Words) -> Reading | None:
    """Return an evaluator's question about which parts wait for inspection, or None."""
    if it.view.role != "evaluator" or it.said.people or it.said.named.mentions or it.said.codes:
        return None
    return Reading("result", "", _SURELY) if asks_what_waits(it.spoken) else None


def may_inspect(it: Words) -> Reading | None:
    """Return an evaluator's question about who may inspect a part, or None."""
    if it.view.role != "evaluator" or "?" not in it.text:
        return None
    return Reading("ask", "evaluator", _SURELY) if _MAY_INSPECT.search(it.spoken) else None


def result_told(it: Words) -> Reading | None:
    """Return the result that an evaluator states of one student and one part."""
    name = it.said.people[0].name if len(it.said.people) == 1 else it.said.unlisted
    if it.view.role != "evaluator" or not name or it.said.codes:
        return None
    # the accent tells "yes" from "if"
    stated = is_stated(YES_HE_DID.sub(" ", it.text)) and not is_supposed(it.text)
    if not stated or len(it.said.named.mentions) != 1 or is_reported(it.text):
        return None
    best = it.said.readings[0]
    if best.command == "result" and best.argument:
        return None
    mention = it.said.named.mentions[0]
    exam = (
        mention.codes[0]
        if len(mention.codes) == 1
        else " ".join(word.written for word in it.said.named.words[mention.start : mention.end])
    )
    return Reading("result", result_of(it.text, name, exam), _SURELY)


def only_mentioned(it: Words) -> Reading | None:
    """Recognize that a teacher or evaluator only talks about results.

    Such a message asks to record nothing.
    """
    if it.view.role not in STAFF or "?" in it.text:
        return None
    if any(asks(each) for each in _CLAUSES.split(it.text)[1:]):
        return None
    of_oneself = it.view.role == "evaluator" and _OF_ONESELF.search(it.spoken)
    told = _NOT_SAID.search(it.spoken) or _NOBODY_FAILED.search(it.spoken) or of_oneself
    return Reading("", NO_ORDER, _SURELY) if told else None


def of_minor(it: Words) -> Reading | None:
    """Return the call of `minor` for what an administrator says about one candidate.

    The message is about the candidate's age, or about who may see the candidate's codes.
    """
    if it.view.role != "administrator" or len(it.said.people) != 1:
        return None
    argument = minor_in(it.spoken, it.said.people[0].name)
    return Reading("minor", argument, _SURELY) if argument else None


def only_named(it: Words) -> Reading | None:
    """Return the request for a student's page, if a message is only the student's name."""
    if it.view.role not in STAFF or not it.said.people or len(it.said.named.words) > _MOST_NAMING:
        return None
    parts = {part for one in it.said.people for part in plain(one.name).replace("-", " ").split()}
    known = {part.replace("'", "") for part in parts} | _BESIDE_NAME
    if any(word.folded not in known for word in it.said.named.words):
        return None
    return Reading("student", "|".join(one.name for one in it.said.people), _SURELY)


_MOST_NAMING = 6
_BESIDE_NAME = frozenset(
    re.findall(
        r"\w+",
        """and y what about how is hows que hay de del pls please por favor now ahora ok oye so a ver show me
    s the kid student alumno alumna tell dime cuentame digame info on sobre""",
    )
)
"""Words beside a name that ask for nothing but the student."""
_MAY_INSPECT = re.compile(
    r"\b(?:can|may|could|should|am) i (?:allowed to )?(?:check|inspect|look at|judge|grade|evaluate|pass|sign(?: off)?)\b(?=.*\b(?:his|her|hers|my own|family|nephew|niece|son|daughter|cousin|brother|friend)\b)"
    r"|\b(?:cualquiera|quienquiera|anybody|anyone) (?:can|may|puede)\b|\b(?:can|may) (?:anyone|anybody)\b.{0,24}\b(?:inspect|check|evaluate)\b"
    r"|\b(?:aunque|y si) (?:sea|es|fuera) (?:de |la de |el de )?(?:mi|un familiar)\b"
    r"|\bpuedo (?:revisar|calificar|evaluar|inspeccionar)\b(?=.*\b(?:mi|mis|sobrin[oa]|hij[oa]|familiar|ahijad[oa]|prim[oa]|herman[oa])\b)"
)
_NOT_SAID = re.compile(
    r"\b(?:yo )?(?:no|nunca) dije que\b.*\b(?:reprob|paso|aprob|trono)\w*|\bi (?:didn'?t|did not|never) (?:say|said)\b.*\b(?:fail|pass|flunk)\w*"
)
_NOBODY_FAILED = re.compile(
    r"^(?:(?:guess what|hey|oye|y|and)[,.!]? )*(?:nobody|no one|none of them|nadie|ninguno) (?:failed|flunked|bombed|reprobo|trono) (?:today|yesterday|this week|hoy|ayer|esta semana|esta vez)\b"
    r"|^(?:i'?m )?not failing (?:anybody|anyone|nobody)\b|^(?:hoy )?no (?:estoy reprobando|repruebo) a nadie\b"
)
_OF_ONESELF = re.compile(
    r"^(?:(?:hoy|ayer|ahorita|today|yesterday|well|pues|y|and)[ ,]+)*(?:ando|estoy sol[oa]|estuve|trabaje|llevo \w+ anos|i (?:ran|was (?:an?|the|in|at)\b|work(?:ed)?|used to|spent|did|have (?:been|run))|i'?ve (?:been|run|worked)|i'?m (?:alone|by myself|the only))\b"
    r"(?!.*\b(?:record|log|mark|pass\w*|fail\w*|anot\w+|apunt\w+|registr\w+|list|assigned|asignad[oa])\b)"
)
"""Matches what evaluators tell about themselves, as in "I ran the shop today"."""
_CLAUSES = re.compile(r"[,.;:!]+ *")
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
"""Matches words that only ask about undoing, or say that undoing is not needed."""
_NOT_IN = re.compile(
    r"\b(?:dont|don't|do not|never|not)(?: \w+)? (?:let|approve|admit|accept|allow|authorize|link|connect)\b"
    r".{0,50}\b(?:phone|chat|in|telegram|slack|until|yet|account|him|her|them|request)\b"
    r"|\bno (?:le |lo |la )?(?:apruebes?|aprueben|autori\w+|aceptes?|acepten|dejes?|dejen|vincules?|admitas?)\b"
    r".{0,50}\b(?:telefono|celular|cel|chat|todavia|aun|entrar|hasta|cuenta|solicitud)\b"
)
_THEM = re.compile(
    r"\b(?:him|her|them|(?:sac[ae]|quit[ae]|borr[ae]|elimin[ae]|saque|quite)l[oa]s?)\b"
)
_OFF_THE_LIST = re.compile(
    r"\b(?:delete|remove|take|drop|kick|pull) (?:\w+ ){1,3}(?:from|off|out of)(?: of)? (?:my|the|our) (?:\w+ )?(?:class|list|roster|group|section)\b"
    r"|\b(?:borra|borre|quita|quite|saca|saque|elimina|elimine|da de baja)(?:l[oa]s?|me)?\b.{0,30}\b(?:del?|de mi|de la|de el)\b.{0,8}\b(?:grupo|clase|lista|salon)\b"
)
