"""Read files of any format and layout as rows of our columns."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from core.importing.column_mapping import ColumnMapping, column_mapping
from core.importing.columns import Plan, check_header, plan_columns
from core.importing.header_search import WHOLE, Fit
from core.importing.oneroster import is_oneroster, open_oneroster
from core.importing.reading_options import ReadingOptions
from core.importing.sheets import Batch, FileRefused, Sheet, Table, column_name
from core.importing.text_encoding import REPAIR, find_garbled_word, garbled_refusal, repair_encoding
from core.importing.text_tables import open_text
from core.importing.workbooks import open_workbook
from core.language.message import _

_HTML = re.compile(rb"\s*(?:<!doctype html|<html|<table|<meta|<head|<\?xml)", re.IGNORECASE)
_AWARDS = ("candidate_number", "credential", "issued_on")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class OtherKind(Exception):  # noqa: N818 - passed on as data, not an error
    """Raised if a file's rows are not of the kind that was to be imported."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@contextmanager
def open_sheet(
    path: Path,
    needed: Sequence[str],
    optional: Sequence[str] = (),
    reading: ReadingOptions | None = None,
) -> Iterator[Sheet]:
    """Open a file whose header has the required columns, by our names or by other names.

    Columns that are not ours are ignored. But a column with nearly the name of a missing optional
    column is refused, because its data would be lost. Raises FileRefused for a file that cannot be
    used, while opening it or while reading it.
    """
    reading = reading or ReadingOptions()
    start = _start(path)
    if reading.kind and not reading.profile and is_oneroster(path, start):
        with open_oneroster(path, needed, optional, reading) as sheet:
            yield sheet
        return

    def fitness(cells: Sequence[str]) -> int:
        try:
            plan = plan_columns(cells, needed, optional, reading)
        except FileRefused:  # this row lacks a column that --map names
            return 0
        recognized = plan.profile is not None and plan.profile is not reading.profile
        known = len(plan.places) + len(plan.made) + len(plan.exams)
        if known < 2 and plan.missing:  # noqa: PLR2004 - a single word may be a data cell
            return 0
        return (0 if plan.missing else WHOLE) + (100 if recognized else 0) + known

    with ExitStack() as opened:
        tables = opened.enter_context(_tables(path, start, fitness, reading))
        parts = [_Part(path.name, table, needed, optional, reading) for table in tables]
        yield _sheet(parts)


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except IsADirectoryError:
        raise FileRefused(
            _("%(value)s is a folder: name a CSV or XLSX file", value=path.name or path)
        ) from None
    except OSError as error:
        raise FileRefused(
            _("%(path)s: %(value)s", path=path, value=error.strerror or error)
        ) from None
    if not start:
        raise FileRefused(_("%(file)s is empty: it needs a header line and rows", file=path.name))
    return start


@contextmanager
def _tables(
    path: Path, start: bytes, fitness: Fit, reading: ReadingOptions
) -> Iterator[list[Table]]:
    with ExitStack() as opened:
        if start.startswith(_WORKBOOKS):
            tables = opened.enter_context(open_workbook(path, fitness))
            if reading.encoding != "utf-8":
                tables = [_readable(path.name, table, reading) for table in tables]
        elif _HTML.match(start.removeprefix(b"\xef\xbb\xbf")):
            raise FileRefused(
                _(
                    "%(file)s is a web page, whatever its name says: open it in a spreadsheet "
                    "program and save it as .xlsx or CSV",
                    file=path.name,
                )
            )
        else:
            tables = opened.enter_context(open_text(path, fitness, reading.encoding))
        yield tables


def _readable(file: str, table: Table, reading: ReadingOptions) -> Table:
    """Check a workbook's cells for text that was encoded twice, as for a text file.

    Return the table. With the encoding option 'repair', each cell is repaired when it is read.
    """
    fix = reading.encoding == REPAIR

    def batches(size: int) -> Iterator[Batch]:
        for batch in table.batches(size):
            for row in batch.rows:
                for place, cell in enumerate(row):
                    if not cell.isascii() and (found := find_garbled_word(cell)):
                        if not fix:
                            raise garbled_refusal(file, *found)
                        row[place] = repair_encoding(cell)
            yield batch

    if not fix:  # check the whole file before any of it is imported
        deque(batches(10_000), maxlen=0)
        return table
    return replace(table, batches=batches)


