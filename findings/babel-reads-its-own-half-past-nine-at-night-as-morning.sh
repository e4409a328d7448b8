#!/usr/bin/env bash
# Babel writes the time of an exam for people who read Spanish, and reads such a time back with parse_time().
#
# A good guess: what format_time() writes is read by parse_time() of the same locale, or it is refused.
# What happens: format_time() writes half past nine at night as "9:30 p.m." in es_US and es_MX.
#   parse_time() knows only "pm", so it passes over the mark and gives 9:30 in the morning, with no error.
#   "9:30 PM" is read well. In en_US too, "9:30 p.m.", as many type it, is the morning.
# Version: Babel 2.19.0 (babel/dates.py, parse_time).
# Who is hurt: whoever takes back a time that was shown, in a form or a file: evening exams move to the morning.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'babel==2.19.0'
cat >"$folder/seen.py" <<'PY'
from datetime import time

import babel
from babel.dates import format_time, parse_time

print("Babel", babel.__version__)
night, morning = time(21, 30), time(9, 30)
for locale, expected in (("en_US", night), ("es_US", morning), ("es_MX", morning)):
    written = format_time(night, "short", locale=locale)
    read = parse_time(written, locale=locale)
    print(locale, "writes", ascii(written), "and reads", read)
    assert read == expected
for typed, locale, expected in (
    ("9:30 PM", "es_US", night),
    ("9:30 p.m.", "es_US", morning),
    ("9:30 p.m.", "en_US", morning),
):
    read = parse_time(typed, locale=locale)
    print("typed", typed, "in", locale, "->", read)
    assert read == expected
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
