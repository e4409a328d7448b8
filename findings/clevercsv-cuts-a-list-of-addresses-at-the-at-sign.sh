#!/usr/bin/env bash
# A file has one column, the e-mail addresses of a class; the sniffer of clevercsv says how to read it.
#
# A good guess: no delimiter, one column. That is what it says for one column of numbers.
# What happens: the delimiter is "@": two columns, the parts before and after the "@", and
#   the header "email" stands above the first parts.
# Version: clevercsv 0.8.5.
# Who is hurt: whoever takes rosters or lists of invitations with detection switched on: every address is lost.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'clevercsv==0.8.5'
cat >"$folder/seen.py" <<'PY'
from importlib.metadata import version

import clevercsv

print("clevercsv", version("clevercsv"))
numbers = "number\n1001\n1002\n1003\n"
addresses = "email\nnoor.haddad@example.org\nben.okafor@example.org\nana.ruiz@example.net\n"
for lines, delimiter in ((numbers, ""), (addresses, "@")):
    dialect = clevercsv.Sniffer().sniff(lines)
    rows = list(clevercsv.reader(lines.splitlines(keepends=True), dialect))
    print("delimiter", repr(dialect.delimiter), "second row", rows[1])
    assert dialect.delimiter == delimiter
assert rows[1] == ["noor.haddad", "example.org"]
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
