#!/usr/bin/env bash
# A macro program for a mill counts: "IF [#1 GT 5] GOTO 100". The npm package gcode-parser reads it.
#
# A good guess: the line is marked as an error or gives no words. That is what happens to "#103=[#101*2]", another
#   macro line.
# What happens: two words and no error: T5 (tool 5) and O100 (program 100). A letter before a number is taken for
#   a G-code word even at the end of a longer word: the T of GT, the O of GOTO. "LT 6" gives tool 6, and "WHILE
#   [#1 LE 5] DO1" gives E5 and O1.
# Version: gcode-parser 2.2.0. Its README shows only simple words. Its issue 3 (2019, fixed) was about letters
#   without a number after them; no issue found about macros.
# Who is hurt: anyone who lists the tools of students' programs: the list has a tool that is not used.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --silent 'gcode-parser@2.2.0'
cat >"$folder/seen.mjs" <<'JS'
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import parser from 'gcode-parser'

const packed = new URL('node_modules/gcode-parser/package.json', import.meta.url)
console.log('gcode-parser', JSON.parse(readFileSync(packed)).version)
function seen(line) {
  const { words, err } = parser.parseLine(line)
  console.log(line, '->', JSON.stringify({ words, err }))
  return { words, err: err ?? false }
}
assert.deepStrictEqual(seen('T12 M6').words, [['T', 12], ['M', 6]])
assert.deepStrictEqual(seen('#103=[#101*2]').words, [])
assert.deepStrictEqual(seen('IF [#1 GT 5] GOTO 100'), { words: [['T', 5], ['O', 100]], err: false })
assert.deepStrictEqual(seen('IF [#100 LT 6] GOTO 20'), { words: [['T', 6], ['O', 20]], err: false })
assert.deepStrictEqual(seen('WHILE [#1 LE 5] DO1'), { words: [['E', 5], ['O', 1]], err: false })
JS
node "$folder/seen.mjs" || { echo "it behaves otherwise now"; exit 1; }
