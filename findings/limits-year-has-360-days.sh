#!/usr/bin/env bash
# A limit of "1 per year" is written with the limits library.
#
# A good guess: the limit lasts a year, 365 days.
# What happens: the year is 12 months of 30 days: 31,104,000 seconds, or 360 days.
# Version: limits 5.8.0.
# Who is hurt: anyone who allows something once a year (a retake, a free copy): it is allowed again five days too
#   early.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'limits==5.8.0'
cat >"$folder/seen.py" <<'PY'
from importlib.metadata import version
from limits import parse

print("limits", version("limits"))
for text, days in (("1 per year", 360), ("365 per year", 360), ("1 per month", 30), ("1 per 365 days", 365)):
    seconds = parse(text).get_expiry()
    print(text, "lasts", seconds / 86400, "days")
    assert seconds == days * 86400
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
