"""Read what an administrator says about a candidate who is a minor."""

import re

_CODES = r"(?:codes?|links?|credentials?|certificates?|badges?|stuff|record|page|codigos?|enlaces?|ligas?|credencial\w*|certificad\w+|cosas|registro)"
_OF_AGE = re.compile(
    r"\b(?:(?:not|no longer|isnt|isn't|aint|ain't|no es|ya no es|dejo de ser)(?: \w+){0,2} (?:minor|menor)"
    r"|(?:turn(?:ed|s)?|is|now|already|just|cumpli\w*|tiene|ya tiene)(?: \w+){0,3} (?:18|eighteen|dieciocho|19|nineteen|diecinueve|20)"
    r"|of age|an adult|mayor de edad|es adult[oa])\b"
)
_A_MINOR = re.compile(
    r"\b(?:minors?|under ?age|under (?:18|eighteen)|menor(?: de edad)?|(?:only|just|is|s|tiene|apenas)(?: \w+){0,2}"
    r" (?:14|15|16|17|fourteen|fifteen|sixteen|seventeen|catorce|quince|dieciseis|diecisiete))\b"
)
_OPEN = re.compile(
    r"\b(?:open\w*|unlock\w*|abr[aei]\w*|abrir)\b.{0,40}\b" + _CODES + r"\b"
    r"|\b" + _CODES + r"\b.{0,60}\b(?:can|may|could|should|be|puedan?|pueden|dej\w*|se)\b.{0,20}"
    r"\b(?:seen|shown|visible|open\w*|public|checked|vean|ver|vistos?|abiert[oa]s?|abran|muestr\w+|public[oa]s?)\b"
    r"|\bse (?:vean|puedan ver|abran|muestren)\b.{0,30}\b" + _CODES + r"\b"
)
_CLOSE = re.compile(
    r"\b(?:clos(?:e|ed|ing)|shut\w*|hide|lock|cierr\w+|cerrar|cierra|ocult\w+|esconde\w*)\b.{0,40}\b"
    + _CODES
    + r"\b"
)
_GUARDIAN = re.compile(
    r"\b(?:guardians?|mothers?|mom|mum|mama|fathers?|dad|papa|parents?|padres?|madre|tutor\w*|grandm\w+|grandf\w+"
    r"|abuel[oa]|aunt|uncle|ti[oa]|famil\w+|folks)\b"
)
_CENTER = re.compile(r"\b(?:center|centre|we|us|ourselves|our|centro|nosotros|autorizamos)\b")
_ASKED = re.compile(
    r"\?|^\W*(?:can|could|may|is|are|was|were|does|do|did|who|what|which|has|have|puede\w*|quien\w*|esta[n]?|es|son|tiene)\b"
)


def minor_in(said: str, name: str) -> str:
    """Return the argument of `minor` for a message about this candidate.

    Examples are `open NAME guardian` and `end NAME`. Return "" if the message is about something
    else. `said` is the message in plain letters.
    """
    if _ASKED.search(said):
        of_codes = re.search(rf"\b{_CODES}\b", said) and _SEEN.search(said)
        # whether somebody is a minor is answered by the list of minors
        return name if of_codes else ""
    if _PAGE.fullmatch(said):
        return ""
    if _CLOSE.search(said):
        return f"close {name}"
    if _OPEN.search(said):
        by = "guardian" if _GUARDIAN.search(said) else "center" if _CENTER.search(said) else ""
        return f"open {name} {by}".strip()
    if _OF_AGE.search(said):
        return f"end {name}"
    return name if _A_MINOR.search(said) else ""


_PAGE = re.compile(
    r"(?:(?:please|ok|now|can you|could you|puedes|por favor|ahora),? )*(?:open|abr[aei]\w*)(?: up)? (?:me )?"
    r"(?:(?!\b(?:codes?|links?|credentials?|certificates?|badges?|codigos?|enlaces?)\b).)*"
    r"\b(?:page|file|profile|pagina|ficha|expediente)(?: (?:de|del) [\w' -]+)?(?:,? (?:please|por favor))?\W*"
)
"""Matches a request to see a student's page."""
_SEEN = re.compile(
    r"\b(?:seen?|visible|open|closed|shown?|hidden|public|outside|anybody|anyone|ver|ven|abiert\w+|cerrad\w+|ocult\w+|public\w+)\b"
)
