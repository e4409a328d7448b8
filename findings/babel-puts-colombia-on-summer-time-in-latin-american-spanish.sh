#!/usr/bin/env bash
# People who read Spanish are told in which time zone an exam is: in Bogotá, where clocks never change, or in Chicago in
# December. Babel names the zone by its country and city.
#
# A good guess: "hora de Colombia", "hora de Estados Unidos (Chicago)". So it says in the Spanish of Spain (es).
# What happens: "hora de verano de Colombia" (Colombian summer time), all year, in es_419, es_US and es_MX. CLDR has a plain
#   pattern and two more, for standard and for summer time. Latin American Spanish changes only those two, and
#   Babel puts the one for summer time in the place of the plain one. In fr_CA too: "Colombie (heure avancée)".
#   In es_MX the short name (the pattern "v") of Chicago is such a name as well.
# Version: Babel 2.19.0 (get_timezone_location, patterns v and VVVV). Node 20's Intl says "hora de Colombia"; no issue found.
# Who is hurt: whoever tells people in which time an exam begins: some will take an hour off.
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
