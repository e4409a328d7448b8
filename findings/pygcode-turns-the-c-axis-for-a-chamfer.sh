#!/usr/bin/env bash
# A lathe program breaks a corner: "G1 X1. ,C.05" goes to X1 with a chamfer of .05 (Fanuc and Haas; ",R" rounds
# the corner).
#
# A good guess: pygcode and gcode-parser keep the comma, which distinguishes a chamfer from the C axis, or refuse
#   the line.
# What happens: both drop the comma. gcode-parser returns the words X1 and C0.05, as for "G1 X1. C.05". pygcode
#   takes C for an axis and writes "G01 C0.05 X1": the corner stays sharp, and a machine with a C axis turns the
#   spindle by 0.05 degrees. ",A45." (the angle of the line) becomes a move of the A axis. Neither reports an
#   error.
# Versions: pygcode 0.2.1, gcode-parser 2.2.0. Neither README mentions this; no issue found.
# Who is hurt: anyone who checks, draws or rewrites lathe programs: they describe a different part.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'pygcode==0.2.1'
npm install --prefix "$folder" --no-audit --no-fund --silent 'gcode-parser@2.2.0'
cat >"$folder/seen.py" <<'PY'
from importlib.metadata import version

from pygcode import Line

print("pygcode", version("pygcode"))
for line, written in (
    ("G1 X1. C.05", "G01 C0.05 X1"), ("G1 X1. ,C.05", "G01 C0.05 X1"), ("G1 X1. ,A45.", "G01 A45 X1"),
):
    print(line, "->", Line(line))
    assert str(Line(line)) == written
PY
cat >"$folder/seen.mjs" <<'JS'
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import parser from 'gcode-parser'

const packed = new URL('node_modules/gcode-parser/package.json', import.meta.url)
console.log('gcode-parser', JSON.parse(readFileSync(packed)).version)
for (const line of ['G1 X1. C.05', 'G1 X1. ,C.05']) {
  const { words, err } = parser.parseLine(line)
  console.log(line, '->', JSON.stringify({ words, err }))
  assert.deepStrictEqual([words, err], [[['G', 1], ['X', 1], ['C', 0.05]], undefined])
}
JS
"$folder/venv/bin/python" "$folder/seen.py" && node "$folder/seen.mjs" \
    || { echo "it behaves otherwise now"; exit 1; }
