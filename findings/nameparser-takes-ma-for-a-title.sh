#!/usr/bin/env bash
# A roster has María Elena Vega as schools with Spanish-speaking families write her name: "Vega, Ma. Elena".
#
# A good guess: the first name is "Ma." (short for María) and the middle name is Elena, with or without the
#   period.
# What happens: with the period, "Ma." is a title, like "Dr.", and the first name is Elena. Without the period, it
#   is the first name. So one student becomes two when two files are compared by first and last name.
# Version: nameparser 2.6.0.
# Who is hurt: anyone who joins rosters by first and last name: María Elena and María José lose their first name,
#   and their results are not found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'nameparser==2.6.0'
cat >"$folder/seen.py" <<'PY'
from importlib.metadata import version

from nameparser import HumanName

print("nameparser", version("nameparser"))
for name, title, first, middle in (
    ("Vega, Ma. Elena", "Ma.", "Elena", ""),
    ("Vega, Ma Elena", "", "Ma", "Elena"),
    ("Vega, Fco. Javier", "Fco.", "Javier", ""),
    ("Vega, Gpe. Luz", "Gpe.", "Luz", ""),
):
    read = HumanName(name)
    print(repr(name), "title", repr(read.title), "first", repr(read.first), "middle", repr(read.middle))
    assert (read.title, read.first, read.middle, read.last) == (title, first, middle, "Vega")
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
