"""Read "do that with safety" after the explanation of a command."""

import re

from bot.understanding.lead_ins import Core
from bot.understanding.orders import is_no_order
from bot.understanding.readings import OF_HELD, Reading, narrow_to_own
from bot.understanding.same_question import Heard

_SURELY = 0.95


def explained_order(heard: Heard, core: Core) -> Reading | None:
    """Return the command that was just explained, for the credential that a message names.

    All these commands only show something, or ask before they change anything.
    """
    talk, mentions = heard.talk, heard.said.named.mentions
    if talk.command != "help" or talk.argument not in _EXPLAINED or len(mentions) != 1:
        return None
    if "?" in heard.text or is_no_order(heard.text) or not _DO_THAT.match(core.words):
        return None
    codes = narrow_to_own(talk.argument, mentions[0].codes, heard.view)
    return Reading(talk.argument, codes[0], _SURELY) if len(codes) == 1 else None


_EXPLAINED = OF_HELD | {"remind", "status", "score", "cost", "credential"}
_DO_THAT = re.compile(
    r"(?:(?:i (?:want|would like|need) to|i'?d like to|let'?s|go ahead and|can you|quiero|quisiera|vamos a) )?"
    r"(?:do|use|try|haz(?:lo)?|hacer(?:lo)?|hag(?:a|amos)(?:lo)?)(?: (?:that|it|this|eso|esto|lo mismo|that one))? (?:with|to|for|on|con|a|para|de)\b"
)
