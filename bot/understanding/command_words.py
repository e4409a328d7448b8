"""Find the name of the command that a message is about."""

import re

_COMMANDS = {
    "withdraw": r"withdr\w+|unpublish\w*|unshar\w+|retir\w+|dejar? de compartir",
    "unlink": r"unlink\w*|log(?:ging|ged)? ?out|sign(?:ing)? ?out|desvincul\w+",
    "unfollow": r"unfollow\w*|(?:stop\w*|quit\w*) following|dej(?:a|o|ar|e|es|en) de seguir",
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
    """Return the command that a message names first, or "" if it names none."""
    if not _ANY_COMMAND.search(said):
        return ""
    found = [
        (match.start(), name)
        for name, pattern in _COMMANDS.items()
        if (match := re.search(rf"\b(?:{pattern})\b", said))
    ]
    return min(found)[1]


_TOPICS = {
    **_COMMANDS,
    "forget": rf"{_COMMANDS['forget']}|wiped?|elimin\w+|resign",
    "remind": r"remind\w*|recordatori\w*|recuerd\w+",
    "result": r"results?|resultados?",
    "approve": r"approv\w+|aprueb\w+|aprobacion\w*|aprobar\w*",
    "minor": r"minors?|menor(?:es)?|under 18|under eighteen",
    "signoff": r"sign[ -]?offs?|firm(?:a|as|ar|o|e)|initials?|iniciales",
    "certificate": r"certificates?|certificados?",
    "correct": r"correct\w*|correg\w+|correcc\w+|corrij\w+",
    "status": r"status",
    "next": r"next",
    "score": r"scores?",
    "seen": r"seen",
    "proofs": r"proofs",
    "whoami": r"whoami",
    "language": r"language|idioma",
    "catalog": r"catalog\w*",
    "privacy": r"privacy|privacidad",
    "print": r"print",
    "goals": r"goals|metas",
}
"""All commands that can be explained, with the words for each."""
_ANY_TOPIC = re.compile(rf"\b(?:{'|'.join(_TOPICS.values())})\b")


def topic_in(said: str) -> str:
    """Return the command that a message wants explained, or "" if it names none.

    If the message does not name a command itself, use the first word that a command is about, such
    as "menor" for `minor`.
    """
    if command := command_in(said):
        return command
    if not _ANY_TOPIC.search(said):
        return ""
    found = [
        (match.start(), name)
        for name, pattern in _TOPICS.items()
        if (match := re.search(rf"\b(?:{pattern})\b", said))
    ]
    return min(found)[1]
