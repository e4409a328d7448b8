#!/usr/bin/env bash
# A web page exports a roster as .ods with SheetJS (npm xlsx), and python-calamine reads the file.
#
# A good guess: it can be read. Both libraries know the format, and the same roster as .xlsx can be read.
# What happens: CalamineError "Expecting 'table-cell', found 'Text(...)'". SheetJS puts each cell on its own line,
#   and calamine takes the line ends between the cells for unknown content. White space there means nothing in
#   OpenDocument; odfdo reads the file.
# Versions: python-calamine 0.9.1, xlsx 0.18.5, odfdo 3.27.3.
# Who is hurt: anyone who uses calamine as the only reader of .xlsx, .xls and .ods: people are told that their
#   good file is broken.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'python-calamine==0.9.1' 'odfdo==3.27.3'
npm install --prefix "$folder" --no-audit --no-fund --silent 'xlsx@0.18.5'
cat >"$folder/write.cjs" <<'JS'
const XLSX = require('xlsx')
console.log('xlsx', XLSX.version)
const book = XLSX.utils.book_new()
XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([['name', 'score'], ['Ana', 85]]), 'Roster')
for (const kind of ['ods', 'xlsx']) XLSX.writeFile(book, `${__dirname}/roster.${kind}`)
JS
node "$folder/write.cjs"
cat >"$folder/seen.py" <<'PY'
import sys
from importlib.metadata import version

from odfdo import Document
from python_calamine import CalamineError, CalamineWorkbook

print(*(f"{name} {version(name)}" for name in ("python-calamine", "odfdo")))
seen = {}
for kind in ("ods", "xlsx"):
    try:
        book = CalamineWorkbook.from_path(f"{sys.argv[1]}/roster.{kind}")
        seen[kind] = book.get_sheet_by_index(0).to_python()
    except CalamineError as error:
        seen[kind] = str(error)
other = Document(f"{sys.argv[1]}/roster.ods").body.tables[0].get_values()
print("python-calamine", seen, "| odfdo", other)
assert seen["xlsx"] == [["name", "score"], ["Ana", 85.0]]
assert "Expecting 'table-cell', found 'Text" in seen["ods"]
assert other == [["name", "score"], ["Ana", 85]]
PY
"$folder/venv/bin/python" "$folder/seen.py" "$folder" || { echo "they behave otherwise now"; exit 1; }
