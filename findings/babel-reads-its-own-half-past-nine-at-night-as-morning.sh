#!/usr/bin/env bash
# Babel writes the time of an exam for Spanish readers and reads the same text back with parse_time().
#
# A good guess: parse_time() reads what format_time() wrote in the same locale, or refuses it.
# What happens: in es_US and es_MX, format_time() writes half past nine at night as "9:30 p.m.". parse_time()
#   knows only "pm", so it ignores "p.m." and returns 9:30 in the morning, without an error. It reads "9:30 PM"
#   correctly. In en_US, it reads "9:30 p.m.", which many people type, as the morning too.
# Version: Babel 2.19.0 (babel/dates.py, parse_time).
# Who is hurt: anyone who reads back a displayed time from a form or a file: evening exams move to the morning.
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
