"""Read what is left when a message refuses a machine's name: "not CNC, the regular one"."""

import re

from bot.understanding.asked_more import subject_of
from bot.understanding.lead_ins import Core
from bot.understanding.readings import SEVERAL, Reading, narrow_to_own
from bot.understanding.same_question import Heard
from bot.understanding.same_skill import words_of_title
from bot.understanding.talk import GOES_ON
from core.catalog.model import Credential

_SURELY, _MOST_WORDS = 0.9, 9


def not_that_one(heard: Heard, core: Core) -> Reading | None:
    """Return the last question about the same machine without CNC, or with it.

    "The manual one" and "not CNC" mean so after a CNC credential, "not the manual one" after a
    manual one.
    """
    talk, named = heard.talk, heard.said.named
    command = "credential" if talk.command == "catalog" else talk.command
    last = heard.catalog.credential(subject_of(talk) or next(iter(talk.things.credentials), ""))
    if last is None or command not in GOES_ON or len(named.words) > _MOST_WORDS:
        return None
    if len(named.mentions) > 1 or heard.said.codes:
        return None
    cnc = _NUMERIC in words_of_title(last)
    by_hand = _MANUAL.search(core.words) is not None and not _NOT_MANUAL.search(core.words)
    refused = _NOT_CNC.search(core.words) is not None
    if not (cnc and (by_hand or refused)):
        return None
    if any(last.code not in each.codes for each in named.mentions):
        return None
    codes = tuple(each.code for each in heard.catalog.credentials if _is_by_hand(each, last))
    if not codes:
        return None
    about = SEVERAL.join(narrow_to_own(command, codes, heard.view))
    return Reading(command, about, _SURELY)


def _is_by_hand(one: Credential, last: Credential) -> bool:
    """Whether a credential is of the same machine as a CNC credential, but without CNC."""
    words = words_of_title(one)
    machine = words & words_of_title(last) & _MACHINES
    return (
        bool(machine)
        and one.area == last.area
        and one.level is last.level
        and _NUMERIC not in words
    )


_NUMERIC = "cnc"
_MACHINES = frozenset(("milling", "turning", "lathe", "mill", "grinding", "drill"))
_MANUAL = re.compile(
    r"\b(?:manual(?:es)?|regular|conventional|convencional(?:es)?|normal|old(?:er)?|ordinary|plain|(?:by|de) (?:hand|mano)|hand (?:crank\w*|operated)|viej[oa]s?|comun)\b"
)
_NOT_MANUAL = re.compile(
    r"\b(?:not|no|isn'?t) (?:the |el |la |el de )?(?:manual|regular|conventional|convencional|normal)\b"
)
_NOT_CNC = re.compile(
    r"\b(?:not|no(?: es| quiero| digo)?|isn'?t|without|sin|non|(?:don'?t|do not) (?:mean|want)) (?:the |el |la |el de |la de )?cnc\b"
)
