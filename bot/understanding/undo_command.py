"""Undo what the last message did at once, if the next one is "never mind"."""

import re

from bot.understanding.readings import Reading
from bot.understanding.talk import Talk
from bot.understanding.words import bare

_SURELY = 0.95


def undone(text: str, talk: Talk) -> Reading | None:
    """Return the command that undoes the last one, if a message only takes it back, or None.

    Commands such as `follow` act at once, so "nothing is changed" would be untrue after them.
    """
    if "?" in text or not _REFUSED.fullmatch(bare(text)):
        return None
    if talk.command == "remind" and talk.template == "remind" and talk.argument != "off":
        return Reading("remind", "off", _SURELY)
    if talk.command == "follow" and talk.template == "followed":
        return Reading("unfollow", talk.argument or talk.things.goal, _SURELY)
    if talk.template == "watch_begun":  # the list has a button to stop each watch
        return Reading("watch", "", _SURELY)
    if talk.command == "language" and talk.argument:
        return Reading("language", "", _SURELY)
    return None


_NO = r"(?:no|nah|nope|never ?mind|nvm|forget (?:it|that|about it)|scratch that|undo(?: (?:it|that))?|mejor no|siempre no|ya no|dejal[oa](?: asi)?|olvidal[oa]|olvidalo|better not|cancel(?: (?:it|that))?|cancela(?:l[oa])?|no lo quiero|i don'?t want it)"
_REFUSED = re.compile(
    rf"(?:(?:actually|wait|hold on|sorry|oops|ay|perdon|oh|eh|espera|espere|mejor|hmm?|ok|well|no|bueno)[ ,]+)*{_NO}(?:[ ,]+{_NO})*"
    r"(?: (?:on )?(?:the|that|my|el|ese|este)? ?(?:reminder|recordatorio|alarm|alarma|alert|aviso))?(?:,? (?:thanks|please|gracias|por favor|porfa))?"
)
