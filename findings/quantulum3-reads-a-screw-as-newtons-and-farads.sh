#!/usr/bin/env bash
# quantulum3 extracts quantities from shop notes: "tap 10-32 UNF", "hardness 45 HRC", "within 0.005\"", "1 1/2
# inches".
#
# A good guess: it finds the inches, and gives a thread and a hardness no unit or does not find them.
# What happens: it takes the thread for a range from 10 to 32, and so for 21 (the README says that a range gives
#   its middle), with one unit for each letter: atomic mass unit, newton, farad. 45 HRC is 45 hour coulombs, and
#   0.005" is seconds of arc. "1 1/2 inches" is 1.5 inches, which is right.
# Version: quantulum3 0.10.0 (without its classifier). Its issue 190 (kV, fixed) is related; no issue found about
#   these.
# Who is hurt: anyone who searches or compares notes by quantity: a screw has a meaningless unit, a tolerance
#   becomes an angle, and all of them are numbers with a unit.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'quantulum3==0.10.0'
cat >"$folder/seen.py" <<'PY'
from importlib.metadata import version

from quantulum3 import parser

print("quantulum3", version("quantulum3"))
seen = {}
for note in ("1 1/2 inches", "tap 10-32 UNF", "hardness 45 HRC", 'within 0.005"'):
    seen[note] = [(found.value, found.unit.name) for found in parser.parse(note)]
    print(note, "->", seen[note])
assert seen["1 1/2 inches"] == [(1.5, "inch")]
assert seen["tap 10-32 UNF"] == [(21.0, "atomic mass unit newton farad")]
assert seen["hardness 45 HRC"] == [(45.0, "hour coulomb")]
assert seen['within 0.005"'] == [(0.005, "second of arc")]
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
