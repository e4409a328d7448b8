#!/usr/bin/env bash
# A .ods sheet of exam fees has prices in currency cells (40 US dollars) and in plain number cells (12.50).
#
# A good guess: both are read as numbers. A currency cell stores the value 40 and, separately, the currency USD.
# What happens: pyexcel-ods3 returns the text "40 USD" for the currency cell and the number 12.5 for the other.
#   python-calamine returns 40.0 for the same file.
# Versions: pyexcel-ods3 0.6.1, odfpy 1.4.1, python-calamine 0.9.1.
# Who is hurt: anyone who adds up or compares fees: a sheet with currency cells fails or is sorted as text, and
#   the same sheet without them works.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  'pyexcel-ods3==0.6.1' 'odfpy==1.4.1' 'python-calamine==0.9.1'
cat >"$folder/seen.py" <<'PY'
import sys
from importlib.metadata import version

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from pyexcel_ods3 import get_data
from python_calamine import CalamineWorkbook

print(*(f"{name} {version(name)}" for name in ("pyexcel-ods3", "odfpy", "python-calamine")))
sheet, row = Table(name="Fees"), TableRow()
for kind, value, shown in (("currency", "40", "$40.00"), ("float", "12.5", "12.50")):
    more = {"currency": "USD"} if kind == "currency" else {}
    cell = TableCell(valuetype=kind, value=value, **more)
    cell.addElement(P(text=shown))
    row.addElement(cell)
sheet.addElement(row)
document = OpenDocumentSpreadsheet()
document.spreadsheet.addElement(sheet)
file = f"{sys.argv[1]}/fees.ods"
document.save(file)
pyexcel = get_data(file)["Fees"][0]
calamine = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()[0]
print("pyexcel-ods3", pyexcel, "python-calamine", calamine)
assert pyexcel == ["40 USD", 12.5]
assert calamine == [40.0, 12.5]
PY
"$folder/venv/bin/python" "$folder/seen.py" "$folder" || { echo "they behave otherwise now"; exit 1; }
