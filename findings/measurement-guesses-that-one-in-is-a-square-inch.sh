#!/usr/bin/env bash
# Sizes come as a value and a unit, (1.5, "in"), and measurement's guess() finds out what they measure.
#
# A good guess: a distance of 1.5 inches. Distance itself uses "in" as the short form, and guess() takes (1.5,
#   "inch") for a distance.
# What happens: an area of 1.5 square inches. guess() takes the first kind, in alphabetical order, that knows the
#   unit, and Area also knows some names of Distance without the prefix sq_: "inches", "foot" and "mile" are
#   areas, while "mm", "inch" and "ft" are distances. With measures=[Distance], all are distances.
# Version: measurement 3.2.2. No issue found.
# Who is hurt: anyone who reads lists of sizes with it: the kind depends on the spelling, so 1.5 inch and 1.5 in
#   cannot be added or compared.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check 'measurement==3.2.2'
cat >"$folder/seen.py" <<'PY'
from importlib.metadata import version

from measurement.measures import Area, Distance
from measurement.utils import guess

print("measurement", version("measurement"))
assert Distance(**{"in": 1.5}) == Distance(inch=1.5)
for unit, expected in (
    ("inch", Distance(inch=1.5)),
    ("ft", Distance(ft=1.5)),
    ("mm", Distance(mm=1.5)),
    ("in", Area(sq_inch=1.5)),
    ("inches", Area(sq_inch=1.5)),
    ("foot", Area(sq_ft=1.5)),
    ("mile", Area(sq_mi=1.5)),
):
    found = guess(1.5, unit)
    print(f"1.5 {unit} -> {found!r}")
    assert type(found) is type(expected) and found == expected
    only = guess(1.5, unit, measures=[Distance])
    assert type(only) is Distance
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
