#!/usr/bin/env bash
# A roster in .ods has a column of e-mail addresses. LibreOffice turns each into a link as it is typed; odfdo
# reads the file.
#
# A good guess: the value of the cell is the text that it shows, ana@example.org, as other readers return it.
# What happens: "[ana@example.org](mailto:ana@example.org)". get_values(), value and to_csv() return links as
#   Markdown. Nothing else becomes Markdown: bold text stays plain, and asterisks in the text are not escaped. An
#   address that was pasted without a link is returned as plain text, so one column has both forms.
# Version: odfdo 3.27.3. Version 3.9.0 returned the address, and 3.15.0 already the Markdown.
# Who is hurt: anyone who compares addresses or sends mail to them: nobody is found, and an update of odfdo
#   changes what the same sheet says.
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
