#!/usr/bin/env bash
# A program for a mill selects the additional work offset 3: "G54.1 P3".
#
# A good guess: the command is G54.1 with P 3, or the line is refused.
# What happens: the command is G54 without a parameter. The number ends at the decimal point, and everything after
#   the point is dropped, including the rest of the line: "G43.4 H1 Z2.5" (tool center control of a five-axis
#   mill) becomes G43 without its tool. gcode_str writes the shortened code. Codes without a decimal point keep
#   their parameters.
# Version: gcodeparser 0.3.0.
# Who is hurt: anyone who checks, counts or rewrites students' programs: the wrong offset is set, and nothing
#   reports it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'gcodeparser==0.3.0'
cat >"$folder/seen.py" <<'PY'
from importlib.metadata import version

from gcodeparser import parse_gcode_lines

print("gcodeparser", version("gcodeparser"))
for line, command, params, written in (
    ("G54.1 P3", ("G", 54), {}, "G54"),
    ("G43.4 H1 Z2.5", ("G", 43), {}, "G43"),
    ("G43 H1 Z2.5", ("G", 43), {"H": 1, "Z": 2.5}, "G43 H1 Z2.5"),
):
    (read,) = parse_gcode_lines(line)
    print(f"{line!r} -> {read.command} {read.params}, written {read.gcode_str!r}")
    assert (read.command, read.params, read.gcode_str) == (command, params, written)
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
