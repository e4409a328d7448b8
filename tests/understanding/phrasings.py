"""Write training utterances from phrasings: `python -m tests.understanding.phrasings`.

A file of phrasings has blocks. A block begins with `= COMMAND ARGUMENT @ ROLES STYLE`; each line
after it is a language and a sentence with choices: `en [show|give] me my [scores|points|]`. The
sentence may name a credential `{cred}`, a student `{person}`, a goal `{goal}` or a code `{code}`,
which may stand in the argument too. Each line gives a few of the sentences that it describes,
always the same ones.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

SOURCES = Path(__file__).parent / "phrasings"
WRITTEN = Path(__file__).parent / "train"
_MOST = 6
"""The most sentences that one line gives."""
_TRIES = 40
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_ROLES = {
    "c": "candidate",
    "i": "instructor",
    "a": "administrator",
    "v": "evaluator",
    "e": "employer",
    "s": "stranger",
}
_SLOTS: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {
    "cred": {
        "en": (
            ("M1-MMS", "measurement"), ("M1-MMS", "measurement materials and safety"),
            ("M1-MMS", "mms"), ("M1-JBL", "job planning"), ("M1-JBL", "benchwork and layout"),
            ("M1-JBL", "jbl"), ("M1-TBC", "between centers"), ("M1-TCH", "chucking"),
            ("M1-DRL", "drill press one"), ("M1-GRD", "grinding level 1"),
            ("M1-MIL", "manual milling one"), ("M1-CMO", "cnc mill operator"),
            ("M1-CTO", "cnc lathe operator"),
        ),
        "es": (
            ("M1-MMS", "medición"), ("M1-MMS", "medición y seguridad"),
            ("M1-JBL", "planeación de trabajo"), ("M1-JBL", "banco y trazado"),
            ("M1-TBC", "entre centros"), ("M1-TCH", "mandril"), ("M1-DRL", "taladro nivel uno"),
            ("M1-GRD", "rectificado nivel 1"), ("M1-MIL", "fresado manual nivel uno"),
            ("M1-CMO", "operador de fresadora cnc"), ("M1-CTO", "operador de torno cnc"),
        ),
    },
    "goal": {
        "en": (
            ("pa-skills-basic", "pennsylvania basic"),
            ("pa-skills-competent", "penn competent"),
            ("nims-special-merit", "special merit"),
            ("nc-entry-machinist", "entry machinist"),
        ),
        "es": (
            ("pa-skills-basic", "pensilvania básico"),
            ("pa-skills-competent", "pensilvania competente"),
            ("nims-special-merit", "mérito especial"),
            ("nc-entry-machinist", "maquinista de entrada"),
        ),
    },
    "person": {
        language: tuple(
            (name, said)
            for name, saids in (
                ("Kwame Mensah", ("Kwame", "kwame mensah")),
                ("Priya Raghunathan", ("Priya", "priya")),
                ("Liam O'Connell", ("Liam", "liam oconnell")),
                ("Aaliyah Brooks", ("aaliyah", "Aaliyah Brooks")),
                ("Mateo Fernández", ("Mateo", "mateo fernandez")),
                ("Wei Zhang", ("Wei", "wei zhang")),
                ("Caleb Yazzie", ("caleb", "Yazzie")),
                ("Tyrell Washington", ("Tyrell", "tyrell")),
            )
            for said in saids
        )
        for language in ("en", "es")
    },
    "code": dict.fromkeys(
        ("en", "es"),
        (
            ("EF-BSFS-YFGX-MFG8-2", "EF-BSFS-YFGX-MFG8-2"),
            ("EF-MKRJ-86MA-08E8-N", "EF-MKRJ-86MA-08E8-N"),
            ("EF-MKRJ-86MA-08E8-N", "ef-mkrj-86ma-08e8-n"),
        ),
    ),
}  # fmt: skip


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows that a file of phrasings describes."""
    heading = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            heading = line[2:]
        elif line.strip() and not line.startswith("#"):
            language, _space, sentence = line.partition(" ")
            yield from _rows_of_line(heading, language, sentence)


def _rows_of_line(heading: str, language: str, sentence: str) -> Iterator[dict[str, Any]]:
    meant, _at, about = heading.partition(" @ ")
    forbidden = meant.startswith("!")
    command, _space, argument = meant.lstrip("!").strip().partition(" ")
    if command.startswith("talk:"):
        command, argument = "", command
    roles, _space, style = about.partition(" ")
    random = Random(f"{heading} {sentence}")
    first = crc32(sentence.encode())
    seen: set[str] = set()
    for _ in range(_TRIES):
        text, filled = _one(sentence, language, argument, random)
        if text.casefold() in seen:
            continue
        seen.add(text.casefold())
        row = {
            "text": text,
            "lang": language,
            "as": _ROLES[roles[(first + len(seen)) % len(roles)]],
            "command": command,
            "argument": filled,
            "style": style or "plain",
        }
        yield {**row, "forbidden": True} if forbidden else row
        if len(seen) == _MOST:
            return


def _one(sentence: str, language: str, argument: str, random: Random) -> tuple[str, str]:
    """Return one of the sentences that a line describes, chosen at random, and its argument."""
    text = sentence
    while _CHOICE.search(text):
        text = _CHOICE.sub(lambda found: random.choice(found[1].split("|")), text, count=1)
    for slot in _SLOT.findall(text):
        value, said = random.choice(_SLOTS[slot][language])
        text = text.replace(f"{{{slot}}}", said, 1)
        argument = argument.replace(f"{{{slot}}}", value, 1)
    return re.sub(r"\s+([?!.,])", r"\1", " ".join(text.split())), argument


def written(others: set[tuple[str, str]]) -> dict[Path, str]:
    """Return the content of each file of rows.

    `others` are the sentences and roles that already have rows.
    """
    found = {}
    for path in sorted(SOURCES.glob("*.txt")):
        lines = []
        for row in rows_of(path):
            key = (row["text"].casefold(), row["as"])
            if key not in others:
                others.add(key)
                lines.append(json.dumps(row, ensure_ascii=False))
        found[WRITTEN / f"phrasings-{path.stem}.jsonl"] = "\n".join(lines) + "\n"
    return found


def other_sentences() -> set[tuple[str, str]]:
    """Return the sentences and roles of the rows that people wrote by hand."""
    return {
        (row["text"].casefold(), row["as"])
        for path in WRITTEN.glob("*.jsonl")
        if not path.name.startswith("phrasings-")
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        if not row.get("before")
    }


def main() -> None:
    for path, text in written(other_sentences()).items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
