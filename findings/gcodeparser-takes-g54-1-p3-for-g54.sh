#!/usr/bin/env bash
# A program for a mill chooses the extra work offset 3: "G54.1 P3".
#
# A good guess: the command is G54.1 with P 3, or the line is refused.
# What happens: it is G54 with no parameter. The number ends at the point, and what follows the point is
#   dropped, the rest of the line too: "G43.4 H1 Z2.5" (tool center control of a five-axis mill) is G43
#   without its tool. gcode_str writes the shorter code back. Codes without a point keep their parameters.
# Version: gcodeparser 0.3.0.
# Who is hurt: whoever checks, counts or rewrites students' programs: another offset is set, and no line says so.
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
