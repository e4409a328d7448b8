#!/usr/bin/env bash
# A Spanish list has the days of results: "2 de mayo de 2026", "1º de mayo de 2026".
#
# A good guess: dateparser reads every day of the month. In Spanish, the first is an ordinal, written 1º or 1.º
#   (or "primero"); the other days are plain numbers.
# What happens: it reads the plain numbers, but returns None for "1º" and "1.º". It reads "1°" with the degree
#   sign (U+00B0), which many people type by mistake.
# Version: dateparser 1.5.0.
# Who is hurt: anyone who reads such a list and skips rows without a day: only the rows of the first of each month
#   are lost.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'dateparser==1.5.0'
cat >"$folder/seen.py" <<'PY'
from importlib.metadata import version

import dateparser

print("dateparser", version("dateparser"))
for text, day in (
    ("2 de mayo de 2026", "2026-05-02"),
    ("1 de mayo de 2026", "2026-05-01"),
    ("1º de mayo de 2026", None),
    ("1.º de mayo de 2026", None),
    ("1\N{DEGREE SIGN} de mayo de 2026", "2026-05-01"),
):
    read = dateparser.parse(text, languages=["es"])
    print(text, "->", read)
    assert (read and read.date().isoformat()) == day
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
