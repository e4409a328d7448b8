"""Read OneRoster 1.1 and 1.2 exports: a zip of CSV files, or the files in one folder.

People, classes and enrollments are in separate files, which refer to each other by sourcedId. In
1.2, roles have a file too. The status `tobedeleted` marks a row that has ended.
https://www.imsglobal.org/spec/oneroster/v1p2/bind/csv
"""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from core.importing.advice import to_set, to_set_pass_mark
from core.importing.reading_options import ReadingOptions
from core.importing.row_notes import passed_over
from core.importing.scores import points_of
from core.importing.sheets import (
    LONGEST_CELL,
    Batch,
    ColumnsMissing,
    FileRefused,
    Sheet,
    header_words,
)
from core.language.message import _

_ROLES = {
    "student": "candidate",
    "teacher": "instructor",
    "administrator": "administrator",
    "district administrator": "administrator",
    "site administrator": "administrator",
    "system administrator": "administrator",
    "principal": "administrator",
}
_MAIN = {"people": "users", "rosters": "enrollments", "results": "results"}
_OTHERS = {
    "people": ("roles", "orgs"),
    "rosters": ("users", "classes", "orgs", "academicSessions"),
    "results": ("users", "lineItems"),
}
_HEADERS = {
    "users": {"sourcedid", "givenname", "familyname", "username"},
    "enrollments": {"sourcedid", "classsourcedid", "usersourcedid"},
    "results": {"sourcedid", "lineitemsourcedid", "studentsourcedid"},
}
_LARGEST = 512 * 1024**2
_LARGEST_RATIO = 200
_SMALL = 10 * 1024**2

Record = Mapping[str, str]


def is_oneroster(path: Path, start: bytes) -> bool:
    """Whether a file is a OneRoster zip, or one of its CSV files."""
    if start.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(path) as archive:
                names = {Path(each).name.lower() for each in archive.namelist()}
        except (zipfile.BadZipFile, OSError, ValueError):
            return False
        return bool(names & {"users.csv", "enrollments.csv", "manifest.csv"})
    return _which(start) is not None


def _which(start: bytes) -> str | None:
    line = start.decode("utf-8-sig", "replace").splitlines()[:1]
    cells = {cell.strip().casefold() for cell in next(csv.reader(line), [])} if line else set()
    return next((name for name, needed in _HEADERS.items() if needed <= cells), None)


@contextmanager
def open_oneroster(
    path: Path, needed: Sequence[str], optional: Sequence[str], reading: ReadingOptions
) -> Iterator[Sheet]:
    """Open the rows of one kind in a OneRoster export.

    Raises FileRefused if files or columns are missing.
    """
    kind = reading.kind
    if kind not in _MAIN:
        raise FileRefused(
            _("%(file)s is a OneRoster export: it has people, rosters and results", file=path.name)
        )
    one = _Export(path, _MAIN[kind])
    ends = "ended_on" in optional
    columns = (*needed, *(name for name in optional if name in _FIELDS[kind]))
    rows = _READERS[kind](one, reading, ends=ends)
    counts = one.passed_over

    def batches(size: int) -> Iterator[Batch]:
        while taken := list(islice(rows, size)):
            made = [[row.get(name, "") for name in columns] for _, _, row in taken]
            yield Batch(made, [n for n, _, _ in taken], {}, [own for _, own, _ in taken])

    def notes() -> Iterator[str]:
        for why, count in counts.items():
            yield passed_over(count, why)

    title = _("%(where)sRead as: %(title)s.", where="", title=f"OneRoster {_MAIN[kind]}")
    sheet = Sheet(one.header, batches, one.read_part, names=list(columns), notes=[title])
    sheet.more_notes.append(notes)
    try:
        yield sheet
    finally:
        one.close()


_Row = tuple[int, list[str], dict[str, str]]


