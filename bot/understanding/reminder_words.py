"""Recognize that a message about a reminder cancels it, or only mentions it."""

import re


def asks_to_cancel(said: str) -> bool:
    """Whether a message about a reminder, in plain letters, cancels the reminder."""
    return _NO_REMINDER.search(said) is not None and not _KEPT_REMINDER.search(said)


def only_mentions_reminder(said: str) -> bool:
    """Whether a message, in plain letters, mentions a reminder but does not order one."""
    return _ONLY_MENTIONED.search(said) is not None


def asks_to_be_told(said: str) -> bool:
    """Whether a message, in plain letters, has a word for telling or reminding, or for a date.

    A message without one, such as "both", sets no reminder.
    """
    return _TELLS.search(said) is not None


_TELLS = re.compile(
    r"remi?n|recu?e?r?d|recor|avis|notif|alert|alarm|calend|agend|fecha|heads|\b(?:tell|told|text\w*|txt|messag\w*|msg|ping|buzz|nudge|writ\w+|e-?mail\w*|shout|holler|poke|let (?:me|us)|know|say|call|give me"
    r"|warn|bug|nag|watch|keep|set|put|save|dat\w+|days?|when\w*|once|soon\w*|open\w*|unlock\w*|retake|again|again|wait\w*|dime|dig\w+|dices?|escrib\w+|mand\w+|envi\w+|cuando|abr\w+|desbloq\w+|dia|toque|apunt\w+|pon\w*|guard\w+|acord\w+|acuerd\w+|olvid\w+|forget)\b"
)
_ONLY_MENTIONED = re.compile(
    r"^\W*(?:(?:and|y|so|hey|oye|ok) )?(?:what|which|when|how many|how often|am i|are there|did you|have you|have i|do i have|que|cual(?:es)?|cuant[oa]s|cuando|tengo|hay)\b.{0,24}\b(?:remin\w*|recordatori\w*|recuerd\w+|recordar\w*)|"
    r"\b(?:that|this|it|which|he|she|you|eso|esto|ella|el) (?:always |really |kinda |just )?(?:reminds|reminded|me recuerda|me recordo|me recordaba)\b"
    r"|^(?:why )?did (?:i|we|you) (?:\w+ ){0,4}remind\w*"
    r"|\b(?:said|says|told|tells|wrote|writes|typed|texted|dijo|dice[ns]?|escribio)\b.{0,24}[\"\u201c\u00ab:].{0,12}\b(?:remind|recuerd)\w*"
    r"|\bremind me (?:again )?(?:what an?|why|who|how) |\b(?:recuerdame|me recuerdas?) (?:que (?:es|era|son|eran)|por que|quien|como) "
)
"""Matches a memory, a past reminder, a quoted order, or a question such as "remind me what it is"."""
_NO_REMINDER = re.compile(
    r"\b(?:no|dont|don't|stop|quit|cancel\w*|turn(?:ing)? off?|switch(?:ing)? off?|shut off?|apaga\w*|drop|without|skip|forget (?:the|that|about)|ya no|deja de"
    r"|quita\w*|sin)\b(?:(?!olvid|forget).){0,24}\b(?:remind\w*|recuerd\w*|recordar\w*|recordatori\w*)"
    r"|\bremind\w* off\b"
    r"|\b(?:dont|don't|do not|never|stop|quit) (?:message|messaging|text|texting|write|writing|ping|pinging|e-?mail|notify|alert|buzz|bug)\w*\b"
    r"|\bno me (?:mandes?|manden|avises?|avisen|escribas?|escriban|notifiques?)\b"
    r"|(?<!don't )(?<!dont )(?<!not )(?<!never )\b(?:kill|scrap|scratch|delete|remove|erase|nix|lose|ditch|never ?mind|forget my|take (?!.{0,24}alarm))\b.{0,24}"
    r"\b(?:remind\w*|alarms?)\b(?!.{0,12}\b(?:on|to)\b)"
    r"|(?<!no )(?<!no se )(?<!no me )\b(?:borr\w+|elimin\w+|mat[ae]|quit[ae]\w*|cancel\w+|olvid[ea]\w*)\b.{0,24}\b(?:recordatori\w*|recordar\w*|alarma|fecha esa|esa fecha)\b"
    r"|\b(?:recordatorio|alarma|reminder|alarm)(?: (?:esa|ese|that|about|of|for|del?|my|mi|el|the|exam|examen))*,? (?:ya no|cancel|siempre no|never ?mind)\b"
    r"|\bno alarm\b|\b(?:quit|stop|no longer|dont have to|don't have to) (?:bugging|nagging|hold|holding|pestering)\b.{0,16}\bdate\b|\bdeje de recordar\w*"
    r"|\b(?:changed my mind|cambie de (?:opinion|idea))\b.{0,16}\b(?:remind\w*|recordatorio)"
)
"""Matches words that cancel a reminder."""
_KEPT_REMINDER = re.compile(
    r"\b(?:dont|don't|do not|never) (?:cancel|delete|drop|remove|kill|erase|take|scrap|stop|lose)\b.{0,24}\bremind"
    r"|\bno (?:me )?(?:l[oa] )?(?:borres?|quites?|canceles?|elimines?|olvides?|mates?)\b.{0,24}\brecorda"
)
"""Matches words that say to keep a reminder."""
