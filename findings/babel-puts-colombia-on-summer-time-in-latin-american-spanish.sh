#!/usr/bin/env bash
# A program tells Spanish readers the time zone of an exam: Bogotá, where clocks never change, or Chicago in
# December. Babel names the zone by its country and city.
#
# A good guess: "hora de Colombia", "hora de Estados Unidos (Chicago)". That is what Babel gives for the Spanish
#   of Spain (es).
# What happens: "hora de verano de Colombia" (Colombian summer time), all year, in es_419, es_US and es_MX. CLDR
#   has a general pattern and two more, for standard time and for summer time. Latin American Spanish overrides
#   only those two, and Babel uses the one for summer time as the general one. fr_CA has the same fault: "Colombie
#   (heure avancée)". In es_MX, the short name (the pattern "v") of Chicago in December says summer time too.
# Version: Babel 2.19.0 (get_timezone_location, patterns v and VVVV). Node 20's Intl says "hora de Colombia"; no
#   issue found.
# Who is hurt: anyone who tells people the time zone of an exam: some will subtract an hour.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check 'babel==2.19.0' 'tzdata==2026.1'
cat >"$folder/seen.py" <<'PY'
from datetime import datetime
from zoneinfo import ZoneInfo

import babel
from babel.dates import format_datetime, get_timezone_location

print("Babel", babel.__version__)
bogota, chicago = ZoneInfo("America/Bogota"), ZoneInfo("America/Chicago")
assert datetime(2026, 12, 1, tzinfo=chicago).dst() == datetime(2026, 7, 1, tzinfo=bogota).dst() != None
for locale, said in (
    ("es", "hora de Colombia"),
    ("es_419", "hora de verano de Colombia"),
    ("es_US", "hora de verano de Colombia"),
    ("es_MX", "hora de verano de Colombia"),
    ("fr_CA", "Colombie (heure avancée)"),
):
    found = get_timezone_location(bogota, locale=locale)
    print(locale, found)
    assert found == said
december = datetime(2026, 12, 1, 9, tzinfo=chicago)
short = format_datetime(december, "v", tzinfo=chicago, locale="es_MX")
print("es_MX, Chicago in December:", short)
assert short == "hora de verano de Estados Unidos (Chicago)"
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
