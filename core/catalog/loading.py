"""Read and check the catalog's file. Errors say where the problem is and how to fix it."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from core.catalog.csv_catalog import CsvError, csv_document
from core.catalog.model import (
    Catalog,
    Credential,
    Evidence,
    Exam,
    ExamKind,
    Level,
    PerformanceForm,
)
from core.catalog.name_folding import exam_names, fold, fold_exam

Choice = TypeVar("Choice", bound=StrEnum)

_CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_CODE_LENGTH = 20
"""The maximum length of a credential's or exam's code.

A longer code would not fit in the data of a chat button.
"""

_SHIPPED = files("core.catalog") / "data" / "credentials.toml"
_TABLES = ("credential", "exam")
_EXAM_KEYS = ("code", "kind", "title", "form", "form_inferred")
CREDENTIAL_KEYS = (
    "code",
    "title",
    "former_titles",
    "aliases",
    "area",
    "level",
    "exams",
    "evidence",
    "source",
    "note",
    "valid_years",
)
"""The keys of a credential in a catalog file, in the order in which differences are listed."""
_MOST_YEARS = 99
_TYPE_NAMES = {str: "text", bool: "true or false", int: "a number", list: "a list", dict: "a table"}


class CatalogError(Exception):
    """Raised if the catalog cannot be used. The message names the file, entry, key and fix."""


def load_catalog(path: Path | None = None) -> Catalog:
    """Load and check the catalog in this TOML or CSV file, or the shipped catalog without `path`.

    Raises CatalogError if the file cannot be read, has another format, or an entry is wrong.
    """
    name = str(path) if path else "the shipped catalog"
    return _Reader(name).catalog(_document(path or _SHIPPED, name))


def _document(source: Path | Traversable, name: str) -> Mapping[str, Any]:
    try:
        # an editor on Windows may have added a byte order mark, which TOML does not allow
        text = source.read_bytes().decode("utf-8-sig")
        if source.name.casefold().endswith(".csv"):
            return csv_document(text, _document(_SHIPPED, "the shipped catalog"))
        return tomllib.loads(text)
    except CsvError as error:
        raise CatalogError(f"{name}: {error}") from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise CatalogError(
            f"{name}: cannot be read ({why}); give the path of a catalog file, see"
            " EDGEFINDER_CATALOG"
        ) from error
    except UnicodeDecodeError as error:
        raise CatalogError(
            f"{name}: byte {error.start + 1} is not UTF-8; save the file as UTF-8"
        ) from error
    except ValueError as error:  # TOMLDecodeError, or a number with too many digits for Python
        raise CatalogError(f"{name}: not valid TOML: {error}; fix it there") from error
    except RecursionError as error:
        raise CatalogError(f"{name}: lists within lists too deep to be a catalog") from error


class _Entry:
    """One table of the catalog's file.

    It returns values by key, and names itself in errors.
    """

    def __init__(self, file: str, kind: str, number: int, values: Mapping[str, Any]) -> None:
        self._values = values
        code = values.get("code")
        called = code if isinstance(code, str) and code.strip() else f"number {number}"
        self._where = f"{file}: {kind} {_one_line(called)}"

    def wrong(self, key: str, why: str) -> NoReturn:
        raise CatalogError(f"{self._where}: {key}: {why}")

    def expect_keys(self, known: tuple[str, ...]) -> None:
        for key in self._values:
            if key not in known:
                self.wrong(_one_line(key), f"unknown key; the keys are {_listed(known)}")

    def text(self, key: str, default: str | None = None) -> str:
        if key not in self._values:
            if default is None:
                self.wrong(key, f'missing; add a line {key} = "..."')
            return default
        return self._checked_text(key, self._values[key])

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts under a key, or an empty list if the key is missing."""
        value = self._values.get(key, [])
        if not isinstance(value, list):
            self.wrong(key, f'is {_type_name(value)}; write a list of texts: ["...", "..."]')
        return tuple(self._checked_text(key, each) for each in value)

    def code(self) -> str:
        code = self.text("code")
        if not _CODE.fullmatch(code) or len(code) > _CODE_LENGTH:
            self.wrong(
                "code",
                f'"{code}" is not a valid code; use capital letters and digits joined by "-",'
                f" {_CODE_LENGTH} characters at most",
            )
        return code

    def choice(self, key: str, choices: type[Choice]) -> Choice:
        value = self.text(key)
        try:
            return choices(value)
        except ValueError:
            self.wrong(key, f'"{value}" is unknown; use one of {_listed(choices)}')

    def years(self, key: str) -> int | None:
        """Return the number of years under a key, or None if the key is missing."""
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _MOST_YEARS:
            self.wrong(
                key, f"is not a number of years from 1 to {_MOST_YEARS}; fix it, or leave it out"
            )
        return value

    def flag(self, key: str) -> bool:
        """Return the true or false value under a key, or False if the key is missing."""
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            self.wrong(key, f"is {_type_name(value)}; write true or false")
        return value

    def has(self, key: str) -> bool:
        return key in self._values

    def _checked_text(self, key: str, value: Any) -> str:
        if not isinstance(value, str):
            self.wrong(key, f'is {_type_name(value)}; write text in quotes: "..."')
        if not value.strip():
            self.wrong(key, "is empty; write its text, or leave an optional key out")
        if value != value.strip() or not value.isprintable():
            self.wrong(key, "has spaces around it or is more than one line; write one plain line")
        return value


