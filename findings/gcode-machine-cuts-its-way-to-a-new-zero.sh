#!/usr/bin/env bash
# After a cut to X20, a program says "G92 X0": this point is the new zero, and nothing moves. gcode-machine
# prepares the lines for a sender and splits long cuts into short ones (do_fractionize_lines).
#
# A good guess: G92 is passed on unchanged. tidy() keeps it, and turns commands that the library does not know
#   (M6) into comments.
# What happens: the line becomes 40 short cuts, G1 X19.5, X19 ... X0, and the G92 itself remains only in a
#   comment. The tool cuts back through the part, and the zero stays where it was. G28 X0 (home) becomes cuts as
#   well. After a G0, G92 is kept, but the library's position is set as if the tool had moved.
# Version: gcode-machine 1.0.3. Its README says that G1, G2 and G3 are split; no issue found.
# Who is hurt: anyone who sends programs that set a new zero partway through, as engraving programs do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'gcode-machine==1.0.3'
cat >"$folder/seen.py" <<'PY'
from importlib.metadata import version

from gcode_machine import GcodeMachine

print("gcode-machine", version("gcode-machine"))


def prepared(*lines):
    machine, out = GcodeMachine(), []
    machine.do_fractionize_lines = True
    for line in lines:
        machine.set_line(line)
        machine.strip()
        machine.tidy()
        machine.parse_state()
        out.append(machine.fractionize())
        machine.done()
    print(lines, "->", [part if len(part) < 4 else [*part[:3], "...", *part[-2:]] for part in out], machine.pos_m)
    return out[-1], machine.pos_m


for last in ("G92 X0", "G28 X0"):
    cuts, place = prepared("G1 X20 F50", last)
    assert cuts[1:3] == ["G1X19.5", "X19"] and cuts[-2] == "X0" and len(cuts) == 42 and place == [0, 0, 0]
    assert [line for line in cuts if "G92" in line or "G28" in line] == cuts[:1] and cuts[0].startswith(";")
assert prepared("G0 X20", "G92 X0") == (["G92X0"], [0, 0, 0])
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
