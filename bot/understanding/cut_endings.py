"""Write out Spanish words whose endings are cut as in the Caribbean: "má'", "pa'", "los do'"."""

import re

_CUT = re.compile(
    r"(?<![\w'\u2019])([a-z\u00e1\u00e9\u00ed\u00f3\u00fa\u00f1]*[aeiou\u00e1\u00e9\u00ed\u00f3\u00fa])['\u2019](?![\w])",
    re.IGNORECASE,
)
"""Matches a word that ends in a vowel and an apostrophe. No English word does."""
_QUOTED = re.compile(r"(?<!\w)['\u2018]\w")
_MEANT = {
    "pa": "para", "na": "nada", "to": "todo", "ca": "cada", "verd\u00e1": "verdad", "verda": "verdad",
    "ust\u00e9": "usted", "uste": "usted", "de": "del",
}  # fmt: skip
"""Whole words for cut words that lack more than an "s"."""
_WHOLE = {
    re.compile(rf"(?<![\w'\u2019])(?:{cut})(?![\w'\u2019])", re.IGNORECASE): meant
    for cut, meant in {
        r"pa['\u2019]l": "para el", r"to['\u2019]s": "todos", r"to['\u2019]a[s']?": "todas",
        r"verd\u00e1": "verdad", r"ust\u00e9": "usted", r"m\u00e1": "m\u00e1s", r"na['\u2019]? m\u00e1s?": "nada m\u00e1s",
        r"['\u2019]t\u00e1|t\u00e1": "est\u00e1", r"['\u2019]toy": "estoy", r"lo do": "los dos",
    }.items()
}  # fmt: skip
"""Patterns of cut words that cannot be English, with the whole words."""
_DONE = re.compile(r"\b([a-z\u00f1]{3,})ao([s']?)(?!\w)")
"""Matches a participle without its "d", as in "bloqueao". Names begin with a capital letter."""
_IS_SPANISH = re.compile(
    r"\b(?:el|la|los|las|lo|mi|mis|un|una|que|qu\u00e9|de|del|con|en|por|para|y|ya|no|me|se|es|est\u00e1|cu\u00e1\w+|cua\w+|c\u00f3mo|como)\b",
    re.IGNORECASE,
)


def with_endings(text: str) -> str:
    """Return the message with the cut endings of Spanish words written out."""
    for cut, meant in _WHOLE.items():
        text = cut.sub(meant, text)
    if ("'" in text or "\u2019" in text) and not _QUOTED.search(text):
        text = _CUT.sub(lambda found: _MEANT.get(found[1].lower(), f"{found[1]}s"), text)
    if "pal " in text and _IS_SPANISH.search(text):
        text = text.replace("pal ", "para el ")
    if "ao" in text and _IS_SPANISH.search(text):
        text = _DONE.sub(r"\1ado\2", text)
    return text
