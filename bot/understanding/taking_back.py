"""Read orders to end what the last answer was about: "hide it", "drop the first"."""

import re

from bot.understanding.class_questions import class_of_notices
from bot.understanding.goal_names import find_goals
from bot.understanding.lead_ins import Core
from bot.understanding.not_wanted import is_stop
from bot.understanding.orders import is_left_alone, is_no_order, is_reported
from bot.understanding.places import is_all, number_at, place_in
from bot.understanding.readings import SEVERAL, Reading, narrow_to_own
from bot.understanding.same_question import Heard
from bot.understanding.settings_in_text import notices_in
from bot.understanding.staff_requests import UNDOES
from bot.understanding.words import asks, bare

_SURELY, _MOST_WORDS = 0.95, 12
_SENTENCE = re.compile(r"[.!;]\s+")


def taken_back(heard: Heard, core: Core) -> Reading | None:
    """Return the command that ends what the last answer was about, or None.

    Each of these commands asks before it changes anything.
    """
    words = _NEVER_MIND.sub("", _REASON.sub("", core.words))
    if len(core.words.split()) > _MOST_WORDS or heard.said.codes or _asks_after(heard.text):
        return None
    if heard.talk.command == "signoff":
        return _sign_off(heard, core.words)
    ends = _ENDS.match(words) or _NO_NEED.search(words)
    rest = core.refused and _OBJECT.fullmatch(words) and heard.talk.command in _ENDING
    if not (ends or rest) or is_no_order(_NO_NEED.sub("", words)):
        return None
    if heard.talk.template.endswith("_sure") and _CALLED_OFF.fullmatch(words):
        return None
    kind = _KINDS.get(heard.talk.command)
    of_all = is_stop(words) or _OWN_DATA.search(words) is not None
    if kind is _of_credential and of_all:
        return None
    goal_priced = heard.talk.command == "cost" and heard.talk.things.goal in heard.view.followed
    if heard.view.role == "candidate" and (goal_priced or _OF_GOALS.search(words)):
        kind = _of_goal
    found = kind(heard, words) if kind else None
    return Reading(*found, _SURELY) if found else None


def _asks_after(text: str) -> bool:
    """Whether a message asks something else in a sentence after the first."""
    return any(asks(part) for part in _SENTENCE.split(text)[1:])


def _sign_off(heard: Heard, words: str) -> Reading | None:
    """Return the command that asks whether to undo the sign-off just recorded."""
    text = heard.text
    if heard.talk.template == "signoff_sure" or _CALLED_OFF.fullmatch(words):
        return None
    undone = UNDOES.search(bare(text) if words else words)
    if not undone or "?" in text or is_left_alone(text) or is_reported(text):
        return None
    return None if _DOUBTED.search(words) else Reading("signoff", "undo", _SURELY)


def _of_credential(heard: Heard, words: str) -> tuple[str, str] | None:
    named, talk = heard.said.named, heard.talk
    if named.mentions:
        return "withdraw", SEVERAL.join(
            narrow_to_own("withdraw", named.mentions[0].codes, heard.view)
        )
    if is_all(words):
        return "withdraw", ""
    code = talk.subject.partition(" ")[0] if talk.subject else ""
    place = place_in(words)
    if place is not None and (
        calls := [c for c in talk.choices if c.startswith(f"{talk.command} ")]
    ):
        code = calls[place].partition(" ")[2] if place < len(calls) else code
    if not code:
        code = next(iter(talk.things.credentials), "")
    return ("withdraw", code) if code else None


def _of_reminder(heard: Heard, _words: str) -> tuple[str, str] | None:
    return None if heard.said.named.mentions else ("remind", "off")


def _of_goal(heard: Heard, words: str) -> tuple[str, str] | None:
    if heard.said.named.mentions:
        return None
    goals = find_goals(heard.said.named.words, heard.view.goals, vague=False)
    own = [each for each in goals if each.code in heard.view.followed]
    if goals:
        return "unfollow", SEVERAL.join(each.code for each in own or goals)
    place = place_in(words)
    listed = [each.removeprefix("goal ") for each in heard.talk.choices if each.startswith("goal ")]
    if place is not None:
        return ("unfollow", listed[place]) if place < len(listed) else None
    goal = heard.talk.things.goal
    if not goal and len(heard.view.followed) == 1:
        goal = heard.view.followed[0]
    return ("unfollow", goal) if goal else None


def _of_watch(heard: Heard, words: str) -> tuple[str, str] | None:
    if heard.said.named.mentions:
        return None
    return "unwatch", "all" if is_all(words) else number_at(words, heard.talk, "unwatch ")


def _of_proof(heard: Heard, words: str) -> tuple[str, str] | None:
    call = "proofs withdraw "
    number = number_at(words, heard.talk, call)
    listed = [each.removeprefix(call) for each in heard.talk.choices if each.startswith(call)]
    if not number and len(listed) == 1:
        number = listed[0]
    return "proofs", f"withdraw {number}" if number else ""


def _of_notices(heard: Heard, words: str) -> tuple[str, str] | None:
    if _QUIET.search(words):
        return "notices", "quiet off"
    where = class_of_notices(words, heard.said.named, heard.view.rosters)
    return "notices", notices_in(words, "off", where) or "off"


