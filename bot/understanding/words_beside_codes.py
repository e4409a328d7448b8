"""Read what the words beside codes ask for.

The words ask to verify the codes, to check them against a goal, or to watch them.
"""

import re
from collections.abc import Sequence

from bot.understanding.credentials import Named
from bot.understanding.goal_names import find_goals
from bot.understanding.readings import Reading, Said
from core.goals.model import Goal
from core.values import replace


def asked_of_codes(spoken: str, named: Named, goals: Sequence[Goal]) -> str:
    """Return `check`, `verify` or `watch` if the words beside codes ask for that, else ""."""
    if _ENOUGH.search(spoken) and find_goals(named.words, goals):
        return "check"
    if _BY_NOW.search(spoken) or _UNWATCHED.search(spoken):
        return "verify"
    if _EYE_ON.search(spoken):
        return "watch"
    told = _TOLD_LATER.search(spoken) or _WHEN_IT_ENDS.search(spoken)
    return "watch" if told and not _NOT.search(spoken) else ""


def watched_first(spoken: str, classed: Sequence[tuple[str, float]]) -> Sequence[tuple[str, float]]:
    """Return the classes, with `watch` before `unwatch` if both are the likeliest.

    Return the classes unchanged if a word says to end something.
    """
    names = [name for name, _score in classed[:2]]
    if names != ["unwatch", "watch"] or _ENDS.search(spoken):
        return classed
    (_unwatch, most), (_watch, next_most), *others = classed
    return [("watch", most), ("unwatch", next_most), *others]


