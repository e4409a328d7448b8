"""Rewrite utterances as people write on a phone, in a hurry or very politely."""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

Row = dict[str, Any]

_NOT_LINKED = {"employer": "stranger"}
"""The role that an employer has on Telegram and Slack."""
_MISTYPED_ONE_OF = 6
_LONG_ENOUGH = 4
_FILLED, _SHORTENED = 0.35, 0.3
_BEFORE = {
    "en": (
        *("um so", "hey", "ok so", "hi", "uh", "quick question", "listen", "yo", "so like"),
        *(
            "hey so i was wondering",
            "sorry to bother you but",
            "good morning, i am writing because",
        ),
        *("i would like to know", "not sure if you can tell me but", "my buddy said to ask you"),
        *("ok real quick", "so uh yeah", "dear team, i have a question:", "could you tell me"),
    ),
    "es": (
        *("oye", "este", "pues", "hola", "a ver", "mira", "una pregunta", "disculpe", "bueno"),
        *("fíjese que", "disculpe la molestia", "buenas tardes, le escribo porque", "es que"),
        *("quisiera saber", "no sé si usted me pueda decir", "una preguntita", "oiga jefe"),
        *("estimado equipo, tengo una duda:", "me puede decir", "nomás quería saber"),
    ),
}
_BEHIND = {
    "en": (
        *("please", "asap", "bro", "man", "thanks", "lol", "right now", "pls", "if you can"),
        *("thanks in advance", "when you get a chance", "i'm in a hurry", "let me know", "or what"),
        *("thank you for your time", "if that makes sense", "sent from my phone"),
    ),
    "es": (
        *("por favor", "porfa", "wey", "gracias", "ahorita", "compa", "pls", "si se puede"),
        *("gracias de antemano", "es que me urge", "cuando pueda", "o qué", "si no es molestia"),
        *("muchas gracias por su tiempo", "ando en friega", "quedo al pendiente"),
    ),
}
_SHORT: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    language: tuple((re.compile(rf"\b{long}\b", re.IGNORECASE), short) for long, short in pairs)
    for language, pairs in {
        "en": (
            ("going to", "gonna"), ("want to", "wanna"), ("have to", "gotta"), ("you", "u"),
            ("are", "r"), ("your", "ur"), ("please", "plz"), ("because", "cuz"), ("i am", "im"),
            ("what is", "whats"), ("exam", "test"), ("let me", "lemme"), ("give me", "gimme"),
            ("with", "w"), ("thanks", "thx"), ("tomorrow", "tmrw"),
            ("credential", "cert"), ("people", "ppl"),
            ("do not", "dont"), ("about", "abt"), ("right now", "rn"), ("message", "msg"),
        ),
        "es": (
            ("que", "q"), ("por", "x"), ("para", "pa"), ("examen", "test"), ("credencial", "cert"),
            ("jefe", "boss"), ("enlace", "link"), ("mensajes", "texts"), ("clase", "class"),
            ("puntaje", "score"), ("calificación", "score"), ("también", "tmb"), ("está", "ta"),
            ("siguiente", "next"), ("porque", "pq"), ("trabajo", "chamba"), ("taller", "shop"),
            ("ahora", "ahorita"), ("teórico", "theory"), ("estudiantes", "students"),
        ),
    }.items()
}  # fmt: skip
"""For each language, words and the abbreviations or foreign words that may replace them."""


def hurried(row: Row, random: Random) -> Row:
    """Return the row as a person in a hurry types it: with filler words, short words and typos."""
    language = row["lang"]
    text = row["text"]
    for long, short in _SHORT[language]:
        if random.random() < _SHORTENED:
            text = long.sub(short, text)
    words = text.split()
    for _ in range(max(1, len(words) // _MISTYPED_ONE_OF)):
        place = random.randrange(len(words))
        words[place] = mistyped(words[place], random)
    before = random.choice(_BEFORE[language]) if random.random() < _FILLED else ""
    behind = random.choice(_BEHIND[language]) if random.random() < _FILLED else ""
    role = _NOT_LINKED.get(row["as"], row["as"])
    return {**row, "as": role, "text": " ".join(filter(None, (before, *words, behind)))}


def mistyped(word: str, random: Random) -> str:
    """Return the word with two letters swapped, or with one missing or doubled.

    Short words stay as they are.
    """
    if len(word) < _LONG_ENOUGH or not word.isalpha():
        return word
    place = random.randrange(1, len(word) - 1)
    match random.randrange(3):
        case 0:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        case 1:
            return word[:place] + word[place + 1 :]
        case _:
            return word[: place + 1] + word[place:]