class _Export:
    """The files of a OneRoster export.

    `records` reads the file to import row by row. `table` reads any other file as a whole.
    """

    def __init__(self, path: Path, main: str) -> None:
        self.path, self.main = path, main
        self.passed_over: Counter[str] = Counter()
        self._archive: zipfile.ZipFile | None = None
        if zipfile.is_zipfile(path):
            self._archive = zipfile.ZipFile(path)
            self._check_sizes(self._archive)
        else:
            with path.open("rb") as file:
                which = _which(file.read(4096))
            if which != main:
                told = _(
                    "%(file)s is the %(which)s.csv of a OneRoster export: import it as %(value)s",
                    file=path.name,
                    which=which,
                    value=next((kind for kind, name in _MAIN.items() if name == which)),
                )
                raise ColumnsMissing(told, 1, fits=False)
        self.header = next((list(record) for _, record in self.read(main)), [])
        self._done = 0
        self._all = max(1, sum(1 for _ in self.read(main)))

    def _check_sizes(self, archive: zipfile.ZipFile) -> None:
        for entry in archive.infolist():
            ratio = entry.file_size / max(entry.compress_size, 1)
            if entry.file_size > _LARGEST or (entry.file_size > _SMALL and ratio > _LARGEST_RATIO):
                raise FileRefused(
                    _("%(name)s unpacks to far more than an honest export", name=self.path.name)
                )

    def close(self) -> None:
        if self._archive is not None:
            self._archive.close()

    def read_part(self) -> float:
        return self._done / self._all

    def has(self, name: str) -> bool:
        return self._opener(name) is not None

    def _opener(self, name: str) -> Callable[[], Any] | None:
        wanted = f"{name.lower()}.csv"
        if self._archive is not None:
            archive = self._archive
            for entry in archive.namelist():
                if Path(entry).name.lower() == wanted:
                    return lambda: archive.open(entry)
            return None
        if name == self.main:
            return lambda: self.path.open("rb")
        for beside in self.path.parent.iterdir():
            if beside.name.lower() == wanted:
                return lambda: beside.open("rb")
        return None

    def read(self, name: str) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the rows of a file: the line number, and the cells by the names in the header.

        Raises FileRefused if the file is missing or cannot be read.
        """
        opener = self._opener(name)
        if opener is None:
            raise FileRefused(
                _(
                    "%(name)s has no %(name_2)s.csv: export it from OneRoster too",
                    name=self.path.name,
                    name_2=name,
                )
            )
        csv.field_size_limit(LONGEST_CELL)
        try:
            with opener() as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
                reader = csv.DictReader(text, restval="")
                for record in reader:
                    yield reader.line_num, {key: record[key] or "" for key in record if key}
        except (csv.Error, UnicodeError, zipfile.BadZipFile, OSError) as error:
            raise FileRefused(
                _(
                    "%(name)s: %(name_2)s.csv cannot be read (%(error)s)",
                    name=self.path.name,
                    name_2=name,
                    error=error,
                )
            ) from None

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        for number, record in self.read(self.main):
            self._done += 1
            yield number, record

    def table(self, name: str) -> dict[str, dict[str, str]]:
        """Return all rows of a file by their sourcedId, or {} if the file is missing."""
        if not self.has(name):
            return {}
        return {record.get("sourcedId", ""): record for _, record in self.read(name)}

    def ended(self, record: Record) -> str:
        """Return the day on which a row ended, or "" if it has not ended."""
        if record.get("status", "").casefold() != "tobedeleted":
            return ""
        return record.get("dateLastModified", "")

    def lacks(self, *names: str) -> None:
        """Raise FileRefused if one of these files, which the import needs, is missing."""
        if missing := [f"{name}.csv" for name in names if not self.has(name)]:
            raise FileRefused(
                _(
                    "%(name)s refers to %(missing)s of its OneRoster export: import the zip, or "
                    "keep the files in one folder",
                    name=self.path.name,
                    missing=" and ".join(missing),
                )
            )


def _first(ids: str) -> str:
    return ids.replace("[", "").replace("]", "").split(",")[0].strip().strip('"')


def _number(user: Record) -> str:
    return user.get("identifier") or user.get("userMasterIdentifier") or user.get("username", "")


def _roles_of(export: _Export) -> dict[str, tuple[str, str]]:
    """Return the role and the organization of each user, in OneRoster 1.2.

    For a user with several roles, return the primary role.
    """
    found: dict[str, tuple[str, str]] = {}
    for record in export.table("roles").values():
        user = record.get("userSourcedId", "")
        primary = record.get("roleType", "").casefold() == "primary"
        if user not in found or primary:
            found[user] = (record.get("role", ""), record.get("orgSourcedId", ""))
    return found


def _people(export: _Export, reading: ReadingOptions, *, ends: bool) -> Iterator[_Row]:
    orgs, roles = export.table("orgs"), _roles_of(export)
    for number, user in export.records():
        role, org = roles.get(user.get("sourcedId", ""), ("", ""))
        role = role or user.get("role", "")
        org = org or user.get("primaryOrgSourcedId") or _first(user.get("orgSourcedIds", ""))
        ours = reading.values.get("role") or _ROLES.get(header_words(role))
        if ours is None:
            export.passed_over[_("the role is %(role)s", role=role or _("not given"))] += 1
            continue
        name = reading.values.get("organisation") or orgs.get(org, {}).get("name", "")
        if not name:
            raise FileRefused(
                _(
                    "%(name)s names organizations by their ids: import the OneRoster zip, or "
                    "%(advice)s",
                    advice=to_set("organisation", '"North Tech"'),
                    name=export.path.name,
                )
            )
        ended = export.ended(user)
        if ended and not ends:
            export.passed_over[_("it is to be deleted")] += 1
            continue
        given = " ".join(
            part
            for part in (
                user.get("preferredGivenName") or user.get("givenName", ""),
                user.get("middleName", ""),
            )
            if part
        )
        yield (
            number,
            list(user.values()),
            {
                "candidate_number": _number(user) if ours == "candidate" else "",
                "given_name": given,
                "family_name": user.get("familyName", ""),
                "email": user.get("email", ""),
                "role": ours,
                "organisation": name,
                "ended_on": ended,
            },
        )


def _rosters(export: _Export, reading: ReadingOptions, *, ends: bool) -> Iterator[_Row]:
    export.lacks("users", "classes")
    users, classes, orgs = export.table("users"), export.table("classes"), export.table("orgs")
    sessions = export.table("academicSessions")
    teachers: dict[str, list[str]] = {}
    for _number_of_row, record in export.read("enrollments"):
        if header_words(record.get("role", "")) == "teacher" and not export.ended(record):
            address = users.get(record.get("userSourcedId", ""), {}).get("email", "")
            teachers.setdefault(record.get("classSourcedId", ""), []).append(address)
    for number, record in export.records():
        role = header_words(record.get("role", ""))
        if role != "student":
            if role != "teacher":
                export.passed_over[_("the role is %(role)s", role=role or _("not given"))] += 1
            continue
        group = classes.get(record.get("classSourcedId", ""), {})
        ended = export.ended(record)
        if ended and not ends:
            export.passed_over[_("it is to be deleted")] += 1
            continue
        term = sessions.get(_first(group.get("termSourcedIds", "")), {}).get("title", "")
        school = orgs.get(record.get("schoolSourcedId", ""), {}).get("name", "")
        addresses = teachers.get(record.get("classSourcedId", ""), [])
        for address in addresses or [reading.values.get("instructor_email", "")]:
            yield (
                number,
                list(record.values()),
                {
                    "roster": group.get("title") or group.get("classCode", ""),
                    "instructor_email": address,
                    "candidate_number": _number(users.get(record.get("userSourcedId", ""), {})),
                    "organisation": school,
                    "term": term,
                    "ended_on": ended,
                },
            )


def _results(export: _Export, reading: ReadingOptions, *, ends: bool) -> Iterator[_Row]:
    del ends  # a result marked for deletion does not end on a day: it is voided
    export.lacks("users", "lineItems")
    users, items = export.table("users"), export.table("lineItems")
    mark = points_of(reading.values.get("pass_mark", ""))
    for number, record in export.records():
        item = items.get(record.get("lineItemSourcedId", ""), {})
        title = item.get("title", "")
        if reading.exam_named(title) is None:
            no_exam = _("%(title)s names no exam", title=title or _("a line item"))
            export.passed_over[no_exam] += 1
            continue
        if record.get("scoreStatus", "").casefold() in {"exempt", "not submitted"}:
            export.passed_over[_("it is %(status)s", status=record["scoreStatus"])] += 1
            continue
        score = points_of(record.get("score", ""))
        whole = points_of(item.get("resultValueMax", "")) or (100.0, 0.0)
        outcome = reading.values.get("outcome", "")
        per_cent = round(score[0] * 100 / (whole[0] or 100.0), 2) if score else None
        if not outcome:
            if mark is None:
                raise FileRefused(
                    _(
                        "%(name)s has scores but no passing score: %(advice)s",
                        advice=to_set_pass_mark(),
                        name=export.path.name,
                    )
                )
            outcome = "pass" if per_cent is not None and per_cent >= mark[0] else "fail"
        yield (
            number,
            list(record.values()),
            {
                "candidate_number": _number(users.get(record.get("studentSourcedId", ""), {})),
                "exam": title,
                "outcome": "void" if export.ended(record) else outcome,
                "taken_on": record.get("scoreDate", ""),
                "score": "" if per_cent is None else f"{per_cent:g}",
                "source_ref": record.get("sourcedId", ""),
            },
        )


_READERS = {"people": _people, "rosters": _rosters, "results": _results}
_FIELDS = {
    "people": {"email", "family_name", "ended_on"},
    "rosters": {"organisation", "term", "ended_on"},
    "results": {"score", "source_ref"},
}
