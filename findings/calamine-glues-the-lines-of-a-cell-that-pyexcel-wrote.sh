#!/usr/bin/env bash
# A .ods sheet written by pyexcel-ods3 has a cell with two lines, "Ana" and "Ruiz", and a cell with a tab between
# them.
#
# A good guess: python-calamine returns the line break and the tab, or a space. pyexcel-ods3 itself returns
#   "Ana\nRuiz".
# What happens: "AnaRuiz", in both cells. In OpenDocument, a line break and a tab are XML elements
#   (text:line-break, text:tab), and calamine drops both. It does read text:s, the element for extra spaces. It
#   also reads two paragraphs in a cell ("Ana\nRuiz"), which is how LibreOffice writes lines, so a file made by
#   hand does not show the fault.
# Versions: python-calamine 0.9.1, pyexcel-ods3 0.6.1.
# Who is hurt: anyone who imports rosters or results from .ods: words run together, so a name or an exam is not
#   found, and cells that differ only by a line break look the same.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'python-calamine==0.9.1' 'pyexcel-ods3==0.6.1'
cat >"$folder/seen.py" <<'PY'
import sys
import zipfile
from importlib.metadata import version

from pyexcel_ods3 import get_data, save_data
from python_calamine import CalamineWorkbook

print(*(f"{name} {version(name)}" for name in ("python-calamine", "pyexcel-ods3")))
file = f"{sys.argv[1]}/roster.ods"
row = ["Ana\nRuiz", "Ana\tRuiz", "Ana  Ruiz"]
save_data(file, {"Roster": [row]})
content = zipfile.ZipFile(file).read("content.xml").decode()
pyexcel = get_data(file)["Roster"]
calamine = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
print("pyexcel-ods3", pyexcel, "python-calamine", calamine)
assert "Ana<text:line-break/>Ruiz" in content and "Ana<text:tab/>Ruiz" in content
assert pyexcel == [row]
assert calamine == [["AnaRuiz", "AnaRuiz", "Ana  Ruiz"]]
PY
"$folder/venv/bin/python" "$folder/seen.py" "$folder" || { echo "they behave otherwise now"; exit 1; }
