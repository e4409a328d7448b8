#!/usr/bin/env bash
# A roster in .ods has a column of e-mail addresses. LibreOffice makes a link of each as it is typed; odfdo reads it.
#
# A good guess: the value of the cell is what it shows, ana@example.org, as other readers give it.
# What happens: "[ana@example.org](mailto:ana@example.org)": links are written in Markdown, in get_values(),
#   in value and in to_csv(). Nothing else is: bold text stays plain, and stars in the text are not escaped.
#   An address that was pasted without a link comes out plain, so one column holds both kinds.
# Version: odfdo 3.27.3; 3.9.0 gave the address, 3.15.0 already the Markdown.
# Who is hurt: whoever compares addresses, or sends to them: nobody is found, and an update changes what the
#   same sheet says.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  'odfdo==3.27.3' 'odfpy==1.4.1' 'python-calamine==0.9.1'
cat >"$folder/seen.py" <<'PY'
import sys
from importlib.metadata import version

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import A, P
from odfdo import Document
from python_calamine import CalamineWorkbook

print(*(f"{name} {version(name)}" for name in ("odfdo", "odfpy", "python-calamine")))
sheet, row = Table(name="Roster"), TableRow()
for address, linked in (("ana@example.org", True), ("ben@example.org", False)):
    cell, line = TableCell(valuetype="string"), P()
    if linked:
        line.addElement(A(href=f"mailto:{address}", text=address))
    else:
        line.addText(address)
    cell.addElement(line)
    row.addElement(cell)
sheet.addElement(row)
document = OpenDocumentSpreadsheet()
document.spreadsheet.addElement(sheet)
file = f"{sys.argv[1]}/roster.ods"
document.save(file)
table = Document(file).body.tables[0]
calamine = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
print("odfdo", table.get_values(), table.to_csv().strip(), "| python-calamine", calamine)
assert table.get_values() == [["[ana@example.org](mailto:ana@example.org)", "ben@example.org"]]
assert table.to_csv().startswith("[ana@example.org](mailto:ana@example.org),")
assert calamine == [["ana@example.org", "ben@example.org"]]
PY
"$folder/venv/bin/python" "$folder/seen.py" "$folder" || { echo "it behaves otherwise now"; exit 1; }
