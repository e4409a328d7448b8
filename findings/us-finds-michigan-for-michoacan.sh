#!/usr/bin/env bash
# A roster's column "state" is brought to codes with us.states.lookup(); a student comes from Michoacán, Mexico.
#
# A good guess: None, as for Jalisco, Sonora or any other state that is not one of the United States.
# What happens: Michigan. A text that is no code and no number is compared by how it sounds (metaphone),
#   not by its name, and the two sound alike to it. "Como" becomes Guam and "Mina" Maine. With field="name"
#   only the name itself is found.
# Version: us 4.0.0, jellyfish 1.2.0.
# Who is hurt: whoever fills in codes, ZIP rules or state totals from what people typed: None would have been
#   seen, MI is not.
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
