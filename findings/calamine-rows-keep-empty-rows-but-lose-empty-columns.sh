#!/usr/bin/env bash
# The table in a roster sheet begins at C4; python-calamine reads the sheet.
#
# A good guess: iter_rows() begins either at A1, like to_python(skip_empty_area=False), or at the first filled
#   cell, like to_python().
# What happens: half of each. iter_rows() returns the three empty rows above the table, but not the two empty
#   columns before it. So row numbers count from the edge of the sheet, and column numbers from the edge of the
#   table.
# Version: python-calamine 0.9.1.
# Who is hurt: anyone who reports the cell of a mistake ("cell A4") while reading with iter_rows(): the row is
#   right and the column is wrong.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'python-calamine==0.9.1' 'openpyxl==3.1.5'
cat >"$folder/seen.py" <<'PY'
import io
from importlib.metadata import version
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

book, file = Workbook(), io.BytesIO()
for cell, text in (("C4", "name"), ("D4", "code"), ("C5", "Ana"), ("D5", "M1")):
    book.active[cell] = text
book.save(file)
file.seek(0)
sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
table = [["name", "code"], ["Ana", "M1"]]
print("python-calamine", version("python-calamine"))
print("iter_rows()", list(sheet.iter_rows()))
print("to_python()", sheet.to_python())
print("to_python(skip_empty_area=False)", sheet.to_python(skip_empty_area=False))
assert list(sheet.iter_rows()) == [["", ""]] * 3 + table
assert sheet.to_python() == table
assert sheet.to_python(skip_empty_area=False) == [[""] * 4] * 3 + [["", "", *row] for row in table]
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
