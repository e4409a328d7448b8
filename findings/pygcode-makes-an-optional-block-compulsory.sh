#!/usr/bin/env bash
# A student's program has a block that runs only while the operator's switch is off: "/G1 Z-1. F5." (block skip).
#
# A good guess: pygcode keeps the slash, or refuses the line. It does refuse a slash at the end of a line, and
#   "#103=5".
# What happens: it silently drops a slash before a word. It writes the line as "G01 Z-1 F5", which always runs;
#   "/2 G0 X0" (the second switch) becomes "G00 X0". Nothing in the parsed words or commands shows that there was
#   a slash.
# Version: pygcode 0.2.1 (text2words skips anything before a letter). Its README does not mention this; no issue
#   found.
# Who is hurt: anyone who reformats or moves programs with it: a cut that was skipped for some parts is always
#   made.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'pygcode==0.2.1'
cat >"$folder/seen.py" <<'PY'
from importlib.metadata import version

from pygcode import Line
from pygcode.exceptions import GCodeWordStrError

print("pygcode", version("pygcode"))
written = {}
for line in ("G1 Z-1. F5.", "/G1 Z-1. F5.", "/2 G0 X0", "N10 G0 X0 /", "#103=5"):
    try:
        written[line] = str(Line(line))
    except GCodeWordStrError as refused:
        written[line] = type(refused).__name__
    print(repr(line), "->", repr(written[line]))
assert written["/G1 Z-1. F5."] == written["G1 Z-1. F5."] == "G01 Z-1 F5"
assert written["/2 G0 X0"] == "G00 X0"
assert written["N10 G0 X0 /"] == written["#103=5"] == "GCodeWordStrError"
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
