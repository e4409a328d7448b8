#!/usr/bin/env bash
# A learner's record (xAPI) says how long an exam took. TinCanJS writes one hour as "PT1H0S" and reads it again.
#
# A good guess: 3,600,000 milliseconds. Its documentation says that days and years are not supported; they cause
#   an error.
# What happens: 3,601,000. If there are no minutes, the seconds are read from the letter T on, so the hours are
#   counted a second time as seconds: eight hours become eight seconds longer. "PT1H30M" and "PT45M", as other
#   programs write them, are read as 0, because a text without seconds is not recognized as a number. "PT1H30M0S"
#   is read correctly.
# Version: tincanjs 0.50.0. No issue found. (tincan 1.0.0, the same authors' library for Python, reads all of them
#   correctly.)
# Who is hurt: anyone who shows or adds up the time that people took, especially from records of other programs.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --silent 'tincanjs@0.50.0'
cat >"$folder/seen.mjs" <<'JS'
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { Utils } = createRequire(import.meta.url)('tincanjs')
const packed = new URL('node_modules/tincanjs/package.json', import.meta.url)
console.log('tincanjs', JSON.parse(readFileSync(packed)).version)
const read = (text) => Utils.convertISO8601DurationToMilliseconds(text) / 1000
const wrote = (seconds) => Utils.convertMillisecondsToISO8601Duration(seconds * 1000)
for (const [text, seconds] of [
  ['PT1H30M0S', 5400], ['PT1H0S', 3601], ['PT8H0S', 28808], ['PT8H', 28808], ['PT1H30M', 0], ['PT45M', 0],
]) {
  console.log(text, '->', read(text), 'seconds')
  assert.strictEqual(read(text), seconds)
}
assert.deepStrictEqual([wrote(3600), wrote(28800)], ['PT1H0S', 'PT8H0S'])
assert.deepStrictEqual([wrote(read(wrote(28800))), read(wrote(read(wrote(28800))))], ['PT8H8S', 28808])
assert.throws(() => read('P1D'), /not currently supported/)
JS
node "$folder/seen.mjs" || { echo "it behaves otherwise now"; exit 1; }
