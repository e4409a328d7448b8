#!/usr/bin/env bash
# A sheet of exam times, written by openpyxl, has 2026-05-01 15:00 and half past midnight; xlsx2csv converts it.
#
# A good guess: 15:00 and 00:30. The cells have openpyxl's default format, yyyy-mm-dd h:mm:ss, in which a single
#   "h" without AM/PM means the 24-hour clock without a leading zero.
# What happens: 03:00:00 and 12:30:00. If a date-time format has a single "h", the hour is written on the 12-hour
#   clock, and nothing says AM or PM. With "hh" in the format, the hour is right.
# Version: xlsx2csv 0.8.6, openpyxl 3.1.5.
# Who is hurt: anyone who converts sheets with times: afternoon exams move to the night, and 15:00 and 03:00
#   become the same time.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'xlsx2csv==0.8.6' 'openpyxl==3.1.5'
cat >"$folder/seen.py" <<'PY'
import csv
import io
from datetime import datetime
from importlib.metadata import version

from openpyxl import Workbook
from xlsx2csv import Xlsx2csv

print("xlsx2csv", version("xlsx2csv"), "openpyxl", version("openpyxl"))
times = [datetime(2026, 5, 1, hour, minute) for hour, minute in ((15, 0), (3, 0), (0, 30))]
book, file, converted = Workbook(), io.BytesIO(), io.StringIO()
book.active.append(times)
book.active.append(times)
for cell in book.active[2]:
    cell.number_format = "yyyy-mm-dd hh:mm:ss"
formats = [row[0].number_format for row in book.active.iter_rows()]
book.save(file)
file.seek(0)
Xlsx2csv(file).convert(converted)
rows = list(csv.reader(io.StringIO(converted.getvalue())))
for number_format, row in zip(formats, rows, strict=True):
    print(number_format, "->", row)
assert formats == ["yyyy-mm-dd h:mm:ss", "yyyy-mm-dd hh:mm:ss"]
assert rows[0] == ["2026-05-01 03:00:00", "2026-05-01 03:00:00", "2026-05-01 12:30:00"]
assert rows[1] == [str(time) for time in times]
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
