"""Profiles: TOML files that say how to convert the export of another system to our columns."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from core.importing.sheets import FileRefused, header_words
from core.language.message import _

_KINDS = ("people", "results", "rosters", "awards")
_KEYS = {
    "title", "kinds", "names", "signature", "columns", "set", "values", "only", "note", "gradebook",
    "pass_mark", "pass_marks", "records",
}  # fmt: skip
_LARGEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class Gradebook:
    """A layout of a file with one column per exam.

    `name` has patterns that extract the exam's name from a header cell. The patterns' group
    `points` has the maximum points, if the cell states them.
    """

    name: tuple[re.Pattern[str], ...] = ()
    points: tuple[str, str] | None = None
    """How to find the row with each exam's maximum points.

    The first text is a column, and the second is what this column contains in that row.
    """
    days: tuple[str, str] | None = None
    """How to find the row with the dates.

    The first text is a column, and the second is what this column contains in that row.
    """
    without: tuple[str, str] | None = None
    """How to find rows to skip, such as those of a test student.

    The first text is a column, and the second is what this column contains in those rows.
    """


@dataclass(frozen=True, slots=True)
class Profile:
    """How to read a file with a certain layout.

    Header cells are compared in the form of `header_words`.
    """

    name: str
    title: str
    kinds: tuple[str, ...] = _KINDS
    names: tuple[str, ...] = ()
    signature: frozenset[str] = frozenset()
    """The header cells by which a layout is recognized.

    A file has this layout if its header contains all of these cells.
    """
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Maps our columns to the columns of the file that may fill them.

    Of several columns, the first one with a value is used. A pattern such as "{A} {B}" joins
    columns.
    """
    set: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What the values in a file mean, by our column. For example, "P" means "pass"."""
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Maps columns of the file to lists of values. A row is imported only if each of these columns
    has one of its values.
    """
    gradebook: Gradebook | None = None
    pass_marks: Mapping[str, float] = field(default_factory=dict)
    """The passing score in percent, by exam code.

    The key "" has the passing score of all other exams.
    """
    records: str = ""
    """'awards' if the rows are credentials earned elsewhere, even if the user chose another kind.
    """

    def recognizes(self, header: frozenset[str]) -> bool:
        """Whether a header has every cell of the signature, so that the file has this layout."""
        return bool(self.signature) and self.signature <= header


@cache
def shipped_profiles() -> tuple[Profile, ...]:
    """Return the shipped profiles.

    They are sorted by the length of their signature, longest first.
    """
    folder = files("core.importing") / "layouts"
    found = [
        _profile(each.name.removesuffix(".toml"), tomllib.loads(each.read_text("utf-8")), each.name)
        for each in folder.iterdir()
        if each.name.endswith(".toml")
    ]
    return tuple(sorted(found, key=lambda each: (-len(each.signature), each.name)))


def profile_named(name: str, folder: Path | None) -> Profile:
    """Load a profile by its name, or from a TOML file.

    A profile in the user's `folder` takes precedence over a shipped profile. Raises FileRefused if
    there is no profile of this name, or if it cannot be read.
    """
    if name.endswith(".toml"):
        return _read(Path(name).expanduser())
    if folder is not None and _is_name(name) and (own := folder / f"{name}.toml").is_file():
        return _read(own)
    wanted = header_words(name)
    for each in shipped_profiles():
        if wanted in {header_words(other) for other in (each.name, *each.names)}:
            return each
    there = sorted({each.name for each in shipped_profiles()} | _own_names(folder))
    raise FileRefused(
        _(
            "there is no profile %(name)s: there are %(there)s",
            name=repr(name),
            there=", ".join(there),
        )
    )


def _own_names(folder: Path | None) -> set[str]:
    return {each.stem for each in folder.glob("*.toml")} if folder and folder.is_dir() else set()


def _is_name(name: str) -> bool:
    return re.fullmatch(r"[\w-]{1,60}", name) is not None


def save_profile(
    folder: Path,
    name: str,
    columns: Mapping[str, str],
    values: Mapping[str, str],
    meanings: Mapping[str, Mapping[str, str]],
) -> Path:
    """Save the columns and values of an import as the user's own profile. Return its path.

    Raises FileRefused if the name has other characters than letters, digits, - and _, or more than
    60 of them. Also raises it if the file cannot be written.
    """
    if not _is_name(name):
        raise FileRefused(
            _("%(name)s cannot name a profile: use letters, digits, - and _", name=repr(name))
        )
    lines = [f"title = {_quoted(name)}"]
    tables = {"columns": columns, "set": values}
    tables |= {f"values.{column}": each for column, each in meanings.items()}
    for table, held in tables.items():
        if held:
            lines += ["", f"[{table}]"]
            lines += [f"{_quoted(key)} = {_quoted(value)}" for key, value in held.items()]
    path = folder / f"{name}.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise FileRefused(
            _(
                "the profile %(path)s cannot be written: %(strerror)s",
                path=path,
                strerror=error.strerror,
            )
        ) from error
    return path


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _read(path: Path) -> Profile:
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
        if len(raw) > _LARGEST:
            raise FileRefused(_("%(file)s is too large for a profile", file=path.name))
        document = tomllib.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        raise FileRefused(
            _("the profile %(path)s: %(value)s", path=path, value=error.strerror or error)
        ) from None
    except ValueError as error:
        raise FileRefused(
            _("the profile %(file)s is not TOML: %(error)s", file=path.name, error=error)
        ) from None
    return _profile(path.stem, document, path.name)


def _profile(name: str, document: Mapping[str, Any], file: str) -> Profile:
    def wrong(what: str) -> FileRefused:
        return FileRefused(_("the profile %(file)s: %(what)s", file=file, what=what))

    unknown = document.keys() - _KEYS
    if unknown:
        raise wrong(f"{min(unknown)!r} is not known; there are {', '.join(sorted(_KEYS))}")
    try:
        return Profile(
            name=name,
            title=str(document.get("title", name)),
            kinds=_texts(document.get("kinds", _KINDS)),
            names=_texts(document.get("names", ())),
            signature=frozenset(map(header_words, _texts(document.get("signature", ())))),
            columns={key: _texts(each) for key, each in document.get("columns", {}).items()},
            set={key: str(each) for key, each in document.get("set", {}).items()},
            values={
                key: {str(theirs).casefold(): str(ours) for theirs, ours in each.items()}
                for key, each in document.get("values", {}).items()
            },
            only={key: _texts(each) for key, each in document.get("only", {}).items()},
            gradebook=_gradebook(document["gradebook"]) if "gradebook" in document else None,
            pass_marks=_pass_marks(document),
            records=str(document.get("records", "")),
        )
    except (TypeError, ValueError, AttributeError, KeyError, re.error) as error:
        raise wrong(f"it cannot be understood ({error})") from None


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(map(str, value))


def _pass_marks(document: Mapping[str, Any]) -> dict[str, float]:
    marks = {str(exam): float(mark) for exam, mark in document.get("pass_marks", {}).items()}
    return marks | ({"": float(document["pass_mark"])} if "pass_mark" in document else {})


def _gradebook(table: Mapping[str, Any]) -> Gradebook:
    def marker(name: str) -> tuple[str, str] | None:
        column, text = table.get(name, ("", ""))
        return (str(column), str(text)) if column else None

    names = tuple(re.compile(each) for each in _texts(table.get("name", ())))
    return Gradebook(names, marker("points"), marker("days"), marker("without"))
