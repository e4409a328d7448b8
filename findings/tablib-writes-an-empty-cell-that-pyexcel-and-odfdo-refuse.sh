#!/usr/bin/env bash
# tablib writes a roster as .ods; the second student has no score yet (None). Other libraries read the file.
#
# A good guess: the cell is empty, as it is in tablib's .xlsx and .csv. If every row has a score, all of them can
#   read the file.
# What happens: pyexcel-ods3 raises KeyError 'void' and odfdo raises TypeError "Unexpected value type: 'void'",
#   for the whole sheet. tablib gives the empty cell the type "void", while other programs give it no type.
#   OpenDocument has no such type for cells. tablib and python-calamine read the cell as an empty text.
# Versions: tablib 3.10.0, odfpy 1.4.1, pyexcel-ods3 0.6.1, odfdo 3.27.3, python-calamine 0.9.1. No issue found.
# Who is hurt: anyone who exports with tablib (as django-import-export does) for people with other programs: one
#   empty cell makes the whole file unreadable.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check 'tablib==3.10.0' 'odfpy==1.4.1' \
  'pyexcel-ods3==0.6.1' 'odfdo==3.27.3' 'python-calamine==0.9.1'
cat >"$folder/seen.py" <<'PY'
import sys
from importlib.metadata import version
from pathlib import Path

import tablib
from odfdo import Document
from pyexcel_ods3 import get_data
from python_calamine import CalamineWorkbook

for package in ("tablib", "odfpy", "pyexcel-ods3", "odfdo", "python-calamine"):
    print(package, version(package))
file = Path(sys.argv[1]) / "roster.ods"
readers = {
    "tablib": lambda: [list(row) for row in tablib.Dataset().load(file.read_bytes(), format="ods", headers=False)],
    "calamine": lambda: CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python(),
    "pyexcel": lambda: get_data(str(file))["Tablib Dataset"],
    "odfdo": lambda: Document(file).body.get_table(0).get_values(),
}


def seen(score):
    file.write_bytes(tablib.Dataset(["Ana", 85], ["Ben", score], headers=["name", "score"]).export("ods"))
    found = {}
    for name, read in readers.items():
        try:
            found[name] = read()[2]
        except (KeyError, TypeError) as error:
            found[name] = f"{type(error).__name__}: {error}"
    print(f"score {score}:", found)
    return found


assert all(row == ["Ben", 90] for row in seen(90).values())
assert seen(None) == {
    "tablib": ["Ben", ""],
    "calamine": ["Ben", ""],
    "pyexcel": "KeyError: 'void'",
    "odfdo": "TypeError: Unexpected value type: 'void'",
}
PY
"$folder/venv/bin/python" "$folder/seen.py" "$folder" || { echo "it behaves otherwise now"; exit 1; }
