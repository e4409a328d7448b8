"""Detect the encoding of a text file.

A byte order mark decides. Without one, it is the encoding in which the file's words look real.
"""

import codecs
import re
from functools import partial
from pathlib import Path

from core.importing.advice import by_place
from core.importing.sheets import FileRefused, quote_cell
from core.language.message import _

REPAIR = "repair"
"""The encoding option that repairs text encoded twice: UTF-8 bytes, read wrongly, saved again."""
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CHUNK = 1024 * 1024
_OLD = {"cp1252": "Windows", "mac_roman": "Mac Roman", "cp437": "DOS", "cp850": "DOS"}
_NAMES = {"cp1252": "windows-1252", "mac_roman": "mac-roman"}
_WORD = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
_SELDOM = "ªºƒﬁﬂπΩµΣΓΦΘδφ"
_MOST_WORDS = 2000
_TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6"
                    "\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc"
                    "\u2122\u0161\u203a\u0153\u017e\u0178]")  # fmt: skip


def encoding_of(path: Path, named: str) -> str:
    """Return the encoding of a text file.

    The first of these decides: a byte order mark, the user's choice `named`, UTF-8 if it is valid,
    and the encoding by which names look real. Raises FileRefused if the file cannot be read, or if
    the user has to confirm the likely encoding.
    """
    with path.open("rb") as file:
        start = file.read(4)
    for mark, encoding in _BOMS.items():
        if start.startswith(mark):
            _check(path, encoding)
            return encoding
    if named and named != REPAIR:
        return _named(path, named)
    if _is_utf8(path):
        if named != REPAIR:
            _check_encoded_once(path)
        return "utf-8"
    _check(path, "cp1252")
    return _old_encoding(path)


def _named(path: Path, named: str) -> str:
    try:
        encoding = codecs.lookup(named).name
        "".encode(encoding)
    except LookupError:
        raise FileRefused(
            _(
                "there is no encoding %(named)s: name utf-8, windows-1252, mac-roman, cp437 or "
                "%(repair)s",
                named=repr(named),
                repair=REPAIR,
            )
        ) from None
    _check(path, encoding)
    return encoding


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    valid = True
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if b"\x00" in chunk:
                raise FileRefused(
                    _("%(file)s is not a text file: save it as CSV (UTF-8) or XLSX", file=path.name)
                )
            if not valid or (chunk.isascii() and not decoder.getstate()[0]):
                continue
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                valid = False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return valid


def _check(path: Path, encoding: str) -> None:
    try:
        with path.open(encoding=encoding, newline="") as text:
            chunks = iter(partial(text.read, _CHUNK), "")
            good = not any("\0" in chunk for chunk in chunks)
    except (UnicodeError, LookupError):
        good = False
    if not good:
        raise FileRefused(
            _(
                "%(file)s is in an encoding that cannot be read: save it as CSV (UTF-8) or XLSX",
                file=path.name,
            )
        )


def find_garbled_word(text: str) -> tuple[str, str] | None:
    """Return a word that was encoded twice, with the correct word, or None."""
    if text.isascii() or not _TWICE.search(text):
        return None
    for word in re.split(r"[\s,;|\"]+", text):
        if not word.isascii() and (fixed := repair_encoding(word)) != word:
            return word, fixed
    return None


def repair_encoding(text: str) -> str:
    """Undo the double encoding of a text. Return any other text unchanged."""
    if text.isascii():
        return text
    from ftfy import fix_encoding  # noqa: PLC0415 - slow to import, and rarely needed

    fixed = fix_encoding(text)
    return fixed if "\ufffd" not in fixed else text


def garbled_refusal(file: str, word: str, fixed: str) -> FileRefused:
    advice = by_place(
        _(
            "add --encoding %(repair)s to fix them, or --encoding utf-8 to take them as they are",
            repair=REPAIR,
        ),
        _("write the names as they should be, and save the file as .xlsx or CSV (UTF-8)"),
    )
    return FileRefused(
        _(
            "%(file)s has names that were garbled on the way, such as %(word)s for %(fixed)s: "
            "%(advice)s",
            advice=advice,
            file=file,
            word=quote_cell(word),
            fixed=quote_cell(fixed),
        )
    )


def _check_encoded_once(path: Path) -> None:
    with path.open("rb") as file:
        if all(chunk.isascii() for chunk in iter(partial(file.read, _CHUNK), b"")):
            return
    with path.open(encoding="utf-8", newline="") as text:
        for line in iter(partial(text.readline, _CHUNK), ""):
            if found := find_garbled_word(line):
                raise garbled_refusal(path.name, *found)


def _old_encoding(path: Path) -> str:
    """Return "cp1252" as the encoding of a text that is not UTF-8.

    Raises FileRefused, which names another old encoding, if the words look far better in that
    encoding.
    """
    words: set[bytes] = set()
    with path.open("rb") as file:
        for line in iter(partial(file.readline, _CHUNK), b""):
            if not line.isascii():
                words.update(_WORD.findall(line))
            if len(words) > _MOST_WORDS:
                break
    oddness = {
        encoding: sum(_strange(word.decode(encoding, "replace")) for word in words)
        for encoding in _OLD
    }
    best = min(_OLD, key=lambda each: oddness[each])
    if oddness[best] * 2 >= oddness["cp1252"]:
        return "cp1252"
    worst = max(words, key=lambda word: (_strange(word.decode("cp1252", "replace")), word))
    seen, meant = worst.decode("cp1252", "replace"), worst.decode(best, "replace")
    name = _NAMES.get(best, best)
    advice = by_place(
        _(
            "add --encoding %(name)s or --encoding windows-1252, or save it as UTF-8",
            name=name,
        ),
        _("save it as .xlsx or CSV (UTF-8)"),
    )
    raise FileRefused(
        _(
            "%(file)s is not in UTF-8: as Windows text it has %(seen)s, as %(value)s %(meant)s; "
            "%(advice)s",
            advice=advice,
            file=path.name,
            seen=quote_cell(seen),
            value=_OLD[best],
            meant=quote_cell(meant),
        )
    )


def _strange(word: str) -> int:
    """Return how odd a word looks, as a score.

    Capitals and signs in unusual positions add to the score.
    """
    strange = 0
    for place, letter in enumerate(word):
        if letter.isascii():
            continue
        odd_sign = not letter.isalpha() or letter in _SELDOM
        if odd_sign or (letter.isupper() and place and word[place - 1].islower()):
            strange += 2
        elif letter in "ŒœÿŸŽžšŠ":
            strange += 1
    return strange
