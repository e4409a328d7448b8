#!/usr/bin/env bash
# A macro program of a mill counts: "IF [#1 GT 5] GOTO 100". The npm gcode-parser reads it.
#
# A good guess: the line is marked as an error or gives no words. "#103=[#101*2]", another macro line, is and does.
# What happens: two words and no error: T5 (tool 5) and O100 (program 100). A letter before a number is taken for a
#   word even at the end of another word: the T of GT, the O of GOTO. "LT 6" is tool 6, and "WHILE [#1 LE 5] DO1"
#   is E5 and O1.
# Version: gcode-parser 2.2.0. Its README shows plain words only. Its issue 3 (2019, mended) was about letters with no
#   number behind them; none found about macros.
# Who is hurt: whoever lists the tools of students' programs: a tool that is not used stands in the list.
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
