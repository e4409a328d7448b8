"""Read a catalog from a CSV file with one row per credential.

The result has the same form as a parsed TOML catalog.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_BETWEEN_NAMES = "|"
_NEEDED = ("code", "title", "area", "level", "theory_exam", "evidence", "source")
_OPTIONAL = (
    "former_titles",
    "aliases",
    "performance_exam",
    "performance_form",
    "form_inferred",
    "note",
)
COLUMNS = (*_NEEDED, *_OPTIONAL)
"""The names of the CSV file's columns. Several names in one cell are separated by a vertical bar.
"""


class CsvError(ValueError):
    """Raised if a file is not a catalog in CSV.

    The message says where, and how to fix it.
    """


def csv_document(text: str, shipped: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Convert this CSV into `[[credential]]` and `[[exam]]` tables.

    Facts without a column in the CSV come from the shipped tables, by code: titles of exams, which
    names are former titles, and which forms are inferred. Raises CsvError if the text is not valid
    CSV, if a column is missing or unknown, or if a row has too many or too few cells.
    """
    rows = _rows(text)
    header = next(rows, None)
    if header is None:
        raise CsvError(f"is empty; its first line names the columns: {', '.join(COLUMNS)}")
    columns = tuple(name.strip().casefold() for name in header[1])
    _check_columns(columns)
    credentials = {each["code"]: each for each in shipped["credential"]}
    exams = {each["code"]: each for each in shipped["exam"]}
    made: dict[str, list[dict[str, Any]]] = {"credential": [], "exam": []}
    taken: set[str] = set()
    for line, cells in rows:
        if len(cells) != len(columns):
            raise CsvError(
                f"line {line}: has {len(cells)} cells for {len(columns)} columns; put text with"
                ' commas in it in quotes: "..."'
            )
        row = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
        made["credential"].append(_credential(row, credentials.get(row["code"], {})))
        for exam in _exams(row, exams):
            if exam["code"] not in taken:
                taken.add(exam["code"])
                made["exam"].append(exam)
    return made


def _rows(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield each row that is not empty, with its line number in the file.

    Raises CsvError if the text is not valid CSV.
    """
    first = text.split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=";" if first.count(";") > first.count(",") else ",",
        strict=True,
    )
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise CsvError(
            f"line {reader.line_num}: not valid CSV ({error}); fix the quotes there"
        ) from error


def _check_columns(columns: Sequence[str]) -> None:
    for name in _NEEDED:
        if name not in columns:
            raise CsvError(
                f"lacks the column {name}; its first line needs {', '.join(_NEEDED)}, and may have"
                f" {', '.join(_OPTIONAL)}"
            )
    for name in columns:
        if name not in COLUMNS:
            raise CsvError(f"{name!r} is not a column; the columns are {', '.join(COLUMNS)}")
        if columns.count(name) > 1:
            raise CsvError(f"has the column {name} twice; keep one of them")


def _credential(row: Mapping[str, str], shipped: Mapping[str, Any]) -> dict[str, Any]:
    former = _names(row.get("former_titles", ""))
    aliases = _names(row.get("aliases", ""))
    if "former_titles" not in row:
        former = [name for name in shipped.get("former_titles", ()) if name in aliases]
        aliases = [name for name in aliases if name not in former]
    kept = ("code", "title", "area", "level", "evidence", "source")
    made: dict[str, Any] = {key: row[key] for key in kept}
    made["exams"] = [code for code in (row["theory_exam"], row.get("performance_exam", "")) if code]
    made |= {"former_titles": former, "aliases": aliases}
    return made | ({"note": row["note"]} if row.get("note") else {})


def _exams(
    row: Mapping[str, str], shipped: Mapping[str, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    if code := row["theory_exam"]:
        yield {"code": code, "kind": "theory", "title": _exam_title(row, code, "theory", shipped)}
    if code := row.get("performance_exam", ""):
        known = shipped.get(code, {})
        form = row.get("performance_form") or "unstated"
        stated = row.get("form_inferred", "").casefold()
        same = known.get("form") == form and "form_inferred" not in row
        yield {
            "code": code,
            "kind": "performance",
            "title": _exam_title(row, code, "performance", shipped),
            "form": form,
            "form_inferred": bool(known.get("form_inferred")) if same else _flag(stated),
        }


def _flag(stated: str) -> bool | str:
    """Convert a cell to True for yes and False for no.

    Return any other text unchanged, for the catalog's checks to report.
    """
    return {"": False, "false": False, "no": False, "true": True, "yes": True}.get(stated, stated)


def _exam_title(
    row: Mapping[str, str], code: str, kind: str, shipped: Mapping[str, Mapping[str, Any]]
) -> str:
    known = shipped.get(code)
    return str(known["title"]) if known else f"{row['title']}: {kind}"


def _names(cell: str) -> list[str]:
    return [name for each in cell.split(_BETWEEN_NAMES) if (name := each.strip())]
