#!/usr/bin/env bash
# Quantities are taken out of shop notes: "tap 10-32 UNF", "hardness 45 HRC", "within 0.005\"", "1 1/2 inches".
#
# A good guess: quantulum3 finds the inches, and leaves a thread and a hardness alone or without a unit.
# What happens: the thread is a range, 10 to 32, so it is 21 (the README says that ranges give the middle), and its
#   letters are units one by one: atomic mass unit, newton, farad. 45 HRC is 45 hour coulomb. 0.005" is seconds of
#   arc. "1 1/2 inches" is 1.5 inches, as it should be.
# Version: quantulum3 0.10.0 (without its classifier). Its issue 190 (kV, mended) is a sibling; none found on these.
# Who is hurt: whoever searches or compares notes by quantity: a screw has a unit that is nothing, a tolerance
#   becomes an angle, and all are numbers with a unit.
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