class _Reader:
    """Builds a catalog from a parsed file. Each error names the file."""

    def __init__(self, file: str) -> None:
        self._file = file

    def catalog(self, document: Mapping[str, Any]) -> Catalog:
        for key in document:
            if key not in _TABLES:
                self._wrong(
                    f"{_one_line(key)}: unknown; the file has [[credential]] and [[exam]] only"
                )
        exams: dict[str, Exam] = {}
        for entry in self._entries(document, "exam"):
            exam = _exam(entry)
            if exam.code in exams:
                entry.wrong("code", "there are two exams of this code; give each its own")
            exams[exam.code] = exam
        credentials: dict[str, Credential] = {}
        for entry in self._entries(document, "credential"):
            credential = _credential(entry, exams)
            if credential.code in credentials:
                entry.wrong("code", "there are two credentials of this code; give each its own")
            if credential.code in exams:
                entry.wrong("code", "there is an exam of this code too; give each its own")
            credentials[credential.code] = credential
        if not credentials:
            self._wrong("has no credentials; add at least one [[credential]] and its [[exam]]")
        catalog = Catalog(tuple(credentials.values()), exams)
        for exam in exams.values():
            if not catalog.credentials_needing(exam.code):
                self._wrong(
                    f"exam {exam.code}: no credential needs it; name it in the exams of one, or"
                    " take it out"
                )
        self._expect_names_of_one(
            "credential",
            (
                (name, each.code)
                for each in credentials.values()
                for name in (each.code, *each.names)
            ),
            fold,
        )
        self._expect_names_of_one(
            "exam", ((name, exam.code) for name, exam in exam_names(catalog)), fold_exam
        )
        return catalog

    def _entries(self, document: Mapping[str, Any], kind: str) -> Iterable[_Entry]:
        tables = document.get(kind, [])
        if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            self._wrong(f"{kind}: is {_type_name(tables)}; begin each entry with [[{kind}]]")
        for number, values in enumerate(tables, start=1):
            yield _Entry(self._file, kind, number, values)

    def _expect_names_of_one(
        self, kind: str, named: Iterable[tuple[str, str]], folding: Callable[[str], str]
    ) -> None:
        owner: dict[str, str] = {}
        for name, code in named:
            folded = folding(name)
            if not folded:
                self._wrong(f'{kind} {code}: "{name}" has no letter or digit; give it a name')
            if owner.setdefault(folded, code) != code:
                self._wrong(
                    f'{kind} {code}: "{name}" already means {owner[folded]}; give one of them'
                    " another title or alias"
                )

    def _wrong(self, why: str) -> NoReturn:
        raise CatalogError(f"{self._file}: {why}")


def _exam(entry: _Entry) -> Exam:
    entry.expect_keys(_EXAM_KEYS)
    code, kind, title = entry.code(), entry.choice("kind", ExamKind), entry.text("title")
    if kind is ExamKind.THEORY:
        for key in ("form", "form_inferred"):
            if entry.has(key):
                entry.wrong(key, "a theory exam has none; take the line out")
        return Exam(code, kind, title)
    if not entry.has("form"):
        entry.wrong("form", f"missing; a performance exam needs one of {_listed(PerformanceForm)}")
    return Exam(
        code,
        kind,
        title,
        entry.choice("form", PerformanceForm),
        form_inferred=entry.flag("form_inferred"),
    )


def _credential(entry: _Entry, exams: Mapping[str, Exam]) -> Credential:
    entry.expect_keys(CREDENTIAL_KEYS)
    code = entry.code()
    if not entry.has("exams"):
        entry.wrong("exams", 'missing; add the codes of its exams: exams = ["..."]')
    needed = entry.texts("exams")
    if not needed:
        entry.wrong("exams", "is empty; name the code of at least one exam")
    for each in needed:
        if each not in exams:
            entry.wrong("exams", f'there is no exam "{each}"; add an [[exam]] of that code')
    if len(set(needed)) < len(needed):
        entry.wrong("exams", "names an exam twice; name each once")
    return Credential(
        code=code,
        title=entry.text("title"),
        former_titles=entry.texts("former_titles"),
        aliases=entry.texts("aliases"),
        area=entry.text("area"),
        level=entry.choice("level", Level),
        exams=tuple(exams[each] for each in needed),
        evidence=entry.choice("evidence", Evidence),
        source=entry.text("source"),
        note=entry.text("note", default=""),
        valid_years=entry.years("valid_years"),
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _one_line(text: str) -> str:
    return text if text.isprintable() else repr(text)


def _type_name(value: Any) -> str:
    return _TYPE_NAMES.get(type(value), "a number, date or time")
