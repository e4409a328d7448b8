"""List the differences between two catalogs, one printable line each.

This is for an operator who is about to replace the catalog's file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from core.catalog.loading import CREDENTIAL_KEYS
from core.catalog.model import Catalog, Credential, Exam

Thing = Literal["credential", "exam"]

_CREDENTIAL_KEYS = tuple(key for key in CREDENTIAL_KEYS if key != "code")
_EXAM_KEYS = ("kind", "form", "form_inferred", "title")


@dataclass(frozen=True, slots=True)
class Added:
    """A credential or exam that only the new catalog has."""

    thing: Thing
    code: str
    title: str

    def __str__(self) -> str:
        return f"added {self.thing} {self.code}: {self.title}"


@dataclass(frozen=True, slots=True)
class Removed:
    """A credential or exam that only the current catalog has."""

    thing: Thing
    code: str
    title: str

    def __str__(self) -> str:
        return f"removed {self.thing} {self.code}: {self.title}"


@dataclass(frozen=True, slots=True)
class Changed:
    """A credential or exam of both catalogs that has another value for this key in the new one."""

    thing: Thing
    code: str
    key: str
    was: str
    now: str
    """The new value as text, or "" if the new catalog has none."""

    def __str__(self) -> str:
        was, now = self.was or "(none)", self.now or "(none)"
        return f"changed {self.thing} {self.code}: {self.key}: {was} -> {now}"


Difference = Added | Removed | Changed


def differences(ours: Catalog, theirs: Catalog) -> list[Difference]:
    """List what differs between the current catalog and a new one: credentials, then exams.

    `ours` is the current catalog, and `theirs` the new one. The list is empty if both are the same.
    The order of entries does not matter.
    """
    return [
        *_differences("credential", _by_code(ours), _by_code(theirs), _CREDENTIAL_KEYS),
        *_differences("exam", ours.exams, theirs.exams, _EXAM_KEYS),
    ]


def _by_code(catalog: Catalog) -> dict[str, Credential]:
    return {each.code: each for each in catalog.credentials}


def _differences(
    thing: Thing,
    ours: Mapping[str, Credential] | Mapping[str, Exam],
    theirs: Mapping[str, Credential] | Mapping[str, Exam],
    keys: Sequence[str],
) -> Iterator[Difference]:
    for code, mine in ours.items():
        if code not in theirs:
            yield Removed(thing, code, mine.title)
            continue
        for key in keys:
            was, now = _said(getattr(mine, key)), _said(getattr(theirs[code], key))
            if was != now:
                yield Changed(thing, code, key, was, now)
    for code, other in theirs.items():
        if code not in ours:
            yield Added(thing, code, other.title)


def _said(value: bool | int | str | tuple[str | Exam, ...] | None) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, tuple):
        return ", ".join(each.code if isinstance(each, Exam) else each for each in value)
    return "" if value is None else str(value)
