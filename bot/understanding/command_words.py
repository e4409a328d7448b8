"""Find the name of the command that a message is about."""

import re

_COMMANDS = {
    "withdraw": r"withdr\w+|unpublish\w*|unshar\w+|retir\w+|dejar? de compartir",
    "unlink": r"unlink\w*|log(?:ging|ged)? ?out|sign(?:ing)? ?out|desvincul\w+",
    "unfollow": r"unfollow\w*|dej(?:a|o|ar|e|es|en) de seguir",
    "unwatch": r"unwatch\w*",
    "verify": r"verif\w+",
    "follow": r"follow\w*|seguir|sigo|siga",
    "notices": r"notices|notific\w+|avisos",
    "share": r"shar\w+|compart\w+",
    "prove": r"prove|comprobar",
    "forget": r"forget|forgotten|delet\w+|eras\w+|olvid\w+|borr\w+",
    "signoff": r"sign ?off|firmar?",
    "roster": r"rosters?|listas?",
    "watch": r"watch|vigilar",
}
_ANY_COMMAND = re.compile(rf"\b(?:{'|'.join(_COMMANDS.values())})\b")


def command_in(said: str) -> str:
    """Return the command that a message names."""
    if not _ANY_COMMAND.search(said):
        return ""
    found = [
        (match.start(), name)
        for name, pattern in _COMMANDS.items()
        if (match := re.search(rf"\b(?:{pattern})\b", said))
    ]
    return min(found)[1]
