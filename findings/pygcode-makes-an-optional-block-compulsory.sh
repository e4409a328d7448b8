#!/usr/bin/env bash
# A student's program has a block that runs only while the operator's switch is off: "/G1 Z-1. F5." (block skip).
#
# A good guess: pygcode keeps the slash, or refuses it: a slash at the end of a line is refused, and so is "#103=5".
# What happens: before a word the slash is dropped without a word. The line is written back as "G01 Z-1 F5", which
#   runs every time; "/2 G0 X0" (the second switch) becomes "G00 X0". Nothing in gcodes or words tells of it.
# Version: pygcode 0.2.1 (text2words skips whatever stands before a letter). Its README does not say it; no issue found.
# Who is hurt: whoever reformats or moves programs with it: a cut that was left out for some parts is always made.
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
