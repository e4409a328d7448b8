#!/usr/bin/env bash
# A file has one column, the e-mail addresses of a class; clevercsv's sniffer detects its format.
#
# A good guess: no delimiter and one column, as the sniffer finds for one column of numbers.
# What happens: it finds the delimiter "@" and two columns, the parts before and after the "@". The header "email"
#   is above the first parts.
# Version: clevercsv 0.8.5.
# Who is hurt: anyone who imports rosters or lists of invitations with detection turned on: every address is lost.
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
