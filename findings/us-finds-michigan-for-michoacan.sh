#!/usr/bin/env bash
# us.states.lookup() turns a roster's column "state" into codes; a student comes from Michoacán, Mexico.
#
# A good guess: None, as for Jalisco, Sonora and other states outside the United States.
# What happens: Michigan. A text that is neither a code nor a number is compared by its sound (metaphone), not by
#   its spelling, and the two names have the same sound code. "Como" becomes Guam and "Mina" becomes Maine. With
#   field="name", only the exact name is found.
# Version: us 4.0.0, jellyfish 1.2.0.
# Who is hurt: anyone who derives codes, ZIP rules or state totals from what people typed: they would notice None,
#   but not MI.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'us==4.0.0' 'jellyfish==1.2.0'
cat >"$folder/seen.py" <<'PY'
from importlib.metadata import version

import us

print("us", version("us"), "jellyfish", version("jellyfish"))
for typed, code in (
    ("Michoacán", "MI"), ("Michoacan", "MI"), ("Como", "GU"), ("Mina", "ME"),
    ("Jalisco", None), ("Sonora", None), ("Texas", "TX"),
):  # fmt: skip
    found = us.states.lookup(typed)
    exact = us.states.lookup(typed, field="name")
    print(typed, "->", found, "| by its name:", exact)
    assert (found and found.abbr) == code
    assert (exact is not None) == (typed == "Texas")
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
