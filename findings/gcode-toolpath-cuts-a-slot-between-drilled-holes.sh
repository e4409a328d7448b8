#!/usr/bin/env bash
# A program drills three holes with a fixed cycle: "G81 X1. Y1. Z-.5 R.1", then "X2." and "X3.", then G80.
# gcode-toolpath returns the path of the tool.
#
# A good guess: three holes, or no hole at all if cycles are unknown: its README lists the motions G0 to G3, G38
#   and G80.
# What happens: the first hole is left out, together with its Y1., and "X2." and "X3." continue the motion before
#   the cycle. After a G1, they are two cuts from the old position to X2 and X3, at the height of that G1: a slot
#   through Y0, where nothing is cut in reality. After a G0, they are rapid moves. There is no error; the modal
#   state stays at G1.
# Version: gcode-toolpath 3.0.0, gcode-interpreter 3.0.0 (both of the CNCjs sender). No issue found.
# Who is hurt: anyone who draws or checks programs with it, as teachers do with first drilling programs: the holes
#   are missing, and a good program seems to cut into the part.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --silent 'gcode-toolpath@3.0.0' 'gcode-interpreter@3.0.0'
cat >"$folder/seen.mjs" <<'JS'
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const library = createRequire(import.meta.url)('gcode-toolpath')
for (const name of ['gcode-toolpath', 'gcode-interpreter']) {
  console.log(name, JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version)
}
const path = (lines) => {
  const seen = []
  const addLine = ({ motion }, from, to) => seen.push([motion, ...Object.values(from), ...Object.values(to)].join(' '))
  new (library.default ?? library)({ addLine }).loadFromStringSync(lines.join('\n'))
  return seen
}
const cycle = ['G81 X1. Y1. Z-.5 R.1 F5.', 'X2.', 'X3.', 'G80', 'G0 Y0.']
const cut = path(['G90 G0 Z.1', 'G1 Z0. F5.', ...cycle])
const rapid = path(['G90 G0 Z.1', ...cycle])
console.log(cut, rapid)
assert.deepStrictEqual(cut.slice(2, 4), ['G1 0 0 0 2 0 0', 'G1 2 0 0 3 0 0'])
assert.deepStrictEqual(rapid.slice(1, 3), ['G0 0 0 0.1 2 0 0.1', 'G0 2 0 0.1 3 0 0.1'])
JS
node "$folder/seen.mjs" || { echo "it behaves otherwise now"; exit 1; }
