#!/usr/bin/env bash
# A sheet in .ods has a cell of two lines, "Ana" and "Ruiz", and one with a tab between them; pyexcel-ods3 wrote it.
#
# A good guess: python-calamine gives the break and the tab back, or a space. pyexcel-ods3 itself gives "Ana\nRuiz".
# What happens: "AnaRuiz", twice. In OpenDocument the break is an element of its own (text:line-break, text:tab),
#   and calamine drops both. text:s, the element for further spaces, is read. Two paragraphs in a cell, as
#   LibreOffice writes lines, are read too ("Ana\nRuiz"), so a file made by hand does not show it.
# Versions: python-calamine 0.9.1, pyexcel-ods3 0.6.1.
# Who is hurt: whoever imports rosters or results in .ods: words run together, so a name or an exam is not
#   found, and two cells that differ by a break look alike.
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
