#!/usr/bin/env bash
# A column of dates is written day first (12/01/2026, 13/01/2026), and Babel reads it as en_US.
#
# A good guess: parse_date refuses 13/01/2026 for en_US, so the wrong locale is noticed.
# What happens: if the month is above 12, parse_date silently swaps day and month. 13/01/2026 is read as January
#   13 and 12/01/2026 as December 1: two orders in one column. es_ES does the same with 1/13/26.
# Version: Babel 2.19.0 (babel/dates.py, parse_date).
# Who is hurt: anyone who imports rosters with parse_date(): half of the column is right, the days up to the 12th
#   are in the wrong month, and no row is refused.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'babel==2.19.0'
cat >"$folder/seen.py" <<'PY'
from datetime import date
import babel
from babel.dates import parse_date

print("Babel", babel.__version__)
for text, locale, expected in (
    ("12/01/2026", "en_US", date(2026, 12, 1)),
    ("13/01/2026", "en_US", date(2026, 1, 13)),
    ("1/12/26", "es_ES", date(2026, 12, 1)),
    ("1/13/26", "es_ES", date(2026, 1, 13)),
):
    read = parse_date(text, locale=locale)
    print(text, locale, "->", read)
    assert read == expected
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
