"""Read words that ask for what was just shown in another form: "a link would be better"."""

import re

from bot.understanding.asked_more import subject_of
from bot.understanding.goal_names import find_goals
from bot.understanding.lead_ins import Core
from bot.understanding.orders import is_reported
from bot.understanding.readings import Reading
from bot.understanding.same_question import Heard
from bot.understanding.words import bare, plain
from core.catalog.model import ExamKind

_SURELY, _MOST_WORDS = 0.95, 14


def same_thing(heard: Heard, core: Core) -> Reading | None:
    """Return what a candidate asks about the credential, goal or score just shown, or None."""
    if heard.view.role != "candidate" or heard.said.codes or heard.said.named.mentions:
        return None
    if len(core.words.split()) > _MOST_WORDS or is_reported(heard.text):
        return None
    for kind in (_in_another_form, _proof_of_goal, _passed_already, _recorded_wrongly, _who_sends):
        if found := kind(heard, core.words):
            return Reading(*found, _SURELY)
    return None


def _in_another_form(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return the call for another form of what was shown.

    The other form is a link, a printed card or a certificate.
    """
    talk, code = heard.talk, subject_of(heard.talk)
    if not code or talk.command not in _SHOWN_ONES:
        return None
    for command, form in FORMS.items():
        rest = form.sub("", _CAN_IT_NOT.sub("", words) if "?" in heard.text else words)
        if command != talk.command and form.search(words) and _only_wishes(rest):
            return command, code
    return None


def _proof_of_goal(heard: Heard, words: str) -> tuple[str, str] | None:
    goal = heard.talk.things.goal
    if heard.talk.command not in _SHOWN_GOALS or not goal or not _PROOF.search(words):
        return None
    other = find_goals(heard.said.named.words, heard.view.goals, vague=False)
    if any(each.code != goal for each in other):
        return None
    return ("prove", goal) if _only_wishes(_PROOF.sub("", words)) else None


def _passed_already(heard: Heard, words: str) -> tuple[str, str] | None:
    talk = heard.talk
    asked = _DID_I.fullmatch(words) or ("?" in heard.text and _YA.fullmatch(words))
    asked = asked or _ON_RECORD.fullmatch(words)
    if talk.command not in _EXPLAINED or not asked:
        return None
    theory = talk.command == "ask" and talk.argument == "shared-theory"
    code = subject_of(talk)
    kind = f" {ExamKind.THEORY}" if theory and code else ""
    return "status", f"{code}{kind}"


def _recorded_wrongly(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return the call that reports an error in the record just shown."""
    talk = heard.talk
    if talk.command not in {"score", "status"} or "?" in heard.text or not _WRONG.search(words):
        return None
    return None if _NOT_WRONG.search(bare(heard.text)) or _IF.match(heard.text) else ("correct", "")


def _who_sends(heard: Heard, words: str) -> tuple[str, str] | None:
    talk = heard.talk
    passed = talk.command == "ask" and talk.argument == "passed-no-credential"
    return ("ask", "affidavit-missing") if passed and _SENDS.match(words) else None


def _only_wishes(rest: str) -> bool:
    """Whether the words beside a form such as "link" only ask for it."""
    return all(word in _WISHES for word in re.findall(r"[\w']+", plain(rest)))


_SHOWN_ONES = frozenset(("certificate", "print", "share", "status", "score", "credential"))
FORMS = {
    "share": re.compile(r"\b(?:link|url|web ?page|liga|enlace|vinculo)\b"),
    "print": re.compile(r"\b(?:print(?:ed)?(?: out| one)?|card|impres[oa]|imprimid[oa]|tarjeta)\b"),
    "certificate": re.compile(
        r"\b(?:certificate|pdf|file|paper(?: one| copy| version)?|hard copy|certificado|archivo|papel)\b"
    ),
}
_CAN_IT_NOT = re.compile(r"^no (?:se puede|hay|puedo|puedes|me (?:da|das|puedes? dar)|tendras?)\b")
_WISHES = frozenset(
    re.findall(
        r"[\w']+",
        """a an the would be better best is it that this of for to as in form instead rather can could may i
        we get have you send give me make do want need prefer like i'd please one just actually too also now
        then works work easier nicer good better up us let's use put have generate create mine my
        un una el la los lo las mejor seria estaria es mas bien puede puedes puedo podria podrias se dame deme
        mandame mandeme pasame paseme hazme hagame haz haga hacer hacerme quiero quisiera ocupo necesito
        prefiero en con por de eso esa ese esto y tambien facil favor sacame saqueme sacar genera generame
        dar darme hay forma manera version su mi para que compruebe comprueba""",
    )
)
"""Words that ask for something without saying what.

None of them denies something, reports something or asks why.
"""
_SHOWN_GOALS = frozenset(("goal", "goals", "follow", "cost"))
_PROOF = re.compile(r"\b(?:proof|comprobante|constancia|papel que (?:lo |la )?comprueb[ae])\b")
_EXPLAINED = frozenset(("credential", "ask", "cost", "remind", "share"))
_THAT_ONE = r"(?: (?:it|that|this|one|already|yet|before|or not|ever|es[aeo]|ya))*"
_DID_I = re.compile(
    r"(?:(?:did|have|had) i (?:already |ever |even )*(?:pass(?:ed)?|taken?|got(?:ten)?|get|earn(?:ed)?|done?|finish(?:ed)?|complet(?:e|ed))"
    r"|do i (?:already |even )*(?:have|hold|got)"
    rf"|am i (?:already )?(?:done|finished|through) with){_THAT_ONE}"
)
_YA = re.compile(
    r"(?:(?:yo|ya|ese|esa|eso|este|esta|si|acaso) )*(?:l[oa] )?(?:tengo|pase|saque|aprobe|hice|termine)(?: (?:ya|yo|o no|eso|es[ae]|todavia))*"
)
_ON_RECORD = re.compile(
    r"(?:is|does|will|did) (?:it|that|this)(?: one)?(?: (?:already|even|still|now))?(?: (?:show|come|get|go)(?: up)?| appear| count| listed| there)?(?: already)? (?:on|in|under|to) my (?:record|status|page|transcript|name)"
    r"|(?:y |ya |si )*(?:l[oa] |me )?(?:aparece|sale|esta|viene|consta|cuenta)(?: ya)? en mi (?:expediente|estado|registro|record|pagina|cuenta)"
)
"""Matches the question whether what was just talked about is on the writer's record."""
_WRONG = re.compile(
    r"\b(?:is|are|'s|looks?|seems?|must be|has to be|gotta be)(?: \w+)? (?:wrong|off(?! topic)|incorrect|mistaken|a mistake|an error|a typo|not right)\b"
    r"|\b(?:isn'?t|is not|ain'?t|can'?t be) (?:right|correct|what i got|my (?:score|grade|result)|mine)\b"
    r"|\b(?:somebody|someone|they|you guys|whoever) (?:typed|entered|put|wrote|recorded|got|keyed)\b.{0,24}\b(?:wrong|incorrectly)\b"
    r"|\b(?:esta|sale|salio|pusieron|quedo|anotaron|apuntaron)(?: \w+)? (?:mal(?! \w+d[oa]s?\b)|equivocad[oa]|incorrect[oa]|errone[oa])\b"
    r"|\b(?:es|hay|tiene|debe ser) (?:un error|incorrect[oa]|equivocad[oa])\b"
    r"|\bno (?:es|fue|era) (?:l[oa] que|mi (?:calificacion|puntaje|score)|es[aeo] (?:mi|la|el)|correct[oa])\b"
    r"|\bno (?:esta|sale) (?:bien|correct[oa])\b"
    r"|\b(?:should|ought to) (?:be|have been|say|read|show)\b|\b(?:debe|deberia|debia|tiene que|tendria que) (?:ser|decir|salir|haber sido)\b"
)
_NOT_WRONG = re.compile(
    r"\b(?:no|nada) (?:esta|sale|salio|estuvo)(?: \w+)? mal\b|\b(?:not|isn'?t|nothing(?: is|'s)?|never) (?:\w+ )?(?:wrong|off|a mistake|incorrect)\b"
    r"|\b(?:what|que) (?:is|was|i|got|hice|anda|le)\b.*\b(?:wrong|mal)\b|\b(?:if|en caso)\b"
)
"""Matches words that say that the record is right, or that ask about the writer's own error."""
_IF = re.compile(r"(?:(?:[Yy]|[Ee]ntonces|[Oo]ye|[Pp]ero),? )?[Ss]i ")
"""Matches a Spanish condition: "si" without an accent."""
_SENDS = re.compile(
    r"(?:who|whose job|a quien|quien(?:es)?)\b.{0,30}\b(?:upload\w*|submits?|enters?|files?|sends?|turns? (?:it|that) in|job|does (?:it|that)"
    r"|sub(?:e|irl[oa]|ir|en)|mand(?:a|arl[oa]|an)|envi\w+|toca|registr\w+|met(?:e|erl[oa]))\b"
)