_KINDS = {
    "share": _of_credential,
    "withdraw": _of_credential,
    "seen": _of_credential,
    "remind": _of_reminder,
    "goal": _of_goal,
    "goals": _of_goal,
    "follow": _of_goal,
    "unfollow": _of_goal,
    "watch": _of_watch,
    "unwatch": _of_watch,
    "prove": _of_proof,
    "proofs": _of_proof,
    "notices": _of_notices,
}
_ENDING = frozenset(("unwatch", "unfollow", "withdraw"))
"""Commands that end something.

After one, a person may say what else to end, as in "no, better all of them". That repeats the same
command.
"""
_OF_GOALS = re.compile(r"\b(?:my goals?|mis? metas?)\b")
_REASON = re.compile(
    r"[,.;]+ (?:porque|because|since|ya que|no me|nunca me|never|(?:they|he|she|nobody) (?:never|didn'?t|did not|hasn'?t|haven'?t)|nadie me)\b.*$"
)
"""Matches the reason that is told after an order, as in "hide it, they never answered"."""
_NEVER_MIND = re.compile(
    r"^(?:(?:eh|ah|actually|oh|mejor|ay),? )*(?:never ?mind|on second thought|siempre no|pensandolo bien),? (?=\w)"
)
"""Matches words before an order that takes something back."""
_OWN_DATA = re.compile(
    r"\b(?:data|account|info\w*|records?|datos|cuenta|expediente)\b"
    r"|^(?:please )?(?:delete|erase|wipe|borr\w+|elimin\w+) (?:everything|it all|todo)\b(?! (?:from|off|shared|compartid))"
)
"""Matches words about all data of the writer, and not only about what is shared."""
_OBJECT = re.compile(
    r"(?:(?:the|el|la) )?(?:first|second|third|last|other|primer[oa]?|segund[oa]|tercer[oa]?|ultim[oa]|otr[oa]"
    r"|(?:number |numero )?(?:\d+|one|two|three|uno|dos|tres)|all|both|everything|todos?|todas?|amb[oa]s|l[oa]s dos)(?: (?:one|of (?:them|it)"
    r"|de (?:ellos|ellas|una vez)))*(?: then| please| por favor)?"
)
_ENDS = re.compile(
    r"(?:(?:(?:es[aeo]|est[aeo])(?: (?:ultim|primer|otr)[oa])?|that one|this one|(?:the|el|la) \w+(?: one)?)[, ]+(?:mejor |better |ya |si )*)?"
    r"(?:(?:can|could) you |go ahead and |you can |i want (?:you )?to |i (?:would|'d) like to |let'?s |let us |puedes"
    r" |podrias |quiero |hay que |me )*"
    r"(?:(?:drop|kill|remove|delete|cancel|stop|scrap|lose|hide|pull|unshare|withdraw|end|trash|ditch|erase|wipe|clear"
    r"|unwatch|unfollow|unpin|unpublish|get rid of|bin|axe|cut|revoke|(?:turn|shut|switch) off|take back)\b"
    r"|take\b.{1,40}\b(?:off|down|out|away|back|offline)\b|take (?:off|down|out|away)\b"
    r"|(?:turn|shut|switch|knock|call)\b.{1,30}\b(?:off|down)\b"
    r"|(?:quit[ae]|borr[ae]|elimin[ae]|saca|saqu[ee]|baj[ae]|cancel[ae]|escond|ocult[ae]|retir[ae]|apag|tumb[ae]"
    r"|desactiv|suelt|soltar|parar|paral|paren|pare\b|para (?:es[ao]s?|tod[ao]s?)\b)(?!\w*(?:mos|ron|do|ste)\b)\w*|dal[ea]s? de baja|deja(?:r|me)? de (?:seguir|vigilar|avisar|compartir|mandar)\w*)"
)
"""Matches the beginning of an order to end something."""
_NO_NEED = re.compile(
    r"^no (?:more )?(?:reminders?|notices?|alerts?|watch\w*|links?|recordatorios?|avisos?|ligas?|enlaces?)\b"
    r"|\b(?:no (?:longer|more) (?:need|want|use|interest)\b.*|(?:i )?(?:have )?no more need of|(?:i )?(?:don'?t|do not)"
    r" (?:need|want|care (?:about|for))\b.*\b(?:any ?more|any longer|now)\b|ya no (?:l[oae]s? )?(?:quiero|necesito|ocupo"
    r"|me interesan?|voy por)\b)"
)
"""Matches words that say that something is no longer wanted."""
_CALLED_OFF = re.compile(
    r"(?:cancel|stop|scrap|drop|cancel[ae]\w*|par[ae]\w*)(?: (?:it|that|this|eso|esto))?"
)
"""Matches words that cancel what the bot just asked, and end nothing else."""
_DOUBTED = re.compile(
    r"\b(?:if|when|how|can|could|should|would|never|si|cuando|como|se puede|puedo|deberia|nunca)\b"
)
"""Matches a question about undoing, or a condition."""
_QUIET = re.compile(r"\b(?:quiet|silence|silencio|hours|horas)\b")