def column_cells(
    path: Path, needed: Sequence[str], optional: Sequence[str], reading: ReadingOptions, column: str
) -> Iterator[str]:
    """Return the cells of one of our columns in the whole file."""
    with open_sheet(path, needed, optional, reading) as sheet:
        if column in sheet.names:
            place = sheet.names.index(column)
            for batch in sheet.batches(10_000):
                for row in batch.rows:
                    yield row[place]


def _has_credentials(table: Table, plan: Plan, reading: ReadingOptions) -> bool:
    """Whether a file of results has credentials earned elsewhere instead of exams."""
    if plan.profile:
        return bool(plan.profile.records)
    if "exam" not in plan.missing:
        return False
    awards = replace(reading, kind="awards")
    return not plan_columns(table.header, _AWARDS, (), awards).missing


class _Part:
    """One table of a file, with the plan for its rows. A workbook may have several tables."""

    def __init__(
        self,
        file: str,
        table: Table,
        needed: Sequence[str],
        optional: Sequence[str],
        reading: ReadingOptions,
    ) -> None:
        self.table = table
        self.plan: Plan = plan_columns(table.header, needed, optional, reading)
        if reading.kind == "results" and _has_credentials(table, self.plan, reading):
            raise OtherKind("awards")
        check_header(file, table.header, self.plan, table.line, optional)
        self.translation: ColumnMapping = column_mapping(file, table.header, self.plan, reading)

    def batches(self, size: int) -> Iterator[Batch]:
        for batch in self.table.batches(size):
            yield self.translation.batch(batch)


def _sheet(parts: list[_Part]) -> Sheet:
    notes = list(_understood(parts))
    if len(parts) == 1:
        [part] = parts
        sheet = Sheet(
            part.table.header,
            part.batches,
            part.table.read_part,
            names=part.translation.names,
            notes=notes,
        )
    else:
        sheet = _of_several(parts, notes)
    sheet.more_notes.extend(part.translation.notes for part in parts)
    return sheet


def _understood(parts: list[_Part]) -> Iterator[str]:
    for part in parts:
        table, plan = part.table, part.plan
        where = _("Sheet %(name)s: ", name=table.name) if table.name and len(parts) > 1 else ""
        yield from table.notes
        if plan.profile:
            yield _("%(where)sRead as: %(title)s.", where=where, title=plan.profile.title)
        if table.line > 1:
            yield _(
                "%(where)sThe header is on line %(line)s; the lines above were passed over.",
                where=where,
                line=str(table.line),
            )
        others = [
            _("%(theirs)s as %(column)s", theirs=" ".join(cell.split()), column=column)
            for column, place in plan.places.items()
            if (cell := table.header[place]) and column != column_name(cell)
        ]
        if others and not plan.profile:
            yield _(
                "%(where)sColumns were understood: %(others)s.",
                where=where,
                others=others,
            )


def _of_several(parts: list[_Part], notes: list[str]) -> Sheet:
    """Return one sheet with the rows of several tables of a file.

    The sheet has the columns of the first table, followed by columns that only other tables have.
    """
    names = list(dict.fromkeys(n for part in parts for n in part.translation.names if n))
    header = list(dict.fromkeys(cell for part in parts for cell in part.table.header))
    sheets = ", ".join(part.table.name for part in parts)
    notes.insert(0, _("%(count)s sheets were read: %(sheets)s.", count=len(parts), sheets=sheets))

    def batches(size: int) -> Iterator[Batch]:
        for part in parts:
            at = {name: place for place, name in enumerate(part.translation.names)}
            places = [at.get(name) for name in names]
            cells = part.table.header
            own = [cells.index(cell) if cell in cells else None for cell in header]
            for batch in part.batches(size):
                originals = batch.rows if batch.originals is None else batch.originals
                yield Batch(
                    [_in_order(row, places) for row in batch.rows],
                    batch.numbers,
                    batch.problems,
                    [_in_order(row, own) for row in originals],
                    part.table.name,
                )

    def read_part() -> float:
        return sum(part.table.read_part() for part in parts) / len(parts)

    return Sheet(header, batches, read_part, names=names, notes=notes)


def _in_order(row: Sequence[str], places: Sequence[int | None]) -> list[str]:
    return ["" if place is None else row[place] for place in places]