_ENDS = re.compile(
    r"\b(?:un\w+|dont|don't|do not|never|not|no|stop\w*|quit\w*|off|end|cancel\w*|drop|remove|forget"
    r"|enough|leave|dej\w+|ya|quit\w+|cancel\w+|nunca|basta|fuera|olvid\w+|par[ae]\w*)\b"
)
"""Words that say that something is to end."""
_UNWATCHED = re.compile(
    r"\b(?:dont|don't|do not|never|no need to|sin|no (?:la|lo|me la|me lo)?)(?: \w+)? ?"
    r"(?:watch\w*|monitor\w*|track|vigil\w+|avis\w+)\b(?! (?:less|anymore|any more|mas))"
)
"""Matches words that say not to watch codes."""
_ENOUGH = re.compile(
    r"\b(?:meets?|satisf\w*|enough|qualif\w*|counts?|covers?|suffic\w*|fulfil\w*|eligible|reach(?:es)?"
    r"|good for|cumpl\w*|alcanz\w*|basta\w*|vale|cubr\w*|suficiente\w*|llena\w*|calific\w*|sirve para)\b"
)
_TOLD_LATER = re.compile(
    r"\b(?:watch|monitor|keep (?:an eye|track|me posted|us posted)|vigil\w+|echale ojo|al tanto"
    r"|(?:let (?:me|us) know|tell (?:me|us)|(?:text|message|email|ping) (?:me|us)|que (?:me|nos) llegu?\w* (?:un )?(?:mensaje|aviso)|notify \w+(?: \w+)?|alert \w+|warn \w+|be told|hear about it|avis\w+"
    r"|inform(?:ed|e[nm]?|ar)?(?: me| us)?|inform(?:en|e)nos|notified|alerted|alert|warning|alerta|aviso|enterar\w*|hear"
    r"|dime|diganos|diga\w*|saber) (?:if|when|once|should|of|about|in case|the (?:minute|moment|day|second)"
    r"|si|cuando|de|en cuanto|apenas|el dia que) .*"
    r"(?:change\w*|happen\w*|revok\w*|expires?|lose\w*|withdr\w*|cambi\w*|pasa|revo[cq]\w*|venc\w*|deja|retir\w*|quit\w*|pull\w*|inval\w*))\b"
)
_EYE_ON = re.compile(
    r"^(?:(?:please|pls|hey|ok|oye|can you|could you|i want (?:you )?to|por favor|porfa)[, ]+)*"
    r"(?:stay on top of|keep (?:tabs|an eye|your eyes?|track|up|on)\b|no (?:le |la |lo )?(?:quit|despegu|pierd)\w+ (?:el ojo|de vista)"
    r"|(?:dont|don't) (?:lose (?:sight|track)|take your eyes? off)"
    r"|(?:estate|este|mantente|ponte|quedate|anda|andale)(?: muy)? al (?:pendiente|tanto)|ponle (?:el )?ojo|echale (?:un )?ojo)\b"
)
_WHEN_IT_ENDS = re.compile(
    r"\b(?:stops? (?:being|working)|goes (?:bad|south|sour)|gets (?:pulled|revoked|taken|withdrawn)|dies|expires"
    r"|deja(?:ra)? de|deje de|ya no (?:sirv[ea]|val[eg]a?)|se (?:cae|caiga)|l[ao] (?:quit|tumb|retir|cancel)\w+"
    r"|venza|vence|revo[cq]\w+|caduque|caduca)\b[^?]*"
    r"\b(?:let (?:me|us) know|tell (?:me|us)|want to (?:know|hear)|quiero (?:saber|enterarme)|avis\w+"
    r"|dig\w+|dime|me dicen?|ping|message|shout|holler|warn \w+|grito)\b(?! (?:if|whether|si)\b)"
)
"""Matches words for the end of a credential, followed by a wish to be told."""
_BY_NOW = re.compile(
    r"\b(?:was|were|has been|have been|had been|already|yet|by now|fue|ha sido|sido|ya"
    r"(?! no (?:sirv|val)))\b.{0,24}?\b(?:revok\w+|pulled|expired|withdrawn|revoc\w+|revoqu\w+|venci\w*"
    r"|caduc\w+|cancel\w+|retir\w+|invalid\w*)\b"
    r"|\b(?:expired|lapsed|vencio|caduco)\b(?! (?:soon|later))"
    r"|\b(?:revoked|pulled|withdrawn|revocad[ao]|retirad[ao])[^.!?]{0,12}\?"
)
"""Matches a question whether a credential has ended by now. Verifying the credential answers it."""
_NOT = re.compile(
    r"\b(?:dont|don't|do not|never|not|stop|quit|unwatch|no|deja de(?! (?:s|v|f))|ya no(?! (?:sirv|val))|nunca)\b"
)


def readings_of_codes(found: Sequence[Reading], said: Said) -> list[Reading]:
    """Return what a message with codes may ask, likeliest first.

    If no reading has a score of `_CLEARLY`, the message asks to verify the codes. If verifying is
    likeliest and there are few other words, it is certain. To follow a code means to watch it. A
    `check` is possible only if the message names a goal.
    """
    shown = " ".join(said.codes)
    named = [
        replace(each, command=_FOLLOWED[each.command], argument=shown)
        if each.command in _FOLLOWED
        else each
        for each in found
    ]
    readings = sorted(
        (
            each
            for each in named
            if each.command in _WITH_CODES and (each.command != "check" or _FOR in each.argument)
        ),
        key=lambda each: -each.score,
    )
    best = next(iter(readings), Reading("verify", shown, 0.0))
    few = len(said.named.words) <= len(said.codes) * _WORDS_OF_CODE + _FEW_BESIDE
    if (best.command == "verify" and few) or best.score < _CLEARLY:
        return [Reading("verify", shown, 1.0)]
    return readings


_FOR = " for "
"""The word before the goal in a call of `check`."""
_FOLLOWED = {"follow": "watch", "unfollow": "unwatch"}
_CLEARLY = 0.4
"""With at least this score, words beside a code ask for something other than to verify it."""
_WORDS_OF_CODE, _FEW_BESIDE = 5, 4
"""A code is read as five words. Up to four other words are few."""
_WITH_CODES = frozenset(("verify", "check", "watch", "unwatch"))
